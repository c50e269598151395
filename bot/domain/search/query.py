"""What people type to look things up, read once into values.

    clearview contract  "facial recognition"  surveil*  -draft  kind:memo  from:HSI  tag:PIA  date:2019-06..2020-03

Words are joined by "and". A minus leaves out. `before:` and `after:` are about the whole date, so `after:2021` begins
in 2022, and what has no date never matches a date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.domain.dates import Span, read_span
from bot.domain.kinds import KINDS, Kind
from bot.domain.search.words import words
from bot.domain.spelling import did_you_mean
from bot.errors import BadDate, BadQuery

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

MAX_TERMS: Final = 32
MORE_DATE_WORDS: Final = 4  # "date:June 27, 2019 to July 2020" goes on for so many words at most

KEYS: Final = {
    "kind": "kind",
    "type": "kind",
    "from": "from",
    "tag": "tag",
    "flag": "tag",
    "date": "date",
    "before": "before",
    "after": "after",
}
_DATE_KEYS: Final = ("date", "before", "after")
_QUOTES: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"∗": "*"})  # also our own star, copied from an answer
_PIECE: Final = re.compile(r'(?P<minus>[-–−])?(?:(?P<key>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))?')
_FILLERS: Final = {
    *("a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on", "or", "that"),
    *("the", "to", "was", "were", "with"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: a word, the beginning of one, or words that follow each other.

    `words` are folded. `compounds` is the same written as one word ("email" for "e-mail"), which counts as well.
    `typed` is how it stood in the text.
    """

    words: tuple[str, ...]
    typed: str
    is_beginning: bool = False
    compounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What an entry must be, or must not be. `kinds` and `types` are names; `units` and `tags` as typed."""

    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as it was typed (`text`) and as it is meant.

    An entry is found when it has every term and none that is excluded, is what `wanted` says and not what `unwanted`
    says, has a date that overlaps all of `spans`, ends before `before` and begins after `after`. `pieces` are all the
    things that it asks for, each as it was typed.
    """

    text: str
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    wanted: Filters = field(default_factory=Filters)
    unwanted: Filters = field(default_factory=Filters)
    spans: tuple[Span, ...] = ()
    before: date | None = None
    after: date | None = None
    pieces: tuple[str, ...] = ()

    @property
    def without_a_piece(self) -> tuple[str, ...]:
        """The texts of searches that ask for one thing less, the last thing first."""
        several = range(len(self.pieces)) if len(self.pieces) > 1 else ()
        return tuple(" ".join((*self.pieces[:at], *self.pieces[at + 1 :])) for at in reversed(several))

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that was typed."""
        return tuple(dict.fromkeys((*self.wanted.units, *self.unwanted.units)))

    @property
    def is_dated(self) -> bool:
        """Whether only entries with a date can be found."""
        return bool(self.spans or self.before or self.after)

    def with_term(self, term: Term, word: str) -> SearchQuery:
        """The same search with another word in place of a mistyped one."""
        text = re.sub(rf"(?<!\w){re.escape(term.typed)}(?!\w)", lambda _: word, self.text.translate(_QUOTES), count=1)
        mended = Term(words(word).in_order, word)
        return replace(self, text=text, terms=tuple(mended if one == term else one for one in self.terms))


def parse_query(text: str, *, today: date) -> SearchQuery:
    """The search that `text` means. Raises `BadQuery` or `BadDate` with what would be right."""
    reader = _Reader(text.translate(_QUOTES), today)
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
        if key is not None and (name := _key(key)) is not None:
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
            value = self._value_after_a_blank(key)
        if key in _DATE_KEYS:
            self._date(key, value, minus=bool(found["minus"]), quoted=found["phrase"] is not None)
        elif key == "kind":
            for name in filter(None, value.split(",")):
                sort, known = _kind(name)
                self._add(sort, known, wanted=not found["minus"])
        else:
            parts = value.split(",") if key == "tag" and found["phrase"] is None else [value]
            for part in filter(None, (part.strip() for part in parts)):
                self._add({"from": "units", "tag": "tags"}[key], part, wanted=not found["minus"])

    def _value_after_a_blank(self, key: str) -> str:
        """`from: HSI` means `from:HSI`."""
        following = self._next()
        value = (following["phrase"] or following["bare"]) if following is not None and not following["key"] else None
        if not value:
            raise BadQuery(f"`{key}:` needs something after it, as in `{_EXAMPLES[key]}`.")
        return value

    def _add(self, sort: str, name: str, *, wanted: bool) -> None:
        self._filters[wanted].setdefault(sort, []).append(name)

    def _date(self, key: str, value: str, *, minus: bool, quoted: bool) -> None:
        if minus:
            raise BadQuery("A date cannot be left out with `-`. Use `before:` and `after:`.")
        span = read_span(value, today=self._today) if quoted else self._longest_span(value)
        if key == "date":
            self._spans.append(span)
            return
        edge = span.lo if key == "before" else span.hi
        if edge is None:
            raise BadQuery(f"`{key}:` needs a date to count from, as in `{_EXAMPLES[key]}`.")
        (self._before if key == "before" else self._after).append(edge)

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


_EXAMPLES: Final = {
    "kind": "kind:memo",
    "from": "from:HSI",
    "tag": "tag:PIA",
    "date": "date:2019-06..2020-03",
    "before": "before:2020",
    "after": "after:2019",
}


def _key(typed: str) -> str | None:
    """The filter that was meant; None where the word before the colon is a word like any other."""
    name = KEYS.get(typed.lower())
    if name is None and (near := did_you_mean(typed, tuple(KEYS))) is not None:
        raise BadQuery(f"There is no filter `{typed[:30]}:`. Did you mean `{near}:`?")
    return name


def _filters(found: dict[str, list[str]]) -> Filters:
    return Filters(**{sort: tuple(dict.fromkeys(names)) for sort, names in found.items()})


def _kind(typed: str) -> tuple[str, str]:
    """("kinds", "event") or ("types", "memo") for what was typed after `kind:`."""
    names = kind_names(KINDS)
    name = " ".join(typed.casefold().replace("-", " ").replace("_", " ").split())
    for spelling in (name, name.removesuffix("s")):
        if spelling in names:
            return names[spelling]
    near = did_you_mean(name, tuple(names))
    hint = f" Did you mean `kind:{near}`?" if near else ""
    known = ", ".join(dict.fromkeys(kept for _, kept in names.values()))
    raise BadQuery(f"There is no kind “{typed[:60]}”.{hint} Kinds: {known}.")


def kind_names(kinds: Iterable[Kind]) -> dict[str, tuple[str, str]]:
    """What may stand after `kind:`, each with its sort ("kinds" or "types") and its name."""
    found: dict[str, tuple[str, str]] = {}
    for kind in kinds:
        for spelling in (kind.name, kind.plural, kind.plural.removesuffix("s")):
            found[spelling] = ("kinds", kind.name)
    for kind in kinds:
        for choice in kind.type_field.choices if kind.type_field else ():
            found.setdefault(choice.replace("-", " "), ("types", choice))
    return found


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
