"""Where something came from, read once from what Slack sent: who, in which team and channel, and how to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """One request from Slack. Empty strings where it has no such thing.

    `team` is the workspace that the app is installed in, `user_team` the one that the person belongs to. `direct` is
    true in a direct message. `thread` is the thread that an answer belongs to. `key` is the same for every repeat of
    one delivery.
    """

    team: str
    user_team: str
    user: str
    channel: str = ""
    thread: str = ""
    response_url: str = ""
    trigger: str = ""
    key: str = ""
    direct: bool = False
    event: bool = False  # said in Slack for everybody there, so the answer is too
    ephemeral: bool = False  # the message that was pressed is seen by one person only

    @property
    def place(self) -> str:
        """The channel for questions of scope: none in a direct message."""
        return "" if self.direct else self.channel


def of_slash(body: Body) -> Door:
    """The door of a slash command."""
    channel = str(body.get("channel_id", ""))
    return Door(
        team=str(body.get("team_id", "")),
        user_team=str(body.get("team_id", "")),
        user=str(body.get("user_id", "")),
        channel=channel,
        response_url=str(body.get("response_url", "")),
        trigger=str(body.get("trigger_id", "")),
        key=_key("slash", body.get("trigger_id")),
        direct=channel.startswith("D"),
    )


def of_event(body: Body) -> Door:
    """The door of a mention or a direct message: the answer goes to the thread of a mention."""
    event = body["event"]
    direct = event.get("channel_type") == "im"
    return Door(
        team=str(body.get("team_id", "")),
        user_team=str(event.get("user_team") or event.get("source_team") or event.get("team") or body.get("team_id")),
        user=str(event.get("user", "")),
        channel=str(event.get("channel", "")),
        thread=str(event.get("thread_ts") or ("" if direct else event.get("ts", ""))),
        key=_key("event", body.get("event_id")),
        direct=direct,
        event=True,
    )


def of_interaction(body: Body) -> Door:
    """The door of a button, a menu, a form or a shortcut."""
    user = body.get("user") or {}
    team = body.get("team") or {}
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    message = body.get("message") or {}
    return Door(
        team=str(team.get("id") or user.get("team_id") or ""),
        user_team=str(user.get("team_id") or team.get("id") or ""),
        user=str(user.get("id", "")),
        channel=channel,
        thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        response_url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id", "")),
        key=_key(str(body.get("type", "")), body.get("trigger_id")),
        direct=channel.startswith("D"),
        ephemeral=bool(container.get("is_ephemeral", False)),
    )


def _key(kind: str, value: object) -> str:
    return f"{kind}:{value}" if value else ""
