"""Redirects: followed hop by hop through the guard, permanent moves told from temporary ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.press.feed import FailureKind, Validators
from bot.domain.press.outcome import Failed
from bot.feeds.fetch import Body, NotModified
from bot.feeds.guard import PRIVATE, UNREADABLE, WITH_NAME, WRONG_PORT, WRONG_SCHEME
from tests.feed_server import FeedServer, Reply, redirect, reply
from tests.integration.feeds.conftest import asked

if TYPE_CHECKING:
    from bot.feeds.fetch import Fetcher

FEED = b"<rss/>"


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((302,), ""),
        ((303,), ""),
        ((307,), ""),
        ((301, 308), "/2"),
        ((301, 302, 301), "/1"),
        ((302, 301), ""),
        ((301, 301, 301, 301, 301), "/5"),
    ],
)
async def test_a_move_is_permanent_up_to_the_first_temporary_hop(
    server: FeedServer, fetcher: Fetcher, hops: tuple[int, ...], moved_to: str
) -> None:
    for place, status in enumerate(hops):
        server.on(f"/{place}", redirect(f"/{place + 1}", status))
    server.on(f"/{len(hops)}", reply(FEED, etag='"1"'))
    answer = await asked(fetcher, server.url("/0"))
    assert isinstance(answer, Body)
    assert answer.http.moved_to == (server.url(moved_to) if moved_to else "")
    assert answer.url == server.url(f"/{len(hops)}")
    unchanged = await asked(fetcher, server.url("/0"), Validators('"1"'))
    assert isinstance(unchanged, NotModified)
    assert unchanged.http.moved_to == answer.http.moved_to


async def test_a_move_to_a_place_that_fails_is_no_move(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/feed", redirect("/gone", 301))
    answer = await asked(fetcher, server.url("/feed"))
    assert isinstance(answer, Failed)
    assert (answer.reason, answer.http.moved_to) == ("the server answered 404", "")


async def test_redirects_in_a_circle_end(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/a", redirect("/b"))
    server.on("/b", redirect("/a#again"))
    answer = await asked(fetcher, server.url("/a"))
    assert isinstance(answer, Failed)
    assert (answer.kind, answer.reason) == (FailureKind.HARD, "its redirects lead in a circle")
    assert len(server.asked) == 2


async def test_more_than_five_redirects_are_not_followed(server: FeedServer, fetcher: Fetcher) -> None:
    for place in range(10):
        server.on(f"/{place}", redirect(f"/{place + 1}"))
    answer = await asked(fetcher, server.url("/0"))
    assert isinstance(answer, Failed)
    assert (answer.kind, answer.reason) == (FailureKind.HARD, "it redirects more than 5 times")
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://169.254.169.254/latest/meta-data/", PRIVATE),
        ("http://127.0.0.2/", PRIVATE),
        ("http://[::1]/", PRIVATE),
        ("http://[::ffff:10.0.0.1]/", PRIVATE),
        ("http://[64:ff9b::a00:1]/", PRIVATE),
        ("http://[2002:a00:1::]/", PRIVATE),
        ("//10.0.0.1/feed", PRIVATE),
        ("http://inside.test./", PRIVATE),
        ("http://inside.test/", PRIVATE),
        ("http://2130706433/", UNREADABLE),
        ("http://0177.0.0.1/", UNREADABLE),
        ("http://0x7f.1/", UNREADABLE),
        ("http://a..b/", UNREADABLE),
        ("http://[::1/", UNREADABLE),
        ("http://me:secret@127.0.0.1/", WITH_NAME),
        ("http://example.org:6379/", WRONG_PORT),
        ("file:///etc/passwd", WRONG_SCHEME),
        ("gopher://127.0.0.1/", WRONG_SCHEME),
    ],
)
async def test_a_redirect_that_leads_astray_is_refused(
    server: FeedServer,
    fetcher: Fetcher,
    names: dict[str, list[str]],
    to: str,
    reason: str,
) -> None:
    names["inside.test"] = ["::1", "127.0.0.2"]
    server.on("/feed", redirect(to))
    answer = await asked(fetcher, server.url("/feed"))
    assert isinstance(answer, Failed)
    assert (answer.kind, answer.reason) == (FailureKind.HARD, reason)
    assert len(server.asked) == 1


@pytest.mark.parametrize("location", ["", None])
async def test_a_redirect_without_a_place_may_pass(server: FeedServer, fetcher: Fetcher, location: str | None) -> None:
    server.on("/feed", Reply(302, {} if location is None else {"Location": location}))
    answer = await asked(fetcher, server.url("/feed"))
    assert isinstance(answer, Failed)
    assert (answer.kind, answer.reason) == (FailureKind.SOFT, "the server answered 302 without saying where to")


async def test_a_host_may_be_reached_by_another_name(
    server: FeedServer, fetcher: Fetcher, names: dict[str, list[str]]
) -> None:
    names["feeds.test"] = ["127.0.0.1"]
    server.on("/moved", redirect(server.url("/feed", host="FEEDS.test."), 301))
    server.on("/feed", reply(FEED))
    answer = await asked(fetcher, server.url("/moved"))
    assert isinstance(answer, Body)
    assert answer.http.moved_to == server.url("/feed", host="feeds.test")
    assert server.asked[-1].headers["host"] == f"feeds.test:{server.port}"
