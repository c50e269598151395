"""How payloads reach the app: websockets and signed requests, time limits, and events sent again."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest

    from workspace import ManualClock, Person, Workspace


class Listener:
    """An app at the end of a websocket that acknowledges what `answers` says, or nothing."""

    def __init__(self) -> None:
        self.requests: list[SocketModeRequest] = []
        self.answers: Callable[[SocketModeRequest], dict[str, Any] | None] = lambda _: {}

    async def __call__(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.requests.append(request)
        answer = self.answers(request)
        if answer is not None:
            await client.send_socket_mode_response({"envelope_id": request.envelope_id, **answer})


@asynccontextmanager
async def listening(ws: Workspace, listener: Listener, count: int = 1) -> AsyncIterator[list[SocketModeClient]]:
    clients = []
    for number in range(1, count + 1):
        web_client = AsyncWebClient(base_url=ws.api_url)
        client = SocketModeClient(ws.world.app.app_token, web_client=web_client, ping_interval=0.2)
        client.socket_mode_request_listeners.append(listener)
        await client.connect()  # type: ignore[no-untyped-call]
        await ws.connected(number)
        clients.append(client)
    try:
        yield clients
    finally:
        for client in clients:
            await client.close()  # type: ignore[no-untyped-call]


async def outcomes(ws: Workspace, count: int) -> list[str]:
    """Return the outcomes of deliveries once there are this many."""
    await ws.world.journal.until(
        lambda: True if len(ws.deliveries) >= count else None, within=3, awaited=f"{count} deliveries"
    )
    return [delivery.outcome for delivery in ws.deliveries]


class TestSocketMode:
    async def test_a_command_comes_in_an_envelope_that_takes_an_answer(self, ws: Workspace, ana: Person) -> None:
        listener = Listener()
        listener.answers = lambda _: {"payload": {"text": "Here"}}
        async with listening(ws, listener):
            reply = await ana.command("/records", "clearview")
        [request] = listener.requests
        assert reply.text == "Here"
        assert (request.type, request.accepts_response_payload) == ("slash_commands", True)
        assert request.payload["command"] == "/records"
        assert request.payload["team_id"] == ws.team.id
        assert request.payload["response_url"].startswith(ws.world.base_url)

    async def test_each_payload_goes_to_one_of_several_websockets(self, ws: Workspace, ana: Person) -> None:
        listener = Listener()
        async with listening(ws, listener, count=3):
            for number in range(6):
                await ana.command("/records", str(number), waits=False)
        assert sorted(request.payload["text"] for request in listener.requests) == list("012345")

    async def test_a_refresh_leaves_the_app_connected(self, ws: Workspace, ana: Person) -> None:
        listener = Listener()
        async with listening(ws, listener):
            [before] = ws.sockets.connections
            await ws.sockets.ask_to_reconnect()
            await ws.world.journal.until(
                lambda: True if ws.sockets.connections and before not in ws.sockets.connections else None,
                within=5,
                awaited="a new websocket",
            )
            await ana.command("/records", waits=False)
        assert len(listener.requests) == 1

    async def test_a_cut_connection_is_opened_again(self, ws: Workspace) -> None:
        async with listening(ws, Listener()):
            [before] = ws.sockets.connections
            await ws.sockets.cut()
            await ws.world.journal.until(
                lambda: True if ws.sockets.connections and before not in ws.sockets.connections else None,
                within=5,
                awaited="a new websocket",
            )

    async def test_without_a_websocket_a_command_fails_at_once(self, ana: Person) -> None:
        assert (await ana.command("/records")).error == "dispatch_failed"

    async def test_an_eleventh_websocket_is_sent_away(self, ws: Workspace) -> None:
        async with aiohttp.ClientSession() as session:
            open_sockets = [await self._open(ws, session) for _ in range(11)]
            first, last = await open_sockets[0].receive_json(), await open_sockets[10].receive_json()
            for socket in open_sockets:
                await socket.close()
        assert first["type"] == "hello"
        assert first["connection_info"] == {"app_id": ws.world.app.app_id}
        assert (last["type"], last["reason"]) == ("disconnect", "too_many_websockets")

    async def test_a_ticket_opens_one_websocket(self, ws: Workspace) -> None:
        ticket = ws.sockets.new_ticket()
        address = f"{ws.world.base_url}/link/?ticket={ticket}"
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(address) as socket:
                await socket.receive_json()
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(address)

    async def test_a_disabled_link_says_so_and_stays_shut(self, ws: Workspace) -> None:
        async with aiohttp.ClientSession() as session:
            socket = await self._open(ws, session)
            await socket.receive_json()
            await ws.sockets.disable_link()
            assert (await socket.receive_json())["reason"] == "link_disabled"
            again = await self._open(ws, session)
            assert (await again.receive_json())["reason"] == "link_disabled"
            await again.close()
            await socket.close()

    async def test_a_deaf_websocket_hears_nothing_and_answers_no_ping(self, ws: Workspace, ana: Person) -> None:
        listener = Listener()
        async with listening(ws, listener) as [client]:
            ws.sockets.go_deaf()
            ws.courier.ack_limit = 0.05
            assert (await ana.command("/records")).error == "operation_timeout"
            assert listener.requests == []
            assert client.current_session is not None

    async def test_nonsense_over_the_websocket_is_complained_of(self, ws: Workspace) -> None:
        async with aiohttp.ClientSession() as session:
            socket = await self._open(ws, session)
            for text in ("nonsense", "[]", '{"envelope_id": "unknown"}'):
                await socket.send_str(text)
            await ws.world.journal.until(
                lambda: True if len(ws.problems) == 3 else None, within=2, awaited="complaints"
            )
            await socket.close()
        assert ws.problems[2] == "acknowledged an envelope that does not wait for it"

    async def _open(self, ws: Workspace, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
        ticket = ws.sockets.new_ticket()
        return await session.ws_connect(f"{ws.world.base_url}/link/?ticket={ticket}")


class TestTimeLimit:
    async def test_a_command_that_is_not_acknowledged_shows_a_timeout(
        self, ws: Workspace, clock: ManualClock, ana: Person
    ) -> None:
        listener = Listener()
        listener.answers = lambda _: None
        async with listening(ws, listener):
            asked = asyncio.create_task(ana.command("/records"))
            while not listener.requests:
                await asyncio.sleep(0)
            clock.advance(3)
            assert (await asked).error == "operation_timeout"
        assert [delivery.outcome for delivery in ws.deliveries] == ["timeout"]

    async def test_a_late_acknowledgement_is_complained_of(self, ws: Workspace, ana: Person) -> None:
        ws.courier.ack_limit = 0.05
        listener = Listener()
        listener.answers = lambda _: None
        async with listening(ws, listener) as [client]:
            await ana.command("/records")
            await client.send_socket_mode_response({"envelope_id": listener.requests[0].envelope_id})
            await ws.world.journal.until(lambda: ws.problems or None, within=2, awaited="a complaint")
        assert ws.problems == ["acknowledged after the time limit"]


class TestSendingAgain:
    async def test_an_event_is_sent_again_at_once_after_a_minute_and_after_five(
        self, ws: Workspace, clock: ManualClock, ana: Person
    ) -> None:
        ws.courier.ack_limit = 0.02
        listener = Listener()
        listener.answers = lambda _: None
        async with listening(ws, listener):
            await ana.dm("help", waits=False)
            assert await outcomes(ws, 2) == ["timeout"] * 2
            await asyncio.sleep(0)
            clock.advance(60)
            assert await outcomes(ws, 3) == ["timeout"] * 3
            await asyncio.sleep(0)
            listener.answers = lambda _: {}
            clock.advance(300)
            assert await outcomes(ws, 4) == ["timeout"] * 3 + ["acked"]
        attempts = [(request.retry_attempt, request.retry_reason) for request in listener.requests]
        assert attempts == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
        assert len({request.payload["event_id"] for request in listener.requests}) == 1
        assert len({request.envelope_id for request in listener.requests}) == 4

    async def test_an_event_that_was_taken_can_be_sent_again_on_purpose(self, ws: Workspace, ana: Person) -> None:
        listener = Listener()
        async with listening(ws, listener):
            await ana.dm("help", waits=False)
            await outcomes(ws, 1)
            ws.send_again(ws.deliveries[0])
            await outcomes(ws, 2)
        assert len({request.payload["event_id"] for request in listener.requests}) == 1


class Endpoint:
    """An app at the end of a request URL: keeps what comes and answers as told."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.answer: dict[str, Any] | str = ""
        self.more_headers: dict[str, str] = {}

    async def serve(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.bodies.append(body)
        self.headers.append(dict(request.headers))
        if body.startswith("{") and json.loads(body).get("type") == "url_verification":
            return web.Response(text=json.loads(body)["challenge"])
        if isinstance(self.answer, dict):
            return web.json_response(self.answer, status=self.status, headers=self.more_headers)
        return web.Response(text=self.answer, status=self.status, headers=self.more_headers)


@pytest.fixture
async def endpoint(ws: Workspace) -> AsyncIterator[Endpoint]:
    endpoint = Endpoint()
    app = web.Application()
    app.router.add_post("/slack/events", endpoint.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    ws.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield endpoint
    await runner.cleanup()


class TestHttp:
    async def test_requests_are_signed_so_that_slacks_own_check_passes(
        self, ws: Workspace, ana: Person, endpoint: Endpoint
    ) -> None:
        await ana.command("/records", "x", waits=False)
        verifier = SignatureVerifier(ws.world.app.signing_secret)
        assert verifier.is_valid_request(endpoint.bodies[0], endpoint.headers[0])

    async def test_old_and_forged_requests_can_be_sent(self, ws: Workspace, ana: Person, endpoint: Endpoint) -> None:
        transport = ws.courier.transport
        verifier = SignatureVerifier(ws.world.app.signing_secret)
        transport.skew = -301  # type: ignore[attr-defined]
        await ana.command("/records", "old", waits=False)
        transport.skew = 0  # type: ignore[attr-defined]
        transport.signing_secret = "forged"  # type: ignore[attr-defined]
        await ana.command("/records", "forged", waits=False)
        valid = [
            verifier.is_valid_request(body, headers)
            for body, headers in zip(endpoint.bodies, endpoint.headers, strict=True)
        ]
        assert valid == [False, False]

    async def test_the_request_url_is_verified_by_a_challenge(self, ws: Workspace, endpoint: Endpoint) -> None:
        del endpoint
        assert await ws.courier.transport.verify()  # type: ignore[attr-defined]

    async def test_a_json_acknowledgement_is_shown_as_a_message(self, ana: Person, endpoint: Endpoint) -> None:
        endpoint.answer = {"response_type": "in_channel", "text": "For all"}
        reply = await ana.command("/records", "x")
        assert not reply.message.is_ephemeral

    async def test_a_bad_acknowledgement_shows_an_error(self, ws: Workspace, ana: Person, endpoint: Endpoint) -> None:
        endpoint.answer = {"text": "x", "blocks": [{"type": "unheard_of"}]}
        assert (await ana.command("/records", "x")).error == "dispatch_failed"
        assert "unsupported type: unheard_of" in ws.problems[0]

    async def test_a_server_error_shows_that_dispatching_failed(self, ana: Person, endpoint: Endpoint) -> None:
        endpoint.status = 500
        assert (await ana.command("/records", "x")).error == "dispatch_failed"

    async def test_an_event_answered_with_an_error_is_sent_again_with_retry_headers(
        self, ws: Workspace, ana: Person, endpoint: Endpoint
    ) -> None:
        endpoint.status = 503
        await ana.dm("help", waits=False)
        assert await outcomes(ws, 2) == ["refused"] * 2
        assert "X-Slack-Retry-Num" not in endpoint.headers[0]
        assert endpoint.headers[1]["X-Slack-Retry-Num"] == "1"
        assert endpoint.headers[1]["X-Slack-Retry-Reason"] == "http_error"

    async def test_an_app_can_ask_not_to_be_sent_an_event_again(
        self, ws: Workspace, ana: Person, endpoint: Endpoint
    ) -> None:
        endpoint.status = 503
        endpoint.more_headers = {"X-Slack-No-Retry": "1"}
        await ana.dm("help", waits=False)
        await ws.settled()
        assert len(endpoint.bodies) == 1

    async def test_where_nobody_listens_dispatching_fails(self, ws: Workspace, ana: Person) -> None:
        ws.use_http("http://127.0.0.1:1/slack/events")
        assert (await ana.command("/records", "x")).error == "dispatch_failed"
