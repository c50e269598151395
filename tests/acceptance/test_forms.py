"""Forms: every part of an entry can be typed, what is wrong is said beside it, and what is left alone stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import form, form_of, history_of, imported, saved

if TYPE_CHECKING:
    from tests.acceptance.house import House

pytestmark = pytest.mark.usefixtures("manners")

FULL = {
    "Title": "Memo on the budget",
    "Date": "about June 2020",
    "Kind of record": "memo",
    "Who wrote it": "HSI",
    "Who received it": "Office of the Director",
    "Bates range": "ICE-000123–ICE-000130",
    "Source address": "https://example.org/memo.pdf",
    "Quotations": "“Money was moved.” (p. 3, fn 20)\n\nNobody asked (so they say). ()",
    "In our own words": "Says what it cost.\n\nAnd who paid.",
    "Tags": ["procurement", "Budget 2020"],
    "Other names": "Tab A, fn20",
    "Linked entries": ["R-5", "T-1"],
    "relation": "contradicts …",
    "basis": "Inferred: our own conclusion",
}
CARD = """\
R-15 · Memo on the budget
Record · Tab A, fn20
About June 2020 · memo · HSI
Who received it: Office of the Director
Bates range: ICE-000123–ICE-000130
Source address: example.org/memo.pdf (https://example.org/memo.pdf)
> “Money was moved.”  (fn20, p. 3)
> “Nobody asked (so they say).”
Says what it cost.

And who paid.
Contradicts
• R-5 Privacy Threshold Analysis for Clearview AI · June 27, 2019 · inferred
• T-1 ICE purchases three Clearview accounts for the CEIU · June 21, 2019 · inferred
[Open R-5] [Open T-1]
Tags: procurement, Budget 2020
"""
KEPT = {
    "dossier": {"slug": "clearview", "name": "ICE and Clearview AI"},
    "entries": [
        {
            "kind": "record",
            "aliases": ["x:kept", "Tab K"],
            "title": "A long report",
            "body": "First part.\n\n" + "Much more. " * 700,
            "date": "2019-06-27",
            "date_text": "the 27th of June, 2019",
            "date_basis": "derived",
            "quotes": [{"text": "Short words.", "page": "1"}, {"text": "Long words. " * 250, "page": "2, 3"}],
            "fields": {"type": "other", "unit": "HSI"},
            "links": [{"rel": "supports", "to": "F-1", "basis": "inferred", "note": "They agree."}],
        }
    ],
}


async def test_every_part_of_a_record_is_typed_in_the_form_and_shown_on_the_card(house: House) -> None:
    view = await form(await house.editor.command("/records", "add"))
    assert await house.editor.suggest(view, "Tags", "Budget 2020") == ["Add “Budget 2020”"]
    said = await saved(house.editor, view, FULL)
    assert said.text_lines()[0] == "R-15 added: Memo on the budget · about June 2020"
    card = (await house.member.command("/records", "R-15")).text
    assert card.startswith(CARD)
    assert (await house.member.command("/records", "fn 20")).text == card
    assert "R-15" in (await house.member.command("/records", 'tag:"budget 2020" from:HSI')).text


async def test_every_part_of_an_event_is_typed_in_the_form_and_shown_on_the_card(house: House) -> None:
    view = await form(await house.editor.command("/timeline", "add"))
    typed = {"Title": "Hearing held", "Date": "spring 2020", "Kind of event": "other", "Who acted": "DHS"}
    await saved(house.editor, view, {**typed, "Linked entries": ["R-7"], "relation": "cites …"})
    card = (await house.member.command("/timeline", "T-8")).text
    assert card.startswith("T-8 · Hearing held\nEvent\nSpring 2020 · other · DHS\n")
    assert "Cites\n• R-7 CEIU e-mail thread" in card
    assert "Cited by" in (await house.member.command("/records", "R-7")).text


async def test_everything_that_is_wrong_is_said_at_once_beside_what_was_typed(house: House) -> None:
    view = await form(await house.editor.command("/records", "add"))
    wrong = {**FULL, "Title": "x" * 301, "Date": "Jnue 2020", "Source address": "example.org", "Other names": "a:b"}
    outcome = await house.editor.submit(view, wrong)
    assert not outcome.closed
    shown = view.rendered
    for said in (
        "  ! The title has 301 characters; at most 300 fit.",
        "  ! “Jnue 2020” is not a date that can be read. Did you mean “June 2020”?",
        "  ! A web address starts with https:// or http://.",
        "  ! A name for people has no colon in it.",
    ):
        assert said in shown
    for kept in ("Jnue 2020", "[memo ▾]", "Money was moved.", "Says what it cost.", "Budget 2020", "T-1 · ICE"):
        assert kept in shown
    right = {"Title": "Memo", "Date": "June 2020", "Source address": None, "Other names": None}
    assert (await saved(house.editor, view, right)).text_lines()[0] == "R-15 added: Memo · June 2020"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2019-02-29", "There is no February 29, 2019"),
        ("3/4/2020", "can be March 4, 2020 or April 3, 2020"),
        ("June 2020..June 2019", "June 2019"),
        ("soon", "“soon” is not a date that can be read. Write it like June 27, 2019"),
    ],
)
async def test_a_date_that_is_none_is_explained_below_its_box(house: House, typed: str, said: str) -> None:
    view = await form(await house.editor.command("/records", "add"))
    outcome = await house.editor.submit(view, {"Title": "Memo", "Date": typed})
    assert set(outcome.errors) == {"date"}
    assert said in outcome.errors["date"]


async def test_an_empty_form_is_not_sent(house: House) -> None:
    view = await form(await house.editor.command("/records", "add"))
    assert set((await house.editor.submit(view)).errors) == {"title"}
    blank = await house.editor.submit(view, {"Title": " \u200b "})
    assert blank.errors == {"title": "A title is needed."}


async def test_entries_are_found_by_id_by_name_and_by_words_while_one_types(house: House) -> None:
    view = await form(await house.editor.command("/records", "add"))
    analysis = "R-5 · Privacy Threshold Analysis for Clearview AI · June 27, 2019"
    for typed in ("R-5", "r5", "fn 8", "privacy thresh"):
        assert analysis in await house.editor.suggest(view, "Linked entries", typed)
    assert await house.editor.suggest(view, "Linked entries", "R-99") == []
    assert await house.editor.suggest(view, "Tags", "proc") == ["procurement", "Add “proc”"]


async def test_what_is_left_alone_stays_as_it_was(house: House, database_url: str) -> None:
    imported(database_url, KEPT)
    before = (await house.editor.command("/records", "R-15")).text
    view = await form_of(house.editor, "R-15")
    assert "1 more does not fit in a form and stays as it is." in view.rendered
    await saved(house.editor, view, {"Title": "A very long report"})
    history = await history_of(house.editor, "R-15")
    assert "2. eda changed it\n• Title  A long report → A very long report\n2026" in history
    after = (await house.editor.command("/records", "R-15")).text
    assert after.split("\nImported")[0] == before.split("\nImported")[0].replace("A long", "A very long")
    assert "written “the 27th of June, 2019”" in after
    assert "derived" in after
    assert (await house.editor.command("/timeline", "around x:kept")).text.startswith("3 events within 90 days of R-15")


async def test_an_edit_that_changes_nothing_leaves_no_step_and_nothing_to_undo(house: House, database_url: str) -> None:
    imported(database_url, KEPT)
    said = await saved(house.editor, await form_of(house.editor, "R-15"))
    assert said.text_lines()[0].startswith("R-15 is unchanged: A long report")
    assert said.buttons == ["Open"]
    assert "changed" not in await history_of(house.editor, "R-15")


async def test_a_link_goes_when_it_is_taken_out_of_the_form(house: House) -> None:
    view = await form_of(house.editor, "T-1")
    await saved(house.editor, view, {"Linked entries": ["R-5"], "relation": "follows …"})
    card = (await house.member.command("/timeline", "T-1")).text
    assert "Follows\n• R-5" in card
    assert "R-2" not in card
    assert "• Links  added follows R-5  removed cites R-2" in await history_of(house.editor, "T-1")


async def test_the_second_of_two_editors_is_told_and_loses_nothing(house: House) -> None:
    first, second = await form_of(house.editor, "R-7"), await form_of(house.admin, "R-7")
    await saved(house.editor, first, {"Title": "Eda’s title", "Tags": ["PIA"], "Linked entries": ["R-5"]})
    typed = {"Date": "March 2020", "In our own words": "Ada’s words", "Linked entries": ["T-4"]}
    told = (await house.admin.submit(second, typed)).view
    assert told is not None
    shown = told.rendered
    assert "eda changed R-7 while you were writing. What you typed is still here." in shown
    for differs in ("Title on file: Eda’s title", "Date on file: February 28, 2020", "Tags on file: PIA", "R-5"):
        assert differs in shown
    for kept in ("Date (optional): March 2020", "Ada’s words", "T-4 · "):
        assert kept in shown
    assert "Eda’s title" in (await house.member.command("/records", "R-7")).text
    assert (await saved(house.admin, told)).text_lines()[0].startswith("R-7 saved: CEIU e-mail thread")
    card = (await house.member.command("/records", "R-7")).text
    for now in ("March 2020", "Ada’s words", "• R-5 ", "• T-4 "):
        assert now in card
    history = await history_of(house.member, "R-7")
    assert history.index("3. ada changed it") < history.index("2. eda changed it")


async def test_a_form_whose_entry_was_deleted_meanwhile_says_so_and_keeps_what_was_typed(house: House) -> None:
    view = await form_of(house.editor, "R-7")
    await house.admin.command("/records", "delete R-7 because it is a copy")
    told = (await house.editor.submit(view, {"In our own words": "Eda’s words"})).view
    assert told is not None
    assert "R-7 was deleted on November 24, 2026: it is a copy." in told.rendered
    assert "Eda’s words" in told.rendered


async def test_an_entry_is_linked_from_its_card(house: House) -> None:
    opened = await house.editor.press(await house.editor.command("/records", "R-7"), "Link")
    view = await form(opened)
    link = {"relation": "contradicts …", "linked": "F-2", "basis": "Inferred: our own conclusion", "Note": "By date"}
    linked = await saved(house.editor, view, link)
    assert linked.text_lines()[0] == "R-7 is linked now."
    assert "Contradicts\n• F-2 Wider use was already envisioned" in linked.rendered
    assert "inferred · By date" in linked.rendered
    assert "Contradicted by\n• R-7" in (await house.member.command("/records", "F-2")).text
    again = await form(await house.editor.press(linked, "Link"))
    told = (await house.editor.submit(again, link)).view
    assert told is not None
    assert "“R-7 contradicts F-2” is on file already, so nothing was changed." in told.rendered
    await house.editor.press(linked, "Undo")
    assert "Contradicts" not in (await house.member.command("/records", "R-7")).text


async def test_an_entry_is_linked_in_one_line(house: House) -> None:
    linked = await house.editor.mention("link R-7 supports F-3 inferred same day")
    assert "Supports\n• F-3 ICE consulted Clearview" in linked.text
    assert "inferred · same day" in linked.text
    wrong = await house.editor.command("/records", "link R-7 suports F-3")
    assert "Did you mean “supports”?" in wrong.text
    assert "There is no F-99" in (await house.editor.command("/records", "link R-7 cites F-99")).text
