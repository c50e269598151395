"""The websocket goes deaf, is cut or refreshed: readiness says so, and the program is back without being asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import trouble
from tests.acceptance.house import free_port, open_house
from workspace import Refused, Status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.acceptance.house import House
    from tests.databases import Databases
    from workspace.socket_mode import Connection

AWAY = (503, "not connected to Slack")
WELL = (200, "ok")


@pytest.fixture(autouse=True)
def fast_pings(monkeypatch: pytest.MonkeyPatch) -> None:
    """The times of the real program, made shorter."""
    monkeypatch.setattr("handlers.socket_door.PING_EVERY_S", 0.1)


@pytest.fixture
def url(sqlite_databases: Databases) -> Iterator[str]:
    made = sqlite_databases.migrated()
    yield made
    sqlite_databases.remove(made)


@pytest.fixture
async def house(url: str) -> AsyncIterator[House]:
    """The program in Socket Mode, with an operator who looks at it."""
    async with open_house(url, PORT=str(free_port())) as opened:
        yield opened


async def becomes(house: House, readiness: tuple[int, str]) -> None:
    """Return once /readyz says so."""
    port = house.process._settings.port
    assert port is not None
    async with asyncio.timeout(10):
        while await trouble.readiness(port) != readiness:
            await asyncio.sleep(0.01)


async def connected_anew(house: House, before: list[Connection]) -> None:
    """Return once another websocket has taken the place of those before."""
    sockets = house.slack.sockets
    await house.slack.world.journal.until(
        lambda: True if sockets.connections and not set(before) & set(sockets.connections) else None,
        within=10,
        awaited="a new websocket",
    )


async def answers(house: House) -> None:
    assert "No records" in (await house.member.command("/records", "anything")).text
    assert "No records" in (await house.member.mention("records anything")).text


async def test_a_deaf_websocket_is_seen_by_its_missing_pongs_and_left_for_a_new_one(house: House) -> None:
    await becomes(house, WELL)
    before = list(house.slack.sockets.connections)
    house.slack.sockets.go_deaf()
    await becomes(house, AWAY)
    await connected_anew(house, before)
    await becomes(house, WELL)
    await answers(house)


@pytest.mark.parametrize("fault", [Refused("internal_error"), Status(500), Status(429)], ids=str)
async def test_a_cut_websocket_is_opened_again_as_soon_as_slack_lets_it(house: House, fault: Refused | Status) -> None:
    before = list(house.slack.sockets.connections)
    house.slack.faults.add("apps.connections.open", fault, times=99)
    await house.slack.sockets.cut()
    await becomes(house, AWAY)
    house.slack.faults.clear()
    await connected_anew(house, before)
    await becomes(house, WELL)
    await answers(house)


async def test_what_is_in_hand_is_answered_before_the_websocket_is_left_that_slack_wants_to_refresh(
    house: House, url: str
) -> None:
    trouble.load_starter(url)
    form = (await house.editor.command("/records", "add")).view
    await form.until(lambda view: "Title" in view.inputs)
    before = list(house.slack.sockets.connections)
    with trouble.another_writer(url):
        saving = asyncio.create_task(house.editor.submit(form, {"Title": "A receipt in hand"}))
        asked = asyncio.create_task(house.member.command("/records", "R-7"))
        await house.slack.world.journal.until(
            lambda: True if len(house.slack.deliveries) == 2 else None, within=5, awaited="the command"
        )
        await house.slack.sockets.ask_to_reconnect("refresh_requested")
        assert house.slack.sockets.connections == before
    assert (await saving).closed
    assert "R-7" in (await asked).text
    await connected_anew(house, before)
    assert "receipt in hand" in (await house.member.command("/records", "receipt in hand")).text
    assert house.slack.problems == []
