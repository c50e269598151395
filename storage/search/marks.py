"""Marks: what an entry is, as words of the index that nobody can type, so that filters are part of the search itself.

A mark begins with an underscore, which no word does. Dates are marked by periods: the calendar is a tree of millennia,
centuries, decades, years, months and days, and any range of days is covered by a few of its periods. An entry is marked
with the periods that cover its date and with those that they lie in. It overlaps a range when a period that covers the
range has one of the entry's within it, or lies within one of the entry's: some dozen marks, however long the range.
(A segment tree, as in Bentley, "Solutions to Klee's rectangle problems", 1977.)
"""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.domain.search import words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.domain.entries import Draft

    Period = tuple[int, ...]

ANY_ENTRY: Final = "_any"
NO_ENTRY: Final = "_none"
DATED: Final = "_dated"
_COVERS: Final = "_c"  # a period that covers a part of the date, and nothing beyond it
_HOLDS: Final = "_h"  # a period that has such a one within it, or is one
_YEAR, _MONTH = 4, 5  # so many numbers name a year (its four digits) and a month; the sixth is the day
_FIRST: Final[Period] = (0, 0, 0, 0, 1, 1)
_LAST: Final[Period] = (9, 9, 9, 9, 12, 31)


def kind_mark(name: str) -> str:
    """The mark of entries of that kind."""
    return f"_k_{name}"


def type_mark(name: str) -> str:
    """The mark of entries of that type: a memo, a purchase."""
    return f"_y_{_slug(name)}"


def tag_mark(name: str) -> str:
    """The mark of entries with that tag, however it is spelled in case, accents and punctuation."""
    return f"_g_{_slug(name)}"


def status_mark(name: str) -> str:
    """The mark of entries with that status: new, reviewed."""
    return f"_s_{_slug(name)}"


def watch_mark(watch: int | str) -> str:
    """The mark of press items that the watch with that id matched."""
    return f"_w_{_slug(str(watch))}"


def feed_mark(feed: int | str) -> str:
    """The mark of press items of which the feed with that id brought a copy."""
    return f"_f_{_slug(str(feed))}"


def dossier_mark(dossier_id: int) -> str:
    """The mark of a dossier's entries."""
    return f"_o_{dossier_id}"


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return "_".join(words(name).in_order) or f"_{name.encode().hex()}"


def marks_of(dossier_id: int, content: Draft) -> tuple[str, ...]:
    """Every mark that an entry has by its content."""
    kind, date = content.kind, content.date
    type_, status = (content.fields.get(name, "") for name in ("type", "status"))
    return (
        ANY_ENTRY,
        dossier_mark(dossier_id),
        kind_mark(kind.name),
        *((type_mark(type_),) if type_ else ()),
        *((status_mark(status),) if status else ()),
        *dict.fromkeys(tag_mark(tag) for tag in content.tags),
        *((DATED, *_date_marks(date.lo, date.hi)) if date else ()),
    )


@lru_cache(maxsize=65_536)
def _date_marks(first: date | None, last: date | None) -> tuple[str, ...]:
    cover = tuple(_cover(first, last))
    holding = dict.fromkeys(above for period in cover for above in (*_above(period), period))
    return (*(_name(_COVERS, period) for period in cover), *(_name(_HOLDS, period) for period in holding))


def overlapping(first: date | None, last: date | None) -> tuple[str, ...]:
    """Marks of which an entry has one just when its date may fall between these days, both included; None is open."""
    cover = tuple(_cover(first, last))
    around = dict.fromkeys(above for period in cover for above in _above(period))
    return (*(_name(_HOLDS, period) for period in cover), *(_name(_COVERS, period) for period in around))


def _cover(first: date | None, last: date | None) -> Iterator[Period]:
    """The fewest periods that together are the days from `first` to `last`."""
    ends = (_path(first) if first else _FIRST, _path(last) if last else _LAST)
    if ends[0] == ends[1]:
        yield ends[0]
    else:
        yield from _cover_within((), *ends)


def _cover_within(period: Period, first: Period, last: Period) -> Iterator[Period]:
    """The cover of that part of `period` that lies from `first` to `last`."""
    if _begins(period, first) and _ends(period, last):
        yield period
        return
    size = len(period) + 1
    least, most = _steps(period)
    for step in range(least, most + 1):
        within = (*period, step)
        if first[:size] <= within <= last[:size]:
            yield from _cover_within(within, first, last)


def _begins(period: Period, first: Period) -> bool:
    """Whether the first day of `period` is not before `first`."""
    size = len(period)
    return bool(size) and (period > first[:size] or first[size:] == _FIRST[size:])


def _ends(period: Period, last: Period) -> bool:
    """Whether the last day of `period` is not after `last`."""
    size = len(period)
    if period != last[:size]:
        return period < last[:size]
    longest = (9, 9, 9, 9, 12, _days(last))
    return last[size:] == longest[size:]


def _steps(period: Period) -> tuple[int, int]:
    """The first and the last number that a period within `period` can have."""
    if len(period) == _MONTH:
        return 1, _days(period)
    return (1, 12) if len(period) == _YEAR else (0, 9)


def _days(period: Period) -> int:
    year = int("".join(map(str, period[:_YEAR])))
    return monthrange(year or 4, period[_YEAR])[1]


def _above(period: Period) -> Iterator[Period]:
    """The periods that it lies in, the longest first."""
    return (period[:size] for size in range(1, len(period)))


def _path(day: date) -> Period:
    return (*map(int, f"{day.year:04d}"), day.month, day.day)


def _name(prefix: str, period: Period) -> str:
    year = "".join(map(str, period[:_YEAR]))
    return f"{prefix}{year}{''.join(f'_{step:02d}' for step in period[_YEAR:])}"
