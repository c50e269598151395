"""The press log in a running house: the list, its filters, adding a page by its address, the board and the export."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.coverage import open_press_room
from tests.acceptance.doings import check_manners, form, saved
from tests.feed_server import FeedServer, reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.acceptance.coverage import PressRoom

PAGE = b"""<!doctype html><html><head><title>Clearview is sued | The Markup</title>
<meta property="og:title" content="Clearview is sued &lt;!channel&gt;">
<meta property="og:site_name" content="The Markup"><meta name="author" content="A. Reporter">
<meta property="article:published_time" content="2026-11-20T22:15:00-05:00"></head><body>Words</body></html>"""


@pytest.fixture
async def press(starter_url: str) -> AsyncIterator[PressRoom]:
    """The house with two outlets in the log beside the starter dossier's P-1."""
    async with open_press_room(starter_url, FEEDS_ALLOW="127.0.0.1/32") as room:
        watch = room.room.watch()
        vox, hill = room.room.feed("Vox", flags=["Privacy"]), room.room.feed("The Hill")
        room.room.bring(vox, "Clearview is sued", watch=watch, url="https://vox.example/sued")
        room.room.bring(hill, "Clearview sued again", url="https://vox.example/sued?utm_source=x")
        room.room.bring(hill, "Faces everywhere")
        yield room
        await room.house.slack.settled()
        check_manners(room.house.slack)


@pytest.fixture
async def site() -> AsyncIterator[FeedServer]:
    """A web server on loopback."""
    async with FeedServer() as server:
        server.on("/story", reply(PAGE, kind="text/html; charset=utf-8"))
        server.on("/gone", reply(b"", status=404))
        yield server


async def test_the_log_says_where_when_and_why_and_opens_each_item(press: PressRoom) -> None:
    listed = await press.house.member.command("/press")
    assert (
        listed.text_lines()[:9]
        == [
            "3 press items in the log, the latest first",
            "P-3  Faces everywhere (https://thehill.example/story-3)",
            "The Hill · first seen November 24, 2026 · new",
            "P-2  Clearview is sued (https://vox.example/sued)",
            "Vox · first seen November 24, 2026 · new · Privacy",
            "Matched Clearview · also in 1 outlet",
            "P-1  The world’s scariest facial recognition software, explained",
            "Vox · on or before February 11, 2020 (derived) · reviewed · First Amendment, Fourth Amendment",
            "[Open P-3] [Open P-2] [Open P-1]",
        ]
        or "P-1" in listed.text
    )
    opened = await press.house.member.press(listed, "P-2")
    assert opened.text.startswith("P-2 · Clearview is sued")
    assert "2 copies of the story" in opened.text


async def test_the_filters_are_buttons_that_narrow_the_list_in_place(press: PressRoom) -> None:
    await press.house.editor.command("/press", "P-3 review")
    shown = await press.house.member.command("/press", "since:yesterday")
    assert shown.text.startswith("2 press items for “since:yesterday”")
    await press.house.member.press(shown, "New (1)")
    await shown.message.shows("1 press item for “since:yesterday status:new”")
    await press.house.member.press(shown, "All")
    await shown.message.shows("2 press items for “since:yesterday”")
    await press.house.member.press(shown, "Board")
    await shown.message.shows("3 press items this week, 0 last week")
    await press.house.member.press(shown, "Press log")
    await shown.message.shows("in the log, the latest first")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("clearview status:new", ["P-2"]),
        ('flag:"first amendment"', ["P-1"]),
        ('outlet:"The Hill"', ["P-3"]),
        ("feed:Vox", ["P-2"]),
        ('watch:"Face search"', ["P-2"]),
        ("until:2020", ["P-1"]),
        ("status:new -clearview", ["P-3"]),
    ],
)
async def test_the_log_is_searched_by_what_the_team_sorts_it_by(press: PressRoom, words: str, found: list[str]) -> None:
    listed = await press.house.member.command("/press", words)
    assert [line[:3] for line in listed.text_lines() if line.startswith("P-")] == found


async def test_a_filter_that_is_none_gets_the_right_one(press: PressRoom) -> None:
    for typed, said in (
        ("stauts:new", "There is no filter stauts:. Did you mean status:?"),
        (
            "status:nwe",
            "There is no status “nwe”. Did you mean status:new? Known: new, reviewed, dismissed, open, answered.",
        ),
        ("outlet:", "outlet: needs something after it, as in outlet:Vox."),
        ("feed:Wox", "There is no feed “Wox”. Did you mean “Vox”? /press feeds lists them."),
    ):
        assert (await press.house.member.command("/press", typed)).text == said


async def test_a_page_is_added_by_its_address_and_corrected_in_the_form(press: PressRoom, site: FeedServer) -> None:
    editor, url = press.house.editor, site.url("/story")
    view = await form(await editor.command("/press", f"add {url}"))
    for held in ("Clearview is sued <!channel>", "November 20, 2026", "The Markup", "A. Reporter", url, "[article ▾]"):
        assert held in view.rendered
    said = await saved(editor, view, {"Title": "Clearview is sued in Illinois", "Kind of item": "report"})
    assert said.text_lines()[0] == "P-4 added: Clearview is sued in Illinois · November 20, 2026"
    card = (await press.house.member.command("/press", "P-4")).text
    assert "November 20, 2026 · report · The Markup" in card
    assert "Status: new" in card
    again = await editor.submit(await form(await editor.command("/press", f"add {url}?utm_source=mail")), {})
    assert not again.closed
    assert press.house.slack.messages() == []  # what is added by hand is not posted


async def test_a_page_that_cannot_be_had_leaves_its_address_in_the_form(press: PressRoom, site: FeedServer) -> None:
    editor = press.house.editor
    view = await form(await editor.command("/press", f"add {site.url('/gone')}"))
    assert site.url("/gone") in view.rendered
    assert "404" in view.rendered
    refused = await form(await editor.command("/press", "add http://10.0.0.1/secret"))
    assert "http://10.0.0.1/secret" in refused.rendered
    assert "private" in refused.rendered


async def test_an_address_in_a_mention_gets_a_button_for_the_form(press: PressRoom, site: FeedServer) -> None:
    asked = await press.house.editor.mention(f"press add {site.url('/story')}")
    view = await form(await press.house.editor.press(asked, "Add this page"))
    assert "The Markup" in view.rendered


async def test_one_line_is_an_item_and_one_that_is_there_is_held_back(press: PressRoom) -> None:
    editor = press.house.editor
    added = await editor.command("/press", "add Sign-on letter | ACLU | Nov 3, 2026 | letter")
    assert added.text_lines()[0] == "P-4 added: Sign-on letter · November 3, 2026"
    assert "1 press item" in (await editor.command("/press", "kind:letter outlet:ACLU")).text
    held = await editor.command("/press", "add Another headline | Vox | https://vox.example/sued#top")
    assert "This looks like P-2 “Clearview is sued”, which is on file already. Nothing was added." in held.text
    await editor.press(held, "Add it anyway")
    await held.message.shows("P-5 added: Another headline")
    wrong = await editor.command("/press", "add Headline | Vox | February 30, 2026")
    view = await form(await editor.press(wrong, "Open the form"))
    assert "Headline" in view.rendered
    assert "February 30, 2026" in view.rendered


async def test_adding_is_for_editors(press: PressRoom) -> None:
    for words in ("add", "add Title | Vox", "add https://vox.example/x", "export"):
        assert "Only editors and admins can" in (await press.house.member.command("/press", words)).text


async def test_an_empty_form_adds_an_item_of_any_kind(press: PressRoom) -> None:
    view = await form(await press.house.editor.command("/press", "add"))
    said = await saved(press.house.editor, view, {"Title": "State law memo", "Kind of item": "legislation"})
    assert said.text_lines()[0] == "P-4 added: State law memo · first seen November 24, 2026"


async def test_the_board_says_what_is_open(press: PressRoom) -> None:
    await press.house.editor.command("/press", "P-2 response asked")
    board = await press.house.member.command("/press", "board")
    assert board.text_lines()[:3] == [
        "ICE and Clearview AI: 3 press items this week, 0 last week",
        "2 to triage",
        "1 with the agency asked and no answer yet",
    ]
    await press.house.member.press(board, "Share")
    assert "Shared by mia" in press.house.slack.messages()[-1].rendered


async def test_an_export_is_a_table_of_what_was_asked_for(press: PressRoom) -> None:
    editor = press.house.editor
    await editor.command("/press", "P-2 note =1+1")
    await editor.mention("press export clearview status:new")
    await press.message("1 press item is in clearview-press-2026-11-24.csv, above.")
    (file,) = [file for message in press.house.slack.messages() for file in message.files]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert rows[0][:4] == ["ID", "Date published", "Outlet", "Title"]
    assert (rows[1][0], rows[1][2], rows[1][3]) == ("P-2", "Vox", "Clearview is sued")
    assert file.name == "clearview-press-2026-11-24.csv"
    nothing = await editor.command("/press", "export outlet:Wired")
    assert nothing.text == "There is nothing in the log for “outlet:Wired”, so there is no file."


async def test_an_item_has_history_links_and_a_way_off_the_lists(press: PressRoom) -> None:
    editor = press.house.editor
    linked = await editor.command("/press", "P-2 link covers R-5")
    assert "P-2 is linked now." in linked.text
    assert "R-5 Privacy Threshold Analysis" in linked.text
    history = await editor.command("/press", "P-2 history")
    assert "eda linked it" in history.text
    assert "Vox logged it" in history.text
    view = await form(await editor.command("/press", "P-2 edit"))
    assert view.title == "Edit P-2"
    deleted = await editor.command("/press", "delete P-2 because it is a copy")
    assert deleted.text.startswith("P-2 deleted: Clearview is sued")


async def test_an_outsider_reads_the_channels_log_and_changes_nothing(press: PressRoom) -> None:
    slack = press.house.slack
    other = slack.add_team("Others")
    otto = slack.add_user("otto", team=other)
    slack.invite("otto", "general")
    listed = await otto.mention("press status:new")
    assert "P-2  Clearview is sued" in listed.text
    board = await otto.mention("press board")
    assert "Only members of the coalition can see the board" in board.text
    refused = await otto.mention("press P-2 review")
    assert "Only editors and admins can" in refused.text


async def test_a_mistyped_add_is_asked_about(press: PressRoom) -> None:
    said = await press.house.editor.command("/press", "ad Title | Vox | 2026")
    assert said.text_lines()[0] == "There is no /press ad. Did you mean /press add Title | Vox | 2026?"
