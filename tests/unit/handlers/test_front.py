"""What every listener goes through: nothing is done twice, nobody sees too much, nobody is left without an answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.entries import LinkDraft
from bot.errors import Unavailable
from handlers import ids
from handlers.language import Command, to_value
from storage.handled import HandledEvents
from tests.unit.handlers.desk import ADA, EDA, MIA, OTTO, OURS, Desk
from tests.unit.handlers.network import RESPONSE_URL, Answer, refused

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from tests.unit.handlers.network import Json

RECORDS = to_value(Command("records"))
GONE = Answer(status=404)


def away(*_: object, **__: object) -> None:
    raise Unavailable("The database does not answer just now.")


def breaks(*_: object, **__: object) -> None:
    raise RuntimeError("R-7 said something private")


def faults(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.getMessage() == "fault"]


# Once, and not never


DELIVERIES: dict[str, Callable[[Desk], Json]] = {
    "command": lambda desk: desk.slash(EDA, "/records", "add A receipt | 2019"),
    "mention": lambda desk: desk.mention(EDA, "<@UBOT> records add A receipt | 2019"),
    "button": lambda desk: desk.press(EDA, ids.ADD_ANYWAY, to_value(Command("records", "add A receipt | 2019"))),
}


@pytest.mark.parametrize("delivery", DELIVERIES.values(), ids=DELIVERIES)
async def test_what_slack_delivers_twice_is_done_once(desk: Desk, delivery: Callable[[Desk], Json]) -> None:
    body = delivery(desk)
    await desk.send(body)
    await desk.send(body)
    assert desk.titles() == ["A receipt"]
    assert desk.said().count("R-1") == 1


@pytest.mark.parametrize("delivery", DELIVERIES.values(), ids=DELIVERIES)
async def test_without_the_database_a_person_gets_a_sentence_and_a_repeat_gets_its_chance(
    desk: Desk, delivery: Callable[[Desk], Json], monkeypatch: pytest.MonkeyPatch
) -> None:
    body = delivery(desk)
    with monkeypatch.context() as patched:
        patched.setattr(HandledEvents, "claim", away)
        assert (await desk.send(body)).status == 200
    assert desk.said() == "The database does not answer just now."
    await desk.send(body)
    assert desk.titles() == ["A receipt"]


@pytest.mark.parametrize("delivery", DELIVERIES.values(), ids=DELIVERIES)
async def test_what_nobody_foresaw_gets_a_reference_and_claims_nothing(
    desk: Desk,
    delivery: Callable[[Desk], Json],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.services.entries.Entries.add", breaks)
    await desk.send(delivery(desk))
    (fault,) = faults(caplog)
    assert vars(fault)["reference"] in desk.said()
    assert fault.exc_info
    assert "nothing was changed" not in desk.said()
    assert "private" not in desk.said()


# What no listener foresees


async def test_a_broken_payload_is_in_the_log(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    body = desk.press(EDA, ids.OPEN_CARD, "R-1")
    body["actions"] = [{**body["actions"][0], "value": None, "selected_option": "R-1"}]
    await desk.send(body)
    assert len(faults(caplog)) == 1


async def test_what_breaks_in_the_background_is_in_the_log(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.services.people.People.channel_renamed", breaks)
    await desk.send(desk.event({"type": "channel_id_changed", "old_channel_id": "C1", "new_channel_id": "C9"}))
    assert len(faults(caplog)) == 1


async def test_what_nobody_listens_to_is_acknowledged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    for body in (
        desk.event({"type": "reaction_added", "user": MIA}),
        desk.press(MIA, "some.other.button", "1"),
        desk.slash(MIA, "/unknown"),
    ):
        assert (await desk.send(body)).status == 200
    assert desk.said() == ""
    assert faults(caplog) == []


async def test_a_changed_person_is_asked_for_anew(desk: Desk) -> None:
    await desk.send(desk.slash(MIA, "/records", "add A | 2019"))
    assert "Only editors" in desk.said()
    await desk.send(desk.event({"type": "user_change", "user": {"id": MIA}}))
    await desk.send(desk.slash(MIA, "/records"))
    assert len(desk.network.sent("users.info")) == 2


# What people say


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("add AT&amp;T &lt;draft&gt; | 2019", "AT&T <draft>"),
        ("add\nA receipt | 2019", "A receipt"),
        ("Add\u00a0A receipt | 2019", "A receipt"),
    ],
)
async def test_a_command_means_what_was_typed(desk: Desk, text: str, title: str) -> None:
    await desk.send(desk.slash(EDA, "/records", text))
    assert desk.titles() == [title]


@pytest.mark.parametrize(
    "text",
    [
        "roles <@UMIA|mia> editor",
        " roles   <@UMIA|mia>   editor ",
        "roles\n<@UMIA> is an editor.",
        "Roles: <@UMIA|Mia van Dam> Editors",
    ],
)
async def test_a_role_is_given_however_it_is_typed(desk: Desk, text: str) -> None:
    await desk.send(desk.slash(ADA, "/papertrail", text))
    assert "is now an editor" in desk.said()


async def test_a_long_text_is_refused_with_its_length_for_every_command(desk: Desk) -> None:
    for command in ("/records", "/papertrail"):
        await desk.send(desk.slash(EDA, command, "rolse " + "🐈" * 700))
    assert desk.said().count("1,406 characters") == 2


@pytest.mark.parametrize("text", ["<@UMIA> <@UBOT> records", "records <@UBOT>", "<@UBOT>\nRECORDS"])
async def test_a_mention_is_understood_wherever_the_name_stands(desk: Desk, text: str) -> None:
    desk.file("A receipt")
    await desk.send(desk.mention(MIA, text))
    assert "1 record* on file" in desk.said()


@pytest.mark.parametrize("more", [{"subtype": "file_share"}, {"subtype": "thread_broadcast"}])
async def test_a_message_with_a_file_is_still_said(desk: Desk, more: dict[str, Any]) -> None:
    await desk.send(desk.mention(MIA, "<@UBOT> status", **more))
    assert "The first" in desk.said()


@pytest.mark.parametrize(
    "more", [{"subtype": "message_changed"}, {"subtype": "channel_join"}, {"bot_id": "B2"}, {"edited": {"ts": "6"}}]
)
async def test_what_is_not_said_now_by_a_person_is_not_answered(desk: Desk, more: dict[str, Any]) -> None:
    await desk.send(desk.mention(MIA, "<@UBOT> status", **more))
    assert desk.network.calls == []


# Other organisations


async def test_an_outsider_reads_the_dossier_of_the_channel_through_every_door(desk: Desk) -> None:
    desk.file("Of the first", desk.first)
    desk.file("Of the second", desk.second)
    await desk.send(desk.mention(OTTO, "<@UBOT> records", channel="C2"))
    await desk.send(desk.press(OTTO, ids.RUN_COMMAND, RECORDS, channel="C2", public=True))
    await desk.send(desk.press(OTTO, ids.SHARE_COMMAND, RECORDS, channel="C2"))
    answers = [call.sent for call in desk.network.calls if call.method in ("chat.postMessage", RESPONSE_URL)]
    assert len(answers) == 3
    for answer in answers:
        assert "Of the second" in json.dumps(answer)
        assert "Of the first" not in json.dumps(answer)


@pytest.mark.parametrize("value", ["R-1", "r1", "fn3"])
async def test_an_outsider_opens_nothing_of_another_dossier(desk: Desk, value: str) -> None:
    desk.file("Of the first", desk.first, aliases=("fn3",))
    await desk.send(desk.press(OTTO, ids.OPEN_CARD, value, channel="C2"))
    await desk.send(desk.mention(OTTO, f"<@UBOT> records {value}", channel="C2"))
    assert "Of the first" not in json.dumps([call.sent for call in desk.network.calls])
    assert desk.said().count("There is no R-1") + desk.said().count("Nothing on file is called") == 2


async def test_an_outsider_sees_no_links_into_another_dossier(desk: Desk) -> None:
    hidden = desk.file("Of the first", desk.first)
    beside = desk.file("Beside it", desk.second)
    links = tuple(LinkDraft("cites", str(entry.id)) for entry in (hidden, beside))
    desk.file("Of the second", desk.second, links=links)
    for user, seen in ((OTTO, False), (MIA, True)):
        desk.network.calls.clear()
        await desk.send(desk.press(user, ids.OPEN_CARD, "R-3", channel="C2"))
        card = json.dumps(desk.network.sent(RESPONSE_URL))
        assert "Beside it" in card
        assert ("Of the first" in card) is seen


@pytest.mark.parametrize(
    ("action_id", "value"), [(ids.ENTRY_HISTORY, "R-1 0"), (ids.RUN_COMMAND, to_value(Command("papertrail", "roles")))]
)
async def test_an_outsider_sees_neither_history_nor_roles(desk: Desk, action_id: str, value: str) -> None:
    desk.file("Of the first", desk.first)
    await desk.send(desk.press(OTTO, action_id, value, public=True))
    assert "Only members" in desk.said()


async def test_an_outsider_is_not_an_admin_because_their_own_workspace_says_so(desk: Desk) -> None:
    await desk.send(desk.mention(OTTO, "<@UBOT> roles <@UOTTO> admin"))
    assert "Only admins" in desk.said()


async def test_an_outsider_is_named_as_that_very_person(desk: Desk) -> None:
    await desk.send(desk.mention(ADA, "<@UBOT> roles <@UOTTO> editor"))
    await desk.send(desk.mention(OTTO, "<@UBOT> records add A receipt | 2019"))
    assert desk.titles() == ["A receipt"]
    desk.network.person(OTTO, OURS)  # the same user id in our own workspace is somebody else
    await desk.send(desk.event({"type": "user_change", "user": {"id": OTTO}}))
    await desk.send(desk.mention(OTTO, "<@UBOT> records add A memo | 2019", team=OURS, user_team=OURS))
    assert desk.titles() == ["A receipt"]


# Where answers go


async def test_a_list_that_everybody_sees_has_no_share_button_on_its_next_page(desk: Desk) -> None:
    for number in range(12):
        desk.file(f"Receipt {number}")
    for public in (True, False):
        desk.network.calls.clear()
        value = to_value(Command("records", "", 1))
        await desk.send(desk.press(MIA, ids.RUN_COMMAND, value, public=public))
        (answer,) = desk.network.sent(RESPONSE_URL)
        assert answer["replace_original"] is True
        assert (ids.SHARE_COMMAND in json.dumps(answer)) is not public


async def test_an_answer_finds_another_way_where_the_first_is_closed(desk: Desk) -> None:
    desk.network.script[RESPONSE_URL] = [GONE]
    await desk.send(desk.slash(MIA, "/papertrail", "status"))
    assert [call.method for call in desk.network.calls][-2:] == [RESPONSE_URL, "chat.postEphemeral"]
    desk.network.script[RESPONSE_URL] = [GONE]
    desk.network.script["chat.postEphemeral"] = [refused("not_in_channel")]
    await desk.send(desk.slash(MIA, "/papertrail", "status"))
    assert desk.network.sent("chat.postMessage")[0]["channel"] == MIA


async def test_a_page_that_cannot_replace_the_last_is_shown_beside_it(desk: Desk) -> None:
    desk.network.script[RESPONSE_URL] = [GONE]
    await desk.send(desk.press(MIA, ids.RUN_COMMAND, RECORDS))
    assert "Nothing is on file" in desk.network.sent("chat.postEphemeral")[0]["text"]


async def test_what_is_shared_is_shared_once_and_by_name(desk: Desk) -> None:
    await desk.send(desk.press(MIA, ids.SHARE_COMMAND, RECORDS))
    (shared,) = desk.network.sent(RESPONSE_URL)
    assert (shared["response_type"], shared["replace_original"]) == ("in_channel", False)
    assert "Shared by umia" in json.dumps(shared)


async def test_who_shares_is_told_where_it_is_not_known_whether_that_worked(desk: Desk) -> None:
    desk.network.script[RESPONSE_URL] = [Answer(status=500)]
    await desk.send(desk.press(MIA, ids.SHARE_COMMAND, RECORDS))
    shared, told = desk.network.sent(RESPONSE_URL)
    assert shared["response_type"] == "in_channel"
    assert told["response_type"] == "ephemeral"
    assert "Look in the channel" in told["text"]


async def test_sharing_goes_on_without_a_response_url_or_says_what_is_missing(desk: Desk) -> None:
    desk.network.script[RESPONSE_URL] = [GONE]
    await desk.send(desk.press(MIA, ids.SHARE_COMMAND, RECORDS))
    assert desk.network.sent("chat.postMessage")[0]["channel"] == "C1"
    desk.network.script[RESPONSE_URL] = [GONE]
    desk.network.script["chat.postMessage"] = [refused("not_in_channel")]
    await desk.send(desk.press(MIA, ids.SHARE_COMMAND, RECORDS))
    assert "Invite me there" in desk.network.sent(RESPONSE_URL)[-1]["text"]


async def test_an_old_button_is_explained(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    for action_id, value in ((ids.RUN_COMMAND, "gone"), (ids.EDIT_ENTRY, "X-1"), (ids.SHARE_COMMAND, "records x y")):
        await desk.send(desk.press(EDA, action_id, value))
    assert desk.said().count("older message") == 3
    assert faults(caplog) == []
