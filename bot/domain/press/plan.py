"""What is to be written after one poll of one feed: made by `bot.feeds.decide`, carried out in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.press.feed import Feed
    from bot.domain.press.item import ItemKeys, NewItem


class Change(StrEnum):
    """Something about the feed itself that people are told."""

    FAILING = "feed_failing"  # for 24 hours now
    RECOVERED = "feed_recovered"  # after people were told that it was failing
    RETIRED = "feed_retired"  # 410 twice
    MOVED = "feed_moved"  # its address was replaced


@dataclass(frozen=True, slots=True)
class Plan:
    """`feed` is the feed as it is to be stored: state, validators, pace, next time, trouble, counts.

    `new` are the items that it did not have before, in the order of the document; `listed` are the keys of every item
    of the document, for keeping those from being forgotten. `first` says that this was the first document that the
    feed ever gave. `limited` says that the server answered 429 or 503 with Retry-After.
    """

    feed: Feed
    new: tuple[NewItem, ...] = ()
    listed: tuple[ItemKeys, ...] = ()
    first: bool = False
    changes: tuple[Change, ...] = ()
    limited: bool = False
