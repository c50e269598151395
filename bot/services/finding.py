"""How a search is carried out: the page that was asked for, mended words where nothing has them, and what is near.

Used inside other use cases' transactions, which read of the entries what they show.
"""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ids import alias_key
from bot.domain.kinds import KINDS, Kind
from bot.domain.search import SearchQuery, parse_query
from bot.errors import BadInput
from bot.services.sources import with_sources

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.dossiers import Term
    from bot.domain.people import Asking
    from storage.search.index import Found
    from storage.transaction import Transaction

TRIED, NEAREST = 6, 3


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search came to: keys of one page, the likeliest first, and all that is said beside them.

    `query` is the search as it was carried out, `instead_of` what was typed where words were mended. `total` counts
    all pages, up to a cap that `capped` tells of. `elsewhere` counts what the same words find among other kinds, and
    `nearest`, where nothing was found, what searches for a little less would find.
    """

    query: SearchQuery
    text: str
    keys: tuple[int, ...]
    total: int
    capped: bool
    instead_of: str = ""
    elsewhere: tuple[tuple[Kind, int], ...] = ()
    nearest: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Seeker:
    """Carries out the searches of one person in one transaction, among some kinds of entries. `page` counts from 0."""

    tx: Transaction
    asking: Asking
    kinds: tuple[Kind, ...]
    today: date
    size: int

    def seek(self, text: str, page: int) -> Sought:
        """What `text` finds. A query that names kinds of its own is taken at its word. Raises `BadQuery`."""
        query, text = self._read(text), text.strip()
        names = self._names(query)
        found = self._find(query, names, page)
        instead_of = ""
        if not found.total:
            scope, units = self.asking.scope, self._units(query)
            mended = self.tx.search.suggest(query, dossier_id=scope, kinds=names, units=units)
            if mended is not None:
                instead_of, text, query = text, mended.text, mended
                found = self._find(query, names, page)
        elsewhere = self._elsewhere(query) if names and found.total <= self.size else ()
        nearest = () if found.total or elsewhere else self._nearest(query, names)
        return Sought(query, text, found.entry_ids, found.total, found.capped, instead_of, elsewhere, nearest)

    def count(self, text: str) -> int:
        """How many entries `text` finds, up to the cap of a search."""
        query = self._read(text)
        return self._find(query, self._names(query)).total

    def every(self, text: str, most: int) -> list[int]:
        """Keys of all that `text` finds, the newest first; no more than `most`."""
        query = self._read(text)
        return self.tx.search.newest(
            query, dossier_id=self.asking.scope, kinds=self._names(query), units=self._units(query), limit=most
        )

    def _read(self, text: str) -> SearchQuery:
        return with_sources(self.tx, self.asking, parse_query(text, today=self.today))

    def _find(self, query: SearchQuery, names: tuple[str, ...] | None, page: int | None = None) -> Found:
        """One page, or only the count."""
        return self.tx.search.find(
            query,
            dossier_id=self.asking.scope,
            kinds=names,
            units=self._units(query),
            limit=0 if page is None else self.size,
            offset=(page or 0) * self.size,
        )

    def _names(self, query: SearchQuery) -> tuple[str, ...] | None:
        return None if _names_kinds(query, self.kinds) else tuple(kind.name for kind in self.kinds)

    def _units(self, query: SearchQuery) -> dict[str, tuple[str, ...]]:
        return units_meant(query.units, self.tx.glossary.all()) if query.units else {}

    def _nearest(self, query: SearchQuery, names: tuple[str, ...] | None) -> tuple[tuple[str, int], ...]:
        """Searches for one thing less that find something, or else for one word alone."""
        alone = (term.typed for term in query.terms) if len(query.terms) > 2 else ()
        found: dict[str, int] = {}
        for text in (*query.without_a_piece[:TRIED], *itertools.islice(alone, TRIED)):
            if len(found) == NEAREST:
                break
            with suppress(BadInput):  # what is left may be nothing to look for
                total = self._find(self._read(text), names).total
                found |= {text: total} if total else {}
        return tuple(found.items())

    def _elsewhere(self, query: SearchQuery) -> tuple[tuple[Kind, int], ...]:
        counts = self.tx.search.counts(query, dossier_id=self.asking.scope, units=self._units(query))
        return tuple((kind, counts[kind.name]) for kind in KINDS if kind not in self.kinds and counts.get(kind.name))


def _names_kinds(query: SearchQuery, kinds: tuple[Kind, ...]) -> bool:
    """Whether a query says itself among which kinds to look: by a kind, or by a type that none of `kinds` has."""
    types = {choice for kind in kinds if kind.type_field for choice in kind.type_field.choices}
    return bool(query.wanted.kinds) or not types.issuperset(query.wanted.types)


def units_meant(typed: tuple[str, ...], terms: tuple[Term, ...]) -> dict[str, tuple[str, ...]]:
    """For each unit that was typed, every name it may stand under: its own, its aliases', and those of units within.

    The vocabulary says what lies within what; a unit that it does not know stands for itself.
    """
    names: dict[str, set[str]] = {}
    parents: dict[str, str] = {}
    for term in terms:
        spellings = {term.term, term.means, *term.synonyms} - {""}
        for spelling in spellings:
            names.setdefault(alias_key(spelling), set()).update(spellings)
            if term.within:
                parents[alias_key(spelling)] = alias_key(term.within)
    return {unit: tuple(sorted(_names_within(alias_key(unit), names, parents) | {unit})) for unit in typed}


def _names_within(unit: str, names: dict[str, set[str]], parents: dict[str, str]) -> set[str]:
    meant, waiting = set(names.get(unit, ())), {unit, *map(alias_key, names.get(unit, ()))}
    seen: set[str] = set()
    while waiting:
        seen |= waiting
        inner = {child for child, parent in parents.items() if parent in waiting} - seen
        for child in inner:
            meant |= names.get(child, set())
        waiting = inner | {alias_key(name) for child in inner for name in names.get(child, ())} - seen
    return meant
