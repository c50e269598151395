"""The forms of triage: what opens them, and what is done with what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.domain.kinds import PRESS
from bot.errors import BadInput
from bot.services.writing import must_edit
from handlers import ids
from handlers.answer import Modal
from handlers.form_state import State
from handlers.press_subject import PressSubject
from handlers.saving import Saved
from handlers.threads import desk
from handlers.views import options as option_views
from handlers.views import press_done as views
from handlers.views import press_forms as form_views

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from bot.domain.people import Asking
    from bot.services import Services
    from bot.services.press.items import PressItem
    from handlers.forms import Forms, Save

View = dict[str, Any]

_BLOCKS: Final = {
    "tags": ids.TAGS,
    "note": ids.NOTE,
    "other": ids.OTHER,
    "agency_response": ids.RESPONSE,
    "agency_response_text": ids.RESPONSE_TEXT,
}


@dataclass(frozen=True, slots=True)
class PressForms:
    """Opens the forms of triage and takes what comes back."""

    services: Services

    def register(self, app: AsyncApp, forms: Forms) -> None:
        """Put the listeners for what comes back on `app`."""
        forms.take(app, ids.FLAG_FORM, _told(self._flag))
        forms.take(app, ids.PRESS_NOTE_FORM, _told(self._note))
        forms.take(app, ids.SAME_FORM, _told(self._same))
        forms.take(app, ids.RESPONSE_FORM, _told(self._respond))
        forms.suggest(app, ids.OTHER, self._items)

    # -- opening ----------------------------------------------------------------------------------------------

    def opening(self, verb: str, asking: Asking, name: str, channel: str, *, chosen: str = "") -> Modal:
        """The form for `verb`: flag, note, same or response. `chosen` is the response that was chosen already."""
        title, to = _OPENED[verb]
        must_edit(asking, to)

        async def build() -> View:
            item = await desk(self.services.press.item, asking, name)
            return _built(verb, item, channel, chosen)

        return Modal(title.format(name=name), build, views.form_here(verb, name))

    # -- what comes back --------------------------------------------------------------------------------------

    async def _flag(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject = _subject(view)
        chosen = tuple(choice.value for choice in State(view).choices(ids.TAGS))
        there = await desk(self.services.press.item, asking, subject.item)
        out = subject.taken_out(there.entry.content.tags, chosen)
        item = await desk(self.services.triage.flag, asking, subject.item, chosen, without=out, delivery=delivery)
        return Saved(message=views.said(views.flagged(item), item.entry))

    async def _note(self, view: View, asking: Asking, delivery: str) -> Saved:
        text = State(view).text(ids.NOTE)
        item = await desk(self.services.triage.note, asking, _subject(view).item, text, delivery=delivery)
        return Saved(message=views.said(views.noted(item), item.entry, undo=False))

    async def _same(self, view: View, asking: Asking, delivery: str) -> Saved:
        other = State(view).chosen(ids.OTHER)
        done = await desk(self.services.triage.same_as, asking, _subject(view).item, other, delivery=delivery)
        return Saved(message=views.merged(done))

    async def _respond(self, view: View, asking: Asking, delivery: str) -> Saved:
        subject, state = _subject(view), State(view)
        item = await desk(
            self.services.triage.respond,
            asking,
            subject.item,
            state.chosen(ids.RESPONSE),
            state.text(ids.RESPONSE_TEXT),
            was=subject.was,
            delivery=delivery,
        )
        return Saved(message=views.said(views.responded(item), item.entry))

    async def _items(self, asking: Asking, typed: str) -> dict[str, Any]:
        return option_views.entries(await desk(self.services.search.suggest_entries, asking, typed, (PRESS,)))


_OPENED: Final = {
    "flag": ("Flag {name}", "flag press items"),
    "note": ("Note on {name}", "note something about press items"),
    "same": ("Same story as {name}", "say which items are the same story"),
    "response": ("Agency response", "set the agency’s response"),
}


def _built(verb: str, item: PressItem, channel: str, chosen: str) -> View:
    match verb:
        case "flag":
            return form_views.flag_form(item, channel=channel)
        case "note":
            return form_views.note_form(item, channel=channel)
        case "same":
            return form_views.same_form(item, channel=channel)
        case _:
            return form_views.response_form(item, channel=channel, chosen=chosen)


def _subject(view: View) -> PressSubject:
    return PressSubject.decode(str(view.get("private_metadata") or ""))


def _told(save: Save) -> Save:
    """What is wrong with one input is said beside it."""

    async def saved(view: View, asking: Asking, delivery: str) -> Saved:
        try:
            return await save(view, asking, delivery)
        except BadInput as error:
            block = _BLOCKS.get(error.field or "")
            if block is None:
                raise
            return Saved(reply={"response_action": "errors", "errors": {block: str(error)}})

    return saved
