"""A notice: something to be told in Slack. It is written in the transaction that made it true, and delivered later."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


class NoticeKind(StrEnum):
    """What is told. What it says is rendered from the store when it is sent, so it is never out of date."""

    PRESS_CARD = "press_card"  # a new match: facts {"entry": key}
    CARD_UPDATE = "card_update"  # a posted card says something new: facts {"entry": key, "version": n}
    PRESS_NOTE = "press_note"  # a note for the card's thread: facts {"entry": key, "note": key}
    FIRST_FETCH = "feed_first"  # facts {"feed": id, "items": n, "logged": n}
    FLOOD = "feed_flood"  # facts {"feed": id, "entries": [key, …]}
    FEED_FAILING = "feed_failing"  # facts {"feed": id, "since": iso, "reason": text}
    FEED_RECOVERED = "feed_recovered"  # facts {"feed": id, "since": iso}
    FEED_RETIRED = "feed_retired"
    FEED_MOVED = "feed_moved"  # facts {"feed": id, "from": url, "to": url}
    ARCHIVE = "archive"  # not told but done: an item is to be saved to an archive; facts {"entry": key}


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice as it is written. Of two with the same `dedupe` key only the first is kept.

    `channel` is a channel id or `#name`; empty for the press channel of the settings.
    """

    kind: NoticeKind
    dedupe: str
    channel: str = ""
    entry_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    due_at: datetime | None = None  # at once where None


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    """A notice that this process may deliver until its lease ends. `attempts` counts the tries before this one."""

    id: int
    token: int
    notice: NewNotice
    attempts: int
    created_at: datetime
