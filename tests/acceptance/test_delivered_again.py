"""Slack delivers again when it is in doubt: the same is done once, also hours later, and by two processes."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.services.deliveries import KEPT, Deliveries
from storage.engine import Store
from tests.acceptance import trouble
from tests.acceptance.house import House, open_house
from tests.acceptance.trouble import again, another_process, quiet
from workspace.transports import Envelope

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from workspace.journal import DeliveryRecord

    Send = Callable[[str], Awaitable[None]]

TITLE = "A receipt delivered twice"


@pytest.fixture(params=["socket", "http"])
async def house(request: pytest.FixtureRequest, starter_url: str) -> AsyncIterator[House]:
    """The program, behind either door."""
    async with open_house(starter_url, mode=request.param) as opened:
        yield opened


def titles(url: str) -> list[str]:
    return list(trouble.on_file(url).values())


def is_event(delivery: DeliveryRecord) -> bool:
    return delivery.kind == "events_api" and delivery.payload["event"]["type"] == "app_mention"


async def test_whatever_slack_delivers_again_is_done_once(house: House, starter_url: str) -> None:
    asked = await house.editor.mention(f"records add {TITLE} | 2020 | memo")
    typed = await house.editor.command("/records", f"add {TITLE} by command | 2020 | memo")
    form = (await house.editor.command("/records", "add")).view
    await form.until(lambda view: "Title" in view.inputs)
    assert (await house.editor.submit(form, {"Title": f"{TITLE} by form"})).closed
    pressed = await house.editor.press(typed.message, "Undo")
    await quiet(house)
    seen, history = len(house.slack.world.journal.happenings), titles(starter_url)
    for delivery in list(house.slack.deliveries):
        for attempt in (1, 3):
            await again(house, delivery, attempt=attempt)
    assert len(house.slack.world.journal.happenings) == seen
    assert titles(starter_url) == history
    assert len(asked.message.replies) == 1
    assert "R-16" in pressed.text
    assert {delivery.outcome for delivery in house.slack.deliveries} == {"acked"}


async def test_an_event_is_known_again_for_a_week_also_after_old_ones_were_forgotten(
    house: House, starter_url: str
) -> None:
    asked = await house.editor.mention(f"records add {TITLE} | 2020 | memo")
    event = trouble.last_delivery(house, is_event)
    store = Store.open(starter_url)
    for passed in (timedelta(hours=6), KEPT - timedelta(hours=7)):
        house.clock.advance(passed.total_seconds())
        Deliveries(store, house.clock).prune()
        await again(house, event, attempt=3)
    assert len(asked.message.replies) == 1
    house.clock.advance(timedelta(hours=2).total_seconds())
    assert Deliveries(store, house.clock).prune() > 0
    store.close()


async def test_a_form_that_arrives_twice_at_once_is_saved_once_and_closes(house: House, starter_url: str) -> None:
    form = (await house.editor.command("/records", "add")).view
    await form.until(lambda view: "Title" in view.inputs)
    await house.editor.submit(form, {"Title": ""})
    await house.editor.fill(form, {"Title": TITLE})
    hand_over = house.slack.courier.hand_over

    async def twice(one: object) -> object:
        first, second = await asyncio.gather(hand_over(one), hand_over(one))  # type: ignore[arg-type]
        assert (first.body, second.body) == (None, None)
        return first

    house.slack.courier.hand_over = twice  # type: ignore[method-assign,assignment]
    assert (await house.editor.submit(form)).closed
    await quiet(house)
    assert titles(starter_url).count(TITLE) == 1
    assert [TITLE in message.rendered for message in house.editor.ephemerals()].count(True) == 1


def note_deliveries(house: House) -> list[int]:
    """Which connection each delivery went down, in order, as they do."""
    served: list[int] = []
    for number, connection in enumerate(house.slack.sockets.connections):

        async def noted(text: str, number: int = number, send: Send = connection.socket.send_str) -> None:
            served.append(number)
            await send(text)

        connection.socket.send_str = noted  # type: ignore[method-assign,assignment]
    return served


async def test_of_two_processes_that_get_the_same_one_does_it(starter_url: str) -> None:
    async with open_house(starter_url) as house:
        asked = await house.editor.mention("records R-7")
        event = trouble.last_delivery(house, is_event).payload
        async with another_process(house, starter_url) as other:
            served = note_deliveries(house)
            for number in range(8):
                words = f"<@{house.slack.installation().bot_user_id}> records add Copy {number} | 2020 | memo"
                copy = {**event, "event_id": f"Ev{number}", "event": {**event["event"], "text": words}}
                sent = Envelope("events_api", copy)
                await asyncio.gather(*(house.slack.courier.hand_over(sent) for _ in range(2)))
            await quiet(house, other)
    assert served.count(0) == served.count(1) == 8
    copies = [f"Copy {number}" for number in range(8)]
    assert sorted(title for title in titles(starter_url) if title.startswith("Copy")) == copies
    answers = [re.findall(r"added: (Copy \d)", message.rendered) for message in asked.message.replies[1:]]
    assert sorted(answers) == [[copy] for copy in copies]
