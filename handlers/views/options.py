"""Answers to menus that search while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.entries import MAX_TAG, Line, clean_line
from bot.domain.ids import alias_key
from handlers.plain import shorten
from handlers.views.blocks import LABEL_LIMIT, Element, option
from handlers.views.lines import when

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 100
DATE_ROOM = 24


def entries(lines: Iterable[Line]) -> dict[str, Any]:
    """Entries to choose from: `R-7 · Title · June 27, 2019`."""
    unique = {line.id: line for line in lines}
    return {"options": [_entry(line) for line in unique.values()][:MOST]}


def _entry(line: Line) -> Element:
    date = f" · {shorten(when(line.date), DATE_ROOM)}" if line.date else ""
    title = shorten(line.title, LABEL_LIMIT - len(date) - len(str(line.id)) - 3)
    return option(f"{line.id} · {title}{date}", str(line.id))


def tags(known: Iterable[str], typed: str) -> dict[str, Any]:
    """Tags to choose from, and, last, what was typed as a new tag where it is none yet."""
    found = list(dict.fromkeys(known))
    new = shorten(clean_line(typed).replace(",", " ").strip(), MAX_TAG)
    options = [option(tag, tag) for tag in found][: MOST - 1]
    if new and alias_key(new) not in {alias_key(tag) for tag in found}:
        options.append(option(f"Add “{new}”", new))
    return {"options": options}
