"""A message that becomes the draft of a record."""

from __future__ import annotations

import json

import pytest

from handlers import ids
from handlers.shortcuts import from_message
from tests.unit.handlers.desk import EDA, MIA, Desk
from tests.unit.handlers.network import Answer, Json, refused


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("AT&amp;T &lt;draft&gt;", "AT&T <draft>"),
        ("see <https://example.org/a|the memo>", "see the memo (https://example.org/a)"),
        ("see <http://example.org|example.org>", "see http://example.org"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
    ],
)
def test_a_draft_reads_as_the_message_did(sent: str, read: str) -> None:
    assert from_message({"text": sent}, "").title == read


def test_a_long_message_gives_a_short_title_and_the_whole_text() -> None:
    draft = from_message({"text": f"{'word ' * 60}\nand more"}, "https://slack.test/p1")
    assert len(draft.title) <= 150
    assert draft.body.endswith("and more")
    assert draft.fields["url"] == "https://slack.test/p1"


def chosen(desk: Desk, user: str) -> Json:
    """The shortcut, chosen from a message's menu."""
    press = desk.press(user, "", "")
    del press["actions"], press["container"]
    message = {"ts": "3.3", "text": "A receipt &amp; more"}
    return {**press, "type": "message_action", "callback_id": ids.SAVE_MESSAGE, "message": message}


@pytest.mark.parametrize("trouble", [refused("channel_not_found"), Answer(lost=TimeoutError())])
async def test_a_draft_is_worth_having_without_its_source(desk: Desk, trouble: Answer) -> None:
    desk.network.script["chat.getPermalink"] = [trouble]
    await desk.send(chosen(desk, EDA))
    assert "A receipt & more" in json.dumps(desk.network.sent("views.update")[0]["view"])


async def test_only_editors_save_messages(desk: Desk) -> None:
    await desk.send(chosen(desk, MIA))
    assert desk.network.sent("views.open") == []
    assert "Only editors and admins" in desk.said()
