"""EDTF text to periods: strict, and only what a paper trail needs.

Kept is ISO 8601-2 level 0 and 1 for days, months, seasons, years, decades and intervals of them, and from
level 2 the quarters. Those forms are read here, in microseconds. Whatever else arrives goes to the `edtf`
package as a referee of syntax: it tells a form that EDTF has but this does not keep from one that EDTF does
not have. The package is loaded only then, because its grammar costs 0.3 s, 20 MB, and some milliseconds a
date. It accepts days that are not in the calendar and it guesses in its fuzzy bounds, so neither its calendar
nor its bounds are used.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.domain.dates.model import Basis, Dating
from bot.domain.dates.period import QUARTERS, SEASONS, Extent, Period, interval, one
from bot.domain.dates.refusals import quoted, refusal

LONGEST = 64
EXAMPLES = "Write it like 2019-06-27, 2020-06, 2019, 2020~ or 2020-03-02/2020-06-26."

_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<part>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<qualifier>[?~%]?)")
_DECADE = re.compile(r"(?P<decade>[0-9]{3})X(?P<qualifier>[?~%]?)")
_ONE_OF_A_RANGE = re.compile(r"\[(?P<start>[0-9-]*)\.\.(?P<end>[0-9-]*)\]")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*")


def from_edtf(edtf: str, *, text: str = "", basis: Basis = Basis.STATED) -> Dating:
    """The date that EDTF text gives, in its canonical form.

    Canonical is: an unspecified day or month is left out (`2020-06-XX` is `2020-06`), an unknown end of an
    interval is an open one (`/2020` is `../2020`), a choice within a range is an interval (`[2019..2020]` is
    `2019/2020`), and a mark on a part of a date is on all of it. Raises `BadDate` with a sentence.
    """
    return to_dating(read_edtf(edtf), text=text, basis=basis)


def to_dating(extent: Extent, *, text: str = "", basis: Basis = Basis.STATED) -> Dating:
    """An extent as a date with its source's text and its basis."""
    return Dating(edtf=extent.edtf, text=text, basis=basis, lo=extent.lo, hi=extent.hi, precision=extent.precision)


@lru_cache(maxsize=4096)
def read_edtf(edtf: str) -> Extent:
    """The extent that EDTF text names. Raises `BadDate` with a sentence."""
    if len(edtf) > LONGEST:
        raise refusal(f"{quoted(edtf)} is too long for a date in EDTF.", EXAMPLES)
    text = edtf.strip()
    found = read_kept_form(text)
    return found if found is not None else _read_rare_form(text)


def read_kept_form(text: str) -> Extent | None:
    """The extent, or None if `text` is not in a form that is kept. Raises `BadDate` off the calendar."""
    if match := _ONE_OF_A_RANGE.fullmatch(text):
        return _interval(match["start"], match["end"])
    start, slash, end = text.partition("/")
    if slash:
        return _interval(start, end)
    period = _period(text)
    return one(period) if period else None


def _interval(start: str, end: str) -> Extent | None:
    ends = [None if side in {"", ".."} else _period(side) for side in (start, end)]
    if any(period is None and side not in {"", ".."} for period, side in zip(ends, (start, end), strict=True)):
        return None
    return interval(*ends)


def _period(text: str) -> Period | None:
    if match := _DECADE.fullmatch(text):
        return Period(int(match["decade"]) * 10, qualifier=match["qualifier"], decade=True)
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, part, day = match["year"], match["part"], match["day"]
    if part == "XX":
        # Nothing is known below the year: "2020-XX" and "2020-XX-XX" are the year; "2020-XX-05" is not kept.
        return Period(int(year), qualifier=match["qualifier"]) if day in {None, "XX"} else None
    if part and _is_other_season(int(part)):
        return None
    if part == "00" or day == "00":
        raise refusal(f"{quoted(text)} has a month or a day 00.", "Leave out what is not known, as in 2020-06 or 2020.")
    return Period(int(year), int(part or 0), 0 if day in {None, "XX"} else int(day), qualifier=match["qualifier"])


def _is_other_season(part: int) -> bool:
    """Whether a code in the month's place is one that ISO 8601-2 has but that is not kept: hemispheres,
    halves …
    """
    return 21 <= part <= 41 and part not in SEASONS and part not in QUARTERS


def _read_rare_form(text: str) -> Extent:
    if _TIME.fullmatch(text):
        raise refusal(f"{quoted(text)} has a time of day, which dates here do not keep.", f"Write {text[:10]}.")
    kind = _kind_by_the_book(text)
    if kind == "PartialUncertainOrApproximate":
        return _marked_as_a_whole(text)
    if kind:
        raise refusal(
            f"{quoted(text)} is EDTF, but only days, months, seasons, quarters, years, decades and intervals"
            " are kept here.",
            EXAMPLES,
        )
    raise refusal(f"{quoted(text)} is not a date in EDTF (ISO 8601-2).", EXAMPLES)


def _marked_as_a_whole(text: str) -> Extent:
    """A date of which a part is marked (`2019-06~-27`), with the mark on all of it: who doubts a part doubts
    the day.
    """
    marks = {mark for mark in text if mark in "?~%"}
    qualifier = marks.pop() if len(marks) == 1 else "%"
    found = read_kept_form(re.sub("[?~%]", "", text) + qualifier)
    if found is None:
        raise refusal(f"{quoted(text)} is not a date in EDTF (ISO 8601-2).", EXAMPLES)
    return found


def _kind_by_the_book(text: str) -> str:
    """What the `edtf` package takes `text` for, as the name of its class, or "" if it is not EDTF."""
    if "X" in text or not text.isascii():
        return ""  # The package fails on some unspecified digits, and prints while it does.
    from edtf.parser import grammar

    try:
        return type(grammar.parse_edtf(text)).__name__
    except Exception:  # It also raises TypeError, ValueError and AttributeError on text that is not EDTF.
        return ""
