"""Whether two items are one story: beyond doubt, so that they are merged unasked, or perhaps: then people are asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz import fuzz, process

from bot.domain.press.titles import normal_title

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

WITHIN: Final = timedelta(hours=72)
LIKE: Final = 80.0
"""From this likeness up people are asked whether two items are the same story."""

LONG_BEGINNING: Final = 60
GRAM: Final = 4
ENOUGH: Final = 0.5
COLUMN: Final = timedelta(hours=20)

# What stands in place of a text in many feeds.
_NO_TEXTS: Final = frozenset(("", "comments", "continue reading", "more", "read full story", "read more", "read on"))


@dataclass(frozen=True, slots=True)
class StoryFacts:
    """What of an item tells whether it is the same story as another.

    `canonical_key` is of `bot.domain.press.address.canonical_key` (0 without an address), `title_key` of
    `bot.domain.press.titles.title_key`. `seen` and `published` know their time zones.
    """

    canonical_key: int
    title_key: int
    title: str
    summary: str
    outlet: str
    seen: datetime
    published: datetime | None


def same_story(a: StoryFacts, b: StoryFacts) -> bool:
    """Whether two items are one story beyond doubt, so that one may become a copy of the other unasked.

    They are where their canonical addresses are equal; or where their normalised titles are equal, they share their
    text, and 72 hours at most lie between them. A title alone is never enough, and different titles at different
    addresses never are: "Judge rules against" and "Judge rules for" are nearly the same letters. An outlet that brings
    the same title at another address a day later has a column of that name, not the same story.
    """
    if a.canonical_key and a.canonical_key == b.canonical_key:
        return True
    if not a.title_key or a.title_key != b.title_key or not _are_near(a, b):
        return False
    return not _are_of_a_column(a, b) and _share_text(a, b)


def likeness_of(a: StoryFacts, b: StoryFacts) -> float:
    """How alike two headlines are, 0 to 100, in whatever order their words are; 0 for items more than 72 hours apart.

    An outlet's name at a headline's end ("… - The New York Times") is no part of it. What is below `LIKE` is 0 as well.
    """
    if not _are_near(a, b):
        return 0.0
    one, other = _headline(a.title, a.outlet), _headline(b.title, b.outlet)
    straight = fuzz.ratio(one, other, score_cutoff=LIKE)
    return max(straight, fuzz.ratio(_in_order(one), _in_order(other), score_cutoff=max(LIKE, straight)))


class Recent:
    """The stories of some days, to be asked for those that a new one is like. They are known by their numbers."""

    def __init__(self, stories: Iterable[StoryFacts] = ()) -> None:
        self._stories: list[StoryFacts] = []
        self._headlines: list[str] = []
        self._in_order: list[str] = []
        for story in stories:
            self.add(story)

    def add(self, story: StoryFacts) -> None:
        """One more."""
        headline = _headline(story.title, story.outlet)
        self._stories.append(story)
        self._headlines.append(headline)
        self._in_order.append(_in_order(headline))

    def like(self, story: StoryFacts) -> dict[int, float]:
        """Those that people are to be asked about, and how alike they are: as `likeness_of` says of each."""
        headline = _headline(story.title, story.outlet)
        alike = {
            number
            for texts, text in ((self._headlines, headline), (self._in_order, _in_order(headline)))
            for _, _, number in process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=LIKE, limit=None)
        }
        scores = {number: likeness_of(story, self._stories[number]) for number in sorted(alike)}
        return {number: score for number, score in scores.items() if score}


def _in_order(headline: str) -> str:
    """The words of a headline in the order of the alphabet."""
    return " ".join(sorted(headline.split()))


def _are_near(a: StoryFacts, b: StoryFacts) -> bool:
    return abs((a.published or a.seen) - (b.published or b.seen)) <= WITHIN


def _are_of_a_column(a: StoryFacts, b: StoryFacts) -> bool:
    """Whether they are two editions of one thing that an outlet brings every day under the same title."""
    if not (a.canonical_key and b.canonical_key and a.published and b.published):
        return False
    outlet = normal_title(a.outlet)
    return bool(outlet) and outlet == normal_title(b.outlet) and abs(a.published - b.published) >= COLUMN


@lru_cache(maxsize=8_192)
def _headline(title: str, outlet: str) -> str:
    """The normalised title without the outlet's name at its end."""
    headline = normal_title(title)
    name = normal_title(outlet)
    return headline.removesuffix(f" {name}") if name else headline


def _share_text(a: StoryFacts, b: StoryFacts) -> bool:
    """Whether both have text, and it is the same, or one begins with the other, or half of its four-word runs are."""
    one = _own_text(a.title, a.summary, a.outlet)
    other = _own_text(b.title, b.summary, b.outlet)
    if not one or not other:
        return False
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= LONG_BEGINNING and longer.startswith(shorter):
        return True
    return _overlap(_grams(one), _grams(other)) >= ENOUGH


# Remembered, because an item is compared with some others of its title one after the other.
@lru_cache(maxsize=64)
def _own_text(title: str, summary: str, outlet: str) -> str:
    """The normalised text without the title at its beginning; empty where that leaves nothing that tells anything."""
    rest = f"{normal_title(summary)} ".removeprefix(f"{normal_title(title)} ").strip()
    return "" if rest in _NO_TEXTS or rest == normal_title(outlet) else rest


@lru_cache(maxsize=64)
def _grams(text: str) -> frozenset[tuple[str, ...]]:
    words = text.split()
    return frozenset(zip(*(words[start:] for start in range(GRAM)), strict=False))


def _overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Jaccard's index: what they have in common, of all that they have; 0 for none at all."""
    common = len(one & other)
    every = len(one) + len(other) - common
    return common / every if every else 0.0
