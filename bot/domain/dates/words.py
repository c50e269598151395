"""The words that people write dates with, and which of them a misspelt word may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.domain.dates.period import MONTHS, SEASONS

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ABOUT: Final = frozenset({"about", "around", "approximately", "approx", "circa", "c", "ca", "roughly"})
POSSIBLY: Final = frozenset({"possibly", "perhaps", "maybe", "probably"})
NOISE: Final = frozenset({"the", "of", "on", "in", "year", "month", "during", "sometime"})
VAGUE: Final = frozenset({"early", "mid", "middle", "late", "beginning", "start", "end"})
UNDATED: Final = frozenset({"undated", "unknown", "none", "nd", "tbd", "n/a", "no date", "not known"})
ORDINALS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}

_MONTHS: Final = tuple(month.lower() for month in MONTHS)
_SEASONS: Final = {name: code for code, name in SEASONS.items()} | {"fall": 23}
_SPOKEN: Final = (
    *_MONTHS, *_SEASONS, *WEEKDAYS, "today", "yesterday", "tomorrow", "last", "week", "year", "before",
    "after", "since", "until", "between", "about", "earlier", "later", "quarter",
)  # fmt: skip


def month_named(word: str) -> int:
    """The number of the month that a word of three letters or more begins, 0 if there is none."""
    if len(word) < 3:
        return 0
    return next((number for number, month in enumerate(_MONTHS, 1) if month.startswith(word)), 0)


def season_named(word: str) -> int:
    """The EDTF code of the season, 0 if it is none."""
    return _SEASONS.get(word, 0)


def weekday_named(word: str) -> int | None:
    """The number of the weekday, Monday being 0, or None. "Thu" and "thurs" count, "th" does not."""
    if len(word) < 3:
        return None
    return next((number for number, day in enumerate(WEEKDAYS) if day.startswith(word)), None)


def likely_words(word: str) -> Iterator[str]:
    """The words that `word` may be a slip of, the likeliest first: two slips at most, one in a short word."""
    slips = 1 if len(word) < 5 else 2
    found = process.extract(word, _SPOKEN, scorer=OSA.distance, score_cutoff=slips, limit=3)
    return (candidate for candidate, _, _ in found)


def capitalised(word: str) -> str:
    """`word` as it is written in English: months and weekdays with a capital."""
    return word.capitalize() if word in _MONTHS or word in WEEKDAYS else word


def ordinal(word: str) -> int:
    """1 for "first" and "1st", and so on up to four."""
    return ORDINALS.get(word) or int(word[0])


def season_code(code: int) -> str:
    """The season that an EDTF code stands for, or ""."""
    return SEASONS.get(code, "")
