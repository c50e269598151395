"""Files in the workspace: those that people share, and those that the app uploads and then shares.

File object: https://docs.slack.dev/reference/objects/file-object
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workspace.directory import Directory
    from workspace.model import ChannelKind, Installation, Post
    from workspace.wire import Json

Given = tuple[str, bytes]
"""A file as a person attaches it: its name and its bytes."""

TYPES = {
    "csv": "text/csv",
    "html": "text/html",
    "json": "application/json",
    "opml": "text/x-opml",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain",
    "xml": "application/xml",
}
UNKNOWN_TYPE = "application/octet-stream"
_LISTS: dict[ChannelKind, str] = {"public": "channels", "private": "groups", "mpim": "groups", "im": "ims"}


@dataclass
class StoredFile:
    """A file as the workspace keeps it.

    `length` is the size that was announced. `content` is empty until the bytes have arrived. `shares` are the
    timestamps of the messages that show it, by channel. `bot_id` names the installation that uploaded it, if one did.
    """

    id: str
    team_id: str
    user_id: str
    name: str
    length: int
    base_url: str
    created: int
    content: bytes = b""
    title: str = ""
    bot_id: str = ""
    shares: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    deleted: bool = False

    @property
    def text(self) -> str:
        """Return what it says, as UTF-8 text, with the byte order mark if it has one."""
        return self.content.decode()

    @property
    def extension(self) -> str:
        """Return what its name ends in, in lower case."""
        return self.name.rpartition(".")[2].lower() if "." in self.name else ""

    @property
    def mimetype(self) -> str:
        """Return the type that Slack guesses from its name."""
        return TYPES.get(self.extension, UNKNOWN_TYPE)

    def address(self, *, download: bool) -> str:
        """Return its private address: the one that shows it, or the one that downloads it."""
        step = "download/" if download else ""
        return f"{self.base_url}/files-pri/{self.team_id}-{self.id}/{step}{quote(self.name.lower().replace(' ', '_'))}"


class FileStore:
    """Every file there ever was, by id."""

    def __init__(self, directory: Directory) -> None:
        """Start empty; `directory` tells the kinds of the channels that files are shared in."""
        self._directory = directory
        self._files: dict[str, StoredFile] = {}
        self._numbers = count(1)

    def add(self, file: StoredFile) -> StoredFile:
        """Keep a file."""
        self._files[file.id] = file
        return file

    def new_id(self) -> str:
        """Return an unused id."""
        return f"F0{next(self._numbers):09}"

    def find(self, key: str) -> StoredFile | None:
        """Return the file with this id, unless it was deleted."""
        found = self._files.get(key)
        return None if found is None or found.deleted else found

    def seen_by(self, bot: Installation, key: str) -> StoredFile | None:
        """Return a file that an installation may see: its own, or one shared where its bot user is."""
        file = self.find(key)
        if file is None or not file.content:
            return None
        channels = self._directory.channels
        is_shared = any(bot.bot_user_id in channels[place].members for place in file.shares)
        return file if is_shared or file.bot_id == bot.bot_id else None

    def show(self, post: Post, files: Sequence[StoredFile]) -> None:
        """Put files on a message."""
        post.files = list(files)
        for file in files:
            file.shares[post.channel_id].append(post.ts)

    def told_in_full(self, file: StoredFile) -> Json:
        """Return a file as `files.info` tells of it."""
        shares: dict[str, Json] = {}
        lists: dict[str, list[str]] = {"channels": [], "groups": [], "ims": []}
        for place, stamps in file.shares.items():
            kind = self._directory.channels[place].kind
            family = shares.setdefault("public" if kind == "public" else "private", {})
            family[place] = [{"ts": ts, "team_id": file.team_id} for ts in stamps]
            lists[_LISTS[kind]].append(place)
        return {**on_the_wire(file), **lists, "shares": shares, "comments_count": 0}


def several(given: Given | Sequence[Given]) -> list[Given]:
    """Return the files given, one alone or any number."""
    return [given] if isinstance(given, tuple) and len(given) == 2 and isinstance(given[0], str) else list(given)


def on_the_wire(file: StoredFile) -> Json:
    """Return a file as a message shows it."""
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title or file.name,
        "mimetype": file.mimetype,
        "filetype": file.extension if file.extension in TYPES else "binary",
        "pretty_type": (file.extension or "Binary").upper(),
        "user": file.user_id,
        "user_team": file.team_id,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": False,
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": file.address(download=False),
        "url_private_download": file.address(download=True),
        "permalink": f"{file.base_url}/files/{file.user_id}/{file.id}/{quote(file.name.lower().replace(' ', '_'))}",
        "is_starred": False,
        "has_rich_preview": False,
        "file_access": "visible",
    }


def to_be_asked_for(file: StoredFile) -> Json:
    """Return what an event tells of a file in a channel that several organisations share: hardly anything.

    https://docs.slack.dev/apis/slack-connect
    """
    return {"id": file.id, "created": 0, "timestamp": 0, "mode": "file_access", "file_access": "check_file_info"}


def gone(file: StoredFile) -> Json:
    """Return what is left of a deleted file."""
    return {"id": file.id, "mode": "tombstone"}
