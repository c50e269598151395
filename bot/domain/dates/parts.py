"""A single date in pieces: what of year, month and day a text gives, before the calendar is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.dates import words
from bot.domain.dates.period import MONTHS, QUARTERS, SEASONS, Period
from bot.domain.dates.refusals import quoted, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.domain.dates.tokens import Token
    from bot.errors import BadDate


class UnreadError(Exception):
    """The text is not a date as far as can be seen; the caller, who has all of it, says so to the person."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What one date names. `part` is a month, or the EDTF code of a season or quarter; None is not named."""

    year: int | None = None
    part: int | None = None
    day: int | None = None
    weekday: int | None = None
    qualifier: str = ""
    decade: bool = False

    @property
    def text(self) -> str:
        """The pieces in words, for an error: "June 27", "27", "2019"."""
        month = MONTHS[self.part - 1] if self.part and self.part <= 12 else SEASONS.get(self.part or 0, "")
        return " ".join(str(piece) for piece in (month, self.day, self.year) if piece) or "It"


def read_parts(tokens: Iterable[Token]) -> Parts:
    """The pieces that `tokens` name, in any order.

    Raises `UnreadError` if they are not a date's, and `BadDate` if they are but can be read in two ways or in
    none.
    """
    parts = Parts()
    for token in tokens:
        read = _READERS.get(token.kind)
        if read is None:
            raise UnreadError
        parts = read(parts, token.text)
    if parts == Parts(qualifier=parts.qualifier):
        raise UnreadError
    return parts


def completed(parts: Parts) -> Period:
    """The period that `parts` name. Raises `BadDate` if the year or the month is missing, or off the
    calendar.
    """
    if parts.year is None and parts.part is None and parts.weekday is not None:
        name = words.WEEKDAYS[parts.weekday].capitalize()
        raise refusal(f"Which {name}?", f"Write last {name}, next {name} or the date.")
    if parts.day and not parts.part:
        raise refusal(f"“{parts.text}” lacks a month.")
    if parts.year is None:
        raise refusal(f"“{parts.text}” lacks a year.", f"Write it like {parts.text}{',' * bool(parts.day)} 2019.")
    period = Period(parts.year, parts.part or 0, parts.day or 0, parts.qualifier, parts.decade)
    _check_weekday(parts, period)
    return period


def sharing(start: Parts, end: Parts) -> tuple[Parts, Parts]:
    """Both ends of a range with what is said only once: "June 27–30, 2019", "27–30 June 2019", "March to June
    2020".
    """
    if start.day and not start.part and end.day:
        start = replace(start, part=end.part)
    if end.day and not end.part and start.day:
        end = replace(end, part=start.part)
    if start.year is None and end.part:
        start = replace(start, year=end.year)
    if end.year is None and start.part:
        end = replace(end, year=start.year)
    return start, end


def _check_weekday(parts: Parts, period: Period) -> None:
    if parts.weekday is None:
        return
    if not period.day:
        raise UnreadError
    right = words.WEEKDAYS[period.lo.weekday()].capitalize()
    if parts.weekday != period.lo.weekday():
        wrong = words.WEEKDAYS[parts.weekday].capitalize()
        raise refusal(f"{period.bare_text} is a {right}, not a {wrong}.", "Leave the weekday out or mend the date.")


def _with(parts: Parts, **given: Any) -> Parts:
    """`parts` with more pieces; a piece that is there already means that this is no single date."""
    if any(getattr(parts, name) is not None for name in given if name != "decade"):
        raise UnreadError
    return replace(parts, **given)


def _with_mark(parts: Parts, mark: str) -> Parts:
    both = mark == "%" or parts.qualifier not in {"", mark}
    return replace(parts, qualifier="%" if both else mark)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", text)]


def _year_month_day(parts: Parts, text: str) -> Parts:
    year, month, day = _numbers(text)
    return _with(parts, year=year, part=_month(month, text), day=_day(day, text))


def _year_month(parts: Parts, text: str) -> Parts:
    year, month = _numbers(text)
    return _with(parts, year=year, part=_month(month, text))


def _month_year(parts: Parts, text: str) -> Parts:
    month, year = _numbers(text)
    return _with(parts, year=year, part=_month(month, text))


def _month(number: int, text: str) -> int:
    if not 1 <= number <= 12:
        raise refusal(f"There is no month {number} in {quoted(text)}.", "Write it like 2019-06, 6/2019 or June 2019.")
    return number


def _day(number: int, text: str) -> int:
    if not number:
        raise refusal(f"There is no day 0 in {quoted(text)}.")
    return number


def _day_and_month(parts: Parts, text: str) -> Parts:
    """`6/27/2019` or `27/6/2019`: read if there is one way to read it."""
    first, second, year = _numbers(text)
    if year < 100:
        raise _short_year()
    readings = {(m, d) for m, d in ((first, second), (second, first)) if 1 <= m <= 12 and 1 <= d <= 31}
    if not readings:
        raise refusal(f"{quoted(text)} has no day and month that go together.")
    if len(readings) > 1:
        dates = [Period(year, month, day) for month, day in ((first, second), (second, first))]
        raise refusal(
            f"{quoted(text)} can be {dates[0].text} or {dates[1].text}.",
            f"Write {dates[0].edtf} or {dates[1].edtf}, or the month as a word.",
        )
    month, day = readings.pop()
    return _with(parts, year=year, part=month, day=day)


def _number(parts: Parts, text: str) -> Parts:
    if len(text) == 4:
        return _with(parts, year=int(text))
    if len(text) == 8:
        return _year_month_day(parts, f"{text[:4]}-{text[4:6]}-{text[6:]}")
    if len(text) > 2:
        raise refusal(f"{quoted(text)} is not a year.", "Write the year with four digits, as in 2019.")
    if parts.day is not None:
        raise _short_year()
    return _with(parts, day=_day(int(text), text))


def _short_year() -> BadDate:
    return refusal(
        "A year of two digits can be of any century.",
        "Write all four digits, as in June 27, 2019 or 6/27/2019.",
    )


def _refuse_short_year(_parts: Parts, _text: str) -> Parts:
    raise _short_year()


def _named(parts: Parts, text: str) -> Parts:
    """`27-Jun-2019`, `Jun-2019`."""
    for piece in text.split("-"):
        parts = _number(parts, piece) if piece.isdigit() else _word(parts, piece)
    return parts


def _word(parts: Parts, word: str) -> Parts:
    if word in words.NOISE:
        return parts
    if word in words.ABOUT or word in words.POSSIBLY:
        return _with_mark(parts, "~" if word in words.ABOUT else "?")
    if word in words.VAGUE:
        raise refusal(
            f"“{word}” says no days that everyone would agree on.",
            "Name the months, as in January to April 2020, or write about 2020.",
        )
    if part := words.month_named(word) or words.season_named(word):
        return _with(parts, part=part)
    if (weekday := words.weekday_named(word)) is not None:
        return _with(parts, weekday=weekday)
    raise UnreadError


def _quarter(parts: Parts, text: str) -> Parts:
    code = next(code for code, number in QUARTERS.items() if number == int(text[-1]))
    return _with(parts, part=code, year=int(text[:4])) if len(text) > 2 else _with(parts, part=code)


_READERS: Final[dict[str, Callable[[Parts, str], Parts]]] = {
    "decade": lambda parts, text: _with(parts, year=int(text[:4]), decade=True),
    "ymd": _year_month_day,
    "xxy": _day_and_month,
    "ym": _year_month,
    "my": _month_year,
    "dmy_word": _named,
    "my_word": _named,
    "quarter": _quarter,
    "ordinal": lambda parts, text: _with(parts, day=_day(int(text[:-2]), text)),
    "short_year": _refuse_short_year,
    "number": _number,
    "word": _word,
    "mark": _with_mark,
}
