"""Telling: what waits in the outbox is claimed, rendered as things stand now, and said in Slack.

A notice is delivered when Slack has told where the message is. One that may have been posted already, because whoever
tried did not live to note it, is looked for by its key before it is posted again (see `Posting.post_once`).
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.press.notice import NoticeKind
from bot.errors import PaperTrailError
from handlers.client import SLACK_FAILURES, refusal
from handlers.posting import NotSaid
from handlers.threads import desk
from handlers.views import notices as views

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.press.posted import Posted
    from bot.in_flight import InFlight
    from bot.services.notices import Notices, Telling
    from handlers.channels import Channels
    from handlers.posting import Message, Posting

LONGEST_WAIT_S: Final = 5.0  # for Slack's rate limit: a notice is said, or put off, well before its lease ends
FIRST_PAUSE: Final = timedelta(seconds=15)
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_TRIES: Final = 12  # with the pauses between them that is most of a working day
NO_CHANNEL: Final = "no channel"
FOR_GOOD: Final = frozenset({NO_CHANNEL, "fault", "msg_too_long", "invalid_blocks"})
GONE: Final = frozenset({"message_not_found", "cant_update_message", "thread_not_found", "edit_window_closed"})

log = logging.getLogger(__name__)


class Teller:
    """Says what waits. Within one process it does one round at a time."""

    def __init__(
        self,
        notices: Notices,
        posting: Posting,
        channels: Channels,
        client: AsyncWebClient,
        press_channel: str,
        in_flight: InFlight,
    ) -> None:
        self._notices = notices
        self._posting = posting
        self._channels = channels
        self._client = client
        self._press_channel = press_channel
        self._in_flight = in_flight
        self._turn = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()

    def soon(self) -> None:
        """Say at once what was just written, without making anybody wait for it."""
        task = asyncio.create_task(self.tell())
        self._soon.add(task)
        task.add_done_callback(self._soon.discard)

    async def tell(self) -> None:
        """Say everything that waits, in the order in which it was written."""
        with self._in_flight:
            async with self._turn:
                try:
                    while claimed := await desk(self._notices.claim, 1):  # a lease is for one: many would outlive it
                        await self._one(claimed[0])
                except PaperTrailError as error:
                    log.warning("telling_stopped", extra={"reason": type(error).__name__})

    async def _one(self, telling: Telling) -> None:
        """Say one; whatever keeps it from being said is noted with it, and never stops the others."""
        try:
            posted = await self._said(telling)
        except NotSaid as unsaid:
            await self._put_off(telling, unsaid.reason)
        except PaperTrailError:
            raise
        except Exception:
            log.exception("notice_not_rendered", extra={"notice": telling.claimed.id})
            await self._put_off(telling, "fault")
        else:
            await desk(self._notices.delivered, telling, posted)

    async def _said(self, telling: Telling) -> Posted | None:
        """Say it; returns where it is, if it is a message of its own."""
        message = views.rendered(telling)
        if message is None:
            return None
        if telling.kind is NoticeKind.CARD_UPDATE:
            await self._everywhere(telling.at, lambda at: self._posting.update(self._client, at, message))
            return None
        if telling.kind is NoticeKind.PRESS_NOTE:
            await self._everywhere(telling.at, lambda at: self._post(telling, message, at.channel, thread=at.ts))
            return None
        return await self._post(telling, message, await self._channel(telling))

    async def _channel(self, telling: Telling) -> str:
        """Where a notice is to go, by Slack's own id: only by that can it be looked for there."""
        name = telling.claimed.notice.channel or self._press_channel
        if not name:
            raise NotSaid(NO_CHANNEL)
        try:
            return await self._channels.id_of(self._client, name)
        except SLACK_FAILURES as error:
            raise NotSaid(refusal(error).reason) from error

    async def _post(self, telling: Telling, message: Message, channel: str, thread: str = "") -> Posted:
        return await self._posting.post_once(
            self._client,
            f"{telling.claimed.notice.dedupe}:{thread}",
            channel=channel,
            thread=thread,
            message=message,
            look_first=telling.claimed.attempts > 0,
            longest_pause_s=LONGEST_WAIT_S,
        )

    async def _everywhere(self, places: Sequence[Posted], say: Callable[[Posted], Awaitable[object]]) -> None:
        """Say it wherever a card of the item stands, but for cards that somebody deleted."""
        for place in places:
            try:
                await say(place)
            except NotSaid as unsaid:
                if unsaid.reason not in GONE:
                    raise

    async def _put_off(self, telling: Telling, reason: str) -> None:
        """Try again later what may pass; give up what Slack refuses for good, and what was tried for long."""
        claimed = telling.claimed
        log.warning("notice_not_said", extra={"notice": claimed.id, "kind": telling.kind.value, "reason": reason})
        if reason in FOR_GOOD or claimed.attempts + 1 >= MOST_TRIES:
            await desk(self._notices.drop, claimed, reason)
        else:
            pause = min(FIRST_PAUSE * 2**claimed.attempts, LONGEST_PAUSE)
            await desk(self._notices.later, claimed, pause, reason)
