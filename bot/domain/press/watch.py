"""A watch: a saved query over coverage, with what is to happen when something matches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

FOREVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""When a watch is heard of again that was muted without an end."""


class Alert(StrEnum):
    """When people are told of a match: at once with a card, or with the morning's digest only."""

    NOW = "now"
    DIGEST = "digest"


class Place(StrEnum):
    """Where in an item something was found."""

    TITLE = "title"
    TEXT = "text"
    OUTLET = "outlet"
    AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a watch asked for, as it stands in the item, and where: ("Clearview", TITLE)."""

    words: str
    place: Place


@dataclass(frozen=True, slots=True)
class Story:
    """An item as a watch reads it."""

    title: str
    text: str = ""
    outlet: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Watch:
    """One watch as it is on file. `channel` is an id or a `#name`, empty for the press channel of the settings.

    `version` counts its changes, so that two people who edit it at once do not overwrite each other.
    """

    id: int
    dossier_id: int
    name: str
    query: str
    added_at: datetime
    flags: tuple[str, ...] = ()
    alert: Alert = Alert.NOW
    channel: str = ""
    muted_until: datetime | None = None
    version: int = 1
    removed_because: str | None = None

    def is_muted(self, now: datetime) -> bool:
        """Whether people are told nothing of its matches at this moment. They are logged all the same."""
        return self.muted_until is not None and self.muted_until > now


@dataclass(frozen=True, slots=True)
class WatchDraft:
    """A watch as an editor gives it. Without a name it is called by its query."""

    query: str
    name: str = ""
    flags: tuple[str, ...] = ()
    alert: Alert = Alert.NOW
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Why an item was logged: the watch, and what of it was found where."""

    watch_id: int
    hits: tuple[Hit, ...]
