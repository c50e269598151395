"""Buttons and menus on messages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.ids import PublicId, read_id
from bot.domain.kinds import BY_NAME, PRESS
from bot.domain.people import Asking
from bot.errors import NotFound
from handlers import ids, records
from handlers.answer import FormRequest, Modal
from handlers.door import Door, installed_in, of_interaction
from handlers.language import OLD_BUTTON, Command, from_value
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import papertrail as views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext

    from handlers.answer import Answer
    from handlers.conversation import Conversation
    from handlers.form_values import FormValues
    from handlers.forms import Forms
    from handlers.front import Front

Body = dict[str, Any]
Press = Callable[[Door, AsyncWebClient, Asking, str], Awaitable[None]]


def register(app: AsyncApp, front: Front, conversation: Conversation, forms: Forms) -> None:
    """Put the listeners for buttons and menus on `app`."""
    presses = Presses(front, conversation, forms)
    table: dict[str, Press] = {
        ids.OPEN_CARD: presses.open_card,
        ids.EDIT_ENTRY: presses.edit,
        ids.LINK_ENTRY: presses.link,
        ids.ENTRY_HISTORY: presses.history,
        ids.ENTRY_MORE: presses.more,
        ids.UNDO_STEP: presses.undo,
        ids.RUN_COMMAND: presses.run,
        ids.SHARE_COMMAND: presses.share,
        ids.SHOW_COMMAND: presses.show,
        ids.ADD_ANYWAY: presses.add_anyway,
        ids.ADD_ENTRY: presses.add_entry,
    }
    for name, press in table.items():
        app.action(ids.any_of(name))(listener(front, press))


def listener(front: Front, press: Press) -> Callable[..., Awaitable[None]]:
    """What Bolt calls for a button or a menu: `press` does what belongs to it, with what it carries."""

    async def pressed(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        door = of_interaction(body, installed_in(context))
        action = body["actions"][0]
        value = str(action.get("value") or (action.get("selected_option") or {}).get("value") or "")

        async def work(asking: Asking) -> None:
            await press(door, client, asking, value)

        await front.attend(door, client, work)

    return pressed


class Presses:
    """What each button does. `value` is what the button carries (see `ids`)."""

    def __init__(self, front: Front, conversation: Conversation, forms: Forms) -> None:
        self._front = front
        self._conversation = conversation
        self._forms = forms
        self._services = front.services

    async def open_card(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Show an entry to the person who pressed."""
        card = await desk(self._services.cards.card, asking, value)
        await self._front.reply(door, client, card_views.card(card, private=True))

    async def edit(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Open an entry's form."""
        entry_id = _id(value)
        await self._forms.open(door, client, asking, FormRequest(entry_id.kind, target=str(entry_id)))

    async def link(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Open the form that links an entry to another."""
        await self._forms.open_link(door, client, asking, str(_id(value)))

    async def more(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """What stands in a card's menu."""
        word, _, name = value.partition(" ")
        if word == "delete":
            await self._forms.open_delete(door, client, asking, str(_id(name)))
        else:
            await self._front.reply(door, client, views.later(word))

    async def history(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Show an entry's history."""
        await self._conversation.say(door, client, asking, Command("records", f"{value.split()[0]} history"))

    async def undo(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Take back the step that the button belongs to, and say so in its place."""
        name, version = value.split()
        undone = await desk(self._services.entries.undo, asking, _id(name), int(version))
        await self._front.replace(door, client, views.undone(undone))

    async def run(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Answer a command in place of the message with the button: another page, a filter, a correction."""
        shown = replace(door, event=door.public)
        answer = await self._conversation.answer(shown, client, asking, from_value(value))
        if isinstance(answer, (FormRequest, Modal)):
            await self._forms.open(door, client, asking, answer)
        else:
            await self._front.replace(door, client, answer)

    async def show(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Answer a command to the one who pressed; the message with the button stays as it is for everybody."""
        await self._conversation.say(door, client, asking, from_value(value))

    async def share(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Post the answer for everybody in the channel, as that person's doing."""
        asking = replace(asking, overheard=await self._front.is_shared(door, client))
        answer = await self._conversation.answer(replace(door, event=True), client, asking, from_value(value))
        if not isinstance(answer, (FormRequest, Modal)):
            await self._front.show_everybody(door, client, views.shared(answer, by=asking.person.name))

    async def add_anyway(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Put an entry on file although one like it is there."""
        command = from_value(value)
        if command.name == "press":
            text = command.text.removeprefix("add").strip()
            answer: Answer = await self._conversation.press.add_line(asking, text, although_like=True)
        else:
            answer = await records.add_command(self._services, asking, command, although_like=True)
        if not isinstance(answer, (FormRequest, Modal)):
            await self._front.replace(door, client, answer)

    async def add_entry(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Open a new entry's form: empty, or with what was typed in one line."""
        name, _, typed = value.partition(" ")
        if name not in BY_NAME:
            raise NotFound(OLD_BUTTON)
        kind = BY_NAME[name]

        async def drafted() -> FormValues:
            return await self._conversation.press.drafted(typed) if kind is PRESS else records.typed_values(kind, typed)

        await self._forms.open(door, client, asking, FormRequest(kind, draft=drafted if typed else None))


def _id(value: str) -> PublicId:
    public_id = read_id(value)
    if public_id is None:
        raise NotFound(OLD_BUTTON)
    return public_id
