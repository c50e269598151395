"""What a feed's document asks of those who poll it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import Hints

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST: Final = timedelta(hours=24)

_NUMBER: Final = re.compile(r"\d{1,6}")
_WORD: Final = re.compile(r"[a-z]{3,10}")
_PERIODS: Final = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8_760}
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NONE: Final = Hints()


def hints_of(facts: Mapping[str, str]) -> Hints:
    """The hints in a feed's facts: ttl (minutes), period and frequency (of `sy:`), hours (GMT), days (English names).

    The shortest pause is the longer of both ways to say it, at most 24 hours. What makes no sense is ignored: numbers
    that are none, hours and days that do not exist, and a feed that is never to be polled.
    """
    hours = frozenset(int(hour) % 24 for hour in _NUMBER.findall(facts.get("hours", "")) if int(hour) <= 24)
    words = set(_WORD.findall(facts.get("days", "").lower()))
    days = frozenset(number for number, name in enumerate(_DAYS) if name in words)
    floor = min(max(_ttl(facts), _updates(facts)), LONGEST)
    if not (floor or hours or days):
        return _NONE
    return Hints(floor, hours if len(hours) < 24 else frozenset(), days if len(days) < 7 else frozenset())


def _ttl(facts: Mapping[str, str]) -> timedelta:
    return timedelta(minutes=_whole(facts.get("ttl", "")))


def _updates(facts: Mapping[str, str]) -> timedelta:
    hours = _PERIODS.get(facts.get("period", "").strip().lower(), 0)
    times = _whole(facts.get("frequency", "1"))
    return timedelta(hours=hours) / times if times else timedelta()


def _whole(text: str) -> int:
    text = text.strip()
    return int(text) if _NUMBER.fullmatch(text) else 0
