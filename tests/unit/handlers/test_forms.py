"""Forms: what is sent is saved once and where it belongs, or is still in the form."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.kinds import RECORD
from bot.errors import Unavailable
from bot.services.entries import Entries
from handlers import ids
from handlers.form_context import Context
from handlers.form_values import FormValues
from handlers.language import Command, to_value
from handlers.views import forms as views
from storage.search import SearchIndex
from tests.unit.handlers.desk import EDA, MIA, OTTO, Desk
from tests.unit.handlers.network import RESPONSE_URL, Answer, busy, refused
from tests.unit.views.slack_state import picked, submitted

if TYPE_CHECKING:
    from slack_bolt.response import BoltResponse

OUTAGE = "The database does not answer just now."


def filled(title: str = "A receipt", *, channel: str = "C1") -> dict[str, Any]:
    """The form of a new record, filled in."""
    return submitted(views.entry_form(FormValues(), Context(RECORD, channel=channel)), title=title)


def shown(answer: BoltResponse) -> dict[str, Any]:
    """What Slack is told to do with the form; nothing closes it."""
    assert answer.status == 200
    told: dict[str, Any] = json.loads(answer.body) if answer.body else {}
    return told


def typed_in(view: dict[str, Any], block_id: str) -> str:
    block = next(block for block in view["blocks"] if block.get("block_id") == block_id)
    return str(block["element"].get("initial_value", ""))


async def test_a_form_is_saved_and_then_closed(desk: Desk) -> None:
    assert shown(await desk.send(desk.submission(EDA, filled()))) == {}
    assert desk.titles() == ["A receipt"]
    assert "R-1" in desk.said()


async def test_a_form_that_slack_delivers_twice_is_saved_once(desk: Desk) -> None:
    sent = desk.submission(EDA, filled())
    await desk.send(sent)
    assert shown(await desk.send(sent)) == {}
    assert desk.titles() == ["A receipt"]
    assert desk.said().count("R-1") == 1


async def test_what_could_not_be_saved_is_still_in_the_form_and_is_saved_by_the_repeat(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise Unavailable(OUTAGE)

    sent = desk.submission(EDA, filled())
    with monkeypatch.context() as patched:
        patched.setattr(Entries, "add", away)
        answer = shown(await desk.send(sent))
    assert answer["response_action"] == "update"
    assert OUTAGE in json.dumps(answer["view"])
    assert typed_in(answer["view"], "title") == "A receipt"
    assert shown(await desk.send(sent)) == {}
    assert desk.titles() == ["A receipt"]


async def test_a_saving_that_breaks_half_way_leaves_the_delivery_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("the index broke")

    sent = desk.submission(EDA, filled())
    with monkeypatch.context() as patched:
        patched.setattr(SearchIndex, "put", breaks)
        answer = shown(await desk.send(sent))
    assert "Look whether it was done" in json.dumps(answer["view"])
    assert "nothing was changed" not in json.dumps(answer["view"])
    faults = [record for record in caplog.records if record.getMessage() == "fault"]
    assert [record.exc_info is not None for record in faults] == [True]
    assert vars(faults[0])["reference"] in json.dumps(answer["view"])
    assert shown(await desk.send(sent)) == {}
    assert desk.titles() == ["A receipt"]


async def test_every_form_is_saved_once(desk: Desk) -> None:
    entry = desk.file("A receipt")
    other = desk.file("A memo")
    edit = submitted(
        views.entry_form(FormValues(title="A receipt"), Context(RECORD, channel="C1").for_entry(entry)),
        title="Another receipt",
    )
    link = picked(submitted(views.link_form(other, channel="C1")), ids.LINKED, str(entry.id))
    delete = submitted(views.delete_form(other, channel="C1"), reason="It is a copy")
    for view in (edit, link, delete):
        sent = desk.submission(EDA, view)
        assert shown(await desk.send(sent)) == {}
        assert shown(await desk.send(sent)) == {}
    assert desk.titles() == ["Another receipt"]
    history = desk.services.cards.history(desk.asking(), str(other.id))
    assert [step.action for step in history.revisions] == ["delete", "link", "add"]
    assert desk.services.cards.card(desk.asking(), str(entry.id)).entry.version == 2


async def test_a_new_entry_goes_into_the_dossier_of_the_channel_where_its_form_was_opened(desk: Desk) -> None:
    await desk.send(desk.submission(EDA, filled(channel="C2")))
    assert (desk.titles(desk.first), desk.titles(desk.second)) == ([], ["A receipt"])
    added = desk.services.cards.card(desk.asking(), "R-1").entry
    assert (added.dossier, added.created.where) == ("two", "C2")
    assert desk.network.sent("chat.postEphemeral")[0]["channel"] == "C2"


async def test_a_form_from_a_direct_message_is_confirmed_there(desk: Desk) -> None:
    await desk.send(desk.submission(EDA, filled(channel="D7")))
    assert desk.titles() == ["A receipt"]
    assert [sent["channel"] for sent in desk.network.sent("chat.postMessage")] == [EDA]


async def test_a_form_that_nobody_answered_in_time_is_not_closed_as_if_it_were_saved(desk: Desk) -> None:
    unknown = {"type": "modal", "callback_id": "form.unknown", "blocks": []}
    assert (await desk.send(desk.submission(EDA, unknown))).status != 200


async def test_a_form_is_answered_in_time_when_slack_does_not_say_who_sent_it(desk: Desk) -> None:
    desk.network.script["users.info"] = [refused("internal_error")]
    answer = shown(await desk.send(desk.submission(EDA, filled())))
    assert "Slack does not say who people are" in json.dumps(answer["view"])
    assert typed_in(answer["view"], "title") == "A receipt"
    assert desk.titles() == []


async def test_a_link_that_is_on_file_is_never_shown_as_failed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, other = desk.file("A receipt"), desk.file("A memo")

    def away(*_: object, **__: object) -> None:
        raise Unavailable(OUTAGE)

    monkeypatch.setattr("bot.services.cards.Cards.card", away)
    view = picked(submitted(views.link_form(other, channel="C1")), ids.LINKED, str(entry.id))
    assert shown(await desk.send(desk.submission(EDA, view))) == {}
    assert "R-2* saved" in desk.said()


# Opening


async def test_a_form_opens_at_once_and_is_filled_then(desk: Desk) -> None:
    desk.file("A receipt")
    await desk.send(desk.press(EDA, ids.EDIT_ENTRY, "R-1"))
    loading, form = desk.network.sent("views.open")[0]["view"], desk.network.sent("views.update")[0]["view"]
    assert "One moment" in json.dumps(loading)
    assert typed_in(form, "title") == "A receipt"


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (busy(30), "Slack does not answer just now"),
        (Answer(status=503, text="down"), "Slack does not answer just now"),
        (refused("expired_trigger_id"), "three seconds"),
    ],
)
async def test_a_form_that_slack_does_not_open_is_explained_at_once(
    desk: Desk, trouble: Answer, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.network.script["views.open"] = [trouble]
    await desk.send(desk.slash(EDA, "/records", "add"))
    assert said in desk.said()
    assert len(desk.network.sent("views.open")) == 1
    assert "fault" not in [record.getMessage() for record in caplog.records]


async def test_closing_a_form_while_it_loads_is_no_error(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.network.script["views.update"] = [refused("not_found")]
    await desk.send(desk.slash(EDA, "/records", "add"))
    assert desk.said() == ""
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("user", [MIA, OTTO])
@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        (ids.ADD_ENTRY, "record"),
        (ids.EDIT_ENTRY, "R-1"),
        (ids.LINK_ENTRY, "R-1"),
        (ids.ENTRY_MORE, "delete R-1"),
        (ids.RUN_COMMAND, to_value(Command("records", "add"))),
    ],
)
async def test_forms_open_for_editors_only(desk: Desk, user: str, action_id: str, value: str) -> None:
    desk.file("A receipt")
    await desk.send(desk.press(user, action_id, value, public=True))
    assert desk.network.sent("views.open") == []
    assert "Only editors and admins" in desk.said()


@pytest.mark.parametrize("user", [MIA, OTTO])
async def test_a_form_is_saved_for_editors_only(desk: Desk, user: str) -> None:
    answer = shown(await desk.send(desk.submission(user, filled())))
    assert "Only editors and admins" in json.dumps(answer["view"])
    assert desk.titles() == []


# Menus that search


def offered(answer: BoltResponse) -> list[str]:
    return [option["value"] for option in shown(answer)["options"]]


async def test_what_is_suggested_first_is_of_the_dossier_where_the_form_was_opened(desk: Desk) -> None:
    desk.file("A receipt", desk.first)
    desk.file("A memo", desk.second)
    assert offered(await desk.send(desk.typing(EDA, ids.LINKED, "", filled(channel="C2")))) == ["R-2"]
    assert offered(await desk.send(desk.typing(EDA, ids.LINKED, "rec", filled(channel="C2")))) == ["R-1"]


@pytest.mark.parametrize(("action_id", "found"), [(ids.LINKED, ["R-1"]), (ids.TAGS, ["receipts", "rec"])])
async def test_an_outsider_is_suggested_nothing_of_other_dossiers(desk: Desk, action_id: str, found: list[str]) -> None:
    desk.file("A receipt", desk.second, tags=("receipts",))
    for channel in ("C1", ""):
        assert offered(await desk.send(desk.typing(OTTO, action_id, "rec", filled(channel=channel)))) == []
    assert offered(await desk.send(desk.typing(EDA, action_id, "rec", filled()))) == found


async def test_a_menu_is_answered_also_when_something_breaks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("bot.services.search.Search.suggest_entries", breaks)
    assert offered(await desk.send(desk.typing(EDA, ids.LINKED, "rec", filled()))) == []
    assert "fault" in [record.getMessage() for record in caplog.records]
    assert desk.network.sent(RESPONSE_URL) == []
