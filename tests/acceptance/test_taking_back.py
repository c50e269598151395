"""What is deleted has a reason and comes back, what was done is undone, and history tells all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import form, form_of, history_of, saved

if TYPE_CHECKING:
    from tests.acceptance.house import House

pytestmark = pytest.mark.usefixtures("manners")

MINUTE_S = 60
WHEN = "2026-11-24 14:00 UTC · in #general"


async def test_a_deletion_asks_for_a_reason_and_says_what_it_does(house: House) -> None:
    view = await form(await house.editor.overflow(await house.editor.command("/records", "R-7"), "Delete…"))
    assert "R-7 is never given to another entry" in view.rendered
    assert "3 entries link to it: T-4, F-11, F-29" in view.rendered
    assert set((await house.editor.submit(view)).errors) == {"reason"}
    said = await saved(house.editor, view, {"Why?": "It is a copy"})
    assert said.text_lines()[:2] == [
        "R-7 deleted: CEIU e-mail thread on Clearview users in the field",
        "Because: It is a copy",
    ]
    assert said.buttons == ["Undo"]


async def test_what_is_deleted_is_off_all_lists_and_its_history_stays(house: House) -> None:
    deleted = await house.editor.command("/timeline", "delete T-3 because: a copy")
    assert deleted.text_lines()[1] == "Because: a copy"
    assert (await house.member.command("/timeline", "T-3")).text == "T-3 was deleted on November 24, 2026: a copy."
    assert "2 events · 2019" in (await house.member.command("/timeline", "2019")).text
    assert (await house.member.command("/timeline", "additional licenses")).text.startswith("No events for")
    assert "T-3" not in (await house.member.command("/records", "R-6")).text
    assert "T-3" not in (await house.member.command("/papertrail", "status")).text
    history = await history_of(house.member, "T-3")
    assert "T-3 is deleted: a copy" in history
    assert f"2. eda deleted it\nBecause: a copy\n{WHEN}\n1. Imported" in history


async def test_undo_brings_back_what_was_deleted_and_history_keeps_the_reason(house: House) -> None:
    before = (await house.member.command("/timeline", "T-3")).text
    deleted = await house.editor.command("/timeline", "delete T-3 as it is a copy")
    undone = await house.editor.press(deleted, "Undo")
    assert undone.text.startswith("Undone: deleting T-3 ICE purchases additional Clearview licenses")
    assert (await house.member.command("/timeline", "T-3")).text.split("Imported")[0] == before.split("Imported")[0]
    assert "3 events · 2019" in (await house.member.command("/timeline", "2019")).text
    assert "R-6" in (await house.member.press(await house.member.command("/timeline", "T-3"), "Open R-6")).text
    history = await history_of(house.member, "T-3")
    assert "3. eda took back step 2" in history
    assert "2. eda deleted it\nBecause: it is a copy" in history


async def test_without_a_reason_nothing_is_deleted(house: House) -> None:
    assert (
        await house.editor.command("/records", "delete R-7")
    ).text == "Say why, as in delete R-7 because it is a copy."
    assert (await house.member.command("/records", "R-7")).text.startswith("R-7 · ")


async def test_the_undo_command_takes_ones_own_steps_back_one_after_the_other(house: House) -> None:
    await house.editor.command("/records", "add First | 2019")
    await house.admin.command("/records", "add Ada’s | 2019")
    await saved(house.editor, await form_of(house.editor, "R-15"), {"Title": "First, mended"})
    again = await saved(house.editor, await form_of(house.editor, "R-15"), {"Title": "First, mended twice"})
    assert (await house.editor.press(again, "Undo")).text.startswith("Undone: changing R-15 First, mended")
    assert (await house.editor.command("/papertrail", "undo")).text.startswith("Undone: changing R-15 First")
    assert "First, mended" not in (await house.member.command("/records", "R-15")).text
    assert (await house.editor.mention("undo")).text.startswith("Undone: adding R-15 First")
    nothing = (await house.editor.dm("papertrail undo")).text
    assert nothing == "There is nothing of yours to undo: undo reaches back ten minutes."
    assert "Ada’s" in (await house.member.command("/records", "R-16")).text


async def test_what_is_older_than_ten_minutes_stays_as_it_is(house: House) -> None:
    added = await house.editor.mention("records add Memo | 2019")
    later = await house.editor.mention("records add Another | 2019")
    house.clock.advance(10 * MINUTE_S)
    assert (await house.editor.press(later, "Undo")).text.startswith("Undone: adding R-16")
    house.clock.advance(1)
    assert (await house.editor.press(added, "Undo")).text.startswith("Ten minutes have passed, so it stays as it is.")
    assert "There is nothing of yours to undo" in (await house.editor.command("/papertrail", "undo")).text
    assert (await house.member.command("/records", "R-15")).text.startswith("R-15 · Memo")


async def test_nobody_takes_back_what_another_did(house: House) -> None:
    added = await house.editor.mention("records add Memo | 2019")
    assert "Only the person who did it can take it back." in (await house.admin.press(added, "Undo")).text
    assert "Only editors and admins can undo." in (await house.member.press(added, "Undo")).text
    assert "There is nothing of yours to undo" in (await house.admin.command("/papertrail", "undo")).text
    assert added.text.startswith("R-15 added: Memo")
    assert (await house.member.command("/records", "R-15")).text.startswith("R-15 · Memo")


async def test_what_somebody_changed_since_is_not_undone_over_their_heads(house: House) -> None:
    added = await house.editor.command("/records", "add Memo | 2019")
    await saved(house.admin, await form_of(house.admin, "R-15"), {"Title": "Ada’s memo"})
    for refused in (await house.editor.press(added, "Undo"), await house.editor.command("/papertrail", "undo")):
        assert refused.text == (
            "R-15 was changed after that by ada, so it was left as it is. /records R-15 history shows both."
        )
    assert (await house.member.command("/records", "R-15")).text.startswith("R-15 · Ada’s memo")


async def test_a_step_that_was_taken_back_already_is_left_alone(house: House) -> None:
    added = await house.editor.command("/records", "add Memo | 2019")
    await house.editor.command("/papertrail", "undo")
    assert "R-15 was changed after that by yourself" in (await house.editor.press(added, "Undo")).text
    assert "R-15 was deleted" in (await house.member.command("/records", "R-15")).text


async def test_history_says_who_when_where_and_what(house: House) -> None:
    await house.editor.dm("records add Memo | 2019 | memo")
    house.clock.advance(90 * MINUTE_S)
    await house.admin.command("/papertrail", "roles @mia editor")
    changed = {"Title": "Budget memo", "Date": "June 2020", "Tags": ["PIA"], "Kind of record": None}
    await saved(house.member, await form_of(house.member, "R-15"), changed)
    opened = await house.admin.press(await house.admin.command("/records", "R-15"), "History")
    assert opened.text.startswith(
        "History of R-15  Budget memo\n"
        "2. mia changed it\n"
        "• Title  Memo → Budget memo\n"
        "• Date  2019 → June 2020\n"
        "• Kind of record  memo → nothing\n"
        "• Tags  added PIA\n"
        "2026-11-24 15:30 UTC · in #general\n"
        "1. eda added it\n"
        "Memo · 2019\n"
        "2026-11-24 14:00 UTC · in a direct message\n"
    )
    assert (await house.admin.press(opened, "Open R-15")).text.startswith("R-15 · Budget memo")
