"""The step from the first tables to the press desk, with entries on file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from storage.engine import create
from storage.migrate import MIGRATIONS, upgrade
from storage.search.document import Document
from storage.search.expression import AllOf, Expression, Mark, Phrase
from storage.search.fts5 import Fts5
from storage.search.tsvector import Tsvector

if TYPE_CHECKING:
    from collections.abc import Iterator

STATUSES = ("new", "reviewed", "dismissed", None)
PRESS = 1_201  # more than are marked at a time
RECORD = PRESS + 1
MOMENT = "2026-11-24 09:00:00.000000"


@pytest.fixture
def connection(bare_database_url: str) -> Iterator[Connection]:
    """A connection to a database at the first version that holds press items and a record."""
    engine = create(bare_database_url)
    with engine.begin() as first:
        config = Config(attributes={"connection": first})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0001")
        first.execute(text("INSERT INTO dossiers VALUES (1, 'one', 'One', :now)"), {"now": MOMENT})
        fill(first)
    upgrade(bare_database_url)
    with engine.begin() as after:
        yield after
    engine.dispose()


def fill(connection: Connection) -> None:
    """Entries as the first version wrote them."""
    rows = [entry(number, "press") for number in range(1, PRESS + 1)] + [entry(RECORD, "record")]
    names, values = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
    connection.execute(text(f"INSERT INTO entries ({names}) VALUES ({values})"), rows)  # noqa: S608 - our own names
    details = [{"id": number, "status": STATUSES[number % len(STATUSES)]} for number in range(1, PRESS + 1)]
    connection.execute(text("INSERT INTO press_details (entry_id, status) VALUES (:id, :status)"), details)
    index(connection).put([(row["id"], document(row["id"], row["kind"])) for row in rows])


def entry(number: int, kind: str) -> dict[str, Any]:
    """A row of `entries`."""
    return {
        "id": number,
        "public_id": f"{kind[0].upper()}-{number}",
        "kind": kind,
        "dossier_id": 1,
        "title": "A story",
        "date_order": "9999-12-31",
        "date_width": 1,
        "likeness": "",
        "version": 1,
        "created_team": "T1",
        "created_user": "U1",
        "created_at": MOMENT,
        "changed_team": "T1",
        "changed_user": "U1",
        "changed_at": MOMENT,
    }


def document(number: int, kind: str) -> Document:
    """What the index held of it."""
    return Document(("stori", "_", f"no{number}"), (), ("new",), ("_any", f"_k_{kind}"), frozenset())


def index(connection: Connection) -> Fts5 | Tsvector:
    """The index of the connection's database."""
    return Tsvector(connection) if connection.dialect.name == "postgresql" else Fts5(connection)


def found(connection: Connection, wanted: Expression) -> list[int]:
    """What the index finds, in order of keys."""
    return sorted(index(connection).newest(wanted, 10_000))


def test_the_statuses_of_press_items_on_file_are_found(connection: Connection) -> None:
    for place, status in enumerate(STATUSES):
        if status is not None:
            expected = [number for number in range(1, PRESS + 1) if number % len(STATUSES) == place]
            assert found(connection, Mark(f"_s_{status}")) == expected


def test_what_was_found_before_is_found_still(connection: Connection) -> None:
    assert found(connection, Mark("_k_press")) == list(range(1, PRESS + 1))
    assert found(connection, Mark("_k_record")) == [RECORD]
    assert found(connection, AllOf((Phrase(("stori",), "title"), Phrase(("no777",), "title")))) == [777]


def test_an_item_that_was_marked_can_be_taken_out(connection: Connection) -> None:
    index(connection).remove([1])
    assert 1 not in found(connection, Mark("_any"))
    assert 1 not in found(connection, Mark("_s_reviewed"))


def test_columns_that_were_added_are_empty(connection: Connection) -> None:
    filled = "SELECT count(*) FROM press_details WHERE canonical_url IS NOT NULL OR archive_url IS NOT NULL"
    assert connection.execute(text(filled)).scalar() == 0
