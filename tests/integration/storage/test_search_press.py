"""Searching press items by status, by the watches that matched them, and by the feeds that brought them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.press.watch import Match
from bot.domain.search import Filters, SearchQuery, Term
from storage.press import NewCopy, NewMatch
from tests.integration.storage.newsroom import NOW, Newsroom, item, press, stamp, watch
from tests.integration.storage.shelf import Shelf, record

if TYPE_CHECKING:
    from storage.engine import Store

STORY = (Term(("story",), "story"),)


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom.in_store(store)


@pytest.fixture
def shelf(room: Newsroom) -> Shelf:
    return Shelf(room.store, room.dossier)


def found(room: Newsroom, wanted: Filters, unwanted: Filters | None = None) -> set[int]:
    query = SearchQuery("story", terms=STORY, wanted=wanted, unwanted=unwanted or Filters())
    with room.store.read() as tx:
        keys = tx.search.find(query, dossier_id=room.dossier.key, kinds=None, units={}, limit=100, offset=0)
    return set(keys.entry_ids)


def test_press_items_are_found_by_their_status(room: Newsroom, shelf: Shelf) -> None:
    new, reviewed, none = shelf.put(press("story"), press("story", status="reviewed"), record("story"))
    assert found(room, Filters(statuses=("new",))) == {new}
    assert found(room, Filters(statuses=("new", "reviewed"))) == {new, reviewed}
    assert found(room, Filters(), Filters(statuses=("new",))) == {reviewed, none}
    assert found(room, Filters(statuses=("dismissed",))) == set()


def hang(room: Newsroom, key: int, *, watches: tuple[int, ...] = (), feeds: tuple[int | None, ...] = ()) -> None:
    with room.store.write() as tx:
        tx.press.add_matches([NewMatch(key, Match(one, ()), NOW) for one in watches])
        tx.press.add_copies(room.dossier.key, [NewCopy(key, feed, item(1), "") for feed in feeds])
        tx.press.reindex([key, key])
        tx.press.reindex([])


def test_press_items_are_found_by_watch_and_by_feed(room: Newsroom, shelf: Shelf) -> None:
    faces, ice = watch(room, "faces"), watch(room, "ice")
    first, second = (room.feed(f"https://{name}.example/f").id for name in "ab")
    one, two, three = shelf.put(press("story"), press("story"), press("story"))
    hang(room, one, watches=(faces, ice), feeds=(first, first, None))
    hang(room, two, watches=(ice,), feeds=(first, second))
    hang(room, three, feeds=(None,))
    assert found(room, Filters(watches=(str(faces),))) == {one}
    assert found(room, Filters(watches=(str(ice),))) == {one, two}
    assert found(room, Filters(watches=(str(ice), str(faces)))) == {one, two}
    assert found(room, Filters(feeds=(str(second),))) == {two}
    assert found(room, Filters(watches=(str(ice),), feeds=(str(first),), statuses=("new",))) == {one, two}
    assert found(room, Filters(), Filters(watches=(str(faces),), feeds=(str(second),))) == {three}
    assert found(room, Filters(watches=("999",))) == set()


def test_the_numbers_of_watches_and_feeds_are_not_taken_for_each_other(room: Newsroom, shelf: Shelf) -> None:
    faces = watch(room, "faces")
    (key,) = shelf.put(press("story"))
    hang(room, key, watches=(faces,))
    assert found(room, Filters(feeds=(str(faces),))) == set()


def test_a_changed_item_is_found_by_the_same_watches_and_feeds(room: Newsroom, shelf: Shelf) -> None:
    faces, feed = watch(room, "faces"), room.feed("https://a.example/f").id
    (key,) = shelf.put(press("story"))
    hang(room, key, watches=(faces,), feeds=(feed,))
    changed = press("another story", status="reviewed")
    with room.store.write() as tx:
        tx.search.put(key, room.dossier.key, changed)
    assert found(room, Filters(watches=(str(faces),), feeds=(str(feed),), statuses=("reviewed",))) == {key}
    assert found(room, Filters(statuses=("new",))) == set()


def test_a_deleted_item_does_not_come_back_with_its_next_copy(room: Newsroom, shelf: Shelf) -> None:
    (key,) = shelf.put(press("story"))
    with room.store.write() as tx:
        (on_file,) = tx.entries.load([key])
        assert tx.entries.rewrite(on_file, on_file.entry.content, stamp(), deleted_because="not ours")
        tx.search.remove(key)
    hang(room, key, feeds=(room.feed("https://a.example/f").id,))
    assert found(room, Filters()) == set()


@pytest.mark.parametrize("typed", ['x" OR "_any', "x' | '_any", "", "!", "_any", "faces)"])
def test_what_is_typed_for_a_watch_cannot_widen_the_search(room: Newsroom, shelf: Shelf, typed: str) -> None:
    shelf.put(press("story"))
    assert found(room, Filters(watches=(typed,))) == found(room, Filters(feeds=(typed,))) == set()
