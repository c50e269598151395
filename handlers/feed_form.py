"""The forms of a feed: adding and editing one, and the reason for removing one."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from bot.errors import BadInput, Duplicate, NotFound
from bot.services.feed_lines import FeedChange
from bot.services.feeds import must_change
from handlers import feed_values, ids
from handlers.answer import Modal
from handlers.feed_values import FeedSubject
from handlers.form_state import State
from handlers.saving import Saved
from handlers.threads import desk
from handlers.views import feed_done as views
from handlers.views import feed_forms as form_views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.domain.people import Asking
    from bot.services import Services
    from bot.services.feed_lines import FeedLine
    from handlers.feed_adding import FeedAdding
    from handlers.feed_values import FeedValues
    from handlers.forms import Forms

View = dict[str, Any]

LOOK_S: Final = 1.8  # a form is answered within three seconds, and there is still to be saved

_BLOCKS: Final = {
    "url": ids.URL,
    "flags": ids.TAGS,
    "log": ids.FEED_LOG,
    "every": ids.PACE,
    "dossier": ids.DOSSIER,
}


@dataclass(frozen=True, slots=True)
class FeedForms:
    """Opens the forms of feeds and takes what comes back. `look_s`: so long does a form wait for an address."""

    services: Services
    adding: FeedAdding
    look_s: float = LOOK_S

    def register(self, app: AsyncApp, forms: Forms) -> None:
        """Put the listeners for what comes back on `app`."""
        forms.take(app, ids.FEED_FORM, self._save)
        forms.take(app, ids.FEED_REMOVAL_FORM, self._remove)

    # -- opening ----------------------------------------------------------------------------------------------

    def new(self, asking: Asking, channel: str, typed: str = "") -> Modal:
        """The form of a new feed, holding what can be read of what was typed."""
        must_change(asking, "add feeds")

        async def build() -> View:
            dossiers = await desk(self.services.people.dossiers, asking)
            values = feed_values.as_far_as_read(typed)
            values = replace(values, dossier=values.dossier or asking.dossier.slug)
            return form_views.feed_form(None, values, dossiers, channel=channel)

        return Modal("Add a feed", build, views.form_button())

    def editing(self, asking: Asking, name: str, channel: str) -> Modal:
        """The form of a feed that is there."""
        must_change(asking, "change feeds")

        async def build() -> View:
            feed = (await desk(self.services.feeds.one, asking, name)).feed
            dossiers = await desk(self.services.people.dossiers, asking)
            slug = next((dossier.slug for dossier in dossiers if dossier.key == feed.dossier_id), "")
            return form_views.feed_form(feed, feed_values.of_feed(feed, slug), dossiers, channel=channel)

        return Modal("Edit a feed", build, views.form_button(name))

    def removing(self, asking: Asking, line: FeedLine, channel: str) -> Modal:
        """Asks for the reason."""
        must_change(asking, "remove feeds")

        async def build() -> View:
            return form_views.removal_form(line.feed, channel=channel)

        return Modal("Remove a feed", build, views.how_to_remove(line))

    # -- what comes back --------------------------------------------------------------------------------------

    async def _save(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject = FeedSubject.decode(view)
        try:
            values = feed_values.of_form(view)
            if subject.number:
                return await self._change(subject, values, asking, delivery)
            return await self._add(values, asking, delivery)
        except (BadInput, Duplicate, NotFound) as error:
            block = _BLOCKS.get(getattr(error, "field", None) or "", "" if subject.number else ids.URL)
            if not block:
                raise
            return Saved(reply={"response_action": "errors", "errors": {block: str(error).replace("`", "")}})

    async def _change(self, subject: FeedSubject, values: FeedValues, asking: Asking, delivery: str) -> Saved:
        name, change = str(subject.number), subject.change(values)
        if change == FeedChange():
            return Saved(message=views.unchanged(await desk(self.services.feeds.one, asking, name)))
        line = await desk(self.services.feeds.change, asking, name, change, delivery=delivery)
        return Saved(message=views.changed(line))

    async def _add(self, values: FeedValues, asking: Asking, delivery: str) -> Saved:
        """Add at once where the address answers at once; otherwise the form closes, and the rest is told."""
        must_change(asking, "add feeds")
        looking = asyncio.ensure_future(self.adding.look(values))
        await asyncio.wait({looking}, timeout=self.look_s)
        if not looking.done():
            return Saved(then=partial(self.adding.later, asking, values, looking))
        found = looking.result()
        if len(found) > 1:
            return Saved(message=views.which_feed(found, values))
        feed = await self.adding.add(asking, values, found[0], delivery=delivery)
        return Saved(then=partial(self.adding.read, asking, feed))

    async def _remove(self, view: View, asking: Asking, delivery: str) -> Saved:
        name, reason = str(FeedSubject.decode(view).number), State(view).text(ids.REASON)
        try:
            line = await desk(self.services.feeds.remove, asking, name, reason, delivery=delivery)
        except BadInput as error:
            return Saved(reply={"response_action": "errors", "errors": {ids.REASON: str(error)}})
        return Saved(message=views.turned(line))
