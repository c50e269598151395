"""What a query would have caught of what the feeds brought. Used inside a use case's transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from bot.domain.press.matching import Matcher
from bot.domain.press.watch import Hit, Story, Watch
from bot.services.gathering import outlet_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.domain.people import Asking
    from bot.domain.press.feed import Feed
    from bot.domain.press.item import KeptItem
    from bot.domain.press.query import WatchQuery
    from storage.transaction import Transaction

PAGE: Final = 10
MOST_OUTLETS: Final = 5
MOST_TRIED: Final = 100_000  # items; some seconds


@dataclass(frozen=True, slots=True)
class Caught:
    """An item that a query would have caught, and by which words."""

    title: str
    url: str
    outlet: str
    seen: datetime
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class WatchTest:
    """What a query would have caught in the last 30 days, the newest first; `page` counts from 0.

    `tried` counts the items that were looked at; `cut` says that there were more. `outlets` are those with most of
    what was caught, each with how much that is. `watch` is the one whose query it is, where one was named.
    """

    query: WatchQuery
    caught: tuple[Caught, ...]
    total: int
    page: int
    tried: int
    cut: bool
    outlets: tuple[tuple[str, int], ...]
    watch: Watch | None = None


def try_on(
    tx: Transaction, asking: Asking, query: WatchQuery, since: datetime, page: int, *, most: int = MOST_TRIED
) -> WatchTest:
    """Try the query on the newest items that the dossier's feeds brought since then, at most `most` of them."""
    feeds = {feed.id: feed for feed in tx.feeds.all(asking.dossier.key, removed=True)}
    kept = tx.items.since(asking.dossier.key, since)
    tried = _Tried(islice(kept, most))
    outlets = Counter[str]()
    shown: list[Caught] = []
    for caught in _caught(query, feeds, tried):
        if page * PAGE <= outlets.total() < (page + 1) * PAGE:
            shown.append(caught)
        outlets[caught.outlet] += 1
    return WatchTest(
        query=query,
        caught=tuple(shown),
        total=outlets.total(),
        page=page,
        tried=tried.count,
        cut=next(kept, None) is not None,
        outlets=tuple(outlets.most_common(MOST_OUTLETS)),
    )


class _Tried:
    """Items as they come, counted."""

    def __init__(self, items: Iterable[KeptItem]) -> None:
        self._items = items
        self.count = 0

    def __iter__(self) -> Iterator[KeptItem]:
        for item in self._items:
            self.count += 1
            yield item


def _caught(query: WatchQuery, feeds: dict[int, Feed], items: _Tried) -> Iterator[Caught]:
    """What the query catches; of items with one address, as in an outlet's feed and a search's, the newest."""
    matcher = Matcher([(0, query)])
    known: set[int] = set()
    for kept in items:
        item = kept.item
        story = Story(item.title, item.summary, outlet_of(item, feeds[kept.feed_id]), item.author)
        if item.keys.url not in known and (matches := matcher.match(story)):
            known |= {item.keys.url} - {0}
            yield Caught(item.title, item.url, story.outlet, item.seen, matches[0].hits)
