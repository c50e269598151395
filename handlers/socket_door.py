"""The Socket Mode door: a websocket that Slack refreshes and that the SDK's client keeps open.

What is taken is answered before the door closes: a form whose answer is lost would be saved, and look unsaved.
"""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot.errors import Unavailable, WrongSettings
from bot.in_flight import InFlight
from handlers.client import SLACK_FAILURES, refusal

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
    from slack_sdk.socket_mode.request import SocketModeRequest

PING_EVERY_S = 5.0  # the SDK takes a connection for dead, and opens another, after four pings without an answer
CONNECT_WITHIN_S = 30.0
ANSWER_WITHIN_S = 3.0

log = logging.getLogger(__name__)


class SocketDoor:
    """Slack's events over a websocket."""

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        self._app = app
        self._unanswered = InFlight()
        self._client = _Client(app, app_token, self._unanswered)
        self._client.socket_mode_request_listeners.append(self._take)

    @property
    def disabled(self) -> asyncio.Event:
        """Set when Slack says that Socket Mode was switched off for the app: it will never connect again."""
        return self._client.disabled

    async def open(self) -> None:
        """Connect; the SDK reconnects from then on. Raises a sentence where Slack does not let us in."""
        try:
            opened = await self._client.web_client.apps_connections_open(app_token=self._client.app_token)
            self._client.wss_uri = opened["url"]
            async with asyncio.timeout(CONNECT_WITHIN_S):
                await self._client.connect()
        except SLACK_FAILURES as error:
            refused = refusal(error)
            if refused.passing:
                raise Unavailable("Slack does not let Paper Trail connect just now. Try again in a minute.") from error
            raise WrongSettings((f"Slack does not accept SLACK_APP_TOKEN ({refused.reason}).",)) from error

    async def close(self) -> None:
        """Take nothing more from Slack, answer what was taken, and disconnect.

        What arrives meanwhile stays unacknowledged, so Slack hands it to another process or delivers it again.
        """
        self._client.socket_mode_request_listeners.clear()
        if not await self._unanswered.finished(within_s=ANSWER_WITHIN_S):
            log.warning("closed_with_unanswered", extra={"count": self._unanswered.count})
        await self._client.close()  # type: ignore[no-untyped-call]  # the SDK's

    async def why_not_ready(self) -> str:
        """Empty while Slack answers pings; else what is wrong."""
        if self.disabled.is_set():
            return "Slack switched Socket Mode off for this app"
        return "" if await self._client.is_connected() else "not connected to Slack"

    async def _take(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        with self._unanswered:
            answer = await run_async_bolt_app(self._app, request)
            await send_async_response(client, request, answer, start_time=0.0)  # which only its debug log tells


class _Client(SocketModeClient):
    """The SDK's client, but it stops when Socket Mode is off, and does not try one address for ever.

    Slack's addresses serve once and for a short while. The SDK asks for one and then tries it until it works. And it
    hangs up when Slack wants it to connect anew, though Slack waits for the answers to what it handed over there.
    """

    def __init__(self, app: AsyncApp, app_token: str, unanswered: InFlight) -> None:
        self._unanswered = unanswered
        super().__init__(app_token, logger=app.logger, web_client=app.client, ping_interval=PING_EVERY_S)
        self.disabled = asyncio.Event()
        self.on_message_listeners.append(self._heard)

    async def connect(self) -> None:
        """Connect, with a fresh address whenever one has led nowhere for half a minute."""
        while not self.closed:
            try:
                async with asyncio.timeout(CONNECT_WITHIN_S):
                    await super().connect()  # type: ignore[no-untyped-call]  # the SDK's
            except TimeoutError:
                log.warning("socket_address_given_up")
                self.wss_uri = None
            else:
                return

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Connect anew, unless Socket Mode is off: that would be refused for ever. `force` is Slack's own wish."""
        if force:
            await self._unanswered.finished(within_s=ANSWER_WITHIN_S)
        if not self.disabled.is_set():
            await super().connect_to_new_endpoint(force)

    async def _heard(self, message: aiohttp.WSMessage) -> None:
        if message.type is not aiohttp.WSMsgType.TEXT or '"disconnect"' not in str(message.data):
            return
        told: dict[str, Any] = json.loads(message.data)
        if told.get("type") == "disconnect" and told.get("reason") == "link_disabled":
            # Somebody must switch Socket Mode on again.
            log.critical("socket_mode_disabled")
            self.disabled.set()
