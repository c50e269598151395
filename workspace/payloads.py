"""The payloads that Slack sends to an app, as pure functions.

Slash commands: https://docs.slack.dev/interactivity/implementing-slash-commands
Interactions: https://docs.slack.dev/reference/interaction-payloads
Events: https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workspace.messages import on_the_wire
from workspace.model import Post
from workspace.views import view_on_the_wire
from workspace.wire import escape

if TYPE_CHECKING:
    from workspace.directory import Directory
    from workspace.model import Channel, Installation, StoredView, User
    from workspace.wire import Json
    from workspace.world import World

CHANNEL_NAMES = {"im": "directmessage", "mpim": "mpdm", "private": "privategroup"}
_HANDLE = re.compile(r"(?<![\w<])([@#])([\w.-]+)")


@dataclass(frozen=True)
class Actor:
    """Who does something, and the installation of the app that hears of it."""

    world: World
    user: User
    bot: Installation


def typed(directory: Directory, text: str, *, resolve: bool = True) -> str:
    """Return typed text as Slack passes it on: escaped, and `@name`, `#name` as ids if `resolve`."""

    def handle(match: re.Match[str]) -> str:
        mark, name = match[1], match[2]
        found = directory.users if mark == "@" else directory.channels
        for one in found.values():
            if one.name == name:
                return f"<{mark}{one.id}|{name}>"
        return match[0]

    escaped = escape(text)
    return _HANDLE.sub(handle, escaped) if resolve else escaped


def slash_command(actor: Actor, channel: Channel, command: str, text: str, trigger_id: str, response_url: str) -> Json:
    """Return the form fields of a slash command."""
    team = actor.world.directory.teams[actor.user.team_id]
    return {
        "token": actor.world.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": CHANNEL_NAMES.get(channel.kind, channel.name),
        "user_id": actor.user.id,
        "user_name": actor.user.name,
        "command": command,
        "text": text,
        "api_app_id": actor.world.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def event_callback(world: World, event: Json, channel: Channel | None, bot: Installation) -> Json:
    """Return an event in the wrapper that all events come in."""
    shared = channel is not None and channel.is_ext_shared
    told: Json = {
        "token": world.app.verification_token,
        "team_id": bot.team_id,
        "context_team_id": bot.team_id,
        "context_enterprise_id": None,
        "api_app_id": world.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(world.clock().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": bot.team_id,
                "user_id": bot.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
    }
    if "channel" in event or channel is not None:
        told["event_context"] = f"4-{secrets.token_hex(20)}"
    return told


def app_mention(post: Post, channel: Channel) -> Json:
    """Return the event of a message that mentions the app."""
    told = on_the_wire(post, is_shared=channel.is_ext_shared)
    event = {**told, "type": "app_mention", "channel": channel.id, "event_ts": post.ts}
    event.pop("subtype", None)
    if channel.is_ext_shared:
        event |= {"user_team": post.team_id, "source_team": post.team_id}
    return event


def _interaction(actor: Actor, kind: str, team_id: str) -> Json:
    """Return what all interactions carry."""
    team = actor.world.directory.teams[team_id]
    return {
        "type": kind,
        "user": {
            "id": actor.user.id,
            "username": actor.user.name,
            "name": actor.user.name,
            "team_id": actor.user.team_id,
        },
        "api_app_id": actor.world.app.app_id,
        "token": actor.world.app.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(actor: Actor, post: Post) -> Json:
    """Return where a message is: container and channel; of an ephemeral message Slack sends no body."""
    channel = actor.world.directory.channels[post.channel_id]
    container: Json = {
        "type": "message",
        "message_ts": post.ts,
        "channel_id": channel.id,
        "is_ephemeral": post.is_ephemeral,
    }
    if post.thread_ts:
        container["thread_ts"] = post.thread_ts
    place: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": CHANNEL_NAMES.get(channel.kind, channel.name)},
    }
    return place if post.is_ephemeral else {**place, "message": on_the_wire(post)}


def message_actions(
    actor: Actor, post: Post, actions: list[Json], state: Json, trigger_id: str, response_url: str
) -> Json:
    """Return what is sent when someone uses an element of a message."""
    return {
        **_interaction(actor, "block_actions", actor.bot.team_id),
        **_place(actor, post),
        "trigger_id": trigger_id,
        "response_url": response_url,
        "state": state,
        "actions": actions,
    }


def view_actions(actor: Actor, view: StoredView, actions: list[Json], trigger_id: str) -> Json:
    """Return what is sent when someone uses an element of a modal or Home tab."""
    return {
        **_interaction(actor, "block_actions", actor.user.team_id),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger_id,
        "view": _view(actor, view),
        "actions": actions,
    }


def view_submission(actor: Actor, view: StoredView, trigger_id: str) -> Json:
    """Return what is sent when someone submits a modal."""
    return {
        **_interaction(actor, "view_submission", actor.user.team_id),
        "trigger_id": trigger_id,
        "view": _view(actor, view),
        "response_urls": [],
    }


def view_closed(actor: Actor, view: StoredView, *, is_cleared: bool) -> Json:
    """Return what is sent when someone closes a modal that asked to be told."""
    return {
        **_interaction(actor, "view_closed", actor.user.team_id),
        "view": _view(actor, view),
        "is_cleared": is_cleared,
    }


def block_suggestion(actor: Actor, source: Post | StoredView, block: Json, element: Json, query: str) -> Json:
    """Return what is sent when someone types in an external menu."""
    told = {
        **_interaction(actor, "block_suggestion", actor.user.team_id),
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "value": query,
    }
    if isinstance(source, Post):
        return {**told, **_place(actor, source)}
    return {**told, "container": {"type": "view", "view_id": source.id}, "view": _view(actor, source)}


def message_shortcut(actor: Actor, post: Post, callback_id: str, trigger_id: str, response_url: str) -> Json:
    """Return what is sent when someone uses a shortcut from a message's menu."""
    channel = actor.world.directory.channels[post.channel_id]
    return {
        **_interaction(actor, "message_action", actor.user.team_id),
        "action_ts": actor.world.new_ts(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "response_url": response_url,
        "message_ts": post.ts,
        "channel": {"id": channel.id, "name": CHANNEL_NAMES.get(channel.kind, channel.name)},
        "message": on_the_wire(post),
    }


def global_shortcut(actor: Actor, callback_id: str, trigger_id: str) -> Json:
    """Return what is sent when someone uses a shortcut from the composer or the search."""
    return {
        **_interaction(actor, "shortcut", actor.user.team_id),
        "action_ts": actor.world.new_ts(),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
    }


def _view(actor: Actor, view: StoredView) -> Json:
    return view_on_the_wire(view, actor.world.app.app_id)
