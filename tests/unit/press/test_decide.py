"""What is written after one poll of one feed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.feed import FailureKind, Feed, FeedState, Hints, Trouble, Validators
from bot.domain.press.item import ParsedFeed
from bot.domain.press.outcome import Brought, Outcome
from bot.domain.press.plan import Change, Plan
from bot.feeds.decide import decide, keys_in, to_ask_whole
from tests.unit.press.made import DAY, HOUR, MINUTE, NOW, a_feed, an_item, brought, failed, items, unchanged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

QUICK = settings(max_examples=80, deadline=None)
TROUBLE = Trouble(NOW - 5 * HOUR, 1.5, FailureKind.SOFT, "the server answered 503")
TOLD = replace(TROUBLE, since=NOW - 30 * HOUR, told=True)
NEW_HOME = "https://news.vox.example:8443/rss"


def poll(feed: Feed, *outcomes: Outcome, every: timedelta = HOUR, start: datetime = NOW) -> list[Plan]:
    """The plans of one poll after another, each time with what the one before left."""
    plans: list[Plan] = []
    for number, outcome in enumerate(outcomes):
        plans.append(decide(feed, outcome, (), start + number * every, 0))
        feed = plans[-1].feed
    return plans


def changes_of(plans: Sequence[Plan]) -> list[tuple[Change, ...]]:
    return [plan.changes for plan in plans]


# -- a document ------------------------------------------------------------------------------------------------------


def test_a_document_is_kept_with_its_validators_title_and_wishes() -> None:
    hints = Hints(floor=2 * HOUR, skip_hours=frozenset({3}))
    plan = decide(a_feed(seen=5), brought(*items(range(3)), hints=hints), (), NOW, 0)
    assert plan.feed == a_feed(
        title="Vox",
        site="https://vox.example/",
        hints=hints,
        validators=Validators("e2", "l2", "h2"),
        parsed_at=NOW,
        polled_at=NOW,
        succeeded_at=NOW,
        seen=8,
        pace=10 * MINUTE,
        next_at=NOW + 2 * HOUR,
    )
    assert [item.title for item in plan.new] == ["Story 0", "Story 1", "Story 2"]
    assert (plan.first, plan.changes, plan.limited) == (False, (), False)


def test_a_document_without_title_and_site_leaves_them_as_they_were() -> None:
    outcome = replace(brought(), feed=ParsedFeed("", "", Hints(), ()))
    plan = decide(a_feed(title="Old", site="https://old.example/"), outcome, (), NOW, 0)
    assert (plan.feed.title, plan.feed.site) == ("Old", "https://old.example/")


def test_only_what_is_not_known_is_new_and_all_is_listed() -> None:
    outcome = brought(*items(range(4)))
    keys = keys_in(outcome, NOW - DAY)
    plan = decide(a_feed(seen=2), outcome, keys[:2], NOW, 0)
    assert [item.title for item in plan.new] == ["Story 2", "Story 3"]
    assert all(item.seen == NOW for item in plan.new)
    assert plan.listed == keys
    assert plan.feed.seen == 4
    assert decide(a_feed(seen=2), outcome, keys[:2], NOW, 0, keys=keys_in(outcome, NOW)) == plan


def test_items_under_the_feeds_own_address_are_told_apart() -> None:
    outcome = brought(*items(range(2), url="https://vox.example/"))
    assert [keys.url for keys in keys_in(outcome, NOW)] == [0, 0]
    assert len(decide(a_feed(), outcome, (), NOW, 0).new) == 2


def test_the_first_document_says_that_it_is_the_first_and_nothing_of_the_pace() -> None:
    plan = decide(a_feed(parsed_at=None), brought(*items(range(3))), (), NOW, 0)
    assert (plan.first, plan.feed.pace) == (True, HOUR)
    again = decide(plan.feed, brought(*items(range(3))), (), NOW + HOUR, 0)
    assert (again.first, again.feed.pace) == (False, 10 * MINUTE)


def test_repeats_lengthen_the_pace() -> None:
    outcome = brought(*items(range(4)))
    assert decide(a_feed(), outcome, keys_in(outcome, NOW), NOW, 0).feed.pace == 70 * MINUTE
    assert decide(a_feed(), outcome, keys_in(outcome, NOW)[:2], NOW, 0).feed.pace == HOUR


# -- no change -------------------------------------------------------------------------------------------------------


def test_an_unchanged_feed_is_asked_less_often_and_keeps_all_it_has() -> None:
    plan = decide(a_feed(seen=5), unchanged(), (), NOW, 0)
    assert plan == Plan(
        a_feed(seen=5, polled_at=NOW, succeeded_at=NOW, pace=70 * MINUTE, next_at=NOW + 70 * MINUTE),
    )


def test_validators_that_an_answer_does_not_repeat_are_kept() -> None:
    plan = decide(a_feed(), unchanged(validators=Validators("e9", "", "")), (), NOW, 0)
    assert plan.feed.validators == Validators("e9", "l1", "h1")


def test_the_server_is_not_asked_before_its_answer_is_stale() -> None:
    assert decide(a_feed(), unchanged(fresh_for=5 * HOUR), (), NOW, 0).feed.next_at == NOW + 5 * HOUR
    assert decide(a_feed(), brought(fresh_for=5 * HOUR), (), NOW, 0).feed.next_at == NOW + 5 * HOUR


# -- once a day without validators -----------------------------------------------------------------------------------


def test_once_a_day_the_whole_document_is_asked_for() -> None:
    assert to_ask_whole(a_feed(whole_at=None), NOW)
    assert to_ask_whole(a_feed(whole_at=NOW - DAY), NOW)
    assert not to_ask_whole(a_feed(whole_at=NOW - DAY + MINUTE), NOW)


@pytest.mark.parametrize(
    ("outcome", "came"),
    [
        (brought(whole=True), True),
        (unchanged(status=200, whole=True), True),
        (brought(), False),
        (unchanged(), False),
        (unchanged(whole=True), False),
        (failed(whole=True), False),
    ],
)
def test_that_counts_when_a_body_came(outcome: Outcome, came: bool) -> None:
    before = NOW - 2 * DAY
    assert decide(a_feed(whole_at=before), outcome, (), NOW, 0).feed.whole_at == (NOW if came else before)


# -- failures --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "weight"),
    [(FailureKind.HARD, 1), (FailureKind.SOFT, 0.5), (FailureKind.DNS, 0.25), (FailureKind.GONE, 1)],
)
def test_failures_add_up_by_weight_and_lengthen_the_pause(kind: FailureKind, weight: float) -> None:
    feed = a_feed(pace=2 * HOUR, succeeded_at=NOW - HOUR)
    first = decide(feed, failed(500, kind), (), NOW, 0).feed
    assert first.trouble == Trouble(NOW, weight, kind, "the server answered 500")
    assert first.next_at == NOW + 2 * HOUR * weight
    assert (first.polled_at, first.succeeded_at, first.last_error) == (NOW, NOW - HOUR, "the server answered 500")
    second = decide(first, failed(502, FailureKind.HARD), (), NOW + HOUR, 0).feed
    assert second.trouble == Trouble(NOW, weight + 1, FailureKind.HARD, "the server answered 502")
    assert second.next_at == NOW + HOUR + 2 * HOUR * (weight + 1)


def test_a_failure_loses_nothing_that_the_next_answer_is_judged_by() -> None:
    feed = a_feed(moved_to=NEW_HOME, moved_seen=2, title="Vox", seen=9)
    after = decide(feed, failed(), (), NOW, 0).feed
    kept = ("validators", "parsed_at", "whole_at", "pace", "hints", "moved_to", "moved_seen", "title", "seen", "url")
    assert [getattr(after, name) for name in kept] == [getattr(feed, name) for name in kept]


def test_people_are_told_once_after_a_day_of_failures_and_once_of_the_end() -> None:
    outcomes = [failed()] * 40 + [unchanged(), unchanged()]
    plans = poll(a_feed(), *outcomes, every=HOUR)
    assert changes_of(plans[:24]) == [()] * 24
    assert changes_of(plans[24:41]) == [(Change.FAILING,), *[()] * 15, (Change.RECOVERED,)]
    assert plans[41].changes == ()
    assert plans[24].feed.trouble is not None
    assert (plans[24].feed.trouble.told, plans[24].feed.trouble.since) == (True, NOW)
    assert (plans[40].feed.trouble, plans[40].feed.last_error) == (None, "the server answered 503")


def test_a_single_failure_is_not_told_however_long_ago_the_last_success_was() -> None:
    assert decide(a_feed(succeeded_at=NOW - 9 * DAY), failed(), (), NOW, 0).changes == ()


def test_what_people_were_not_told_of_ends_without_a_word() -> None:
    for outcome in (unchanged(), brought()):
        plan = decide(a_feed(trouble=TROUBLE), outcome, (), NOW, 0)
        assert (plan.changes, plan.feed.trouble) == ((), None)
        assert decide(a_feed(trouble=TOLD), outcome, (), NOW, 0).changes == (Change.RECOVERED,)


def test_a_feed_with_a_long_pause_is_looked_at_again_when_the_day_is_over() -> None:
    first = decide(a_feed(pace=20 * HOUR), failed(400, FailureKind.HARD), (), NOW, 0).feed
    second = decide(first, failed(400, FailureKind.HARD), (), first.next_at, 0).feed
    assert (first.next_at, second.next_at) == (NOW + 20 * HOUR, NOW + DAY)
    assert decide(second, failed(400, FailureKind.HARD), (), second.next_at, 0).changes == (Change.FAILING,)


@pytest.mark.parametrize("outcome", [failed(429), failed(503), unchanged(), brought()])
def test_retry_after_holds_for_the_feed_up_to_a_day(outcome: Outcome) -> None:
    for asked, held in ((NOW + 7 * HOUR, NOW + 7 * HOUR), (NOW + 9 * DAY, NOW + DAY)):
        plan = decide(a_feed(), replace(outcome, http=replace(outcome.http, retry_at=asked)), (), NOW, -1)
        assert (plan.feed.not_before, plan.feed.next_at) == (held, held)


def test_retry_after_holds_until_it_has_passed() -> None:
    feed = a_feed(not_before=NOW + 2 * HOUR)
    assert decide(feed, failed(), (), NOW, 0).feed.next_at == NOW + 2 * HOUR
    later = decide(feed, unchanged(), (), NOW + 2 * HOUR, 0).feed
    assert (later.not_before, later.next_at) == (None, NOW + 2 * HOUR + 70 * MINUTE)


@pytest.mark.parametrize(
    ("outcome", "limited"),
    [
        (failed(429), True),
        (failed(503, retry_at=NOW + HOUR), True),
        (failed(503), False),
        (failed(500, retry_at=NOW + HOUR), False),
        (failed(0), False),
        (unchanged(), False),
    ],
)
def test_a_server_that_turns_us_away_is_known_by_429_or_503_with_retry_after(outcome: Outcome, limited: bool) -> None:
    assert decide(a_feed(), outcome, (), NOW, 0).limited is limited


# -- gone ------------------------------------------------------------------------------------------------------------

GONE = failed(410, FailureKind.GONE)


def test_a_feed_that_is_gone_twice_in_a_row_is_retired_and_people_are_told_why() -> None:
    first, second = poll(a_feed(), GONE, GONE)
    assert (first.feed.state, first.changes) == (FeedState.ACTIVE, ())
    assert (second.feed.state, second.changes) == (FeedState.RETIRED, (Change.RETIRED,))
    assert "410" in second.feed.state_reason


@pytest.mark.parametrize("between", [failed(503), failed(404), unchanged(), brought()])
def test_any_other_answer_in_between_starts_the_count_again(between: Outcome) -> None:
    plans = poll(a_feed(), GONE, between, GONE)
    assert [plan.feed.state for plan in plans] == [FeedState.ACTIVE] * 3
    assert poll(a_feed(), GONE, between, GONE, GONE)[-1].feed.state is FeedState.RETIRED


def test_no_answer_at_all_in_between_says_nothing() -> None:
    plans = poll(a_feed(), GONE, failed(0, FailureKind.DNS), GONE)
    assert plans[-1].feed.state is FeedState.RETIRED


# -- moved -----------------------------------------------------------------------------------------------------------

MOVED = unchanged(moved_to=NEW_HOME)


@pytest.mark.parametrize("last", [MOVED, brought(moved_to=NEW_HOME)])
def test_an_address_seen_three_times_takes_the_place_of_the_old_one(last: Outcome) -> None:
    one, two, three = poll(a_feed(), MOVED, brought(moved_to=NEW_HOME), last)
    assert [(plan.feed.moved_to, plan.feed.moved_seen) for plan in (one, two)] == [(NEW_HOME, 1), (NEW_HOME, 2)]
    assert {plan.feed.url for plan in (one, two)} == {a_feed().url}
    assert (three.feed.url, three.feed.host) == (NEW_HOME, "news.vox.example:8443")
    assert (three.feed.moved_to, three.feed.moved_seen) == ("", 0)
    assert changes_of([one, two, three]) == [(), (), (Change.MOVED,)]


@pytest.mark.parametrize(
    ("url", "host"), [("http://a.example/f", "a.example:80"), ("https://A.example/f", "a.example:443")]
)
def test_the_host_is_name_and_port(url: str, host: str) -> None:
    assert poll(a_feed(), *[unchanged(moved_to=url)] * 3)[-1].feed.host == host


def test_another_address_starts_the_count_again() -> None:
    plans = poll(a_feed(), MOVED, MOVED, unchanged(moved_to="https://else.example/"), MOVED, MOVED)
    assert [plan.feed.moved_seen for plan in plans] == [1, 2, 1, 1, 2]
    assert plans[-1].feed.url == a_feed().url


@pytest.mark.parametrize("between", [unchanged(), brought(), unchanged(moved_to=a_feed().url)])
def test_an_answer_without_a_permanent_redirect_forgets_the_count(between: Outcome) -> None:
    plans = poll(a_feed(), MOVED, MOVED, between, MOVED)
    assert [plan.feed.moved_seen for plan in plans] == [1, 2, 0, 1]
    assert plans[2].feed.moved_to == ""


def test_a_feed_that_recovers_at_its_new_address_says_both() -> None:
    feed = a_feed(trouble=TOLD, moved_to=NEW_HOME, moved_seen=2)
    assert decide(feed, MOVED, (), NOW, 0).changes == (Change.RECOVERED, Change.MOVED)


# -- whatever happens ------------------------------------------------------------------------------------------------

OUTCOMES = st.sampled_from(
    [
        *(
            unchanged(),
            unchanged(status=200, whole=True),
            MOVED,
            brought(),
            brought(an_item(1)),
            brought(*items(range(4))),
        ),
        *(
            failed(404),
            failed(429, retry_at=NOW + 2 * HOUR),
            failed(0, FailureKind.DNS),
            failed(403, FailureKind.HARD),
            GONE,
        ),
    ]
)


@QUICK
@given(st.lists(OUTCOMES, max_size=12), st.floats(-1, 1))
def test_a_feed_never_stops_silently_and_is_never_asked_too_soon(outcomes: list[Outcome], jitter: float) -> None:
    feed, now, told = a_feed(), NOW, False
    for outcome in outcomes:
        plan = decide(feed, outcome, (), now, jitter)
        assert now + 10 * MINUTE <= plan.feed.next_at <= now + DAY
        assert (plan.feed.state is FeedState.RETIRED) >= (Change.RETIRED in plan.changes)
        assert plan.feed.every == feed.every
        assert (Change.FAILING in plan.changes) <= (not told)
        assert (Change.RECOVERED in plan.changes) <= told
        assert (plan.feed.trouble is None) == (not isinstance(outcome, type(GONE)))
        assert plan.first == (isinstance(outcome, Brought) and feed.parsed_at is None)
        told = plan.feed.trouble is not None and plan.feed.trouble.told
        feed, now = plan.feed, plan.feed.next_at
        if feed.state is FeedState.RETIRED:
            assert Change.RETIRED in plan.changes
            break
