"""What the parser's two ends say to each other over pipes, in either direction: length, then content.

Results travel as plain tuples by `marshal`, a quarter of the time that JSON takes. Nothing but our own worker, of the
same Python, ever writes them.
"""

from __future__ import annotations

import marshal
from datetime import datetime, timedelta
from enum import IntEnum
from struct import Struct
from typing import Final

from bot.domain.press.feed import Hints
from bot.domain.press.item import ParsedFeed, ParsedItem

REQUEST: Final = Struct("!III")  # the lengths of content, content type and address, which follow
ANSWER: Final = Struct("!BBI")  # an `Answer`, whether the worker ends now, and the length of what follows
OUT_OF_MEMORY: Final = 75  # the exit status of a worker that needed more memory than it may have


class Answer(IntEnum):
    """What the worker found: a feed, none (why, as text), or a fault of the program (its kind and place, as text)."""

    FEED = 0
    NOT_A_FEED = 1
    FAULT = 2


def packed(feed: ParsedFeed) -> bytes:
    """A feed as bytes."""
    hints = feed.hints
    return marshal.dumps(
        (
            feed.title,
            feed.site,
            (hints.floor.total_seconds(), tuple(hints.skip_hours), tuple(hints.skip_days)),
            [_item_as_tuple(item) for item in feed.items],
            feed.complaint,
            feed.cut,
        )
    )


def unpacked(data: bytes) -> ParsedFeed:
    """The feed that was packed."""
    title, site, (floor, hours, days), items, complaint, cut = marshal.loads(data)  # noqa: S302 - see the module
    hints = Hints(timedelta(seconds=floor), frozenset(hours), frozenset(days))
    return ParsedFeed(title, site, hints, tuple(map(_item_from_tuple, items)), complaint, cut)


_Item = tuple[str, str, str, str, str, str, str, str]


def _item_as_tuple(item: ParsedItem) -> _Item:
    published = item.published.isoformat() if item.published else ""
    return item.guid, item.url, item.title, item.summary, item.author, item.source, published, item.published_text


def _item_from_tuple(item: _Item) -> ParsedItem:
    guid, url, title, summary, author, source, published, text = item
    moment = datetime.fromisoformat(published) if published else None
    return ParsedItem(guid, url, title, summary, author, source, moment, text)
