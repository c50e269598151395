"""Dates that are told from today: "yesterday", "last week", "last Friday", "3 days ago", "last 30 days"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from bot.domain.dates import words
from bot.domain.dates.model import Precision
from bot.domain.dates.period import Extent, Period, interval, one, period_around, year_refusal

_DAYS: Final = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2}
_STEPS: Final = {"last": -1, "previous": -1, "past": -1, "this": 0, "current": 0, "next": 1}
_TURN: Final = re.compile(r"(?P<which>last|previous|past|this|current|next)[ -](?P<what>[a-z]+)")
_AGO: Final = re.compile(r"(?P<count>[0-9]{1,4}|an?|one) (?P<unit>day|week|month|year)s? ago")
_RECENT: Final = re.compile(r"(?:last|past|previous) (?P<count>[0-9]{1,4}) (?P<unit>day|week|month|year)s?")
_TOLD_FROM_TODAY: Final = re.compile(r"\b(?:today|now|yesterday|tomorrow|last|previous|past|this|current|next|ago)\b")


def is_relative(line: str) -> bool:
    """Whether a readable line means another date when it is read on another day."""
    return _TOLD_FROM_TODAY.search(line) is not None


def read_relative(line: str, today: date) -> Extent | None:
    """The extent that `line` names from `today`, or None if it is not told from today. Weeks begin on Monday.

    Raises `BadDate` if it falls outside the years that dates can have.
    """
    line = line.removeprefix("the ")
    try:
        return _day(line, today) or _turn(line, today) or _ago(line, today) or _recent(line, today)
    except (OverflowError, ValueError) as error:
        raise year_refusal() from error


def _day(line: str, today: date) -> Extent | None:
    return one(_on(today + timedelta(days=_DAYS[line]))) if line in _DAYS else None


def _turn(line: str, today: date) -> Extent | None:
    """ "last week", "this month", "next Friday"."""
    match = _TURN.fullmatch(line)
    if match is None:
        return None
    step, what = _STEPS[match["which"]], match["what"]
    if what == "week":
        monday = today + timedelta(days=7 * step - today.weekday())
        return interval(_on(monday), _on(monday + timedelta(days=6)))
    if what == "quarter":
        return one(_quarter_of(_months_on(today, 3 * step)))
    if what in {"month", "year"}:
        return one(_moved(today, what, step))
    weekday = words.weekday_named(what)
    return None if weekday is None else one(_on(_nearest(today, weekday, step)))


def _nearest(today: date, weekday: int, step: int) -> date:
    """Last Friday is the latest before today, next Friday the first after it, this Friday the one of this
    week.
    """
    if step == 0:
        return today + timedelta(days=weekday - today.weekday())
    days = (step * (weekday - today.weekday())) % 7 or 7
    return today + timedelta(days=step * days)


def _ago(line: str, today: date) -> Extent | None:
    match = _AGO.fullmatch(line)
    if match is None:
        return None
    count = int(match["count"]) if match["count"].isdigit() else 1
    return one(_moved(today, match["unit"], -count))


def _recent(line: str, today: date) -> Extent | None:
    """ "last 30 days": from that many days ago up to today."""
    match = _RECENT.fullmatch(line)
    if match is None:
        return None
    unit, count = match["unit"], int(match["count"])
    if unit in {"day", "week"}:
        return interval(_moved(today, unit, -count), _on(today))
    return interval(_on(_months_on(today, -count * (12 if unit == "year" else 1))), _on(today))


def _moved(today: date, unit: str, count: int) -> Period:
    """The day, or for months and years the month or year, that many units on."""
    if unit in {"day", "week"}:
        return _on(today + timedelta(days=count * (7 if unit == "week" else 1)))
    there = _months_on(today, count * (12 if unit == "year" else 1))
    return period_around(there, Precision.YEAR if unit == "year" else Precision.MONTH)


def _months_on(day: date, months: int) -> date:
    """The same day of the month that many months on, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _quarter_of(day: date) -> Period:
    return Period(day.year, 33 + (day.month - 1) // 3)


def _on(day: date) -> Period:
    return period_around(day, Precision.DAY)
