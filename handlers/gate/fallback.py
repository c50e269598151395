"""The text of a message that has blocks: what notifications and screen readers give instead of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from handlers.mrkdwn import escape

if TYPE_CHECKING:
    from collections.abc import Iterator


def fallback_text(blocks: list[dict[str, Any]]) -> str:
    """Return what the blocks say, as mrkdwn, a line for each text; buttons and menus are left out."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: dict[str, Any]) -> Iterator[str]:
    kind = block["type"]
    if kind == "markdown":
        yield escape(block["text"])
    elif kind == "rich_text":
        yield from (escape(_rich(part)).strip() for part in block["elements"])
    elif kind == "table":
        yield from (escape(" · ".join(map(_rich, row))).strip() for row in block["rows"])
    else:
        texts = [block.get("text"), block.get("label"), *block.get("fields", ())]
        texts += block["elements"] if kind == "context" else []
        yield from map(_text, texts)
        yield escape(block.get("alt_text", ""))


def _text(value: dict[str, Any] | None) -> str:
    if value is None:
        return ""
    if value["type"] == "image":
        return escape(str(value["alt_text"]))
    return str(value["text"]) if value["type"] == "mrkdwn" else escape(value["text"])


def _rich(value: dict[str, Any]) -> str:
    """Return the words in rich text or a table's cell, lists on lines of their own."""
    inside = value.get("elements")
    if inside is None:
        said = value.get("text") or value.get("url") or value.get("fallback") or ""
        return str(said)
    return ("\n" if value["type"] == "rich_text_list" else "").join(map(_rich, inside))
