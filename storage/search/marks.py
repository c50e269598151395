"""Marks: what an entry is, as words of the index that nobody can type, so that filters are part of the search itself.

A mark begins with an underscore, which no word does. An entry's first and last possible day stand in the index as
chains of marks from the millennium down to the day; a half-open range of days is then a few dozen marks, whatever its
length, because every whole year, decade and century in it is one mark.
"""

from __future__ import annotations

from calendar import monthrange
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from bot.domain.search import words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from bot.domain.entries import Draft

ANY_ENTRY: Final = "_any"
NO_ENTRY: Final = "_none"
FIRST_DAY: Final = "_l"
LAST_DAY: Final = "_h"
_OPEN: Final = "open"
_MONTH, _DAY = 4, 5  # levels of a chain; the four before them are the digits of the year


def kind_mark(name: str) -> str:
    """The mark of entries of that kind."""
    return f"_k_{name}"


def type_mark(name: str) -> str:
    """The mark of entries of that type: a memo, a purchase."""
    return f"_y_{_slug(name)}"


def tag_mark(name: str) -> str:
    """The mark of entries with that tag, however it is spelled in case, accents and punctuation."""
    return f"_g_{_slug(name)}"


def dossier_mark(dossier_id: int) -> str:
    """The mark of a dossier's entries."""
    return f"_o_{dossier_id}"


@lru_cache(maxsize=4096)
def _slug(name: str) -> str:
    return "_".join(words(name).in_order) or f"_{name.encode().hex()}"


def marks_of(dossier_id: int, content: Draft) -> tuple[str, ...]:
    """Every mark of an entry."""
    kind, date = content.kind, content.date
    types = [content.fields.get(field.name, "") for field in kind.fields if field.name == "type"]
    return (
        ANY_ENTRY,
        dossier_mark(dossier_id),
        kind_mark(kind.name),
        *(type_mark(name) for name in types if name),
        *dict.fromkeys(tag_mark(tag) for tag in content.tags),
        *((*_chain(FIRST_DAY, date.lo), *_chain(LAST_DAY, date.hi)) if date else ()),
    )


@lru_cache(maxsize=65_536)
def _chain(prefix: str, day: date | None) -> tuple[str, ...]:
    """A day and every longer period that it lies in; for an open end one mark that says so."""
    if day is None:
        return (f"{prefix}{_OPEN}",)
    path = _path(day)
    return tuple(_name(prefix, path[: level + 1]) for level in range(len(path)))


def ends_on_or_after(day: date) -> tuple[str, ...]:
    """Marks of which an entry has one just when its last possible day is not before `day`."""
    return (*_half_line(LAST_DAY, day, upwards=True), f"{LAST_DAY}{_OPEN}")


def begins_on_or_before(day: date) -> tuple[str, ...]:
    """Marks of which an entry has one just when its first possible day is not after `day`."""
    return (*_half_line(FIRST_DAY, day, upwards=False), f"{FIRST_DAY}{_OPEN}")


def ends_by(day: date) -> tuple[str, ...]:
    """Marks of which an entry has one just when all of it is over by `day`."""
    return _half_line(LAST_DAY, day, upwards=False)


def begins_from(day: date) -> tuple[str, ...]:
    """Marks of which an entry has one just when none of it is before `day`."""
    return _half_line(FIRST_DAY, day, upwards=True)


def _half_line(prefix: str, day: date, *, upwards: bool) -> tuple[str, ...]:
    """The fewest marks that together cover every day from `day` on, or every day up to it."""
    path = _path(day)
    level = _DAY
    while level > 0 and path[level] == _ends(path, level)[0 if upwards else 1]:
        level -= 1  # the whole of the longer period is in the range
    marks = [_name(prefix, path[: level + 1])]
    for above in range(level, -1, -1):
        least, most = _ends(path, above)
        beyond = range(path[above] + 1, most + 1) if upwards else range(least, path[above])
        marks += [_name(prefix, (*path[:above], step)) for step in beyond]
    return tuple(marks)


def _path(day: date) -> tuple[int, ...]:
    return (*map(int, f"{day.year:04d}"), day.month, day.day)


def _ends(path: Sequence[int], level: int) -> tuple[int, int]:
    if level == _DAY:
        return 1, monthrange(_year(path), path[_MONTH])[1]
    return (1, 12) if level == _MONTH else (0, 9)


def _year(path: Sequence[int]) -> int:
    return int("".join(map(str, path[:_MONTH])))


def _name(prefix: str, path: Sequence[int]) -> str:
    year = "".join(map(str, path[:_MONTH]))
    rest = "".join(f"_{step:02d}" for step in path[_MONTH:])
    return f"{prefix}{year}{rest}"
