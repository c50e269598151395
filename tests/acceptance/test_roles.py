"""Members read, editors add, admins say who is what; and each channel speaks of its dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.doings import OTHER, check_manners, imported
from tests.acceptance.house import open_house

if TYPE_CHECKING:
    from tests.acceptance.house import House
    from workspace import Person

pytestmark = pytest.mark.usefixtures("manners")

ADD = "add Memo | 2019"
WHO_CAN = "Only editors and admins can {}. An admin can change that with /papertrail roles @name editor; "
WHO_CAN += "/papertrail roles shows who they are."


def refused(what: str) -> str:
    """What somebody reads who may not do it."""
    return WHO_CAN.format(what)


@pytest.mark.parametrize(
    ("command", "text", "what"),
    [
        ("/records", ADD, "add a record"),
        ("/records", "add", "add a record"),
        ("/timeline", "add Hearing | 2019", "add an event"),
        ("/timeline", "add", "add an event"),
        ("/records", "edit R-7", "edit entries"),
        ("/records", "delete R-7 because", "delete entries"),
        ("/records", "link R-7 supports F-2", "link entries"),
        ("/papertrail", "undo", "undo"),
    ],
)
async def test_a_member_reads_and_is_told_who_can_do_more(house: House, command: str, text: str, what: str) -> None:
    answer = await house.member.command(command, text)
    assert answer.message.is_ephemeral
    assert answer.text == refused(what)
    assert house.member.modal() is None
    assert "R-15" not in (await house.member.command("/records")).text


async def test_help_shows_each_person_what_they_can_do(house: House) -> None:
    for person, adds in ((house.member, False), (house.editor, True)):
        shown = (await person.command("/papertrail", "help")).text
        assert "/records clearview contract" in shown
        assert ("/records add" in shown) is adds


async def test_an_editor_adds_but_does_not_say_who_is_what(house: House) -> None:
    assert (await house.editor.command("/records", ADD)).text.startswith("R-15 added")
    answer = (await house.editor.command("/papertrail", "roles @mia editor")).text
    assert answer.startswith("Only admins can set roles. An admin can change that with /papertrail roles @name admin;")
    assert (await house.member.command("/records", ADD)).text == refused("add a record")


async def test_an_admin_names_people_and_it_holds_at_once(house: House) -> None:
    assert (await house.member.command("/records", ADD)).text == refused("add a record")
    assert (await house.admin.command("/papertrail", "roles @mia editor")).text == "mia is now an editor."
    assert (await house.member.command("/records", ADD)).text.startswith("R-15 added")
    assert (await house.admin.mention("roles @mia is a member")).text == "mia is now a member."
    assert (await house.member.command("/records", "add Another | 2019")).text == refused("add a record")
    assert (await house.admin.dm("papertrail roles @mia admin!")).text == "mia is now an admin."
    assert (await house.member.command("/papertrail", "roles @eda member")).text == "eda is now a member."
    assert (await house.editor.command("/records", "add Another | 2019")).text == refused("add a record")


async def test_the_list_of_roles_names_people_and_calls_nobody(house: House) -> None:
    await house.admin.command("/papertrail", "roles @mia admin")
    assert (await house.member.command("/papertrail", "roles")).text == (
        "Who may do what\n"
        "Admins set roles and channels, and all that editors do\n"
        "mia, the workspace’s owners and admins\n"
        "Editors add, edit and delete entries\n"
        "eda\n"
        "Everybody else of these workspaces is a member: they read and ask.\n"
        "Admins change this with /papertrail roles @name editor."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("roles @ada editor", "You cannot take the admin role from yourself; ask another admin."),
        ("roles @paper_trail editor", "A bot cannot have a role."),
        ("roles @mia edtor", "“edtor” is not a role. Did you mean “editor”? A role is one of: member, editor, admin."),
        ("roles @mia outsider", "A role is one of: member, editor, admin."),
        ("roles @mia", "Write /papertrail roles @name editor."),
        ("roles mia editor", "“mia” is nobody that Slack knows. Pick the person from the list that appears after @."),
    ],
)
async def test_a_role_that_cannot_be_given_is_explained(house: House, text: str, said: str) -> None:
    assert said in (await house.admin.command("/papertrail", text)).text
    assert (await house.admin.command("/papertrail", "roles @mia editor")).text == "mia is now an editor."


async def test_whom_the_settings_name_is_admin_and_then_owners_are_not(starter_url: str) -> None:
    async with open_house(starter_url, PAPERTRAIL_ADMINS="U0MIA000000") as house:
        assert "Only admins" in (await house.admin.command("/papertrail", "roles @eda member")).text
        assert (await house.admin.command("/records", ADD)).text == refused("add a record")
        assert (await house.member.command("/records", ADD)).text.startswith("R-15 added")
        roles = (await house.editor.command("/papertrail", "roles")).text
        assert "do\nmia\nEditors" in roles
        check_manners(house.slack)


async def guest(house: House, name: str = "otto") -> Person:
    """Somebody of another organisation, in a channel that is shared with it."""
    away = house.slack.add_team("Press Guild")
    person = house.slack.add_user(name, team=away, is_owner=True)
    house.slack.add_channel("shared", shared_with=[away])
    house.slack.invite(name, "shared")
    return person


async def test_somebody_of_another_organisation_is_named_in_a_shared_channel(house: House) -> None:
    otto = await guest(house)
    assert "Only editors and admins can add a record." in (await otto.mention(f"records {ADD}", channel="shared")).text
    named = await house.admin.command("/papertrail", "roles @otto editor", channel="shared")
    assert named.text == "otto is now an editor."
    assert (await otto.mention(f"records {ADD}", channel="shared")).text.startswith("R-15 added: Memo")
    assert "eda, otto" in (await house.member.command("/papertrail", "roles")).text


async def test_somebody_of_another_organisation_is_named_in_the_settings_by_team_and_user(starter_url: str) -> None:
    async with open_house(starter_url, PAPERTRAIL_EDITORS="T0PRESSGUILD/U0OTTO00000,U0OLGA00000") as house:
        otto, olga = await guest(house), await guest(house, "olga")
        assert (otto.user.team_id, otto.id, olga.id) == ("T0PRESSGUILD", "U0OTTO00000", "U0OLGA00000")
        assert (await otto.mention(f"records {ADD}", channel="shared")).text.startswith("R-15 added: Memo")
        assert "Only editors" in (await olga.mention("records add Another", channel="shared")).text
        check_manners(house.slack)


@pytest.mark.parametrize("named", ["in the settings", "by an admin"])
async def test_an_editors_user_id_in_another_workspace_is_nobody(house: House, named: str) -> None:
    if named == "by an admin":
        await house.admin.command("/papertrail", "roles @mia editor")
    editor = house.member if named == "by an admin" else house.editor
    await guest(house)
    said = await editor.say("Somebody with the same id writes", channel="shared")
    event: dict[str, Any] = {"type": "app_mention", "user": editor.id, "text": f"<@U0PAPERTRAIL> records {ADD}"}
    away = {"team": "T0PRESSGUILD", "user_team": "T0PRESSGUILD", "source_team": "T0PRESSGUILD"}
    house.slack.emit({**event, **away, "ts": said.ts, "event_ts": said.ts, "channel": said.channel}, channel="shared")
    answer = await house.admin.next_message("shared")
    assert "Only editors and admins can add a record." in answer.rendered
    assert (await editor.command("/records", ADD)).text.startswith("R-15 added")


async def test_a_channel_speaks_of_the_dossier_that_an_admin_chose_for_it(house: House, database_url: str) -> None:
    imported(database_url, OTHER)
    house.slack.add_channel("budget")
    listed = await house.member.command("/papertrail", "channels", channel="budget")
    assert "This channel speaks of ICE and Clearview AI." in listed.text
    assert "budget The 2027 budget" in listed.text
    assert "Only admins can" in (await house.editor.command("/papertrail", "channels budget", channel="budget")).text
    chosen = await house.admin.command("/papertrail", "channels budget", channel="budget")
    assert chosen.text == "This channel now speaks of The 2027 budget."
    assert (await house.member.command("/timeline", channel="budget")).text.startswith("1 event on the timeline")
    assert (await house.member.command("/timeline")).text.startswith("7 events on the timeline")
    assert (await house.editor.command("/records", ADD, channel="budget")).text.startswith("R-16 added")
    assert "2 records on file" in (await house.member.command("/records", channel="budget")).text
    assert "14 records on file" in (await house.member.dm("records")).text
    unknown = await house.admin.command("/papertrail", "channels nosuch", channel="budget")
    assert unknown.text == "There is no dossier “nosuch”. There is: clearview, budget."
    assert (await house.admin.dm("papertrail channels budget")).text == "Say that in the channel it is for."
    assert (await house.admin.dm("channels")).text.startswith("In direct messages I speak of ICE and Clearview AI.")


async def test_a_channel_keeps_its_dossier_when_slack_gives_it_another_id(house: House, database_url: str) -> None:
    imported(database_url, OTHER)
    old, new = house.slack.add_channel("budget"), house.slack.add_channel("budget-shared")
    await house.admin.command("/papertrail", "channels budget", channel="budget")
    house.slack.emit({"type": "channel_id_changed", "old_channel_id": old.id, "new_channel_id": new.id})
    await house.slack.settled()
    assert "The 2027 budget" in (await house.member.command("/papertrail", "status", channel="budget-shared")).text
    assert "ICE and Clearview AI" in (await house.member.command("/papertrail", "status", channel="budget")).text
