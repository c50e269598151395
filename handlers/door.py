"""Where something came from, read once from what Slack sent: who, in which team and channel, and how to answer.

`team` is always the workspace that Slack authorised the request for, as the app's own token tells it, and never read
from the payload: in a channel shared with another organisation the payload names now the one workspace, now the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slack_bolt.context.async_context import AsyncBoltContext

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Door:
    """One request from Slack. Empty strings where it has no such thing.

    `team` is the workspace that the app is installed in, `user_team` the one that the person belongs to. `direct` is
    true in a direct message. `thread` is the thread that an answer belongs to. `key` is the same for every repeat of
    one delivery. `public` says that everybody there sees the message with the button that was pressed. `shared` tells
    whether other organisations are in the channel, where Slack said so; None where it did not.
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
    public: bool = False
    shared: bool | None = None

    @property
    def place(self) -> str:
        """The channel for questions of scope: none in a direct message."""
        return "" if self.direct else self.channel


def installed_in(context: AsyncBoltContext) -> str:
    """The workspace that Slack authorised a request for; empty where it was for none."""
    authorized = context.authorize_result
    return str(authorized.team_id or "") if authorized is not None else ""


def of_slash(body: Body, team: str) -> Door:
    """The door of a slash command: it reaches only people of the workspace that it is typed in."""
    channel = str(body.get("channel_id", ""))
    return Door(
        team=team,
        user_team=str(body.get("team_id") or team),
        user=str(body.get("user_id", "")),
        channel=channel,
        response_url=str(body.get("response_url", "")),
        trigger=str(body.get("trigger_id", "")),
        key=_key("slash", body.get("trigger_id")),
        direct=channel.startswith("D"),
    )


def of_event(body: Body, team: str) -> Door:
    """The door of a mention or a direct message: the answer goes to the thread of a mention."""
    event = body["event"]
    direct = event.get("channel_type") == "im"
    return Door(
        team=team,
        user_team=str(event.get("user_team") or event.get("source_team") or event.get("team") or body.get("team_id")),
        user=str(event.get("user", "")),
        channel=str(event.get("channel", "")),
        thread=str(event.get("thread_ts") or ("" if direct else event.get("ts", ""))),
        key=_key("event", body.get("event_id")),
        direct=direct,
        event=True,
        shared=body.get("is_ext_shared_channel"),
    )


def of_interaction(body: Body, team: str) -> Door:
    """The door of a button, a menu, a form or a shortcut."""
    user = body.get("user") or {}
    container = body.get("container") or {}
    channel = str((body.get("channel") or {}).get("id") or container.get("channel_id") or "")
    message = body.get("message") or {}
    return Door(
        team=team,
        user_team=str(user.get("team_id") or (body.get("team") or {}).get("id") or ""),
        user=str(user.get("id", "")),
        channel=channel,
        thread=str(message.get("thread_ts") or container.get("thread_ts") or ""),
        response_url=str(body.get("response_url") or ""),
        trigger=str(body.get("trigger_id", "")),
        key=_key(str(body.get("type", "")), body.get("trigger_id")),
        direct=channel.startswith("D"),
        public=container.get("type") == "message" and not container.get("is_ephemeral", False),
    )


def _key(kind: str, value: object) -> str:
    return f"{kind}:{value}" if value else ""
