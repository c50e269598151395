"""`/press watch` in a running house: kept by word and by form, tried on what came, and heard in the right channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import check_manners, form, saved
from tests.acceptance.house import House, open_house
from tests.feed_server import FeedServer, reply
from tests.integration.polling.documents import item, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from workspace import Message, Person, Reply

PRESS, ICE = "press", "press-ice"
OLD = [
    item("Clearview AI is sued", link="https://www.vox.com/1", text="Over faces", guid="1"),
    item("Budget passes", link="https://www.vox.com/2", text="ICE buys biometric scanners", guid="2"),
    item("Sports today", link="https://www.vox.com/3", text="Nothing else", guid="3"),
]
NEW = [
    item("More on Clearview", link="https://www.vox.com/4", text="It is an e-mail", guid="4"),
    item("Weather", link="https://www.vox.com/5", text="It rains", guid="5"),
]


@dataclass
class Desk:
    """A running house with two channels for cards, and a feed that was read once."""

    house: House
    server: FeedServer

    async def watch(self, words: str = "", *, by: Person | None = None) -> Reply:
        """`/press watch …` as the editor types it."""
        return await (by or self.house.editor).command("/press", f"watch {words}".strip())

    async def poll(self, items: list[str]) -> str:
        """The feed brings these, and is polled."""
        self.server.on("/rss", reply(rss(items)))
        return (await self.house.editor.command("/press", "feeds poll 1")).text

    def said(self, channel: str) -> list[str]:
        """What stands in a channel."""
        return [message.rendered for message in self.house.slack.messages(channel)]

    async def posted(self, words: str, channel: str) -> Message:
        """The message in the channel that says this, once it is there."""

        def look() -> Message | None:
            return next((one for one in self.house.slack.messages(channel) if words in one.rendered), None)

        return await self.house.slack.world.journal.until(look, within=5.0, awaited=f"“{words}” in #{channel}")


@pytest.fixture
async def desk(starter_url: str) -> AsyncIterator[Desk]:
    async with (
        FeedServer() as server,
        open_house(starter_url, PAPERTRAIL_PRESS_CHANNEL=f"#{PRESS}", FEEDS_ALLOW="127.0.0.0/8") as house,
    ):
        for channel in (PRESS, ICE):
            house.slack.add_channel(channel)
        server.on("/rss", reply(rss(OLD)))
        await house.editor.command("/press", f"feeds add {server.url('/rss')} | outlet: Vox")
        yield Desk(house, server)
        await house.slack.settled()
        check_manners(house.slack)


# -- adding -------------------------------------------------------------------------------------------------


async def test_without_a_watch_the_list_says_that_everything_is_logged_and_how_to_add_one(desk: Desk) -> None:
    listed = await desk.watch()
    assert listed.text_lines() == [
        "There is no watch yet, so everything that the feeds bring is logged. Try /press watch add clearview, or"
        " /press watch test clearview to see what it would catch.",
        "[Add a watch]",
    ]
    assert (await desk.watch(by=desk.house.member)).text_lines() == [
        "There is no watch yet, so everything that the feeds bring is logged."
    ]


async def test_a_watch_is_added_in_one_line_and_says_what_it_would_have_caught(desk: Desk) -> None:
    added = await desk.watch(
        "add clearview or “biometric scanners” | name: Faces | flags: Privacy | channel: #press-ice"
    )
    assert added.text_lines() == [
        'Watch 1 is added: clearview or "biometric scanners"',
        "It is the first watch: until now everything was logged, from now on only what a watch matches.",
        "It catches what comes from now on.",
        "In the last 30 days it would have caught 2 items.",
        "Its cards go to #press-ice. Invite me there, if I am not in it.",
        "[Show what it would have caught] [Edit…] [All watches]",
    ]
    tested = await desk.house.editor.press(added, "Show what it would have caught")
    assert tested.text_lines() == [
        'clearview or "biometric scanners" would have caught 2 items in 30 days.',
        "Vox 2",
        "Budget passes (https://www.vox.com/2)",
        "Vox · 2026-11-24 14:00 UTC · biometric scanners in the text",
        "Clearview AI is sued (https://www.vox.com/1)",
        "Vox · 2026-11-24 14:00 UTC · Clearview in the title",
        "Tried on 3 items from the feeds.",
        "[Edit…] [All watches]",
    ]


async def test_a_match_is_posted_in_the_watchs_channel_with_the_words_found_and_nothing_else_is_logged(
    desk: Desk,
) -> None:
    await desk.watch("add clearview | name: Faces | channel: #press-ice | flags: Privacy")
    assert "2 new, 1 logged" in await desk.poll(NEW)
    card = await desk.posted("More on Clearview", ICE)
    assert "Matched Clearview in the title (Faces)" in card.rendered
    assert "Suggested flags: Privacy" in card.rendered
    assert not any("Clearview" in said for said in desk.said(PRESS))
    assert "Weather" not in (await desk.house.member.command("/press")).text
    listed = (await desk.watch(by=desk.house.member)).text_lines()
    assert listed[:4] == [
        "1 watch",
        "1  Faces",
        "clearview",
        "1 this week, 1 in 30 days · cards in #press-ice · flags Privacy [⋯ Test]",
    ]


async def test_what_a_muted_watch_or_one_for_the_digest_matches_is_logged_and_not_told(desk: Desk) -> None:
    await desk.watch("add clearview | digest")
    await desk.watch("add email | name: Letters")
    await desk.watch("mute Letters for 3 days")
    assert "2 new, 1 logged" in await desk.poll(NEW)
    found = await desk.house.member.command("/press", "watch:letters")
    assert "More on Clearview" in found.text
    await desk.watch("unmute 2")
    assert "1 new, 1 logged" in await desk.poll([item("An E-mail leaks", link="https://www.vox.com/6", guid="6")])
    await desk.posted("An E-mail leaks", PRESS)
    assert not any("More on Clearview" in said for said in desk.said(PRESS))


# -- forms --------------------------------------------------------------------------------------------------


async def test_a_watch_is_added_and_edited_in_a_form(desk: Desk) -> None:
    view = await form(await desk.watch("add"))
    channel = next(place.id for place in desk.house.slack.world.directory.channels.values() if place.name == ICE)
    outcome = await desk.house.editor.submit(view, {"Watch for": "ICE NEAR/5", "Name": "Scanners"})
    assert outcome.errors == {"query": "At character 12, after “NEAR/5”: a word is missing."}
    typed = {"Watch for": "ICE NEAR/5 biometric", "Flags to suggest": ["Privacy"], "Channel": channel}
    said = await saved(desk.house.editor, view, typed)
    assert said.text_lines()[0] == "Watch 1 is added: ICE NEAR/5 biometric"
    assert said.buttons == ["Show what it would have caught", "Edit…", "All watches"]
    again = await form(await desk.house.editor.press(said, "Edit…"))
    for kept in ("ICE NEAR/5 biometric", "Scanners", "Privacy"):
        assert kept in again.rendered
    told = await saved(desk.house.editor, again, {"Name": "Biometrics", "alert": "With the morning’s digest only"})
    assert told.text_lines()[:4] == [
        "Watch 1 is changed.",
        "1  Biometrics",
        "ICE NEAR/5 biometric",
        "0 this week, 0 in 30 days · digest only · flags Privacy",
    ]


async def test_the_second_of_two_who_edit_a_watch_is_told_and_loses_nothing(desk: Desk) -> None:
    await desk.watch("add clearview | name: Faces | channel: #press-ice")
    mine, theirs = await form(await desk.watch("edit 1")), await form(await desk.watch("edit 1", by=desk.house.admin))
    await saved(desk.house.admin, theirs, {"Name": "Face search"})
    told = (await desk.house.editor.submit(mine, {"Watch for": "palantir"})).view
    assert told is not None
    assert "Somebody changed watch 1 while you were writing. What you typed is still here." in told.rendered
    assert "palantir" in told.rendered
    said = await saved(desk.house.editor, told)
    assert said.text_lines()[:4] == [
        "Watch 1 is changed.",
        "1  Faces",
        "palantir",
        "0 this week, 0 in 30 days · cards in #press-ice",
    ]


async def test_what_a_form_asks_for_that_is_there_already_is_said_in_the_form(desk: Desk) -> None:
    await desk.watch("add clearview | name: Faces")
    view = await form(await desk.watch("add"))
    outcome = await desk.house.editor.submit(view, {"Watch for": "Clearview"})
    assert outcome.errors == {"query": "Watch 1, “Faces”, looks for the same already."}
    outcome = await desk.house.editor.submit(view, {"Watch for": "palantir", "Name": "7"})
    assert set(outcome.errors) == {"name"}


async def test_a_watch_is_removed_with_a_reason_by_word_or_by_form(desk: Desk) -> None:
    await desk.watch("add clearview | name: Faces")
    await desk.watch("add palantir")
    view = await form(await desk.watch("remove Faces"))
    assert "What it matched stays in the log." in view.rendered
    said = await saved(desk.house.editor, view, {"Why?": "Too many hits"})
    assert said.text_lines()[0] == "Watch 1, Faces, is removed. What it matched stays in the log."
    by_word = await desk.watch("remove 2 because nobody asks")
    assert by_word.text_lines()[0] == "Watch 2, palantir, is removed. What it matched stays in the log."
    assert "There is no watch yet" in (await desk.watch()).text
    assert "There is no watch “2”" in (await desk.watch("remove 2 again")).text


# -- the list and its menus ---------------------------------------------------------------------------------


async def test_what_stands_in_the_menu_of_a_watch_is_done(desk: Desk) -> None:
    await desk.watch("add clearview | name: Faces")
    listed = (await desk.watch()).message
    await desk.house.editor.overflow(listed, "Mute")
    await listed.shows("Watch 1, Faces, is muted until you unmute it. What it matches is logged all the same.")
    await desk.house.editor.press(listed, "All watches")
    await listed.shows("0 this week, 0 in 30 days · muted")
    await desk.house.editor.overflow(listed, "Test")
    await listed.shows("clearview would have caught 1 item in 30 days.")
    await desk.house.editor.press(listed, "All watches")
    await listed.shows("1 watch")
    view = await form(await desk.house.editor.overflow(listed, "Edit…"))
    assert "Edit watch 1" in view.rendered


async def test_many_watches_come_a_page_at_a_time(desk: Desk) -> None:
    for number in range(12):
        await desk.watch(f"add company{number}")
    listed = (await desk.watch()).message
    assert listed.text_lines()[0] == "12 watches"
    assert "1–10 of 12" in listed.rendered
    await desk.house.editor.press(listed, "Next →")
    await listed.shows("11–12 of 12")
    assert "company11" in listed.rendered


# -- what did not work --------------------------------------------------------------------------------------


async def test_a_query_that_cannot_be_read_is_shown_with_a_caret_under_the_place(desk: Desk) -> None:
    for verb in ("add", "test"):
        told = await desk.watch(f"{verb} clearview OR surveil**")
        assert told.text_lines()[0] == (
            "At character 21, “surveil∗∗”: one star may stand, at the end of a word or phrase only, as in surveil∗."
        )
        assert "clearview OR surveil∗∗\n                    ^" in told.message.rendered


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("test", "Say what to try, as in /press watch test clearview"),
        ("mute", "Say which one, by its number in the list: /press watch mute 2."),
        ("unmute", "Say which one, by its number in the list: /press watch unmute 2."),
        ("edit", "Say which one, as in /press watch edit 2"),
        ("remove", "Say which one and why: /press watch remove 2 too many hits."),
        ("mute 1 until yesterday", "“yesterday” is not a day to come."),
        ("mute 9", "There is no watch “9”. /press watch lists them with their numbers."),
        ("add clearview | nmae: Faces", "Did you mean “name:”?"),
        ("add clearview | channel: the one", "“the one” is no channel. Write it like channel: #press."),
        ("add", "The form for a new watch opens here:"),
        ("tset clearview", "Did you mean /press watch test clearview?"),
        ("palantir", "There is no watch “palantir”.\n[Test it] [Add it] [All watches]"),
        ("edit 1 | hourly", "has no name that I know"),
        ("1", "1  Faces\nclearview\n0 this week, 0 in 30 days"),
    ],
)
async def test_a_clumsy_word_gets_a_sentence_that_says_what_is_right(desk: Desk, typed: str, said: str) -> None:
    await desk.watch("add clearview | name: Faces")
    told = await desk.house.editor.mention(f"press watch {typed}")
    assert said in told.text


async def test_members_try_queries_and_change_nothing(desk: Desk) -> None:
    await desk.watch("add clearview | name: Faces")
    tested = await desk.watch("test biometric", by=desk.house.member)
    assert tested.text_lines()[0] == "biometric would have caught 1 item in 30 days."
    assert tested.message.buttons == ["All watches"]
    for typed in ("add x", "add", "edit 1", "mute 1", "unmute 1", "remove 1 no"):
        assert "Only editors and admins can" in (await desk.watch(typed, by=desk.house.member)).text
    assert (await desk.watch("1", by=desk.house.member)).message.buttons == ["Test", "All watches"]


async def test_people_of_other_organisations_see_nothing_of_watches(desk: Desk) -> None:
    await desk.watch("add clearview | name: Faces")
    away = desk.house.slack.add_team("Press Guild")
    otto = desk.house.slack.add_user("otto", team=away, is_owner=True)
    desk.house.slack.add_channel("shared", shared_with=[away])
    desk.house.slack.invite("otto", "shared")
    for typed in ("watch", "watch 1", "watch test clearview", "watch add x", "watch edit 1"):
        told = (await otto.mention(f"press {typed}", channel="shared")).text
        assert told.startswith("Only ")
        assert "Faces" not in told


async def test_one_line_changes_what_it_names_and_nothing_else(desk: Desk) -> None:
    await desk.watch("add clearview | name: Face search | flags: Privacy")
    changed = await desk.watch("edit face search | channel: #press-ice")
    assert "0 this week, 0 in 30 days · cards in #press-ice · flags Privacy" in changed.text
    changed = await desk.watch('edit 1 clearview OR "face search" | flags: | channel: default')
    assert changed.text_lines()[:4] == [
        "Watch 1 is changed.",
        "1  Face search",
        'clearview OR "face search"',
        "0 this week, 0 in 30 days",
    ]
