"""`/press feeds` in a running house: added from a server on loopback, kept in the list, read, imported and exported."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from bot.feeds.opml import read_opml
from tests.acceptance.doings import check_manners, form, saved
from tests.acceptance.house import House, open_house
from tests.feed_server import FeedServer, Request, Writes, reply
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from workspace import Message, Person, Reply

PRESS = "press"
WHO_CAN = "Only editors and admins can {}. An admin can change that with /papertrail roles @name editor"


@dataclass
class Desk:
    """A running house with a press channel, and a server with a feed of two items."""

    house: House
    server: FeedServer

    @property
    def editor(self) -> Person:
        return self.house.editor

    async def feeds(self, words: str = "", *, person: Person | None = None) -> Reply:
        """`/press feeds …` as the editor types it."""
        return await (person or self.editor).command("/press", f"feeds {words}".strip())

    async def add(self, path: str = "/rss", more: str = "") -> str:
        return (await self.feeds(f"add {self.server.url(path)}{more}")).text

    async def posted(self, words: str) -> Message:
        """The message in the press channel that says this, once it is there."""
        return await self._seen(words, lambda: self.house.slack.messages(PRESS))

    async def told(self, words: str) -> Message:
        """What only the editor sees that says this, once it is there."""
        return await self._seen(words, self.editor.ephemerals)

    async def _seen(self, words: str, messages: Callable[[], list[Message]]) -> Message:
        def look() -> Message | None:
            return next((one for one in messages() if words in one.rendered), None)

        return await self.house.slack.world.journal.until(look, within=5.0, awaited=f"“{words}”")


@pytest.fixture
async def desk(starter_url: str) -> AsyncIterator[Desk]:
    async with (
        FeedServer() as server,
        open_house(starter_url, PAPERTRAIL_PRESS_CHANNEL=f"#{PRESS}", FEEDS_ALLOW="127.0.0.0/8") as house,
    ):
        house.slack.add_channel(PRESS)
        server.on("/rss", reply(rss(numbered(1, 2))))
        server.on("/", reply(SITE, kind="text/html"))
        server.on("/world", reply(rss(numbered(11, 12), title="Vox: World")))
        yield Desk(house, server)
        await house.slack.settled()
        check_manners(house.slack)


SITE = (
    b"<html><head><title>Vox</title>"
    b'<link rel="alternate" type="application/rss+xml" title="All" href="/rss">'
    b'<link rel="alternate" type="application/rss+xml" title="World" href="/world"></head></html>'
)


# -- adding ---------------------------------------------------------------------------------------------------


async def test_a_feed_is_added_and_its_first_summary_posted_and_what_is_new_then_has_a_card(desk: Desk) -> None:
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


async def test_of_several_feeds_of_a_site_one_is_chosen_and_keeps_what_was_typed(desk: Desk) -> None:
    asked = await desk.feeds(f"add {desk.server.url('/')} outlet: Vox every: 2 hours")
    assert asked.text_lines()[0] == "That page has 2 feeds. Which one?"
    chosen = await desk.editor.press(asked, "Add 2")
    assert chosen.text.startswith("Feed 1 is added: Vox.")
    shown = (await desk.feeds()).text
    assert f"1  Vox ({desk.server.url('/world')}) · every 2 h\n✓ Read " in shown


async def test_what_cannot_be_added_is_kept_in_a_form(desk: Desk) -> None:
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


async def test_a_form_does_not_wait_for_an_address_that_is_slow_and_tells_what_became_of_it(desk: Desk) -> None:
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


async def test_a_feed_that_is_there_is_not_added_again_however_it_is_spelled(desk: Desk) -> None:
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


async def test_the_list_shows_the_health_of_each_feed_to_members_as_well(desk: Desk) -> None:
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


async def test_a_pause_from_the_menu_is_shown_in_the_list_and_taken_back_there(desk: Desk) -> None:
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


async def test_a_choice_in_a_list_that_is_not_true_any_more_shows_how_things_stand(desk: Desk) -> None:
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


async def test_the_last_page_stands_in_for_one_that_is_no_more(desk: Desk) -> None:
    opml = "".join(f'<outline text="Feed {n}" xmlUrl="{desk.server.url(f"/{n}")}" />' for n in range(1, 13))
    await desk.editor.dm("press feeds import", file=("f.opml", f"<opml><body>{opml}</body></opml>".encode()))
    second = (await desk.editor.press(await desk.feeds(), "Next →")).message
    assert "11–12 of 12" in second.rendered
    for number in (1, 2, 3):
        await desk.feeds(f"remove {number} gone")
    await desk.editor.overflow(second, "Pause", action_id="feed.more:12")
    await second.shows("Feed 12, Feed 12, is paused.")
    assert second.text_lines()[2] == "9 feeds · 1 paused"


async def test_a_failing_feed_is_one_press_away_and_polled_from_there(desk: Desk) -> None:
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


async def test_a_feed_is_edited_from_the_menu_and_only_what_was_changed_is_written(desk: Desk) -> None:
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


async def test_a_removal_asks_for_the_reason_and_can_be_taken_back(desk: Desk) -> None:
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


async def test_a_mention_gets_buttons_for_the_forms_that_it_cannot_open(desk: Desk) -> None:
    await desk.add()
    asked = await desk.editor.mention("press feeds remove 1")
    assert asked.text_lines()[0] == "Why is feed 1, Vox, to be removed?"
    assert (await form(await desk.editor.press(asked, "Remove…"))).title == "Remove feed 1"
    asked = await desk.editor.mention("press feeds set 1")
    assert (await form(await desk.editor.press(asked, "Edit feed 1"))).title == "Edit feed 1"
    asked = await desk.editor.mention("press feeds add")
    assert (await form(await desk.editor.press(asked, "Add a feed"))).title == "Add a feed"


# -- what people type -----------------------------------------------------------------------------------------


async def test_whatever_is_typed_there_is_a_way_on(desk: Desk) -> None:
    await desk.add()
    for typed, said in TYPED.items():
        assert said in (await desk.editor.command("/press", typed)).text, typed


TYPED = {
    "feeds ad vox.com": "There is no /press feeds ad. Did you mean /press feeds add vox.com?",
    "feeds vox.com/nothing": "There is no /press feeds vox.com/nothing. Did you mean /press feeds add vox.com/no",
    "feeds poll al": "There is no /press feeds poll al. Did you mean /press feeds poll all?",
    "feed pause 3": "There is no feed “3”. /press feeds lists them with their numbers.",
    "feeds 7": "There is no feed “7”.",
    "feeds pause Vxo": "There is no feed “Vxo”. Did you mean “Vox”?",
    "feeds pause": "Say which one, by its number in the list: /press feeds pause 3.",
    "feeds remove": "Say which one, by its number in the list: /press feeds remove 3.",
    "feeds set 1 | every: 5 minutes": "“every:” is a pause from 10 minutes to 24 hours",
    "feeds set 1 | evry: 1 hour": "“evry: 1 hour” has no name that I know. Did you mean “every:”?",
    "feeds set 1 dossier: nowhere": "There is no dossier “nowhere”. There is: clearview.",
    "feeds add ftp://vox.com": "That address cannot be used",
    "feeds add http://10.0.0.1/rss": "private network",
    "feeds frobnicate": "There is no /press feeds frobnicate.\n/press feeds add vox.com | outlet: Vox a feed, or",
    "feeds import": "Attach the OPML file to a direct message to me, and write press feeds import with it.",
    "feeds poll all": "1 feed will be polled within the next minutes.",
    "feeds paused": "1 feed · all well\nNone is paused.",
    "feeds vox": "1  Vox (http://127.0.0.1",
    "feeds show vox": "1  Vox (http://127.0.0.1",
    "feeds help": "Feeds are polled for coverage. /press feeds lists them.\n/press feeds add vox.com",
}


async def test_a_feed_is_paused_by_its_outlet_and_polled_by_its_address(desk: Desk) -> None:
    await desk.add(more=" | outlet: The Verge")
    assert (await desk.feeds("pause the verge because it is too loud")).text.startswith(
        "Feed 1, The Verge, is paused: it is too loud."
    )
    assert (await desk.feeds("pause 1")).text == "Feed 1, “The Verge”, is paused already."
    assert "Feed 1 is not polled now. /press feeds resume 1 reads it at once." in (await desk.feeds("poll 1")).text
    assert (await desk.feeds("1 resume")).text.startswith("Feed 1, The Verge, is polled again.")
    said = await desk.feeds(f"poll {desk.server.url('/rss')}")
    assert said.text_lines()[0] == "Feed 1, The Verge: nothing new."


# -- files ----------------------------------------------------------------------------------------------------

OPML = """<opml version="2.0"><body><outline text="News">
<outline type="rss" text="Vox" xmlUrl="{known}"/><outline type="rss" text="World" xmlUrl="{fresh}"/>
<outline type="rss" text="Inside" xmlUrl="http://10.0.0.1/rss"/></outline></body></opml>"""


async def test_a_list_of_feeds_comes_in_with_a_message_and_goes_out_as_a_file(desk: Desk) -> None:
    await desk.add()
    opml = OPML.format(known=desk.server.url("/rss"), fresh=desk.server.url("/world"))
    said = await desk.editor.dm("press feeds import", file=("my feeds.opml", opml.encode()))
    assert said.text_lines() == [
        "1 feed added · 1 there already · 1 refused",
        "Added: 2 World",
        "There already: 1 Vox",
        "Refused:",
        "• http://10.0.0.1/rss the address leads to a private network",
        "They are read within the next minutes. What they hold now is logged, not posted.",
        "[All feeds]",
    ]
    asked = await desk.feeds("export")
    await desk.told("2 feeds in clearview-feeds.opml. I sent it to you directly.")
    (file,) = asked.message.files
    assert [(feed.url, feed.title) for feed in read_opml(file.content or b"")] == [
        (desk.server.url("/rss"), "Vox"),
        (desk.server.url("/world"), "World"),
    ]


async def test_a_file_that_is_no_list_of_feeds_is_explained_and_nothing_is_added(desk: Desk) -> None:
    said = await desk.editor.mention("press feeds import", file=("feeds.opml", b"<html>"))
    assert "Nothing was imported: 1 problem." in said.text
    assert "no OPML list of feeds" in said.text
    assert "No feed is polled yet." in (await desk.feeds()).text
    assert (await desk.feeds("export")).text_lines()[0] == "There is no feed to export yet."


# -- who may --------------------------------------------------------------------------------------------------


MAY_NOT = {
    "add vox.com": "add feeds",
    "add": "add feeds",
    "pause 1": "pause feeds",
    "resume 1": "resume feeds",
    "remove 1": "remove feeds",
    "remove 1 because": "remove feeds",
    "set 1": "change feeds",
    "set 1 | outlet: x": "change feeds",
    "poll 1": "poll feeds",
    "poll": "poll feeds",
    "import": "add feeds",
    "export": "export feeds",
}


async def test_a_member_sees_the_list_and_changes_nothing(desk: Desk) -> None:
    await desk.add()
    for typed, what in MAY_NOT.items():
        assert (await desk.feeds(typed, person=desk.house.member)).text.startswith(WHO_CAN.format(what)), typed
    assert desk.house.member.modal() is None
    assert "1 feed · all well" in (await desk.feeds(person=desk.house.member)).text


async def test_a_member_presses_an_editors_menu_in_vain_and_the_list_stays(desk: Desk) -> None:
    await desk.add()
    listed = (await desk.editor.mention("press feeds")).message
    before = listed.rendered
    for choice, what in (("Pause", "pause feeds"), ("Edit…", "change feeds"), ("Remove…", "remove feeds")):
        told = await desk.house.member.overflow(listed, choice)
        assert told.message.is_ephemeral
        assert told.text.startswith(WHO_CAN.format(what))
    assert listed.rendered == before


async def test_people_of_other_organisations_learn_nothing_of_feeds(desk: Desk) -> None:
    await desk.add(more=" | outlet: Secret Source")
    away = desk.house.slack.add_team("Press Guild")
    otto = desk.house.slack.add_user("otto", team=away, is_owner=True)
    desk.house.slack.add_channel("shared", shared_with=[away])
    desk.house.slack.invite("otto", "shared")
    for words in (
        "",
        "1",
        "secret",
        "failing",
        "export",
        "add vox.com",
        "pause 1",
        "poll",
        "import",
        "help",
        "frobnicate",
    ):
        said = (await otto.mention(f"press feeds {words}", channel="shared")).text
        assert said.startswith("Only ")
        assert "Secret" not in said
    for words in ("", "1", "pause 1", "export", "add vox.com", "add", "help", "import"):
        said = (await desk.editor.mention(f"press feeds {words}", channel="shared")).text
        assert said.startswith("People of other organisations read along here, so I say nothing of feeds.")
    private = await desk.editor.command("/press", "feeds", channel="shared")
    assert "Secret Source" in private.text
    assert private.message.is_ephemeral
