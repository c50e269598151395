"""What every listener goes through: repeats are dropped, the person is known, errors become sentences.

A known error is shown as it is. An unknown one is logged with its traceback under a reference number, and the person
sees only the number.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from slack_sdk.errors import SlackApiError

from bot.domain.people import Asking
from bot.errors import AlreadyDone, PaperTrailError
from bot.in_flight import InFlight
from handlers.client import SLACK_FAILURES, refusal
from handlers.posting import IN_DOUBT, UNREACHABLE, Message, NotSaid, Posting
from handlers.threads import desk
from handlers.views import papertrail as views

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.outside import Outside
    from bot.services import Services
    from handlers.channels import Channels
    from handlers.door import Door
    from handlers.files import Files
    from handlers.profiles import Profiles
    from handlers.telling import Teller

Work = Callable[[Asking], Awaitable[None]]

EXPIRED = ("expired_trigger_id", "exchanged_trigger_id", "trigger_expired")
NOT_THERE = ("channel_not_found", "is_archived", "not_in_channel", "restricted_action")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Front:
    """The desk's front: everything that a listener needs."""

    services: Services
    profiles: Profiles
    posting: Posting
    channels: Channels
    outside: Outside
    teller: Teller
    files: Files
    in_flight: InFlight = field(default_factory=InFlight)

    async def attend(self, door: Door, client: AsyncWebClient, work: Work) -> None:
        """Do `work` for the person at the door, once for each delivery, and tell them if it cannot be done."""
        with self.in_flight:
            try:
                await work(await self.asking(door, client, delivery=door.key))
            except AlreadyDone:
                log.info("repeat_dropped")
            except Exception as error:
                await self.say_quietly(door, client, sorry(error))

    async def asking(self, door: Door, client: AsyncWebClient, *, delivery: str = "") -> Asking:
        """The person at the door, with role and dossier. Raises `AlreadyDone` where `delivery` is a repeat."""
        profile = await self.profiles.of(client, door)
        ask = self.services.people.asking
        asking = await desk(ask, profile, team=door.team, channel=door.place, delivery=delivery)
        seen_by_all = (door.event or door.public) and await self.is_shared(door, client)
        return replace(asking, where=door.channel, overheard=seen_by_all)

    async def is_shared(self, door: Door, client: AsyncWebClient) -> bool:
        """Whether people of other organisations are where the door leads."""
        if not door.place:
            return False
        return door.shared if door.shared is not None else await self.channels.is_shared(client, door.channel)

    async def reply(self, door: Door, client: AsyncWebClient, message: Message) -> None:
        """Answer where it was asked: to the person alone after a command or a button, else in the thread.

        Where a `response_url` or the channel does not take it, or where there is neither, they are told directly.
        """
        if door.response_url and await self._responded(door, message):
            return
        if door.event and door.channel:
            await self.posting.post(client, channel=door.channel, thread=door.thread, message=message)
        elif not (door.place and await self._whispered(door, client, message)):
            await self.posting.post(client, channel=door.user, thread="", message=message)

    async def say_quietly(self, door: Door, client: AsyncWebClient, message: Message) -> None:
        """`reply`, where nobody waits for it: what was done is done, also when Slack does not take the message."""
        try:
            await self.reply(door, client, message)
        except NotSaid as unsaid:
            log.warning("reply_not_said", extra={"reason": unsaid.reason})

    async def _responded(self, door: Door, message: Message) -> bool:
        """Whether the `response_url` took it: it lives for 30 minutes and five answers."""
        try:
            await self.posting.respond(door.response_url, message, thread=door.thread)
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
        """Put `message` in place of the one that was pressed, or beside it where Slack does not let that be done."""
        try:
            await self.posting.replace(door.response_url, message)
        except NotSaid as unsaid:
            log.warning("replacing_refused", extra={"reason": unsaid.reason})
            await self.reply(replace(door, response_url=""), client, message)

    async def show_everybody(self, door: Door, client: AsyncWebClient, message: Message) -> None:
        """Say something to all who read the door's channel. The `response_url` reaches where the bot is no member."""
        try:
            await self.posting.respond(door.response_url, message, thread=door.thread, public=True)
        except NotSaid as unsaid:
            if unsaid.reason in (IN_DOUBT, UNREACHABLE):
                raise
            await self.posting.post(client, channel=door.channel, thread=door.thread, message=message)


def sorry(error: Exception) -> Message:
    """The reply that an error becomes."""
    return views.sorry(sentence_for(error))


def sentence_for(error: Exception) -> str:
    """The sentence that an error becomes. What is not known is logged here, under the reference that is shown."""
    if isinstance(error, PaperTrailError):
        return str(error)
    known = _unsaid(error.reason) if isinstance(error, NotSaid) else _refused(error)
    if known:
        log.warning("slack_refused", extra={"reason": _reason(error)})
        return known
    return views.fault(log_fault(error))


def log_fault(error: Exception) -> str:
    """Log what nobody foresaw, and return the reference that it is under."""
    reference = secrets.token_hex(4)
    log.error("fault", exc_info=error, extra={"reference": reference})
    return reference


def _reason(error: Exception) -> str:
    return error.reason if isinstance(error, NotSaid) else refusal(error).reason


def _unsaid(reason: str) -> str:
    if reason == IN_DOUBT:
        return "Slack did not say whether it took that. Look in the channel before you try again."
    if reason == UNREACHABLE:
        return _BUSY
    if reason in NOT_THERE:
        return "Slack does not let me write in that channel. Invite me there and try again."
    return ""


def _refused(error: Exception) -> str:
    if not isinstance(error, SLACK_FAILURES):
        return ""
    refused = refusal(error)
    if isinstance(error, SlackApiError) and refused.reason in EXPIRED:
        return "Slack gives a form three seconds to open, and that took longer. Please try again."
    return _BUSY if refused.passing else ""


_BUSY = "Slack does not answer just now. Please try again in a minute."
