"""What Slack says of channels, remembered for a minute: who reads along, and what a name means."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from handlers.client import SLACK_FAILURES, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

REMEMBERED_S = 60.0
MOST = 5_000
PAGE = 1_000

log = logging.getLogger(__name__)


class Channels:
    """A cache over `conversations.info`. `monotonic` is a clock in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, bool]] = {}
        self._ids: dict[str, tuple[float, str]] = {}

    async def is_shared(self, client: AsyncWebClient, channel: str) -> bool:
        """Whether the channel is shared with another organisation. Where Slack does not say, it may be: true."""
        until, shared = self._known.get(channel, (0.0, True))
        if until > self._monotonic():
            return shared
        try:
            told = (await client.conversations_info(channel=channel)).get("channel") or {}
        except SLACK_FAILURES as error:
            log.warning("channel_not_told", extra={"reason": refusal(error).reason})
            return True
        shared = bool(told.get("is_ext_shared", True) or told.get("is_pending_ext_shared"))
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[channel] = (self._monotonic() + REMEMBERED_S, shared)
        return shared

    async def id_of(self, client: AsyncWebClient, name: str) -> str:
        """The id of the channel called `#name`; what is an id already, or is not found, stays as it is.

        Raises one of `SLACK_FAILURES`.
        """
        if not name.startswith("#"):
            return name
        until, known = self._ids.get(name, (0.0, ""))
        if until > self._monotonic():
            return known
        found = await channel_called(client, name[1:])
        if found is None:
            return name
        self._ids[name] = (self._monotonic() + REMEMBERED_S, str(found["id"]))
        return str(found["id"])


async def channel_called(client: AsyncWebClient, name: str) -> dict[str, Any] | None:
    """The channel of that name as Slack tells of it, among those that the bot may know of. Raises `SLACK_FAILURES`."""
    cursor = ""
    while True:
        page = await client.conversations_list(
            cursor=cursor, limit=PAGE, types="public_channel,private_channel", exclude_archived=True
        )
        for channel in page["channels"]:
            if channel.get("name") == name:
                return dict(channel)
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return None
