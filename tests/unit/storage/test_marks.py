"""Half-open ranges of days as marks."""

from __future__ import annotations

from datetime import date, timedelta

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


@given(EDTF, NEAR)
def test_marks_say_what_overlaps_a_half_line(edtf: str, day: date) -> None:
    dating = from_edtf(edtf)
    assert bool(held(edtf) & {*marks.ends_on_or_after(day)}) == overlaps(dating, Span(day, None, ""))
    assert bool(held(edtf) & {*marks.begins_on_or_before(day)}) == overlaps(dating, Span(None, day, ""))


@given(EDTF, NEAR)
def test_marks_say_what_lies_wholly_before_or_after(edtf: str, day: date) -> None:
    dating = from_edtf(edtf)
    one = timedelta(days=1)
    assert bool(held(edtf) & {*marks.ends_by(day - one)}) == strictly_before(dating, Span(day, None, ""))
    assert bool(held(edtf) & {*marks.begins_from(day + one)}) == strictly_after(dating, Span(None, day, ""))


@given(DAYS, DAYS)
def test_every_day_is_on_one_side_of_every_other(one: date, other: date) -> None:
    chain = held(one.isoformat())
    assert bool(chain & {*marks.ends_by(other)}) == (one <= other)
    assert bool(chain & {*marks.begins_from(other)}) == (one >= other)


@given(DAYS)
def test_a_range_is_a_few_dozen_marks_whatever_its_length(day: date) -> None:
    assert len(marks.ends_on_or_after(day)) <= 80
    assert len(marks.begins_on_or_before(day)) <= 80


@pytest.mark.parametrize("spelling", ["First Amendment", "first amendment", "FIRST-AMENDMENT", "  First  Amendment "])
def test_a_tag_has_one_mark_however_it_is_spelled(spelling: str) -> None:
    assert marks.tag_mark(spelling) == marks.tag_mark("First Amendment")


def test_tags_without_letters_differ() -> None:
    assert marks.tag_mark("🔥") != marks.tag_mark("💧")


def test_marks_cannot_be_typed() -> None:
    assert all(mark.startswith("_") for mark in held("2019-06-27"))
