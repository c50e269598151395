"""What people ask of the web while they wait: is this a feed, what is this page, poll it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.feeds.discover import Discovered, discover
from bot.feeds.opml import feeds_of
from bot.feeds.page import PageFacts, describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.press.feed import FeedDraft
    from bot.feeds.fetch import Fetcher
    from bot.feeds.opml import OpmlFeed
    from bot.feeds.parser_process import ParserPool
    from bot.polling import Poller
    from bot.services.clock import Clock
    from bot.services.polling import FeedPolled


@dataclass(frozen=True, slots=True)
class Outside:
    """The way out to the web, through the guard, for handlers."""

    fetcher: Fetcher
    parsers: ParserPool
    poller: Poller
    clock: Clock

    def feeds_of(self, listed: Sequence[OpmlFeed], dossier_id: int) -> tuple[list[FeedDraft], list[tuple[str, str]]]:
        """The feeds of a list that may be asked; and the addresses of those that may not, with the reason."""
        return feeds_of(listed, dossier_id, self.fetcher.guard)

    async def discover(self, url: str) -> tuple[Discovered, ...]:
        """The feeds at an address: itself, or those that its page names. Raises `BadInput` or `NotFound`."""
        return await discover(self.fetcher, self.parsers.parse, url, self.clock())

    async def describe(self, url: str) -> PageFacts:
        """What a page says of itself. Raises `BadInput` where it cannot be had."""
        return await describe(self.fetcher, url, self.clock())

    async def poll(self, feed_id: int) -> FeedPolled | None:
        """Poll one feed now; None where it is not to be had just now."""
        return await self.poller.poll_one(feed_id)
