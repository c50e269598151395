"""How people write what belongs to a watch: its parts in one line, and until when it is to be silent. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.dates import read_span
from bot.domain.press.watch import Alert, WatchDraft
from bot.errors import BadDate, BadInput
from handlers.piped import read_piped

if TYPE_CHECKING:
    from bot.domain.press.watch import Watch
    from handlers.piped import Piped

PARTS: Final = ("name", "channel", "flags", "alert")
BARE: Final = {"digest": "alert", "digest only": "alert", "now": "alert", "at once": "alert"}

_FOR: Final = re.compile(
    r"(?:for\s+)?(?P<count>\d{1,3}|an?|one)\s+(?P<unit>hour|day|week|month)s?", re.IGNORECASE | re.ASCII
)
_UNITS: Final = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
_ENDLESS: Final = ("", "forever", "for ever", "for good", "until unmuted")


def read_draft(text: str) -> WatchDraft:
    """`clearview OR "face search" | name: Faces | channel: #press | flags: Privacy, Fourth Amendment | digest`."""
    piped = read_piped(text, PARTS, bare=BARE)
    return _with(WatchDraft(piped.first), piped)


def read_change(text: str, watch: Watch) -> WatchDraft:
    """The watch with what is said of it in one line, after its name: another query, or parts."""
    piped = read_piped(text, (*PARTS, "query"), bare=BARE)
    query = piped.parts.get("query") or piped.first or watch.query
    return _with(replace(draft_of(watch), query=query), piped)


def draft_of(watch: Watch) -> WatchDraft:
    """A watch as somebody would give it who changes nothing."""
    return WatchDraft(watch.query, watch.name, watch.flags, watch.alert, watch.channel)


def _with(draft: WatchDraft, piped: Piped) -> WatchDraft:
    parts = piped.parts
    return replace(
        draft,
        name=parts.get("name", draft.name),
        flags=piped.several("flags") if "flags" in parts else draft.flags,
        alert=read_alert(parts["alert"]) if "alert" in parts else draft.alert,
        channel=parts.get("channel", draft.channel),
    )


def read_alert(text: str) -> Alert:
    """`now` or `digest`. Raises `BadInput`."""
    word = " ".join(text.lower().split())
    if word in ("now", "at once", "card", "cards"):
        return Alert.NOW
    if word in ("digest", "digest only"):
        return Alert.DIGEST
    raise BadInput("“alert:” is “now” (a card for each match) or “digest” (the morning’s digest only).", field="alert")


def read_until(text: str, today: date) -> date | timedelta | None:
    """`until December 1`, `for 3 days`; None for nothing, which is until somebody unmutes it. Raises `BadInput`."""
    typed = " ".join(text.strip().rstrip(".!").split())
    if typed.lower() in _ENDLESS:
        return None
    if found := _FOR.fullmatch(typed):
        count = int(found["count"]) if found["count"].isdigit() else 1
        return count * _UNITS[found["unit"].lower()]
    typed = re.sub(r"^(until|till|til)\s+", "", typed, flags=re.IGNORECASE)
    for spelling in (typed, f"next {typed}", f"{typed}, {today.year}", f"{typed}, {today.year + 1}"):
        day = _first_day(spelling, today)
        if day is not None and day > today:
            return day
    raise BadInput(
        f"“{typed[:60]}” is not a day to come. Write `until December 1`, `until Friday` or `for 3 days`; with nothing"
        " like that it is muted until you unmute it.",
        field="until",
    )


def _first_day(text: str, today: date) -> date | None:
    try:
        return read_span(text, today=today).lo
    except BadDate:
        return None
