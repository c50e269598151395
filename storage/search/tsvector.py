"""The index on PostgreSQL: one tsvector a row, written and asked without the database's own text configurations.

Source: postgresql.org/docs, "Text Search Types" and "Text Search Functions and Operators".
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from storage.search.document import APART
from storage.search.expression import TITLE, UNIT, AllOf, AnyOf, Beginning, Expression, Mark, Phrase, Without
from storage.search.marks import NO_ENTRY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from storage.search.document import Document

_WEIGHTS: Final = {"": "", TITLE: "A", UNIT: "B"}
_PLACES: Final = ((TITLE, "A", 1), (UNIT, "B", 2_000), ("body", "", 4_000))  # weight and first position
_LAST_POSITION: Final = 16_383  # of a tsvector; words beyond it are found, but not as part of a phrase
_MOST_POSITIONS: Final = 255  # of one word


class Tsvector:
    """Reads and writes the index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def newest(self, wanted: Expression, limit: int) -> list[int]:
        """Keys of the newest entries that match, at most `limit`, the newest first.

        The planner knows how common the words are: for common ones it reads the newest entries until there are enough,
        for rare ones it goes through the index.
        """
        statement = text(
            "SELECT entry_id FROM entry_search WHERE words @@ CAST(:wanted AS tsquery)"
            " ORDER BY entry_id DESC LIMIT :limit"
        )
        return list(self._connection.execute(statement, {"wanted": written(wanted), "limit": limit}).scalars())

    def those_with(self, keys: Sequence[int], wanted: Expression, more: Expression) -> set[int]:
        """Those of `keys`, which all match `wanted`, that match `more` as well."""
        # Materialized, so that these few rows are read by their keys and not looked for among all that match.
        statement = text(
            "WITH these AS MATERIALIZED (SELECT entry_id, words FROM entry_search WHERE entry_id = ANY(:keys))"
            " SELECT entry_id FROM these WHERE words @@ CAST(:more AS tsquery)"
        )
        return set(self._connection.execute(statement, {"keys": list(keys), "more": written(more)}).scalars())

    def put(self, documents: Sequence[tuple[int, Document]]) -> None:
        """Write documents, in place of what was there for the same keys."""
        if not documents:
            return
        statement = text(
            "INSERT INTO entry_search (entry_id, words) VALUES (:key, CAST(:words AS tsvector))"
            " ON CONFLICT (entry_id) DO UPDATE SET words = excluded.words"
        )
        self._connection.execute(statement, [{"key": key, "words": vector(document)} for key, document in documents])

    def remove(self, keys: Iterable[int]) -> None:
        """Take entries out."""
        statement = text("DELETE FROM entry_search WHERE entry_id = ANY(:keys)")
        self._connection.execute(statement, {"keys": list(keys)})


def vector(document: Document) -> str:
    """The document as PostgreSQL reads a tsvector: every word with its positions, the marks without any."""
    places: dict[str, list[str]] = defaultdict(list)
    for column, weight, first in _PLACES:
        stems: tuple[str, ...] = getattr(document, column)
        for position, one in enumerate(stems, start=first):
            if one != APART and len(places[one]) < _MOST_POSITIONS:
                places[one].append(f"{min(position, _LAST_POSITION)}{weight}")
    found = [f"'{one}':{','.join(positions)}" for one, positions in places.items()]
    return " ".join([*found, *(f"'{mark}'" for mark in document.marks)])


def written(expression: Expression) -> str:
    """The expression as a tsquery. Words are quoted, so none of them is taken for an operator."""
    match expression:
        case Phrase(stems, where):
            label = f":{_WEIGHTS[where]}" if where else ""
            return " <-> ".join(f"'{one}'{label}" for one in stems)
        case Beginning(letters, stems, where):
            return _beginning(letters, stems, _WEIGHTS[where])
        case Mark(name):
            return f"'{name}'"
        case AllOf(parts):
            return " & ".join(f"({written(part)})" for part in parts)
        case AnyOf(parts):
            return " | ".join(f"({written(part)})" for part in parts)
        case Without(base, excluded):
            return f"({written(base)}) & !({written(excluded)})"


def _beginning(letters: str, stems: Sequence[str], weight: str) -> str:
    """The beginning itself, which one probe of the index finds, and the stems that are shorter or end differently."""
    if not stems:
        return f"'{NO_ENTRY}'"
    label = f":{weight}" if weight else ""
    others = [f"'{one}'{label}" for one in stems if not one.startswith(letters)]
    return " | ".join([f"'{letters}':*{weight}", *others])
