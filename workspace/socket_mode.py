"""Socket Mode: websockets over which payloads go out and acknowledgements come back.

https://docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from aiohttp import WSMsgType, web

from workspace.transports import Ack, Envelope, NotAckedError, NotAckedReason
from workspace.wire import compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspace.journal import Journal
    from workspace.wire import Json

MOST_CONNECTIONS = 10
HEARTBEAT = 30.0
DisconnectReason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(eq=False)
class Connection:
    """One websocket of the app. `deaf`: it stays open but nothing is read or sent, pongs included."""

    socket: web.WebSocketResponse
    deaf: bool = False
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)


class SocketTransport:
    """Keeps the app's websockets and hands each payload to one of them, in turn."""

    retry_reasons: Mapping[NotAckedReason, str] = {
        "timeout": "timeout",
        "no_connection": "connection_failed",
        "refused": "error",
    }

    def __init__(self, app_id: str, journal: Journal) -> None:
        """Speak for the app `app_id`; record late acknowledgements in `journal`."""
        self._app_id = app_id
        self._journal = journal
        self._tickets: set[str] = set()
        self._turn = 0
        self.connections: list[Connection] = []
        self.link_disabled = False

    def new_ticket(self) -> str:
        """Return a ticket that opens one websocket, once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one websocket until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            raise web.HTTPUnauthorized(text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, heartbeat=HEARTBEAT)
        await socket.prepare(request)
        refusal = self._refusal()
        if refusal:
            await socket.send_str(self._disconnect(refusal))
            await socket.close()
            return socket
        connection = Connection(socket)
        self.connections.append(connection)
        await socket.send_str(self._hello())
        self._journal.stir()
        try:
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    async def deliver(self, envelope: Envelope) -> Ack:
        """Send one payload down one websocket and wait for its acknowledgement."""
        connection = self._next_connection()
        envelope_id = secrets.token_hex(16)
        acked: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope_id] = acked
        if not connection.deaf:
            await connection.socket.send_str(compact(_framed(envelope_id, envelope)))
        return await acked

    async def ask_to_reconnect(self, reason: DisconnectReason = "warning") -> None:
        """Announce on every websocket that it will close soon, as Slack does every few hours."""
        for connection in list(self.connections):
            await connection.socket.send_str(self._disconnect(reason))

    async def disable_link(self) -> None:
        """Turn Socket Mode off: close every websocket, saying so, and refuse new ones."""
        self.link_disabled = True
        await self.ask_to_reconnect("link_disabled")
        await self.cut()

    async def cut(self) -> None:
        """Close every websocket."""
        for connection in list(self.connections):
            await connection.socket.close()

    def go_deaf(self) -> None:
        """Let every websocket stay open without reading or sending on it."""
        for connection in self.connections:
            connection.deaf = True

    def _refusal(self) -> DisconnectReason | None:
        if self.link_disabled:
            return "link_disabled"
        return "too_many_websockets" if len(self.connections) >= MOST_CONNECTIONS else None

    def _next_connection(self) -> Connection:
        living = [one for one in self.connections if not one.socket.closed]
        if not living:
            raise NotAckedError("no_connection")
        self._turn += 1
        return living[self._turn % len(living)]

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if connection.deaf:
                continue
            if message.type == WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._take(connection, message.data)

    def _take(self, connection: Connection, text: str) -> None:
        """Take an acknowledgement: `{"envelope_id": …, "payload": …}`."""
        try:
            answer = json.loads(text)
            envelope_id, body = answer["envelope_id"], answer.get("payload")
        except (ValueError, KeyError, TypeError, AttributeError):
            self._journal.complain("sent something over the websocket that is no acknowledgement")
            return
        acked = connection.waiting.pop(envelope_id, None)
        if acked is None:
            self._journal.complain("acknowledged an envelope that does not wait for it")
        elif acked.done():
            self._journal.complain("acknowledged after the time limit")
        else:
            acked.set_result(Ack(body if isinstance(body, dict) else None))

    def _forget(self, connection: Connection) -> None:
        if connection in self.connections:
            self.connections.remove(connection)
        for acked in connection.waiting.values():
            if not acked.done():
                acked.set_exception(NotAckedError("no_connection"))
        self._journal.stir()

    def _hello(self) -> str:
        return compact(
            {
                "type": "hello",
                "num_connections": len(self.connections),
                "debug_info": {
                    "host": "applink-1",
                    "build_number": 1,
                    "approximate_connection_time": 18060,
                },
                "connection_info": {"app_id": self._app_id},
            }
        )

    def _disconnect(self, reason: DisconnectReason) -> str:
        return compact({"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}})


def _framed(envelope_id: str, envelope: Envelope) -> Json:
    framed: Json = {
        "envelope_id": envelope_id,
        "payload": envelope.payload,
        "type": envelope.kind,
        "accepts_response_payload": envelope.wants_body,
    }
    if envelope.kind == "events_api":
        framed |= {"retry_attempt": envelope.attempt, "retry_reason": envelope.retry_reason}
    return framed
