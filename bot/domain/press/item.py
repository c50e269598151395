"""What a feed brings: items as they were parsed, as they are known, and as they are kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.press.feed import Hints

FIRST_SEEN: Final = "first seen"
"""So begins the text of a date that is only the day on which an item was found."""

MAX_ITEMS: Final = 2_000
MAX_ITEM_TITLE: Final = 1_000
MAX_SUMMARY: Final = 2_000
MAX_NAME: Final = 300  # outlet, author, guid is hashed so it may be longer
MAX_URL: Final = 2_000


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One item as its feed has it, as plain text, each part within its limit; empty where the feed gives nothing.

    `url` is absolute (http or https) and as the feed gives it, except that a redirect wrapper that names its target
    is replaced by the target. `published` keeps the offset that the feed wrote; `published_text` is the text itself.
    `source` is the outlet that an aggregated item names (`<source>`).
    """

    guid: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    author: str = ""
    source: str = ""
    published: datetime | None = None
    published_text: str = ""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A whole document. `complaint` says what was wrong with it although it gave items; `cut` that items were left
    out because there were more than `MAX_ITEMS`."""

    title: str
    site: str
    hints: Hints
    items: tuple[ParsedItem, ...]
    complaint: str = ""
    cut: bool = False


@dataclass(frozen=True, slots=True)
class ItemKeys:
    """What an item is recognised by within its feed: 64-bit signed hashes, 0 where there is nothing to hash.

    `guid` of the guid (else of the canonical link, else of title and day), `url` of the canonical link, `title` of the
    normalised title, `echo` of title and publication (or text, where it has no date), which stay the same in a feed
    whose guids and links change with every poll.
    """

    guid: int
    url: int
    title: int
    echo: int


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that its feed did not have before, as it is kept.

    `canonical` is its canonical address. `published` is what may be believed of the feed's date: None where that is
    missing or lies more than 24 hours ahead. `seen` is when we found it.
    """

    keys: ItemKeys
    guid: str
    url: str
    canonical: str
    title: str
    summary: str
    author: str
    source: str
    published: datetime | None
    seen: datetime


@dataclass(frozen=True, slots=True)
class KeptItem:
    """A raw item on file, kept for 30 days, with the feed that it came from."""

    id: int
    feed_id: int
    item: NewItem
    entry_id: int | None = None  # the press item that it became, or a copy of
