"""What people are told of one poll."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.press.feed import FailureKind, Feed, Trouble
from bot.domain.press.notice import NewNotice, NoticeKind
from bot.domain.press.plan import Change, Plan
from bot.domain.press.telling import FLOOD, Logged, notices_of
from bot.domain.press.watch import Alert, Watch

NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
FEED = Feed(3, 1, "https://vox.com/rss", "vox.com:443", NOW, NOW)
PLAN = Plan(FEED)
WATCH = Watch(1, 1, "Clearview", "clearview", NOW)
PRIVACY = replace(WATCH, id=2, name="Privacy", channel="#privacy")
WATCHES = {watch.id: watch for watch in (WATCH, PRIVACY)}


def told(logged: list[Logged], plan: Plan = PLAN, watches: dict[int, Watch] | None = None) -> tuple[NewNotice, ...]:
    return notices_of(FEED, plan, logged, WATCHES if watches is None else watches, NOW)


def test_a_match_is_told_once_in_each_channel_of_its_watches() -> None:
    cards = told([Logged(7, (1, 2)), Logged(7, (2,), new=False)])
    assert [(card.kind, card.channel, card.entry_id) for card in cards] == [
        (NoticeKind.PRESS_CARD, "", 7),
        (NoticeKind.PRESS_CARD, "#privacy", 7),
    ]
    assert len({card.dedupe for card in cards}) == 2


def test_a_second_poll_that_finds_the_same_story_tells_it_under_the_same_key() -> None:
    (first,), (again,) = told([Logged(7, (1,))]), told([Logged(7, (1,), new=False)])
    assert first.dedupe == again.dedupe


def test_what_no_watch_matched_goes_to_the_press_channel_once() -> None:
    assert [card.channel for card in told([Logged(7, ()), Logged(8, (), new=False)])] == [""]


def test_a_watch_for_the_digest_and_a_muted_one_tell_nothing_now() -> None:
    quiet = replace(WATCH, alert=Alert.DIGEST)
    muted = replace(WATCH, muted_until=NOW + timedelta(hours=1))
    heard = replace(WATCH, muted_until=NOW)
    assert told([Logged(7, (1,))], watches={1: quiet}) == ()
    assert told([Logged(7, (1,))], watches={1: muted}) == ()
    assert len(told([Logged(7, (1,))], watches={1: heard})) == 1


def test_a_watch_that_is_gone_meanwhile_tells_nothing() -> None:
    assert told([Logged(7, (99,))]) == ()


def test_a_first_document_is_told_in_one_line_whatever_it_holds() -> None:
    plan = replace(PLAN, first=True)
    (only,) = told([Logged(number, (1,)) for number in range(500)], plan)
    assert (only.kind, dict(only.facts)) == (NoticeKind.FIRST_FETCH, {"feed": 3, "items": 0, "logged": 500})


def test_twenty_are_twenty_cards_and_one_more_is_a_summary() -> None:
    assert len(told([Logged(number, (1,)) for number in range(FLOOD)])) == FLOOD
    (only,) = told([Logged(number, (1,)) for number in range(FLOOD + 1)])
    assert (only.kind, only.entry_id, only.facts["entries"]) == (NoticeKind.FLOOD, None, [*range(FLOOD + 1)])


def test_a_flood_over_two_channels_is_one_summary_in_each() -> None:
    logged = [Logged(number, (1,) if number % 2 else (2,)) for number in range(FLOOD + 2)]
    floods = told(logged)
    assert {(flood.kind, flood.channel) for flood in floods} == {(NoticeKind.FLOOD, ""), (NoticeKind.FLOOD, "#privacy")}


def test_trouble_says_since_when_and_why_also_when_it_is_over() -> None:
    trouble = Trouble(NOW - timedelta(hours=25), 3, FailureKind.SOFT, "the server answered 503", told=True)
    failing = Plan(replace(FEED, trouble=trouble), changes=(Change.FAILING,))
    (notice,) = notices_of(FEED, failing, [], {}, NOW)
    assert (notice.kind, notice.facts["reason"]) == (NoticeKind.FEED_FAILING, "the server answered 503")
    (over,) = notices_of(replace(FEED, trouble=trouble), Plan(FEED, changes=(Change.RECOVERED,)), [], {}, NOW)
    assert (over.kind, over.facts["since"]) == (NoticeKind.FEED_RECOVERED, trouble.since.isoformat())


def test_a_move_names_both_addresses() -> None:
    moved = Plan(replace(FEED, url="https://vox.com/new"), changes=(Change.MOVED,))
    (notice,) = notices_of(FEED, moved, [], {}, NOW)
    assert (notice.facts["from"], notice.facts["to"]) == ("https://vox.com/rss", "https://vox.com/new")
