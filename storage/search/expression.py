"""A search as a tree that either database can be asked: built once from the query, written out by each in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.search import stem, words
from storage.search import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.domain.search import Filters, SearchQuery, Term

TITLE: Final = "title"
UNIT: Final = "unit"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems that follow each other: in the title, in the unit, or (`where` is empty) anywhere."""

    stems: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Beginning:
    """The beginning of a word. `stems` are those of all the words on file that begin so."""

    letters: str
    stems: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark (see `marks`)."""

    name: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of these."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The first, but not the second."""

    base: Expression
    excluded: Expression


Expression = Phrase | Beginning | Mark | AllOf | AnyOf | Without


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: in one dossier or in all (None), among some kinds or all (None).

    `units` gives for each unit that the query names the names that it may stand under.
    """

    dossier_id: int | None = None
    kinds: tuple[str, ...] | None = None
    units: Mapping[str, tuple[str, ...]] | None = None


def expression_of(query: SearchQuery, scope: Scope, beginning: Callable[[str], tuple[str, ...]]) -> Expression:
    """The whole search. `beginning` gives the stems of the words on file that begin with some letters."""
    wanted = [
        *(term_expression(term, beginning) for term in query.terms),
        *_scope(scope),
        *_filters(query.wanted, scope),
        *_dates(query),
        *([Mark(marks.DATED)] if query.is_dated and not query.spans else []),
    ]
    base = all_of(wanted)
    unwanted = [
        *(term_expression(term, beginning) for term in query.excluded),
        *_exclusions(query.unwanted, scope),
        *_wrong_dates(query),
    ]
    return Without(base, any_of(unwanted)) if unwanted else base


def term_expression(term: Term, beginning: Callable[[str], tuple[str, ...]], where: str = "") -> Expression:
    """One term: a word in any of its forms, words that follow each other, or the beginning of a word."""
    if term.is_beginning:
        return Beginning(term.words[0], beginning(term.words[0]), where)
    spellings = [term.words, *((compound,) for compound in term.compounds)]
    return any_of(Phrase(tuple(map(stem, spelling)), where) for spelling in spellings)


def _scope(scope: Scope) -> list[Expression]:
    parts: list[Expression] = []
    if scope.dossier_id is not None:
        parts.append(Mark(marks.dossier_mark(scope.dossier_id)))
    if scope.kinds is not None:
        parts.append(_marks(map(marks.kind_mark, scope.kinds)))
    return parts


def _filters(filters: Filters, scope: Scope) -> list[Expression]:
    """Tags add up. An entry has one kind, one type and few of the others, so several of these are alternatives."""
    tags = (Mark(marks.tag_mark(tag)) for tag in filters.tags)
    return [*(any_of(group) for group in _alternatives(filters, scope) if group), *tags]


def _exclusions(filters: Filters, scope: Scope) -> list[Expression]:
    tags = (Mark(marks.tag_mark(tag)) for tag in filters.tags)
    return [*(one for group in _alternatives(filters, scope) for one in group), *tags]


def _alternatives(filters: Filters, scope: Scope) -> tuple[list[Expression], ...]:
    return (
        [Mark(marks.kind_mark(name)) for name in filters.kinds],
        [Mark(marks.type_mark(name)) for name in filters.types],
        [Mark(marks.status_mark(name)) for name in filters.statuses],
        [Mark(marks.watch_mark(watch)) for watch in filters.watches],
        [Mark(marks.feed_mark(feed)) for feed in filters.feeds],
        [_unit(unit, scope) for unit in filters.units],
    )


def _unit(unit: str, scope: Scope) -> Expression:
    names = (scope.units or {}).get(unit, (unit,))
    spelled = {tuple(map(stem, words(name).in_order)) for name in names}
    return any_of(Phrase(stems, UNIT) for stems in sorted(spelled) if stems)


def _dates(query: SearchQuery) -> list[Expression]:
    return [_marks(marks.overlapping(span.lo, span.hi)) for span in query.spans]


def _wrong_dates(query: SearchQuery) -> list[Expression]:
    """What is not wholly before a date overlaps all that comes from it on; and likewise after."""
    wrong: list[Expression] = []
    if query.before is not None:
        wrong.append(_marks(marks.overlapping(query.before, None)))
    if query.after is not None:
        wrong.append(_marks(marks.overlapping(None, query.after)))
    return wrong


def _marks(names: Iterable[str]) -> Expression:
    return any_of(Mark(name) for name in names)


def all_of(parts: Sequence[Expression]) -> Expression:
    """Every one of `parts`; every entry where there is none."""
    if not parts:
        return Mark(marks.ANY_ENTRY)
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def any_of(parts: Iterable[Expression]) -> Expression:
    """At least one of `parts`; no entry where there is none."""
    given = tuple(parts)
    if not given:
        return Mark(marks.NO_ENTRY)
    return given[0] if len(given) == 1 else AnyOf(given)
