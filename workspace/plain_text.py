"""Messages and views as lines of plain text, as a person would read them aloud.

Pure functions from payloads to text. Buttons show as `[Share]`, menus as `[memo ▾]`, an overflow menu as
`[⋯ Edit | Delete]`, inputs with what is filled in and the error beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workspace.element_state import initial_state
from workspace.mrkdwn import Names, markdown_reads_as, own_id, reads_as
from workspace.wire import Json

DIVIDER = "---"
BLANK = "____"
Values = Mapping[tuple[str, str], Json]
"""What is filled in: from (block id, action id) to the state of the element."""


@dataclass(frozen=True)
class Reader:
    """Who reads: the names they know, what they have filled in, and the errors they are shown."""

    names: Names = own_id
    values: Values = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def render_text(message: Mapping[str, Any], names: Names = own_id) -> str:
    """Return a message as plain text: its blocks if it has any, else its text, then its attachments and files."""
    reader = Reader(names)
    blocks = message.get("blocks") or []
    lines = blocks_as_lines(blocks, reader) if blocks else _lines(reads_as(message.get("text") or "", names))
    for attachment in message.get("attachments") or []:
        lines += _attachment(attachment, reader)
    lines += [f"(file: {file.get('name', '')})" for file in message.get("files") or []]
    return "\n".join(lines)


def render_view(view: Mapping[str, Any], reader: Reader | None = None) -> str:
    """Return a modal or Home tab as plain text, with its title above and its buttons below."""
    reader = reader or Reader()
    buttons = [f"[{_plain(view[name])}]" for name in ("submit", "close") if view.get(name)]
    lines = [_plain(view["title"])] if view.get("title") else []
    lines += blocks_as_lines(view.get("blocks") or [], reader)
    return "\n".join([*lines, *([" ".join(buttons)] if buttons else [])])


def blocks_as_lines(blocks: Sequence[Json], reader: Reader) -> list[str]:
    """Return blocks as lines, one block after the other."""
    return [line for block in blocks for line in _block(block, reader)]


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _plain(text: Json | None) -> str:
    return str((text or {}).get("text") or "")


def _text(text: Json, names: Names) -> str:
    words = _plain(text)
    return reads_as(words, names) if text.get("type") == "mrkdwn" else words


def _block(block: Json, reader: Reader) -> list[str]:
    render = _BLOCKS.get(block.get("type", ""))
    return render(block, reader) if render else [f"({block.get('type')})"]


def _attachment(attachment: Json, reader: Reader) -> list[str]:
    if attachment.get("blocks"):
        return blocks_as_lines(attachment["blocks"], reader)
    told = [attachment.get(name) for name in ("pretext", "title", "text")]
    words = [reads_as(str(part), reader.names) for part in told if part] or [str(attachment.get("fallback") or "")]
    return [line for part in words for line in _lines(part)]


def _section(block: Json, reader: Reader) -> list[str]:
    lines = _lines(_text(block["text"], reader.names)) if block.get("text") else []
    lines += [_field(_text(one, reader.names)) for one in block.get("fields") or []]
    if block.get("accessory"):
        shown = element_as_text(block["accessory"], reader, block.get("block_id", ""))
        lines = [*lines[:-1], f"{lines[-1]} {shown}"] if lines else [shown]
    return lines


def _field(text: str) -> str:
    """Return a field on one line: a label above its value reads as `label: value`."""
    label, _, value = text.partition("\n")
    return f"{label.rstrip(':')}: {value}".replace("\n", " ") if value else text


def _actions(block: Json, reader: Reader) -> list[str]:
    block_id = block.get("block_id", "")
    return [" ".join(element_as_text(element, reader, block_id) for element in block["elements"])]


def _context(block: Json, reader: Reader) -> list[str]:
    shown = [
        _image(element) if element["type"] == "image" else _text(element, reader.names) for element in block["elements"]
    ]
    return _lines(" ".join(shown))


def _image(image: Json) -> str:
    return f"(image: {image.get('alt_text', '')})"


def _image_block(block: Json, reader: Reader) -> list[str]:
    del reader
    return [*_lines(_plain(block.get("title"))), _image(block)]


def _input(block: Json, reader: Reader) -> list[str]:
    block_id = block.get("block_id", "")
    optional = " (optional)" if block.get("optional") else ""
    shown = element_as_text(block["element"], reader, block_id)
    lines = [f"{_plain(block['label'])}{optional}: {shown}"]
    if block.get("hint"):
        lines.append(f"  {_plain(block['hint'])}")
    if block_id in reader.errors:
        lines.append(f"  ! {reader.errors[block_id]}")
    return lines


def _table(block: Json, reader: Reader) -> list[str]:
    return [
        " | ".join(" ".join(_cell(cell, reader)) for cell in row)
        for row in block.get("rows") or []
    ]  # fmt: skip


def _cell(cell: Json, reader: Reader) -> list[str]:
    return _rich_text(cell, reader) if cell.get("type") == "rich_text" else [str(cell.get("text", ""))]


def _rich_text(block: Json, reader: Reader) -> list[str]:
    lines: list[str] = []
    for part in block.get("elements") or []:
        if part["type"] == "rich_text_list":
            ordered = part.get("style") == "ordered"
            for number, item in enumerate(part["elements"], 1):
                mark = f"{number}. " if ordered else "• "
                lines.append(mark + _leaves(item["elements"], reader.names))
        else:
            quote = "> " if part["type"] == "rich_text_quote" else ""
            lines += [quote + line for line in _lines(_leaves(part["elements"], reader.names))]
    return lines


def _leaves(leaves: Sequence[Json], names: Names) -> str:
    return "".join(_leaf(leaf, names) for leaf in leaves)


def _leaf(leaf: Json, names: Names) -> str:
    kind = leaf.get("type")
    if kind == "link":
        address = str(leaf.get("url", ""))
        return f"{leaf['text']} ({address})" if leaf.get("text") not in (None, address) else address
    if kind in {"user", "channel", "usergroup"}:
        mark = "#" if kind == "channel" else "@"
        return mark + names(str(leaf.get(f"{kind}_id", "")))
    shown = {"emoji": f":{leaf.get('name')}:", "broadcast": f"@{leaf.get('range')}"}
    return shown.get(str(kind)) or str(leaf.get("text") or leaf.get("fallback") or "")


def element_as_text(element: Json, reader: Reader, block_id: str = "") -> str:
    """Return one element as it is shown: `[Share]`, `[⋯ Edit | Delete]`, `[memo ▾]`, or what is filled in."""
    kind = element["type"]
    if kind in {"button", "workflow_button", "icon_button"}:
        link = f" → {element['url']}" if element.get("url") else ""
        return f"[{_plain(element['text'])}{link}]"
    if kind == "overflow":
        return f"[⋯ {' | '.join(_plain(option['text']) for option in element['options'])}]"
    if kind == "image":
        return _image(element)
    if kind == "feedback_buttons":
        return f"[{_plain(element['positive_button']['text'])}] [{_plain(element['negative_button']['text'])}]"
    state = reader.values.get((block_id, element.get("action_id", "")))
    chosen = _chosen(state if state is not None else initial_state(element), reader.names)
    if kind in {"checkboxes", "radio_buttons"}:
        return _ticked(element, chosen)
    return _filled(element, chosen)


def _ticked(element: Json, chosen: Sequence[str]) -> str:
    left, right = ("[", "]") if element["type"] == "checkboxes" else ("(", ")")
    texts = [_plain(option["text"]) for option in element["options"]]
    return " ".join(f"{left}{'x' if text in chosen else ' '}{right} {text}" for text in texts)


def _filled(element: Json, chosen: Sequence[str]) -> str:
    typed = element["type"].endswith("_input")
    if typed:
        return ", ".join(chosen) or _plain(element.get("placeholder")) or BLANK
    return f"[{', '.join(chosen) or _plain(element.get('placeholder')) or 'choose'} ▾]"


def _chosen(state: Json, names: Names) -> list[str]:
    """Return what an element's state says, in words."""
    words: list[str] = []
    for name, value in state.items():
        if name == "type" or value is None:
            continue
        several = value if isinstance(value, list) else [value]
        words += [
            _plain(one["text"]) if isinstance(one, dict) and "text" in one else names(str(one)) for one in several
        ]
    return words


_BLOCKS: Mapping[str, Callable[[Json, Reader], list[str]]] = {
    "section": _section,
    "header": lambda block, reader: _lines(_text(block["text"], reader.names)),
    "divider": lambda block, reader: [DIVIDER],
    "context": _context,
    "actions": _actions,
    "context_actions": _actions,
    "image": _image_block,
    "input": _input,
    "rich_text": _rich_text,
    "markdown": lambda block, reader: _lines(markdown_reads_as(block["text"])),
    "table": _table,
}
