"""The index on SQLite: one FTS5 table, asked in its own query language.

Source: sqlite.org/fts5.html, sections 3 (query syntax) and 4.4 (contentless tables).
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Final

from storage.search.expression import AllOf, AnyOf, Beginning, Expression, Mark, Phrase, Without
from storage.search.marks import NO_ENTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from storage.search.document import Document

_COLUMNS: Final = "title, unit, body, marks"
_SEPARATOR: Final = "\n"


class Fts5:
    """Reads and writes the index. Row ids are the keys of entries."""

    def __init__(self, connection: Connection) -> None:
        self._run = connection.exec_driver_sql

    def newest(self, wanted: Expression, limit: int) -> list[int]:
        """Keys of the newest entries that match, at most `limit`, the newest first: read only as far as needed."""
        matches = "SELECT rowid FROM entry_search WHERE entry_search MATCH ? ORDER BY rowid DESC LIMIT ?"
        return sorted(self._keys(matches, written(wanted), limit), reverse=True)

    def those_with(self, keys: Sequence[int], wanted: Expression, more: Expression) -> set[int]:
        """Those of `keys`, which all match `wanted`, that match `more` as well."""
        matches = "SELECT rowid FROM entry_search WHERE entry_search MATCH ? AND rowid BETWEEN ? AND ?"
        return set(self._keys(matches, written(AllOf((more, wanted))), min(keys), max(keys))).intersection(keys)

    def _keys(self, matches: str, *parameters: object) -> list[int]:
        """The keys that a query gives, as one value: a thousand rows would cost more than the search itself."""
        statement = f"SELECT json_group_array(rowid) FROM ({matches})"  # noqa: S608 - our own statements
        keys: list[int] = json.loads(self._run(statement, parameters).scalar_one())
        return keys

    def put(self, documents: Sequence[tuple[int, Document]]) -> None:
        """Write documents, in place of what was there for the same keys."""
        self.remove([key for key, _ in documents])
        if not documents:
            return
        insert = f"INSERT INTO entry_search (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?)"  # noqa: S608 - our own names
        keep = "INSERT INTO entry_search_source (entry_id, columns) VALUES (?, ?)"
        columns = [(key, document.columns) for key, document in documents]
        self._run(insert, [(key, *texts) for key, texts in columns])
        self._run(keep, [(key, zlib.compress(_SEPARATOR.join(texts).encode(), 1)) for key, texts in columns])

    def remove(self, keys: Iterable[int]) -> None:
        """Take entries out. FTS5 without content has to be told the words that it is to forget."""
        names = f"entry_search, rowid, {_COLUMNS}"
        forget = f"INSERT INTO entry_search ({names}) VALUES ('delete', ?, ?, ?, ?, ?)"  # noqa: S608 - our own names
        among = "entry_search_source WHERE entry_id IN (SELECT value FROM json_each(?))"
        given = (json.dumps(list(keys)),)
        kept = self._run(f"SELECT entry_id, columns FROM {among}", given).all()  # noqa: S608 - our own names
        if kept:
            self._run(forget, [(key, *zlib.decompress(texts).decode().split(_SEPARATOR)) for key, texts in kept])
            self._run(f"DELETE FROM {among}", given)  # noqa: S608 - our own names


def written(expression: Expression) -> str:
    """The expression in FTS5's language. Words are quoted, so none of them is taken for an operator."""
    match expression:
        case Phrase(stems, where):
            return f'{_column(where)}"{" ".join(stems)}"'
        case Beginning(_, stems, where):
            if not stems:
                return f'"{NO_ENTRY}"'
            alternatives = " OR ".join(f'"{one}"' for one in stems)
            return f"{_column(where)}({alternatives})"
        case Mark(name):
            return f'"{name}"'
        case AllOf(parts):
            return " AND ".join(f"({written(part)})" for part in parts)
        case AnyOf(parts):
            return " OR ".join(f"({written(part)})" for part in parts)
        case Without(base, excluded):
            return f"({written(base)}) NOT ({written(excluded)})"


def _column(where: str) -> str:
    return f"{where} : " if where else ""
