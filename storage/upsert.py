"""Insert, or update what is there: the one statement that SQLite and PostgreSQL share but SQLAlchemy spells twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import Connection, Table


INSERTS: Final[dict[str, Callable[[Table], Any]]] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}
"""The `insert` of each database, the one that knows `on_conflict_do_…`, by the dialect's name."""


def insert_for(connection: Connection) -> Callable[[Table], Any]:
    """The `insert` of the connection's database."""
    return INSERTS[connection.dialect.name]


def upsert(connection: Connection, table: Table, *, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Write `values` to the row of `table` with that `key`, which is its primary key or a unique constraint."""
    statement = insert_for(connection)(table).values(**key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
