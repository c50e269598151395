"""The forms of a watch: adding and editing one, and the reason for removing one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.press.query import Unreadable
from bot.domain.press.watch import Alert, WatchDraft
from bot.errors import BadInput, Duplicate, StaleEdit
from bot.services.writing import must_edit
from handlers import ids
from handlers.answer import Modal
from handlers.form_context import Subject
from handlers.form_state import State
from handlers.gate import outgoing_view
from handlers.saving import Saved
from handlers.threads import desk
from handlers.views import watch_forms as form_views
from handlers.views import watches as views
from handlers.watch_words import draft_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.domain.people import Asking
    from bot.domain.press.watch import Watch
    from bot.services import Services
    from handlers.forms import Forms

View = dict[str, Any]

_BLOCKS: Final = {"query": ids.QUERY, "name": ids.NAME, "flags": ids.TAGS, "channel": ids.CHANNEL, "alert": ids.ALERT}


@dataclass(frozen=True, slots=True)
class WatchForms:
    """Opens the forms of watches and takes what comes back."""

    services: Services

    def register(self, app: AsyncApp, forms: Forms) -> None:
        """Put the listeners for what comes back on `app`."""
        forms.take(app, ids.WATCH_FORM, self._save)
        forms.take(app, ids.WATCH_REMOVAL_FORM, self._remove)

    def adding(self, asking: Asking, channel: str) -> Modal:
        """An empty form."""
        must_edit(asking, "add watches")

        async def build() -> View:
            return form_views.watch_form(WatchDraft(""), Subject(channel))

        return Modal("Add a watch", build, views.form_button())

    def editing(self, asking: Asking, watch: Watch, channel: str) -> Modal:
        """The form of a watch that is there."""
        must_edit(asking, "change watches")

        async def build() -> View:
            return form_views.watch_form(draft_of(watch), Subject(channel, watch.id, watch.version))

        return Modal(f"Edit watch {watch.id}", build, views.form_button(str(watch.id)))

    def removing(self, asking: Asking, watch: Watch, channel: str) -> Modal:
        """Asks for the reason."""
        must_edit(asking, "remove watches")

        async def build() -> View:
            return form_views.removal_form(watch, Subject(channel, watch.id))

        return Modal(f"Remove watch {watch.id}", build, views.how_to_remove(str(watch.id)))

    async def _save(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject, draft = _subject(view), _draft(State(view))
        try:
            if subject.number:
                return await self._change(subject, draft, asking, delivery)
            return await self._add(draft, asking, delivery)
        except StaleEdit as stale:
            again = form_views.watch_form(draft, replace(subject, version=stale.version), notice=str(stale))
            return Saved(reply={"response_action": "update", "view": outgoing_view(again)})
        except Unreadable as error:
            return _errors(ids.QUERY, error.sentence.replace("`", ""))
        except (BadInput, Duplicate) as error:
            block = _BLOCKS.get(getattr(error, "field", None) or "", ids.QUERY)
            return _errors(block, str(error).replace("`", ""))

    async def _add(self, draft: WatchDraft, asking: Asking, delivery: str) -> Saved:
        added = await desk(self.services.watches.add, asking, draft, delivery=delivery)
        return Saved(message=views.added(added))

    async def _change(self, subject: Subject, draft: WatchDraft, asking: Asking, delivery: str) -> Saved:
        watches = self.services.watches
        before = await desk(watches.one, asking, str(subject.number))
        if not draft.channel and before.watch.channel.startswith("#"):  # which the menu of channels cannot show
            draft = replace(draft, channel=before.watch.channel)
        await desk(watches.edit, asking, subject.number, subject.version, draft, delivery=delivery)
        return Saved(message=views.changed(await desk(watches.one, asking, str(subject.number))))

    async def _remove(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject, reason = _subject(view), State(view).text(ids.REASON)
        try:
            watch = await desk(self.services.watches.remove, asking, str(subject.number), reason, delivery=delivery)
        except BadInput as error:
            return _errors(ids.REASON, str(error).replace("`", ""))
        return Saved(message=views.removed(watch))


def _subject(view: View) -> Subject:
    return Subject.decode(str(view.get("private_metadata") or ""))


def _draft(state: State) -> WatchDraft:
    return WatchDraft(
        query=state.text(ids.QUERY),
        name=state.text(ids.NAME),
        flags=tuple(choice.value for choice in state.choices(ids.TAGS)),
        alert=Alert(state.chosen(ids.ALERT) or Alert.NOW.value),
        channel=state.conversation(ids.CHANNEL),
    )


def _errors(block: str, sentence: str) -> Saved:
    return Saved(reply={"response_action": "errors", "errors": {block: sentence}})
