"""Why a watch's query cannot be read: what is wrong, where, and what would be right."""

from __future__ import annotations

from typing import Final

from bot.errors import BadQuery

SHOWN: Final = 60


class Unreadable(BadQuery):
    """A query that cannot be read.

    `sentence` says where and why on one line. `pointed` is two lines for a font of fixed width: the query, or as much
    of it as is near, and below it a caret under the place. `at` counts characters from 0.
    """

    def __init__(self, text: str, at: int, what: str, *, after: str = "", found: str = "") -> None:
        self.at = at
        where = f", after “{_short(after)}”" if after else f", “{_short(found)}”" if found else ""
        self.sentence = f"At character {at + 1}{where}: {what}"
        self.pointed = _pointed(text, at)
        super().__init__(f"{self.sentence}\n{self.pointed}", field="query")


def _short(text: str) -> str:
    return text if len(text) <= SHOWN // 2 else f"{text[: SHOWN // 2]}…"


def _pointed(text: str, at: int) -> str:
    """The part of the text round `at`, and a caret below it."""
    start = max(0, min(at - SHOWN // 2, len(text) - SHOWN))
    before, after = "…" if start else "", "…" if start + SHOWN < len(text) else ""
    return f"{before}{text[start : start + SHOWN]}{after}\n{' ' * (len(before) + at - start)}^"
