"""Which watches an item matches, and by which words. Many watches are asked at once.

Each watch is filed under words of which one must be in an item for it to match; of several such sets the one that is
likely to be rare. So an item is held against those watches only that share such a word with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.domain.press.query import AllOf, AnyOf, In, Near, Not, Term
from bot.domain.press.readable import Readable
from bot.domain.press.watch import Hit, Match, Place
from bot.domain.search.words import compound, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.domain.press.query import Node, WatchQuery
    from bot.domain.press.readable import Page, Span
    from bot.domain.press.watch import Story

MOST_HITS: Final = 20
GLANCED_AT: Final = 64  # so many words are sooner looked for in a text than the text is taken apart
HEAD: Final = 3  # letters; no beginning in a query is shorter

_ORDER: Final = {place: number for number, place in enumerate(Place)}

Pages = Sequence["Page"]

# Words that most texts have, and names of months and days, which news have: a watch is filed under none of them if it
# can be helped.
_COMMON_WORDS: Final = (
    "a about after all also an and are as at be been but by can could for from had has have he her his how i if in into"
    " is it its more new no not of on one or other our out over said says she so some than that the their there they"
    " this to two up us was we were what when which who will with would year you people time police company"
    " government state federal u s"
)
_JOINTS: Final = ".'’ʼ-"  # what the words of a text are written with and do not hold
_STRANGE: Final = re.compile("[^\\x00-\\x7f‘’“”–—…•\\xa0]")  # letters with accents, perhaps
_COMMON: Final = frozenset(_COMMON_WORDS.split())


class Matcher:
    """Watches, given as (id, query), ready to be asked about any number of items."""

    def __init__(self, watches: Sequence[tuple[int, WatchQuery]]) -> None:
        self._watches = tuple((watch_id, query.root) for watch_id, query in watches)
        self._by_word: dict[str, list[int]] = {}
        self._by_head: dict[str, dict[str, list[int]]] = {}
        for number, (_, root) in enumerate(self._watches):
            for key in _keys(root):
                self._file(key, number)
        keys = [*self._by_word, *(beginning for filed in self._by_head.values() for beginning in filed)]
        self._may_match = _glance(keys) if len(keys) <= GLANCED_AT else None

    def _file(self, key: str, number: int) -> None:
        if key.endswith("*"):
            beginning = key[:-1]
            self._by_head.setdefault(beginning[:HEAD], {}).setdefault(beginning, []).append(number)
        else:
            self._by_word.setdefault(key, []).append(number)

    def match(self, story: Story) -> tuple[Match, ...]:
        """Every watch that the item matches, in the order in which they were given, each with the words found."""
        if self._may_match is not None and not self._may_match(story):
            return ()
        item = Readable(story)
        found = []
        for number in sorted(self._candidates(item.vocabulary)):
            watch_id, root = self._watches[number]
            if holds(root, item, item.read):
                found.append(Match(watch_id, _hits(root, item)))
        return tuple(found)

    def _candidates(self, vocabulary: frozenset[str]) -> set[int]:
        numbers: set[int] = set()
        for word in vocabulary & self._by_word.keys():
            numbers.update(self._by_word[word])
        if self._by_head:
            for word in vocabulary:
                if beginnings := self._by_head.get(word[:HEAD]):
                    numbers.update(*(filed for begin, filed in beginnings.items() if word.startswith(begin)))
        return numbers


def _glance(keys: Sequence[str]) -> Callable[[Story], bool]:
    """A quick look for words and beginnings in items, which are not taken apart: where none may be, nothing matches."""

    def may_match(story: Story) -> bool:
        text = _run_together(f"{story.title} {story.text} {story.outlet} {story.author}")
        return any(key in text for key in keys)

    return may_match


def _run_together(text: str) -> str:
    """The folded text without what words are joined by, so that every word of it stands in it as it is looked for."""
    text = folded(text) if _STRANGE.search(text) else text.lower()
    for joint in _JOINTS:
        text = text.replace(joint, "")
    return text


# -- under which words a query is filed -------------------------------------------------------------------------


def _keys(node: Node) -> frozenset[str]:
    """Words and beginnings (`surveil*`) of which at least one is in every item that matches; empty for a negation."""
    match node:
        case Term():
            *before, last = node.pieces
            exact = [_piece_keys(piece) for piece in before]
            return _rarest([*exact, _piece_keys(last, star="*" if node.is_beginning else "")])
        case Near(left, right, _):
            return _rarest([_keys(left), _keys(right)])
        case AllOf(parts):
            return _rarest([keys for part in parts if (keys := _keys(part))])
        case AnyOf(parts):
            several = [_keys(part) for part in parts]
            return frozenset().union(*several) if all(several) else frozenset()
        case In(_, what):
            return _keys(what)
        case Not():
            return frozenset()


def _piece_keys(words: tuple[str, ...], *, star: str = "") -> frozenset[str]:
    whole = compound(words)
    parts = [frozenset([word]) for word in (*words[:-1], words[-1] + star)]
    return _rarest(parts) | ({whole + star} if whole else frozenset())


def _rarest(several: list[frozenset[str]]) -> frozenset[str]:
    return min(several, key=_commonness, default=frozenset())


def _commonness(keys: frozenset[str]) -> float:
    """How many items have one of these, by guess: short words and beginnings are in more of them."""
    return sum((2.0 if key.endswith("*") else 1.0) * (50.0 if key in _COMMON else 8.0 / len(key)) for key in keys)


# -- whether a query holds, and by what -------------------------------------------------------------------------


def holds(node: Node, item: Readable, pages: Pages) -> bool:
    """Whether the item is what the query asks for, where its terms are looked for on those pages."""
    match node:
        case Term():
            return _stands(node, pages)
        case AnyOf(parts):
            return any(holds(part, item, pages) for part in parts)
        case AllOf(parts):
            return all(holds(part, item, pages) for part in parts)
        case Not(what):
            return not holds(what, item, pages)
        case Near():
            return any(_pair(node, page) for page in pages)
        case In(place, what):
            return holds(what, item, (item.page(place),))


def _stands(term: Term, pages: Pages) -> bool:
    for page in pages:  # noqa: SIM110 - asked most often, and a loop is faster than `any`
        if page.has(term):
            return True
    return False


def _hits(root: Node, item: Readable) -> tuple[Hit, ...]:
    """What was found, the title first; of one thing in one place the first occurrence."""
    found = dict.fromkeys(Hit(page.as_written(span), page.place) for page, span in _found(root, item, item.read))
    return tuple(sorted(found, key=lambda hit: _ORDER[hit.place]))[:MOST_HITS]


def _found(node: Node, item: Readable, pages: Pages) -> Iterator[tuple[Page, Span]]:
    """Where the parts of a query that holds stand, except those that are negated."""
    match node:
        case Term():
            yield from ((page, first) for page in pages if (first := page.first(node)))
        case Near():
            yield from ((page, span) for page in pages for span in _pair(node, page))
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                if isinstance(node, AllOf) or holds(part, item, pages):
                    yield from _found(part, item, pages)
        case In(place, what):
            yield from _found(what, item, (item.page(place),))


def _pair(near: Near, page: Page) -> tuple[Span, ...]:
    """The first two occurrences that are near enough to each other; empty where none are."""
    left = _spans(near.left, page)
    right = _spans(near.right, page) if left else ()
    return _first_near(left, right, near.within) or _first_near(right, left, near.within)


def _spans(side: Term | AnyOf, page: Page) -> Sequence[Span]:
    if isinstance(side, Term):
        return page.spans(side)
    return sorted({span for part in side.parts if isinstance(part, Term) for span in page.spans(part)})


def _first_near(before: Sequence[Span], after: Sequence[Span], within: int) -> tuple[Span, ...]:
    """The first of `before` with one of `after` that begins at most `within` words after it ends."""
    starts = [span.start for span in after]
    for span in before:
        number = bisect_left(starts, span.end)
        if number < len(after) and after[number].start - span.end < within:
            return span, after[number]
    return ()
