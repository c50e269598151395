"""Feeds, items and outcomes to try things with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.press.feed import FailureKind, Feed, Hints, Validators
from bot.domain.press.item import ParsedFeed, ParsedItem
from bot.domain.press.outcome import Brought, Failed, Http, Unchanged

if TYPE_CHECKING:
    from collections.abc import Iterable

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def a_feed(**changes: Any) -> Feed:
    """A feed that has been polled before, unless told otherwise."""
    facts: dict[str, Any] = {
        "id": 7,
        "dossier_id": 1,
        "url": "https://vox.example/feed",
        "host": "vox.example:443",
        "added_at": NOW - 30 * DAY,
        "next_at": NOW,
        "parsed_at": NOW - HOUR,
        "whole_at": NOW - HOUR,
        "validators": Validators("e1", "l1", "h1"),
    }
    return Feed(**(facts | changes))


def an_item(number: int = 1, **changes: Any) -> ParsedItem:
    """An item with all that a good feed gives."""
    facts: dict[str, Any] = {
        "guid": f"guid-{number}",
        "url": f"https://vox.example/story/{number}",
        "title": f"Story {number}",
        "summary": f"What happened in story {number}.",
        "published": NOW - number * HOUR,
    }
    return ParsedItem(**(facts | changes))


def items(numbers: Iterable[int], **changes: Any) -> tuple[ParsedItem, ...]:
    """Several items that have these parts in common."""
    return tuple(an_item(number, **changes) for number in numbers)


def brought(*of: ParsedItem, **changes: Any) -> Brought:
    """A document with these items."""
    parsed = ParsedFeed("Vox", "https://vox.example/", changes.pop("hints", Hints()), of)
    return Brought(Http(status=200, **changes), Validators("e2", "l2", "h2"), parsed)


def unchanged(**changes: Any) -> Unchanged:
    """An answer 304, unless told otherwise."""
    validators = changes.pop("validators", Validators("e1", "l1", "h1"))
    return Unchanged(Http(**({"status": 304} | changes)), validators)


def failed(status: int = 503, kind: FailureKind = FailureKind.SOFT, **changes: Any) -> Failed:
    """A failure, with what the server answered (0: nothing)."""
    return Failed(kind, f"the server answered {status}", Http(status=status, **changes))
