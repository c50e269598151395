"""Forms: opened at once, filled when the data is there, saved before Slack is answered.

A form is saved before its submission is acknowledged, so that what cannot be saved is shown in the form, with
everything that was typed still in it.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.domain.people import Asking, Role
from bot.errors import PaperTrailError
from handlers import form_values, ids
from handlers.door import Door, of_interaction
from handlers.front import Front, sorry_text
from handlers.gate import outgoing_options, outgoing_view
from handlers.saving import Saved, save_entry
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import forms as views
from handlers.views import options as option_views
from handlers.views import papertrail as message_views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.entries import Line
    from handlers.answer import FormRequest

Body = dict[str, Any]
View = dict[str, Any]
Build = Callable[[], Awaitable[View]]

log = logging.getLogger(__name__)


class Forms:
    """Opens forms and takes what comes back."""

    def __init__(self, front: Front) -> None:
        self._front = front
        self._services = front.services

    def register(self, app: AsyncApp) -> None:
        """Put the listeners for forms and their menus on `app`."""
        app.view(ids.ENTRY_FORM)(self._submission(self._save_entry))
        app.view(ids.DELETE_FORM)(self._submission(self._delete))
        app.view(ids.LINK_FORM)(self._submission(self._link))
        app.options(ids.any_of(ids.LINKED))(self._suggest_entries)
        app.options(ids.any_of(ids.TAGS))(self._suggest_tags)

    # -- opening ----------------------------------------------------------------------------------------------

    async def open(self, door: Door, client: AsyncWebClient, asking: Asking, request: FormRequest) -> None:
        """Open the form that `request` asks for; where Slack gives no trigger, offer a button that has one."""
        asking.person.must_be(Role.EDITOR, to=f"add or edit a {request.kind.name}")
        if not door.trigger:
            await self._front.reply(door, client, message_views.form_button(request.kind, request.target))
            return

        async def build() -> View:
            context = form_values.Context(kind=request.kind, channel=door.channel)
            if not request.target:
                values = await request.draft() if request.draft else form_values.FormValues()
                return views.entry_form(values, context, either=request.either)
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
            view = views.error_view(sorry_text(error))
        await client.views_update(view_id=opened["view"]["id"], view=outgoing_view(view))

    # -- menus that search while one types --------------------------------------------------------------------

    async def _suggest_entries(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        lines: tuple[Line, ...] = ()
        with self._front.in_flight:
            try:
                asking = await self._front.asking(of_interaction(body), client)
                lines = await desk(self._services.search.suggest_entries, asking, str(body.get("value") or ""))
            except PaperTrailError:
                log.warning("suggestions_failed")
        await ack(**outgoing_options(option_views.entries(lines)))

    async def _suggest_tags(self, ack: AsyncAck, body: Body) -> None:
        typed = str(body.get("value") or "")
        tags: tuple[str, ...] = ()
        with self._front.in_flight:
            try:
                tags = await desk(self._services.search.suggest_tags, typed)
            except PaperTrailError:
                log.warning("suggestions_failed")
        await ack(**outgoing_options(option_views.tags(tags, typed)))

    # -- what comes back --------------------------------------------------------------------------------------

    def _submission(self, save: Callable[[Body, Asking], Awaitable[Saved]]) -> Callable[..., Awaitable[None]]:
        async def submitted(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
            door = of_interaction(body)
            with self._front.in_flight:
                saved = await self._saved(save, body, door, client)
                await ack(**saved.reply)
                if saved.message is not None:
                    said = Door(
                        door.team,
                        door.user_team,
                        door.user,
                        channel=saved.channel,
                        direct=saved.channel[:1] == "D",
                    )
                    await self._front.say_quietly(said, client, saved.message)

        return submitted

    async def _saved(
        self, save: Callable[[Body, Asking], Awaitable[Saved]], body: Body, door: Door, client: AsyncWebClient
    ) -> Saved:
        try:
            if door.key and not await desk(self._services.deliveries.first_time, door.key):
                return Saved()
            return await save(body, await self._front.asking(door, client))
        except Exception as error:
            return Saved(reply={"response_action": "update", "view": self._with_notice(body["view"], error)})

    def _with_notice(self, view: Body, error: Exception) -> View:
        return outgoing_view(views.with_notice(view, sorry_text(error)))

    async def _save_entry(self, body: Body, asking: Asking) -> Saved:
        return await save_entry(self._services, asking, body["view"])

    async def _delete(self, body: Body, asking: Asking) -> Saved:
        context, reason = form_values.read_delete(body["view"])
        entry = await desk(self._services.entries.delete, asking, context.entry_id, reason)
        return Saved(message=message_views.deleted(entry), channel=context.channel)

    async def _link(self, body: Body, asking: Asking) -> Saved:
        context, link = form_values.read_link(body["view"])
        await desk(self._services.entries.link, asking, context.entry_id, link)
        card = await desk(self._services.cards.card, asking, str(context.entry_id))
        return Saved(message=card_views.card(card, private=True), channel=context.channel)
