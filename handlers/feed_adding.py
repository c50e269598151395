"""Adding a feed, typed in one line or in the form: its address is looked at, it is put on the list, and read once."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import BadInput, Duplicate, NotFound, PaperTrailError
from handlers import feed_values
from handlers.feed_words import web_address
from handlers.threads import desk
from handlers.views import feed_done as views

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence

    from bot.domain.people import Asking
    from bot.domain.press.feed import Feed
    from bot.feeds.discover import Discovered
    from bot.outside import Outside
    from bot.services import Services
    from bot.services.polling import FeedPolled
    from handlers.feed_values import FeedValues
    from handlers.posting import Message

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FeedAdding:
    """The steps of adding, one after the other."""

    services: Services
    outside: Outside

    async def line(self, asking: Asking, text: str) -> Message:
        """Add what was typed in one line, and say what became of it. What cannot be used is kept in a form."""
        try:
            values = feed_values.of_line(text)
            found = await self.look(values)
            return await self.finish(asking, values, found)
        except (BadInput, NotFound) as error:
            return views.not_added(str(error), text)

    async def look(self, values: FeedValues) -> tuple[Discovered, ...]:
        """The feeds at the address that was typed. Raises `BadInput` or `NotFound`."""
        return await self.outside.discover(web_address(values.url))

    async def finish(self, asking: Asking, values: FeedValues, found: Sequence[Discovered]) -> Message:
        """Add the feed that was found and read it; of several, ask which one."""
        if len(found) > 1:
            return views.which_feed(found, values)
        try:
            feed = await self.add(asking, values, found[0])
        except Duplicate as duplicate:
            return views.already(str(duplicate), await desk(self.services.feeds.one, asking, duplicate.public_id))
        return await self.read(asking, feed)

    async def later(self, asking: Asking, values: FeedValues, looking: Awaitable[tuple[Discovered, ...]]) -> Message:
        """The same, once the address has answered: for a form that could not wait so long."""
        try:
            return await self.finish(asking, values, await looking)
        except (BadInput, NotFound) as error:
            return views.not_added(str(error), values.line(values.url))

    async def add(self, asking: Asking, values: FeedValues, found: Discovered, *, delivery: str = "") -> Feed:
        """Put the feed on the list. Raises `Duplicate` where it is there."""
        draft = values.draft(asking.dossier.key, found)
        return await desk(self.services.feeds.add, asking, draft, dossier=values.dossier, delivery=delivery)

    async def read(self, asking: Asking, feed: Feed) -> Message:
        """Read a feed for the first time, and say what it holds."""
        polled = await self._polled(feed)
        return views.added(await desk(self.services.feeds.one, asking, str(feed.id)), polled)

    async def _polled(self, feed: Feed) -> FeedPolled | None:
        try:
            return await self.outside.poll(feed.id)
        except PaperTrailError as error:  # it is on the list, and its turn comes
            log.warning("first_poll_put_off", extra={"feed": feed.id, "reason": type(error).__name__})
            return None
