"""What is said of feeds: one with its health, a page of them, what is to change, what became of a list of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import FeedState

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.domain.press.feed import Feed, FeedLog

PAGE: Final = 10

FAILING: Final = "failing"
PAUSED: Final = "paused"
"""Parts of the list: the feeds in trouble, and those that are not polled, as we or their own servers have decided."""


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed with what its line in the list shows: `logged` counts the press items that it brought.

    `dossier` names the feed's dossier where that is not the one that the place speaks of.
    """

    feed: Feed
    logged: int
    dossier: str = ""


@dataclass(frozen=True, slots=True)
class FeedList:
    """One page of a dossier's feeds, or of the part `which` of them, the oldest first; `page` counts from 0.

    `shown` counts the feeds of all pages, `total` all feeds of the dossier, `failing` and `paused` those of the parts.
    """

    lines: tuple[FeedLine, ...]
    shown: int
    total: int
    page: int
    failing: int
    paused: int
    watched: bool  # whether there is a watch: without one everything is logged
    may_edit: bool
    which: str = ""


@dataclass(frozen=True, slots=True)
class FeedChange:
    """What an editor may set on a feed; None leaves it as it is. `every` of zero gives the pace back to the feed."""

    outlet: str | None = None
    flags: tuple[str, ...] | None = None
    log: FeedLog | None = None
    every: timedelta | None = None
    dossier: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedFeeds:
    """What became of a list of feeds: added now, there already, and refused (address, reason)."""

    added: tuple[Feed, ...]
    known: tuple[Feed, ...]
    refused: tuple[tuple[str, str], ...]


def is_failing(feed: Feed) -> bool:
    """Whether a feed is polled and has given nothing lately."""
    return feed.state is FeedState.ACTIVE and feed.trouble is not None


def is_resting(feed: Feed) -> bool:
    """Whether a feed is not polled."""
    return feed.state is not FeedState.ACTIVE


PARTS: Final = {FAILING: is_failing, PAUSED: is_resting}
