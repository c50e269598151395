"""The words on file: what begins with some letters, and what a mistyped word most likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import DamerauLevenshtein
from sqlalchemy import Connection, bindparam, func, select

from bot.domain.search import stem
from bot.domain.spelling import slips
from bot.errors import BadQuery
from storage.search.tables import vocabulary, vocabulary_trigrams

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Table

MOST_STEMS: Final = 500
"""Words that one beginning may stand for; a longer list would be slow, and means that letters are missing."""
NEAR_ENOUGH: Final = 60  # words that share the most with a mistyped one are compared with it letter by letter
NEAREST: Final = 5
SHORTEST: Final = 3  # letters of a word that can be mended
_AT_ONCE: Final = 500
_ABOVE_ALL: Final = "\U0010ffff"


_BEGINNING: Final = (
    select(vocabulary.c.stem)
    .where(vocabulary.c.term >= bindparam("from"), vocabulary.c.term < bindparam("to"))
    .distinct()
    .limit(MOST_STEMS + 1)
)
_SHARED: Final = func.count()
_LIKE: Final = (
    select(vocabulary_trigrams.c.term, _SHARED)
    .where(
        vocabulary_trigrams.c.trigram.in_(bindparam("trigrams", expanding=True)),
        vocabulary_trigrams.c.length.between(bindparam("least"), bindparam("most")),
    )
    .group_by(vocabulary_trigrams.c.term)
    .order_by(_SHARED.desc(), vocabulary_trigrams.c.term)
    .limit(NEAR_ENOUGH)
)


class Vocabulary:
    """Queries on the words on file. Words stay here when the last entry with them goes: they are only ever hints."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._is_postgresql = connection.dialect.name == "postgresql"
        self._known: set[str] = set()
        self._beginnings: dict[str, tuple[str, ...]] = {}  # asked for several times in one search

    def note(self, terms: Iterable[str]) -> None:
        """Add the words that are not here yet. Sorted, so that two writers never wait for each other in a circle."""
        fresh = sorted(self._not_known(set(terms) - self._known))
        self._add(vocabulary, [(term, stem(term)) for term in fresh])
        mendable = (term for term in fresh if not term.isdigit() and len(term) >= SHORTEST)
        self._add(vocabulary_trigrams, [(part, len(term), term) for term in mendable for part in _trigrams(term)])
        self._known.update(fresh)

    def _add(self, table: Table, rows: list[tuple[str | int, ...]]) -> None:
        """Insert rows that are not there yet, given in the order of the table's columns.

        Straight through the driver, and on PostgreSQL as one statement: the words of a large file are a million rows.
        """
        if not rows:
            return
        rows.sort()  # in the order of the key, so that each finds its place beside the one before
        run = self._connection.exec_driver_sql
        if self._is_postgresql:
            arrays = ", ".join("%s::text[]" if isinstance(value, str) else "%s::smallint[]" for value in rows[0])
            source = f"SELECT * FROM unnest({arrays})"  # noqa: S608 - our own types
            run(f"INSERT INTO {table.name} {source} ON CONFLICT DO NOTHING", tuple(map(list, zip(*rows, strict=True))))
        else:
            marks = ", ".join("?" for _ in rows[0])
            run(f"INSERT INTO {table.name} VALUES ({marks}) ON CONFLICT DO NOTHING", rows)  # noqa: S608 - our own names

    def _not_known(self, terms: set[str]) -> set[str]:
        in_order = sorted(terms)
        for start in range(0, len(in_order), _AT_ONCE):
            some = in_order[start : start + _AT_ONCE]
            query = select(vocabulary.c.term).where(vocabulary.c.term.in_(some))
            self._known.update(self._connection.execute(query).scalars())
        return terms - self._known

    def beginning(self, letters: str) -> tuple[str, ...]:
        """The stems of the words that begin with `letters`. Raises `BadQuery` where there are too many of them."""
        if letters in self._beginnings:
            return self._beginnings[letters]
        found = tuple(self._connection.execute(_BEGINNING, {"from": letters, "to": letters + _ABOVE_ALL}).scalars())
        if len(found) > MOST_STEMS:
            raise BadQuery(
                f"More than {MOST_STEMS} words begin with `{letters[:20]}`. Give more letters before the `*`."
            )
        self._beginnings[letters] = found
        return found

    def near(self, word: str) -> tuple[str, ...]:
        """Words a slip or two away from `word`, the likeliest first."""
        if len(word) < SHORTEST:
            return ()
        about = {"trigrams": sorted(_trigrams(word)), "least": len(word) - 2, "most": len(word) + 2}
        ranked = sorted(
            (DamerauLevenshtein.distance(word, term), _unlikeness(word, term), -count, term)
            for term, count in self._connection.execute(_LIKE, about)
            if term != word
        )
        return tuple(term for distance, _, _, term in ranked if distance <= slips(word))[:NEAREST]


def _unlikeness(typed: str, term: str) -> int:
    """Of words as many slips away the likelier is the one with the same letters, then the one that begins alike."""
    return 2 * (sorted(typed) != sorted(term)) + (typed[0] != term[0])


def _trigrams(word: str) -> set[str]:
    """Every three letters in a row, with the word's beginning and end as letters of their own."""
    whole = f"^{word}$"
    return {whole[at : at + 3] for at in range(len(whole) - 2)}
