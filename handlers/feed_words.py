"""How people write what belongs to a feed: its address, what it logs, how often it is polled. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import FeedLog
from bot.errors import BadInput
from bot.services.feeds import LONGEST_MINUTES, SHORTEST_MINUTES, FeedChange

if TYPE_CHECKING:
    from handlers.piped import Piped

PARTS: Final = ("outlet", "dossier", "log", "flags", "every")

_EVERY = re.compile(r"^(?P<count>\d{1,4})?\s*(?P<unit>m|min|minutes?|h|hours?|d|days?)$", re.IGNORECASE)


def read_change(piped: Piped) -> FeedChange:
    """What `| outlet: Vox | log: everything` asks for."""
    parts = piped.parts
    return FeedChange(
        outlet=parts.get("outlet"),
        flags=piped.several("flags") if "flags" in parts else None,
        log=read_log(parts["log"]) if "log" in parts else None,
        every=read_every(parts["every"]) if "every" in parts else None,
        dossier=parts.get("dossier"),
    )


def read_log(text: str) -> FeedLog:
    """`everything` or `matches`. Raises `BadInput`."""
    word = text.strip().lower()
    if word in ("everything", "all"):
        return FeedLog.EVERYTHING
    if word in ("matches", "match", "what matches"):
        return FeedLog.MATCHES
    raise BadInput("“log:” is “matches” (what a watch finds) or “everything”.", field="log")


def read_every(text: str) -> timedelta:
    """`30 minutes`, `2h`; zero for `auto`, which leaves the pace to the feed's own habits. Raises `BadInput`."""
    if text.strip().lower() in ("auto", "automatic", ""):
        return timedelta()
    read = _EVERY.match(text.strip().lower().removeprefix("every "))
    minutes = int(read["count"] or 1) * {"m": 1, "h": 60, "d": 1_440}[read["unit"][0].lower()] if read else 0
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise BadInput(
            "“every:” is a pause from 10 minutes to 24 hours, such as “30 minutes”, or “auto”.", field="every"
        )
    return timedelta(minutes=minutes)


def web_address(text: str) -> str:
    """An address as people type it: `vox.com/rss` means https."""
    typed = text.strip().strip("<>")
    if not typed or re.search(r"\s", typed):
        raise BadInput("Begin with the address: `/press feeds add https://www.vox.com/rss | outlet: Vox`.", field="url")
    return typed if "://" in typed else f"https://{typed}"
