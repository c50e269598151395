"""Editors put things on file, in one line or with a form, and everybody sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import LOADING, form, saved

if TYPE_CHECKING:
    from tests.acceptance.house import House

pytestmark = pytest.mark.usefixtures("manners")

DATES = {
    "2019-06-27": "June 27, 2019",
    "June 27, 2019": "June 27, 2019",
    "27 June 2019": "June 27, 2019",
    "6/27/2019": "June 27, 2019",
    "6/2019": "June 2019",
    "June 2020": "June 2020",
    "2019": "2019",
    "about 2020": "about 2020",
    "before 2020": "2019 or earlier",
    "2019-06..2020-03": "between June 2019 and March 2020",
    "last week": "between November 16 and November 22, 2026",
    "yesterday": "November 23, 2026",
    "undated": "undated",
}


async def test_a_record_typed_in_one_line_is_on_file_at_once_and_everybody_finds_it(house: House) -> None:
    added = await house.editor.command("/records", "add Budget memo | June 20, 2019 | memo")
    assert added.text_lines()[0] == "R-15 added: Budget memo · June 20, 2019"
    assert added.message.buttons == ["Add details", "Open", "Undo", "Share"]
    found = await house.member.command("/records", "budget memo")
    assert found.text_lines()[:3] == ["1 record for “budget memo”", "R-15  Budget memo", "June 20, 2019 · memo"]
    card = await house.member.press(found, "Open R-15")
    assert "Added by eda, 2026-11-24 14:00 UTC" in card.text


async def test_an_event_typed_in_one_line_stands_on_everybodys_timeline(house: House) -> None:
    added = await house.editor.command("/timeline", "add Hearing held | 27 June 2019 | other")
    assert added.text_lines()[0] == "T-8 added: Hearing held · June 27, 2019"
    timeline = (await house.member.command("/timeline", "June 2019")).text
    assert timeline.startswith("3 events · June 2019")
    assert "June 27, 2019  Hearing held\nT-8 · other" in timeline


async def test_a_date_is_read_as_people_type_it_and_shown_as_precisely_as_it_was_typed(house: House) -> None:
    for number, (typed, shown) in enumerate(DATES.items(), start=8):
        added = await house.editor.command("/timeline", f"add Event {number} | {typed}")
        assert added.text_lines()[0] == f"T-{number} added: Event {number} · {shown}"


@pytest.mark.parametrize(
    "line",
    [
        "Budget memo | June 20, 2019 | memo | https://example.org/memo",
        "Budget memo | memo | https://example.org/memo | June 20, 2019",
        "Budget memo|https://example.org/memo|2019-06-20|Memo",
        "  Budget   memo \n|\n memo |\n20 June 2019|| https://example.org/memo |",
    ],
)
async def test_the_parts_of_a_line_come_in_any_order_and_spacing(house: House, line: str) -> None:
    await house.editor.command("/records", f"add {line}")
    card = (await house.editor.command("/records", "R-15")).text
    assert card.startswith("R-15 · Budget memo\nRecord\nJune 20, 2019")
    assert " · memo\n" in card
    assert "Source address: example.org/memo (https://example.org/memo)" in card


async def test_a_title_alone_is_enough(house: House) -> None:
    added = await house.editor.command("/records", "add Memo without a date")
    assert added.text_lines()[0] == "R-15 added: Memo without a date · undated"
    assert "Undated: the source gives no date" in (await house.member.command("/records", "R-15")).text


async def test_without_words_a_form_opens_at_once_and_is_filled_then(house: House) -> None:
    opened = await house.editor.command("/records", "add")
    view = await form(opened)
    assert LOADING in str(house.slack.calls_of("views.open")[0].arguments["view"])
    calls = [call.method for call in house.slack.calls]
    assert calls.index("views.open") < calls.index("views.update")
    assert (view.title, opened.messages) == ("Add a record", [])
    assert (await saved(house.editor, view, {"Title": "From the form"})).text_lines()[0].startswith("R-15 added")
    assert (await form(await house.editor.command("/timeline", "add"))).title == "Add an event"


async def test_details_are_added_in_the_form_of_that_entry(house: House) -> None:
    added = await house.editor.command("/records", "add Budget memo | 20 June 2019 | memo")
    view = await form(await house.editor.press(added, "Add details"))
    assert view.title == "Edit R-15"
    assert "Title: Budget memo" in view.rendered
    assert "Kind of record (optional): [memo ▾]" in view.rendered
    assert (await saved(house.editor, view, {"Bates range": "ICE-000123"})).text_lines()[0].startswith("R-15 saved")
    assert "Bates range: ICE-000123" in (await house.member.command("/records", "R-15")).text


async def test_what_was_added_can_be_opened_and_shared(house: House) -> None:
    added = await house.editor.command("/records", "add Budget memo | 2019")
    assert (await house.editor.press(added, "Open")).text.startswith("R-15 · Budget memo")
    await house.editor.press(added, "Share")
    shared = house.slack.messages()[-1]
    assert not shared.is_ephemeral
    assert shared.rendered.startswith("R-15 · Budget memo")
    assert "Shared by eda" in shared.rendered


async def test_undo_takes_an_addition_back_and_its_id_is_never_given_again(house: House) -> None:
    added = await house.editor.command("/records", "add Budget memo | 2019")
    undone = await house.editor.press(added, "Undo")
    assert undone.message == added.message
    assert undone.text.startswith("Undone: adding R-15 Budget memo")
    assert "No records" in (await house.member.command("/records", "budget memo")).text
    assert "R-15 was deleted" in (await house.member.command("/records", "R-15")).text
    assert (await house.editor.command("/records", "add Budget memo | 2019")).text.startswith("R-16 added")
    assert (await house.editor.command("/records", "delete R-16 because it is a copy")).text.startswith("R-16 deleted")
    assert (await house.editor.command("/records", "add Budget memo | 2019")).text.startswith("R-17 added")


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("/records add Budget memo | June 20, 2019 | memo", "/records add  budget MEMO. | 2019-06-20"),
        ("/records add One | 2019 | https://example.org/memo", "/records add Two | 2020 | https://example.org/memo"),
        ("/timeline add Hearing held | June 2019", "/timeline add hearing held | 6/2019"),
    ],
)
async def test_a_likely_double_is_pointed_out_before_it_is_saved(house: House, first: str, again: str) -> None:
    command, _, line = first.partition(" ")
    name = (await house.editor.command(command, line)).text.split()[0]
    held = await house.editor.command(command, again.partition(" ")[2])
    assert f"This looks like {name} “" in held.text
    assert "Nothing was added." in held.text
    assert held.message.buttons == [f"Open {name}", "Add it anyway"]
    assert (await house.editor.press(held, f"Open {name}")).text.startswith(f"{name} · ")
    following = f"{name.split('-')[0]}-{int(name.split('-')[1]) + 1}"
    assert f"There is no {following}" in (await house.editor.command(command, following)).text
    added = await house.editor.press(held, "Add it anyway")
    assert added.message == held.message
    assert added.text.startswith(f"{following} added")


async def test_a_double_is_pointed_out_in_the_form_too_with_everything_still_in_it(house: House) -> None:
    await house.editor.command("/records", "add Budget memo | June 20, 2019")
    view = await form(await house.editor.command("/records", "add"))
    typed = {"Title": "Budget memo", "Date": "2019-06-20", "In our own words": "Says what it cost.", "Tags": ["PIA"]}
    held = await house.editor.submit(view, typed)
    assert held.view is not None
    shown = held.view.rendered
    assert "This looks like R-15 “Budget memo”, which is on file already." in shown
    for kept in ("Date (optional): 2019-06-20", "Says what it cost.", "[PIA ▾]"):
        assert kept in shown
    said = await saved(house.editor, held.view, {"Is it another one?": ["Yes, add it anyway"]})
    assert said.text_lines()[0] == "R-16 added: Budget memo · June 20, 2019"


async def test_what_is_deleted_is_nobodys_double(house: House) -> None:
    await house.editor.command("/records", "add Budget memo | 2019")
    await house.editor.command("/records", "delete R-15 because it was a draft")
    assert (await house.editor.command("/records", "add Budget memo | 2019")).text.startswith("R-16 added")


async def test_a_mention_and_a_direct_message_add_as_well(house: House) -> None:
    mentioned = await house.editor.mention("records add Budget memo by @mia | 2019")
    assert mentioned.text_lines()[0] == "R-15 added: Budget memo by @mia · 2019"
    assert mentioned.message.post.thread_ts == house.slack.messages()[0].ts
    written = await house.editor.dm("timeline add Hearing held | June 2020")
    assert written.text_lines()[0] == "T-8 added: Hearing held · June 2020"


async def test_where_no_form_can_open_by_itself_a_button_opens_it(house: House) -> None:
    mentioned = await house.editor.mention("records add")
    view = await form(await house.editor.press(mentioned, "Add a record"))
    assert (await saved(house.editor, view, {"Title": "From a thread"})).channel == mentioned.message.channel
    written = await house.editor.dm("timeline add")
    view = await form(await house.editor.press(written, "Add an event"))
    said = await saved(house.editor, view, {"Title": "From a direct message", "Date": "2020"})
    assert (said.channel, said.text_lines()[0]) == (
        written.message.channel,
        "T-8 added: From a direct message · 2020",
    )
    edited = await house.editor.mention("records edit R-15")
    assert (await form(await house.editor.press(edited, "Edit R-15"))).title == "Edit R-15"


async def test_a_line_that_cannot_be_read_is_mended_in_a_form_that_holds_all_of_it(house: House) -> None:
    line = "add Budget memo | 2019-02-29 | memo | https://example.org/memo | for later"
    refused = await house.editor.command("/records", line)
    assert "February 2019 has 28 days" in refused.text
    view = await form(await house.editor.press(refused, "Open the form"))
    for kept in ("Title: Budget memo", "2019-02-29", "[memo ▾]", "https://example.org/memo", "for later"):
        assert kept in view.rendered
    said = await saved(house.editor, view, {"Date": "February 28, 2019"})
    assert said.text_lines()[0] == "R-15 added: Budget memo · February 28, 2019"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("add | 2019", "Begin with the title: /records add Title | June 20, 2019 | memo."),
        ("add Memo | meno", "“meno” is neither a date nor a kind of record. Did you mean “memo”?"),
        ("add Memo | 2019 | 2020", "“2020” is one part too many."),
        ("add Memo | 3/4/2020", "“3/4/2020” can be March 4, 2020 or April 3, 2020."),
        (f"add {'long ' * 70}", "The title has 349 characters; at most 300 fit."),
    ],
)
async def test_what_is_wrong_with_a_line_is_said_and_nothing_is_added(house: House, line: str, said: str) -> None:
    refused = await house.editor.command("/records", line)
    assert said in refused.text
    assert "Open the form" in refused.message.buttons
    assert "There is no R-15" in (await house.editor.command("/records", "R-15")).text
