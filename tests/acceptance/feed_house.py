"""A running house with a press channel, beside a server on loopback with feeds and a site that names them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.acceptance.doings import check_manners
from tests.acceptance.house import House, open_house
from tests.feed_server import FeedServer, reply
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from workspace import Message, Person, Reply

PRESS = "press"
SITE = (
    b"<html><head><title>Vox</title>"
    b'<link rel="alternate" type="application/rss+xml" title="All" href="/rss">'
    b'<link rel="alternate" type="application/rss+xml" title="World" href="/world"></head></html>'
)


@dataclass
class FeedHouse:
    """The house and the server. `/rss` and `/world` have two items each; the page at `/` names both."""

    house: House
    server: FeedServer

    @property
    def editor(self) -> Person:
        return self.house.editor

    async def feeds(self, words: str = "", *, person: Person | None = None) -> Reply:
        """`/press feeds …` as the editor types it."""
        return await (person or self.editor).command("/press", f"feeds {words}".strip())

    async def add(self, path: str = "/rss", more: str = "") -> str:
        return (await self.feeds(f"add {self.server.url(path)}{more}")).text

    async def posted(self, words: str) -> Message:
        """The message in the press channel that says this, once it is there."""
        return await self._seen(words, lambda: self.house.slack.messages(PRESS))

    async def told(self, words: str) -> Message:
        """What only the editor sees that says this, once it is there."""
        return await self._seen(words, self.editor.ephemerals)

    async def _seen(self, words: str, messages: Callable[[], list[Message]]) -> Message:
        def look() -> Message | None:
            return next((one for one in messages() if words in one.rendered), None)

        return await self.house.slack.world.journal.until(look, within=5.0, awaited=f"“{words}”")


@asynccontextmanager
async def open_feed_house(database_url: str) -> AsyncIterator[FeedHouse]:
    """Start both; at the end nothing that Slack complains of, nobody pinged, no mute message."""
    async with (
        FeedServer() as server,
        open_house(database_url, PAPERTRAIL_PRESS_CHANNEL=f"#{PRESS}", FEEDS_ALLOW="127.0.0.0/8") as house,
    ):
        house.slack.add_channel(PRESS)
        server.on("/rss", reply(rss(numbered(1, 2))))
        server.on("/", reply(SITE, kind="text/html"))
        server.on("/world", reply(rss(numbered(11, 12), title="Vox: World")))
        yield FeedHouse(house, server)
        await house.slack.settled()
        check_manners(house.slack)
