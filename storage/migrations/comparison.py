"""How a database is compared with the tables that the code describes."""

from __future__ import annotations

from typing import Any

from storage.search.tables import is_index_table


def _is_described(name: str | None, kind: str, _parents: object) -> bool:
    """The search index differs by database and is not in the metadata, so it is not compared."""
    return kind != "table" or name is None or not is_index_table(name)


def _default_differs(
    _context: object, _stored: object, _described: object, stored: str | None, _default: object, described: str | None
) -> bool | None:
    """Of an empty text Alembic sees SQLite's quotation marks as a difference. None: let Alembic compare."""
    return False if (stored, described) == ("('')", "") else None


COMPARISON: dict[str, Any] = {
    "include_name": _is_described,
    "compare_type": True,
    "compare_server_default": _default_differs,
}
