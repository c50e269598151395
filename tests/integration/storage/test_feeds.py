"""Feeds on file: as people keep them, and as polling leaves them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import StatementError

from bot.domain.press.feed import FailureKind, FeedDraft, FeedLog, FeedState, Hints, Trouble, Validators
from bot.errors import Conflict
from tests.integration.storage.newsroom import DAY, HOUR, MINUTE, NOW, Newsroom, stamp

if TYPE_CHECKING:
    from storage.engine import Store

VOX = "https://vox.example/feed?id=7"


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom.in_store(store)


def test_a_feed_is_kept_as_it_was_given(room: Newsroom) -> None:
    added = room.feed(
        VOX,
        outlet="Vox",
        title="Vox: all",
        site="https://vox.example",
        flags=("First Amendment",),
        log=FeedLog.EVERYTHING,
        every=30 * MINUTE,
    )
    kept = room.again(added)
    assert kept == added
    assert (kept.url, kept.host, kept.outlet, kept.title) == (VOX, "vox.example:443", "Vox", "Vox: all")
    assert (kept.flags, kept.log, kept.every) == (("First Amendment",), FeedLog.EVERYTHING, 30 * MINUTE)
    assert kept.next_at == kept.added_at == NOW
    assert (kept.state, kept.trouble, kept.hints, kept.pace) == (FeedState.ACTIVE, None, Hints(), HOUR)


def test_a_host_is_named_with_its_port(room: Newsroom) -> None:
    given = ("http://a.example/f", "https://a.example/f", "http://127.0.0.1:8080/f", "http://[::1]:81/f")
    hosts = ["a.example:80", "a.example:443", "127.0.0.1:8080", "::1:81"]
    assert [room.feed(url).host for url in given] == hosts


def test_feeds_are_listed_by_dossier_the_oldest_first(store: Store, room: Newsroom) -> None:
    other = Newsroom.in_store(store, "two")
    first, theirs, second = room.feed("https://b.example/1"), other.feed(VOX), room.feed("https://a.example/2")
    with store.write() as tx:
        tx.feeds.set_state(first.id, FeedState.REMOVED, "moved", stamp())
    with store.read() as tx:
        assert [feed.id for feed in tx.feeds.all(room.dossier.key)] == [second.id]
        assert [feed.id for feed in tx.feeds.all(room.dossier.key, removed=True)] == [first.id, second.id]
        assert [feed.id for feed in tx.feeds.all(None)] == [theirs.id, second.id]
        assert tx.feeds.by_id(999) is None


def test_an_address_is_found_in_its_dossier_only_and_not_once_removed(store: Store, room: Newsroom) -> None:
    feed = room.feed(VOX)
    other = Newsroom.in_store(store, "two")
    with store.write() as tx:
        assert tx.feeds.by_url(room.dossier.key, VOX) == feed
        assert tx.feeds.by_url(other.dossier.key, VOX) is None
        assert tx.feeds.by_url(room.dossier.key, f"{VOX}0") is None
        tx.feeds.set_state(feed.id, FeedState.REMOVED, "gone", stamp())
        assert tx.feeds.by_url(room.dossier.key, VOX) is None
    assert room.feed(VOX).id != feed.id


def test_a_dossier_has_each_feed_once(store: Store, room: Newsroom) -> None:
    known = room.feed(VOX)
    with pytest.raises(Conflict, match="there already"):
        room.feed(VOX)
    drafts = [FeedDraft(room.dossier.key, url) for url in ("https://b.example/f", VOX, "https://a.example/f")]
    with store.write() as tx:
        added = tx.feeds.add_many(drafts, stamp())
    assert [feed.url for feed in added] == ["https://b.example/f", "https://a.example/f"]
    assert room.claimed() == [known.id, *(feed.id for feed in added)]


def test_a_moment_without_a_zone_is_not_stored(room: Newsroom) -> None:
    feed = room.feed(VOX)
    (claimed,) = room.claim()
    with pytest.raises((ValueError, StatementError), match="without a zone"):
        room.polled(claimed, polled_at=NOW.replace(tzinfo=None))
    assert room.again(feed) == feed


def test_what_is_not_given_is_not_changed(store: Store, room: Newsroom) -> None:
    feed = room.feed(VOX, outlet="Vox", flags=("PIA",), every=HOUR)
    with store.write() as tx:
        tx.feeds.change(feed.id, stamp(), log=FeedLog.EVERYTHING)
    assert room.again(feed) == replace(feed, log=FeedLog.EVERYTHING)
    with store.write() as tx:
        tx.feeds.change(feed.id, stamp(), outlet="", flags=())
    assert room.again(feed) == replace(feed, log=FeedLog.EVERYTHING, outlet="", flags=())


def test_a_shorter_pause_holds_at_once_and_a_longer_one_from_the_next_poll(store: Store, room: Newsroom) -> None:
    feed = room.feed(VOX)
    room.polled(room.claim()[0])  # due in an hour
    with store.write() as tx:
        tx.feeds.change(feed.id, stamp(NOW), every=10 * MINUTE)
    assert (room.again(feed).every, room.again(feed).next_at) == (10 * MINUTE, NOW + 10 * MINUTE)
    with store.write() as tx:
        tx.feeds.change(feed.id, stamp(NOW), every=DAY)
    assert (room.again(feed).every, room.again(feed).next_at) == (DAY, NOW + 10 * MINUTE)
    with store.write() as tx:
        tx.feeds.change(feed.id, stamp(NOW), every=timedelta())
    assert (room.again(feed).every, room.again(feed).next_at) == (None, NOW + 10 * MINUTE)
    room.now = NOW + 10 * MINUTE
    assert room.claimed() == [feed.id]


def test_a_feed_can_go_to_another_dossier_unless_that_has_it(store: Store, room: Newsroom) -> None:
    other = Newsroom.in_store(store, "two")
    feed, same = room.feed(VOX), other.feed(VOX)
    with store.write() as tx, pytest.raises(Conflict, match="has the feed"):
        tx.feeds.change(feed.id, stamp(), dossier_id=other.dossier.key)
    with store.write() as tx:
        tx.feeds.set_state(same.id, FeedState.REMOVED, "twice", stamp())
        tx.feeds.change(feed.id, stamp(), dossier_id=other.dossier.key)
        with pytest.raises(Conflict, match="added again"):
            tx.feeds.set_state(same.id, FeedState.ACTIVE, "", stamp())
    assert room.again(feed).dossier_id == other.dossier.key


@pytest.mark.parametrize("state", [FeedState.PAUSED, FeedState.REMOVED, FeedState.RETIRED])
def test_only_active_feeds_are_claimed(store: Store, room: Newsroom, state: FeedState) -> None:
    feed = room.feed(VOX)
    with store.write() as tx:
        tx.feeds.set_state(feed.id, state, "because", stamp())
    assert (room.again(feed).state, room.again(feed).state_reason) == (state, "because")
    assert room.claimed() == room.claimed(everything_before=NOW + DAY) == room.claimed(only=feed.id) == []
    with store.write() as tx:
        tx.feeds.set_state(feed.id, FeedState.ACTIVE, "", stamp())
    assert room.claimed() == [feed.id]


def test_a_feed_that_is_resumed_begins_afresh(store: Store, room: Newsroom) -> None:
    feed = room.feed(VOX)
    trouble = Trouble(NOW - DAY, 3.5, FailureKind.GONE, "the server answered 410", told=True)
    room.polled(room.claim()[0], trouble=trouble, gone=2, state=FeedState.RETIRED, state_reason="gone")
    kept = room.again(feed)
    assert (kept.trouble, kept.gone, kept.state, kept.last_error) == (trouble, 2, FeedState.RETIRED, trouble.reason)
    with store.write() as tx:
        tx.feeds.set_state(feed.id, FeedState.ACTIVE, "", stamp())
    kept = room.again(feed)
    assert (kept.trouble, kept.gone, kept.state, kept.last_error) == (None, 0, FeedState.ACTIVE, trouble.reason)


def test_everything_that_polling_decides_is_stored(room: Newsroom) -> None:
    feed = room.feed(VOX, outlet="Vox", flags=("PIA",))
    claimed = room.claim()[0]
    assert claimed.feed == feed
    decided = replace(
        feed,
        title='Vox | all \' of "it" {1,2} \\ ü',
        site="https://vox.example/",
        next_at=NOW + HOUR,
        pace=70 * MINUTE,
        hints=Hints(HOUR, frozenset({0, 23}), frozenset({6})),
        validators=Validators('W/"abc"', "Tue, 24 Nov 2026 08:00:00 GMT", "f" * 64),
        whole_at=NOW - HOUR,
        parsed_at=NOW,
        polled_at=NOW,
        succeeded_at=NOW - MINUTE,
        trouble=Trouble(NOW - HOUR, 0.75, FailureKind.DNS, "the name was not found"),
        seen=31,
        gone=1,
        moved_to="https://vox.example/new",
        moved_seen=2,
        not_before=NOW + MINUTE,
        last_error="the name was not found",
    )
    # What people set meanwhile is theirs.
    room.polled(claimed, **{name: getattr(decided, name) for name in decided.__slots__ if name != "flags"}, flags=())
    assert room.again(feed) == decided


def test_a_feed_is_not_due_before_its_server_may_be_asked(store: Store, room: Newsroom) -> None:
    feed = room.feed(VOX)
    room.polled(room.claim()[0], next_at=NOW + MINUTE, not_before=NOW + HOUR)
    assert room.again(feed).next_at == NOW + HOUR
    with store.write() as tx:
        tx.feeds.poll_soon([feed.id], NOW + MINUTE)
        tx.feeds.change(feed.id, stamp(NOW + MINUTE), every=10 * MINUTE)
    room.now = NOW + HOUR - MINUTE
    assert room.again(feed).next_at == NOW + HOUR
    assert room.claimed(everything_before=room.now) == room.claimed(only=feed.id) == room.claimed() == []
    room.now = NOW + HOUR
    assert room.claimed() == [feed.id]


def test_a_feed_that_moves_is_claimed_as_one_of_its_new_host(room: Newsroom) -> None:
    feed = room.feed(VOX)
    room.polled(room.claim()[0], url="https://new.example/feed")
    assert (room.again(feed).url, room.again(feed).host) == ("https://new.example/feed", "new.example:443")
    room.now += HOUR
    assert room.claimed() == [feed.id]


def test_a_feed_does_not_move_to_where_another_one_is(room: Newsroom) -> None:
    there, feed = room.feed("https://new.example/feed"), room.feed(VOX)
    (claimed,) = [one for one in room.claim() if one.feed.id == feed.id]
    assert room.polled(claimed, url=there.url) == {feed.id}
    assert (room.again(feed).url, room.again(feed).host) == (VOX, "vox.example:443")
    assert room.again(feed).polled_at == NOW


def test_nothing_to_store_is_no_trouble(store: Store) -> None:
    with store.write() as tx:
        assert tx.feeds.store([], NOW) == frozenset()
        tx.feeds.poll_soon([], NOW)
        assert tx.claims.held([]).keys() == set()
        tx.claims.give_back([], NOW)


def test_polling_soon_makes_feeds_due_at_once(store: Store, room: Newsroom) -> None:
    feeds = room.feeds("a.example", "b.example", "c.example")
    for claimed in room.claim():
        room.polled(claimed)
    room.now += MINUTE
    assert room.claimed() == []
    with store.write() as tx:
        tx.feeds.poll_soon([feeds[0].id, feeds[2].id], room.now)
    assert room.claimed() == [feeds[0].id, feeds[2].id]
