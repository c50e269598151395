"""Claims: what is due is polled once, by one process, and no host more than it can take."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from bot.domain.press.feed import FeedState
from tests.integration.storage.newsroom import DAY, HOUR, LEASE, MINUTE, NOW, PAUSE, Newsroom, stamp

if TYPE_CHECKING:
    from bot.domain.press.feed import ClaimedFeed
    from storage.engine import Store


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom.in_store(store)


def test_what_is_due_is_claimed_once(room: Newsroom) -> None:
    feeds = room.feeds("a.example", "b.example", "c.example")
    assert room.claimed(2) == [feeds[0].id, feeds[1].id]
    assert room.claimed(2) == [feeds[2].id]
    assert room.claimed(2) == []
    assert room.claimed(0) == []


def test_those_that_wait_longest_come_first(room: Newsroom) -> None:
    feeds = room.feeds("a.example", "b.example", "c.example")
    for minutes, claimed in zip((30, 10, 20), room.claim(), strict=True):
        room.polled(claimed, next_at=NOW + minutes * MINUTE)
    room.now += HOUR
    polled = [room.claimed(1) for _ in feeds]
    by_pause = {room.again(feed).next_at: feed.id for feed in feeds}
    assert polled == [[by_pause[NOW + minutes * MINUTE]] for minutes in (10, 20, 30)]


def test_a_feed_is_due_again_when_its_time_has_come(room: Newsroom) -> None:
    (feed,) = room.feeds("a.example")
    room.polled(room.claim()[0], next_at=NOW + HOUR)
    room.now = NOW + HOUR - MINUTE
    assert room.claimed() == []
    room.now = NOW + HOUR
    assert room.claimed() == [feed.id]


def test_of_a_host_one_feed_is_claimed_at_a_time_with_a_pause_between(room: Newsroom) -> None:
    feeds = room.feeds(*["a.example"] * 4)
    assert room.claimed() == [feeds[0].id]
    room.now += PAUSE / 2
    assert room.claimed() == []
    room.now = NOW + PAUSE
    assert room.claimed() == [feeds[1].id]


def test_two_of_a_host_are_polled_at_once_at_most(room: Newsroom) -> None:
    feeds = room.feeds(*["a.example"] * 4)
    first = room.claim()
    room.now += PAUSE
    second = room.claim()
    room.now += PAUSE
    assert room.claimed() == room.claimed(everything_before=room.now) == room.claimed(only=feeds[2].id) == []
    room.polled(first[0])
    assert room.claimed() == [feeds[2].id]
    room.now += PAUSE
    room.polled(second[0])
    assert room.claimed() == [feeds[3].id]


def test_a_host_without_a_pause_gives_two_at_once(room: Newsroom) -> None:
    feeds = room.feeds(*["a.example"] * 5, "b.example")
    room.exempt = {"a.example:443"}
    assert room.claimed() == [feeds[0].id, feeds[1].id, feeds[5].id]
    assert room.claimed() == []


def test_a_second_feed_of_a_host_waits_until_every_host_has_had_a_turn(room: Newsroom) -> None:
    feeds = room.feeds("a.example", "a.example", "b.example", "c.example")
    room.exempt = {"a.example:443"}
    assert room.claimed(3) == [feeds[0].id, feeds[2].id, feeds[3].id]
    assert room.claimed(3) == [feeds[1].id]


def test_a_host_with_many_feeds_does_not_keep_the_others_waiting(room: Newsroom) -> None:
    crowd = room.feeds(*["crowd.example"] * 30)
    room.now += MINUTE  # the others come later
    others = room.feeds(*[f"{letter}.example" for letter in "abcdefgh"])
    assert room.claimed(9) == [crowd[0].id, *(feed.id for feed in others)]


def test_a_claim_that_runs_out_is_somebody_elses(room: Newsroom) -> None:
    (feed,) = room.feeds("a.example")
    (old,) = room.claim()
    room.now += LEASE
    (new,) = room.claim()
    assert new.feed.id == old.feed.id == feed.id
    assert new.token > old.token
    assert room.polled(old, title="old") == frozenset()
    assert room.again(feed).title == ""
    assert room.polled(new, title="new") == {feed.id}
    assert room.again(feed).title == "new"
    assert room.polled(old, title="old") == frozenset()


def test_a_claim_that_ran_out_still_counts_while_nobody_took_it(room: Newsroom) -> None:
    (feed,) = room.feeds("a.example")
    (claimed,) = room.claim()
    room.now += HOUR
    assert room.polled(claimed) == {feed.id}


def test_what_is_stored_twice_is_stored_once(room: Newsroom) -> None:
    feed, _ = room.feeds("a.example", "b.example")
    claimed = room.claim()
    assert room.polled(claimed[0]) == {claimed[0].feed.id}
    assert room.polled(claimed[0], next_at=NOW + DAY) == frozenset()
    with room.store.write() as tx:
        assert tx.claims.held(claimed).keys() == {claimed[1].feed.id}
    assert room.again(feed).next_at == NOW + HOUR


def test_many_claims_that_ran_out_leave_room_for_their_host(room: Newsroom) -> None:
    room.exempt = {"a.example:443"}
    feeds = room.feeds(*["a.example"] * 3)
    assert room.claimed() == [feeds[0].id, feeds[1].id]
    room.now += LEASE
    assert len(room.claimed()) == 2
    room.now += LEASE
    assert len(room.claimed()) == 2


def test_a_claim_can_be_renewed_while_it_holds(room: Newsroom) -> None:
    (feed,) = room.feeds("a.example")
    (claimed,) = room.claim()
    room.now += LEASE / 2
    with room.store.write() as tx:
        assert tx.claims.renew([claimed], room.now + LEASE) == {feed.id}
    room.now = NOW + LEASE
    assert room.claimed() == []
    room.now += LEASE
    assert room.claimed() == [feed.id]
    with room.store.write() as tx:
        assert tx.claims.renew([claimed], room.now + LEASE) == frozenset()


def test_what_is_given_back_can_be_claimed_at_once(room: Newsroom) -> None:
    room.exempt = {"a.example:443"}
    room.feeds("a.example", "a.example", "a.example")
    claimed = room.claim()
    with room.store.write() as tx:
        tx.claims.give_back(claimed[:1], room.now)
    (again,) = room.claim()
    assert again.feed == claimed[0].feed
    with room.store.write() as tx:
        tx.claims.give_back(claimed[:1], room.now)  # somebody else's by now
        assert tx.claims.held(claimed).keys() == {claimed[1].feed.id}
        assert tx.claims.held([again]).keys() == {again.feed.id}


def test_what_people_stop_is_not_overwritten_by_a_poll_that_was_under_way(room: Newsroom) -> None:
    (feed,) = room.feeds("a.example")
    (claimed,) = room.claim()
    with room.store.write() as tx:
        tx.feeds.set_state(feed.id, FeedState.PAUSED, "for a while", stamp())
        assert tx.claims.held([claimed]).keys() == set()
    assert room.polled(claimed) == frozenset()
    assert room.again(feed).state is FeedState.PAUSED
    with room.store.write() as tx:
        tx.feeds.set_state(feed.id, FeedState.ACTIVE, "", stamp())
    assert room.claimed() == []  # its server is still being asked
    room.now += LEASE
    assert room.claimed() == [feed.id]


def test_everything_is_claimed_that_was_not_polled_since(room: Newsroom) -> None:
    feeds = room.feeds("a.example", "b.example", "c.example")
    for claimed in room.claim():
        room.polled(claimed)
    room.now += MINUTE
    start = room.now
    assert room.claimed() == []
    (first,) = room.claim(1, everything_before=start)
    room.polled(first)
    left = [feed.id for feed in feeds if feed.id != first.feed.id]
    assert room.claimed(everything_before=start) == left
    assert room.claimed(everything_before=start) == []


def test_a_feed_that_was_claimed_early_is_due_when_it_was_though_its_claim_runs_out(room: Newsroom) -> None:
    (feed,) = room.feeds("a.example")
    room.polled(room.claim()[0])
    room.now += MINUTE
    assert room.claimed(only=feed.id) == [feed.id]
    room.now += LEASE
    assert room.claimed() == []
    room.now = NOW + HOUR
    assert room.claimed() == [feed.id]


def test_one_feed_can_be_claimed_by_itself(room: Newsroom) -> None:
    feeds = room.feeds("a.example", "a.example")
    assert room.claimed(only=feeds[1].id) == [feeds[1].id]
    assert room.claimed(only=feeds[1].id) == []
    assert room.claimed(only=999) == []


def test_what_is_left_is_counted(room: Newsroom) -> None:
    feeds = room.feeds("a.example", "a.example", "b.example", "c.example")
    room.polled(room.claim(1)[0])
    room.claim(1)

    def left(**more: object) -> int:
        with room.store.read() as tx:
            return tx.claims.left(room.now, **more)  # type: ignore[arg-type]

    assert left() == len(feeds) - 1
    room.now += MINUTE
    assert left(everything_before=NOW) == len(feeds) - 1
    assert left(everything_before=room.now) == len(feeds)
    with room.store.write() as tx:
        tx.feeds.set_state(feeds[-1].id, FeedState.REMOVED, "gone", stamp())
    assert left() == len(feeds) - 2


# -- hosts ----------------------------------------------------------------------------------------------------


def limited(room: Newsroom, claimed: ClaimedFeed) -> None:
    with room.store.write() as tx:
        tx.claims.host_limited(claimed.feed.host, claimed.feed.id, room.now + HOUR, room.now)
    room.polled(claimed, next_at=room.now + MINUTE)


def test_a_host_that_limits_two_of_its_feeds_is_left_alone(room: Newsroom) -> None:
    feeds = room.feeds(*["a.example"] * 3)
    for _ in range(2):
        limited(room, room.claim()[0])
        room.now += PAUSE
    assert room.claimed() == room.claimed(only=feeds[2].id) == room.claimed(everything_before=room.now) == []
    room.now = NOW + HOUR + PAUSE
    assert len(room.claimed()) == 1


def test_a_host_that_limits_one_feed_twice_goes_on_with_the_others(room: Newsroom) -> None:
    feeds = room.feeds(*["a.example"] * 2)
    claimed = room.claim()[0]
    for _ in range(2):
        with room.store.write() as tx:
            tx.claims.host_limited("a.example:443", claimed.feed.id, room.now + HOUR, room.now)
    room.now += PAUSE
    assert room.claimed() == [feeds[1].id]


def test_an_answer_in_between_lets_a_host_off(room: Newsroom) -> None:
    room.feeds(*["a.example"] * 3)
    limited(room, room.claim()[0])
    room.now += PAUSE
    with room.store.write() as tx:
        tx.claims.hosts_answered(["a.example:443"])
    limited(room, room.claim()[0])
    room.now += PAUSE
    assert len(room.claimed()) == 1


# -- many at once ---------------------------------------------------------------------------------------------


def test_no_feed_is_claimed_twice_however_many_ask_at_once(room: Newsroom) -> None:
    feeds = room.feeds(*[f"h{number % 20}.example" for number in range(60)])
    room.exempt = {f"h{number}.example:443" for number in range(10)}
    start = Barrier(4)

    def take(_: int) -> list[ClaimedFeed]:
        start.wait()
        return [one for _ in range(6) for one in room.claim(4)]

    with ThreadPoolExecutor(4) as pool:
        taken = [one for found in pool.map(take, range(4)) for one in found]
    times = Counter(one.feed.id for one in taken)
    assert set(times.values()) == {1}
    a_host = Counter(one.feed.host for one in taken)
    assert all(count <= (2 if host in room.exempt else 1) for host, count in a_host.items())
    room.exempt = {feed.host for feed in feeds}
    room.now += PAUSE
    while more := room.claim():
        assert not {one.feed.id for one in more} & set(times)
        times.update(one.feed.id for one in more)
    assert set(Counter(room.again(feed).host for feed in feeds if feed.id in times).values()) == {2}


def test_pollers_that_work_side_by_side_poll_everything_once(room: Newsroom) -> None:
    """Claims, renewals, returns and results of four pollers on few hosts, with nobody in anybody's way."""
    feeds = room.feeds(*[f"h{number % 5}.example" for number in range(80)])
    room.exempt = {feed.host for feed in feeds}
    start = Barrier(4)

    def work(_: int) -> list[int]:
        start.wait()
        stored: list[int] = []
        while len(counted) < len(feeds):
            claimed = room.claim(3)
            with room.store.write() as tx:
                tx.claims.renew(claimed, room.now + LEASE)
                tx.claims.give_back(claimed[2:], room.now)
            with room.store.write() as tx:
                assert tx.claims.held(claimed[:2]).keys() == {one.feed.id for one in claimed[:2]}
                done = tx.feeds.store([room.result(one) for one in claimed[:2]], room.now)
            stored += done
            counted.update(done)
        return stored

    counted: set[int] = set()
    with ThreadPoolExecutor(4) as pool:
        everything = [feed_id for stored in pool.map(work, range(4)) for feed_id in stored]
    assert sorted(everything) == [feed.id for feed in feeds]


def test_a_claim_waits_for_nobody(room: Newsroom) -> None:
    """On PostgreSQL; on SQLite whoever writes waits for the other one."""
    if room.store.engine.dialect.name == "sqlite":
        room.feeds("a.example")
        return
    feeds = room.feeds("a.example", "b.example", "c.example")
    (late,) = room.claim(only=feeds[1].id)
    room.now += LEASE
    with room.store.write() as tx:
        tx.feeds.poll_soon([feeds[0].id], NOW)
        assert tx.claims.held([late]).keys() == {late.feed.id}
        assert room.claimed() == [feeds[2].id]
        tx.claims.give_back([late], room.now)
        room.now += PAUSE
        assert room.claimed() == []
    assert room.claimed() == [feeds[0].id, feeds[1].id]


def test_hosts_are_looked_at_when_something_can_be_claimed(room: Newsroom) -> None:
    """The rule that claiming rests on, for every way to change a feed: never too late."""
    room.feeds("a.example", "a.example", "b.example")

    def ready() -> dict[str, object]:
        with room.store.read() as tx:
            query = text("SELECT name, ready_at FROM hosts WHERE ready_at IS NOT NULL")
            return {name: str(at)[:19] for name, at in tx.connection.execute(query)}

    def at(moment: object) -> str:
        return str(moment)[:19]

    assert ready() == {"a.example:443": at(NOW), "b.example:443": at(NOW)}
    claimed = room.claim()
    assert ready() == {"a.example:443": at(NOW + PAUSE), "b.example:443": at(NOW + PAUSE)}
    for one in claimed:
        room.polled(one, next_at=NOW + DAY)
    assert ready() == {"a.example:443": at(NOW + PAUSE), "b.example:443": at(NOW + DAY)}
    with room.store.write() as tx:
        for one in claimed:
            tx.feeds.set_state(one.feed.id, FeedState.REMOVED, "no", stamp())
    assert ready() == {"a.example:443": at(NOW + PAUSE)}
