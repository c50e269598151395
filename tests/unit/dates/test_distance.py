"""How far dates lie apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from bot.domain.dates import Dating, Distance, distance, from_edtf, show_distance
from tests.unit.dates.strategies import AT_LEISURE, datings, near_datings


@pytest.mark.parametrize(
    ("first", "second", "least", "most"),
    [
        ("2019-06-20", "2019-06-21", 1, 1),
        ("2019-06-21", "2019-06-27", 6, 6),
        ("2019-06-21", "2019-09-05", 76, 76),
        ("2019-06-27", "2019-09-05", 70, 70),
        ("2019-09-05", "2020-02-28", 176, 176),
        ("2019-06-21", "2020-02-28", 252, 252),
        ("2020-02-28", "2020-03-02", 3, 3),
        ("2019-06-27", "2020-03-02", 249, 249),
        ("2019-06-21", "2020-06", 346, 375),
        ("2020-06", "2021-03-04", 247, 276),
        ("2020-10", "2021-03-04", 124, 154),
        ("2019-06-21", "2021-03-04", 622, 622),
        ("2020-02-11", "2020-02-28", 17, 17),
        ("2021-04-19", "2021-06-30", 72, 72),
        ("2020-01-30", "2020-02-11", 12, 12),
    ],
)
def test_the_dossiers_intervals_come_out_to_the_day(first: str, second: str, least: int, most: int) -> None:
    found = distance(from_edtf(first), from_edtf(second))
    assert (found.least, found.most, found.exact, found.order) == (least, most, least == most, 1)


@pytest.mark.parametrize(
    ("first", "second", "shown"),
    [
        ("2019-06-21", "2019-09-05", "76 days"),
        ("2019-06-21", "2019-06-22", "1 day"),
        ("2019-06-21", "2019-06-21", "the same day"),
        ("1019-06-21", "2019-06-21", "365,243 days"),
        ("2019-06-21", "2020-06", "346–375 days, because June 2020 has no day"),
        ("2020-06", "2020-10", "93–152 days, because June 2020 has no day and October 2020 has no day"),
        ("2020-06", "2020-06", "up to 29 days, because June 2020 has no day"),
        ("2020-06-30", "2020-06", "up to 29 days, because June 2020 has no day"),
        (
            "2020-06-01/2020-06-02",
            "2020-06-02",
            "up to 1 day, because one date is only known as “between June 1 and June 2, 2020”",
        ),
        ("2009-12-31", "201X", "1–3,652 days, because the 2010s have no day"),
        ("2019-06-21~", "2019-09-05", "about 76 days, because June 21, 2019 is approximate"),
        ("2019-06-21%", "2019-06-21", "about the same day, because June 21, 2019 is approximate and uncertain"),
        ("2019-06-21", "2020-10/..", "at least 468 days, because one date is only known as “October 2020 or later”"),
        (
            "../2020-02-11",
            "2020-02-14",
            "at least 3 days, because one date is only known as “on or before February 11, 2020”",
        ),
        (
            "2021",
            "2020-10/..",
            "an unknown number of days, because 2021 has no day and one date is only known as “October 2020 or later”",
        ),
    ],
)
def test_a_distance_says_why_it_is_no_single_number(first: str, second: str, shown: str) -> None:
    found = distance(from_edtf(first), from_edtf(second))
    assert show_distance(found, because=True) == shown
    assert show_distance(found) == shown.partition(", because")[0]


@pytest.mark.parametrize(
    ("first", "second", "order", "shown"),
    [
        ("2019-06-21", "2019-06-24", 1, "3 days"),
        ("2019-06-24", "2019-06-21", -1, "3 days"),
        ("2020-06", "2019-06-21", -1, "346–375 days"),
        ("2019-06-21", "2019-06-21", 0, "the same day"),
        ("2020-06", "2020-06-03", 0, "up to 27 days"),
        ("2020-02-14", "../2020-02-11", -1, "at least 3 days"),
    ],
)
def test_a_neighbour_is_later_or_earlier_where_that_is_known(first: str, second: str, order: int, shown: str) -> None:
    found = distance(from_edtf(first), from_edtf(second))
    assert (found.order, show_distance(found)) == (order, shown)


@given(datings, datings)
@AT_LEISURE
def test_the_way_back_is_as_far_in_the_other_direction(first: Dating, second: Dating) -> None:
    there, back = distance(first, second), distance(second, first)
    assert replace(back, order=-back.order, why=there.why) == there
    assert there.least >= 0
    assert there.most is None or there.least <= there.most
    assert there.exact == (not there.why)


def _brute(first: Dating, second: Dating) -> tuple[int, int]:
    gaps = {abs((day - other).days) for day in _days(first) for other in _days(second)}
    return min(gaps), max(gaps)


def _days(dating: Dating) -> list[date]:
    assert dating.lo is not None
    assert dating.hi is not None
    days = [dating.lo + timedelta(days=count) for count in range((dating.hi - dating.lo).days + 1)]
    return days if len(days) <= 40 else days[:20] + days[-20:]


@given(near_datings, near_datings)
@settings(AT_LEISURE, max_examples=60)
def test_a_distance_is_what_counting_over_all_days_gives(first: Dating, second: Dating) -> None:
    found: Distance = distance(first, second)
    least, most = _brute(first, second)
    assert found.most == most
    if found.order:
        assert found.least == least
    else:
        assert found.least == 0


@given(datings)
@AT_LEISURE
def test_nothing_is_far_from_itself(dating: Dating) -> None:
    found = distance(dating, dating)
    assert (found.least, found.order) == (0, 0)
