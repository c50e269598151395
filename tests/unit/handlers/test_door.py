"""Who stands at the door, read from the payloads that Slack sends, also across organisations."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.door import of_event, of_interaction, of_slash

OURS, THEIRS = "T1", "T2"


def mention(**event: Any) -> dict[str, Any]:
    told = {"type": "app_mention", "user": "U1", "channel": "C1", "ts": "1.1", **event}
    return {"team_id": OURS, "event_id": "Ev1", "event": told}


@pytest.mark.parametrize(
    ("event", "user_team"),
    [
        ({"team": OURS}, OURS),
        ({"team": OURS, "user_team": THEIRS, "source_team": THEIRS}, THEIRS),
        ({"team": OURS, "source_team": THEIRS}, THEIRS),
        ({"user_team": "E9", "team": OURS}, "E9"),
        ({}, OURS),
    ],
)
def test_whoever_mentions_belongs_to_their_own_workspace(event: dict[str, Any], user_team: str) -> None:
    door = of_event(mention(**event), OURS)
    assert (door.team, door.user_team, door.user) == (OURS, user_team, "U1")


def test_the_workspace_of_the_app_is_not_read_from_the_payload() -> None:
    assert of_event({**mention(user_team=THEIRS), "team_id": THEIRS}, OURS).team == OURS
    user = {"id": "U2", "team_id": THEIRS}
    press = {"type": "block_actions", "team": {"id": THEIRS}, "user": user, "trigger_id": "1"}
    assert (of_interaction(press, OURS).team, of_interaction(press, OURS).user_team) == (OURS, THEIRS)
    assert of_slash({"team_id": THEIRS, "user_id": "U2", "channel_id": "C1"}, OURS).team == OURS


def test_a_mention_is_answered_in_its_thread_and_a_direct_message_beside_it() -> None:
    assert of_event(mention(), OURS).thread == "1.1"
    assert of_event(mention(thread_ts="0.9"), OURS).thread == "0.9"
    direct = of_event(mention(channel="D1", channel_type="im"), OURS)
    assert (direct.thread, direct.place) == ("", "")


@pytest.mark.parametrize(
    ("container", "public"),
    [
        ({"type": "message", "is_ephemeral": False}, True),
        ({"type": "message"}, True),
        ({"type": "message", "is_ephemeral": True}, False),
        ({"type": "view", "view_id": "V1"}, False),
        ({}, False),
    ],
)
def test_a_message_with_a_button_is_everybodys_or_ones_own(container: dict[str, Any], public: bool) -> None:
    press = {"type": "block_actions", "user": {"id": "U1", "team_id": OURS}, "container": container}
    assert of_interaction(press, OURS).public is public


def test_each_delivery_has_a_key_of_its_own() -> None:
    keys = {
        of_event(mention(), OURS).key,
        of_slash({"trigger_id": "1"}, OURS).key,
        of_interaction({"type": "block_actions", "trigger_id": "1"}, OURS).key,
        of_interaction({"type": "view_submission", "trigger_id": "1"}, OURS).key,
    }
    assert len(keys) == 4
    assert of_interaction({"type": "block_suggestion"}, OURS).key == ""
