"""Whether people of other organisations read along in a channel."""

from __future__ import annotations

import pytest

from handlers.channels import REMEMBERED_S, Channels
from handlers.client import web_client
from tests.unit.handlers.network import API_URL, Answer, Network, refused


class Desk:
    """Channels over the fake network, on a clock that stands still."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.network = Network()
        self.client = web_client("xoxb-1", API_URL, self.network.session)
        self.channels = Channels(lambda: self.now)

    async def ask(self, channel: str = "C1") -> bool:
        return await self.channels.is_shared(self.client, channel)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(
    ("channel", "shared"),
    [
        ({"is_ext_shared": False}, False),
        ({"is_ext_shared": True}, True),
        ({"is_ext_shared": False, "is_pending_ext_shared": True}, True),
        ({}, True),
    ],
)
async def test_a_channel_is_shared_when_it_is_or_may_be(desk: Desk, channel: dict[str, bool], shared: bool) -> None:
    desk.network.script["conversations.info"] = [Answer({"ok": True, "channel": channel})]
    assert await desk.ask() is shared


async def test_slack_is_asked_once_in_a_while(desk: Desk) -> None:
    assert [await desk.ask(), await desk.ask(), await desk.ask("C2")] == [False, False, False]
    assert len(desk.network.calls) == 2
    desk.now += REMEMBERED_S + 1
    await desk.ask()
    assert len(desk.network.calls) == 3


async def test_what_slack_does_not_say_is_not_remembered(desk: Desk) -> None:
    desk.network.script["conversations.info"] = [refused("channel_not_found"), Answer(lost=TimeoutError())]
    assert [await desk.ask(), await desk.ask(), await desk.ask()] == [True, True, False]
