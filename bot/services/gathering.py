"""What feeds bring, gathered into stories: which arrivals are of one, and which are of one that is on file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.press.story import StoryFacts, same_story

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.press.feed import Feed
    from bot.domain.press.item import NewItem
    from bot.domain.press.watch import Match

MOST_OF_A_TITLE: Final = 10
"""So many stories of one title are compared by their texts."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An item that is to be logged: the feed that brought it, its row, as it is kept, and why."""

    feed: Feed
    item_id: int
    item: NewItem
    matches: tuple[Match, ...]

    @property
    def outlet(self) -> str:
        """The outlet that an aggregated item names, else the feed's."""
        return outlet_of(self.item, self.feed)

    @property
    def facts(self) -> StoryFacts:
        """What of it tells whether another one is the same story."""
        return StoryFacts(
            canonical_key=self.item.keys.url,
            title_key=self.item.keys.title,
            title=self.item.title,
            summary=self.item.summary,
            outlet=self.outlet,
            seen=self.item.seen,
            published=self.item.published,
        )


def outlet_of(item: NewItem, feed: Feed) -> str:
    """The outlet of an item: the one that an aggregated item names, else the feed's."""
    return item.source or feed.name


@dataclass(slots=True, eq=False)
class Story:
    """One press item in the making, or one that is on file (`entry`), with the arrivals that are of it."""

    facts: list[StoryFacts]
    arrivals: list[Arrival]
    entry: int | None = None
    on_file: bool = False


class Stories:
    """Stories, found by address and by title: a feed may bring thousands of items, all of one title.

    Of those with one title only the last few are compared by their texts. A title that more stories than that have in
    three days, none of which is a copy of another, tells nothing.
    """

    def __init__(self, known: Iterable[Story]) -> None:
        self.all: list[Story] = []
        self._by_address: dict[int, Story] = {}
        self._by_title: dict[int, list[tuple[StoryFacts, Story]]] = {}
        for story in known:
            self.all.append(story)
            for facts in story.facts:
                self._note(facts, story)

    def take(self, arrival: Arrival) -> None:
        """Put an arrival to the story that it is of, or to a new one."""
        facts = arrival.facts
        story = self._same(facts)
        if story is None:
            story = Story([], [])
            self.all.append(story)
        story.facts.append(facts)
        story.arrivals.append(arrival)
        self._note(facts, story)

    def _same(self, facts: StoryFacts) -> Story | None:
        if facts.canonical_key in self._by_address:
            return self._by_address[facts.canonical_key]
        titled = self._by_title.get(facts.title_key, [])[-MOST_OF_A_TITLE:]
        return next((story for other, story in titled if same_story(facts, other)), None)

    def _note(self, facts: StoryFacts, story: Story) -> None:
        if facts.canonical_key:
            self._by_address.setdefault(facts.canonical_key, story)
        if facts.title_key:
            self._by_title.setdefault(facts.title_key, []).append((facts, story))
