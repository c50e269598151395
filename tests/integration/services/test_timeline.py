"""The timeline: in order, no surer than the dates are, and never without a way on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.domain.dates import from_edtf, read_span, show_distance
from bot.domain.entries import Draft
from bot.domain.kinds import EVENT, FINDING, RECORD
from bot.errors import BadInput, NotFound

if TYPE_CHECKING:
    from bot.domain.entries import Line
    from tests.integration.services.people import Desk

DATES = ("2019-06-21", "2019-06-27", "2019-09-05", "2020-02-28", "2020-06", "2021-03-04")


@pytest.fixture
def timeline(desk: Desk) -> Desk:
    """Six dated events (T-1 to T-6, filed out of order of their ids below), one undated, and a record."""
    for edtf in (*DATES, ""):
        date = from_edtf(edtf) if edtf else None
        desk.services.entries.add(desk.asking(), Draft(EVENT, f"Event of {edtf or 'no day'}", date=date))
    desk.services.entries.add(desk.asking(), Draft(RECORD, "Record", date=from_edtf("2019-06-27")))
    return desk


def ids(lines: tuple[Line, ...]) -> list[str]:
    return [str(line.id) for line in lines]


def within(desk: Desk, text: str) -> list[str]:
    return ids(desk.services.timeline.events(desk.asking(), read_span(text, today=desk.clock.now.date())).lines)


def test_the_whole_timeline_is_in_order_and_what_has_no_date_comes_last(timeline: Desk) -> None:
    events = timeline.services.timeline.events(timeline.asking(), None)
    assert ids(events.lines) == ["T-1", "T-2", "T-3", "T-4", "T-5", "T-6", "T-7"]
    assert events.total == 7


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2019", ["T-1", "T-2", "T-3"]),
        ("June 2020", ["T-5"]),
        ("2020-06-15", ["T-5"]),
        ("2020-06-30..2021", ["T-5", "T-6"]),
        ("before 2020", ["T-1", "T-2", "T-3"]),
        ("after 2020", ["T-6"]),
        ("2019-06-21", ["T-1"]),
        ("2019-06-22..2019-06-26", []),
    ],
)
def test_a_range_shows_what_may_have_happened_in_it(timeline: Desk, text: str, shown: list[str]) -> None:
    assert within(timeline, text) == shown


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("2018", ["T-1"]), ("2022", ["T-6"]), ("2019-07..2019-08", ["T-2", "T-3"]), ("before 2019", ["T-1"])],
)
def test_an_empty_range_brings_the_nearest_events_on_either_side(timeline: Desk, text: str, nearest: list[str]) -> None:
    span = read_span(text, today=timeline.clock.now.date())
    events = timeline.services.timeline.events(timeline.asking(), span)
    assert (events.total, ids(events.nearest)) == (0, nearest)


def test_two_events_of_one_first_day_stand_the_surer_first(desk: Desk) -> None:
    for edtf in ("2020", "2020-01", "2020-01-01"):
        desk.services.entries.add(desk.asking(), Draft(EVENT, edtf, date=from_edtf(edtf)))
    assert ids(desk.services.timeline.events(desk.asking(), None).lines) == ["T-3", "T-2", "T-1"]


def test_pages_follow_each_other_without_a_gap(desk: Desk) -> None:
    for day in range(1, 26):
        desk.services.entries.add(desk.asking(), Draft(EVENT, f"Day {day}", date=from_edtf(f"2020-01-{day:02d}")))
    pages = [desk.services.timeline.events(desk.asking(), None, page) for page in range(4)]
    assert [len(page.lines) for page in pages] == [10, 10, 5, 0]
    assert [number for page in pages for number in ids(page.lines)] == [f"T-{day}" for day in range(1, 26)]
    assert {page.total for page in pages} == {25}


def test_gaps_are_the_longest_stretches_between_neighbours(timeline: Desk) -> None:
    gaps = timeline.services.timeline.gaps(timeline.asking())
    assert [(show_distance(gap.distance), str(gap.before.id), str(gap.after.id)) for gap in gaps] == [
        ("247–276 days", "T-5", "T-6"),
        ("176 days", "T-3", "T-4"),
        ("94–123 days", "T-4", "T-5"),
        ("70 days", "T-2", "T-3"),
        ("6 days", "T-1", "T-2"),
    ]


def test_the_distance_between_two_days_is_exact_and_shows_what_lies_between(timeline: Desk) -> None:
    for first, second in (("T-1", "T-3"), ("t3", "T 1")):
        between = timeline.services.timeline.between(timeline.asking(), first, second)
        assert (show_distance(between.distance), between.distance.exact) == ("76 days", True)
        assert [str(between.first.id), str(between.second.id)] == ["T-1", "T-3"]
        assert ids(between.events) == ["T-2"]


def test_a_distance_to_a_month_is_a_range_with_its_reason(timeline: Desk) -> None:
    found = timeline.services.timeline.between(timeline.asking(), "T-1", "T-5").distance
    assert show_distance(found, because=True) == "346–375 days, because June 2020 has no day"


def test_records_and_events_can_be_measured_against_each_other(timeline: Desk) -> None:
    between = timeline.services.timeline.between(timeline.asking(), "R-1", "T-3")
    assert show_distance(between.distance) == "70 days"


def test_what_has_no_date_cannot_be_measured(timeline: Desk) -> None:
    for ends in (("T-1", "T-7"), ("T-7", "T-7")):
        with pytest.raises(BadInput, match="T-7 has no date"):
            timeline.services.timeline.between(timeline.asking(), *ends)
    with pytest.raises(BadInput, match="T-7 has no date"):
        timeline.services.timeline.around(timeline.asking(), "T-7")
    with pytest.raises(NotFound):
        timeline.services.timeline.between(timeline.asking(), "T-1", "T-99")


def test_around_an_entry_is_what_may_lie_within_ninety_days_of_it(timeline: Desk) -> None:
    around = timeline.services.timeline.around(timeline.asking(), "R-1")
    assert str(around.centre.id) == "R-1"
    assert [(str(line.id), show_distance(far)) for line, far in around.events] == [
        ("T-1", "6 days"),
        ("T-2", "the same day"),
        ("T-3", "70 days"),
    ]


def test_on_this_day_is_every_kind_of_any_year_but_no_month(timeline: Desk) -> None:
    timeline.services.entries.add(timeline.asking(), Draft(FINDING, "F", date=from_edtf("2021-06-27~")))
    timeline.services.entries.add(timeline.asking(), Draft(EVENT, "E", date=from_edtf("2021-06")))
    events = timeline.services.timeline.on_day(timeline.asking(), date(2026, 6, 27))
    assert (sorted(ids(events.lines)), events.about) == (["F-1", "R-1", "T-2"], "June 27")


def test_on_the_leap_day_only_leap_years_are_looked_through(desk: Desk) -> None:
    for edtf in ("2019-02-28", "2020-02-29", "2021-03-01"):
        desk.services.entries.add(desk.asking(), Draft(EVENT, edtf, date=from_edtf(edtf)))
    assert ids(desk.services.timeline.on_day(desk.asking(), date(2020, 2, 29)).lines) == ["T-2"]


def test_a_card_knows_the_events_beside_it(timeline: Desk) -> None:
    card = timeline.services.cards.card(timeline.asking(), "T-2")
    assert card.before is not None
    assert card.after is not None
    assert [(str(one.line.id), show_distance(one.distance)) for one in (card.before, card.after)] == [
        ("T-1", "6 days"),
        ("T-3", "70 days"),
    ]
    first, undated = (timeline.services.cards.card(timeline.asking(), name) for name in ("T-1", "T-7"))
    assert first.before is None
    assert undated.before is undated.after is None


def test_another_dossier_has_a_timeline_of_its_own(timeline: Desk) -> None:
    other = timeline.elsewhere("other")
    assert other.services.timeline.events(other.asking(), None).total == 0
    assert other.services.timeline.gaps(other.asking()) == ()
