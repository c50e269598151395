"""What people type to look things up, read once into values.

    clearview contract  "facial recognition"  surveil*  -draft  kind:memo  from:HSI  tag:PIA  date:2019-06..2020-03
    status:new  outlet:Vox  flag:"First Amendment"  since:last-week  until:2026-11  watch:3  feed:"The Markup"

Words are joined by "and". A minus leaves out. `before:` and `after:` are about the whole date, so `after:2021` begins
in 2022; `since:` and `until:` are too, but include the day that they name. What has no date never matches a date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.dates import Span, read_span
from bot.domain.search.filters import DATE_KEYS, example, key_named, kind_named, status_named
from bot.domain.search.query import PLAIN_MARKS, Filters, SearchQuery, Term
from bot.domain.search.words import words
from bot.errors import BadDate, BadQuery

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_TERMS: Final = 32
MORE_DATE_WORDS: Final = 4  # "date:June 27, 2019 to July 2020" goes on for so many words at most

_PIECE: Final = re.compile(r'(?P<minus>[-–−])?(?:(?P<key>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))?')
_FILLERS: Final = {
    *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that"),
    *("the", "to", "was", "were", "with"),
}
_PLAIN: Final = {"from": "units", "watch": "watches", "feed": "feeds"}
"""Filters whose value is taken as it stands."""
_LISTS: Final[dict[str, Callable[[str], tuple[str, str]]]] = {
    "kind": kind_named,
    "status": lambda typed: ("statuses", status_named(typed)),
    "tag": lambda typed: ("tags", typed),
}
"""Filters that take several values, apart by commas."""


def parse_query(text: str, *, today: date) -> SearchQuery:
    """The search that `text` means. Raises `BadQuery` or `BadDate` with what would be right."""
    reader = _Reader(text.translate(PLAIN_MARKS), today)
    query = reader.read(" ".join(text.split()))
    if not (query.terms or query.wanted != Filters() or query.is_dated):
        if query.excluded or query.unwanted != Filters():
            raise BadQuery("Say what to look for as well: `-` only leaves things out, as in `clearview -draft`.")
        raise BadQuery(f"There is no word to look for in “{' '.join(text.split())[:60]}”.")
    if len(query.terms) + len(query.excluded) > MAX_TERMS:
        raise BadQuery(f"That is too much to look for at once. Up to {MAX_TERMS} words can be searched.")
    return query


class _Reader:
    """Reads one text from left to right."""

    def __init__(self, text: str, today: date) -> None:
        self._text = text
        self._today = today
        self._at = 0
        self._wanted: list[Term] = []
        self._excluded: list[Term] = []
        self._filters: dict[bool, dict[str, list[str]]] = {True: {}, False: {}}
        self._spans: list[Span] = []
        self._before: list[date] = []
        self._after: list[date] = []
        self._pieces: list[str] = []

    def read(self, text: str) -> SearchQuery:
        while (found := self._next()) is not None:
            self._take(found)
            self._pieces.append(" ".join(self._text[found.start() : self._at].split()))
        return SearchQuery(
            text=text,
            pieces=tuple(dict.fromkeys(self._pieces)),
            terms=_telling(self._wanted),
            excluded=tuple(self._excluded),
            wanted=_filters(self._filters[True]),
            unwanted=_filters(self._filters[False]),
            spans=tuple(self._spans),
            before=min(self._before, default=None),
            after=max(self._after, default=None),
        )

    def _next(self) -> re.Match[str] | None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1
        found = _PIECE.match(self._text, self._at)
        if found is None or self._at >= len(self._text):
            return None
        self._at = max(found.end(), self._at + 1)
        return found

    def _take(self, found: re.Match[str]) -> None:
        key, value = found["key"], found["phrase"] or found["bare"] or ""
        if key is not None and (name := key_named(key)) is not None:
            self._filter(name, value, found)
            return
        terms = self._excluded if found["minus"] else self._wanted
        if key is not None:
            terms.extend(_terms(f"{key}:{value}", f"{key} {value}"))
        elif found["phrase"] is not None:
            terms.extend(_phrase(found["phrase"]))
        else:
            terms.extend(_terms(value, value))

    def _filter(self, key: str, value: str, found: re.Match[str]) -> None:
        if not value:
            value = self._value_after_a_blank(found["key"])
        wanted, quoted = not found["minus"], found["phrase"] is not None
        if key in DATE_KEYS:
            self._date(key, value, minus=not wanted, quoted=quoted)
        elif key in _PLAIN:
            self._add(_PLAIN[key], value.strip(), wanted=wanted)
        else:
            whole = quoted and key == "tag"  # `tag:"search, seizure"` is one tag
            for part in filter(None, (part.strip() for part in ([value] if whole else value.split(",")))):
                sort, name = _LISTS[key](part)
                self._add(sort, name, wanted=wanted)

    def _value_after_a_blank(self, typed: str) -> str:
        """`from: HSI` means `from:HSI`."""
        following = self._next()
        value = (following["phrase"] or following["bare"]) if following is not None and not following["key"] else None
        if not value:
            raise BadQuery(f"`{typed.lower()}:` needs something after it, as in `{example(typed)}`.")
        return value

    def _add(self, sort: str, name: str, *, wanted: bool) -> None:
        if name:
            self._filters[wanted].setdefault(sort, []).append(name)

    def _date(self, key: str, value: str, *, minus: bool, quoted: bool) -> None:
        if minus:
            raise BadQuery("A date cannot be left out with `-`. Use `before:` and `after:`.")
        span = read_span(value, today=self._today) if quoted else self._longest_span(value)
        if key == "date":
            self._spans.append(span)
            return
        edge = span.lo if key in ("before", "since") else span.hi
        if edge is None:
            raise BadQuery(f"`{key}:` needs a date to count from, as in `{example(key)}`.")
        if key == "until" and edge == date.max:
            self._spans.append(Span(None, edge, span.label))  # there is no day after it
        elif key in ("before", "until"):
            self._before.append(edge + timedelta(days=key == "until"))
        else:
            self._after.append(edge - timedelta(days=key == "since"))

    def _longest_span(self, value: str) -> Span:
        """The date that begins with `value` and may go on over the next words: `date:June 27, 2019`."""
        following = re.finditer(r'\s+([^\s":]+)(?=\s|$)', self._text[self._at :])
        ends = [(value, self._at)]
        for found, _ in zip(following, range(MORE_DATE_WORDS), strict=False):
            if found.start() + self._at != ends[-1][1] or found[1].startswith("-"):
                break
            ends.append((f"{ends[-1][0]} {found[1]}", self._at + found.end()))
        for text, end in reversed(ends[1:]):
            try:
                span = read_span(text, today=self._today)
            except BadDate:
                continue
            self._at = end
            return span
        return read_span(value, today=self._today)


def _filters(found: dict[str, list[str]]) -> Filters:
    return Filters(**{sort: tuple(dict.fromkeys(names)) for sort, names in found.items()})


def _terms(typed: str, text: str) -> list[Term]:
    """The terms of a run of characters without a blank; words that a slash or a hyphen joins stay together."""
    in_order, compounds = words(text)
    if not in_order:
        return []
    is_beginning = typed.endswith("*") and len(in_order) == 1
    return [Term(in_order, typed.strip("*,;.!?()[]") or typed, is_beginning, compounds)]


def _phrase(text: str) -> list[Term]:
    in_order, compounds = words(text)
    whole = compounds if len(compounds) == 1 and len(text.split()) == 1 else ()
    return [Term(in_order, f'"{text.strip()}"', compounds=whole)] if in_order else []


def _telling(terms: list[Term]) -> tuple[Term, ...]:
    """The terms without words that every text has, unless there is nothing else; each once."""
    unique = list({(term.words, term.is_beginning): term for term in reversed(terms)}.values())[::-1]
    telling = [term for term in unique if not (len(term.words) == 1 and term.words[0] in _FILLERS)]
    return tuple(telling or unique)
