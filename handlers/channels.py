"""What Slack says of channels, remembered for a minute: whether people of other organisations read along."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from handlers.client import SLACK_FAILURES, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

REMEMBERED_S = 60.0
MOST = 5_000

log = logging.getLogger(__name__)


class Channels:
    """A cache over `conversations.info`. `monotonic` is a clock in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, bool]] = {}

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
