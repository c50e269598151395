"""People of other organisations read the dossier of the channel that is shared with them, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.doings import OTHER, form, imported
from workspace import Refused

if TYPE_CHECKING:
    from tests.acceptance.house import House
    from workspace import Person, Reply

pytestmark = pytest.mark.usefixtures("manners")

EDITORS_ONLY = "Only editors and admins can "
MEMBERS_ONLY = "Only members of the coalition can "


@pytest.fixture
def otto(house: House, database_url: str) -> Person:
    """The owner of another organisation's workspace, in a channel shared with it; and there is a second dossier."""
    imported(database_url, OTHER)
    away = house.slack.add_team("Press Guild")
    person = house.slack.add_user("otto", team=away, is_owner=True)
    house.slack.add_channel("shared", shared_with=[away])
    house.slack.invite("otto", "shared")
    return person


async def ask(person: Person, text: str) -> str:
    """The answer to a mention in the shared channel."""
    return (await person.mention(text, channel="shared")).text


async def test_an_outsider_reads_the_dossier_of_the_channel(house: House, otto: Person) -> None:
    assert "R-2" in await ask(otto, "records clearview contract")
    assert (await ask(otto, "fn 11")).startswith("R-7 · ")
    assert (await ask(otto, "timeline 2019")).startswith("3 events · 2019")
    assert "6 days" in await ask(otto, "timeline between T-1 and T-2")
    assert "14 records" in await ask(otto, "status")
    assert "/records clearview contract" in await ask(otto, "help")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("R-15", "There is no R-15."),
        ("records Tab Gamma", "No records for “Tab Gamma”."),
        ("records gamma", "No records for “gamma”."),
        ('records tag:"gamma tag"', "No records for “tag:"),
        ("records kind:event gamma", "No entries for “kind:event gamma”."),
        ("timeline T-8", "There is no T-8."),
        ("timeline February 2020", "1 event · February 2020\nFebruary 28, 2020"),
        ("timeline around R-15", "There is no R-15."),
        ("timeline around Tab Gamma", "Nothing on file is called “Tab Gamma”."),
        ("timeline between T-1 and T-8", "There is no T-8."),
        ("timeline on this day February 2", "Nothing on file is dated February 2"),
        ("papertrail channels", "Dossiers\nclearview ICE and Clearview AI\nAdmins"),
    ],
)
async def test_another_dossier_is_not_there_for_an_outsider(house: House, otto: Person, text: str, said: str) -> None:
    answer = await ask(otto, text)
    assert said in answer
    assert "Memo on gamma" not in answer
    assert "Gamma is decided" not in answer
    assert "budget" not in answer


async def test_the_same_words_find_the_other_dossier_for_a_member(house: House, otto: Person) -> None:
    """So that what an outsider does not find is there to be found."""
    for text in ("R-15", "records Tab Gamma", "records gamma", 'records tag:"gamma tag"', "timeline around R-15"):
        assert "Memo on gamma" in (await house.member.dm(text)).text
    assert "Gamma is decided" in (await house.member.dm("timeline T-8")).text


async def test_where_the_channel_speaks_of_the_other_dossier_an_outsider_reads_that_one(
    house: House, otto: Person
) -> None:
    await house.admin.command("/papertrail", "channels budget", channel="shared")
    assert (await ask(otto, "records gamma")).startswith("1 record for “gamma”")
    assert "There is no R-7." in await ask(otto, "R-7")
    assert "R-7" not in await ask(otto, "R-15")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("records add Planted | 2020 | memo", EDITORS_ONLY + "add a record."),
        ("records add", EDITORS_ONLY + "add a record."),
        ("timeline add Planted | 2020", EDITORS_ONLY + "add an event."),
        ("records edit R-7", EDITORS_ONLY + "edit entries."),
        ("records delete R-7 because", EDITORS_ONLY + "delete entries."),
        ("link R-7 supports F-1", EDITORS_ONLY + "link entries."),
        ("R-7 history", MEMBERS_ONLY + "see an entry's history."),
        ("roles", MEMBERS_ONLY + "see the roles."),
        ("papertrail roles @otto admin", "Only admins can set roles."),
        ("papertrail channels budget", "Only admins can set a channel's dossier."),
        ("undo", EDITORS_ONLY + "undo."),
    ],
)
async def test_an_outsider_changes_nothing_and_sees_no_history(
    house: House, otto: Person, text: str, said: str
) -> None:
    answer = await ask(otto, text)
    assert answer.startswith(said)
    assert "shows who they are" not in answer
    assert "14 records on file" in (await house.member.command("/records")).text


async def test_the_buttons_of_others_do_nothing_more_for_an_outsider(house: House, otto: Person) -> None:
    card = await house.editor.mention("R-7", channel="shared")
    added = await house.editor.mention("records add Memo | 2019", channel="shared")
    held = await house.editor.mention("records add Memo | 2019", channel="shared")
    wrong = await house.editor.mention("records add Another | 2019 | 2020", channel="shared")
    offered = await house.editor.mention("timeline add", channel="shared")
    for seen, label in (
        (card, "Edit"),
        (card, "Link"),
        (card, "History"),
        (added, "Add details"),
        (added, "Undo"),
        (held, "Add it anyway"),
        (wrong, "Open the form"),
        (offered, "Add an event"),
    ):
        before = seen.text
        pressed = await otto.press(seen, label)
        assert pressed.message.is_ephemeral, label
        assert pressed.text.startswith((EDITORS_ONLY, MEMBERS_ONLY)), label
        assert seen.text == before
    assert (await otto.overflow(card, "Delete…")).text.startswith(EDITORS_ONLY)
    assert otto.modal() is None
    assert (await house.member.command("/records")).text.startswith("15 records on file")


async def opened_by(person: Person, seen: Reply, label: str) -> str:
    """What a button shows to the one who presses it."""
    pressed = await person.press(seen, label)
    assert pressed.message.is_ephemeral
    return pressed.text


async def test_an_outsider_opens_what_belongs_to_the_channels_dossier(house: House, otto: Person) -> None:
    card = await house.member.mention("R-7", channel="shared")
    assert (await opened_by(otto, card, "Open F-11")).startswith("F-11 · ")
    assert "R-15" not in card.text
    listed = await house.member.mention("records", channel="shared")
    await otto.press(listed, "Next →")
    await listed.message.shows("11–14 of 14")
    assert "gamma" not in listed.text


async def test_an_outsiders_form_is_not_saved_and_its_menus_suggest_nothing_else(house: House, otto: Person) -> None:
    """No form opens for an outsider; one whose role was taken away may have one open."""
    await house.admin.command("/papertrail", "roles @otto editor", channel="shared")
    card = await otto.mention("R-7", channel="shared")
    view = await form(await otto.press(card, "Edit"))
    assert "R-15 · Memo on gamma · February 1, 2020" in await otto.suggest(view, "Linked entries", "gamma")
    taken = await house.admin.command("/papertrail", "roles @otto outsider", channel="shared")
    assert taken.text == "otto is now an outsider."
    assert await otto.suggest(view, "Linked entries", "gamma") == []
    assert await otto.suggest(view, "Tags", "gamma") == []
    refused = (await otto.submit(view, {"Title": "Planted"})).view
    assert refused is not None
    assert EDITORS_ONLY + "edit entries." in refused.rendered
    assert "Planted" not in (await house.member.command("/records", "R-7")).text


async def test_in_a_direct_message_an_outsider_gets_no_answer_but_where_to_ask(house: House, otto: Person) -> None:
    directory = house.slack.world.directory
    direct = directory.open_direct(house.slack.installation(), otto.id)
    ts = house.slack.world.new_ts()
    event: dict[str, Any] = {"type": "message", "channel_type": "im", "user": otto.id, "text": "records clearview"}
    away = {"team": otto.user.team_id, "user_team": otto.user.team_id, "source_team": otto.user.team_id}
    house.slack.emit({**event, **away, "ts": ts, "event_ts": ts, "channel": direct.id}, channel=direct.id)
    answer = await otto.next_message(direct.id)
    assert answer.rendered.startswith("Guests and people of other organisations can ask in the channels that we share.")


async def test_a_member_asked_where_outsiders_read_along_is_told_of_that_dossier_only(
    house: House, otto: Person
) -> None:
    house.slack.invite("mia", "shared")
    assert "There is no R-15." in (await house.member.mention("R-15", channel="shared")).text
    assert "No records for “gamma”." in (await house.member.mention("records gamma", channel="shared")).text
    assert (await house.member.mention("R-15")).text.startswith("R-15 · ")
    assert (await house.member.dm("R-15")).text.startswith("R-15 · ")


async def test_what_only_the_member_sees_may_be_of_any_dossier_but_is_not_shared(house: House, otto: Person) -> None:
    house.slack.invite("mia", "shared")
    private = await house.member.command("/records", "R-15", channel="shared")
    assert private.text.startswith("R-15 · ")
    assert private.message.is_ephemeral
    refused = await house.member.press(private.message, "Share")
    assert "There is no R-15." in refused.text
    assert refused.message.is_ephemeral
    everywhere = await house.member.command("/records", "R-15")
    await house.member.press(everywhere.message, "Share")
    assert house.slack.messages()[-1].rendered.startswith("R-15 · ")


async def test_a_public_list_stays_in_its_dossier_when_a_member_turns_its_pages(house: House, otto: Person) -> None:
    house.slack.invite("mia", "shared")
    listed = (await house.member.mention("records", channel="shared")).message
    await house.member.press(listed, "Next →")
    await listed.until(lambda seen: "11–14 of 14" in seen.rendered)
    assert "R-15" not in listed.rendered


async def test_where_slack_does_not_say_whether_others_read_along_they_may(house: House, otto: Person) -> None:
    everywhere = await house.member.command("/records", "R-15")
    house.slack.faults.add("conversations.info", Refused("internal_error"), times=10)
    refused = await house.member.press(everywhere.message, "Share")
    assert "There is no R-15." in refused.text
