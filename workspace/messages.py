"""The messages of all channels, and how each looks on the wire."""

from __future__ import annotations

import secrets
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from workspace import files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workspace.files import StoredFile
    from workspace.model import Post
    from workspace.wire import Json


class MessageStore:
    """Every message ever posted, with the deleted and the ephemeral ones marked as such."""

    def __init__(self) -> None:
        """Start empty."""
        self.posts: list[Post] = []
        self._by_channel: defaultdict[str, list[Post]] = defaultdict(list)

    def add(self, post: Post) -> Post:
        """Keep a message, its blocks given ids where the app gave none."""
        post.blocks = with_ids(post.blocks)
        self.posts.append(post)
        self._by_channel[post.channel_id].append(post)
        return post

    def find(self, channel_id: str, ts: str) -> Post | None:
        """Return the message that everyone in a channel can see at `ts`."""
        return next((one for one in self.in_channel(channel_id) if one.ts == ts), None)

    def in_channel(self, channel_id: str) -> list[Post]:
        """Return what everyone in a channel can see, oldest first."""
        return [one for one in self._by_channel[channel_id] if not one.deleted and not one.is_ephemeral]

    def in_thread(self, channel_id: str, root_ts: str) -> list[Post]:
        """Return a thread: its first message and the replies, oldest first."""
        return [one for one in self.in_channel(channel_id) if one.root_ts == root_ts]

    def ephemeral_to(self, user_id: str) -> list[Post]:
        """Return the messages that only this person sees, oldest first."""
        return [one for one in self.posts if one.seen_by == user_id and not one.deleted]


def with_ids(blocks: Iterable[Json]) -> list[Json]:
    """Return blocks with a `block_id` each and an `action_id` for each interactive element, as Slack does."""
    return [_with_id(block) for block in blocks]


INTERACTIVE_PARTS = ("accessory", "element")


def _with_id(block: Json) -> Json:
    named = {**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)}
    for part in INTERACTIVE_PARTS:
        if isinstance(block.get(part), dict):
            named[part] = _with_action_id(block[part])
    if block.get("type") in {"actions", "context_actions"}:
        named["elements"] = [_with_action_id(element) for element in block["elements"]]
    return named


def _with_action_id(element: Json) -> Json:
    if element.get("type") == "image":
        return element
    return {**element, "action_id": element.get("action_id") or secrets.token_urlsafe(4)}


def on_the_wire(
    post: Post, *, with_metadata: bool = True, replies: Iterable[Post] = (), is_shared: bool = False
) -> Json:
    """Return a message as `chat.postMessage`, `conversations.history` and events show it.

    `is_shared`: as the events of a channel that several organisations share, which tell only the ids of files.
    """
    message: Json = {"type": "message", "user": post.user_id, "ts": post.ts, "text": post.text}
    optional: dict[str, Any] = {
        "bot_id": post.bot.bot_id if post.bot else None,
        "app_id": post.app_id,
        "team": post.team_id,
        "blocks": post.blocks or None,
        "attachments": post.attachments or None,
        "thread_ts": post.thread_ts,
        "metadata": post.metadata if with_metadata else None,
        "edited": {"user": post.user_id, "ts": post.edited_ts} if post.edited_ts else None,
        "subtype": _subtype(post),
        "files": [_file(one, is_shared=is_shared) for one in post.files] or None,
        "upload": False if post.files else None,
        "reactions": [
            {"name": name, "users": list(users), "count": len(users)} for name, users in post.reactions.items()
        ]
        or None,
    }
    message |= {name: value for name, value in optional.items() if value is not None}
    later = [one for one in replies if one.ts != post.ts]
    if later and post.thread_ts in (None, post.ts):
        message |= _thread_summary(post, later)
    return message


def _subtype(post: Post) -> str | None:
    if post.broadcast:
        return "thread_broadcast"
    return "file_share" if post.files else None


def _file(file: StoredFile, *, is_shared: bool) -> Json:
    if file.deleted:
        return files.gone(file)
    return files.to_be_asked_for(file) if is_shared else files.on_the_wire(file)


def _thread_summary(post: Post, replies: list[Post]) -> Json:
    users = list(dict.fromkeys(one.user_id for one in replies))
    return {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "reply_users": users,
        "latest_reply": replies[-1].ts,
    }
