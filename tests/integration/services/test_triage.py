"""What people do about press items, and what becomes of it when two do it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from bot.domain.entries import Draft, LinkDraft
from bot.domain.kinds import PRESS, RECORD
from bot.domain.people import Role
from bot.domain.press.notice import NewNotice, NoticeKind
from bot.domain.press.posted import Posted
from bot.errors import AlreadyDone, BadInput, Conflict, NotAllowed, NotFound
from bot.services.press.items import Triaged
from bot.services.press.triage import MOST_NOTE, Triage
from tests.integration.services.coverage import ZONE, Newsroom

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ids import PublicId
    from tests.integration.services.people import Desk


@pytest.fixture
def room(desk: Desk) -> Newsroom:
    """Three items in the log; the card of the first stands in a channel."""
    room = Newsroom(desk)
    vox = room.feed()
    for title in ("Clearview is sued", "Faces everywhere", "An opinion"):
        room.bring(vox, title)
    room.post("P-1")
    return room


@pytest.fixture
def triage(room: Newsroom) -> Triage:
    return room.desk.services.triage


def id_of(room: Newsroom, name: str) -> PublicId:
    return room.item(name).entry.id


# -- status ------------------------------------------------------------------------------------------------------


def test_a_review_says_who_and_on_which_day_where_the_coalition_is(room: Newsroom) -> None:
    room.desk.clock.now = datetime(2026, 11, 25, 3, 30, tzinfo=UTC)  # still the 24th in New York
    item = Triage(room.desk.store, room.desk.clock, ZONE).review(room.asking, "P-1")
    fields = item.entry.content.fields
    assert (fields["status"], fields["reviewer"], fields["reviewed_on"]) == ("reviewed", "Eda", "2026-11-24")
    assert item.triaged == Triaged("reviewed", "Eda", room.desk.clock.now)
    assert item == room.item("P-1")


def test_a_dismissal_keeps_its_reason(room: Newsroom, triage: Triage) -> None:
    item = triage.dismiss(room.asking, "P-1", " about   sport ")
    assert item.status == "dismissed"
    assert item.triaged == Triaged("dismissed", "Eda", room.desk.clock.now, reason="about sport")
    assert triage.dismiss(room.asking, "P-2").triaged == Triaged("dismissed", "Eda", room.desk.clock.now)


def test_what_was_reopened_is_new_and_says_who_reopened_it(room: Newsroom, triage: Triage) -> None:
    triage.review(room.asking, "P-1")
    item = triage.reopen(room.desk.asking("ada"), "P-1")
    assert item.status == "new"
    assert not {"reviewer", "reviewed_on"} & set(item.entry.content.fields)
    assert item.triaged == Triaged("new", "Ada", room.desk.clock.now)
    assert triage.dismiss(room.asking, "P-1").status == "dismissed"


def test_the_second_is_told_who_was_first_and_what_they_did(room: Newsroom, triage: Triage) -> None:
    triage.review(room.desk.asking("ada"), "P-1")
    with pytest.raises(Conflict, match="Ada was first: P-1 is reviewed already, so nothing was changed"):
        triage.dismiss(room.asking, "P-1")
    triage.dismiss(room.asking, "P-2")
    with pytest.raises(Conflict, match="You were there before: P-2 is dismissed already"):
        triage.review(room.asking, "P-2")
    with pytest.raises(Conflict, match="P-3 is reopened already"):
        triage.reopen(room.asking, "P-3")


def test_a_status_from_elsewhere_is_told_with_what_is_known_of_it(room: Newsroom, triage: Triage) -> None:
    fields = {"status": "reviewed", "reviewer": "CRCL", "reviewed_on": "2020-02-11"}
    room.desk.services.entries.add(room.asking, Draft(PRESS, "Explained", fields=fields))
    done = room.item("P-4").triaged
    assert done is not None
    assert (done.status, done.by, done.at, done.on.edtf if done.on else "") == ("reviewed", "CRCL", None, "2020-02-11")
    with pytest.raises(Conflict, match="P-4 is reviewed already"):
        triage.review(room.asking, "P-4")


def test_a_day_that_cannot_be_read_is_not_told(room: Newsroom) -> None:
    fields = {"status": "reviewed", "reviewed_on": "some day"}
    room.desk.services.entries.add(room.asking, Draft(PRESS, "Explained", fields=fields))
    assert room.item("P-4").triaged == Triaged("reviewed", "")


@pytest.mark.parametrize("deed", ["review", "dismiss", "reopen", "flag", "respond", "note", "same_as", "not_same"])
def test_members_and_outsiders_triage_nothing(room: Newsroom, triage: Triage, deed: str) -> None:
    given = {"flag": (["X"],), "respond": ("asked",), "note": ("x",), "same_as": ("P-2",), "not_same": ("P-2",)}
    for role in (Role.MEMBER, Role.OUTSIDER):
        with pytest.raises(NotAllowed, match="editors and admins"):
            getattr(triage, deed)(room.desk.asking("mia", role), "P-1", *given.get(deed, ()))


def test_what_is_no_press_item_is_not_triaged(room: Newsroom, triage: Triage) -> None:
    room.desk.services.entries.add(room.asking, Draft(RECORD, "Memo"))
    with pytest.raises(NotFound, match="R-1 is a record"):
        triage.review(room.asking, "R-1")


def test_what_slack_delivers_twice_is_done_once(room: Newsroom, triage: Triage) -> None:
    triage.note(room.asking, "P-1", "Once", delivery="form:1")
    with pytest.raises(AlreadyDone):
        triage.note(room.asking, "P-1", "Once", delivery="form:1")
    with pytest.raises(Conflict):
        triage.reopen(room.asking, "P-1", delivery="form:2")
    triage.review(room.asking, "P-1", delivery="form:2")  # what failed was not noted as done
    assert len(room.item("P-1").notes) == 1


# -- flags and agency response -----------------------------------------------------------------------------------


def test_flags_add_up_and_are_taken_off_one_by_one(room: Newsroom, triage: Triage) -> None:
    triage.flag(room.asking, "P-1", ["First Amendment", "Privacy"])
    item = triage.flag(room.desk.asking("ada"), "P-1", ["Biometrics"], without=["privacy"])
    assert item.entry.content.tags == ("First Amendment", "Biometrics")
    with pytest.raises(Conflict, match="Ada was first: P-1 is flagged so already"):
        triage.flag(room.asking, "P-1", ["biometrics"])
    with pytest.raises(BadInput, match="at most 50 fit"):
        triage.flag(room.asking, "P-1", ["x" * 51])


def test_two_who_flag_at_once_both_have_their_flags(room: Newsroom, triage: Triage) -> None:
    at_once(
        lambda: triage.flag(room.asking, "P-2", ["One"]),
        lambda: triage.flag(room.desk.asking("ada"), "P-2", ["Two"]),
    )
    assert set(room.item("P-2").entry.content.tags) == {"One", "Two"}


def test_the_agencys_response_is_set_with_what_it_said(room: Newsroom, triage: Triage) -> None:
    assert triage.respond(room.asking, "P-1", "Asked").response == "asked"
    item = triage.respond(room.asking, "P-1", "responded", "No comment.")
    assert (item.response, item.field("agency_response_text")) == ("responded", "No comment.")
    assert triage.respond(room.asking, "P-1", "declined").field("agency_response_text") == "No comment."
    assert triage.respond(room.asking, "P-1", "not asked").field("agency_response_text") == ""
    with pytest.raises(BadInput, match="Use one of: not asked, asked"):
        triage.respond(room.asking, "P-1", "perhaps")


def test_who_saw_another_response_than_there_is_now_is_told(room: Newsroom, triage: Triage) -> None:
    triage.respond(room.desk.asking("ada"), "P-1", "asked", was="not asked")
    with pytest.raises(Conflict, match="Ada was first: P-1 is set to “asked” already"):
        triage.respond(room.asking, "P-1", "declined", was="not asked")
    with pytest.raises(Conflict, match="Ada was first: P-1 is set to “asked” already"):
        triage.respond(room.asking, "P-1", "asked")


# -- notes -------------------------------------------------------------------------------------------------------


def test_notes_are_kept_in_order_with_who_wrote_them(room: Newsroom, triage: Triage) -> None:
    triage.note(room.asking, "P-1", "Quoted by two senators")
    item = triage.note(room.desk.asking("ada"), "P-1", "Ask for\nthe letter")
    assert [(note.text, note.written.name) for note in item.notes] == [
        ("Quoted by two senators", "Eda"),
        ("Ask for\nthe letter", "Ada"),
    ]
    assert item.entry.version == 1
    for text in (" \n", "x" * (MOST_NOTE + 1)):
        with pytest.raises(BadInput):
            triage.note(room.asking, "P-1", text)


# -- the same story ----------------------------------------------------------------------------------------------


def test_copies_matches_and_notes_go_over_to_the_same_story(room: Newsroom, triage: Triage) -> None:
    hill, watch = room.feed("The Hill"), room.watch()
    room.bring(hill, "Clearview taken to court", watch=watch)
    triage.note(room.asking, "P-4", "The better headline")
    done = triage.same_as(room.asking, "P-4", "P-1")
    assert done.gone.deleted_because == "the same story as P-1"
    assert done.item.other_outlets == ("The Hill",)
    assert [why.watch for why in done.item.why] == ["Face search"]
    assert [note.text for note in done.item.notes] == ["The better headline"]
    assert found(room, f"feed:{hill.id}") == ["P-1"]
    with pytest.raises(NotFound, match="P-4 was deleted on November 24, 2026: the same story as P-1"):
        room.item("P-4")


def test_undoing_a_merger_gives_the_item_back_what_is_its_own(room: Newsroom, triage: Triage) -> None:
    hill = room.feed("The Hill")
    room.bring(hill, "Clearview taken to court")
    triage.note(room.asking, "P-4", "Its own note")
    triage.same_as(room.asking, "P-4", "P-1")
    triage.note(room.asking, "P-1", "Written after")
    undone = room.desk.services.entries.undo_last(room.asking)
    assert undone.revision.action == "merge"
    assert found(room, f"feed:{hill.id}") == ["P-4"]
    assert [note.text for note in room.item("P-4").notes] == ["Its own note"]
    assert [note.text for note in room.item("P-1").notes] == ["Written after"]
    assert room.item("P-1").other_outlets == ()
    assert room.told() == ["P-1", "P-1", "P-1"]  # merged, noted, parted


def test_a_later_copy_of_a_merged_item_joins_the_story_that_stays(room: Newsroom, triage: Triage) -> None:
    hill = room.feed("The Hill")
    room.bring(hill, "Clearview taken to court", url="https://ap.example/one")
    triage.same_as(room.asking, "P-4", "P-1")
    assert room.bring(room.feed("Wired"), "Taken to court", url="https://ap.example/one") == "P-1"


def test_an_item_is_not_merged_with_itself_nor_with_another_dossiers(room: Newsroom, triage: Triage) -> None:
    with pytest.raises(BadInput, match="always the same story as itself"):
        triage.same_as(room.asking, "P-1", "p1")
    other = Newsroom(room.desk.elsewhere("budget"))
    other.bring(other.feed("Wired"), "A budget")
    with pytest.raises(BadInput, match="P-1 and P-4 are in different dossiers"):
        triage.same_as(room.asking, "P-1", "P-4")


def test_what_was_merged_already_says_by_whom(room: Newsroom, triage: Triage) -> None:
    triage.same_as(room.desk.asking("ada"), "P-2", "P-3")
    for again in (
        lambda: triage.same_as(room.asking, "P-2", "P-3"),
        lambda: triage.same_as(room.asking, "P-3", "P-2"),
        lambda: triage.review(room.asking, "P-2"),
    ):
        with pytest.raises(Conflict, match=r"Ada took P-2 off the lists: the same story as P-3\. Nothing was changed"):
            again()


def test_alike_items_are_offered_until_somebody_says_that_they_differ(room: Newsroom, triage: Triage) -> None:
    hill = room.feed("The Hill")
    room.bring(hill, "Judge rules against Clearview AI in Illinois case")
    room.bring(room.feed("Wired"), "Judge rules for Clearview AI in Illinois case")
    (offer,) = room.item("P-5").alike
    assert (str(offer.id), offer.outlet, offer.score >= 80) == ("P-4", "The Hill", True)
    room.post("P-4", ts="4.4")
    room.post("P-5", ts="5.5")
    assert triage.not_same(room.asking, "P-5", "P-4").alike == ()
    assert room.item("P-4").alike == ()
    assert room.told() == ["P-5", "P-4"]
    with pytest.raises(Conflict, match="said already that P-4 and P-5 are different"):
        triage.not_same(room.asking, "P-4", "P-5")


def test_an_offer_of_what_was_taken_off_is_withdrawn(room: Newsroom) -> None:
    room.bring(room.feed("The Hill"), "Judge rules against Clearview AI in Illinois case")
    room.bring(room.feed("Wired"), "Judge rules for Clearview AI in Illinois case")
    room.desk.services.entries.delete(room.asking, id_of(room, "P-4"), "a mistake")
    assert room.item("P-5").alike == ()


# -- posted cards follow -----------------------------------------------------------------------------------------


def test_every_change_of_a_posted_item_is_told_to_its_card_and_of_others_none(room: Newsroom, triage: Triage) -> None:
    entries = room.desk.services.entries
    record = entries.add(room.asking, Draft(RECORD, "Memo")).id
    for name in ("P-1", "P-2"):
        triage.review(room.asking, name)
        triage.flag(room.asking, name, ["X"])
        triage.respond(room.asking, name, "asked")
        entries.link(room.asking, id_of(room, name), LinkDraft("covers", str(record)))
        edited = room.item(name).entry
        entries.edit(room.asking, edited.id, edited.version, replace(edited.content, title=f"{name} edited"))
        entries.delete(room.asking, edited.id, "a mistake")
        entries.undo_last(room.asking)
    assert room.told() == ["P-1"] * 7


def test_a_note_is_told_in_the_thread_and_counted_on_the_card(room: Newsroom, triage: Triage) -> None:
    triage.note(room.asking, "P-1", "One")
    triage.note(room.asking, "P-1", "Two")
    triage.note(room.asking, "P-2", "Nowhere to say it")
    assert room.told(NoticeKind.PRESS_NOTE) == ["P-1", "P-1"]
    assert room.told() == ["P-1", "P-1"]


def test_a_change_made_while_the_card_is_on_its_way_reaches_it(room: Newsroom, triage: Triage) -> None:
    notices = room.desk.services.notices
    for name in ("P-2", "P-3"):
        with room.desk.store.write() as tx:
            card = NewNotice(NoticeKind.PRESS_CARD, f"card:{name}", entry_id=room.key(name))
            tx.notices.add([card], room.desk.clock())
    first, second = notices.claim(10)
    triage.note(room.asking, "P-2", "Before anybody saw the card")
    assert room.told() == []
    assert notices.delivered(first, Posted("C-PRESS", "2.2"))
    assert notices.delivered(second, Posted("C-PRESS", "3.3"))
    assert room.told() == ["P-2"]


def test_what_was_refused_tells_nothing(room: Newsroom, triage: Triage) -> None:
    with pytest.raises(Conflict):
        triage.reopen(room.asking, "P-1")
    assert room.told() == []


# -- at once -----------------------------------------------------------------------------------------------------


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Have several people do something at the same moment; returns what each got, errors included."""
    barrier = Barrier(len(deeds))

    def done(deed: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return deed()
        except Conflict as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(done, deeds))


def test_of_two_who_press_at_once_one_wins_and_the_other_is_told_of_them(room: Newsroom, triage: Triage) -> None:
    for name in ("P-1", "P-2", "P-3"):
        first_two = at_once(
            partial(triage.review, room.desk.asking("eda"), name),
            partial(triage.dismiss, room.desk.asking("ada"), name),
        )
        (sentence,) = [str(got) for got in first_two if isinstance(got, Conflict)]
        item = room.item(name)
        first, done = ("Eda", "reviewed") if item.status == "reviewed" else ("Ada", "dismissed")
        assert sentence == f"{first} was first: {name} is {done} already, so nothing was changed."
        assert (item.status, item.entry.version) == (done, 2)


def test_two_who_merge_crosswise_at_once_leave_one_item(room: Newsroom, triage: Triage) -> None:
    got = at_once(
        lambda: triage.same_as(room.desk.asking("eda"), "P-2", "P-3"),
        lambda: triage.same_as(room.desk.asking("ada"), "P-3", "P-2"),
    )
    assert [isinstance(one, Conflict) for one in got].count(True) == 1
    (left,) = found(room, "kind:press -sued")
    assert len(room.item(left).copies) == 2


def found(room: Newsroom, text: str) -> list[str]:
    """The public ids that a search of the log finds."""
    return [str(line.id) for line in room.desk.services.press.log(room.asking, text).lines]
