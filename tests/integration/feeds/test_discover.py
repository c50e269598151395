"""Finding a site's feeds over a real socket; whether a document is a feed is told by a stand-in for the parser."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.press.feed import FailureKind, Hints
from bot.domain.press.item import ParsedFeed
from bot.domain.press.outcome import Failed
from bot.errors import BadInput, NotFound
from bot.feeds.discover import USUAL_PLACES, Discovered, discover
from bot.feeds.parser_process import ParserGaveUp
from bot.feeds.raw_feed import NotAFeed
from tests.feed_server import FeedServer, Reply, redirect, reply, silence
from tests.integration.feeds.conftest import NOW

if TYPE_CHECKING:
    from bot.feeds.fetch import Fetcher


async def parse(content: bytes, content_type: str, url: str) -> ParsedFeed:
    """A feed is what begins with `FEED`; its title follows."""
    if content.startswith(b"SLOW"):
        raise ParserGaveUp("reading it took too long")
    if not content.startswith(b"FEED"):
        raise NotAFeed("it is not a feed")
    return ParsedFeed(title=content[4:].decode().strip(), site="", hints=Hints(), items=())


async def found(fetcher: Fetcher, url: str, patience_s: float = 20) -> list[tuple[str, str]]:
    return [(feed.url, feed.title) for feed in await discover(fetcher, parse, url, NOW, patience_s=patience_s)]


def page(*links: str) -> Reply:
    return Reply(200, {"Content-Type": "text/html"}, "".join(("<title>x</title>", *links)).encode())


def link(href: str, kind: str = "application/rss+xml", title: str = "", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}" title="{title}">'


async def test_a_feed_is_found_at_its_own_address(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/f", reply(b"FEED A\n feed"))
    assert await discover(fetcher, parse, server.url("/f#x"), NOW) == (Discovered(server.url("/f"), "A feed"),)
    assert len(server.asked) == 1


async def test_a_feed_that_moved_for_good_is_given_at_its_new_address(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/f", reply(b"FEED A"))
    server.on("/moved", redirect("/f", 301))
    server.on("/for-now", redirect("/f", 302))
    assert await found(fetcher, server.url("/moved")) == [(server.url("/f"), "A")]
    assert await found(fetcher, server.url("/for-now")) == [(server.url("/for-now"), "A")]


async def test_the_feeds_that_a_page_names_are_read_and_given(server: FeedServer, fetcher: Fetcher) -> None:
    server.on(
        "/blog/",
        page(
            link("comments/feed", title="Comments"),
            link("feed", title="All"),
            link("/atom", kind="Application/Atom+XML; charset=utf-8"),
            link("feed"),
            link("/wp-json/", kind="application/json"),
            link("/en", kind="text/html"),
            link("/style", rel="stylesheet"),
            link("http://10.0.0.1/feed"),
            link("http://[::1/feed"),
            link("/gone"),
        ),
    )
    server.on("/blog/feed", reply(b"FEED"))
    server.on("/blog/comments/feed", reply(b"FEED Said"))
    server.on("/atom", redirect("/atom.xml", 308))
    server.on("/atom.xml", reply(b"FEED Atom"))
    server.on("/wp-json/", reply(b"{}"))
    assert await found(fetcher, server.url("/blog/")) == [
        (server.url("/blog/feed"), "All"),
        (server.url("/atom.xml"), "Atom"),
        (server.url("/blog/comments/feed"), "Said"),
    ]
    assert {request.path for request in server.asked} == {
        "/blog/", "/blog/feed", "/blog/comments/feed", "/atom", "/atom.xml", "/wp-json/", "/gone"
    }  # fmt: skip


async def test_a_page_may_name_a_base(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/", page('<base href="/news/">', link("feed")))
    server.on("/news/feed", reply(b"FEED News"))
    assert await found(fetcher, server.url("/")) == [(server.url("/news/feed"), "News")]


async def test_a_page_that_names_no_feed_may_have_one_in_the_usual_places(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/about", page(link("/slow")))
    server.on("/slow", reply(b"SLOW"))
    server.on("/rss.xml", reply(b"FEED RSS"))
    server.on("/feed.json", reply(b"FEED JSON"))
    assert await found(fetcher, server.url("/about")) == [
        (server.url("/rss.xml"), "RSS"),
        (server.url("/feed.json"), "JSON"),
    ]


async def test_one_feed_at_two_places_is_given_once(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/", page())
    server.on("/feed", reply(b"FEED A"))
    server.on("/rss", redirect("/feed", 301))
    assert await found(fetcher, server.url("/")) == [(server.url("/feed"), "A")]


async def test_a_site_without_a_feed_is_told_what_was_tried(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/", page(link("/gone")))
    with pytest.raises(NotFound, match=r"^There is no feed at 127\.0\.0\.1: .* Look on the site for a link called RSS"):
        await discover(fetcher, parse, server.url("/"), NOW)
    assert {request.path for request in server.asked} == {"/", "/gone", *USUAL_PLACES}


async def test_what_was_found_before_a_server_fell_silent_is_given(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/", page(link("/feed"), link("/silent")))
    server.on("/feed", reply(b"FEED A"))
    server.on("/silent", silence())
    assert await found(fetcher, server.url("/"), patience_s=0.3) == [(server.url("/feed"), "A")]


async def test_at_most_two_places_are_asked_at_once(server: FeedServer, fetcher: Fetcher) -> None:
    at_once: list[int] = []
    now = 0

    async def count(_: object, writer: asyncio.StreamWriter) -> None:
        nonlocal now
        now += 1
        at_once.append(now)
        await asyncio.sleep(0.01)
        now -= 1
        writer.write(Reply(404, close=True).encoded())

    server.on("/", page())
    for place in USUAL_PLACES:
        server.on(place, count)
    with pytest.raises(NotFound):
        await discover(fetcher, parse, server.url("/"), NOW)
    assert max(at_once) == 2


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("example.org", "https://example.org/"),
        ("Example.org:443/news", "https://example.org/news"),
        ("//example.org/news", "https://example.org/news"),
        ("feed://example.org/f", "https://example.org/f"),
        ("FEED:http://example.org/f", "http://example.org/f"),
        (" http://example.org/f#top ", "http://example.org/f"),
    ],
)
async def test_an_address_is_understood_as_people_write_it(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch, typed: str, address: str
) -> None:
    asked: list[str] = []

    async def fetch(url: str, **_: object) -> Failed:
        asked.append(url)
        return Failed(FailureKind.SOFT, "it is only a test")

    monkeypatch.setattr(fetcher, "fetch", fetch)
    with pytest.raises(BadInput, match=r"^example\.org could not be read: it is only a test\. "):
        await discover(fetcher, parse, typed, NOW)
    assert asked == [address]


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("mailto:press@example.org", "only addresses that begin with http:// or https:// are read"),
        ("file:///etc/passwd", "only addresses that begin with http:// or https:// are read"),
        ("example.org:8080/feed", "only the ports 80 and 443 are asked"),
        ("10.0.0.1", "the address leads to a private network"),
        ("//[::1]/feed", "the address leads to a private network"),
        ("not an address", "the address cannot be read"),
        ("", "the address cannot be read"),
    ],
)
async def test_an_address_that_cannot_be_used_is_explained(fetcher: Fetcher, typed: str, reason: str) -> None:
    with pytest.raises(BadInput) as refused:
        await discover(fetcher, parse, typed, NOW)
    assert str(refused.value) == (f"That address cannot be used: {reason}. Give it as https://example.org/feed.")


async def test_a_server_that_cannot_be_read_is_explained(server: FeedServer, fetcher: Fetcher) -> None:
    with pytest.raises(BadInput) as refused:
        await discover(fetcher, parse, server.url("/missing"), NOW)
    assert str(refused.value) == (
        "127.0.0.1 could not be read: the server answered 404. Check the address, or try again later."
    )
