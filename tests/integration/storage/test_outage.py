"""What is said when PostgreSQL goes away: only what is known."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.errors import Unavailable
from storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.transaction import Transaction
    from tests.databases import Databases

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def server(postgresql_databases: Databases) -> Iterator[Store]:
    url = postgresql_databases.migrated()
    opened = Store.open(url)
    yield opened
    opened.close()
    postgresql_databases.remove(url)


def cut_off(server: Store, tx: Transaction) -> None:
    """End the connection of `tx` from the other side."""
    pid = tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with server.read() as other:
        other.connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})


def cut_off_while_saving(server: Store) -> None:
    with server.write() as tx:
        tx.dossiers.add("one", "One", NOW)
        cut_off(server, tx)


def cut_off_before_saving(server: Store) -> None:
    with server.write() as tx:
        tx.dossiers.add("one", "One", NOW)
        cut_off(server, tx)
        tx.dossiers.add("two", "Two", NOW)


def test_a_connection_lost_while_saving_is_no_promise_that_nothing_was_changed(server: Store) -> None:
    with pytest.raises(Unavailable, match="Look whether it is on file"):
        cut_off_while_saving(server)


def test_a_connection_lost_before_saving_changed_nothing(server: Store) -> None:
    with pytest.raises(Unavailable, match="nothing was changed"):
        cut_off_before_saving(server)
    with server.read() as tx:
        assert tx.dossiers.all() == ()
