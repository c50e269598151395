"""`papertrail run` as a process of its own: it starts or says why not, answers, and stops when it is told to."""

from __future__ import annotations

import asyncio
import signal
import socket
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import trouble
from tests.integration.cli.processes import Street, street
from workspace import Silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.databases import Databases

TITLE = "A receipt of the last minute"


@pytest.fixture
def starter_url(database_url: str) -> str:
    """A database with the starter dossier, once on either database."""
    trouble.load_starter(database_url)
    return database_url


@pytest.fixture
def sqlite_url(sqlite_databases: Databases) -> Iterator[str]:
    """An empty database, where it does not matter which."""
    url = sqlite_databases.migrated()
    yield url
    sqlite_databases.remove(url)


async def acknowledged(here: Street, count: int) -> None:
    """Return once Slack has handed over that much."""
    await here.slack.world.journal.until(
        lambda: True if len(here.slack.deliveries) >= count else None, within=5, awaited="acknowledgements"
    )


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_process_told_to_stop_finishes_the_command_and_the_form_in_hand(starter_url: str, mode: str) -> None:
    async with street(starter_url, mode=mode) as here, here.papertrail() as running:
        await running.ready()
        assert "R-7" in (await here.member.command("/records", "R-7")).text
        form = (await here.editor.command("/records", "add")).view
        await form.until(lambda view: "Title" in view.inputs)
        await here.editor.fill(form, {"Title": TITLE})
        with trouble.another_writer(starter_url):
            asked = asyncio.create_task(here.member.command("/records", "R-2"))
            saving = asyncio.create_task(here.editor.submit(form))
            await acknowledged(here, 3)
            running.signal(signal.SIGTERM)
            await running.logged("stopping")
            assert not asked.done()
            assert not saving.done()
        assert (await saving).closed
        assert "R-2" in (await asked).text
        assert await running.ended() == 0
        assert TITLE in trouble.on_file(starter_url).values()
        assert TITLE in here.editor.ephemerals()[-1].rendered


async def test_an_idle_process_stops_at_once(sqlite_url: str) -> None:
    async with street(sqlite_url) as here, here.papertrail() as running:
        await running.ready()
        await running.stops()
        assert here.slack.sockets.connections == []


async def test_a_process_that_slack_keeps_waiting_at_the_start_stops_when_told(sqlite_url: str) -> None:
    async with street(sqlite_url) as here:
        here.slack.faults.add("auth.test", Silent())
        async with here.papertrail() as running:
            await here.slack.world.journal.until(lambda: here.slack.calls or None, within=30, awaited="a call")
            await running.stops()


async def test_a_process_ends_with_a_line_when_socket_mode_is_switched_off(sqlite_url: str) -> None:
    async with street(sqlite_url) as here, here.papertrail() as running:
        await running.ready()
        await here.slack.sockets.disable_link()
        assert await running.ended() == 1
        assert running.log[-1].startswith("Slack switched Socket Mode off for this app.")


async def test_what_keeps_a_process_from_starting_is_said_in_a_line(sqlite_url: str) -> None:
    async def ends(status: int, line: str, **settings: str) -> None:
        async with here.papertrail(**settings) as running:
            assert await running.ended() == status
        told = [text for text in running.log if not text.startswith("{")]
        assert len(told) == status  # wrong settings are a list, under a line that says so
        assert line in told[-1]

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with street(sqlite_url) as here:
            await asyncio.gather(
                ends(1, f"Paper Trail cannot listen on port {port}", PORT=port),
                ends(2, "Slack does not accept SLACK_BOT_TOKEN (invalid_auth).", SLACK_BOT_TOKEN="xoxb-another"),
                ends(2, "Slack does not accept SLACK_APP_TOKEN (invalid_auth).", SLACK_APP_TOKEN="xapp-another"),
            )


def test_a_process_that_should_answer_slack_needs_a_token(
    papertrail: Callable[..., int], sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail("run", "--role", "web", DATABASE_URL=sqlite_url) == 2
    assert "SLACK_BOT_TOKEN is not set" in capsys.readouterr().err
