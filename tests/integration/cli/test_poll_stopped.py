"""Told to stop in the middle of a poll, a process ends soon, finishes what it writes, and gives back the rest."""

from __future__ import annotations

import asyncio
import signal
import time
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import trouble
from tests.feed_server import FeedServer, reply, silence
from tests.integration.cli.polls import Shelf, children_of, environment, is_there, papertrail
from tests.integration.cli.processes import started
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.databases import Databases

SOON_S = 10
SLOW = 6
DAMAGED = b"<rss><channel><item " + b" ".join(b'a%d="x"' % number for number in range(9_000)) + b"><title>x</b></item>"


@pytest.fixture
async def servers() -> AsyncIterator[list[FeedServer]]:
    opened = [FeedServer() for _ in range(SLOW)]
    for server in opened:
        await server.__aenter__()
        server.on("/slow", silence())
        server.on("/hard", reply(DAMAGED))
        server.on("/good", reply(rss(numbered(1, 300))))
    yield opened
    for server in opened:
        await server.__aexit__(None, None, None)


@pytest.fixture
def sqlite_url(sqlite_databases: Databases) -> Iterator[str]:
    """An empty database, where it does not matter which."""
    url = sqlite_databases.migrated()
    yield url
    sqlite_databases.remove(url)


async def test_a_worker_told_to_stop_in_the_middle_of_a_poll_gives_back_what_it_has_not_stored(
    database_url: str, servers: list[FeedServer]
) -> None:
    await stopped_in_the_middle(database_url, servers, ("run", "--role", "worker"), signal.SIGTERM, 0)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
async def test_a_poll_told_to_stop_gives_back_what_it_has_not_stored(
    sqlite_url: str, servers: list[FeedServer], number: signal.Signals, status: int
) -> None:
    await stopped_in_the_middle(sqlite_url, servers, ("poll",), number, status)


async def stopped_in_the_middle(
    url: str, servers: list[FeedServer], words: tuple[str, ...], number: signal.Signals, status: int
) -> None:
    shelf = Shelf(url)
    urls = [server.url(path) for path in ("/slow", "/good") for server in servers]
    added = shelf.add(*urls, servers[0].url("/hard"))
    async with started(*words, **environment(url)) as process:
        async with asyncio.timeout(30):
            while sum(server.count("/slow") for server in servers) < SLOW or not shelf.logged():
                await asyncio.sleep(0.01)
        readers = children_of(process.process.pid)
        began = time.monotonic()
        process.signal(number)
        assert await process.ended() == status, process.log
        assert time.monotonic() - began < SOON_S
    assert not [line for line in process.log if "Traceback" in line or '"error"' in line], process.log
    assert shelf.leases() == []
    assert not any(map(is_there, readers))
    for server in servers:
        server.on("/slow", reply(rss(numbered(1, 1, words="Slow"))))
    ended = await papertrail(url, "poll")
    assert ended.said.startswith("Polled ")
    assert ended.status == 0
    assert all(feed.polled_at is not None for feed in shelf.all())
    assert {added[number].id: 300 for number in range(SLOW, 2 * SLOW)}.items() <= shelf.items().items()
    assert len(shelf.logged()) == len(set(shelf.logged()))
    shelf.store.close()
    trouble.integrity(url)
