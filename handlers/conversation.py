"""From what was typed to what is shown: the same for slash commands, mentions, direct messages and buttons."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.spelling import did_you_mean
from handlers import records, timeline
from handlers.answer import Answer, FormRequest, Modal
from handlers.language import HOME_WORDS, LATER, MAX_TYPED, NAMES, Command, first_word
from handlers.plain import size
from handlers.views import papertrail as views

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from handlers.door import Door
    from handlers.forms import Forms
    from handlers.front import Front
    from handlers.papertrail import PaperTrail
    from handlers.posting import Message
    from handlers.press import PressDesk

_QUESTION = re.compile(
    r"\?\s*$|^(when|who|whom|whose|what|which|why|where|how|did|does|do|was|were|is|are|has|have|can|could)\b",
    re.IGNORECASE,
)
_THANKS = re.compile(r"^(many\s+)?(thanks?|thx|ty|cheers)(\s+(you|a\s+lot|so\s+much))*[\s!.]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Answers commands, wherever they were typed."""

    front: Front
    forms: Forms
    papertrail: PaperTrail
    press: PressDesk

    async def say(self, door: Door, client: AsyncWebClient, asking: Asking, command: Command) -> None:
        """Answer `command` where it was asked."""
        answer = await self.answer(door, client, asking, command)
        if isinstance(answer, (FormRequest, Modal)):
            await self.forms.open(door, client, asking, answer)
        else:
            await self.front.reply(door, client, answer)

    async def answer(self, door: Door, client: AsyncWebClient, asking: Asking, command: Command) -> Answer:
        """What `command` comes to for this person."""
        if size(command.text) > MAX_TYPED:
            return views.too_long(command.text, MAX_TYPED)
        if command.guessed and (guess := _guess(command)) is not None:
            return guess
        if command.name != "papertrail":  # which names people to Slack; all else is for people to read
            text = await self.front.profiles.with_names(client, door.team, command.text)
            command = replace(command, text=text)
        services, private = self.front.services, not door.event
        match command.name:
            case "records":
                return await records.answer(services, asking, command, private=private)
            case "timeline":
                return await timeline.answer(services, asking, command, private=private)
            case "press":
                return await self.press.answer(door, client, asking, command, private=private)
            case "papertrail":
                return await self.papertrail.answer(asking, command, door, client)
            case later:
                return views.later(later)


def _guess(command: Command) -> Message | None:
    """For words without a command: a question comes later, and a mistyped command is asked about."""
    if records.name_in(command.text):
        return None
    if _THANKS.match(command.text):
        return views.welcome()
    if _QUESTION.search(command.text):
        return views.later("ask", search=command.text)
    first, rest = first_word(command.text)
    near = did_you_mean(first, tuple(name for name in (*NAMES, *HOME_WORDS) if name not in LATER))
    return views.unknown("", first, near, rest) if near not in (None, first.casefold()) else None
