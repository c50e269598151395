"""What hangs on press items: copies, matches, likenesses, notes, and what the board counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from bot.domain.entries import Stamp
from bot.domain.people import Identity
from bot.domain.press.item import ItemKeys
from bot.domain.press.watch import Hit, Match, Place
from storage.press import Copy, NewCopy, NewMatch
from tests.integration.storage.newsroom import DAY, HOUR, NOW, Newsroom, item, press, stamp, watch
from tests.integration.storage.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.entries import Draft
    from bot.domain.press.feed import Feed
    from bot.domain.press.item import NewItem
    from storage.engine import Store

HITS = (Hit("Clearview", Place.TITLE), Hit("facial recognition", Place.TEXT))


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom.in_store(store)


@pytest.fixture
def shelf(room: Newsroom) -> Shelf:
    return Shelf(room.store, room.dossier)


@pytest.fixture
def feed(room: Newsroom) -> Feed:
    return room.feed("https://vox.example/feed", outlet="Vox")


def add_copies(room: Newsroom, *copies: NewCopy) -> None:
    with room.store.write() as tx:
        tx.press.add_copies(room.dossier.key, copies)


def copies_of(room: Newsroom, key: int) -> tuple[Copy, ...]:
    with room.store.read() as tx:
        return tx.press.copies_of([key])[key]


def alike(
    room: Newsroom, *, canonical: Sequence[int] = (), titles: Sequence[int] = (), since: datetime = NOW
) -> list[int]:
    """The entries of which copies are found, in order."""
    with room.store.read() as tx:
        found = tx.press.copies_alike(room.dossier.key, canonical_keys=canonical, title_keys=titles, since=since)
    return [copy.entry_id for copy in found]


def keyed(url: int, title: int, *, seen: datetime = NOW) -> NewItem:
    return item(1, keys=ItemKeys(1, url, title, 1), seen=seen)


# -- copies ---------------------------------------------------------------------------------------------------


def test_a_copy_is_kept_as_it_was_found(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    (key,) = shelf.put(press("Story"))
    published = datetime(2026, 11, 24, 3, tzinfo=timezone(timedelta(hours=9)))
    found = item(7, published=published)
    add_copies(room, NewCopy(key, feed.id, found, "Recode"), NewCopy(key, None, item(8, published=None, guid=""), ""))
    first, second = copies_of(room, key)
    assert (first.feed, first.outlet, first.title, first.url) == ("Vox", "Recode", found.title, found.url)
    assert (first.entry_id, first.feed_id, first.canonical, first.guid) == (key, feed.id, found.canonical, found.guid)
    assert (first.facts.canonical_key, first.facts.title_key) == (found.keys.url, found.keys.title)
    assert (first.facts.summary, first.facts.published, first.seen) == (found.summary, published, NOW)
    assert first.facts.published is not None
    assert first.facts.published.utcoffset() == timedelta(hours=9)
    assert (second.feed, second.feed_id, second.facts.published) == ("", None, None)


def test_copies_come_in_the_order_in_which_they_were_found(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    one, other, none = shelf.put(press("One"), press("Other"), press("None"))
    for number, hours in enumerate((2, 1, 1)):
        add_copies(room, NewCopy(one, feed.id, item(number, seen=NOW + hours * HOUR), "Vox"))
    add_copies(room, NewCopy(other, feed.id, item(9), "Vox"))
    with room.store.read() as tx:
        found = tx.press.copies_of([one, other, none])
        assert tx.press.copies_of([]) == {}
    assert [copy.title for copy in found[one]] == ["Story 1", "Story 2", "Story 0"]
    assert [copy.title for copy in found[other]] == ["Story 9"]
    assert found[none] == ()


def test_a_feed_is_called_by_its_title_or_its_host_where_nobody_named_it(room: Newsroom, shelf: Shelf) -> None:
    (key,) = shelf.put(press("Story"))
    titled, bare = room.feed("https://a.example/f", title="All of A"), room.feed("https://b.example/f")
    add_copies(room, NewCopy(key, titled.id, item(1), ""), NewCopy(key, bare.id, item(2), ""))
    assert [copy.feed for copy in copies_of(room, key)] == ["All of A", "b.example:443"]


def test_copies_are_found_by_address_whenever_and_by_title_for_a_while(
    room: Newsroom, shelf: Shelf, feed: Feed
) -> None:
    old, new, other = shelf.put(press("Old"), press("New"), press("Other"))
    add_copies(
        room,
        NewCopy(old, feed.id, keyed(-(2**63), 20, seen=NOW - 100 * DAY), ""),
        NewCopy(new, feed.id, keyed(11, 20), ""),
        NewCopy(other, feed.id, keyed(12, 2**63 - 1, seen=NOW - HOUR), ""),
    )
    assert alike(room, canonical=[-(2**63)]) == [old]
    assert alike(room, titles=[20]) == [new]
    assert alike(room, titles=[20], since=NOW - 100 * DAY) == [old, new]
    assert alike(room, canonical=[11, 12, 13], titles=[20, 2**63 - 1]) == [new, other]
    assert alike(room, titles=[2**63 - 1], since=NOW - HOUR) == [other]
    assert alike(room) == alike(room, canonical=[20], titles=[11]) == []


def test_copies_of_another_dossier_are_not_found(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    (key,) = shelf.put(press("Story"))
    add_copies(room, NewCopy(key, feed.id, keyed(11, 20), ""))
    assert alike(Newsroom.in_store(room.store, "two"), canonical=[11], titles=[20]) == []


def test_a_story_that_was_taken_off_the_lists_is_found_still(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    (key,) = shelf.put(press("Story"))
    add_copies(room, NewCopy(key, feed.id, keyed(11, 20), ""))
    delete(room, key)
    assert alike(room, canonical=[11]) == [key]


def delete(room: Newsroom, key: int) -> None:
    with room.store.write() as tx:
        (on_file,) = tx.entries.load([key])
        assert tx.entries.rewrite(on_file, on_file.entry.content, stamp(), deleted_because="not ours")
        tx.search.remove(key)


def test_recent_copies_are_the_newest(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    (key,) = shelf.put(press("Story"))
    add_copies(room, *(NewCopy(key, feed.id, item(hours, seen=NOW - hours * HOUR), "") for hours in range(60)))
    with room.store.read() as tx:
        recent = [copy.title for copy in tx.press.recent_copies(room.dossier.key, NOW - 2 * HOUR)]
        newest = [copy.title for copy in tx.press.recent_copies(room.dossier.key, NOW - DAY, most=2)]
    assert recent == ["Story 0", "Story 1", "Story 2"]
    assert newest == ["Story 0", "Story 1"]


def test_nothing_to_add_is_no_trouble(room: Newsroom) -> None:
    add_copies(room)
    assert alike(room) == []


def test_what_a_feed_brought_is_counted_by_story(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    one, other = shelf.put(press("One"), press("Other"))
    second, idle = room.feed("https://b.example/f"), room.feed("https://c.example/f")
    add_copies(
        room,
        NewCopy(one, feed.id, item(1), ""),
        NewCopy(one, feed.id, item(2), ""),
        NewCopy(one, second.id, item(3), ""),
        NewCopy(other, feed.id, item(4), ""),
    )
    with room.store.read() as tx:
        assert tx.press.logged_by_feed([feed.id, second.id, idle.id]) == {feed.id: 2, second.id: 1}
        assert tx.press.logged_by_feed([]) == {}


# -- matches, likenesses, notes -------------------------------------------------------------------------------


def test_a_match_says_what_was_found_where(room: Newsroom, shelf: Shelf) -> None:
    one, other = shelf.put(press("One"), press("Other"))
    faces, ice = watch(room, "faces", flags=("Fourth Amendment",)), watch(room, "ice")
    with room.store.write() as tx:
        tx.press.add_matches([NewMatch(one, Match(ice, ()), NOW), NewMatch(one, Match(faces, HITS), NOW - HOUR)])
        tx.press.add_matches([])
    with room.store.read() as tx:
        found = tx.press.matches_of([one, other])
        assert tx.press.matches_of([]) == {}
    assert [(why.watch_id, why.watch, why.hits, why.flags) for why in found[one]] == [
        (faces, "faces", HITS, ("Fourth Amendment",)),
        (ice, "ice", (), ()),
    ]
    assert found[one][0].at == NOW - HOUR
    assert found[other] == ()


def test_the_first_match_of_a_watch_stays(room: Newsroom, shelf: Shelf) -> None:
    (key,) = shelf.put(press("One"))
    faces = watch(room, "faces")
    with room.store.write() as tx:
        tx.press.add_matches([NewMatch(key, Match(faces, HITS), NOW), NewMatch(key, Match(faces, HITS[:1]), NOW)])
        tx.press.add_matches([NewMatch(key, Match(faces, ()), NOW)])
        (kept,) = tx.press.matches_of([key])[key]
    assert kept.hits == HITS


def test_alike_stories_are_seen_from_either(room: Newsroom, shelf: Shelf) -> None:
    one, two, three = shelf.put(press("One"), press("Two"), press("Three"))
    with room.store.write() as tx:
        tx.press.add_likenesses(two, [(one, 91.5), (three, 80.0)])
        tx.press.add_likenesses(two, [(one, 95.0)])
        tx.press.add_likenesses(three, [])
        assert dict(tx.press.likenesses_of(two)) == {one: 91.5, three: 80.0}
        assert tx.press.likenesses_of(one) == ((two, 91.5),)
        assert tx.press.part(one, two)
        assert not tx.press.part(one, two)
        assert not tx.press.part(one, three)
        assert tx.press.likenesses_of(one) == ()
        assert tx.press.likenesses_of(two) == ((three, 80.0),)


def test_notes_keep_who_wrote_them(room: Newsroom, shelf: Shelf) -> None:
    one, other = shelf.put(press("One"), press("Other"))
    ben = Stamp(Identity("T1", "U2"), NOW + HOUR, "C2", "Ben")
    with room.store.write() as tx:
        first, second = tx.press.add_note(one, "Quoted by two senators", stamp()), tx.press.add_note(one, "So?", ben)
        tx.press.add_note(other, "Elsewhere", stamp())
        assert [(note.id, note.text, note.written) for note in tx.press.notes_of(one)] == [
            (first, "Quoted by two senators", stamp()),
            (second, "So?", ben),
        ]
        assert tx.press.note(second) == tx.press.notes_of(one)[1]
        among = tx.press.notes_among([one, other, 999])
        assert [note.text for note in among[other]] == ["Elsewhere"]
        assert among[one] == tx.press.notes_of(one)
        assert among[999] == ()
        assert tx.press.notes_among([]) == {}
        assert tx.press.note(999) is None


def test_of_two_items_that_are_one_story_one_has_everything(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    one, into = shelf.put(press("One"), press("Into"))
    faces, ice = watch(room, "faces"), watch(room, "ice")
    add_copies(room, NewCopy(one, feed.id, item(1), "A"), NewCopy(into, feed.id, item(2, seen=NOW + HOUR), "B"))
    with room.store.write() as tx:
        tx.press.add_matches([NewMatch(key, Match(faces, ()), NOW) for key in (one, into)])
        tx.press.add_matches([NewMatch(one, Match(ice, HITS), NOW)])
        tx.press.add_note(one, "Mine", stamp())
        tx.press.merge(one, into)
        assert [copy.outlet for copy in tx.press.copies_of([into])[into]] == ["A", "B"]
        assert [why.watch for why in tx.press.matches_of([into])[into]] == ["faces", "ice"]
        assert [note.text for note in tx.press.notes_of(into)] == ["Mine"]
        assert tx.press.copies_of([one])[one] == ()
        assert tx.press.notes_of(one) == ()


def test_a_story_that_is_parted_again_has_back_what_is_its_own(room: Newsroom, shelf: Shelf, feed: Feed) -> None:
    one, into, last = shelf.put(press("One"), press("Into"), press("Last"))
    faces = watch(room, "faces")
    add_copies(room, NewCopy(one, feed.id, item(1), "A"), NewCopy(into, feed.id, item(2), "B"))
    with room.store.write() as tx:
        tx.press.add_matches([NewMatch(one, Match(faces, HITS), NOW)])
        tx.press.add_note(one, "Mine", stamp())
        tx.press.merge(one, into)
        tx.press.merge(into, last)
        tx.press.add_note(last, "Theirs", stamp())
        tx.press.unmerge(one)
        assert [copy.outlet for copy in tx.press.copies_of([one])[one]] == ["A"]
        assert [copy.outlet for copy in tx.press.copies_of([last])[last]] == ["B"]
        assert [why.hits for why in tx.press.matches_of([one])[one]] == [HITS]
        assert [note.text for note in tx.press.notes_of(one)] == ["Mine"]
        assert [note.text for note in tx.press.notes_of(last)] == ["Theirs"]


# -- the board ------------------------------------------------------------------------------------------------


def logged(room: Newsroom, at: datetime, *drafts: Draft) -> list[int]:
    with room.store.write() as tx:
        by = Stamp(Identity("", "feed"), at)
        return [tx.entries.insert(tx.entries.next_id(one.kind), room.dossier, one, by) for one in drafts]


def test_the_board_counts_what_came_in_within_a_week(room: Newsroom) -> None:
    start, end = NOW, NOW + 7 * DAY
    flagged = replace(press("Flagged"), tags=("First Amendment", "PIA"))
    logged(room, start - HOUR, press("Before"))
    logged(room, end, press("After"))
    within = logged(
        room,
        start,
        flagged,
        replace(press("Too", status="reviewed"), tags=("first amendment",)),
        press("Other", outlet="AP", agency_response="asked"),
        press("Bare", outlet="", status=""),
        press("Deleted"),
    )
    delete(room, within[-1])
    logged(Newsroom.in_store(room.store, "two"), start, press("Elsewhere"))
    faces, ice = watch(room, "faces"), watch(room, "ice")
    with room.store.write() as tx:
        tx.press.add_matches([NewMatch(key, Match(ice, ()), NOW) for key in within])
        tx.press.add_matches([NewMatch(within[0], Match(faces, ()), NOW)])
    with room.store.read() as tx:
        span = (room.dossier.key, start, end)
        assert tx.press_counts.total(*span) == 4
        assert tx.press_counts.by_outlet(*span) == (("Vox", 2), ("", 1), ("AP", 1))
        assert tx.press_counts.by_status(*span) == (("new", 2), ("", 1), ("reviewed", 1))
        assert [(flag.casefold(), count) for flag, count in tx.press_counts.by_flag(*span)] == [
            ("first amendment", 2),
            ("pia", 1),
        ]
        assert tx.press_counts.by_watch(*span) == (("ice", 4), ("faces", 1))
        assert tx.press_counts.by_watch(room.dossier.key, end, end + DAY) == ()


def test_what_is_open_is_counted_whenever_it_came_in(room: Newsroom) -> None:
    asked = {"agency_response": "asked"}
    keys = logged(
        room,
        NOW,
        press("One", **asked),
        press("Two"),
        press("Three", status="dismissed", **asked),
        press("Four", status="reviewed", agency_response="responded"),
        press("Five", **asked),
    )
    delete(room, keys[-1])
    logged(Newsroom.in_store(room.store, "two"), NOW, press("Elsewhere", **asked))
    with room.store.read() as tx:
        assert tx.press_counts.to_triage(room.dossier.key) == 2
        assert tx.press_counts.responses_owed(room.dossier.key) == 2
