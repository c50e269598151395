"""`chat.*`: posting, changing and deleting messages.

https://docs.slack.dev/reference/methods?family=chat
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workspace.composing import Content, UnacceptableError, checked_metadata, compose
from workspace.messages import on_the_wire
from workspace.model import Post
from workspace.web_api.call import ApiError, Call, Method, refuse_invalid

if TYPE_CHECKING:
    from workspace.model import Channel
    from workspace.wire import Json

UPDATE_TEXT_LIMIT = 4_000
POST_TEXT_LIMIT = 40_000
TS = re.compile(r"\d{10}\.\d{6}\Z")


def post_message(call: Call) -> Json:
    """`chat.postMessage`: to a channel, a thread, or a person (who then gets a direct message)."""
    channel = _channel_to_post_in(call)
    content, metadata = _content(call), _metadata(call)
    post = Post(
        channel_id=channel.id,
        ts=call.world.new_ts(),
        team_id=call.bot.team_id,
        user_id=call.bot.bot_user_id,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=thread_meant(call, channel),
        metadata=metadata,
        bot=call.bot,
        app_id=call.world.app.app_id,
        broadcast=call.flag("reply_broadcast"),
    )
    call.world.post(post)
    return {"channel": channel.id, "ts": post.ts, "message": {**on_the_wire(post), **_bot_profile(call)}}


def post_ephemeral(call: Call) -> Json:
    """`chat.postEphemeral`: for one member of a channel."""
    channel = _channel_to_post_in(call)
    reader = call.required("user")
    if reader not in channel.members:
        raise ApiError("user_not_in_channel")
    if len(call.text("text")) > POST_TEXT_LIMIT:
        raise ApiError("msg_too_long")
    content = _content(call)
    post = Post(
        channel_id=channel.id,
        ts=call.world.new_ts(),
        team_id=call.bot.team_id,
        user_id=call.bot.bot_user_id,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        thread_ts=thread_meant(call, channel),
        bot=call.bot,
        app_id=call.world.app.app_id,
        seen_by=reader,
    )
    call.world.post(post)
    return {"message_ts": post.ts}


def update(call: Call) -> Json:
    """`chat.update`: only the app's own messages, and no ephemeral ones.

    Blocks and attachments that are not sent stay as they were; an empty array takes them away.
    """
    channel = call.channel()
    post = _own_message(call, channel, "cant_update_message")
    if channel.archived:
        raise ApiError("is_inactive")
    if len(call.text("text")) > UPDATE_TEXT_LIMIT:
        raise ApiError("msg_too_long")
    content = _content(call)
    if call.arguments.get("attachments") is not None:
        post.attachments = content.attachments
    if call.arguments.get("metadata") is not None:
        post.metadata = _metadata(call)
    keeps_blocks = call.arguments.get("blocks") is None and call.arguments.get("markdown_text") is None
    call.world.update(post, text=content.text, blocks=post.blocks if keeps_blocks else content.blocks)
    return {"channel": channel.id, "ts": post.ts, "text": post.text, "message": on_the_wire(post)}


def delete(call: Call) -> Json:
    """`chat.delete`: only the app's own messages."""
    channel = call.channel()
    post = _own_message(call, channel, "cant_delete_message")
    call.world.delete(post)
    return {"channel": channel.id, "ts": post.ts}


def get_permalink(call: Call) -> Json:
    """`chat.getPermalink`: the address of a message."""
    channel = call.channel()
    ts = call.required("message_ts", "message_not_found")
    post = call.world.messages.find(channel.id, ts)
    if post is None:
        raise ApiError("message_not_found")
    return {
        "channel": channel.id,
        "permalink": permalink(call.world.directory.teams[channel.team_id].domain, post),
    }


def permalink(domain: str, post: Post) -> str:
    """Return the address of a message as Slack writes it."""
    address = f"https://{domain}.slack.com/archives/{post.channel_id}/p{post.ts.replace('.', '')}"
    in_thread = post.thread_ts not in (None, post.ts)
    return f"{address}?thread_ts={post.thread_ts}&cid={post.channel_id}" if in_thread else address


def _channel_to_post_in(call: Call) -> Channel:
    """Return the channel meant, or the direct conversation with the person meant."""
    directory = call.world.directory
    wanted = call.required("channel", "channel_not_found")
    person = directory.users.get(wanted)
    if person is not None:
        if person.team_id != call.bot.team_id or person.is_bot:
            raise ApiError("channel_not_found")
        channel = directory.open_direct(call.bot, person.id)
    else:
        channel = call.channel()
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind == "im" and not call.world.app.messages_tab:
        raise ApiError("messages_tab_disabled")
    is_member = call.bot.bot_user_id in channel.members
    may_post_anyway = channel.kind == "public" and "chat:write.public" in call.bot.scopes
    if not is_member and not may_post_anyway:
        raise ApiError("not_in_channel")
    return channel


def _own_message(call: Call, channel: Channel, not_own: str) -> Post:
    post = call.world.messages.find(channel.id, call.required("ts", "message_not_found"))
    if post is None:
        raise ApiError("message_not_found")
    if post.bot is None or post.bot.bot_id != call.bot.bot_id:
        raise ApiError(not_own)
    return post


def _content(call: Call) -> Content:
    given: dict[str, Any] = {
        "text": call.arguments.get("text"),
        "blocks": call.structure("blocks", "invalid_blocks_format"),
        "attachments": call.structure("attachments", "invalid_attachments"),
        "markdown_text": call.arguments.get("markdown_text"),
    }
    try:
        content = compose(given)
    except UnacceptableError as unacceptable:
        refuse_invalid(unacceptable.error, unacceptable.problems)
        raise ApiError(unacceptable.error) from None
    if content.blocks and not content.text:
        call.world.journal.complain(f"{call.method} sent blocks without a text for notifications")
    return content


def _metadata(call: Call) -> Json | None:
    try:
        return checked_metadata(call.structure("metadata", "invalid_metadata_format"))
    except UnacceptableError as unacceptable:
        raise ApiError(unacceptable.error) from None


def thread_meant(call: Call, channel: Channel) -> str | None:
    """Return the thread to reply in. Slack takes any timestamp; one without a message is complained of."""
    ts = call.text("thread_ts")
    if not ts:
        return None
    if not TS.match(ts):
        raise ApiError("invalid_thread_ts")
    parent = call.world.messages.find(channel.id, ts)
    if parent is None:
        call.world.journal.complain(f"{call.method} replied to {ts}, where there is no message")
        return ts
    return parent.root_ts


def _bot_profile(call: Call) -> Json:
    return {
        "bot_profile": {
            "id": call.bot.bot_id,
            "app_id": call.world.app.app_id,
            "name": call.world.app.name,
            "team_id": call.bot.team_id,
            "deleted": False,
        }
    }


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), reads_json=True),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), tier=4, reads_json=True),
    "chat.update": Method(update, ("chat:write",), reads_json=True),
    "chat.delete": Method(delete, ("chat:write",), reads_json=True),
    "chat.getPermalink": Method(get_permalink, tier=4),
}
