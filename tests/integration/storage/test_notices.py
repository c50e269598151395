"""The outbox: each notice is delivered by one process, and none is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.press.notice import NewNotice, NoticeKind
from bot.domain.press.posted import Posted
from tests.integration.storage.newsroom import DAY, HOUR, LEASE, MINUTE, NOW, press
from tests.integration.storage.shelf import Shelf

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.press.notice import ClaimedNotice
    from storage.engine import Store

AT = Posted("C1", "1764000000.000100")


class Outbox:
    """A store's notices."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def add(self, *dedupe: str, now: datetime = NOW, **more: Any) -> None:
        with self.store.write() as tx:
            kind = more.pop("kind", NoticeKind.FEED_FAILING)
            tx.notices.add([NewNotice(kind, one, **more) for one in dedupe], now)

    def claim(self, limit: int = 10, now: datetime = NOW, **more: Any) -> list[ClaimedNotice]:
        with self.store.write() as tx:
            return list(tx.notices.claim(now, limit=limit, lease=LEASE, **more))

    def claimed(self, limit: int = 10, now: datetime = NOW, **more: Any) -> list[str]:
        return [one.notice.dedupe for one in self.claim(limit, now, **more)]


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


def test_a_notice_is_kept_as_it_was_written(outbox: Outbox) -> None:
    (key,) = Shelf.in_store(outbox.store).put(press("One"))
    facts = {"entry": key, "words": ["a", 'b"'], "none": None}
    outbox.add("card:1", kind=NoticeKind.PRESS_CARD, channel="#press", entry_id=key, facts=facts)
    (claimed,) = outbox.claim()
    notice = claimed.notice
    assert (notice.kind, notice.dedupe, notice.channel) == (NoticeKind.PRESS_CARD, "card:1", "#press")
    assert (notice.entry_id, dict(notice.facts), notice.due_at) == (key, facts, NOW)
    assert (claimed.attempts, claimed.created_at) == (0, NOW)


def test_of_two_notices_with_one_key_the_first_is_kept(outbox: Outbox) -> None:
    outbox.add("one", "two", "one", channel="#first")
    outbox.add("one", "three", channel="#second")
    outbox.add()
    kept = {one.notice.dedupe: one.notice.channel for one in outbox.claim()}
    assert kept == {"one": "#first", "two": "#first", "three": "#second"}


def test_notices_come_in_the_order_in_which_they_are_due(outbox: Outbox) -> None:
    outbox.add("late", due_at=NOW + MINUTE)
    outbox.add("b", "a", "c")
    assert outbox.claimed(2) == ["b", "a"]
    assert outbox.claimed(2) == ["c"]
    assert outbox.claimed(2) == []
    assert outbox.claimed(2, NOW + MINUTE) == ["b", "a"]  # whose claims have run out
    assert outbox.claimed(2, NOW + MINUTE) == ["c", "late"]


def test_only_the_kinds_that_are_asked_for_are_claimed(outbox: Outbox) -> None:
    outbox.add("failing")
    outbox.add("archive", kind=NoticeKind.ARCHIVE)
    assert outbox.claimed(kinds={NoticeKind.ARCHIVE}) == ["archive"]
    assert outbox.claimed(kinds=frozenset(NoticeKind) - {NoticeKind.ARCHIVE}) == ["failing"]
    assert outbox.claimed(now=NOW + HOUR, kinds=()) == []


def test_what_was_delivered_is_not_claimed_again(outbox: Outbox) -> None:
    outbox.add("one")
    (claimed,) = outbox.claim()
    with outbox.store.write() as tx:
        assert tx.notices.delivered(claimed.id, claimed.token, AT, NOW)
        assert not tx.notices.delivered(claimed.id, claimed.token, AT, NOW)
        assert not tx.notices.later(claimed.id, claimed.token, NOW, "")
        assert not tx.notices.drop(claimed.id, claimed.token, "")
    assert outbox.claimed(now=NOW + DAY) == []
    outbox.add("one")
    assert outbox.claimed(now=NOW + DAY) == []


def test_a_claim_that_was_taken_over_is_void(outbox: Outbox) -> None:
    outbox.add("one")
    (old,) = outbox.claim()
    (new,) = outbox.claim(now=NOW + LEASE)
    assert (new.id, new.attempts) == (old.id, 1)
    with outbox.store.write() as tx:
        assert not tx.notices.delivered(old.id, old.token, AT, NOW)
        assert not tx.notices.later(old.id, old.token, NOW + HOUR, "late")
        assert not tx.notices.drop(old.id, old.token, "no")
        assert tx.notices.delivered(new.id, new.token, None, NOW)


def test_a_notice_is_tried_again_later(outbox: Outbox) -> None:
    outbox.add("one")
    for attempt in range(3):
        now = NOW + attempt * HOUR
        (claimed,) = outbox.claim(now=now)
        assert claimed.attempts == attempt
        with outbox.store.write() as tx:
            assert tx.notices.later(claimed.id, claimed.token, now + HOUR, "rate limited")
        assert outbox.claim(now=now + HOUR - MINUTE) == []


def test_what_is_dropped_is_never_claimed(outbox: Outbox) -> None:
    outbox.add("one")
    (claimed,) = outbox.claim()
    with outbox.store.write() as tx:
        assert tx.notices.drop(claimed.id, claimed.token, "channel_not_found")
    assert outbox.claim(now=NOW + DAY) == []


def test_where_the_cards_of_an_item_stand_is_known(outbox: Outbox) -> None:
    one, other = Shelf.in_store(outbox.store).put(press("One"), press("Other"))
    outbox.add("a", "b", "c", kind=NoticeKind.PRESS_CARD, entry_id=one)
    outbox.add("d", kind=NoticeKind.CARD_UPDATE, entry_id=one)
    outbox.add("e", kind=NoticeKind.PRESS_CARD, entry_id=other)
    with outbox.store.write() as tx:
        for number, claimed in enumerate(outbox_claim(tx)):
            posted = None if claimed.notice.dedupe == "c" else Posted("C1", str(number))
            tx.notices.delivered(claimed.id, claimed.token, posted, NOW)
        assert tx.notices.posted_for(one) == (Posted("C1", "0"), Posted("C1", "1"))
        assert tx.notices.posted_for(other) == (Posted("C1", "4"),)
        assert tx.notices.posted_for(999) == ()


def outbox_claim(tx: Any) -> list[ClaimedNotice]:
    return list(tx.notices.claim(NOW, limit=10, lease=LEASE))


def test_what_waits_is_counted_from_the_oldest(outbox: Outbox) -> None:
    with outbox.store.read() as tx:
        assert tx.notices.waiting(NOW) == (0, None)
    outbox.add("one")
    outbox.add("two", "done", now=NOW + MINUTE)
    outbox.add("not yet", now=NOW - HOUR, due_at=NOW + DAY)
    outbox.add("archive", now=NOW - DAY, kind=NoticeKind.ARCHIVE)
    now = NOW + HOUR
    with outbox.store.write() as tx:
        one, _, done = tx.notices.claim(now, limit=3, lease=LEASE, kinds={NoticeKind.FEED_FAILING})
        tx.notices.later(one.id, one.token, now + DAY, "again")
        tx.notices.delivered(done.id, done.token, None, now)
        assert tx.notices.waiting(now) == (2, NOW)


def test_what_has_ended_is_forgotten_but_for_where_cards_stand(outbox: Outbox) -> None:
    (key,) = Shelf.in_store(outbox.store).put(press("One"))
    outbox.add("card", "no card", kind=NoticeKind.PRESS_CARD, entry_id=key)
    outbox.add("told", "waits")
    outbox.add("new", now=NOW + HOUR)
    by_name = {one.notice.dedupe: one for one in outbox.claim(now=NOW + HOUR)}
    with outbox.store.write() as tx:
        for name in ("card", "told", "new"):
            tx.notices.delivered(by_name[name].id, by_name[name].token, AT, NOW + HOUR)
        tx.notices.drop(by_name["no card"].id, by_name["no card"].token, "gone")
        assert tx.notices.prune(NOW) == 0
        assert tx.notices.prune(NOW + HOUR) == 2
        assert tx.notices.posted_for(key) == (AT,)
    assert outbox.claimed(now=NOW + DAY) == ["waits"]
    outbox.add("told", "new", "card")
    assert outbox.claimed(now=NOW + DAY) == ["told"]


def test_no_notice_is_claimed_twice_however_many_ask_at_once(outbox: Outbox) -> None:
    outbox.add(*(f"n{number}" for number in range(60)))
    start = Barrier(4)

    def take(_: int) -> list[str]:
        start.wait()
        return [name for _ in range(5) for name in outbox.claimed(3)]

    with ThreadPoolExecutor(4) as pool:
        taken = [name for names in pool.map(take, range(4)) for name in names]
    assert sorted(taken) == sorted(f"n{number}" for number in range(60))
