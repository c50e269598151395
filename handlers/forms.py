"""Forms: opened at once, filled when the data is there, saved before Slack is answered.

A form is saved before its submission is acknowledged, so that what cannot be saved is shown in the form, with
everything that was typed still in it. That the delivery was handled is written in the transaction that saves: a form
that Slack delivers twice is saved once, and one whose saving failed or was cut off is saved by the repeat.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.domain.people import Asking, Role
from bot.errors import AlreadyDone, PaperTrailError
from handlers import form_values, ids
from handlers.answer import FormRequest
from handlers.client import refusal
from handlers.door import Door, installed_in, of_interaction
from handlers.front import Front, log_fault, sentence_for, sorry
from handlers.gate import outgoing_options, outgoing_view
from handlers.plain import sendable
from handlers.saving import Saved, save_entry
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import forms as views
from handlers.views import options as option_views
from handlers.views import papertrail as message_views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from handlers.answer import Form
    from handlers.posting import Message

Body = dict[str, Any]
View = dict[str, Any]
Build = Callable[[], Awaitable[View]]
Save = Callable[[View, Asking, str], Awaitable[Saved]]
Suggest = Callable[[Asking, str], Awaitable[dict[str, Any]]]

log = logging.getLogger(__name__)


class Forms:
    """Opens forms and takes what comes back."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._services = front.services

    def register(self, app: AsyncApp) -> None:
        """Put the listeners for forms and their menus on `app`."""
        self.take(app, ids.ENTRY_FORM, self._save_entry)
        self.take(app, ids.DELETE_FORM, self._delete)
        self.take(app, ids.LINK_FORM, self._link)
        self.suggest(app, ids.LINKED, self._entries)
        self.suggest(app, ids.TAGS, self._tags)

    def take(self, app: AsyncApp, callback_id: str, save: Save) -> None:
        """Have `save` take what comes back of the forms with that callback id. It gets view, person and delivery."""
        app.view(callback_id)(self._submission(save))

    def suggest(self, app: AsyncApp, name: str, suggest: Suggest) -> None:
        """Have `suggest` answer the menus of that name that search while one types."""
        app.options(ids.any_of(name))(self._suggestion(suggest))

    # -- opening ----------------------------------------------------------------------------------------------

    async def open(self, door: Door, client: AsyncWebClient, asking: Asking, request: Form) -> None:
        """Open the form that `request` asks for; where Slack gives no trigger, offer a button that has one."""
        if isinstance(request, FormRequest):
            await self._open_entry(door, client, asking, request)
        elif door.trigger:
            await self._open(door, client, views.loading_form(request.title), request.build)
        else:
            await self._front.reply(door, client, request.instead)

    async def _open_entry(self, door: Door, client: AsyncWebClient, asking: Asking, request: FormRequest) -> None:
        to = "edit entries" if request.target else f"add {request.kind.with_article}"
        asking.person.must_be(Role.EDITOR, to=to)
        if not door.trigger:
            await self._front.reply(door, client, message_views.form_button(request.kind, request.target))
            return

        async def build() -> View:
            context = form_values.Context(kind=request.kind, channel=door.channel)
            if not request.target:
                values = await request.draft() if request.draft else form_values.FormValues()
                return views.entry_form(values, context, either=request.either, notice=values.notice)
            card = await desk(self._services.cards.card, asking, request.target)
            return views.entry_form(
                form_values.from_entry(card.entry), context.for_entry(card.entry), linked=card.entry.linked
            )

        await self._open(door, client, views.loading_form(f"{'Edit' if request.target else 'Add'}"), build)

    async def open_delete(self, door: Door, client: AsyncWebClient, asking: Asking, name: str) -> None:
        """Ask for the reason of a deletion."""
        asking.person.must_be(Role.EDITOR, to="delete entries")

        async def build() -> View:
            card = await desk(self._services.cards.card, asking, name)
            return views.delete_form(card.entry, channel=door.channel)

        await self._open(door, client, views.loading_form(f"Delete {name}"), build)

    async def open_link(self, door: Door, client: AsyncWebClient, asking: Asking, name: str) -> None:
        """Ask what to link an entry to, and how."""
        asking.person.must_be(Role.EDITOR, to="link entries")

        async def build() -> View:
            card = await desk(self._services.cards.card, asking, name)
            return views.link_form(card.entry, channel=door.channel)

        await self._open(door, client, views.loading_form(f"Link {name}"), build)

    async def _open(self, door: Door, client: AsyncWebClient, loading: View, build: Build) -> None:
        """A trigger lives three seconds, so something opens at once and is filled when the data is there."""
        opened = await client.views_open(trigger_id=door.trigger, view=outgoing_view(loading))
        try:
            view = await build()
        except Exception as error:
            view = views.error_view(sentence_for(error))
        try:
            await client.views_update(view_id=opened["view"]["id"], view=outgoing_view(view))
        except SlackApiError as error:
            if refusal(error).reason != "not_found":
                raise
            log.info("form_closed_while_loading")

    # -- menus that search while one types --------------------------------------------------------------------

    def _suggestion(self, suggest: Suggest) -> Callable[..., Awaitable[None]]:
        async def typed(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            found: dict[str, Any] = {"options": []}
            with self._front.in_flight:
                try:
                    asking = await self._front.asking(_door(body, context), client)
                    found = await suggest(asking, sendable(str(body.get("value") or "")))
                except PaperTrailError as error:  # a menu has no place for a sentence
                    log.warning("suggestions_failed", extra={"reason": type(error).__name__})
                except Exception as error:
                    log_fault(error)
            await ack(**outgoing_options(found))

        return typed

    async def _entries(self, asking: Asking, typed: str) -> dict[str, Any]:
        return option_views.entries(await desk(self._services.search.suggest_entries, asking, typed))

    async def _tags(self, asking: Asking, typed: str) -> dict[str, Any]:
        asking.person.must_be(Role.MEMBER, to="see the tags in use")
        return option_views.tags(await desk(self._services.search.suggest_tags, typed), typed)

    # -- what comes back --------------------------------------------------------------------------------------

    def _submission(self, save: Save) -> Callable[..., Awaitable[None]]:
        async def submitted(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
            with self._front.in_flight:
                saved, door = await self._saved(save, body, client, context)
                await ack(**saved.reply)
                message = await _finished(saved)
                if message is not None:
                    await self._front.say_quietly(door, client, message)

        return submitted

    async def _saved(
        self, save: Save, body: Body, client: AsyncWebClient, context: AsyncBoltContext
    ) -> tuple[Saved, Door]:
        door = of_interaction(body, installed_in(context))
        try:
            door = _door(body, context)
            return await save(body["view"], await self._front.asking(door, client), door.key), door
        except AlreadyDone:
            log.info("repeat_dropped")
            return Saved(), door
        except Exception as error:
            view = outgoing_view(views.with_notice(body["view"], sentence_for(error)))
            return Saved(reply={"response_action": "update", "view": view}), door

    async def _save_entry(self, view: View, asking: Asking, delivery: str) -> Saved:
        return await save_entry(self._services, asking, view, delivery)

    async def _delete(self, view: View, asking: Asking, delivery: str) -> Saved:
        context, reason = form_values.read_delete(view)
        entry = await desk(self._services.entries.delete, asking, context.entry_id, reason, delivery=delivery)
        return Saved(message=message_views.deleted(entry))

    async def _link(self, view: View, asking: Asking, delivery: str) -> Saved:
        context, link = form_values.read_link(view)
        entry = await desk(self._services.entries.link, asking, context.entry_id, link, delivery=delivery)
        try:
            card = await desk(self._services.cards.card, asking, str(entry.id))
        except PaperTrailError:  # the link is on file, whatever keeps its card from being shown
            return Saved(message=message_views.edited(entry))
        return Saved(message=message_views.linked(card_views.card(card, private=True), entry))


async def _finished(saved: Saved) -> Message | None:
    """What is said, once also that is done for which the form could not wait."""
    if saved.then is None:
        return saved.message
    try:
        return await saved.then()
    except Exception as error:
        return sorry(error)


def _door(body: Body, context: AsyncBoltContext) -> Door:
    """The door of what comes from a form: it stands where the form was opened. Raises `NotFound` for an old form."""
    door = of_interaction(body, installed_in(context))
    channel = form_values.channel_of(body.get("view") or {})
    return replace(door, channel=channel, direct=channel.startswith("D"))
