"""Changing feeds: which one is meant, what is written, pausing, removing and taking it back, polling by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.press.feed import FeedDraft, FeedLog, FeedState
from bot.errors import BadInput, Conflict, NotFound, PaperTrailError
from bot.services.feed_lines import FeedChange
from bot.services.people import NO_DOSSIER
from storage.press_schema import feeds as feed_rows
from tests.integration.services.feed_list import VOX, add, at_once, fail, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.services.people import Desk

# -- which one is meant ---------------------------------------------------------------------------------------


def test_a_feed_is_known_by_number_outlet_and_address_and_by_number_from_every_dossier(desk: Desk) -> None:
    vox = add(desk, outlet="Vox")
    elsewhere = desk.elsewhere("budget")
    feeds = desk.services.feeds
    for name in ("1", "#1", " vox ", "vox.com", VOX):
        assert feeds.one(desk.asking(), name).feed == vox
    there = feeds.one(elsewhere.asking(), "1")
    assert (there.feed, there.dossier) == (vox, "Clearview")
    assert feeds.one(elsewhere.asking(), "#1").feed == vox
    with pytest.raises(NotFound):
        feeds.one(elsewhere.asking(), "Vox")


def test_a_name_with_more_words_is_a_reason_where_one_is_given_and_else_no_name(desk: Desk) -> None:
    vox = add(desk, outlet="Vox")
    feeds = desk.services.feeds
    line, rest = feeds.meant(desk.asking(), "Vox it has moved")
    assert (line.feed, rest) == (vox, "it has moved")
    with pytest.raises(NotFound, match="There is no feed “Vox Media”; there is “Vox”, number 1"):
        feeds.one(desk.asking(), "Vox Media")


def test_a_feed_that_was_removed_is_named_with_the_way_back(desk: Desk) -> None:
    add(desk, outlet="Vox")
    feeds = desk.services.feeds
    feeds.remove(desk.asking(), "1", "It has moved.")
    for name in ("1", "vox"):
        with pytest.raises(NotFound) as refused:
            feeds.pause(desk.asking(), name)
        assert str(refused.value) == (
            "Feed 1, “Vox”, was removed: It has moved. `/press feeds resume 1` brings it back."
        )
    assert feeds.resume(desk.asking(), "vox").feed.state is FeedState.ACTIVE
    with pytest.raises(NotFound, match="There is no feed “2”"):
        feeds.resume(desk.asking(), "2")


# -- changing -------------------------------------------------------------------------------------------------


def test_only_what_is_named_is_changed(desk: Desk) -> None:
    add(desk, outlet="Vox", flags=("Privacy",), log=FeedLog.EVERYTHING, every=timedelta(hours=1))
    desk.elsewhere("budget")
    change = desk.services.feeds.change
    assert change(desk.asking(), "1", FeedChange(outlet=" Vox  Media")).feed.outlet == "Vox Media"
    assert change(desk.asking(), "1", FeedChange(flags=())).feed.flags == ()
    assert change(desk.asking(), "1", FeedChange(every=timedelta())).feed.every is None
    moved = change(desk.asking(), "1", FeedChange(dossier="budget"))
    assert (moved.dossier, moved.feed.log, moved.feed.outlet) == ("Budget", FeedLog.EVERYTHING, "Vox Media")
    with pytest.raises(BadInput, match="At most 20 flags"):
        change(desk.asking(), "1", FeedChange(outlet="lost", flags=tuple(map(str, range(21)))))
    assert desk.services.feeds.one(desk.asking(), "1").feed.outlet == "Vox Media"


def test_a_feed_does_not_move_to_a_dossier_that_has_it(desk: Desk) -> None:
    add(desk)
    desk.elsewhere("budget")
    add(desk, dossier="budget")
    with pytest.raises(Conflict, match="has the feed"):
        desk.services.feeds.change(desk.asking(), "1", FeedChange(dossier="budget"))


def test_a_pause_and_its_end(desk: Desk) -> None:
    feed = add(desk)
    fail(desk, feed)
    paused = desk.services.feeds.pause(desk.asking(), "1", " too \n loud ")
    assert (paused.feed.state, paused.feed.state_reason) == (FeedState.PAUSED, "too loud")
    assert desk.services.polling.claim(5) == ()
    desk.clock.move(hours=3)
    resumed = desk.services.feeds.resume(desk.asking(), "1")
    assert (resumed.feed.state, resumed.feed.state_reason, resumed.feed.trouble) == (FeedState.ACTIVE, "", None)
    assert resumed.feed.next_at == desk.clock.now
    assert [one.feed.id for one in desk.services.polling.claim(5)] == [1]


def test_a_removal_needs_a_reason(desk: Desk) -> None:
    feed = add(desk)
    with pytest.raises(BadInput) as refused:
        desk.services.feeds.remove(desk.asking(), "1", " \u200b ")
    assert refused.value.field == "reason"
    assert state(desk, feed) is FeedState.ACTIVE


@pytest.mark.parametrize("verb", ["pause", "remove", "resume"])
def test_of_two_who_do_the_same_at_once_the_second_is_told(desk: Desk, verb: str) -> None:
    feed, feeds = add(desk, outlet="Vox"), desk.services.feeds
    if verb == "resume":
        feeds.pause(desk.asking(), "1")
    turn: dict[str, Callable[[], object]] = {
        "pause": lambda: feeds.pause(desk.asking(), "1", "loud"),
        "remove": lambda: feeds.remove(desk.asking(), "1", "moved"),
        "resume": lambda: feeds.resume(desk.asking(), "1"),
    }
    came = at_once(*[turn[verb]] * 2)
    (told,) = [str(one) for one in came if isinstance(one, PaperTrailError)]
    assert told in (
        "Feed 1, “Vox”, is paused already.",
        "Feed 1, “Vox”, is polled already.",
        "Feed 1, “Vox”, is removed already.",
        "Feed 1, “Vox”, was removed: moved. `/press feeds resume 1` brings it back.",
    )
    assert state(desk, feed).value == {"pause": "paused", "remove": "removed", "resume": "active"}[verb]


# -- polling by hand ------------------------------------------------------------------------------------------


def test_all_active_feeds_can_be_made_due(desk: Desk) -> None:
    for name in "abc":
        add(desk, f"https://{name}.example/")
    desk.services.feeds.pause(desk.asking(), "2")
    desk.clock.move(minutes=5)
    assert desk.services.feeds.poll_all_soon(desk.asking()) == 2
    assert desk.services.feeds.one(desk.asking(), "1").feed.next_at == desk.clock.now
    assert [one.feed.id for one in desk.services.polling.claim(5)] == [1, 3]


def test_one_feed_is_made_due_but_not_before_its_server_allows_it(desk: Desk) -> None:
    feed = add(desk)
    later = desk.clock.now + timedelta(hours=1)
    with desk.store.write() as tx:
        tx.connection.execute(feed_rows.update().where(feed_rows.c.id == feed.id).values(not_before=later))
    assert desk.services.feeds.poll_soon(desk.asking(), "1").feed.next_at == later


def test_where_there_is_no_dossier_yet_nothing_is_added(desk: Desk) -> None:
    nowhere = replace(desk.asking(), dossier=NO_DOSSIER)
    with pytest.raises(NotFound, match="There is no dossier yet"):
        desk.services.feeds.add(nowhere, FeedDraft(0, VOX))
    assert desk.services.feeds.list(nowhere).total == 0
