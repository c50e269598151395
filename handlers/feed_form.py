"""The forms of a feed: adding and editing one, and the reason for removing one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.domain.press.feed import FeedDraft, FeedLog
from bot.errors import BadInput, Duplicate
from bot.services.feeds import FeedChange
from bot.services.writing import must_edit
from handlers import ids
from handlers.answer import Modal
from handlers.feed_words import read_every, web_address
from handlers.form_context import Subject
from handlers.form_state import State
from handlers.saving import Saved
from handlers.threads import desk
from handlers.views import feed_forms as form_views
from handlers.views import feeds as views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.domain.people import Asking
    from bot.outside import Outside
    from bot.services import Services
    from handlers.forms import Forms

View = dict[str, Any]

LOOK_S: Final = 2.0  # a form is answered within three seconds


@dataclass(frozen=True, slots=True)
class FeedForms:
    """Opens the forms of feeds and takes what comes back."""

    services: Services
    outside: Outside

    def register(self, app: AsyncApp, forms: Forms) -> None:
        """Put the listeners for what comes back on `app`."""
        forms.take(app, ids.FEED_FORM, self._save)
        forms.take(app, ids.FEED_REMOVAL_FORM, self._remove)

    def adding(self, asking: Asking, channel: str, url: str = "") -> Modal:
        """An empty form."""
        must_edit(asking, "add feeds")

        async def build() -> View:
            return form_views.feed_form(None, channel=channel, url=url)

        return Modal("Add a feed", build, views.form_button())

    def editing(self, asking: Asking, name: str, channel: str) -> Modal:
        """The form of a feed that is there."""
        must_edit(asking, "change feeds")

        async def build() -> View:
            line = await desk(self.services.feeds.one, asking, name)
            return form_views.feed_form(line.feed, channel=channel)

        return Modal("Edit a feed", build, views.form_button(name))

    def removing(self, asking: Asking, name: str, channel: str) -> Modal:
        """Asks for the reason."""
        must_edit(asking, "remove feeds")

        async def build() -> View:
            line = await desk(self.services.feeds.one, asking, name)
            return form_views.removal_form(line.feed, channel=channel)

        return Modal("Remove a feed", build, views.how_to_remove(name))

    async def _save(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject, state = Subject.decode(str(view.get("private_metadata") or "")), State(view)
        try:
            if subject.number:
                return await self._change(subject.number, state, asking, delivery)
            return await self._add(state, asking, delivery)
        except Duplicate as duplicate:
            return _errors(ids.URL, str(duplicate))
        except BadInput as error:
            return _errors(_BLOCKS.get(error.field or "", ids.OUTLET if subject.number else ids.URL), str(error))

    async def _change(self, number: int, state: State, asking: Asking, delivery: str) -> Saved:
        change = FeedChange(
            outlet=state.text(ids.OUTLET),
            flags=_flags(state),
            log=FeedLog(state.chosen(ids.FEED_LOG)),
            every=read_every(state.chosen(ids.PACE)),
        )
        feed = await desk(self.services.feeds.change, asking, str(number), change, delivery=delivery)
        return Saved(message=views.changed(await desk(self.services.feeds.one, asking, str(feed.id))))

    async def _add(self, state: State, asking: Asking, delivery: str) -> Saved:
        url = web_address(state.text(ids.URL))
        try:
            found = await asyncio.wait_for(self.outside.discover(url), LOOK_S)
        except TimeoutError as error:
            raise BadInput(f"It does not answer in time for a form. `/press feeds add {url}` waits longer.") from error
        if len(found) > 1:
            named = ", ".join(one.url for one in found[:3])
            raise BadInput(f"That page has several feeds. Give the address of one: {named}")
        draft = FeedDraft(
            dossier_id=asking.dossier.key,
            url=found[0].url,
            title=found[0].title,
            outlet=state.text(ids.OUTLET),
            flags=_flags(state),
            log=FeedLog(state.chosen(ids.FEED_LOG)),
            every=read_every(state.chosen(ids.PACE)) or None,
        )
        feed = await desk(self.services.feeds.add, asking, draft, delivery=delivery)
        return Saved(message=views.added(await desk(self.services.feeds.one, asking, str(feed.id)), None))

    async def _remove(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject, reason = Subject.decode(str(view.get("private_metadata") or "")), State(view).text(ids.REASON)
        feed = await desk(self.services.feeds.remove, asking, str(subject.number), reason, delivery=delivery)
        return Saved(message=views.removed(feed))


_BLOCKS: Final = {"flags": ids.TAGS, "log": ids.FEED_LOG, "every": ids.PACE, "url": ids.URL}


def _errors(block: str, sentence: str) -> Saved:
    return Saved(reply={"response_action": "errors", "errors": {block: sentence}})


def _flags(state: State) -> tuple[str, ...]:
    return tuple(choice.value for choice in state.choices(ids.TAGS))
