"""Finding the feeds of a site: the address itself, the feeds that its page names, then the usual places."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from bot.domain.entries import clean_line
from bot.domain.press.item import MAX_NAME, ParsedFeed
from bot.domain.press.outcome import Failed
from bot.errors import BadInput, NotFound
from bot.feeds.fetch import FEED_TYPES
from bot.feeds.guard import Refused
from bot.feeds.parser_process import ParserGaveUp
from bot.feeds.raw_feed import NotAFeed
from bot.feeds.web_page import WebPage, read_page

if TYPE_CHECKING:
    from datetime import datetime

    from bot.feeds.fetch import Body, Fetcher

Parse = Callable[[bytes, str, str], Awaitable[ParsedFeed]]

USUAL_PLACES: Final = ("/feed", "/rss", "/rss.xml", "/atom.xml", "/feed.xml", "/index.xml", "/feed.json")
_TYPES: Final = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/xml",
        "text/xml",
    )
)
_MOST_LINKS: Final = 8
_AT_ONCE: Final = 2  # of one host
_PATIENCE_S: Final = 45.0  # for all places together; what was found by then is given
_ACCEPT: Final = f"{FEED_TYPES}, text/html;q=0.7"
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?![0-9])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Discovered:
    """A feed that was read: its address, and what it calls itself (or what the page calls it)."""

    url: str
    title: str


async def discover(
    fetcher: Fetcher, parse: Parse, url: str, now: datetime, *, patience_s: float = _PATIENCE_S
) -> tuple[Discovered, ...]:
    """The feeds at `url`: itself if it is one, else those that its page names, else those in the usual places.

    Each was fetched and read. Raises `BadInput` for an address that cannot be read, `NotFound` where no feed is found.
    """
    search = _Search(fetcher, parse, now)
    address = _checked(fetcher, url)
    body = await fetcher.fetch(address, validators=None, now=now, accept=_ACCEPT)
    if isinstance(body, Failed):
        raise BadInput(f"{_host(address)} could not be read: {body.reason}. Check the address, or try again later.")
    itself = await search.read(body, body.http.moved_to or address, "")
    if itself is not None:
        return (itself,)
    named = await asyncio.to_thread(_named_in, body)
    places = [(urljoin(body.url, place), "") for place in USUAL_PLACES]
    found: list[Discovered] = []
    try:
        async with asyncio.timeout(patience_s):
            await search.through(named, found)
            if not found:
                await search.through(places, found)
    except TimeoutError:
        pass  # what was found until then is worth having
    if not found:
        raise NotFound(
            f"There is no feed at {_host(address)}: its page names none, and none is in the usual places. "
            "Look on the site for a link called RSS or Feed, and give that address."
        )
    return tuple({feed.url: feed for feed in found}.values())


class _Search:
    """Looks at addresses, a few at once."""

    def __init__(self, fetcher: Fetcher, parse: Parse, now: datetime) -> None:
        self._fetcher = fetcher
        self._parse = parse
        self._now = now
        self._free = asyncio.Semaphore(_AT_ONCE)

    async def through(self, places: Sequence[tuple[str, str]], found: list[Discovered]) -> None:
        """Add the feeds among `places` (address, title) to `found`, in the order of `places`."""
        looking = [asyncio.create_task(self._look(*place)) for place in places]
        try:
            for task in looking:
                if (feed := await task) is not None:
                    found.append(feed)
        finally:
            for task in looking:
                task.cancel()
            await asyncio.gather(*looking, return_exceptions=True)

    async def _look(self, url: str, title: str) -> Discovered | None:
        async with self._free:
            try:
                address = self._fetcher.guard.check_url(url)
            except Refused:
                return None
            body = await self._fetcher.fetch(address, validators=None, now=self._now)
            if isinstance(body, Failed):
                return None
            return await self.read(body, body.http.moved_to or address, title)

    async def read(self, body: Body, url: str, title: str) -> Discovered | None:
        """The feed in a document; None if it is none."""
        try:
            feed = await self._parse(body.content, body.content_type, body.url)
        except (NotAFeed, ParserGaveUp):
            return None
        return Discovered(url, clean_line(feed.title or title)[:MAX_NAME])


def _checked(fetcher: Fetcher, url: str) -> str:
    """The address that was typed: `example.org` and `feed://example.org/rss` are understood. Raises `BadInput`."""
    typed = url.strip()
    typed = re.sub(r"^feed:(?://)?(?=https?:)", "", typed, flags=re.IGNORECASE)
    typed = re.sub(r"^feed://", "https://", typed, flags=re.IGNORECASE)
    if not _SCHEME.match(typed):
        typed = f"https://{typed.lstrip('/')}"
    try:
        return fetcher.guard.check_url(typed)
    except Refused as refused:
        raise BadInput(f"That address cannot be used: {refused.reason}. Give it as https://example.org/feed.") from None


def _named_in(body: Body) -> list[tuple[str, str]]:
    """The feeds that a page names."""
    return links_of(read_page(body.content, body.content_type), body.url)


def links_of(page: WebPage, url: str) -> list[tuple[str, str]]:
    """Address and title of each feed that the page at `url` names; feeds of comments come last."""
    links: dict[str, str] = {}
    for link in page.links:
        rels = link.get("rel", "").lower().split()
        if "alternate" not in rels or link.get("type", "").partition(";")[0].strip().lower() not in _TYPES:
            continue
        try:
            address = urljoin(urljoin(url, page.base), link["href"].strip())
        except ValueError:
            continue
        links.setdefault(address, link.get("title", ""))
    return _comments_last(links.items())[:_MOST_LINKS]


def _comments_last(links: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(links, key=lambda link: "comment" in f"{link[0]} {link[1]}".lower())


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
