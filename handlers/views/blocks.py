"""The pieces that every view is made of: blocks and elements of Block Kit as plain dicts.

Text for a mrkdwn field is `Mrkdwn`, so outside text cannot get in unescaped. Limits that a view could reach with
honest data are kept here; the gate checks all of them on the way out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from handlers.mrkdwn import Mrkdwn, outside
from handlers.plain import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Block = dict[str, Any]
Element = dict[str, Any]
Message = dict[str, Any]

HEADER_LIMIT = 150
SECTION_LIMIT = 3_000
FIELD_LIMIT = 2_000
TITLE_LIMIT = 24  # a form's title, and its buttons
LABEL_LIMIT = 75  # a button's or an option's text
FALLBACK_LIMIT = 600


def message(text: str, blocks: Sequence[Block]) -> Message:
    """A message: its blocks, and `text` for notifications and for readers that show no blocks."""
    return {"text": shorten(outside(text), FALLBACK_LIMIT), "blocks": [*blocks]}


def words(text: str, limit: int, *, emoji: bool = False) -> dict[str, Any]:
    """A plain text object on one line. Outside text keeps its colons: `:smile:` is not drawn in it."""
    return {"type": "plain_text", "text": shorten(" ".join(plain(text).split()), limit) or "…", "emoji": emoji}


def marked(text: Mrkdwn, limit: int = SECTION_LIMIT) -> dict[str, Any]:
    """A mrkdwn text object."""
    return {"type": "mrkdwn", "text": shorten(text, limit)}


def header(text: str) -> Block:
    """A heading in large letters."""
    return {"type": "header", "text": words(text, HEADER_LIMIT)}


def section(text: Mrkdwn, *, block_id: str = "") -> Block:
    """A paragraph. `expand` keeps Slack from folding a long one behind "See more"."""
    block: Block = {"type": "section", "text": marked(text), "expand": True}
    if block_id:
        block["block_id"] = block_id
    return block


def facts(pairs: Iterable[tuple[str, Mrkdwn]]) -> list[Block]:
    """Labels and values in two columns, at most ten to a block."""
    shown = [marked(Mrkdwn(f"*{outside(label)}*\n{value}"), FIELD_LIMIT) for label, value in pairs]
    return [{"type": "section", "fields": shown[start : start + 10]} for start in range(0, len(shown), 10)]


def context(*texts: Mrkdwn) -> Block:
    """Small grey text."""
    return {"type": "context", "elements": [marked(text) for text in texts if text][:10]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(elements: Iterable[Element | None]) -> list[Block]:
    """A row of buttons and menus, without those that are None; no block where none is left."""
    kept = [element for element in elements if element is not None]
    return [{"type": "actions", "elements": kept[start : start + 25]} for start in range(0, len(kept), 25)]


def button(label: str, action_id: str, value: str, *, style: str = "", says: str = "") -> Element:
    """A button. `says` is read aloud instead of a label that is clear only to the eye."""
    element: Element = {
        "type": "button",
        "text": words(label, LABEL_LIMIT, emoji=True),
        "action_id": action_id,
        "value": value,
    }
    if style:
        element["style"] = style
    if says:
        element["accessibility_label"] = shorten(plain(says), LABEL_LIMIT)
    return element


def option(label: str, value: str) -> Element:
    """A choice in a menu."""
    return {"text": words(label, LABEL_LIMIT), "value": value}


def menu(action_id: str, placeholder: str, options: Sequence[Element], chosen: str = "") -> Element:
    """A menu of at most 100 choices; `chosen` is the value of the one that is chosen already."""
    element: Element = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": words(placeholder, 150),
        "options": [*options][:100],
    }
    initial = next((item for item in element["options"] if item["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return element


class Carried(Protocol):
    """What a form carries from its opening to its sending."""

    def encode(self) -> str: ...


def modal(title: str, blocks: Sequence[Block], callback_id: str, carried: Carried, *, submit: str) -> dict[str, Any]:
    """A form: `callback_id` names what takes it, `carried` comes back with it."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": carried.encode(),
        "title": words(title, TITLE_LIMIT),
        "submit": words(submit, TITLE_LIMIT),
        "close": words("Cancel", TITLE_LIMIT),
        "blocks": [*blocks],
    }


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    """A "⋯" menu."""
    return {"type": "overflow", "action_id": action_id, "options": [*options][:5]}


def answer(text: Mrkdwn, buttons: Sequence[Element]) -> Message:
    """One sentence and the buttons for what comes next."""
    return message(text, [section(text), *actions(buttons)])
