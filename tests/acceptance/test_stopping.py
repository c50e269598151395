"""A process that is told to stop takes nothing new, finishes what it has in hand, and only then lets go."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import aiohttp
import pytest

from bot.app import Process
from bot.errors import Unavailable, WrongSettings
from bot.in_flight import InFlight
from bot.services.deliveries import Deliveries
from bot.settings import Settings
from storage.engine import Store
from tests.acceptance.house import House, open_house, settings_for, started
from workspace import Delayed, Refused, Status, Workspace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MODES = pytest.mark.parametrize("mode", ["socket", "http"])


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Return once it holds."""
    async with asyncio.timeout(10):
        while not await condition():
            await asyncio.sleep(0.01)


@pytest.fixture
def finishing(monkeypatch: pytest.MonkeyPatch) -> list[InFlight]:
    """Whatever a process waits for before it ends."""
    waited: list[InFlight] = []
    finished = InFlight.finished

    async def noted(in_flight: InFlight, *, within_s: float) -> bool:
        waited.append(in_flight)
        return await finished(in_flight, within_s=within_s)

    monkeypatch.setattr(InFlight, "finished", noted)
    return waited


async def held(house: House) -> None:
    """Return once the work in hand waits for Slack."""

    async def is_held() -> bool:
        return not house.slack.faults._coming and house.process._in_flight.count > 0

    await until(is_held)


async def shut(house: House) -> None:
    """Tell the process to stop, and return once its door is shut."""

    async def is_shut() -> bool:
        if house.process._socket is not None:
            return not house.process._socket._client.socket_mode_request_listeners
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", house.process._settings.port)
        except OSError:
            return True
        writer.close()
        return False

    house.process.stopping.set()
    await until(is_shut)


@MODES
async def test_an_answer_under_way_still_arrives(starter_url: str, mode: str, finishing: list[InFlight]) -> None:
    async with open_house(starter_url, mode=mode) as house:

        async def is_finishing() -> bool:
            return house.process._in_flight in finishing

        house.slack.faults.add("users.info", Delayed(1))
        asked = asyncio.create_task(house.member.command("/records", "R-7"))
        await held(house)
        house.process.stopping.set()
        await until(is_finishing)
        house.clock.advance(1)
        assert "R-7" in (await asked).text


@MODES
async def test_a_form_under_way_is_saved_and_then_closed(starter_url: str, mode: str) -> None:
    async with open_house(starter_url, mode=mode) as house:
        form = (await house.editor.command("/records", "add")).view
        house.slack.emit({"type": "user_change", "user": {"id": house.editor.id}})
        await house.slack.settled()
        house.slack.faults.add("users.info", Delayed(1))
        saving = asyncio.create_task(house.editor.submit(form, {"title": "A receipt of the last minute"}))
        await held(house)
        await shut(house)
        house.clock.advance(1)
        assert (await saving).closed
    async with open_house(starter_url) as again:
        assert "R-15" in (await again.member.command("/records", "receipt last minute")).text


async def test_a_tick_under_way_is_finished_before_the_database_is_let_go(
    database_url: str, monkeypatch: pytest.MonkeyPatch, finishing: list[InFlight]
) -> None:
    told: list[str] = []
    may_end, prune, close = threading.Event(), Deliveries.prune, Store.close

    def pruning(deliveries: Deliveries) -> int:
        told.append("began")
        may_end.wait(10)
        count = prune(deliveries)
        told.append("done")
        return count

    def closing(store: Store) -> None:
        told.append("closed")
        close(store)

    monkeypatch.setattr(Deliveries, "prune", pruning)
    monkeypatch.setattr(Store, "close", closing)
    monkeypatch.setattr("bot.schedule.PRUNE_EVERY_S", 0.05)
    process = Process(Settings.read({"DATABASE_URL": database_url}), "worker")
    running = asyncio.create_task(process.run())

    async def has_begun() -> bool:
        return told == ["began"]

    async def is_finishing() -> bool:
        return process._in_flight in finishing

    await until(has_begun)
    process.stopping.set()
    await until(is_finishing)
    may_end.set()
    await running
    assert told == ["began", "done", "closed"]


async def test_a_process_ends_when_socket_mode_is_switched_off(starter_url: str) -> None:
    async with Workspace() as slack:
        process = Process(settings_for(slack, starter_url, "socket", {}), "all")
        running = asyncio.create_task(process.run())
        await started(running, process)
        assert process._socket is not None
        told = aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, '{"type": "disconnect", "reason": "link_disabled"}', None)
        await process._socket._client._heard(told)
        with pytest.raises(Unavailable, match="switched Socket Mode off"):
            await running


@pytest.mark.parametrize(
    ("method", "fault", "error", "said"),
    [
        ("auth.test", Refused("invalid_auth"), WrongSettings, r"SLACK_BOT_TOKEN \(invalid_auth\)"),
        ("apps.connections.open", Refused("invalid_auth"), WrongSettings, r"SLACK_APP_TOKEN \(invalid_auth\)"),
        ("auth.test", Status(429, retry_after=30), Unavailable, "does not answer"),
        ("apps.connections.open", Status(429, retry_after=30), Unavailable, "Try again"),
    ],
)
async def test_a_start_that_slack_refuses_says_why_and_ends(
    database_url: str, method: str, fault: Refused | Status, error: type[Exception], said: str
) -> None:
    async with Workspace() as slack:
        slack.faults.add(method, fault)
        process = Process(settings_for(slack, database_url, "socket", {}), "all")
        running = asyncio.create_task(process.run())
        with pytest.raises(error, match=said):
            await started(running, process)
