"""Inputs of forms: each in its block, which has the same id as the input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.entries import RELATIONS, LinkBasis
from bot.domain.kinds import Field, FieldType
from handlers import ids
from handlers.form_values import DEFAULT_RELATION, field_block
from handlers.plain import pieces, sendable, size
from handlers.quotations import BOX
from handlers.views.blocks import Block, Element, menu, option, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handlers.form_state import Choice

LABEL_LIMIT = 200
HINT_LIMIT = 400


def asked(block_id: str, label: str, element: Element, *, hint: str = "", required: bool = False) -> Block:
    """An input with its label, and a hint in small letters below it."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": words(label, LABEL_LIMIT),
        "element": {"action_id": block_id, **element},
        "optional": not required,
    }
    if hint:
        block["hint"] = words(hint, HINT_LIMIT)
    return block


def box(value: str, *, example: str = "", tall: bool = False) -> Element:
    """A box to type in."""
    element: Element = {"type": "plain_text_input"}
    if tall:
        element["multiline"] = True
    if example:
        element["placeholder"] = words(example, 150)
    if value:
        element["initial_value"] = sendable(value)
    return element


def long_text(block_id: str, label: str, parts: Iterable[str], *, hint: str = "") -> list[Block]:
    """A box for a text that may be longer than a box takes: then there are several, one after the other."""
    shown = [*parts] or [""]
    first = asked(block_id, label, box(shown[0], tall=True), hint=hint)
    more = [
        asked(ids.numbered(block_id, number), f"{label} (continued)", box(part, tall=True))
        for number, part in enumerate(shown[1:], start=1)
    ]
    return [first, *more]


def text_parts(text: str) -> list[str]:
    """A long text in parts that each fit a box; what fits one is left as it is."""
    return [text] if size(text) <= BOX else [*pieces(text, BOX)]


def paragraph_parts(text: str) -> list[str]:
    """The same, divided between paragraphs, and within one only where it alone is too long for a box."""
    parts: list[str] = []
    for paragraph in filter(None, text.split("\n\n")):
        longer = f"{parts[-1]}\n\n{paragraph}" if parts else paragraph
        if parts and size(longer) <= BOX:
            parts[-1] = longer
        else:
            parts += text_parts(paragraph)
    return parts


def own_field(own: Field, value: str) -> Block:
    """The input for one of a kind's own fields. Its hint stands in the box until something is typed."""
    block_id = field_block(own)
    if own.type is FieldType.CHOICE:
        return asked(
            block_id, own.label, menu(block_id, "Choose one", [option(name, name) for name in own.choices], value)
        )
    examples = {FieldType.DATE: "In words: June 27, 2019", FieldType.URL: "https://…"}
    example = own.hint or examples.get(own.type, "")
    return asked(block_id, own.label, box(value, example=example, tall=own.type is FieldType.LONG))


def searched(block_id: str, label: str, placeholder: str, chosen: Sequence[Choice], *, hint: str = "") -> Block:
    """A menu of several choices that searches while one types."""
    element: Element = {
        "type": "multi_external_select",
        "placeholder": words(placeholder, 150),
        "min_query_length": 0,
    }
    options = [option(choice.label or choice.value, choice.value) for choice in chosen if choice.value][:100]
    if options:
        element["initial_options"] = options
    return asked(block_id, label, element, hint=hint)


def relation(label: str, chosen: str = DEFAULT_RELATION) -> Block:
    """How a link reads, from this entry to the other."""
    options = [option(f"{item.forward} …", item.name) for item in RELATIONS]
    return asked(ids.RELATION, label, menu(ids.RELATION, "Choose one", options, chosen), required=True)


def basis(label: str, chosen: str = LinkBasis.STATED.value) -> Block:
    """Whether the source states a link, or the editor infers it."""
    options = [
        option("Stated: the source says so", LinkBasis.STATED.value),
        option("Inferred: our own conclusion", LinkBasis.INFERRED.value),
    ]
    initial = next((item for item in options if item["value"] == chosen), options[0])
    element = {"type": "radio_buttons", "options": options, "initial_option": initial}
    return asked(ids.BASIS, label, element, required=True)
