"""An index of words costs PostgreSQL several times less when it is built at once than entry by entry."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_GIN: Final = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'entry_search' AND indexdef LIKE '% gin %'"
MEMORY: Final = "256MB"


@contextmanager
def index_aside(engine: Engine) -> Iterator[None]:
    """Do without the index of words inside the block, and build it as it was at the end, also after a failure.

    Only where nothing is on file yet, and only on PostgreSQL; elsewhere this does nothing. At the end PostgreSQL looks
    at what came, as its own upkeep does a minute after any large change.
    """
    definitions: list[str] = []
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            definitions = _taken_away(connection)
    try:
        yield
    finally:
        with engine.begin() as connection:
            for definition in definitions:
                connection.exec_driver_sql(f"SET LOCAL maintenance_work_mem = '{MEMORY}'")
                connection.exec_driver_sql(definition)
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql("ANALYZE")


def _taken_away(connection: Connection) -> list[str]:
    """Drop the index if it is empty; returns the statements that make it."""
    if connection.execute(text("SELECT EXISTS (SELECT FROM entry_search)")).scalar_one():
        return []
    definitions = []
    for name, definition in connection.execute(text(_GIN)):
        connection.exec_driver_sql(f"DROP INDEX {name}")
        definitions.append(definition)
    return definitions
