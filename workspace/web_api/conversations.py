"""`conversations.*` and `reactions.add`: channels, their members and what was said in them.

https://docs.slack.dev/reference/methods?family=conversations
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.messages import on_the_wire
from workspace.web_api.call import ApiError, Call, Method, page

if TYPE_CHECKING:
    from workspace.model import Channel, Post
    from workspace.wire import Json

FAMILIES = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
LIST_TYPES = {
    "public_channel": "public",
    "private_channel": "private",
    "im": "im",
    "mpim": "mpim",
}


def info(call: Call) -> Json:
    """`conversations.info`."""
    channel = _readable(call, "read")
    return {"channel": channel_on_the_wire(call, channel)}


def history(call: Call) -> Json:
    """`conversations.history`: newest first; replies only if they were broadcast."""
    channel = _member_of(call, _readable(call, "history"))
    posts = [
        post
        for post in call.world.messages.in_channel(channel.id)
        if post.thread_ts in (None, post.ts) or post.broadcast
    ]
    return _page_of_posts(call, channel, list(reversed(_between(call, posts))))


def replies(call: Call) -> Json:
    """`conversations.replies`: a thread, oldest first."""
    channel = _member_of(call, _readable(call, "history"))
    root = call.world.messages.find(channel.id, call.required("ts", "thread_not_found"))
    if root is None:
        raise ApiError("thread_not_found")
    thread = call.world.messages.in_thread(channel.id, root.root_ts)
    return _page_of_posts(call, channel, _between(call, thread))


def open_conversation(call: Call) -> Json:
    """`conversations.open`: a direct conversation with one person, or with several."""
    users = [one for one in call.text("users").split(",") if one]
    if not users and not call.text("channel"):
        raise ApiError("users_list_not_supplied")
    if not users:
        return {"channel": {"id": call.channel().id}}
    directory = call.world.directory
    people = [directory.users.get(one) for one in users]
    if any(one is None or one.deleted for one in people):
        raise ApiError("user_not_found")
    if any(one is not None and one.team_id != call.bot.team_id for one in people):
        raise ApiError("invalid_user_combination")
    if len(users) > 1:
        channel = directory.add_channel("mpdm", call.bot.team_id, "mpim", {*users, call.bot.bot_user_id})
        return {"channel": {"id": channel.id}}
    existing = directory.direct(call.bot, users[0])
    channel = directory.open_direct(call.bot, users[0])
    already = {"no_op": True, "already_open": True} if existing else {}
    return {**already, "channel": {"id": channel.id}}


def list_channels(call: Call) -> Json:
    """`conversations.list`: the kinds asked for, each of which needs its own scope."""
    wanted = (call.text("types") or "public_channel").split(",")
    unknown = [one for one in wanted if one.strip() not in LIST_TYPES]
    if unknown:
        raise ApiError("invalid_types")
    kinds = {LIST_TYPES[one.strip()] for one in wanted}
    for kind in sorted(kinds):
        call.require_scope(f"{FAMILIES[kind]}:read")
    channels = [
        channel_on_the_wire(call, channel)
        for channel in call.world.directory.visible_channels(call.bot)
        if channel.kind in kinds and not (channel.archived and call.flag("exclude_archived"))
    ]
    shown, cursor = page(channels, call)
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def members(call: Call) -> Json:
    """`conversations.members`."""
    channel = _readable(call, "read")
    shown, cursor = page([{"id": one} for one in sorted(channel.members)], call)
    return {"members": [one["id"] for one in shown], "response_metadata": {"next_cursor": cursor}}


def add_reaction(call: Call) -> Json:
    """`reactions.add`."""
    channel = call.channel()
    name = call.required("name", "invalid_name")
    post = call.world.messages.find(channel.id, call.required("timestamp", "no_item_specified"))
    if post is None:
        raise ApiError("message_not_found")
    if channel.archived:
        raise ApiError("is_archived")
    reacted = post.reactions.setdefault(name, [])
    if call.bot.bot_user_id in reacted:
        raise ApiError("already_reacted")
    reacted.append(call.bot.bot_user_id)
    call.world.journal.happened("updated", post=post)
    return {}


def _readable(call: Call, right: str) -> Channel:
    """Return the channel asked for if the scope of its kind allows `read` or `history` of it."""
    channel = call.channel()
    call.require_scope(f"{FAMILIES[channel.kind]}:{right}")
    return channel


def _member_of(call: Call, channel: Channel) -> Channel:
    if call.bot.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _between(call: Call, posts: list[Post]) -> list[Post]:
    """Return the posts after `oldest` and before `latest`, those themselves only if `inclusive`."""
    oldest, latest = call.text("oldest"), call.text("latest")
    inclusive = call.flag("inclusive")
    for name, value in (("oldest", oldest), ("latest", latest)):
        if value and not value.replace(".", "", 1).isdigit():
            raise ApiError(f"invalid_ts_{name}")
    return [
        post
        for post in posts
        if (not oldest or float(post.ts) > float(oldest) or (inclusive and float(post.ts) == float(oldest)))
        and (not latest or float(post.ts) < float(latest) or (inclusive and float(post.ts) == float(latest)))
    ]


def _page_of_posts(call: Call, channel: Channel, posts: list[Post]) -> Json:
    with_metadata = call.flag("include_all_metadata")
    store = call.world.messages
    messages = [
        on_the_wire(post, with_metadata=with_metadata, replies=store.in_thread(channel.id, post.ts)) for post in posts
    ]
    shown, cursor = page(messages, call)
    more = {"response_metadata": {"next_cursor": cursor}} if cursor else {}
    return {"messages": shown, "has_more": bool(cursor), "pin_count": 0, **more}


def channel_on_the_wire(call: Call, channel: Channel) -> Json:
    """Return a channel as `conversations.info` tells of it."""
    bot_id = call.bot.bot_user_id
    told: Json = {
        "id": channel.id,
        "created": 1700000000,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "public",
        "is_org_shared": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "context_team_id": call.bot.team_id,
    }
    if channel.kind == "im":
        other = next(iter(channel.members - {bot_id}), "")
        return {**told, "user": other, "is_user_deleted": False, "is_open": True, "priority": 0}
    return {
        **told,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_general": channel.name == "general",
        "is_member": bot_id in channel.members,
        "is_pending_ext_shared": False,
        "creator": "U0000000000",
        "shared_team_ids": sorted(call.world.directory.teams_of(channel)),
        "connected_team_ids": sorted(channel.shared_with),
        "conversation_host_id": channel.team_id,
        "num_members": len(channel.members),
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
METHODS = {
    "conversations.info": Method(info, _READ),
    "conversations.history": Method(history, _HISTORY),
    "conversations.replies": Method(replies, _HISTORY),
    "conversations.open": Method(open_conversation, ("im:write", "mpim:write"), reads_json=True),
    "conversations.list": Method(list_channels, _READ, tier=2),
    "conversations.members": Method(members, _READ, tier=4),
    "reactions.add": Method(add_reaction, ("reactions:write",), reads_json=True),
}
