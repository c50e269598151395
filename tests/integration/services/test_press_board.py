"""The board compares weeks, and the export is the log as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from bot.domain.entries import Draft, LinkDraft
from bot.domain.kinds import PRESS, RECORD
from bot.domain.people import Role
from bot.errors import BadInput, NotAllowed
from bot.services.press import press_log
from bot.services.press.board import MOST_ROWS, BoardDesk, Row
from tests.integration.services.coverage import ZONE, Newsroom

if TYPE_CHECKING:
    from tests.integration.services.people import Desk

LAST_WEEK = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)  # a Wednesday
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def room(desk: Desk) -> Newsroom:
    return Newsroom(desk)


def test_a_board_of_nothing_is_all_zeros(room: Newsroom) -> None:
    board = room.desk.services.board.board(room.asking)
    assert (board.total, board.to_triage, board.owed, board.outlets.rows) == (Row("", 0, 0), 0, 0, ())
    assert board.monday.isoformat() == "2026-11-23"


def test_the_board_compares_this_week_with_the_last_by_outlet_flag_watch_and_status(room: Newsroom) -> None:
    vox, hill, watch = room.feed("Vox", flags=["Privacy"]), room.feed("The Hill"), room.watch()
    room.desk.clock.now = LAST_WEEK
    for title in ("Old one", "Old two"):
        room.bring(hill, title)
    room.desk.clock.now = NOW
    room.bring(vox, "New one", watch=watch)
    room.bring(vox, "New two")
    room.bring(hill, "New three")
    triage = room.desk.services.triage
    triage.review(room.asking, "P-1")
    triage.respond(room.asking, "P-3", "asked")
    board = room.desk.services.board.board(room.asking)
    assert board.total == Row("", 3, 2)
    assert board.outlets.rows == (Row("Vox", 2, 0), Row("The Hill", 1, 2))
    assert board.flags.rows == (Row("Privacy", 2, 0),)
    assert board.watches.rows == (Row("Face search", 1, 0),)
    assert board.statuses.rows == (Row("new", 3, 1), Row("reviewed", 0, 1))
    assert (board.to_triage, board.owed) == (4, 1)


def test_a_week_begins_on_monday_where_the_coalition_is(room: Newsroom) -> None:
    room.desk.clock.now = datetime(2026, 11, 23, 4, 30, tzinfo=UTC)  # still Sunday in New York
    room.bring(room.feed(), "Late on Sunday")
    room.desk.clock.now = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    board = BoardDesk(room.desk.store, room.desk.clock, ZONE).board(room.asking)
    assert (board.total, board.monday.isoformat()) == (Row("", 0, 1), "2026-11-23")
    assert room.desk.services.board.board(room.asking).total == Row("", 1, 0)


def test_a_long_board_says_how_much_is_left_out(room: Newsroom) -> None:
    for number in range(MOST_ROWS + 3):
        room.bring(room.feed(f"Outlet {number}"), f"Story number {number} of many")
    outlets = room.desk.services.board.board(room.asking).outlets
    assert (len(outlets.rows), outlets.more) == (MOST_ROWS, 3)


def test_the_board_is_for_members(room: Newsroom) -> None:
    with pytest.raises(NotAllowed):
        room.desk.services.board.board(room.desk.asking("otto", Role.OUTSIDER))


def test_a_row_holds_what_the_agencys_own_sheet_held_and_more(room: Newsroom) -> None:
    vox, hill, watch = room.feed("Vox", flags=["Privacy"]), room.feed("The Hill"), room.watch()
    published = datetime(2026, 11, 20, tzinfo=UTC)
    room.bring(vox, "Clearview is sued", watch=watch, url="https://ap.example/one", published=published)
    room.bring(hill, "Clearview sued", url="https://ap.example/one")
    services = room.desk.services
    record = services.entries.add(room.asking, Draft(RECORD, "Memo"))
    services.entries.link(room.asking, room.item("P-1").entry.id, LinkDraft("covers", str(record.id)))
    services.triage.note(room.asking, "P-1", "Quoted by\ntwo senators")
    services.triage.review(room.asking, "P-1")
    services.triage.respond(room.asking, "P-1", "responded", "No comment.")
    (row,) = services.press.export(room.asking, "")
    assert (row.id, row.title, row.published, row.outlet, row.type) == (
        "P-1",
        "Clearview is sued",
        "2026-11-20",
        "Vox",
        "article",
    )
    assert (row.status, row.reviewer, row.reviewed_on, row.seen) == ("reviewed", "Eda", "2026-11-24", "2026-11-24")
    assert (row.agency_response, row.agency_response_text) == ("responded", "No comment.")
    assert (row.flags, row.matched, row.copies) == (("Privacy",), ("Clearview",), ("The Hill",))
    assert row.notes == ("2026-11-24, Eda: Quoted by two senators",)
    assert row.links == ("covers R-1",)


def test_an_export_holds_what_the_search_finds_and_press_items_only(room: Newsroom) -> None:
    vox = room.feed()
    for number in range(12):
        room.bring(vox, f"Clearview story {number}")
    services = room.desk.services
    services.entries.add(room.asking, Draft(RECORD, "Clearview memo"))
    services.triage.dismiss(room.asking, "P-3")
    assert len(services.press.export(room.asking, "")) == 12
    assert [row.id for row in services.press.export(room.asking, "clearview status:dismissed")] == ["P-3"]
    assert services.press.export(room.asking, "kind:record clearview") == ()
    assert services.press.export(room.asking, "since:today outlet:Wired") == ()


def test_too_large_an_export_says_how_to_make_it_smaller(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press_log, "MOST_EXPORTED", 1)
    for title in ("One", "Two"):
        room.desk.services.entries.add(room.asking, Draft(PRESS, title))
    for text in ("", "kind:press"):
        with pytest.raises(BadInput, match=r"more than 1 press items\. Narrow it down"):
            room.desk.services.press.export(room.asking, text)


def test_members_export_nothing(room: Newsroom) -> None:
    with pytest.raises(NotAllowed, match="editors and admins"):
        room.desk.services.press.export(room.desk.asking("mia", Role.MEMBER), "")
