"""Looking entries up by words: the same answers on either database.

Matches are counted up to a cap. Where there are more, only the newest thousand are put in order of likeness: nobody
reads past them, and ranking a common word over a million entries would take half a second.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from bot.domain.kinds import KINDS, PRESS
from bot.domain.search import SearchQuery, Term
from storage.dates import dated
from storage.entry_details import count_by_kind
from storage.search.document import Document, document_of
from storage.search.expression import TITLE, Expression, Scope, all_of, any_of, expression_of, term_expression
from storage.search.fts5 import Fts5
from storage.search.press_marks import press_marks
from storage.search.tsvector import Tsvector
from storage.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from bot.domain.entries import Draft

RANKED: Final = 1_000
CAP: Final = RANKED + 1
TELLING_TERMS: Final = 8  # of a longer search the first ones decide on the order
TRIES: Final = 24  # ways to mend several mistyped words together


class Database(Protocol):
    """What either database's index can do."""

    def newest(self, wanted: Expression, limit: int) -> list[int]: ...

    def those_with(self, keys: Sequence[int], wanted: Expression, more: Expression) -> set[int]: ...

    def put(self, documents: Sequence[tuple[int, Document]]) -> None: ...

    def remove(self, keys: Iterable[int]) -> None: ...


@dataclass(frozen=True, slots=True)
class Found:
    """Keys of one page of matches, the likeliest first. `total` counts all pages, up to a cap (`capped`)."""

    entry_ids: tuple[int, ...]
    total: int
    capped: bool


class SearchIndex:
    """Queries on the index. Writing belongs in the transaction that changes the entry."""

    def __init__(self, connection: Connection) -> None:
        is_postgresql = connection.dialect.name == "postgresql"
        self._connection = connection
        self._database: Database = Tsvector(connection) if is_postgresql else Fts5(connection)
        self._vocabulary = Vocabulary(connection)

    def find(
        self,
        query: SearchQuery,
        *,
        dossier_id: int | None,
        kinds: tuple[str, ...] | None,
        units: Mapping[str, tuple[str, ...]],
        limit: int,
        offset: int,
    ) -> Found:
        """One page of what `query` finds in that dossier (None: in all) among those kinds (None: among all).

        `units` gives for each unit that the query names every name it may stand under. Raises `BadQuery`.
        """
        scope = Scope(dossier_id, kinds, units)
        keys = self._newest(query, scope, CAP)
        is_ranked = limit and keys and query.terms
        ranked = self._ranked(query, scope, keys[:RANKED], offset + limit) if is_ranked else keys[:RANKED]
        return Found(tuple(ranked[offset : offset + limit]), len(keys), len(keys) > RANKED)

    def _ranked(self, query: SearchQuery, scope: Scope, keys: list[int], needed: int) -> list[int]:
        """Entries with all the words in their title come first, then those with some of them, then the others.

        Of many with all of them, only those are put in order that are `needed`.
        """
        wanted = expression_of(query, scope, self._vocabulary.beginning)
        terms = [term_expression(term, self._vocabulary.beginning, TITLE) for term in query.terms[:TELLING_TERMS]]
        whole = self._database.those_with(keys, wanted, all_of(terms))
        is_enough = len(terms) == 1 or len(whole) >= needed
        some = whole if is_enough else self._database.those_with(keys, wanted, any_of(terms))
        rest = [key for key in keys if key not in whole]
        return [
            *(key for key in keys if key in whole),
            *(key for key in rest if key in some),
            *(key for key in rest if key not in some),
        ]

    def counts(
        self, query: SearchQuery, *, dossier_id: int | None, units: Mapping[str, tuple[str, ...]]
    ) -> dict[str, int]:
        """How many entries of each kind `query` finds, each counted up to the cap."""
        keys = self._newest(query, Scope(dossier_id, None, units), CAP)
        if len(keys) < CAP:
            return count_by_kind(self._connection, keys)
        kinds = (kind.name for kind in KINDS)
        return {kind: len(self._newest(query, Scope(dossier_id, (kind,), units), CAP)) for kind in kinds}

    def newest(
        self,
        query: SearchQuery,
        *,
        dossier_id: int | None,
        kinds: tuple[str, ...] | None,
        units: Mapping[str, tuple[str, ...]],
        limit: int,
    ) -> list[int]:
        """Keys of what `query` finds, however much, up to `limit`: the newest first, whatever words they have where."""
        return self._newest(query, Scope(dossier_id, kinds, units), limit)

    def suggest(
        self,
        query: SearchQuery,
        *,
        dossier_id: int | None,
        kinds: tuple[str, ...] | None,
        units: Mapping[str, tuple[str, ...]],
    ) -> SearchQuery | None:
        """The search with its mistyped words mended; None where that finds nothing either.

        A word counts as mistyped when nothing in reach has it. Only words that something in reach has are offered, so
        a suggestion tells nobody of what they may not read.
        """
        scope = Scope(dossier_id, kinds, units)
        choices = [self._choices(term, scope) for term in query.terms]
        for words in itertools.islice(itertools.product(*choices), TRIES):
            mended = query
            for term, word in zip(query.terms, words, strict=True):
                mended = mended if word == term.typed else mended.with_term(term, word)
            if mended != query and self._count(mended, scope):
                return mended
        return None

    def _choices(self, term: Term, scope: Scope) -> list[str]:
        """What a term may have been meant to be: itself, or, where nothing in reach has it, the words near it."""
        if len(term.words) > 1 or term.is_beginning or self._count(_alone(term), scope):
            return [term.typed]
        near = [
            word for word in self._vocabulary.near(term.words[0]) if self._count(_alone(Term((word,), word)), scope)
        ]
        return near or [term.typed]

    def _count(self, query: SearchQuery, scope: Scope) -> int:
        # Up to the cap although one would do: asked for one row, PostgreSQL bets on finding it soon and reads them all.
        return len(self._newest(query, scope, CAP))

    def _newest(self, query: SearchQuery, scope: Scope, limit: int) -> list[int]:
        """Keys of the newest matches. Of rare words the dates are looked up, which is faster than comparing lists."""
        if query.is_dated and query.terms:
            whenever = self._newest(replace(query, spans=(), before=None, after=None), scope, CAP)
            if len(whenever) < CAP:
                return dated(self._connection, whenever, query)[:limit]
        return self._database.newest(expression_of(query, scope, self._vocabulary.beginning), limit)

    def put(self, key: int, dossier_id: int, content: Draft) -> None:
        """Write one entry's words, in place of those that it had."""
        self.put_many([(key, dossier_id, content)])

    def put_many(self, entries: Sequence[tuple[int, int, Draft]]) -> None:
        """Write the words of many entries, given as key, dossier and content.

        Which feeds and watches a press item is there by is read from what is on file, so that comes first.
        """
        marks = press_marks(self._connection, [key for key, _, content in entries if content.kind is PRESS])
        documents = [
            (key, document_of(dossier_id, content, marks.get(key, ()))) for key, dossier_id, content in entries
        ]
        self._vocabulary.note(word for _, document in documents for word in document.vocabulary)
        self._database.put(documents)

    def remove(self, key: int) -> None:
        """Take one entry out."""
        self._database.remove([key])


def _alone(term: Term) -> SearchQuery:
    return SearchQuery(term.typed, terms=(term,))
