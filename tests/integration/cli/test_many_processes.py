"""Several processes on one PostgreSQL: each does its share, together they do everything once."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import trouble
from tests.acceptance.house import free_port
from tests.integration.cli.processes import Running, street
from workspace.transports import Envelope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Databases
    from tests.integration.cli.processes import Street

SHARE = 6


@pytest.fixture
def postgresql_url(postgresql_databases: Databases) -> Iterator[str]:
    """A database that many may write to, with the starter dossier."""
    url = postgresql_databases.migrated()
    trouble.load_starter(url)
    yield url
    postgresql_databases.remove(url)


async def all_started(here: Street, stack: AsyncExitStack) -> list[Running]:
    """Two processes that answer Slack and one that does what ticks, all ready."""
    roles = ("web", "web", "worker")
    starting = [here.papertrail("run", "--role", role, PORT=str(free_port())) for role in roles]
    running = [await stack.enter_async_context(one) for one in starting]
    await asyncio.gather(*(one.ready() for one in running))
    return running


async def test_two_that_answer_and_one_that_works_do_everything_once(postgresql_url: str) -> None:
    async with street(postgresql_url) as here, AsyncExitStack() as stack:
        first, second, worker = await all_started(here, stack)
        assert len(here.slack.sockets.connections) == 2
        for number in range(SHARE):
            await here.editor.mention(f"records add Share {number} | 2020 | memo", waits=False)
        form = (await here.editor.command("/records", "add")).view
        await form.until(lambda view: "Title" in view.inputs)
        assert (await here.editor.submit(form, {"Title": "Share by form"})).closed
        await here.slack.settled(within=30)
        events = [one.payload for one in here.slack.deliveries if one.kind == "events_api"]
        copies = [Envelope("events_api", event, attempt=1) for event in events for _ in range(2)]
        await asyncio.gather(*(here.slack.courier.hand_over(copy) for copy in copies))
        first.signal(signal.SIGTERM)
        for _ in range(SHARE):
            await here.member.mention("records R-7", waits=False)
        assert await first.ended() == 0
        assert "R-2" in (await here.member.command("/records", "R-2")).text
        await here.slack.settled(within=30)
        await asyncio.gather(second.stops(), worker.stops())
        asked = [message.ts for message in here.slack.messages() if not message.post.bot]
        threads = Counter(message.post.thread_ts for message in here.slack.messages() if message.post.bot)
    assert threads == dict.fromkeys(asked, 1)
    assert len(asked) == 2 * SHARE
    shares = sorted(title for title in trouble.on_file(postgresql_url).values() if title.startswith("Share"))
    assert shares == [*(f"Share {number}" for number in range(SHARE)), "Share by form"]
