"""An item as watches read it: for each place its words, and where a term of a query stands among them.

What costs much is put off until a query needs it: most items match nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.press.watch import Place
from bot.domain.search.words import compound, words, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.press.query import Term
    from bot.domain.press.watch import Story
    from bot.domain.search.words import Written


LAST: Final = "\U0010ffff"  # sorts behind whatever a word goes on with


class Span(NamedTuple):
    """Words of a place, from the one numbered `start` up to, and without, the one numbered `end`."""

    start: int
    end: int


class Page:
    """The words of one place of an item."""

    def __init__(self, place: Place, text: str) -> None:
        self.place = place
        self._text = text
        self._words = words(text)
        self.vocabulary = frozenset(self._words.in_order).union(self._words.compounds)
        """Every word in it, and every compound written as one word."""
        self._known: dict[str, list[Span]] = {}

    # -- whether and where a term stands ----------------------------------------------------------------------

    def has(self, term: Term) -> bool:
        """Whether the term stands in it. For a single word that is known without its place."""
        if term.word:
            return term.word in self.vocabulary
        return bool(self.spans(term))

    def first(self, term: Term) -> Span | None:
        """Where the term stands first."""
        if term.word and term.word in self._words.in_order and term.word not in self._words.compounds:
            at = self._words.in_order.index(term.word)
            return Span(at, at + 1)
        return next(iter(self.spans(term)), None)

    def spans(self, term: Term) -> Sequence[Span]:
        """Where the term stands, in order; each once."""
        *before, last = term.pieces
        found: Sequence[Span] | None = None
        for piece in before:
            found = _followed(found, self._piece(piece, is_beginning=False))
        return _followed(found, self._piece(last, is_beginning=term.is_beginning))

    def _piece(self, parts: tuple[str, ...], *, is_beginning: bool) -> Sequence[Span]:
        """Where words stand that are written together in the query, together or as one word."""
        *before, last = parts
        found: Sequence[Span] | None = None
        for part in before:
            found = _followed(found, self._word(part))
        found = _followed(found, self._one(last, is_beginning=is_beginning))
        if whole := compound(parts):
            found = sorted({*found, *self._one(whole, is_beginning=is_beginning)})
        return found

    def _one(self, word: str, *, is_beginning: bool) -> Sequence[Span]:
        if not is_beginning:
            return self._word(word)
        start = bisect_left(self._sorted, word)
        end = bisect_left(self._sorted, word + LAST)
        return sorted({span for known in self._sorted[start:end] for span in self._word(known)})

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self.vocabulary)

    def _word(self, word: str) -> Sequence[Span]:
        """Where a word stands, or a compound that is the same written as one."""
        if word not in self.vocabulary:
            return ()
        if (known := self._known.get(word)) is None:
            known = self._known[word] = [*self._as_one(word), *self._as_compound(word)]
            known.sort()
        return known

    def _as_one(self, word: str) -> Iterator[Span]:
        at, in_order = -1, self._words.in_order
        for _ in range(in_order.count(word)):
            at = in_order.index(word, at + 1)
            yield Span(at, at + 1)

    def _as_compound(self, word: str) -> Iterator[Span]:
        if word not in self._words.compounds:
            return
        in_order, firsts = self._words.in_order, self._written.firsts
        for start, end in pairwise((*firsts, len(in_order))):
            if end - start > 1 and compound(in_order[start:end]) == word:
                yield Span(start, end)

    # -- how it is written ------------------------------------------------------------------------------------

    @cached_property
    def _written(self) -> Written:
        return written(self._text)

    def as_written(self, span: Span) -> str:
        """The words of a span as they stand in the text, on one line; of what is written together all of it."""
        firsts, spans = self._written
        start, _ = spans[bisect_right(firsts, span.start) - 1]
        _, end = spans[bisect_left(firsts, span.end) - 1]
        return " ".join(self._text[start:end].split()) or " ".join(self._words.in_order[span.start : span.end])


def _followed(before: Sequence[Span] | None, after: Sequence[Span]) -> Sequence[Span]:
    """The spans of `before` that one of `after` goes on from, made longer by it. None: nothing need come before."""
    if before is None:
        return after
    if not before or not after:
        return ()
    following: dict[int, list[Span]] = {}
    for span in after:
        following.setdefault(span.start, []).append(span)
    return sorted({Span(one.start, other.end) for one in before for other in following.get(one.end, ())})


class Readable:
    """An item with its places. `read` are those that are looked at unless a query names one."""

    def __init__(self, story: Story) -> None:
        title, text = Page(Place.TITLE, story.title), Page(Place.TEXT, story.text)
        self.read = (title, text)
        self._pages = (title, text, Page(Place.OUTLET, story.outlet), Page(Place.AUTHOR, story.author))
        self.vocabulary = frozenset().union(*(page.vocabulary for page in self._pages))

    def page(self, place: Place) -> Page:
        """One place of it."""
        return next(page for page in self._pages if page.place is place)
