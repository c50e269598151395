"""Rows of `feeds` to values and back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.domain.press.feed import FailureKind, Feed, FeedLog, FeedState, Hints, Trouble, Validators
from storage.press_schema import feeds

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from bot.domain.press.feed import FeedDraft

_HIDDEN: Final = ("added_", "changed_")
READ: Final = tuple(column for column in feeds.c if column.name == "added_at" or not column.name.startswith(_HIDDEN))
"""The columns that a feed is read from."""

NO_HINTS: Final = Hints()


def to_feed(row: RowMapping) -> Feed:
    """The feed that a row holds."""
    return Feed(
        id=row["id"],
        dossier_id=row["dossier_id"],
        url=row["url"],
        host=row["host"],
        added_at=row["added_at"],
        next_at=row["next_at"],
        outlet=row["outlet"],
        title=row["title"],
        site=row["site"],
        flags=tuple(row["flags"] or ()),
        log=FeedLog(row["log"]),
        every=None if row["every_s"] is None else timedelta(seconds=row["every_s"]),
        state=FeedState(row["state"]),
        state_reason=row["state_reason"],
        pace=timedelta(seconds=row["pace_s"]),
        hints=_to_hints(row),
        validators=Validators(row["etag"], row["last_modified"], row["body_hash"]),
        whole_at=row["whole_at"],
        parsed_at=row["parsed_at"],
        polled_at=row["polled_at"],
        succeeded_at=row["succeeded_at"],
        trouble=_to_trouble(row),
        seen=row["seen"],
        gone=row["gone"],
        moved_to=row["moved_to"],
        moved_seen=row["moved_seen"],
        not_before=row["not_before"],
        last_error=row["last_error"],
    )


def _to_hints(row: RowMapping) -> Hints:
    floor, hours, days = row["floor_s"], row["skip_hours"], row["skip_days"]
    if not (floor or hours or days):
        return NO_HINTS
    return Hints(timedelta(seconds=floor), frozenset(hours or ()), frozenset(days or ()))


def _to_trouble(row: RowMapping) -> Trouble | None:
    since = row["failing_since"]
    if since is None:
        return None
    kind = FailureKind(row["failing_kind"])
    return Trouble(since, row["failing_weight"], kind, row["failing_reason"], row["failing_told"])


def polled_columns(feed: Feed) -> dict[str, Any]:
    """What every poll leaves behind; the address and the state, which seldom change, are apart.

    What people set (outlet, flags, log, a pace of their own) is not among them. A feed is never due before the moment
    until which its server asked to be left alone.
    """
    return {
        "title": feed.title,
        "site": feed.site,
        "next_at": feed.next_at if feed.not_before is None else max(feed.next_at, feed.not_before),
        "pace_s": seconds(feed.pace),
        "floor_s": seconds(feed.hints.floor),
        "skip_hours": sorted(feed.hints.skip_hours) or None,
        "skip_days": sorted(feed.hints.skip_days) or None,
        "etag": feed.validators.etag,
        "last_modified": feed.validators.last_modified,
        "body_hash": feed.validators.body_hash,
        "whole_at": feed.whole_at,
        "parsed_at": feed.parsed_at,
        "polled_at": feed.polled_at,
        "succeeded_at": feed.succeeded_at,
        "seen": feed.seen,
        "gone": feed.gone,
        "moved_to": feed.moved_to,
        "moved_seen": feed.moved_seen,
        "not_before": feed.not_before,
        "last_error": feed.trouble.reason if feed.trouble else feed.last_error,
        **trouble_columns(feed.trouble),
    }


def trouble_columns(trouble: Trouble | None) -> dict[str, Any]:
    """The columns of a run of failures, or of none."""
    return {
        "failing_since": trouble.since if trouble else None,
        "failing_weight": trouble.weight if trouble else 0.0,
        "failing_kind": trouble.kind.value if trouble else "",
        "failing_reason": trouble.reason if trouble else "",
        "failing_told": trouble.told if trouble else False,
    }


def draft_columns(draft: FeedDraft) -> dict[str, Any]:
    """The columns that whoever adds a feed gives."""
    return {
        "dossier_id": draft.dossier_id,
        "url": draft.url,
        "outlet": draft.outlet,
        "title": draft.title,
        "site": draft.site,
        "flags": list(draft.flags) or None,
        "log": draft.log.value,
        "every_s": seconds(draft.every),
    }


def seconds(span: timedelta | None) -> int | None:
    """A span in whole seconds, as it is stored."""
    return None if span is None else int(span.total_seconds())
