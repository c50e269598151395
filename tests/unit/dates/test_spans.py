"""Ranges to filter by, and the order of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import (
    Dating,
    Span,
    from_edtf,
    overlaps,
    read_span,
    sort_key,
    strictly_after,
    strictly_before,
    within,
)
from tests.unit.dates.strategies import AT_LEISURE, TODAY, datings, near_datings, spans


@pytest.mark.parametrize(
    ("typed", "lo", "hi", "label"),
    [
        ("2019", date(2019, 1, 1), date(2019, 12, 31), "2019"),
        ("June 2020", date(2020, 6, 1), date(2020, 6, 30), "June 2020"),
        ("2019-06..2020-03", date(2019, 6, 1), date(2020, 3, 31), "June 2019 to March 2020"),
        ("June 2019 to March 2020", date(2019, 6, 1), date(2020, 3, 31), "June 2019 to March 2020"),
        ("before 2020", None, date(2019, 12, 31), "2019 or earlier"),
        ("after June 2020", date(2020, 7, 1), None, "July 2020 or later"),
        ("since last week", date(2026, 11, 16), None, "on or after November 16, 2026"),
        ("until June 2020", None, date(2020, 6, 30), "June 2020 or earlier"),
        ("last week", date(2026, 11, 16), date(2026, 11, 22), "November 16 to November 22, 2026"),
        ("last month", date(2026, 10, 1), date(2026, 10, 31), "October 2026"),
        ("last year", date(2025, 1, 1), date(2025, 12, 31), "2025"),
        ("this month", date(2026, 11, 1), date(2026, 11, 30), "November 2026"),
        ("yesterday", date(2026, 11, 23), date(2026, 11, 23), "November 23, 2026"),
        ("Q3 2019", date(2019, 7, 1), date(2019, 9, 30), "Q3 2019"),
    ],
)
def test_a_range_is_read_as_people_write_it(typed: str, lo: date | None, hi: date | None, label: str) -> None:
    assert read_span(typed, today=TODAY) == Span(lo, hi, label)


@pytest.mark.parametrize("typed", ["2019", "before 2020", "2019-06..2020-03", "March 2 to June 26, 2020", "2020.."])
def test_a_range_can_be_asked_for_by_its_label(typed: str) -> None:
    span = read_span(typed, today=TODAY)
    assert read_span(span.label, today=TODAY) == span


def test_before_and_after_are_about_the_whole_date() -> None:
    year, june = read_span("2021", today=TODAY), read_span("2020-06", today=TODAY)
    assert [
        edtf
        for edtf in ("2021-12-31", "2021-12/2022-01", "2022", "2022-01-01")
        if strictly_after(from_edtf(edtf), year)
    ] == ["2022", "2022-01-01"]
    assert [
        edtf
        for edtf in ("2020", "2020-05", "2020-06", "../2020-05-31", "2019/..")
        if strictly_before(from_edtf(edtf), june)
    ] == ["2020-05", "../2020-05-31"]


def _possible_days(dating: Dating) -> set[date]:
    assert dating.lo is not None
    assert dating.hi is not None
    return {dating.lo + timedelta(days=count) for count in range((dating.hi - dating.lo).days + 1)}


@given(near_datings, spans)
@AT_LEISURE
def test_a_date_and_a_span_compare_as_their_days_do(dating: Dating, span: Span) -> None:
    inside = {
        day for day in _possible_days(dating) if (not span.lo or day >= span.lo) and (not span.hi or day <= span.hi)
    }
    assert overlaps(dating, span) == bool(inside)
    assert within(dating, span) == (inside == _possible_days(dating))


@given(datings, spans)
@AT_LEISURE
def test_a_date_is_before_a_span_after_it_or_overlaps_it(dating: Dating, span: Span) -> None:
    assert [strictly_before(dating, span), overlaps(dating, span), strictly_after(dating, span)].count(True) == 1
    assert overlaps(dating, span) or not within(dating, span)


@given(datings)
@AT_LEISURE
def test_a_date_lies_within_the_span_of_its_own_bounds(dating: Dating) -> None:
    assert within(dating, Span(dating.lo, dating.hi, ""))


def test_dates_sort_by_first_day_then_finer_first_and_undated_last() -> None:
    order = [
        "2019-06-21",
        "2019-06-27",
        "../2020-02-11",
        "2020-06-01",
        "2020-06",
        "2020-06/2020-08",
        "2020-06/..",
        "2020-10",
    ]
    dated: list[Dating | None] = [from_edtf(edtf) for edtf in order]
    assert sorted([None, *reversed(dated)], key=sort_key) == [*dated, None]


@given(st.lists(st.none() | datings, max_size=8))
@AT_LEISURE
def test_the_order_does_not_depend_on_the_order_before(listed: list[Dating | None]) -> None:
    backwards = listed[::-1]
    assert sorted(backwards, key=sort_key) == sorted(listed, key=sort_key)
    firsts = [dating.lo for dating in sorted(listed, key=sort_key) if dating and dating.lo and dating.hi]
    assert firsts == sorted(firsts)
