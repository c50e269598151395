"""Looking things up by words: results with their count, help with typing errors, and suggestions for forms."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ids import alias_key, read_id
from bot.domain.kinds import KINDS, Kind
from bot.domain.search import SearchQuery, parse_query
from bot.errors import BadInput, NotFound
from bot.services.reading import look_up

if TYPE_CHECKING:
    from bot.domain.dossiers import Term
    from bot.domain.entries import Line
    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

PAGE = 10
SUGGESTED = 20
TRIED, NEAREST = 6, 3


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a search found.

    `total` counts all pages, up to a cap that `capped` tells of; `page` counts from 0. `instead_of` is what was typed
    when the words were corrected. `elsewhere` counts what the same words find among the other kinds, and `nearest`,
    where nothing was found, what searches for a little less would find.
    """

    query: str
    lines: tuple[Line, ...]
    total: int
    capped: bool
    page: int
    instead_of: str = ""
    elsewhere: tuple[tuple[Kind, int], ...] = ()
    nearest: tuple[tuple[str, int], ...] = ()


class Search:
    """Use cases that find entries."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, asking: Asking, text: str, *, kinds: tuple[Kind, ...], page: int = 0) -> Results:
        """Entries of those kinds that `text` finds, in the search language of `bot.domain.search`.

        Without words, the entries added last. A query that names kinds of its own (`kind:event`) is taken at its word.
        """
        with self._store.read() as tx:
            if not text.strip():
                latest = tx.entries.latest(asking.dossier.key, kinds, limit=PAGE, offset=page * PAGE)
                return Results("", tx.entries.lines(latest.entry_ids), latest.total, latest.capped, page)
            query = parse_query(text, today=self._clock().date())
            return self._find(tx, asking, query, text.strip(), kinds, page)

    def _find(
        self,
        tx: Transaction,
        asking: Asking,
        query: SearchQuery,
        text: str,
        kinds: tuple[Kind, ...],
        page: int,
    ) -> Results:
        scope = asking.scope
        units = units_meant(query.units, tx.glossary.all()) if query.units else {}
        names = None if _names_kinds(query, kinds) else tuple(kind.name for kind in kinds)
        found = tx.search.find(query, dossier_id=scope, kinds=names, units=units, limit=PAGE, offset=page * PAGE)
        instead_of = ""
        if not found.total:
            corrected = tx.search.suggest(query, dossier_id=scope, kinds=names, units=units)
            if corrected is not None:
                instead_of, text, query = text, corrected.text, corrected
                found = tx.search.find(
                    query, dossier_id=scope, kinds=names, units=units, limit=PAGE, offset=page * PAGE
                )
        elsewhere = self._elsewhere(tx, query, scope, kinds, units) if names and found.total <= PAGE else ()
        lines = tx.entries.lines(found.entry_ids)
        nearest = () if found.total or elsewhere else self._nearest(tx, query, scope, names)
        return Results(text, lines, found.total, found.capped, page, instead_of, elsewhere, nearest)

    def _nearest(
        self, tx: Transaction, query: SearchQuery, scope: int | None, names: tuple[str, ...] | None
    ) -> tuple[tuple[str, int], ...]:
        """Searches for one thing less that find something, or else for one word alone."""
        alone = (term.typed for term in query.terms) if len(query.terms) > 2 else ()
        found: dict[str, int] = {}
        for text in (*query.without_a_piece[:TRIED], *itertools.islice(alone, TRIED)):
            if len(found) == NEAREST:
                break
            with suppress(BadInput):  # what is left may be nothing to look for
                less = parse_query(text, today=self._clock().date())
                units = units_meant(less.units, tx.glossary.all()) if less.units else {}
                total = tx.search.find(less, dossier_id=scope, kinds=names, units=units, limit=0, offset=0).total
                found |= {text: total} if total else {}
        return tuple(found.items())

    def _elsewhere(
        self,
        tx: Transaction,
        query: SearchQuery,
        scope: int | None,
        kinds: tuple[Kind, ...],
        units: dict[str, tuple[str, ...]],
    ) -> tuple[tuple[Kind, int], ...]:
        counts = tx.search.counts(query, dossier_id=scope, units=units)
        return tuple((kind, counts[kind.name]) for kind in KINDS if kind not in kinds and counts.get(kind.name))

    def suggest_entries(self, asking: Asking, typed: str) -> tuple[Line, ...]:
        """Entries of any kind for a menu that searches while one types: by id, by alias, by the beginning of words."""
        with self._store.read() as tx:
            if not typed.strip():
                latest = tx.entries.latest(asking.dossier.key, KINDS, limit=SUGGESTED, offset=0)
                return tx.entries.lines(latest.entry_ids)
            named: tuple[int, ...] = ()
            try:
                named = (look_up(tx, asking, typed).key,)
            except NotFound:
                if read_id(typed) is not None:
                    return ()
            return tx.entries.lines((*named, *self._beginning(tx, asking, typed, named)))

    def _beginning(self, tx: Transaction, asking: Asking, typed: str, apart_from: tuple[int, ...]) -> list[int]:
        words = ["".join(letter for letter in word if letter.isalnum()) for word in typed.split()]
        prefixes = " ".join(f"{word}*" for word in words if word)
        try:
            query = parse_query(prefixes, today=self._clock().date())
        except BadInput:
            return []
        found = tx.search.find(query, dossier_id=asking.scope, kinds=None, units={}, limit=SUGGESTED, offset=0)
        return [key for key in found.entry_ids if key not in apart_from]

    def suggest_tags(self, typed: str) -> tuple[str, ...]:
        """Tags in use that begin with what was typed, the most used first."""
        with self._store.read() as tx:
            return tx.entries.known_tags(typed, SUGGESTED)


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
