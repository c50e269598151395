"""Half-open ranges of days as marks."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import from_edtf, overlaps, strictly_after, strictly_before
from bot.domain.dates.model import Span
from bot.domain.entries import Draft
from bot.domain.kinds import RECORD
from storage.search import marks

DAYS = st.dates(date(1000, 1, 1), date(9999, 12, 31))
NEAR = st.dates(date(1998, 11, 1), date(2001, 2, 28))
EDTF = st.one_of(
    NEAR.map(date.isoformat),
    NEAR.map(lambda day: day.isoformat()[:7]),
    NEAR.map(lambda day: day.isoformat()[:4]),
    NEAR.map(lambda day: day.isoformat()[:3] + "X"),
    st.tuples(NEAR, NEAR).map(lambda pair: "/".join(sorted(day.isoformat() for day in pair))),
    NEAR.map(lambda day: f"{day.isoformat()}/.."),
    NEAR.map(lambda day: f"../{day.isoformat()}"),
)


def held(edtf: str) -> set[str]:
    return set(marks.marks_of(1, Draft(RECORD, "-", date=from_edtf(edtf))))


@given(EDTF, NEAR, NEAR)
def test_marks_say_what_overlaps_a_range(edtf: str, one: date, other: date) -> None:
    first, last = sorted((one, other))
    for ends in ((first, last), (first, None), (None, last), (first, first), (None, None)):
        assert bool(held(edtf) & {*marks.overlapping(*ends)}) == overlaps(
            from_edtf(edtf), Span(ends[0], ends[1], "")
        ), ends


@given(EDTF, NEAR)
def test_what_is_wholly_before_or_after_a_day_does_not_overlap_the_other_side(edtf: str, day: date) -> None:
    dating = from_edtf(edtf)
    assert bool(held(edtf) & {*marks.overlapping(day, None)}) != strictly_before(dating, Span(day, None, ""))
    assert bool(held(edtf) & {*marks.overlapping(None, day)}) != strictly_after(dating, Span(None, day, ""))


@given(DAYS, DAYS)
def test_every_day_of_the_calendar_is_on_one_side_of_every_other(one: date, other: date) -> None:
    assert bool(held(one.isoformat()) & {*marks.overlapping(None, other)}) == (one <= other)
    assert bool(held(one.isoformat()) & {*marks.overlapping(other, None)}) == (one >= other)


@given(DAYS, DAYS)
def test_a_range_is_a_few_dozen_marks_whatever_its_length(one: date, other: date) -> None:
    assert len(marks.overlapping(*sorted((one, other)))) <= 140


def test_whole_years_months_and_days_take_few_marks() -> None:
    assert len(marks.overlapping(date(2019, 1, 1), date(2019, 12, 31))) == 4
    assert len(marks.overlapping(date(2019, 6, 1), date(2019, 6, 30))) == 5
    assert len(held("2019-06-27")) == 3 + 1 + 7


@pytest.mark.parametrize("spelling", ["First Amendment", "first amendment", "FIRST-AMENDMENT", "  First  Amendment "])
def test_a_tag_has_one_mark_however_it_is_spelled(spelling: str) -> None:
    assert marks.tag_mark(spelling) == marks.tag_mark("First Amendment")


def test_tags_without_letters_differ() -> None:
    assert marks.tag_mark("🔥") != marks.tag_mark("💧")


def test_marks_cannot_be_typed() -> None:
    assert all(mark.startswith("_") for mark in held("2019-06-27"))
