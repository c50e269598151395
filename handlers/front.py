"""What every listener goes through: repeats are dropped, the person is known, errors become sentences.

A known error is shown as it is. An unknown one is logged with its traceback under a reference number, and the person
sees only the number.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.domain.people import Asking
from bot.errors import PaperTrailError
from handlers.posting import Message, NotSaid, Posting
from handlers.threads import desk
from handlers.views import papertrail as views

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services import Services
    from handlers.door import Door
    from handlers.profiles import Profiles

Work = Callable[[Asking], Awaitable[None]]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class InFlight:
    """Counts the work in hand, so that a stopping process can finish it."""

    count: int = 0
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.idle.set()

    def __enter__(self) -> None:
        self.count += 1
        self.idle.clear()

    def __exit__(self, *_: object) -> None:
        self.count -= 1
        if not self.count:
            self.idle.set()


@dataclass(slots=True)
class Front:
    """The desk's front: everything that a listener needs."""

    services: Services
    profiles: Profiles
    posting: Posting
    in_flight: InFlight = field(default_factory=InFlight)

    async def attend(self, door: Door, client: AsyncWebClient, work: Work, *, once: bool = True) -> None:
        """Do `work` for the person at the door, once for each delivery, and tell them if it cannot be done."""
        with self.in_flight:
            try:
                if once and door.key and not await desk(self.services.deliveries.first_time, door.key):
                    log.info("repeat_dropped")
                    return
                await work(await self.asking(door, client))
            except Exception as error:
                await self._tell(door, client, error)

    async def asking(self, door: Door, client: AsyncWebClient) -> Asking:
        """The person at the door, with role and dossier."""
        profile = await self.profiles.of(client, door)
        return await desk(self.services.people.asking, profile, team=door.team, channel=door.place)

    async def _tell(self, door: Door, client: AsyncWebClient, error: Exception) -> None:
        await self.say_quietly(door, client, sorry(error))

    async def reply(self, door: Door, client: AsyncWebClient, message: Message) -> None:
        """Answer where it was asked: to the person alone after a command or a button, else in the thread.

        What came from a form has no place of its own: the answer goes to its channel for that person, or to them
        directly.
        """
        if door.response_url and await self._responded(door, message):
            return
        if door.event and door.channel:
            await self.posting.post(client, channel=door.channel, thread=door.thread, message=message)
        elif door.channel and not door.direct and await self._whispered(door, client, message):
            return
        else:
            channel = door.channel if door.direct else door.user
            await self.posting.post(client, channel=channel, thread="", message=message)

    async def say_quietly(self, door: Door, client: AsyncWebClient, message: Message) -> None:
        """`reply`, where nobody waits for it: what was done is done, also when Slack does not take the message."""
        try:
            await self.reply(door, client, message)
        except NotSaid as unsaid:
            log.warning("reply_not_said", extra={"reason": unsaid.reason})

    async def _responded(self, door: Door, message: Message) -> bool:
        """Whether the `response_url` took it: it lives for 30 minutes and five answers."""
        options = {"replace_original": False} | ({"thread_ts": door.thread} if door.thread else {})
        try:
            await self.posting.respond(door.response_url, message, **options)
        except NotSaid as unsaid:
            log.warning("response_url_refused", extra={"reason": unsaid.reason})
            return False
        return True

    async def _whispered(self, door: Door, client: AsyncWebClient, message: Message) -> bool:
        """Whether Slack showed it to the person in the channel; it cannot where the bot is not a member."""
        try:
            await self.posting.whisper(
                client, channel=door.channel, user=door.user, thread=door.thread, message=message
            )
        except NotSaid as unsaid:
            log.warning("whisper_refused", extra={"reason": unsaid.reason})
            return False
        return True

    async def replace(self, door: Door, client: AsyncWebClient, message: Message) -> None:
        """Put `message` in place of the one that was pressed."""
        if door.response_url:
            await self.posting.respond(door.response_url, message, replace_original=True)
        else:
            await self.reply(door, client, message)


def sorry(error: Exception) -> Message:
    """The reply that an error becomes."""
    return views.sorry(sorry_text(error))


def sorry_text(error: Exception) -> str:
    """The sentence that an error becomes. What is not known is logged here, under the reference that is shown."""
    if isinstance(error, PaperTrailError):
        return str(error)
    if _expired(error):
        return "Slack gives a form three seconds to open, and that took longer. Please try again."
    reference = secrets.token_hex(4)
    log.error("fault", exc_info=error, extra={"reference": reference})
    return (
        "Something went wrong on our side, and nothing was changed. "
        f"Tell an admin the reference `{reference}`: it is in the log."
    )


def _expired(error: Exception) -> bool:
    return isinstance(error, SlackApiError) and error.response.get("error") in (
        "expired_trigger_id",
        "exchanged_trigger_id",
        "trigger_expired",
    )
