"""A match is posted as a card, and the team triages it there: the card follows, and the second is told of the first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.press.notice import NoticeKind
from tests.acceptance.coverage import open_press_room
from tests.acceptance.doings import check_manners, form, history_of, saved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.acceptance.coverage import PressRoom
    from workspace import Message, Person


@pytest.fixture
async def press(starter_url: str) -> AsyncIterator[PressRoom]:
    """The house with two items of Vox in the log, of which P-2 matched a watch that suggests flags."""
    async with open_press_room(starter_url) as room:
        watch = room.room.watch(flags=["First Amendment", "Privacy"])
        vox = room.room.feed("Vox")
        room.room.bring(vox, "Clearview is sued", watch=watch, url="https://vox.example/sued")
        room.room.bring(vox, "Faces everywhere")
        yield room
        await room.house.slack.settled()
        check_manners(room.house.slack)


async def test_a_card_says_what_was_found_and_what_can_be_done(press: PressRoom) -> None:
    card = await press.card("P-2")
    assert card.text_lines() == [
        "Clearview is sued (https://vox.example/sued)",
        "P-2 · Vox · first seen November 24, 2026",
        "Matched Clearview in the title (Face search)",
        "Suggested flags: First Amendment, Privacy",
        "[Reviewed] [Flag…] [Link…] [Note…] [Dismiss] [Same story as…] [Agency: not asked ▾]",
    ]
    assert not card.is_ephemeral


async def test_a_review_is_shown_on_the_card_for_everybody_and_can_be_reopened(press: PressRoom) -> None:
    card = await press.card("P-2")
    await pressed(press, card, "Reviewed")
    await card.shows("Reviewed by eda, 2026-11-24 14:00 UTC")
    assert card.buttons == ["Reopen", "Flag…", "Link…", "Note…", "Same story as…"]
    assert press.house.editor.ephemerals() == []
    await pressed(press, card, "Reopen")
    await card.shows("Reopened by eda")
    assert "Dismiss" in card.buttons
    history = await history_of(press.house.member, "P-2")
    assert "eda reopened it" in history
    assert "eda reviewed it" in history


async def test_of_two_who_press_at_once_the_second_is_told_who_was_first(press: PressRoom) -> None:
    card, house = await press.card("P-2"), press.house
    await asyncio.gather(
        house.editor.press(card, "Reviewed", waits=False), house.admin.press(card, "Dismiss", waits=False)
    )
    await card.until(lambda seen: "Reopen" in seen.buttons)
    first, second, done = (
        (house.editor, house.admin, "reviewed")
        if "Reviewed by eda" in card.rendered
        else (house.admin, house.editor, "dismissed")
    )
    await whispered(press, f"{first.user.name} was first: P-2 is {done} already, so nothing was changed.", to=second)


async def test_members_and_guests_see_the_buttons_and_get_a_sentence(press: PressRoom) -> None:
    card = await press.card("P-2")
    for label in ("Reviewed", "Dismiss", "Flag…", "Note…", "Same story as…"):
        reply = await press.house.member.press(card, label)
        assert "Only editors and admins can" in reply.text
        assert reply.message.is_ephemeral
    chosen = await press.house.member.select(card, "Agency: asked")
    assert "Only editors and admins can set the agency’s response" in chosen.text
    assert "Reviewed by" not in card.rendered


async def test_flags_are_set_in_a_form_that_holds_what_is_suggested(press: PressRoom) -> None:
    card, editor = await press.card("P-2"), press.house.editor
    view = await form(await editor.press(card, "Flag…"))
    assert "Suggested by what matched: First Amendment, Privacy" in view.rendered
    said = await saved(editor, view, {"Flags": ["First Amendment", "Biometrics"]})
    assert said.text_lines() == ["P-2 has the flags First Amendment, Biometrics.", "[Open P-2] [Undo]"]
    await card.shows("Flags: First Amendment, Biometrics")
    assert "Suggested flags: Privacy" in card.rendered
    again = await form(await editor.press(card, "Flag…"))
    await saved(editor, again, {"Flags": ["Biometrics"]})
    await card.shows("Flags: Biometrics")


async def test_a_note_is_said_in_the_cards_thread_and_counted_on_it(press: PressRoom) -> None:
    card, editor = await press.card("P-2"), press.house.editor
    view = await form(await editor.press(card, "Note…"))
    outcome = await editor.submit(view, {"Note": "Quoted by *two* senators <!channel>"})
    assert outcome.closed
    both = [await editor.next_message(), await editor.next_message()]  # what is said to her, and in the thread
    assert "Noted on P-2." in [message.text_lines()[0] for message in both]
    await card.shows("1 note in the thread")
    (note,) = card.replies
    assert note.text_lines() == ["eda, 2026-11-24 14:00 UTC", "Quoted by ∗two∗ senators <!channel>"]


async def test_the_same_story_takes_one_off_and_its_copies_go_over(press: PressRoom) -> None:
    press.room.bring(press.room.feed("The Hill"), "Clearview taken to court")
    card, story = await press.card("P-4"), await press.card("P-2")
    editor = press.house.editor
    view = await form(await editor.press(card, "Same story as…"))
    offered = await editor.suggest(view, "The same story as", "clearview")
    assert all(label.startswith("P-") for label in offered)
    said = await saved(editor, view, {"The same story as": "P-2"})
    assert said.text_lines()[0].startswith("P-4 is off the lists: the same story as P-2 Clearview is sued.")
    await card.shows("P-4 is off the lists: the same story as P-2 · by eda, 2026-11-24 14:00 UTC")
    assert card.buttons == ["Open P-2"]
    await story.shows("Also in 1 outlet: The Hill")
    await editor.press(said, "Undo")
    await card.until(lambda seen: "Reviewed" in seen.buttons)
    await story.until(lambda seen: "Also in" not in seen.rendered)


async def test_alike_items_are_offered_and_said_to_differ(press: PressRoom) -> None:
    press.room.bring(press.room.feed("The Hill"), "Judge rules against Clearview AI in Illinois case")
    press.room.bring(press.room.feed("Wired"), "Judge rules for Clearview AI in Illinois case")
    card = await press.card("P-5")
    assert (
        "Perhaps the same story as P-4  Judge rules against Clearview AI in Illinois case · The Hill" in card.rendered
    )
    opened = await press.house.member.press(card, "Open P-4")
    assert opened.text.startswith("P-4 · Judge rules against")
    await pressed(press, card, "Different")
    await card.until(lambda seen: "Perhaps" not in seen.rendered)


async def test_alike_items_are_made_one_by_a_button(press: PressRoom) -> None:
    press.room.bring(press.room.feed("The Hill"), "Judge rules against Clearview AI in Illinois case")
    press.room.bring(press.room.feed("Wired"), "Judge rules for Clearview AI in Illinois case")
    card = await press.card("P-5")
    reply = await press.house.editor.press(card, "Same story")
    await card.shows("P-5 is off the lists: the same story as P-4")
    assert reply.message.is_ephemeral or reply.message == card


async def test_the_agencys_response_is_set_from_the_card(press: PressRoom) -> None:
    card, editor = await press.card("P-2"), press.house.editor
    await editor.select(card, "Agency: asked", waits=False)
    await card.shows("Agency response: asked")
    view = await form(await editor.select(card, "Agency: responded…"))
    said = await saved(editor, view, {"What it said": "No comment."})
    assert said.text_lines()[0] == "P-2: the agency’s response is set to “responded”."
    await card.shows("Agency response: responded · No comment.")


async def test_the_one_who_saw_another_response_is_told_in_the_form(press: PressRoom) -> None:
    card, house = await press.card("P-2"), press.house
    view = await form(await house.editor.select(card, "Agency: responded…"))
    await house.admin.command("/press", "P-2 response asked")
    outcome = await house.editor.submit(view, {"What it said": "No comment."})
    assert not outcome.closed
    assert "ada was first: P-2 is set to “asked” already, so nothing was changed." in view.rendered
    assert "No comment." in view.rendered


async def test_a_change_made_elsewhere_reaches_the_card_as_well(press: PressRoom) -> None:
    card, editor = await press.card("P-2"), press.house.editor
    linked = await form(await editor.press(card, "Link…"))
    await saved(editor, linked, {"relation": "covers …", "… this entry": "R-5"})
    await press.house.slack.settled()  # the card is told of it as well
    edited = await form(await editor.press(await editor.command("/press", "P-2"), "Edit"))
    await saved(editor, edited, {"Title": "Clearview is sued again"})
    await card.shows("Clearview is sued again")
    await editor.command("/records", "delete P-2 because it is a copy")
    await card.shows("P-2 is off the lists: it is a copy")
    await editor.command("/papertrail", "undo")
    await card.until(lambda seen: "Reviewed" in seen.buttons)


async def test_what_is_typed_does_what_the_buttons_do(press: PressRoom) -> None:
    card, editor = await press.card("P-2"), press.house.editor
    for typed, said, shown in (
        ("P-2 flag Privacy, FOIA", "P-2 has the flags Privacy, FOIA.", "Flags: Privacy, FOIA"),
        ("P-2 unflag FOIA", "P-2 has the flags Privacy.", "Flags: Privacy"),
        ("P-2 note worth a call", "Noted on P-2.", "1 note in the thread"),
        ("P-2 response declined: no comment", "set to “declined”", "Agency response: declined · no comment"),
        ("dismiss P-2 because it is about sport", "P-2 is dismissed.", "Dismissed by eda, 2026-11-24 14:00 UTC: it is"),
        ("P-2 reopen", "P-2 is new again.", "Reopened by eda"),
        ("P-2 review", "P-2 is reviewed.", "Reviewed by eda"),
    ):
        await editor.command("/press", typed, waits=False)
        await whispered(press, said)
        await card.shows(shown)
    await editor.command("/press", "P-3 same as P-2", waits=False)
    await whispered(press, "P-3 is off the lists: the same story as P-2")
    await editor.command("/press", "P-2 reveiw", waits=False)
    await whispered(press, "Did you mean /press P-2 review?")


async def test_a_verb_without_what_it_needs_opens_its_form(press: PressRoom) -> None:
    editor = press.house.editor
    view = await form(await editor.command("/press", "P-2 note"))
    assert view.title == "Note on P-2"
    asked = await editor.mention("press P-2 flag")
    assert "Press the button for the form on P-2." in asked.text
    opened = await form(await editor.press(asked, "Flag…"))
    assert opened.title == "Flag P-2"


async def test_buttons_on_a_private_card_change_that_card_at_once(press: PressRoom) -> None:
    editor = press.house.editor
    card = await editor.command("/press", "P-3")
    await editor.press(card, "Reviewed")
    await card.message.shows("P-3 is reviewed.")
    assert "Reopen" in card.message.buttons
    await editor.press(card, "Undo")
    await card.message.shows("Undone: reviewing P-3")


async def test_buttons_on_an_answer_for_everybody_change_it_in_place(press: PressRoom) -> None:
    editor = press.house.editor
    posted = await editor.mention("P-3")
    await editor.press(posted, "Dismiss")
    await posted.message.shows("P-3 is dismissed.")
    assert not posted.message.is_ephemeral


async def test_a_flood_is_one_message_that_opens_the_list_for_the_one_who_presses(press: PressRoom) -> None:
    feed = press.room.feed("The Hill")
    press.room.bring(feed, "A story")
    await press.told(NoticeKind.FLOOD, "flood:1", feed=feed.id, entries=list(range(34)))
    told = await press.message("34 matches at once")
    opened = await press.house.member.press(told, "Open the list")
    assert opened.message.is_ephemeral
    assert "P-4  A story" in opened.text
    assert "34 matches at once" in told.rendered


async def test_a_title_of_pings_and_marks_is_posted_as_words(press: PressRoom) -> None:
    title = "<!channel> *bold* _x_ ~y~ " + "very long " * 500
    press.room.bring(press.room.feed("The Hill"), title)
    card = await press.card("P-4")
    assert "<!channel> ∗bold∗ ˍxˍ ∼yˍ"[:18] in card.rendered
    await pressed(press, card, "Reviewed")
    await card.shows("Reviewed by eda")


async def pressed(press: PressRoom, card: Message, label: str) -> None:
    """The editor presses a button of a posted card, which then follows by itself."""
    await press.house.editor.press(card, label, waits=False)


async def whispered(press: PressRoom, words: str, *, to: Person | None = None) -> Message:
    """What the editor, or somebody else, alone is told, once it says this."""
    person = to or press.house.editor

    def look() -> Message | None:
        return next((one for one in person.ephemerals() if words in one.rendered), None)

    return await press.house.slack.world.journal.until(look, within=5.0, awaited=f"“{words}” to {person!r}")
