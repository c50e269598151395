"""Buttons and forms of press items, as Slack sends them: old ones, wrong ones, and those of other organisations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.kinds import PRESS, RECORD
from handlers import ids
from handlers.press_subject import PressSubject
from tests.unit.handlers.desk import EDA, MIA, OTTO

if TYPE_CHECKING:
    from tests.unit.handlers.desk import Desk


def sent(callback_id: str, subject: PressSubject, values: dict[str, Any]) -> dict[str, Any]:
    """A form as Slack sends it."""
    state = {block: {block: value} for block, value in values.items()}
    return {
        "id": "V1",
        "type": "modal",
        "callback_id": callback_id,
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Save"},
        "private_metadata": subject.encode(),
        "blocks": [],
        "state": {"values": state},
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (ids.PRESS_SAME_STORY, "P-1"),
        (ids.PRESS_DIFFERENT, ""),
        (ids.PRESS_RESPONSE, "P-1 asked"),
    ],
)
async def test_a_button_of_an_older_message_says_so(desk: Desk, name: str, value: str) -> None:
    desk.file("Clearview", kind=PRESS)
    await desk.send(desk.press(EDA, f"{name}:P-1", value))
    assert "That button is from an older message" in desk.said()


async def test_a_button_of_what_is_no_press_item_changes_nothing(desk: Desk) -> None:
    desk.file("Memo", kind=RECORD)
    await desk.send(desk.press(EDA, f"{ids.PRESS_REVIEW}:R-1", "R-1"))
    assert "R-1 is a record, not a press item." in desk.said()


@pytest.mark.parametrize("user", [MIA, OTTO])
async def test_who_may_not_gets_a_sentence_for_every_button(desk: Desk, user: str) -> None:
    desk.file("Clearview", kind=PRESS)
    desk.file("Faces", kind=PRESS)
    for name in (ids.PRESS_REVIEW, ids.PRESS_DISMISS, ids.PRESS_REOPEN, ids.PRESS_FLAG, ids.PRESS_NOTE, ids.PRESS_SAME):
        await desk.send(desk.press(user, f"{name}:P-1", "P-1", public=True))
    for name in (ids.PRESS_SAME_STORY, ids.PRESS_DIFFERENT):
        await desk.send(desk.press(user, f"{name}:P-1 P-2", "P-1 P-2", public=True))
    for value in ("P-1 asked not-asked", "P-1 responded not-asked"):
        await desk.send(desk.press(user, f"{ids.PRESS_RESPONSE}:P-1", value, public=True))
    assert desk.said().count("Only editors and admins can") == 10
    assert not [call for call in desk.network.calls if call.method == "views.open"]


async def test_another_dossiers_item_is_not_there_for_an_outsider(desk: Desk) -> None:
    desk.file("Elsewhere", desk.second, kind=PRESS)
    await desk.send(desk.mention(OTTO, "press P-1"))
    assert "There is no P-1." in desk.said()


async def test_what_is_wrong_with_an_input_is_said_beside_it(desk: Desk) -> None:
    desk.file("Clearview", kind=PRESS)
    subject = PressSubject("P-1", "C1", was="not asked")
    long_flag = {"selected_options": [{"value": "x" * 60, "text": {"type": "plain_text", "text": "x"}}]}
    for form, values, block, said in (
        (ids.FLAG_FORM, {ids.TAGS: long_flag}, ids.TAGS, "at most 50 fit"),
        (ids.PRESS_NOTE_FORM, {ids.NOTE: {"value": "  "}}, ids.NOTE, "Say what to note"),
        (ids.SAME_FORM, {ids.OTHER: _chosen("P-1")}, ids.OTHER, "always the same story as itself"),
        (ids.RESPONSE_FORM, {ids.RESPONSE: _chosen("perhaps")}, ids.RESPONSE, "Use one of: not asked"),
        (
            ids.RESPONSE_FORM,
            {ids.RESPONSE: _chosen("responded"), ids.RESPONSE_TEXT: {"value": "x" * 2_001}},
            ids.RESPONSE_TEXT,
            "at most 2,000 fit",
        ),
    ):
        answer = await desk.send(desk.submission(EDA, sent(form, subject, values)))
        assert answer.body is not None
        errors = json.loads(answer.body)["errors"]
        assert said in errors[block], form


def _chosen(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value, "text": {"type": "plain_text", "text": value}}}


async def test_an_address_without_its_scheme_is_an_address(desk: Desk) -> None:
    await desk.send(desk.mention(EDA, "press add www.vox.com/2026/clearview"))
    assert "Press the button: I read the page" in desk.said()
    await desk.send(desk.mention(EDA, "press add Clearview/ICE | Vox"))
    assert "*P-1* added: Clearview/ICE" in desk.said()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("press feeds", "/press feeds add"),
        ("press watch", "/press watch add"),
        ("press feed:Vox", "There is no feed “Vox”."),
        ("press watch:Faces", "There is no watch “Faces”."),
    ],
)
async def test_feeds_and_watches_are_words_of_their_own_and_filters_are_not(desk: Desk, typed: str, said: str) -> None:
    await desk.send(desk.mention(EDA, typed))
    assert said in desk.said()
