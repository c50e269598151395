"""The Socket Mode door on the SDK's own client, without a socket."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.errors import Unavailable, WrongSettings
from handlers.client import web_client
from handlers.socket_door import SocketDoor
from tests.unit.handlers.network import API_URL, Answer, Network, refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

METHOD = "apps.connections.open"


class Socket:
    """A websocket that is open, and keeps what is sent on it."""

    def __init__(self) -> None:
        self.closed = False
        self.sent: list[dict[str, Any]] = []

    async def send_str(self, text: str) -> None:
        assert not self.closed
        self.sent.append(json.loads(text))

    async def close(self) -> None:
        self.closed = True


class House:
    """A door before an app with one form, on the fake network."""

    def __init__(self) -> None:
        self.network = Network()
        self.network.script[METHOD] = [Answer({"ok": True, "url": f"wss://{number}"}) for number in range(3)]
        self.socket = Socket()
        self.working = asyncio.Event()
        self.may_end = asyncio.Event()

        async def authorize() -> AuthorizeResult:
            return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")

        app = AsyncApp(client=web_client(None, API_URL, self.network.session), authorize=authorize, signing_secret="")

        @app.view("form")
        async def submitted(ack: Any) -> None:
            self.working.set()
            await self.may_end.wait()
            await ack()

        self.door = SocketDoor(app, "xapp-1")
        self.client: Any = self.door._client

    def submission(self, envelope: str) -> SocketModeRequest:
        view = {"type": "modal", "callback_id": "form"}
        body = {"type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1"}, "view": view}
        return SocketModeRequest(type="interactive", envelope_id=envelope, payload=body)

    async def arrives(self, request: SocketModeRequest) -> None:
        """Let the SDK hand a request to whoever listens."""
        for listener in self.client.socket_mode_request_listeners:
            await listener(self.client, request)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    made = House()
    made.client.current_session = made.socket
    yield made
    await made.client.close()


async def test_what_was_taken_is_answered_before_the_door_closes(house: House) -> None:
    taken = asyncio.create_task(house.arrives(house.submission("1")))
    await house.working.wait()
    closing = asyncio.create_task(house.door.close())
    await asyncio.sleep(0)
    await house.arrives(house.submission("2"))
    assert not closing.done()
    house.may_end.set()
    await closing
    await taken
    assert [sent["envelope_id"] for sent in house.socket.sent] == ["1"]
    assert house.socket.closed


async def test_socket_mode_that_was_switched_off_is_not_asked_for_again(house: House) -> None:
    told = json.dumps({"type": "disconnect", "reason": "link_disabled"})
    message = aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, told, None)
    for listener in house.client.on_message_listeners:
        await listener(message)
    await house.client.run_message_listeners(json.loads(told), told)
    assert house.door.disabled.is_set()
    assert await house.door.why_not_ready() == "Slack switched Socket Mode off for this app"
    assert house.network.sent(METHOD) == []


@pytest.mark.parametrize("told", [{"type": "disconnect", "reason": "refresh_requested"}, {"type": "hello"}])
async def test_any_other_word_of_slack_leaves_the_door_open(house: House, told: dict[str, str]) -> None:
    message = aiohttp.WSMessage(aiohttp.WSMsgType.TEXT, json.dumps(told), None)
    for listener in house.client.on_message_listeners:
        await listener(message)
    assert not house.door.disabled.is_set()


async def test_a_socket_that_went_deaf_is_not_ready(house: House) -> None:
    assert await house.door.why_not_ready() == ""
    house.client.last_ping_pong_time = time.time() - 60
    assert await house.door.why_not_ready() == "not connected to Slack"


async def test_an_address_that_leads_nowhere_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    async def connect(client: SocketModeClient) -> None:
        client.wss_uri = client.wss_uri or await client.issue_new_wss_url()
        tried.append(client.wss_uri)
        if len(tried) < 3:
            await asyncio.Event().wait()

    monkeypatch.setattr(SocketModeClient, "connect", connect)
    monkeypatch.setattr("handlers.socket_door.CONNECT_WITHIN_S", 0.01)
    await house.client.connect()
    assert tried == ["wss://0", "wss://1", "wss://2"]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (refused("invalid_auth"), WrongSettings, "SLACK_APP_TOKEN (invalid_auth)"),
        (refused("not_allowed_token_type"), WrongSettings, "SLACK_APP_TOKEN (not_allowed_token_type)"),
        (Answer(status=503, text="down"), Unavailable, "Try again"),
        (Answer(lost=TimeoutError()), Unavailable, "Try again"),
    ],
)
async def test_a_door_that_does_not_open_says_why(
    house: House, answer: Answer, error: type[Exception], said: str
) -> None:
    house.network.script[METHOD] = [answer] * 3
    with pytest.raises(error) as raised:
        await house.door.open()
    assert said in str(raised.value)
