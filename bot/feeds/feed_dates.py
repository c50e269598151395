"""Dates as feeds write them: RFC 822 in all its dialects, ISO 8601, and some of other languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

MAX_DATE_TEXT: Final = 100
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2999  # far from where arithmetic with offsets overflows

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
# Names that are used for several zones stand for the one that feeds mean by them (BST: British, IST: Indian).
_ZONES: Final = {
    "A": -1, "ACDT": 10.5, "ACST": 9.5, "ADT": -3, "AEDT": 11, "AEST": 10, "AKDT": -8, "AKST": -9, "AST": -4, "AT": -4,
    "AWST": 8, "BRT": -3, "BST": 1, "CAT": 2, "CDT": -5, "CEST": 2, "CET": 1, "CST": -6, "CT": -6, "EAT": 3, "EDT": -4,
    "EEST": 3, "EET": 2, "EST": -5, "ET": -5, "HKT": 8, "HST": -10, "IST": 5.5, "JST": 9, "KST": 9, "M": -12, "MDT": -6,
    "MEST": 2, "MET": 1, "MSK": 3, "MST": -7, "MT": -7, "N": 1, "NDT": -2.5, "NST": -3.5, "NZDT": 13, "NZST": 12,
    "PDT": -7, "PHT": 8, "PKT": 5, "PST": -8, "PT": -8, "SAST": 2, "SGT": 8, "WAT": 1, "WEST": 1, "WIB": 7, "Y": 12,
}  # fmt: skip
_LARGEST_OFFSET: Final = 15 * 60  # minutes; the world's is 14:00

_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[ap])\.?m\.?)?"
_ZONE: Final = r"(?:\s*(?P<zone>(?:[a-z/]*)(?:[+-]\d{1,2}:?\d{2}|[+-]\d{1,2})?))?(?:\s*\(.*\))?"
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH: Final = r"(?P<month>[a-z]{3,9})\.?"
_WEEKDAY: Final = r"(?:[^\W\d]{2,12}\.?,?\s+)?"
_SHAPES: Final = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"{_WEEKDAY}{_DAY}[\s-]+{_MONTH},?[\s-]+(?P<year>\d{{4}}|\d{{2}})(?:,?\s+(?:at\s+)?{_CLOCK}{_ZONE})?",
        rf"(?P<year>\d{{4}})[-/.](?P<number>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[\sT]+{_CLOCK}{_ZONE})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})(?:,?\s+(?:at\s+)?{_CLOCK}{_ZONE})?",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY}\s+{_CLOCK}{_ZONE}\s+(?P<year>\d{{4}})",
    )
)
_OFFSETS: Final = {minutes: timezone(timedelta(minutes=minutes)) for minutes in range(-720, 841, 30)} | {0: UTC}


def read_date(text: str) -> datetime | None:
    """The moment that a feed's date names, with the offset that is written in it; None for what cannot be read.

    So the calendar day stays the one that was written. A date without a time is midnight of that day in UTC; a time
    without a zone, or with a zone of an unknown name, is in UTC. A date without a day is not read: it would have to be
    made up. Two-digit years are 1990 to 2089. Years before 1900 and after 2999 count as unreadable.
    """
    text = text[: MAX_DATE_TEXT + 1].strip()
    if len(text) > MAX_DATE_TEXT:
        return None
    found = _iso(text) or _in_a_shape(text) or _as_feedparser_reads(text)
    return found if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _iso(text: str) -> datetime | None:
    dashed = text[4:5] == "-" and text[:4].isdigit()
    if not dashed and not (text[:8].isdigit() and text[8:9] in ("", "T")):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_a_shape(text: str) -> datetime | None:
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _moment(found.groupdict())
    return None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    month = int(parts.get("number") or 0) or _MONTHS.get((parts.get("month") or "")[:3].lower())
    zone = _zone(parts["zone"] or "")
    if not month or not zone:
        return None
    second = min(int(parts["second"] or 0), 59)  # a leap second is the last one of its minute
    try:
        day, minute = int(parts["day"] or 0), int(parts["minute"] or 0)
        return datetime(_year(parts["year"] or ""), month, day, _hour(parts), minute, second, tzinfo=zone)
    except ValueError:
        return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 90 else 1900)


def _hour(parts: dict[str, str | None]) -> int:
    hour, half = int(parts["hour"] or 0), (parts["half"] or "").lower()
    if not half:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def _zone(text: str) -> timezone | None:
    """The zone of "+0530", "EST" or "GMT-05:00". An unknown name is UTC, an impossible offset None."""
    sign = max(text.find("+"), text.find("-"))
    if sign < 0:
        name = text.upper().removeprefix("ETC/")
        return _offset(int(_ZONES.get(name, 0) * 60))
    digits = text[sign + 1 :].replace(":", "")
    hours, minutes = (digits, "0") if len(digits) <= 2 else (digits[:-2], digits[-2:])
    if int(minutes) > 59:
        return None
    total = int(hours) * 60 + int(minutes)
    return _offset(-total if text[sign] == "-" else total)


def _offset(minutes: int) -> timezone | None:
    if abs(minutes) > _LARGEST_OFFSET:
        return None
    return _OFFSETS.get(minutes) or timezone(timedelta(minutes=minutes))


def _as_feedparser_reads(text: str) -> datetime | None:
    """A Korean, Greek or Hungarian date, in UTC.

    feedparser's other readers are not asked: they take what is missing, or what they cannot read, from today's date.
    """
    if text.isascii():
        return None
    # Imported when it is needed: it takes as much memory as all the rest of a worker.
    from feedparser.datetimes import greek, hungarian, korean

    readers = (
        korean._parse_date_onblog,
        korean._parse_date_nate,
        greek._parse_date_greek,
        hungarian._parse_date_hungarian,
    )
    for reader in readers:
        try:
            if parts := reader(text):
                year, month, day, hour, minute, second = parts[:6]
                return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        except (ValueError, KeyError):
            continue
    return None
