"""`/press feeds` in a running house: feeds are added from a server on loopback, and kept in a list with menus."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import form, saved
from tests.acceptance.feed_house import PRESS, FeedHouse, open_feed_house
from tests.feed_server import Request, Writes, reply
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def desk(starter_url: str) -> AsyncIterator[FeedHouse]:
    """The house over the starter dossier."""
    async with open_feed_house(starter_url) as opened:
        yield opened


# -- adding ---------------------------------------------------------------------------------------------------


async def test_a_feed_is_added_and_its_first_summary_posted_and_what_is_new_then_has_a_card(desk: FeedHouse) -> None:
    said = await desk.add(more=" | outlet: Vox Media | flags: First Amendment")
    assert said.startswith(
        "Feed 1 is added: Vox Media.\nIt holds 2 items; 2 went into the log.\nWhat comes from now on is posted. Next"
    )
    first = await desk.posted("Vox Media")
    assert "2 items" in first.rendered
    assert len(desk.house.slack.messages(PRESS)) == 1
    desk.server.on("/rss", reply(rss(numbered(1, 3))))
    polled = await desk.feeds("poll 1")
    assert polled.text_lines()[0] == "Feed 1, Vox Media: 1 new, 1 logged."
    card = await desk.posted("Clearview story 3")
    assert "Vox Media" in card.rendered
    assert "First Amendment" in (await desk.house.member.command("/press", "P-3")).text


async def test_of_several_feeds_of_a_site_one_is_chosen_and_keeps_what_was_typed(desk: FeedHouse) -> None:
    asked = await desk.feeds(f"add {desk.server.url('/')} outlet: Vox every: 2 hours")
    assert asked.text_lines()[0] == "That page has 2 feeds. Which one?"
    chosen = await desk.editor.press(asked, "Add 2")
    assert chosen.text.startswith("Feed 1 is added: Vox.")
    shown = (await desk.feeds()).text
    assert f"1  Vox ({desk.server.url('/world')}) · every 2 h\n✓ Read " in shown


async def test_what_cannot_be_added_is_kept_in_a_form(desk: FeedHouse) -> None:
    asked = await desk.feeds(f"add {desk.server.url('/nothing')} | outlet: Vox | every: 5 minutes")
    assert asked.text_lines() == [
        "“every:” is a pause from 10 minutes to 24 hours, such as “30 minutes”, or “auto” for the feed’s own pace.",
        "What you typed is in the form.",
        "[Open the form]",
    ]
    view = await form(await desk.editor.press(asked, "Open the form"))
    assert desk.server.url("/nothing") in view.rendered
    assert "Outlet (optional): Vox" in view.rendered
    outcome = await desk.editor.submit(view)
    assert list(outcome.errors) == ["url"]
    assert "404" in outcome.errors["url"]
    assert (await desk.editor.submit(view, {"Address": desk.server.url("/rss")})).closed
    said = await desk.editor.next_message("general")
    assert said.rendered.startswith("Feed 1 is added: Vox.\nIt holds 2 items; 2 went into the log.")


async def test_a_form_does_not_wait_for_an_address_that_is_slow_and_tells_what_became_of_it(desk: FeedHouse) -> None:
    answers = asyncio.Event()
    desk.server.on("/slow", held(answers, b"HTTP/1.1 404 x\r\nContent-Length: 0\r\n\r\n"))
    view = await form(await desk.feeds("add"))
    assert (await desk.editor.submit(view, {"Address": desk.server.url("/slow"), "Outlet": "Vox"})).closed
    answers.set()
    said = await desk.editor.next_message("general")
    assert said.text_lines()[0] == (
        "127.0.0.1 could not be read: the server answered 404. Check the address, or try again later."
    )
    again = await form(await desk.editor.press(said, "Open the form"))
    assert "Outlet (optional): Vox" in again.rendered
    outcome = await desk.editor.submit(again, {"Address": desk.server.url("/rss")})
    assert outcome.closed
    assert (await desk.editor.next_message("general")).rendered.startswith("Feed 1 is added: Vox.")


def held(until: asyncio.Event, answer: bytes) -> Writes:
    """These bytes, once the event is set."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        await until.wait()
        writer.write(answer)
        await writer.drain()

    return write


async def test_a_feed_that_is_there_is_not_added_again_however_it_is_spelled(desk: FeedHouse) -> None:
    await desk.add()
    await desk.feeds("pause 1 too loud")
    desk.server.on("/rss?utm_source=reader", reply(rss(numbered(1, 2))))
    again = await desk.feeds(f"add {desk.server.url('/rss')}?utm_source=reader")
    assert again.text_lines()[0] == (
        "That is feed 1, “Vox”, which is paused already. /press feeds resume 1 polls it again. Nothing was added."
    )
    resumed = await desk.editor.press(again, "Resume")
    assert resumed.text_lines()[0] == "Feed 1, Vox, is polled again."
    assert resumed.text_lines()[-1] == "[Pause] [All feeds]"


# -- the list and its menus -----------------------------------------------------------------------------------


async def test_the_list_shows_the_health_of_each_feed_to_members_as_well(desk: FeedHouse) -> None:
    await desk.add()
    desk.server.on("/both", reply(rss(numbered(11, 12), title="World")), reply(status=503))
    said = await desk.add("/both", " | outlet: World | flags: Privacy | log: everything")
    assert "⚠ It cannot be read yet: the server answered 503.\nI try again 2026-11-24" in said
    for person in (desk.editor, desk.house.member):
        shown = (await desk.feeds(person=person)).text
        lines = re.sub(r"(next|next try) 2026-11-24 1[45]:\d\d UTC", r"\1 (soon)", shown).split("\n")
        menu = " [⋯ Poll now | Edit… | Pause | Remove…]" if person is desk.editor else ""
        assert lines[:6] == [
            "2 feeds · 1 failing",
            f"1  Vox ({desk.server.url('/rss')})",
            f"✓ Read 2026-11-24 14:00 UTC · next (soon) · 2 items, 2 logged{menu}",
            f"2  World ({desk.server.url('/both')}) · logs everything · flags Privacy",
            "⚠ Failing since 2026-11-24 14:00 UTC: the server answered 503",
            f"Never read · next try (soon) · 0 items, 0 logged{menu}",
        ]
        assert "There is no watch yet, so all that these feeds bring is logged." in lines[6]


async def test_a_pause_from_the_menu_is_shown_in_the_list_and_taken_back_there(desk: FeedHouse) -> None:
    await desk.add()
    listed = (await desk.feeds()).message
    await desk.editor.overflow(listed, "Pause")
    await listed.shows("Feed 1, Vox, is paused.")
    assert "1 feed · 1 paused" in listed.rendered
    assert "⏸ Paused" in listed.rendered
    await desk.editor.overflow(listed, "Resume")
    await listed.shows("Feed 1, Vox, is polled again.")
    assert "1 feed · all well" in listed.rendered
    await desk.editor.overflow(listed, "Poll now")
    await listed.shows("Feed 1, Vox: nothing new.")


async def test_a_choice_in_a_list_that_is_not_true_any_more_shows_how_things_stand(desk: FeedHouse) -> None:
    await desk.add()
    await desk.add("/world", " | outlet: World")
    listed = (await desk.feeds()).message
    await desk.feeds("remove 1 it has moved")
    await desk.feeds("pause 2", person=desk.house.admin)
    await desk.editor.overflow(listed, "Pause", action_id="feed.more:2")
    await listed.shows("Feed 2, “World”, is paused already.")
    assert "1 feed · 1 paused" in listed.rendered
    again = (await desk.feeds("paused")).message
    await desk.feeds("resume 1")
    view = await form(await desk.editor.overflow(again, "Remove…"))
    await saved(desk.editor, view, {"Why?": "It has closed"})
    await desk.editor.overflow(again, "Resume")
    await again.shows("Feed 2, World, is polled again.")
    assert "None is paused." in again.rendered


async def test_the_last_page_stands_in_for_one_that_is_no_more(desk: FeedHouse) -> None:
    opml = "".join(f'<outline text="Feed {n}" xmlUrl="{desk.server.url(f"/{n}")}" />' for n in range(1, 13))
    await desk.editor.dm("press feeds import", file=("f.opml", f"<opml><body>{opml}</body></opml>".encode()))
    second = (await desk.editor.press(await desk.feeds(), "Next →")).message
    assert "11–12 of 12" in second.rendered
    for number in (1, 2, 3):
        await desk.feeds(f"remove {number} gone")
    await desk.editor.overflow(second, "Pause", action_id="feed.more:12")
    await second.shows("Feed 12, Feed 12, is paused.")
    assert second.text_lines()[2] == "9 feeds · 1 paused"


async def test_a_failing_feed_is_one_press_away_and_polled_from_there(desk: FeedHouse) -> None:
    await desk.add()
    desk.server.on("/world", reply(rss(numbered(11, 12))), reply(status=503), reply(rss(numbered(11, 12))))
    await desk.add("/world", " | outlet: World")
    part = (await desk.editor.press(await desk.feeds(), "Failing (1)")).message
    assert part.text_lines()[:3] == [
        "2 feeds · 1 failing",
        "These are failing:",
        f"2  World ({desk.server.url('/world')})",
    ]
    await desk.editor.overflow(part, "Poll now")
    await part.shows("Feed 2, World: 2 new, 2 logged.")
    assert "None is failing." in part.rendered
    back = (await desk.editor.press(part, "All feeds")).message
    assert back.text_lines()[0] == "2 feeds · all well"


async def test_a_feed_is_edited_from_the_menu_and_only_what_was_changed_is_written(desk: FeedHouse) -> None:
    await desk.add(more=" | outlet: Vox | flags: Privacy")
    first = await form(await desk.editor.overflow((await desk.feeds()).message, "Edit…"))
    second = await form(await desk.house.admin.press(await desk.feeds("1", person=desk.house.admin), "Edit…"))
    said = await saved(desk.editor, first, {"How often": "Every 10 minutes"})
    assert said.text_lines()[:2] == [
        "Feed 1 is saved.",
        f"1  Vox ({desk.server.url('/rss')}) · every 10 min · flags Privacy",
    ]
    said = await saved(
        desk.house.admin, second, {"Outlet": "Vox Media", "feed-log": "Everything: the feed is itself a search"}
    )
    assert said.text_lines()[1] == (
        f"1  Vox Media ({desk.server.url('/rss')}) · logs everything · every 10 min · flags Privacy"
    )
    unchanged = await form(await desk.feeds("set 1"))
    assert (await saved(desk.editor, unchanged)).text_lines()[0] == "Feed 1 stays as it was."


async def test_a_removal_asks_for_the_reason_and_can_be_taken_back(desk: FeedHouse) -> None:
    await desk.add()
    view = await form(await desk.feeds("remove Vox"))
    assert view.title == "Remove feed 1"
    assert list((await desk.editor.submit(view)).errors) == ["reason"]
    blank = await desk.editor.submit(view, {"Why?": " \u200b "})
    assert blank.errors == {"reason": "Say why, so that others know."}
    said = await saved(desk.editor, view, {"Why?": "It has moved."})
    assert said.text_lines() == [
        "Feed 1, Vox, is removed: It has moved. What it brought stays in the log.",
        "[Bring it back] [All feeds]",
    ]
    assert "No feed is polled yet." in (await desk.feeds()).text
    assert "Clearview story 1" in (await desk.house.member.command("/press")).text
    gone = await desk.feeds("pause vox")
    assert gone.text == "Feed 1, “Vox”, was removed: It has moved. /press feeds resume 1 brings it back."
    back = await desk.editor.press(said, "Bring it back")
    assert back.text_lines()[0] == "Feed 1, Vox, is polled again."
    assert "1 feed · all well" in (await desk.feeds()).text


async def test_a_mention_gets_buttons_for_the_forms_that_it_cannot_open(desk: FeedHouse) -> None:
    await desk.add()
    asked = await desk.editor.mention("press feeds remove 1")
    assert asked.text_lines()[0] == "Why is feed 1, Vox, to be removed?"
    assert (await form(await desk.editor.press(asked, "Remove…"))).title == "Remove feed 1"
    asked = await desk.editor.mention("press feeds set 1")
    assert (await form(await desk.editor.press(asked, "Edit feed 1"))).title == "Edit feed 1"
    asked = await desk.editor.mention("press feeds add")
    assert (await form(await desk.editor.press(asked, "Add a feed"))).title == "Add a feed"
