"""Describing a page over a real socket, under the same guard and limits as feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.errors import BadInput
from bot.feeds.guard import PRIVATE
from bot.feeds.page import PageFacts, describe
from bot.feeds.web_page import MOST_BYTES
from tests.feed_server import FeedServer, Reply, endless, redirect, reply
from tests.integration.feeds.conftest import NOW

if TYPE_CHECKING:
    from bot.feeds.fetch import Fetcher

PAGE = b'<title>A story</title><meta property="article:published_time" content="2020-01-18T23:00:00-05:00">'


async def test_a_page_is_described_where_it_is_in_the_end(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/short", redirect("/story?a=1"))
    server.on("/story?a=1", reply(PAGE, kind="text/html"))
    where = server.url("/story?a=1")
    assert await describe(fetcher, server.url("/short"), NOW) == PageFacts(
        url=where,
        canonical=where,
        title="A story",
        outlet="127.0.0.1",
        published="2020-01-18",
        published_text="2020-01-18T23:00:00-05:00",
    )
    assert server.asked[-1].headers["accept"].startswith("text/html")


async def test_the_beginning_of_an_endless_page_is_enough(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/story", endless(PAGE + b" " * 2**16))
    server.on("/other", Reply(200, {"Content-Type": "text/html"}, PAGE + b" " * 2 * MOST_BYTES))
    assert (await describe(fetcher, server.url("/other"), NOW)).title == "A story"
    with pytest.raises(AssertionError):  # its type is text/xml
        assert (await describe(fetcher, server.url("/story"), NOW)).title == "A story"


async def test_of_what_is_no_page_only_the_place_is_known(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/memo.pdf", reply(b"%PDF-1.7 <title>no</title>", kind="application/pdf"))
    where = server.url("/memo.pdf")
    assert await describe(fetcher, where, NOW) == PageFacts(where, where, outlet="127.0.0.1")


async def test_a_page_without_a_type_is_known_by_its_beginning(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/story", Reply(200, {}, b"\n " + PAGE))
    assert (await describe(fetcher, server.url("/story"), NOW)).title == "A story"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Reply(403), "the server answered 403"),
        (Reply(404), "the server answered 404"),
        (Reply(200, {"Content-Type": "text/html"}), "it is empty"),
        (redirect("http://10.0.0.1/"), PRIVATE),
        (redirect("/story"), "its redirects lead in a circle"),
    ],
    ids=["forbidden", "missing", "empty", "astray", "circle"],
)
async def test_who_names_a_page_that_cannot_be_read_is_told_why_and_what_to_do(
    server: FeedServer, fetcher: Fetcher, answer: Reply, reason: str
) -> None:
    server.on("/story", answer)
    with pytest.raises(BadInput) as refused:
        await describe(fetcher, server.url("/story"), NOW)
    assert str(refused.value) == (
        f"That page could not be read: {reason}. Give what you know instead: `/press add Title | outlet | date | url`."
    )
