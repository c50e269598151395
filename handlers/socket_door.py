"""The Socket Mode door: a websocket that Slack refreshes, watched for deafness."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp

DEAF_AFTER_S = 60.0
PING_EVERY_S = 5.0

log = logging.getLogger(__name__)


class SocketDoor:
    """Slack's events over a websocket. `wall_clock` is in seconds since the epoch, as the SDK's own pongs are."""

    def __init__(self, app: AsyncApp, app_token: str, wall_clock: Callable[[], float]) -> None:
        self._handler = AsyncSocketModeHandler(app, app_token, ping_interval=PING_EVERY_S)
        self._wall_clock = wall_clock
        self.disabled = asyncio.Event()
        self._handler.client.on_message_listeners.append(self._heard)

    async def open(self) -> None:
        """Connect; the SDK reconnects from then on."""
        await self._handler.connect_async()

    async def close(self) -> None:
        """Take nothing more from Slack."""
        await self._handler.close_async()

    async def why_not_ready(self) -> str:
        """Empty while Slack answers pings; else what is wrong."""
        client = self._handler.client
        if self.disabled.is_set():
            return "Slack switched Socket Mode off for this app"
        if not await client.is_connected():
            return "not connected to Slack"
        last_pong = client.last_ping_pong_time
        if last_pong is not None and self._wall_clock() - last_pong > DEAF_AFTER_S:
            return "connected to Slack, but no pong for a minute"
        return ""

    async def _heard(self, message: aiohttp.WSMessage) -> None:
        if message.type is not aiohttp.WSMsgType.TEXT or '"disconnect"' not in str(message.data):
            return
        told: dict[str, Any] = json.loads(message.data)
        if told.get("type") == "disconnect" and told.get("reason") == "link_disabled":
            # Reconnecting would be refused for ever. Somebody must switch Socket Mode on again.
            log.critical("socket_mode_disabled")
            self._handler.client.auto_reconnect_enabled = False
            self.disabled.set()
