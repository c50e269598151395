"""Triage: what is done to a press item with a button or a word, and what is shown then.

A card in a channel is kept current by the outbox: a press on it changes the item, and the card follows for everybody.
Any other message with the buttons is put in place at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.people import Asking
from bot.domain.press.posted import Posted
from bot.errors import NotFound
from handlers import ids
from handlers.door import Door, installed_in, of_interaction
from handlers.language import OLD_BUTTON
from handlers.press_words import read_flags, read_other, read_response
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import press_done as views
from handlers.written import read_reason

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services import Services
    from bot.services.press.items import PressItem
    from handlers.answer import Answer
    from handlers.forms import Forms
    from handlers.front import Front
    from handlers.mrkdwn import Mrkdwn
    from handlers.posting import Message
    from handlers.press_forms import PressForms
    from handlers.press_words import Deed

Body = dict[str, Any]
Change = Callable[[Asking, str], Awaitable[tuple["PressItem", "Mrkdwn"]]]


@dataclass(frozen=True, slots=True)
class TriageDesk:
    """What is typed after an item's id. Without what it needs, a verb opens its form."""

    services: Services
    forms: PressForms

    async def answer(self, door: Door, asking: Asking, deed: Deed, *, private: bool) -> Answer:
        """Do it, and show the item as it is then."""
        name, rest = str(deed.id), deed.rest
        if deed.verb in views.FORMS and not rest:
            return self.forms.opening(deed.verb, asking, name, door.channel)
        if deed.verb == "same":
            other = read_other(rest, deed.verb)
            return views.merged(await desk(self.services.triage.same_as, asking, name, other))
        item, said = await self._done(asking, deed)
        return await self.card(asking, item, said, private=private, undo=deed.verb not in ("note", "different"))

    async def _done(self, asking: Asking, deed: Deed) -> tuple[PressItem, Mrkdwn]:
        triage, name, rest = self.services.triage, str(deed.id), deed.rest
        match deed.verb:
            case "flag":
                item = await desk(triage.flag, asking, name, read_flags(rest))
                return item, views.flagged(item)
            case "unflag":
                item = await desk(triage.flag, asking, name, (), without=read_flags(rest))
                return item, views.flagged(item)
            case "note":
                item = await desk(triage.note, asking, name, rest)
                return item, views.noted(item)
            case "response":
                response, text = read_response(rest)
                item = await desk(triage.respond, asking, name, response, text)
                return item, views.responded(item)
            case "different":
                item = await desk(triage.not_same, asking, name, read_other(rest, deed.verb))
                return item, views.parted(item)
            case verb:
                return await turn(self.services, asking, verb, name, rest)

    async def card(self, asking: Asking, item: PressItem, said: Mrkdwn, *, private: bool, undo: bool = True) -> Message:
        """The item's whole card with what was done above it."""
        card = await desk(self.services.cards.card, asking, str(item.entry.id))
        return views.on_card(said, card_views.card(card, private=private), item.entry, undo=undo)


async def turn(services: Services, asking: Asking, verb: str, name: str, rest: str = "") -> tuple[PressItem, Mrkdwn]:
    """Review, dismiss or reopen an item."""
    triage = services.triage
    if verb == "review":
        item = await desk(triage.review, asking, name)
    elif verb == "dismiss":
        item = await desk(triage.dismiss, asking, name, read_reason(rest))
    else:
        item = await desk(triage.reopen, asking, name)
    return item, views.turned(item)


def register(app: AsyncApp, front: Front, forms: Forms, triage: TriageDesk) -> None:
    """Put the listeners for the buttons of press items on `app`."""
    buttons = Buttons(front, forms, triage)
    for name, verb in ((ids.PRESS_REVIEW, "review"), (ids.PRESS_DISMISS, "dismiss"), (ids.PRESS_REOPEN, "reopen")):
        buttons.change(app, name, buttons.turning(verb))
    buttons.change(app, ids.PRESS_DIFFERENT, buttons.different)
    for name, verb in ((ids.PRESS_FLAG, "flag"), (ids.PRESS_NOTE, "note"), (ids.PRESS_SAME, "same")):
        buttons.open(app, name, verb)
    buttons.listen(app, ids.PRESS_SAME_STORY, buttons.same)
    buttons.listen(app, ids.PRESS_RESPONSE, buttons.respond)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button that somebody pressed: where, on which message, and what it carries."""

    door: Door
    client: AsyncWebClient
    asking: Asking
    value: str
    at: Posted


Press = Callable[[Pressed], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Buttons:
    """What each button of a press item does."""

    front: Front
    forms: Forms
    triage: TriageDesk

    def listen(self, app: AsyncApp, name: str, press: Press) -> None:
        """Have `press` answer the buttons of that name."""

        async def pressed(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            await ack()
            door = of_interaction(body, installed_in(context))
            action = body["actions"][0]
            value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")
            at = Posted(door.channel, str((body.get("container") or {}).get("message_ts") or ""))

            async def work(asking: Asking) -> None:
                await press(Pressed(door, client, asking, value, at))

            await self.front.attend(door, client, work)

        app.action(ids.any_of(name))(pressed)

    def change(self, app: AsyncApp, name: str, change: Change) -> None:
        """Have the buttons of that name change an item, which is shown as it is then."""

        async def press(pressed: Pressed) -> None:
            item, said = await change(pressed.asking, pressed.value)
            await self._show(pressed, item, said)

        self.listen(app, name, press)

    def open(self, app: AsyncApp, name: str, verb: str) -> None:
        """Have the buttons of that name open the form for `verb`."""

        async def press(pressed: Pressed) -> None:
            modal = self.triage.forms.opening(verb, pressed.asking, pressed.value, pressed.door.channel)
            await self.forms.open(pressed.door, pressed.client, pressed.asking, modal)

        self.listen(app, name, press)

    def turning(self, verb: str) -> Change:
        """Review, dismiss or reopen."""

        async def change(asking: Asking, value: str) -> tuple[PressItem, Mrkdwn]:
            return await turn(self.triage.services, asking, verb, value)

        return change

    async def different(self, asking: Asking, value: str) -> tuple[PressItem, Mrkdwn]:
        """Two items are not the same story."""
        item = await desk(self.triage.services.triage.not_same, asking, *_parts(value, 2))
        return item, views.parted(item)

    async def same(self, pressed: Pressed) -> None:
        """Two items are the same story: the one whose card was pressed goes off the lists."""
        done = await desk(self.triage.services.triage.same_as, pressed.asking, *_parts(pressed.value, 2))
        await self.front.reply(pressed.door, pressed.client, views.merged(done))

    async def respond(self, pressed: Pressed) -> None:
        """How the agency responded was chosen from the menu. What it said is asked for in the form."""
        name, chosen, was = (part.replace("-", " ") for part in _parts(pressed.value, 3))
        name = name.replace(" ", "-")
        if chosen == "responded":
            modal = self.triage.forms.opening("response", pressed.asking, name, pressed.door.channel, chosen=chosen)
            await self.forms.open(pressed.door, pressed.client, pressed.asking, modal)
            return
        item = await desk(self.triage.services.triage.respond, pressed.asking, name, chosen, was=was)
        await self._show(pressed, item, views.responded(item))

    async def _show(self, pressed: Pressed, item: PressItem, said: Mrkdwn) -> None:
        """A posted card follows by itself; other messages are replaced by the item as it is now."""
        if pressed.at in item.posted:
            return
        message = await self.triage.card(pressed.asking, item, said, private=not pressed.door.public)
        await self.front.replace(pressed.door, pressed.client, message)


def _parts(value: str, count: int) -> tuple[str, ...]:
    parts = tuple(value.split())
    if len(parts) != count:
        raise NotFound(OLD_BUTTON)
    return parts
