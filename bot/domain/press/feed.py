"""A feed: where coverage is polled from, and everything that the next poll needs to know about the last ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

FIRST_PACE: Final = timedelta(hours=1)


class FeedState(StrEnum):
    """Whether a feed is polled. `RETIRED` is what its own server did: it said twice that the feed is gone (410)."""

    ACTIVE = "active"
    PAUSED = "paused"
    RETIRED = "retired"
    REMOVED = "removed"


class FeedLog(StrEnum):
    """What of a feed becomes a press item: what a watch matches, or everything (a feed that is itself a search)."""

    MATCHES = "matches"
    EVERYTHING = "everything"


class FailureKind(StrEnum):
    """How heavily a failure weighs against a feed; see `bot.feeds.decide`."""

    HARD = "hard"  # will not pass by itself: refused by the guard, 400, 401, 403, not a feed at all …
    SOFT = "soft"  # likely to pass: 404, 429, 5xx, a timeout, a document that cannot be parsed
    DNS = "dns"  # the name was not found just now
    GONE = "gone"  # 410


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server and we remember of the last body: HTTP's validators, and the body's own hash (hex)."""

    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed's own document asks of pollers.

    `floor` is the shortest pause (`<ttl>`, `sy:updatePeriod` and `sy:updateFrequency`). `skip_hours` are hours of the
    day in UTC (0–23), `skip_days` days of the week (Monday is 0), in which it does not want to be polled.
    """

    floor: timedelta = timedelta()
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Trouble:
    """An unbroken run of failures. `weight` is their sum (hard 1, soft ½, DNS ¼); `told`: a notice went out."""

    since: datetime
    weight: float
    kind: FailureKind
    reason: str  # a sentence for people, without a full stop: "the server answered 503"
    told: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as it is on file.

    `host` is `name:port` as in the address. `pace` is the pause that its own habits have led to; `every`, where an
    editor set one, stands in its place. `next_at` is when it is due. `seen` counts the items that it ever brought.
    `gone` and (`moved_to`, `moved_seen`) count answers 410 and permanent redirects that came one after another.
    """

    id: int
    dossier_id: int
    url: str
    host: str
    added_at: datetime
    next_at: datetime
    outlet: str = ""  # as an editor named it; `title` where nobody did
    title: str = ""  # as the feed names itself
    site: str = ""
    flags: tuple[str, ...] = ()
    log: FeedLog = FeedLog.MATCHES
    every: timedelta | None = None
    state: FeedState = FeedState.ACTIVE
    state_reason: str = ""
    pace: timedelta = FIRST_PACE
    hints: Hints = field(default_factory=Hints)
    validators: Validators = field(default_factory=Validators)
    whole_at: datetime | None = None  # last asked without validators
    parsed_at: datetime | None = None  # last time that a body was read
    polled_at: datetime | None = None
    succeeded_at: datetime | None = None
    trouble: Trouble | None = None
    seen: int = 0
    gone: int = 0
    moved_to: str = ""
    moved_seen: int = 0
    not_before: datetime | None = None  # from Retry-After: not even `poll --all` comes earlier
    last_error: str = ""  # the reason of the last failure; it stays after that has passed

    @property
    def name(self) -> str:
        """What people call it: the outlet, else the feed's own title, else its host."""
        return self.outlet or self.title or self.host.removesuffix(":443").removesuffix(":80")


@dataclass(frozen=True, slots=True)
class FeedDraft:
    """A feed as an editor gives it. `url` has been checked by the guard and leads to a feed, as far as we saw."""

    dossier_id: int
    url: str
    outlet: str = ""
    title: str = ""
    site: str = ""
    flags: tuple[str, ...] = ()
    log: FeedLog = FeedLog.MATCHES
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ClaimedFeed:
    """A feed that this process may poll until its lease ends. What is stored with an older `token` is void."""

    feed: Feed
    token: int
