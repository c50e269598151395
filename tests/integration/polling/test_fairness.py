"""Hosts are asked with restraint, and none is delayed by another: over real sockets, by the store's clock."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.domain.press.feed import FeedDraft
from bot.services.polling import HOST_PAUSE
from tests.feed_server import FeedServer, Reply, reply
from tests.integration.polling.conftest import NOW, open_desk
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from storage.engine import Store
    from tests.feed_server import Request
    from tests.integration.polling.conftest import Desk

SECOND = timedelta(seconds=1)
MANY = 200


@pytest.fixture
async def other() -> AsyncIterator[FeedServer]:
    """A second host: another port is another server."""
    async with FeedServer() as opened:
        yield opened


@pytest.fixture
async def polite(store: Store) -> AsyncIterator[Desk]:
    """A desk to which no host is exempt from pauses."""
    async with open_desk(store, exempt=lambda _: False) as opened:
        yield opened


def add_many(desk: Desk, count: int) -> None:
    """Feeds /0, /1 … of the desk's server."""
    drafts = [FeedDraft(desk.dossier.key, desk.server.url(f"/{number}")) for number in range(count)]
    with desk.store.write() as tx:
        tx.feeds.add_many(drafts, desk.stamp())


async def test_a_host_with_many_slow_feeds_delays_no_other_and_is_asked_two_things_at_once(
    desk: Desk, other: FeedServer
) -> None:
    at_once, most, asked_before = 0, 0, 0

    async def slowly(_: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.005)
        writer.write(Reply(200, {}, rss([])).encoded())
        at_once -= 1

    def at_last(_: Request) -> Reply:
        nonlocal asked_before
        asked_before = len(desk.server.asked)
        return Reply(200, {}, rss(numbered(1, 1)))

    for number in range(MANY):
        desk.server.on(f"/{number}", slowly)
    add_many(desk, MANY)
    other.on("/feed", at_last)
    desk.pass_time(SECOND)
    desk.put(other.url("/feed"))  # due later than all the others
    tally = await desk.poller.poll_due()
    assert (tally.feeds, tally.failed) == (MANY + 1, [])
    assert most == 2
    assert asked_before <= 4


async def test_between_two_requests_to_a_host_lie_five_seconds(polite: Desk, other: FeedServer) -> None:
    asked: dict[str, list[datetime]] = defaultdict(list)

    def noting(request: Request) -> Reply:
        asked[request.headers["host"]].append(polite.times[0])
        return Reply(200, {}, rss([]))

    for number in range(4):
        polite.server.on(f"/{number}", noting)
        other.on(f"/{number}", noting)
        polite.put(other.url(f"/{number}"))
    add_many(polite, 4)
    while polite.polling.left():
        await polite.poller.poll_due()
        polite.pass_time(SECOND)
    assert [len(times) for times in asked.values()] == [4, 4]
    for times in asked.values():
        assert [later - sooner for sooner, later in pairwise(times)] == [HOST_PAUSE] * 3
    assert timedelta(seconds=5) == HOST_PAUSE


async def test_who_was_asked_to_wait_waits_also_when_everything_is_polled(desk: Desk, other: FeedServer) -> None:
    until = NOW + timedelta(hours=2)
    dated = until.strftime("%a, %d %b %Y %H:%M:%S GMT")
    desk.server.on("/seconds", Reply(429, {"Retry-After": "7200"}))
    desk.server.on("/date", Reply(503, {"Retry-After": dated}))
    other.on("/never", Reply(503, {"Retry-After": "99999999"}))
    feeds = [desk.put(url) for url in (desk.server.url("/seconds"), desk.server.url("/date"), other.url("/never"))]
    await desk.poller.poll_due()
    assert [desk.feed(feed).not_before for feed in feeds] == [until, until, NOW + timedelta(hours=24)]
    desk.pass_time(timedelta(hours=1, minutes=59))
    assert (await desk.poller.poll_all(everything=True)).feeds == 0
    desk.pass_time(timedelta(minutes=1))
    assert (await desk.poller.poll_all(everything=True)).feeds == 2


@pytest.mark.parametrize("everything", [False, True])
async def test_a_host_that_turned_two_feeds_away_is_left_alone_and_nobody_waits_for_it(
    desk: Desk, other: FeedServer, everything: bool
) -> None:
    busy = Reply(429, {"Retry-After": "3600"})
    for number in range(5):
        desk.server.on(f"/{number}", busy)
    add_many(desk, 5)
    other.on("/feed", reply(rss(numbered(1, 1))))
    desk.put(other.url("/feed"))
    async with asyncio.timeout(20):
        tally = await desk.poller.poll_all(everything=everything)
    assert tally.items == 1
    assert len(desk.server.asked) <= 4  # two at once, and those that were on their way
    asked = len(desk.server.asked)
    desk.pass_time(timedelta(minutes=59))
    await desk.poller.poll_due()
    assert len(desk.server.asked) == asked
    for number in range(5):
        desk.server.on(f"/{number}", reply(rss([])))
    desk.pass_time(timedelta(minutes=2))
    assert (await desk.poller.poll_due()).feeds >= 5
    assert {desk.server.count(f"/{number}") > 0 for number in range(5)} == {True}
