"""The press log as `/press` shows it: the latest, what a search finds, and how many there are of each status."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.domain.dates import Basis, from_edtf, show
from bot.domain.entries import Draft
from bot.domain.kinds import PRESS, RECORD
from bot.domain.people import Role
from bot.domain.press.watch import Hit, Place
from bot.errors import BadQuery, Duplicate, NotAllowed, NotFound
from tests.integration.services.coverage import Newsroom

if TYPE_CHECKING:
    from bot.services.press.items import PressPage
    from tests.integration.services.people import Desk


@pytest.fixture
def room(desk: Desk) -> Newsroom:
    return Newsroom(desk)


def log(room: Newsroom, text: str = "", page: int = 0) -> PressPage:
    return room.desk.services.press.log(room.asking, text, page)


def ids(page: PressPage) -> list[str]:
    return [str(line.id) for line in page.lines]


def test_an_empty_log_says_so_and_counts_nothing(room: Newsroom) -> None:
    page = log(room)
    assert (page.lines, page.total, page.query) == ((), 0, "")
    assert page.counts == (("new", 0), ("reviewed", 0), ("dismissed", 0))


def test_without_words_the_latest_come_first_with_why_they_are_there(room: Newsroom) -> None:
    vox, watch = room.feed(), room.watch()
    room.bring(vox, "Clearview is sued", watch=watch, published=datetime(2026, 11, 20, 22, tzinfo=UTC))
    room.bring(vox, "ICE buys licenses", watch=watch, hits=(Hit("ICE", Place.TITLE), Hit("ice", Place.TEXT)))
    first, second = log(room).lines
    assert (str(first.id), first.title, first.outlet, first.status, first.words) == (
        "P-2",
        "ICE buys licenses",
        "Vox",
        "new",
        ("ice",),
    )
    assert second.url == "https://vox.example/story-1"
    assert second.date is not None
    assert show(second.date, basis=True) == "November 20, 2026"
    assert first.date is not None
    assert show(first.date, basis=True) == "November 24, 2026 (derived)"


def test_the_log_turns_its_pages(room: Newsroom) -> None:
    vox = room.feed()
    for number in range(12):
        room.bring(vox, f"Story number {number} of many")
    assert ids(log(room)) == [f"P-{number}" for number in range(12, 2, -1)]
    assert (log(room).total, ids(log(room, page=1))) == (12, ["P-2", "P-1"])
    assert ids(log(room, "story", page=1)) == ["P-2", "P-1"]


def test_each_status_is_counted_for_the_same_search_whatever_status_is_shown(room: Newsroom) -> None:
    vox, triage = room.feed(), room.desk.services.triage
    for title in ("Clearview one", "Clearview two", "Clearview three", "Something else"):
        room.bring(vox, title)
    triage.review(room.asking, "P-1")
    triage.dismiss(room.asking, "P-4")
    page = log(room, "clearview status:new")
    assert ids(page) == ["P-3", "P-2"]
    assert (page.status, page.unfiltered) == ("new", "clearview")
    assert page.counts == (("new", 2), ("reviewed", 1), ("dismissed", 0))
    assert log(room).counts == (("new", 2), ("reviewed", 1), ("dismissed", 1))
    assert ids(log(room, "status:reviewed,dismissed")) == ["P-4", "P-1"]
    assert ids(log(room, "clearview -status:new")) == ["P-1"]


def test_outlets_flags_dates_feeds_and_watches_narrow_the_log(room: Newsroom) -> None:
    vox, hill = room.feed("Vox", flags=["First Amendment"]), room.feed("The Hill")
    faces, ice = room.watch("Face search"), room.watch("ICE and data")
    room.bring(vox, "One", watch=faces, published=datetime(2026, 11, 2, tzinfo=UTC))
    room.bring(hill, "Two", watch=ice, published=datetime(2026, 11, 17, 12, tzinfo=UTC))
    room.bring(hill, "Three", watch=faces)
    assert ids(log(room, 'outlet:"The Hill"')) == ["P-3", "P-2"]
    assert ids(log(room, 'flag:"first amendment"')) == ["P-1"]
    assert ids(log(room, "since:last-week")) == ["P-3", "P-2"]
    assert ids(log(room, "since:2026-11-02 until:2026-11-17")) == ["P-2", "P-1"]
    assert ids(log(room, "until:yesterday")) == ["P-2", "P-1"]
    assert ids(log(room, f"feed:{hill.id}")) == ids(log(room, "feed:thehill.example")) == ["P-3", "P-2"]
    assert ids(log(room, 'feed:"the hill"')) == ["P-3", "P-2"]
    assert ids(log(room, f"feed:{vox.id}")) == ids(log(room, "feed:Vox")) == ["P-1"]
    assert ids(log(room, f"watch:{faces}")) == ["P-3", "P-1"]
    assert ids(log(room, "three -feed:Vox")) == ["P-3"]


def test_watches_are_called_by_name_as_well(room: Newsroom) -> None:
    vox, faces, ice = room.feed(), room.watch("Face search"), room.watch("ICE and data")
    room.bring(vox, "One", watch=faces)
    room.bring(vox, "Two", watch=ice)
    assert ids(log(room, 'watch:"face search"')) == ["P-1"]
    assert ids(log(room, "watch:ice")) == ["P-2"]
    with pytest.raises(BadQuery, match=r"There is no watch “Facce search”\. Did you mean “Face search”"):
        log(room, 'watch:"Facce search"')


def test_a_feed_that_is_not_there_is_asked_about(room: Newsroom) -> None:
    room.bring(room.feed("Wired"), "One")
    with pytest.raises(BadQuery, match=r"There is no feed “Wierd”. Did you mean “Wired”\? `/press feeds` lists them"):
        log(room, "feed:Wierd")
    with pytest.raises(BadQuery, match="There is no feed “99”"):
        log(room, "feed:99")


def test_mistyped_words_are_mended_and_what_is_elsewhere_is_counted(room: Newsroom) -> None:
    room.bring(room.feed(), "Clearview is sued")
    room.desk.services.entries.add(room.asking, Draft(RECORD, "Clearview contract"))
    page = log(room, "clearveiw status:new")
    assert (ids(page), page.query, page.instead_of) == (["P-1"], "clearview status:new", "clearveiw status:new")
    assert page.unfiltered == "clearview"
    assert [(kind.name, count) for kind, count in log(room, "clearview").elsewhere] == [("record", 1)]
    assert log(room, "clearview outlet:Wired").nearest == (("clearview", 1),)


def test_copies_are_under_one_item_and_found_by_every_feed_that_brought_one(room: Newsroom) -> None:
    vox, hill = room.feed("Vox"), room.feed("The Hill")
    room.bring(vox, "Clearview is sued", url="https://ap.example/one?utm_source=vox")
    copy = room.bring(hill, "Clearview sued", url="https://ap.example/one#top")
    assert copy == "P-1"
    (line,) = log(room, f"feed:{hill.id}").lines
    assert (str(line.id), line.outlets) == ("P-1", 1)
    item = room.item("P-1")
    assert [(one.outlet, one.feed) for one in item.copies] == [("Vox", "Vox"), ("The Hill", "The Hill")]
    assert item.other_outlets == ("The Hill",)


def test_an_item_says_why_it_is_there_and_what_its_watches_suggest(room: Newsroom) -> None:
    watch = room.watch(flags=["First Amendment", "Privacy"])
    room.bring(room.feed(flags=["privacy"]), "Clearview is sued", watch=watch)
    item = room.item("p 1")
    assert [(why.watch, why.hits) for why in item.why] == [("Face search", (Hit("Clearview", Place.TITLE),))]
    assert item.suggested == ("First Amendment",)
    assert (item.status, item.triaged, item.response, item.posted) == ("new", None, "not asked", ())


def test_only_press_items_are_press_items(room: Newsroom) -> None:
    room.desk.services.entries.add(room.asking, Draft(RECORD, "Memo"))
    with pytest.raises(NotFound, match="R-1 is a record, not a press item"):
        room.item("R-1")
    with pytest.raises(NotFound, match="There is no P-9"):
        room.item("P-9")


def test_who_reads_only_the_channel_is_not_told_what_the_team_noted(room: Newsroom) -> None:
    room.bring(room.feed(), "Clearview is sued")
    room.desk.services.triage.note(room.asking, "P-1", "Ask for the letter")
    outsider = room.desk.asking("otto", Role.OUTSIDER)
    assert room.desk.services.press.item(outsider, "P-1").notes == ()
    assert [note.text for note in room.item("P-1").notes] == ["Ask for the letter"]


# -- by hand -----------------------------------------------------------------------------------------------------


def test_what_is_added_by_hand_is_new_seen_today_and_known_by_its_canonical_address(room: Newsroom) -> None:
    fields = {"url": "http://www.vox.example/One?utm_source=x#top", "outlet": "Vox"}
    draft = Draft(PRESS, "Clearview, explained", date=from_edtf("2026-11-20"), fields=fields)
    added = room.desk.services.entries.add(room.asking, draft)
    given = added.content.fields
    assert given["status"] == "new"
    assert given["seen"] == "2026-11-24"
    assert given["published"] == "2026-11-20"
    assert given["canonical_url"] == "http://www.vox.example/One"
    assert given["type"] == "article"
    assert room.told() == []
    (copy,) = room.item("P-1").copies
    assert (copy.feed, copy.outlet, copy.url) == ("", "Vox", fields["url"])


def test_without_a_date_an_item_is_dated_by_the_day_on_which_it_was_added(room: Newsroom) -> None:
    added = room.desk.services.entries.add(room.asking, Draft(PRESS, "A letter", fields={"type": "letter"}))
    assert added.date is not None
    assert (added.date.edtf, added.date.basis) == ("2026-11-24", Basis.DERIVED)
    assert "published" not in added.content.fields
    assert ids(log(room, "since:today kind:letter")) == ["P-1"]


def test_a_story_that_a_feed_brought_is_not_added_again_by_hand_unless_one_says_so(room: Newsroom) -> None:
    room.bring(room.feed(), "Clearview is sued", url="https://vox.example/one")
    draft = Draft(PRESS, "Another headline", fields={"url": "https://www.vox.example/one/?utm_medium=mail"})
    with pytest.raises(Duplicate, match="P-1 “Clearview is sued”, which is in the log already") as refused:
        room.desk.services.entries.add(room.asking, draft)
    assert refused.value.public_id == "P-1"
    assert str(room.desk.services.entries.add(room.asking, draft, although_like=True).id) == "P-2"


def test_a_feed_that_brings_what_was_added_by_hand_adds_its_copy_to_it(room: Newsroom) -> None:
    draft = Draft(PRESS, "Clearview, explained", fields={"url": "https://ap.example/one", "outlet": "AP"})
    room.desk.services.entries.add(room.asking, draft)
    assert room.bring(room.feed(), "Clearview explained", url="https://ap.example/one?fbclid=1") == "P-1"
    assert room.item("P-1").other_outlets == ("Vox",)


def test_what_was_taken_off_the_lists_may_be_added_again(room: Newsroom) -> None:
    draft = Draft(PRESS, "Clearview, explained", fields={"url": "https://ap.example/one"})
    added = room.desk.services.entries.add(room.asking, draft)
    room.desk.services.entries.delete(room.asking, added.id, "a mistake")
    assert str(room.desk.services.entries.add(room.asking, draft).id) == "P-2"


def test_an_edit_keeps_address_and_date_the_same_in_both_their_places(room: Newsroom) -> None:
    draft = Draft(PRESS, "Clearview", date=from_edtf("2026-11-20"), fields={"url": "https://ap.example/one"})
    added = room.desk.services.entries.add(room.asking, draft)
    fields = {**added.content.fields, "url": "https://ap.example/two?utm_source=x"}
    edited = Draft(PRESS, "Clearview", date=from_edtf("2026-11-21"), fields=fields)
    entry = room.desk.services.entries.edit(room.asking, added.id, added.version, edited)
    assert entry.content.fields["published"] == "2026-11-21"
    assert entry.content.fields["canonical_url"] == "https://ap.example/two"


def test_members_read_the_log_and_do_not_add_to_it(room: Newsroom) -> None:
    member = room.desk.asking("mia", Role.MEMBER)
    assert not room.desk.services.press.log(member, "").may_edit
    with pytest.raises(NotAllowed, match="editors and admins"):
        room.desk.services.entries.add(member, Draft(PRESS, "Clearview"))
