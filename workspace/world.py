"""The state of the stand-in, and the few changes to it that people see."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workspace.directory import Directory
from workspace.files import FileStore
from workspace.journal import Journal
from workspace.messages import MessageStore, on_the_wire, with_ids
from workspace.tickets import Tickets
from workspace.views import ViewStore

if TYPE_CHECKING:
    from collections.abc import Callable

    from workspace.app_settings import AppSettings
    from workspace.clock import Clock
    from workspace.model import Channel, Installation, Post
    from workspace.wire import Json


@dataclass
class World:
    """Everything the workspace knows. Nothing here waits or talks to a network."""

    app: AppSettings
    clock: Clock
    directory: Directory = field(default_factory=Directory)
    journal: Journal = field(default_factory=Journal)
    messages: MessageStore = field(default_factory=MessageStore)
    base_url: str = ""

    def __post_init__(self) -> None:
        """Make what depends on the clock and the directory."""
        self.tickets = Tickets(self.clock)
        self.views = ViewStore(self.directory)
        self.files = FileStore(self.directory)
        self.on_event: Callable[[str, Json, Channel | None, Installation], None] = _nobody_listens
        self._last_ts = 0

    def new_ts(self) -> str:
        """Return a message timestamp: the present moment, made unique in its last digits."""
        micros = int(self.clock().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def tell(self, event: str, body: Json, channel: Channel | None, bot: Installation) -> None:
        """Let the app hear of an event if it is subscribed and has the scope."""
        if self.app.hears(event, bot.scopes):
            self.on_event(event, body, channel, bot)

    def post(self, post: Post, *, cause: str | None = None) -> Post:
        """Put a message where its readers see it, and tell the app of it as of any other message."""
        self.messages.add(post)
        if post.is_ephemeral:
            self.journal.happened("ephemeral", post=post, user_id=post.seen_by, cause=cause)
            return post
        self.journal.happened("posted", post=post, cause=cause)
        self._tell_of_message(post)
        return post

    def update(self, post: Post, *, text: str, blocks: list[Json], cause: str | None = None) -> None:
        """Change a message in place."""
        previous = on_the_wire(post)
        post.text, post.blocks = text, with_ids(blocks)
        if not post.is_ephemeral:
            post.edited_ts = self.new_ts()
            self._tell_of_change(
                post,
                {"subtype": "message_changed", "message": on_the_wire(post), "previous_message": previous},
            )
        self.journal.happened("updated", post=post, user_id=post.seen_by, cause=cause)

    def delete(self, post: Post, *, cause: str | None = None) -> None:
        """Take a message away."""
        previous = on_the_wire(post)
        post.deleted = True
        if not post.is_ephemeral:
            self._tell_of_change(
                post, {"subtype": "message_deleted", "deleted_ts": post.ts, "previous_message": previous}
            )
        self.journal.happened("deleted", post=post, user_id=post.seen_by, cause=cause)

    def bot_in(self, channel: Channel, team_id: str) -> Installation | None:
        """Return the one installation that hears of what a member of `team_id` does in a channel.

        An app hears of everything once, even where several of its installations are in a shared channel.
        """
        present = [one for one in self.directory.installations.values() if one.bot_user_id in channel.members]
        return next((one for one in present if one.team_id == team_id), present[0] if present else None)

    def _tell_of_message(self, post: Post) -> None:
        channel = self.directory.channels[post.channel_id]
        body = {
            **on_the_wire(post, is_shared=channel.is_ext_shared),
            "channel": channel.id,
            "channel_type": CHANNEL_TYPES[channel.kind],
            "event_ts": post.ts,
        }
        if post.bot is None:
            body["client_msg_id"] = secrets.token_hex(16)
        body |= self._foreign_author(channel, post)
        bot = self.bot_in(channel, post.team_id)
        if bot is not None:
            self.tell(f"message.{SUBSCRIPTIONS[channel.kind]}", body, channel, bot)

    def _foreign_author(self, channel: Channel, post: Post) -> Json:
        """Return what Slack adds about the author in a channel shared with other organisations."""
        if not channel.is_ext_shared:
            return {}
        return {"user_team": post.team_id, "source_team": post.team_id}

    def _tell_of_change(self, post: Post, change: Json) -> None:
        channel = self.directory.channels[post.channel_id]
        ts = self.new_ts()
        body = {
            "type": "message",
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel": channel.id,
            "channel_type": CHANNEL_TYPES[channel.kind],
            **change,
        }
        bot = self.bot_in(channel, post.team_id)
        if bot is not None:
            self.tell(f"message.{SUBSCRIPTIONS[channel.kind]}", body, channel, bot)


CHANNEL_TYPES = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
SUBSCRIPTIONS = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def _nobody_listens(event: str, body: Json, channel: Channel | None, bot: Installation) -> None:
    del event, body, channel, bot
