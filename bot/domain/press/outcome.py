"""What one request for a feed came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.press.feed import FailureKind, Validators
    from bot.domain.press.item import ParsedFeed


@dataclass(frozen=True, slots=True)
class Http:
    """What the exchange said besides the body.

    `moved_to` is where permanent redirects (301, 308) led from the feed's own address, before any temporary one; empty
    where there was none. `fresh_for` is the longest of `Cache-Control: max-age` and `Expires`. `retry_at` is
    `Retry-After` as a moment, at most 24 h ahead. `whole` says that the request carried no validators.
    """

    status: int = 0
    moved_to: str = ""
    fresh_for: timedelta = timedelta()
    retry_at: datetime | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing new can be in it: the server said so (304), or the body's hash is the known one."""

    http: Http
    validators: Validators


@dataclass(frozen=True, slots=True)
class Brought:
    """A document that was read."""

    http: Http
    validators: Validators
    feed: ParsedFeed


@dataclass(frozen=True, slots=True)
class Failed:
    """No document. `reason` is for people, without a full stop: "the server answered 503"."""

    kind: FailureKind
    reason: str
    http: Http = field(default_factory=Http)


Outcome = Unchanged | Brought | Failed
