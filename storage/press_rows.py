"""What hangs on press items, as values, and rows to values and back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.press.story import StoryFacts
from bot.domain.press.watch import Hit, Place
from storage.rows import to_stamp

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from bot.domain.entries import Stamp
    from bot.domain.press.item import NewItem
    from bot.domain.press.watch import Match


@dataclass(frozen=True, slots=True)
class NewCopy:
    """A place where a story was found: the entry's key, and the feed's id, or None for what was added by hand."""

    entry_id: int
    feed_id: int | None
    item: NewItem
    outlet: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy on file. `feed` is the feed's name, empty for what was added by hand."""

    id: int
    entry_id: int
    feed_id: int | None
    feed: str
    url: str
    canonical: str
    guid: str
    facts: StoryFacts

    @property
    def outlet(self) -> str:
        """The outlet that carries it."""
        return self.facts.outlet

    @property
    def title(self) -> str:
        """Its own title, which may differ from the entry's."""
        return self.facts.title

    @property
    def seen(self) -> datetime:
        """When it was found."""
        return self.facts.seen


@dataclass(frozen=True, slots=True)
class NewMatch:
    """Why an entry is in the log."""

    entry_id: int
    match: Match
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptMatch:
    """Why an entry is in the log, with the watch's name and the flags that it suggests now."""

    watch_id: int
    watch: str
    hits: tuple[Hit, ...]
    flags: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class KeptNote:
    """What somebody noted about an entry."""

    id: int
    entry_id: int
    text: str
    written: Stamp


def copy_columns(dossier_id: int, copy: NewCopy) -> dict[str, Any]:
    """The columns of a new copy in a dossier."""
    item = copy.item
    return {
        "entry_id": copy.entry_id,
        "dossier_id": dossier_id,
        "feed_id": copy.feed_id,
        "url": item.url,
        "canonical": item.canonical,
        "canonical_key": item.keys.url,
        "guid": item.guid,
        "title": item.title,
        "title_key": item.keys.title,
        "summary": item.summary,
        "outlet": copy.outlet,
        "published": item.published.isoformat() if item.published else None,
        "seen_at": item.seen,
    }


def to_copy(row: RowMapping) -> Copy:
    """The copy that a row holds, with its feed's name as `feed`."""
    facts = StoryFacts(
        canonical_key=row["canonical_key"],
        title_key=row["title_key"],
        title=row["title"],
        summary=row["summary"],
        outlet=row["outlet"],
        seen=row["seen_at"],
        published=datetime.fromisoformat(row["published"]) if row["published"] else None,
    )
    return Copy(
        row["id"], row["entry_id"], row["feed_id"], row["feed"], row["url"], row["canonical"], row["guid"], facts
    )


def to_match(row: RowMapping) -> KeptMatch:
    """The match that a row holds, with its watch's `name` and `flags`."""
    hits = tuple(Hit(words, Place(place)) for words, place in row["hits"])
    return KeptMatch(row["watch_id"], row["name"], hits, tuple(row["flags"]), row["at"])


def to_note(row: RowMapping) -> KeptNote:
    """The note that a row holds."""
    return KeptNote(row["id"], row["entry_id"], row["text"], to_stamp("written", row))
