"""Raw items: what is known of a feed's items, and when they are forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from bot.domain.press.feed import FeedState
from bot.domain.press.item import ItemKeys
from storage.feed_items import BATCH
from storage.press_schema import feed_items
from tests.integration.storage.newsroom import DAY, MINUTE, NOW, Newsroom, item, stamp
from tests.integration.storage.shelf import Shelf, record

if TYPE_CHECKING:
    from bot.domain.press.feed import Feed
    from bot.domain.press.item import NewItem
    from storage.engine import Store

MONTH = 31 * DAY


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom.in_store(store)


@pytest.fixture
def feed(room: Newsroom) -> Feed:
    return room.feed("https://vox.example/feed")


def kept(room: Newsroom, since: datetime = NOW - 1_000 * DAY) -> list[NewItem]:
    with room.store.read() as tx:
        return [one.item for one in tx.items.since(room.dossier.key, since, batch=3)]


def known(room: Newsroom, feed: Feed, *keys: ItemKeys) -> set[ItemKeys]:
    with room.store.read() as tx:
        found = tx.items.known(feed.id, keys)
    assert len(found) == len(set(found))
    return set(found)


def test_items_are_kept_as_they_came(room: Newsroom, feed: Feed) -> None:
    far = timezone(timedelta(hours=-11))
    plain = item(1)
    odd = item(2, title="Tab\\t, \\N, “quotes” & <b>", published=datetime(2026, 1, 1, 3, tzinfo=far), source="AP")
    bare = item(3, guid="", url="", canonical="", title="", summary="", author="", published=None)
    ids = room.bring(feed, [plain, odd, bare])
    with room.store.read() as tx:
        found = list(tx.items.since(room.dossier.key, NOW))
    assert [one.id for one in found] == sorted(ids, reverse=True) == ids[::-1]
    assert [one.item for one in found] == [bare, odd, plain]
    assert found[1].item.published is not None
    assert found[1].item.published.utcoffset() == timedelta(hours=-11)
    assert {(one.feed_id, one.entry_id) for one in found} == {(feed.id, None)}


def test_ids_come_in_the_order_of_the_items(room: Newsroom, feed: Feed) -> None:
    first = room.bring(feed, [item(number) for number in range(1, 200)])
    second = room.bring(feed, [item(number) for number in range(200, 202)])
    assert room.bring(feed, []) == []
    ids = [*first, *second]
    assert ids == sorted(set(ids))
    with room.store.read() as tx:
        by_id = {one.id: one.item for one in tx.items.since(room.dossier.key, NOW)}
    assert [by_id[key] for key in ids] == [item(number) for number in range(1, 202)]


def test_items_of_many_feeds_are_kept_at_once(room: Newsroom, feed: Feed) -> None:
    other = room.feed("https://other.example/feed")
    given = [(feed.id, item(1)), (other.id, item(2)), (feed.id, item(3))]
    with room.store.write() as tx:
        ids = tx.items.add_many(given, NOW)
        assert tx.items.add_many([], NOW) == []
        by_id = {one.id: (one.feed_id, one.item) for one in tx.items.since(room.dossier.key, NOW)}
    assert [by_id[key] for key in ids] == given


def test_an_item_is_known_by_its_guid_or_its_echo(room: Newsroom, feed: Feed) -> None:
    there = item(1).keys
    room.bring(feed, [item(1), item(2)])
    assert known(room, feed, there) == {there}
    assert known(room, feed, ItemKeys(there.guid, 1, 1, 1)) == {there}
    assert known(room, feed, ItemKeys(1, 1, 1, there.echo)) == {there}
    assert known(room, feed, ItemKeys(1, there.url, there.title, 1)) == set()
    assert known(room, feed, there, item(2).keys, item(3).keys) == {there, item(2).keys}
    assert known(room, feed) == set()


def test_what_has_no_key_is_not_known_by_it(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(1, keys=ItemKeys(5, 0, 0, 0))])
    assert known(room, feed, ItemKeys(6, 0, 0, 0)) == set()


def test_an_item_is_known_to_its_own_feed_only(room: Newsroom, feed: Feed) -> None:
    other = room.feed("https://other.example/feed")
    room.bring(other, [item(1)])
    assert known(room, feed, item(1).keys) == set()


def test_items_since_a_moment_are_those_of_one_dossier(room: Newsroom, feed: Feed) -> None:
    theirs = Newsroom.in_store(room.store, "two")
    elsewhere = theirs.feed("https://vox.example/feed")
    for number in range(20):
        seen = NOW + number * MINUTE
        room.bring(feed, [item(number, seen=seen)])
        theirs.bring(elsewhere, [item(100 + number, seen=seen)])
    assert kept(room, NOW + 10 * MINUTE) == [item(number, seen=NOW + number * MINUTE) for number in range(19, 9, -1)]
    assert len(kept(room)) == 20
    assert kept(room, NOW + DAY) == []


def test_what_became_of_an_item_is_noted(room: Newsroom, feed: Feed) -> None:
    entries = Shelf(room.store, room.dossier).put(record("One"), record("Two"))
    ids = room.bring(feed, [item(1), item(2), item(3)])
    with room.store.write() as tx:
        tx.items.logged([])
        tx.items.logged([(ids[0], entries[1]), (ids[2], entries[0])])
    with room.store.read() as tx:
        found = {one.id: one.entry_id for one in tx.items.since(room.dossier.key, NOW)}
    assert found == {ids[0]: entries[1], ids[1]: None, ids[2]: entries[0]}


# -- forgetting -----------------------------------------------------------------------------------------------


def read(room: Newsroom, feed: Feed, *listed: NewItem) -> None:
    """A document of the feed that lists those items is read now."""
    with room.store.write() as tx:
        tx.items.mark_listed(feed.id, [one.keys for one in listed], room.now)
    (claimed,) = room.claim(only=feed.id)
    room.polled(claimed, parsed_at=room.now)


def pruned(room: Newsroom) -> int:
    with room.store.write() as tx:
        return tx.items.prune(room.now)


def test_an_item_is_forgotten_after_thirty_days_when_its_feed_lists_it_no_longer(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(1), item(2)])
    room.now += 20 * DAY
    read(room, feed, item(2))
    room.now = NOW + 30 * DAY
    assert pruned(room) == 0
    room.now = NOW + 30 * DAY + MINUTE
    assert pruned(room) == 1
    assert kept(room) == [item(2)]


def test_an_item_that_is_listed_is_not_forgotten_however_old(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(1)])
    for _ in range(4):
        room.now += 29 * DAY
        read(room, feed, item(1))
        assert pruned(room) == 0
    assert kept(room) == [item(1)]


def test_a_listed_item_is_recognised_by_its_echo_too(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(1)])
    room.now += 29 * DAY
    read(room, feed, item(1, keys=replace(item(1).keys, guid=77)))
    room.now += 29 * DAY
    assert pruned(room) == 0


def test_what_a_feed_lists_is_kept_while_it_gives_no_other_document(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(1)])
    read(room, feed, item(1))
    for _ in range(3):
        room.now += MONTH
        assert pruned(room) == 0
    assert kept(room) == [item(1)]
    room.now += MONTH
    read(room, feed)
    room.now += MONTH
    assert pruned(room) == 1


@pytest.mark.parametrize("state", [FeedState.REMOVED, FeedState.RETIRED])
def test_items_of_a_feed_that_ended_are_forgotten(room: Newsroom, feed: Feed, state: FeedState) -> None:
    room.bring(feed, [item(1)])
    with room.store.write() as tx:
        tx.feeds.set_state(feed.id, state, "gone", stamp())
    room.now += 30 * DAY
    assert pruned(room) == 0
    room.now += MINUTE
    assert pruned(room) == 1


def test_many_items_are_forgotten_in_parts(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(number) for number in range(BATCH + 10)])
    room.now += MONTH
    read(room, feed)
    with room.store.write() as tx:
        assert tx.items.prune(room.now, most=BATCH) == BATCH
        assert tx.items.prune(room.now) == 10


def test_marking_often_writes_once_a_day(room: Newsroom, feed: Feed) -> None:
    room.bring(feed, [item(1)])

    def listed() -> datetime:
        with room.store.read() as tx:
            at: datetime = tx.connection.execute(select(feed_items.c.listed_at)).scalar_one()
            return at

    room.now += DAY
    read(room, feed, item(1))
    assert listed() == NOW
    room.now += MINUTE
    read(room, feed, item(1))
    assert listed() == room.now
