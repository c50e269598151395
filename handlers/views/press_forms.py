"""The forms of triage: flags, a note, which item tells the same story, what the agency said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.services.press.triage import MOST_NOTE
from handlers import ids
from handlers.form_state import Choice
from handlers.mrkdwn import joined, mrkdwn
from handlers.press_subject import PressSubject
from handlers.views import inputs
from handlers.views.blocks import Block, modal, option, section, words
from handlers.views.blocks import context as small
from handlers.views.inputs import asked, box
from handlers.views.lines import cut, named, when
from handlers.views.press_card import NAME_SHOWN, RESPONSES

if TYPE_CHECKING:
    from bot.services.press.items import PressItem

View = dict[str, Any]

SUGGESTED_SHOWN: Final = 10


def flag_form(item: PressItem, *, channel: str) -> View:
    """Sets an item's flags. Those that its watches suggest stand in the form already."""
    tags = item.entry.content.tags
    chosen = [Choice(flag) for flag in (*tags, *item.suggested)]
    hint = ""
    if item.suggested:
        hint = f"Suggested by what matched: {', '.join(item.suggested[:SUGGESTED_SHOWN])}"
    flags = inputs.searched(ids.TAGS, "Flags", "Search, or type a new one", chosen, hint=hint)
    subject = PressSubject(str(item.entry.id), channel).showing(tags)
    return modal(f"Flag {item.entry.id}", [_what(item), flags], ids.FLAG_FORM, subject, submit="Save")


def note_form(item: PressItem, *, channel: str) -> View:
    """Asks for a note, which is said in the thread of the item's card."""
    example = "Quoted by two senators; ask for the letter"
    element = {**box("", example=example, tall=True), "max_length": MOST_NOTE}
    note = asked(ids.NOTE, "Note", element, required=True)
    where = small(mrkdwn("It is said in the card’s thread, and kept with the item."))
    subject = PressSubject(str(item.entry.id), channel)
    return modal(f"Note on {item.entry.id}", [_what(item), note, where], ids.PRESS_NOTE_FORM, subject, submit="Save")


def same_form(item: PressItem, *, channel: str) -> View:
    """Asks which item tells the same story, and says what that does."""
    name = str(item.entry.id)
    search = {"type": "external_select", "placeholder": words("Search by id or words", 150), "min_query_length": 0}
    effect = mrkdwn("{id} goes off the lists. Its copies and notes go over to the other item.", id=name)
    blocks = [_what(item), asked(ids.OTHER, "The same story as", search, required=True), small(effect)]
    return modal(f"Same story as {name}", blocks, ids.SAME_FORM, PressSubject(name, channel), submit="It is the same")


def response_form(item: PressItem, *, channel: str, chosen: str = "") -> View:
    """Asks how the agency responded, and what it said."""
    name = str(item.entry.id)
    options = [
        option(label.removeprefix("Agency: ").rstrip("…").capitalize(), value) for value, label in RESPONSES.items()
    ]
    initial = next(one for one in options if one["value"] == (chosen or item.response))
    radio = {"type": "radio_buttons", "options": options, "initial_option": initial}
    blocks = [
        _what(item),
        asked(ids.RESPONSE, "Did the agency respond?", radio, required=True),
        asked(ids.RESPONSE_TEXT, "What it said", box(item.field("agency_response_text"), tall=True)),
    ]
    subject = PressSubject(name, channel, was=item.response)
    return modal("Agency response", blocks, ids.RESPONSE_FORM, subject, submit="Save")


def _what(item: PressItem) -> Block:
    outlet = cut(item.field("outlet"), NAME_SHOWN)
    return section(joined([named(item.entry.id, item.entry.title), outlet, when(item.entry.date)], " · "))
