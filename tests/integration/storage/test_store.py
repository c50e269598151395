"""Transactions: whole or not at all, one writer after the other, on either database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from bot.domain.dossiers import Term
from bot.domain.people import Identity, Role
from storage.engine import Store, connection_url
from storage.schema import dossiers, members, public_numbers
from storage.upsert import upsert

if TYPE_CHECKING:
    from tests.databases import Databases

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ADA = Identity("T1", "U1")


def number(store: Store) -> int:
    with store.read() as tx:
        return tx.connection.execute(select(public_numbers.c.last)).scalar() or 0


def test_of_many_who_read_and_then_write_none_is_lost_on_sqlite(sqlite_databases: Databases) -> None:
    store = Store.open(sqlite_databases.migrated())

    def count_up(_: int) -> None:
        with store.write() as tx:
            last = tx.connection.execute(select(public_numbers.c.last)).scalar() or 0
            upsert(tx.connection, public_numbers, key={"prefix": "X"}, values={"last": last + 1})

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(count_up, range(180)))
    assert number(store) == 180
    store.close()


def test_a_block_that_fails_leaves_nothing_behind(store: Store) -> None:
    def fails() -> None:
        with store.write() as tx:
            tx.dossiers.add("one", "One", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with store.read() as tx:
        assert tx.dossiers.all() == ()


def test_one_of_many_claims_of_a_delivery_holds(store: Store) -> None:
    def claim(_: int) -> bool:
        with store.write() as tx:
            return tx.handled.claim("event:1", NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claim, range(24))) == 1
    with store.write() as tx:
        assert tx.handled.claim("event:2", NOW + timedelta(days=1))
        assert tx.handled.prune(NOW + timedelta(hours=1)) == 1
        assert tx.handled.claim("event:1", NOW)
        assert not tx.handled.claim("event:2", NOW)


def test_moments_come_back_in_utc_whatever_zone_they_went_in_with(store: Store) -> None:
    there = datetime(2026, 11, 24, 4, 0, tzinfo=timezone(timedelta(hours=-5)))
    with store.write() as tx:
        tx.members.name_to(ADA, Role.ADMIN, name="Ada", by="U2", now=there)
    with store.read() as tx:
        assert tx.connection.execute(select(members.c.named_at)).scalar() == NOW


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    def names() -> None:
        with store.write() as tx:
            tx.members.name_to(ADA, Role.ADMIN, name="Ada", by="U2", now=NOW.replace(tzinfo=None))

    with pytest.raises(StatementError, match="without a zone"):
        names()


def test_a_reader_is_not_held_up_by_a_writer(store: Store) -> None:
    with store.write() as writing:
        writing.dossiers.add("one", "One", NOW)
        with store.read() as reading:
            assert reading.connection.execute(select(func.count()).select_from(dossiers)).scalar() == 0


def test_the_glossary_holds_a_term_once_however_it_is_spelled(store: Store) -> None:
    with store.write() as tx:
        dossier = tx.dossiers.add("one", "One", NOW)
        tx.glossary.put(dossier.key, Term("PIA", "Privacy Impact Assessment"))
        tx.glossary.put(dossier.key, Term("pia", "Privacy impact assessment", synonyms=("assessment",)))
        assert tx.glossary.all() == (Term("pia", "Privacy impact assessment", synonyms=("assessment",)),)


def test_a_channels_dossier_moves_with_the_channel(store: Store) -> None:
    with store.write() as tx:
        one, two = (tx.dossiers.add(slug, slug, NOW) for slug in ("one", "two"))
        tx.channels.choose("T1", "C1", one.key)
        tx.channels.choose("T1", "C1", two.key)
        tx.channels.renamed("C1", "C2")
        assert [tx.dossiers.of_channel("T1", channel) for channel in ("C1", "C2")] == [one, two]
        assert tx.dossiers.of_channel("T2", "C2") == one


def test_a_choice_under_a_channels_new_id_is_not_undone_by_its_renaming(store: Store) -> None:
    with store.write() as tx:
        one, two, three = (tx.dossiers.add(slug, slug, NOW) for slug in ("one", "two", "three"))
        tx.channels.choose("T1", "C1", two.key)
        tx.channels.choose("T1", "C2", three.key)
        tx.channels.renamed("C1", "C2")
        assert [tx.dossiers.of_channel("T1", channel) for channel in ("C1", "C2")] == [one, three]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_both_spellings_of_a_postgresql_address_mean_psycopg(scheme: str) -> None:
    assert connection_url(f"{scheme}://u:p@h/d") == "postgresql+psycopg://u:p@h/d"
    assert connection_url("sqlite:///x.db") == "sqlite:///x.db"
