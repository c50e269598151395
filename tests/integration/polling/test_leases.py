"""Claims while a poll is under way: held for as long as it takes, given back when it ends early."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from bot.services.polling import LEASE
from tests.feed_server import Reply, reply
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from tests.feed_server import Request
    from tests.integration.polling.conftest import Desk

WITHIN_S = 20


class Slow:
    """A server that answers when it is told to."""

    def __init__(self, desk: Desk) -> None:
        self.asked = asyncio.Event()
        self.may = asyncio.Event()
        desk.server.on("/feed", self._answer())

    def _answer(self) -> Callable[[Request, asyncio.StreamWriter], Coroutine[Any, Any, None]]:
        async def write(_: Request, writer: asyncio.StreamWriter) -> None:
            self.asked.set()
            await self.may.wait()
            writer.write(Reply(200, {}, rss(numbered(1, 1))).encoded())

        return write


@pytest.mark.parametrize("one", [False, True])
async def test_what_takes_longer_than_a_lease_is_held_all_the_same(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, one: bool
) -> None:
    monkeypatch.setattr("bot.polling.RENEW_S", 0.01)
    slow, feed = Slow(desk), desk.add("/feed")
    polling: asyncio.Task[Any] = asyncio.create_task(desk.poller.poll_one(feed.id) if one else desk.poller.poll_due())
    async with asyncio.timeout(WITHIN_S):
        await slow.asked.wait()
        for _ in range(3):
            desk.pass_time(LEASE / 2)
            while desk.held_until() != desk.times[0] + LEASE:
                await asyncio.sleep(0.001)
            assert desk.polling.claim(9) == ()
        slow.may.set()
        assert (await polling).items == 1
    assert desk.leases() == 0


async def test_a_claim_that_somebody_else_took_over_is_not_heard(desk: Desk) -> None:
    slow, feed = Slow(desk), desk.add("/feed")
    polling = asyncio.create_task(desk.poller.poll_one(feed.id))
    await slow.asked.wait()
    desk.pass_time(LEASE)
    (taken,) = desk.polling.claim(9)
    slow.may.set()
    polled = await polling
    assert polled is not None
    assert polled.dropped
    assert desk.titles() == []
    desk.polling.give_back([taken])
    assert (await desk.poller.poll_due()).items == 1


REFUSES = {
    "postgresql": ("ALTER TABLE feeds ADD CONSTRAINT refuses CHECK (url NOT LIKE '%%/stuck' OR polled_at IS NULL)",),
    "sqlite": (
        "CREATE TRIGGER refuses BEFORE UPDATE ON feeds WHEN NEW.url LIKE '%/stuck' AND NEW.polled_at IS NOT NULL"
        " BEGIN SELECT RAISE(ABORT, 'a mistake of ours'); END",
    ),
}


async def test_a_poll_of_everything_ends_also_where_of_one_feed_nothing_can_be_stored(desk: Desk) -> None:
    for path in ("/stuck", "/good"):
        desk.server.on(path, reply(rss(numbered(1, 1))))
        desk.add(path)
    with desk.store.write() as tx:
        for statement in REFUSES[tx.connection.dialect.name]:
            tx.connection.exec_driver_sql(statement)
    polling = asyncio.create_task(desk.poller.poll_all())
    async with asyncio.timeout(WITHIN_S):
        while not polling.done():
            await asyncio.sleep(0.05)
            desk.pass_time(LEASE / 4)
    assert (await polling).items == 1
    assert desk.titles() == ["Clearview story 1"]


async def test_many_answers_wait_to_be_stored_and_all_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, number in (("IN_HAND", 4), ("BATCH", 2), ("STORED_TOGETHER", 1)):
        monkeypatch.setattr(f"bot.poll_run.{name}", number)
    for number in range(12):
        desk.server.on(f"/{number}", reply(rss(numbered(number, number))))
        desk.add(f"/{number}")
    tally = await desk.poller.poll_due()
    assert (tally.feeds, tally.items) == (12, 12)
    assert sorted(desk.titles()) == sorted(f"Clearview story {number}" for number in range(12))
