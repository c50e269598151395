"""What people type after `/press feeds`, lists of feeds as files, and who may do what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.feeds.opml import read_opml
from tests.acceptance.feed_house import FeedHouse, open_feed_house

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WHO_CAN = "Only editors and admins can {}. An admin can change that with /papertrail roles @name editor"


@pytest.fixture
async def desk(starter_url: str) -> AsyncIterator[FeedHouse]:
    """The house over the starter dossier."""
    async with open_feed_house(starter_url) as opened:
        yield opened


# -- what people type -----------------------------------------------------------------------------------------


async def test_whatever_is_typed_there_is_a_way_on(desk: FeedHouse) -> None:
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


async def test_a_feed_is_paused_by_its_outlet_and_polled_by_its_address(desk: FeedHouse) -> None:
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


async def test_a_list_of_feeds_comes_in_with_a_message_and_goes_out_as_a_file(desk: FeedHouse) -> None:
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


async def test_a_file_that_is_no_list_of_feeds_is_explained_and_nothing_is_added(desk: FeedHouse) -> None:
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


async def test_a_member_sees_the_list_and_changes_nothing(desk: FeedHouse) -> None:
    await desk.add()
    for typed, what in MAY_NOT.items():
        assert (await desk.feeds(typed, person=desk.house.member)).text.startswith(WHO_CAN.format(what)), typed
    assert desk.house.member.modal() is None
    assert "1 feed · all well" in (await desk.feeds(person=desk.house.member)).text


async def test_a_member_presses_an_editors_menu_in_vain_and_the_list_stays(desk: FeedHouse) -> None:
    await desk.add()
    listed = (await desk.editor.mention("press feeds")).message
    before = listed.rendered
    for choice, what in (("Pause", "pause feeds"), ("Edit…", "change feeds"), ("Remove…", "remove feeds")):
        told = await desk.house.member.overflow(listed, choice)
        assert told.message.is_ephemeral
        assert told.text.startswith(WHO_CAN.format(what))
    assert listed.rendered == before


async def test_people_of_other_organisations_learn_nothing_of_feeds(desk: FeedHouse) -> None:
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
