"""When a feed is polled next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.feed import Feed, Hints
from bot.domain.press.pace import CEILING, FLOOR, after_failure, after_success, learned
from tests.unit.press.made import DAY, HOUR, MINUTE, NOW, a_feed

QUICK = settings(max_examples=150, deadline=None)
NEVER = timedelta(0)


@pytest.mark.parametrize(
    ("new", "of", "pace", "then"),
    [
        (0, 30, HOUR, 70 * MINUTE),
        (9, 30, HOUR, 70 * MINUTE),
        (10, 30, HOUR, HOUR),
        (20, 30, HOUR, HOUR),
        (21, 30, 3 * HOUR, 2 * HOUR),
        (30, 30, 3 * HOUR, 2 * HOUR),
        (30, 30, HOUR, 10 * MINUTE),
        (1, 1, 10 * MINUTE, 10 * MINUTE),
        (0, 0, HOUR, 70 * MINUTE),
        (0, 30, DAY, DAY),
        (0, 30, DAY - MINUTE, DAY),
    ],
)
def test_repeats_lengthen_the_pause_and_news_shorten_it(new: int, of: int, pace: timedelta, then: timedelta) -> None:
    assert learned(pace, new=new, items=of) == then


def test_a_feed_is_asked_again_after_its_pace() -> None:
    assert after_success(a_feed(pace=2 * HOUR), NOW, 0) == NOW + 2 * HOUR


@pytest.mark.parametrize(("jitter", "minutes"), [(-1, 108), (-0.5, 114), (0, 120), (1, 132)])
def test_chance_moves_that_by_a_tenth(jitter: float, minutes: int) -> None:
    assert after_success(a_feed(pace=2 * HOUR), NOW, jitter) == NOW + minutes * MINUTE


@pytest.mark.parametrize("jitter", [-1, 0, 1])
def test_what_the_document_and_the_server_ask_for_is_kept_whatever_chance_does(jitter: float) -> None:
    polite = a_feed(pace=HOUR, hints=Hints(floor=3 * HOUR))
    assert NOW + 3 * HOUR <= after_success(polite, NOW, jitter) <= NOW + 3.3 * HOUR
    assert NOW + 4 * HOUR <= after_success(polite, NOW, jitter, fresh_for=4 * HOUR) <= NOW + 4.4 * HOUR
    assert after_success(a_feed(pace=FLOOR), NOW, jitter) >= NOW + FLOOR


def test_a_server_that_asks_for_a_year_gets_a_day() -> None:
    assert after_success(a_feed(hints=Hints(floor=365 * DAY)), NOW, 1, fresh_for=400 * DAY) == NOW + CEILING


def test_an_editors_interval_takes_the_place_of_pace_and_wishes() -> None:
    feed = a_feed(every=15 * MINUTE, pace=5 * HOUR, hints=Hints(floor=3 * HOUR))
    assert after_success(feed, NOW, 0, fresh_for=6 * HOUR) == NOW + 15 * MINUTE
    assert after_success(a_feed(every=3 * DAY), NOW, 0) == NOW + 3 * DAY


@pytest.mark.parametrize("every", [None, 15 * MINUTE])
def test_retry_after_holds_over_everything(every: timedelta | None) -> None:
    feed = a_feed(every=every, not_before=NOW + 9 * HOUR)
    assert after_success(feed, NOW, 0) == NOW + 9 * HOUR
    assert after_failure(feed, NOW, 0, weight=0.5) == NOW + 9 * HOUR
    assert after_success(a_feed(every=every, not_before=NOW - HOUR), NOW, 0) < NOW + 2 * HOUR


def test_hours_to_skip_are_skipped() -> None:
    feed = a_feed(hints=Hints(skip_hours=frozenset({13, 14, 15})))
    assert after_success(feed, NOW, 0) == NOW + 4 * HOUR
    assert after_success(feed, NOW, 1) == NOW + 4 * HOUR + 6 * MINUTE
    assert after_success(feed, NOW + 5 * HOUR, 0) == NOW + 6 * HOUR
    assert after_failure(feed, NOW, 0, weight=1) == NOW + 4 * HOUR


def test_days_to_skip_are_skipped() -> None:
    friday = NOW + 2 * DAY
    feed = a_feed(hints=Hints(skip_days=frozenset({5, 6})), pace=14 * HOUR)
    assert after_success(feed, friday, 0) == datetime(2026, 11, 30, 0, 0, tzinfo=UTC)
    both = a_feed(hints=Hints(skip_days=frozenset({5, 6}), skip_hours=frozenset(range(7))), pace=14 * HOUR)
    assert after_success(both, friday, 0) == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)


def test_hours_are_those_of_utc() -> None:
    feed = a_feed(hints=Hints(skip_hours=frozenset({13})))
    washington = NOW.astimezone(datetime.fromisoformat("2026-11-25T07:00:00-05:00").tzinfo)
    assert after_success(feed, washington, 0) == NOW + 2 * HOUR


def test_who_wants_to_skip_always_skips_never() -> None:
    always = Hints(skip_hours=frozenset(range(24)), skip_days=frozenset(range(7)))
    assert after_success(a_feed(hints=always), NOW, 0) == NOW + HOUR


@pytest.mark.parametrize(
    ("weight", "pause"),
    [(0.25, 15 * MINUTE), (0.5, 30 * MINUTE), (1, HOUR), (3.5, 3.5 * HOUR), (24, DAY), (1000, DAY), (0.1, 10 * MINUTE)],
)
def test_failures_lengthen_the_pause_by_their_weight(weight: float, pause: timedelta) -> None:
    assert after_failure(a_feed(pace=HOUR), NOW, 0, weight=weight) == NOW + pause
    assert after_failure(a_feed(every=HOUR, pace=5 * HOUR), NOW, 0, weight=weight) == NOW + pause


def test_a_failing_feed_is_not_asked_more_often_than_its_document_wants() -> None:
    feed = a_feed(pace=HOUR, hints=Hints(floor=3 * HOUR))
    assert after_failure(feed, NOW, 0, weight=0.25) == NOW + 3 * HOUR
    assert after_failure(feed, NOW, 0, weight=2) == NOW + 6 * HOUR


def test_a_failing_feed_is_looked_at_when_people_are_to_be_told() -> None:
    feed = a_feed(pace=20 * HOUR)
    assert after_failure(feed, NOW, 0, weight=2, until=NOW + 5 * HOUR) == NOW + 5 * HOUR
    assert after_failure(feed, NOW, 0, weight=2, until=NOW + MINUTE) == NOW + 10 * MINUTE
    assert after_failure(feed, NOW, 0, weight=2, until=NOW - HOUR) == NOW + DAY
    assert after_failure(feed, NOW, 0, weight=0.1, until=NOW + 5 * HOUR) == NOW + 2 * HOUR


FEEDS = st.builds(
    a_feed,
    pace=st.timedeltas(FLOOR, CEILING),
    hints=st.builds(
        Hints,
        st.timedeltas(NEVER, 30 * DAY),
        st.frozensets(st.integers(0, 23)),
        st.frozensets(st.integers(0, 6)),
    ),
    not_before=st.none() | st.timedeltas(-DAY, DAY).map(NOW.__add__),
)


@QUICK
@given(FEEDS, st.floats(-1, 1), st.timedeltas(NEVER, 30 * DAY), st.floats(0.25, 100))
def test_the_next_time_is_always_ahead_allowed_and_within_eight_days(
    feed: Feed, jitter: float, fresh_for: timedelta, weight: float
) -> None:
    hints = feed.hints
    for at in (
        after_success(feed, NOW, jitter, fresh_for=fresh_for),
        after_failure(feed, NOW, jitter, weight=weight),
    ):
        assert NOW + FLOOR <= at <= NOW + 8 * DAY
        assert at >= NOW + min(hints.floor, CEILING)
        assert feed.not_before is None or at >= feed.not_before
        assert at.hour not in hints.skip_hours or len(hints.skip_hours) == 24
        assert at.weekday() not in hints.skip_days or len(hints.skip_days) == 7
