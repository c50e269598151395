"""Reading what a server says besides the document: how long it is fresh, when to come back, what a status means."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import FailureKind

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_WAIT: Final = timedelta(hours=24)
MAX_VALIDATOR: Final = 1_000  # characters; servers give some dozen

_LIFETIME: Final = re.compile(r"(?:^|[,\s])(?:s-maxage|max-age)\s*=\s*\"?([0-9]{1,12})(?![0-9])")
_NOT_KEPT: Final = re.compile(r"(?:^|[,\s])no-(?:cache|store)\s*(?:,|$)")
_SECONDS: Final = re.compile(r"[0-9]{1,12}")
_VALIDATOR: Final = re.compile(rf"[\x20-\x7e]{{1,{MAX_VALIDATOR}}}")

_MAY_PASS: Final = frozenset((404, 408, 421, 425, 429))


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the document stays fresh: the longest of `max-age`, `s-maxage` and `Expires`, at most 24 h.

    What cannot be read counts as nothing, and so does everything beside `no-cache` or `no-store` (RFC 9111).
    """
    control = headers.get("Cache-Control", "").lower()
    if control and _NOT_KEPT.search(control):
        return timedelta()
    seconds = max(map(int, _LIFETIME.findall(control)), default=0) if control else 0
    lifetime = timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))
    expires = _moment(headers.get("Expires", ""))
    if expires is not None:
        # By the server's own clock, which may differ from ours.
        lifetime = max(lifetime, expires - (_moment(headers.get("Date", "")) or now))
    return min(lifetime, LONGEST_WAIT)


def retry_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """`Retry-After`, in seconds or as a date, as a moment, at most 24 h ahead; None where it says nothing useful."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    if _SECONDS.fullmatch(text):
        return now + min(timedelta(seconds=min(int(text), 10**6)), LONGEST_WAIT) if int(text) else None
    moment = _moment(text)
    return min(moment, now + LONGEST_WAIT) if moment is not None and moment > now else None


def failure_kind(status: int) -> FailureKind:
    """How heavily an answer without a document weighs."""
    if status == 410:
        return FailureKind.GONE
    return FailureKind.SOFT if status < 400 or status >= 500 or status in _MAY_PASS else FailureKind.HARD


def validator(text: str) -> str:
    """An `ETag` or `Last-Modified` exactly as given; empty for one that could not be sent back."""
    return text if _VALIDATOR.fullmatch(text) else ""


def _moment(text: str) -> datetime | None:
    """A date of HTTP, in UTC; None for anything else."""
    if len(text) < 16:  # "0" and "-1" are what servers write for "at once"
        return None
    try:
        moment = parsedate_to_datetime(text[:64])
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
