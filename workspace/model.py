"""What a workspace is made of: teams, people, channels, installations, posts and views."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from workspace.files import StoredFile
    from workspace.wire import Json

ChannelKind = Literal["public", "private", "im", "mpim"]


@dataclass(frozen=True)
class Team:
    """One Slack workspace of one organisation."""

    id: str
    name: str
    domain: str


@dataclass
class User:
    """A person or a bot, as `users.info` tells of them."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str = "America/New_York"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False


@dataclass
class Channel:
    """A conversation and who is in it."""

    id: str
    team_id: str
    name: str
    kind: ChannelKind = "public"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    shared_with: set[str] = field(default_factory=set)
    """Ids of the other teams that the channel is shared with through Slack Connect."""

    @property
    def is_ext_shared(self) -> bool:
        """Tell whether people of other organisations are in it."""
        return bool(self.shared_with)


@dataclass(frozen=True)
class Installation:
    """The app in one team: its bot user and its token."""

    team_id: str
    bot_user_id: str
    bot_id: str
    token: str
    scopes: frozenset[str]


@dataclass
class Post:
    """A message as the workspace keeps it, changed in place when the app updates it.

    `seen_by` is the one person who sees it, for an ephemeral message.
    """

    channel_id: str
    ts: str
    team_id: str
    user_id: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[StoredFile] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    bot: Installation | None = None
    app_id: str | None = None
    seen_by: str | None = None
    edited_ts: str | None = None
    deleted: bool = False
    broadcast: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return self.seen_by is not None

    @property
    def root_ts(self) -> str:
        """Return the timestamp of the thread it is in or would start."""
        return self.thread_ts or self.ts


@dataclass
class StoredView:
    """A view as the workspace keeps it: what the app sent, and what the person has filled in.

    `team_id` is the person's team, `bot` the installation that showed it: in a shared channel they differ.
    """

    id: str
    bot: Installation
    team_id: str
    user_id: str
    payload: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[tuple[str, str], Json] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_open: bool = True
