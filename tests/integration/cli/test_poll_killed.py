"""A poll that is killed, wherever that catches it: nothing is lost, nothing is logged or told twice."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sqlite3
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.domain.press.feed import FeedState
from bot.services.polling import LEASE
from tests.acceptance import trouble
from tests.feed_server import FeedServer, Reply
from tests.integration.cli.polls import Shelf, children_of, environment, is_there, papertrail
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from multiprocessing.process import BaseProcess

    from tests.feed_server import Request, Script

KILLS = 20
NEW = 5  # items in each round
SERVERS, FEEDS = 5, 3  # of each server
WITHIN_S = 30
A_MOMENT = timedelta(seconds=2)


def poll_in_this_process(given: dict[str, str]) -> None:
    """What `papertrail poll` does, in a process that has its imports behind it."""
    os.environ.clear()
    os.environ.update(given)
    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    from bot.cli import main

    raise SystemExit(main(("poll",)))


@pytest.fixture(scope="module")
def forking() -> multiprocessing.context.ForkServerContext:
    """Starts processes in a hundredth of the time: they are forked from one that has imported what a poll needs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.cli.poll", "bot.feeds.parser_process", "psycopg"])
    return context


class House:
    """Servers whose feeds get one item more in each round, each with an ETag that names the round."""

    def __init__(self, shelf: Shelf, servers: list[FeedServer]) -> None:
        self.shelf = shelf
        self.round = 0
        self.servers = servers
        self.answered = 0
        for place, server in enumerate(servers):
            for number in range(FEEDS):
                server.on(f"/{number}", self._answers(f"{place}-{number}"))
        shelf.add(*(server.url(f"/{number}") for server in servers for number in range(FEEDS)))

    @property
    def asked(self) -> int:
        return sum(len(server.asked) for server in self.servers)

    @property
    def items(self) -> int:
        return NEW * (self.round + 1)

    def _answers(self, name: str) -> Script:
        async def write(request: Request, writer: asyncio.StreamWriter) -> None:
            await asyncio.sleep(0.002 * (self.asked % 7))  # so that the feeds are not all in the same state
            etag = f'"{self.round}"'
            if request.headers.get("if-none-match") == etag:
                writer.write(Reply(304, {"ETag": etag}).encoded())
            else:
                body = rss([part.replace("vox", f"vox{name}") for part in numbered(1, self.items, words=f"Of {name},")])
                writer.write(Reply(200, {"ETag": etag}, body).encoded())
            await writer.drain()
            self.answered += 1

        return write

    def stored(self) -> int:
        """How many feeds are stored as they are in this round."""
        return sum(feed.validators.etag == f'"{self.round}"' for feed in self.shelf.all())

    def expected(self) -> set[str]:
        names = (f"{place}-{number}" for place in range(SERVERS) for number in range(FEEDS))
        return {f"Of {name}, story {number}" for name in names for number in range(1, self.items + 1)}

    def check(self) -> None:
        """What must hold at every moment: an ETag is there only with its entries, and nothing is there twice."""
        items, logged = self.shelf.items(), self.shelf.logged()
        for feed in self.shelf.all():
            if feed.validators.etag:
                assert items[feed.id] >= NEW * (int(feed.validators.etag.strip('"')) + 1)
            assert feed.seen == items.get(feed.id, 0)
            assert feed.state is FeedState.ACTIVE
            assert feed.trouble is None
        assert len(logged) == len(set(logged)) == sum(items.values()) == self.shelf.copies()
        assert set(logged) <= self.expected()
        told = self.shelf.told()
        assert len({entry for kind, entry in told if kind == "press_card"}) == len(
            [kind for kind, _ in told if kind == "press_card"]
        )
        assert all(span <= LEASE for span in self.shelf.leases())


@asynccontextmanager
async def house(url: str) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(FeedServer()) for _ in range(SERVERS)]
        shelf = Shelf(url)
        stack.callback(shelf.store.close)
        yield House(shelf, servers)


MOMENTS = ("asking", "reading", "writing", "half done")


async def caught(here: House, process: BaseProcess, moment: str) -> bool:
    """Wait for the moment at which a process is to be killed; false if it was done before that came."""
    asked, answered = here.asked, here.answered
    has_come: dict[str, Callable[[], bool]] = {
        "asking": lambda: here.asked > asked,
        "reading": lambda: here.answered > answered and bool(children_of(process.pid or 0)),
        "writing": lambda: here.answered > answered and is_writing(here.shelf.url),
        "half done": lambda: here.stored() > 0,
    }
    async with asyncio.timeout(WITHIN_S):
        while not has_come[moment]():
            if not process.is_alive():
                return False
            await asyncio.sleep(0.001)
    return process.is_alive()


def is_writing(url: str) -> bool:
    """Whether somebody has written what is not committed yet."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(trouble.path_of(url), timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            connection.execute("ROLLBACK")
            return False
    with psycopg.connect(url) as connection:
        query = "SELECT 1 FROM pg_locks WHERE relation = 'feed_items'::regclass AND mode = 'RowExclusiveLock'"
        return connection.execute(query).fetchone() is not None


async def test_a_poll_that_is_killed_again_and_again_loses_nothing_and_does_nothing_twice(
    database_url: str, forking: multiprocessing.context.ForkServerContext
) -> None:
    readers: set[int] = set()
    async with house(database_url) as here:
        kills, half_done = 0, 0
        while kills < KILLS:
            process = forking.Process(target=poll_in_this_process, args=(environment(database_url),), daemon=True)
            process.start()
            in_time = await caught(here, process, MOMENTS[kills % len(MOMENTS)])
            assert process.pid is not None
            readers |= children_of(process.pid)
            if in_time:
                os.kill(process.pid, signal.SIGKILL)
            await asyncio.to_thread(process.join, WITHIN_S)
            kills += process.exitcode == -signal.SIGKILL
            half_done += 0 < here.stored() < SERVERS * FEEDS
            assert process.exitcode in (0, -signal.SIGKILL)
            here.check()
            here.shelf.due_again()
            here.round += 1
        ended = await papertrail(database_url, "poll")
        assert (ended.status, ended.complained) == (0, "")
        assert ended.said.startswith(f"Polled {SERVERS * FEEDS} feeds")
        here.check()
        assert set(here.shelf.logged()) == here.expected()
        kinds = [kind for kind, _ in here.shelf.told()]
        assert kinds.count("feed_first") == SERVERS * FEEDS
        again = await papertrail(database_url, "poll", "--all")
        assert f"{SERVERS * FEEDS} unchanged, 0 failed" in again.said
        assert here.shelf.leases() == []
    trouble.integrity(database_url)
    assert readers
    assert half_done
    async with asyncio.timeout(WITHIN_S):
        while any(map(is_there, readers)):
            await asyncio.sleep(0.01)


async def test_what_a_killed_poll_held_is_waited_for_and_no_longer(
    database_url: str, forking: multiprocessing.context.ForkServerContext
) -> None:
    async with house(database_url) as here:
        process = forking.Process(target=poll_in_this_process, args=(environment(database_url),), daemon=True)
        process.start()
        assert await caught(here, process, "asking")
        process.kill()
        await asyncio.to_thread(process.join, WITHIN_S)
        held = here.shelf.leases()
        assert held
        assert max(held) <= LEASE
        here.shelf.time_passes(max(held) - A_MOMENT)
        ended = await papertrail(database_url, "poll")
        assert ended.said.startswith(f"Polled {SERVERS * FEEDS} feeds")
        assert set(here.shelf.logged()) == here.expected()
        here.check()
