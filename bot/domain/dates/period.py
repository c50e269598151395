"""The stretches of the calendar that a date can name, and pairs of them.

A `Period` is what ISO 8601-2 calls a date expression: a day, month, season, quarter, year or decade, perhaps
qualified as approximate or uncertain. An `Extent` is one period, or the interval from one to another. Both
are in the calendar by construction: nobody can make a February 30.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.dates.model import Precision
from bot.domain.dates.refusals import refusal

if TYPE_CHECKING:
    from bot.errors import BadDate

FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9999
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS: Final = {
    21: "spring",
    22: "summer",
    23: "autumn",
    24: "winter",
}  # ISO 8601-2, 4.8: codes in the month's place
QUARTERS: Final = {33: 1, 34: 2, 35: 3, 36: 4}
WINTER: Final = 24
QUALIFIERS: Final = {"~": "about", "?": "possibly", "%": "possibly about"}  # ISO 8601-2, 8.2


@dataclass(frozen=True, slots=True)
class Period:
    """A day, month, season, quarter, year or decade.

    `part` is 0 or what stands in the month's place in EDTF: a month 1–12, a season 21–24 or a quarter 33–36.
    A decade is given by its first year. Raises `BadDate` where the calendar has no such period.
    """

    year: int
    part: int = 0
    day: int = 0
    qualifier: str = ""
    decade: bool = False

    def __post_init__(self) -> None:
        _check_year(self.year)
        if self.part and not self._names_a_part():
            raise refusal(f"There is no month {self.part}.", "Months go from 1 to 12, as in 2019-06 or June 2019.")
        if self.day:
            _check_day(self.year, self.part, self.day)
        if self.qualifier and self.precision in {Precision.SEASON, Precision.QUARTER}:
            raise refusal(
                f"EDTF has no way to call {self.bare_text} approximate or uncertain.",
                f"Leave it out, or name a month, as in about {MONTHS[self.lo.month - 1]} {self.lo.year}.",
            )

    def _names_a_part(self) -> bool:
        return 1 <= self.part <= 12 or (not self.day and (self.part in SEASONS or self.part in QUARTERS))

    @property
    def precision(self) -> Precision:
        """What kind of period this is."""
        if self.decade:
            return Precision.DECADE
        if self.day:
            return Precision.DAY
        if self.part in SEASONS:
            return Precision.SEASON
        if self.part in QUARTERS:
            return Precision.QUARTER
        return Precision.MONTH if self.part else Precision.YEAR

    @property
    def lo(self) -> date:
        """Its first day. Seasons are those of the northern hemisphere, by whole months."""
        return self._first_month().replace(day=self.day or 1)

    @property
    def hi(self) -> date:
        """Its last day."""
        if self.day:
            return self.lo
        year, month = self._last_month()
        return date(year, month, monthrange(year, month)[1])

    def _first_month(self) -> date:
        if self.part == WINTER:
            # "Winter 2020" may have begun in December 2019 or in December 2020; both count.
            return date(self.year - 1, 12, 1)
        if self.part in SEASONS:
            return date(self.year, 3 * (self.part - 20), 1)
        if self.part in QUARTERS:
            return date(self.year, 3 * QUARTERS[self.part] - 2, 1)
        return date(self.year, self.part or 1, 1)

    def _last_month(self) -> tuple[int, int]:
        if self.part == WINTER:
            return min(self.year + 1, LAST_YEAR), 2
        if self.part in SEASONS or self.part in QUARTERS:
            return self.year, self._first_month().month + 2
        return self.year + 9 * self.decade, self.part or 12

    @property
    def edtf(self) -> str:
        """Canonical EDTF: level 1, or level 2 for a quarter."""
        if self.decade:
            return f"{self.year // 10}X{self.qualifier}"
        part = f"-{self.part:02d}" if self.part else ""
        day = f"-{self.day:02d}" if self.day else ""
        return f"{self.year}{part}{day}{self.qualifier}"

    @property
    def bare_text(self) -> str:
        """In words, without its qualifier: "June 27, 2019", "summer 2020", "Q3 2019", "the 2010s"."""
        if self.decade:
            return f"the {self.year}s"
        if self.part in SEASONS:
            return f"{SEASONS[self.part]} {self.year}"
        if self.part in QUARTERS:
            return f"Q{QUARTERS[self.part]} {self.year}"
        day = f" {self.day}," if self.day else ""
        return f"{MONTHS[self.part - 1]}{day} {self.year}" if self.part else str(self.year)

    @property
    def text(self) -> str:
        """In words: "about June 2020", "possibly 2020"."""
        return f"{QUALIFIERS[self.qualifier]} {self.bare_text}" if self.qualifier else self.bare_text

    def previous(self) -> Period:
        """The last period of this size, or a month or year for the odd sizes, that ends before this one
        begins.
        """
        return self._beside(self.lo, timedelta(days=-1))

    def following(self) -> Period:
        """The first period of this size, or a month or year for the odd sizes, that begins after this one
        ends.
        """
        return self._beside(self.hi, timedelta(days=1))

    def _beside(self, edge: date, step: timedelta) -> Period:
        if edge == date.max and step.days > 0:
            raise year_refusal()
        return self._like(edge + step)

    def first(self) -> Period:
        """Where an interval from this period starts: the period itself, or its first month or year."""
        return self._like(self.lo)

    def last(self) -> Period:
        """Where an interval up to this period ends: the period itself, or its last month or year."""
        return self._like(self.hi)

    def _like(self, day: date) -> Period:
        """The day, month or year around `day`, as fine as this period. Only those three can end an EDTF
        interval.
        """
        found = period_around(day, self.precision)
        return replace(found, qualifier=self.qualifier)


@dataclass(frozen=True, slots=True)
class Extent:
    """One period, given twice, or the interval from `start` to `end`, where None leaves that end open.

    Raises `BadDate` where it runs backwards or has neither end.
    """

    start: Period | None
    end: Period | None

    def __post_init__(self) -> None:
        if self.start is None and self.end is None:
            raise refusal("A range needs a beginning or an end.", "Write it like 2019-06..2020-03 or before 2020.")
        if self.start and self.end and self.start.lo > self.end.hi:
            raise refusal(
                f"This range runs backwards: {self.end.text} is before {self.start.text}.",
                f"Write {self.end.text} to {self.start.text}.",
            )

    @property
    def single(self) -> Period | None:
        """The one period, or None for an interval."""
        return self.start if self.start == self.end else None

    @property
    def precision(self) -> Precision:
        """That of the one period, or `INTERVAL`."""
        return self.single.precision if self.single else Precision.INTERVAL

    @property
    def lo(self) -> date | None:
        """The first possible day."""
        return self.start.lo if self.start else None

    @property
    def hi(self) -> date | None:
        """The last possible day."""
        return self.end.hi if self.end else None

    @property
    def edtf(self) -> str:
        """Canonical EDTF."""
        if self.single:
            return self.single.edtf
        return f"{self.start.edtf if self.start else '..'}/{self.end.edtf if self.end else '..'}"


def one(period: Period) -> Extent:
    """The extent that is just `period`."""
    return Extent(period, period)


def interval(start: Period | None, end: Period | None) -> Extent:
    """The interval from the start of one period to the end of another. Seasons, quarters and decades become
    months and years, because only days, months and years can end an EDTF interval."""
    if start is not None and start == end:
        return one(start)
    return Extent(start.first() if start else None, end.last() if end else None)


def period_around(day: date, precision: Precision) -> Period:
    """The day, month or year that holds `day`: a season or a quarter gives the month, a decade the year."""
    if precision is Precision.DAY:
        return Period(day.year, day.month, day.day)
    if precision in {Precision.YEAR, Precision.DECADE}:
        return Period(day.year)
    return Period(day.year, day.month)


def year_refusal() -> BadDate:
    """The error for a year that is too early or too late."""
    return refusal(f"Years go from {FIRST_YEAR} to {LAST_YEAR}.", "Write the year with four digits, as in 2019.")


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise year_refusal()


def _check_day(year: int, month: int, day: int) -> None:
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        name = MONTHS[month - 1]
        raise refusal(
            f"There is no {name} {day}, {year}: {name} {year} has {days} days.",
            f"Write a day from 1 to {days}, or only {name} {year}.",
        )
