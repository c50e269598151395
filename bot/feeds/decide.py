"""Deciding what is to be written after one poll of one feed. It only looks at values: no I/O, no clock, no chance.

    what the feed was + what the request came to + the items known + now  →  Plan

What is weighed: an unbroken run of failures is a sum (hard 1, soft ½, DNS ¼, gone as hard), which lengthens the pause.
After 24 hours of it people are told once, and once more when it is over. 410 twice in a row retires the feed. An
address that permanent redirects led to three times in a row, with a good answer each time, takes the place of the
feed's own. Every plan has a next time: a feed never stops silently.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bot.domain.press.feed import FailureKind, FeedState, Trouble, Validators
from bot.domain.press.identity import fresh, keys_in_document
from bot.domain.press.outcome import Brought, Failed, Unchanged
from bot.domain.press.pace import after_failure, after_success, learned
from bot.domain.press.plan import Change, Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.domain.press.feed import Feed
    from bot.domain.press.item import ItemKeys
    from bot.domain.press.outcome import Http, Outcome

DAY: Final = timedelta(hours=24)
SIGHTINGS: Final = 3
GONE_TWICE: Final = 2
WEIGHTS: Final = {FailureKind.HARD: 1.0, FailureKind.GONE: 1.0, FailureKind.SOFT: 0.5, FailureKind.DNS: 0.25}

_PORTS: Final = {"http": 80, "https": 443}
_NOT_MODIFIED: Final = 304
_TOO_MANY: Final = 429
_AWAY: Final = 503


def to_ask_whole(feed: Feed, now: datetime) -> bool:
    """Whether the next request is to carry no validators: once a day, because some servers say 304 to everything."""
    return feed.whole_at is None or now - feed.whole_at >= DAY


def keys_in(outcome: Brought, now: datetime) -> tuple[ItemKeys, ...]:
    """What the items of a document are recognised by, in their order: for looking up which of them are known.

    All zeros for an item that says nothing at all; such an item is never new.
    """
    return keys_in_document(outcome.feed.items, now, site=outcome.feed.site)


def decide(
    feed: Feed,
    outcome: Outcome,
    known: Collection[ItemKeys],
    now: datetime,
    jitter: float,
    *,
    keys: Sequence[ItemKeys] | None = None,
) -> Plan:
    """What is to be written after this outcome.

    `known` are the keys of the feed's items on file, those at least that have the guid or the echo of an item of the
    document. `jitter`, from -1 to 1, moves the next time by up to a tenth of the pause. `keys` are those of
    `keys_in` at the same `now`, if they have been made already.
    """
    if isinstance(outcome, Failed):
        return _failed(feed, outcome, now, jitter)
    if isinstance(outcome, Unchanged):
        return _unchanged(feed, outcome, now, jitter)
    return _brought(feed, outcome, known, now, jitter, keys_in(outcome, now) if keys is None else keys)


def _unchanged(feed: Feed, outcome: Unchanged, now: datetime, jitter: float) -> Plan:
    answered, changes = _answered(feed, outcome.http, now)
    answered |= {
        "validators": _kept(feed.validators, outcome.validators),
        "pace": learned(feed.pace, new=0, items=0),
    }
    return Plan(_due(replace(feed, **answered), outcome.http, now, jitter), changes=changes)


def _brought(
    feed: Feed, outcome: Brought, known: Collection[ItemKeys], now: datetime, jitter: float, keys: Sequence[ItemKeys]
) -> Plan:
    parsed = outcome.feed
    new, listed = fresh(parsed.items, keys, known, now)
    first = feed.parsed_at is None
    answered, changes = _answered(feed, outcome.http, now)
    answered |= {
        "title": parsed.title or feed.title,
        "site": parsed.site or feed.site,
        "hints": parsed.hints,
        "validators": outcome.validators,
        "parsed_at": now,
        "seen": feed.seen + len(new),
        # That all is new the first time says nothing of how often there is something new.
        "pace": feed.pace if first else learned(feed.pace, new=len(new), items=len(listed)),
    }
    changed = _due(replace(feed, **answered), outcome.http, now, jitter)
    return Plan(changed, new=new, listed=listed, first=first, changes=changes)


def _answered(feed: Feed, http: Http, now: datetime) -> tuple[dict[str, Any], tuple[Change, ...]]:
    """What every good answer changes, and what of it people are told."""
    moved = _moved(feed, http)
    changes = [Change.RECOVERED] if feed.trouble is not None and feed.trouble.told else []
    if "url" in moved:
        changes.append(Change.MOVED)
    whole_at = now if http.whole and http.status != _NOT_MODIFIED else feed.whole_at
    answered = {
        "polled_at": now,
        "succeeded_at": now,
        "whole_at": whole_at,
        "trouble": None,
        "gone": 0,
        "not_before": _not_before(feed, http, now),
        **moved,
    }
    return answered, tuple(changes)


def _due(feed: Feed, http: Http, now: datetime, jitter: float) -> Feed:
    return replace(feed, next_at=after_success(feed, now, jitter, fresh_for=http.fresh_for))


def _kept(old: Validators, new: Validators) -> Validators:
    """The validators after an answer that may not have repeated them all."""
    if new == old:
        return old
    return Validators(new.etag or old.etag, new.last_modified or old.last_modified, new.body_hash or old.body_hash)


def _moved(feed: Feed, http: Http) -> dict[str, Any]:
    """Count one more sighting of the address that permanent redirects lead to; at the third it becomes the feed's."""
    target = http.moved_to
    if not target or target == feed.url:
        return {"moved_to": "", "moved_seen": 0}
    seen = feed.moved_seen + 1 if target == feed.moved_to else 1
    if seen < SIGHTINGS:
        return {"moved_to": target, "moved_seen": seen}
    return {"url": target, "host": _host(target), "moved_to": "", "moved_seen": 0}


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def _not_before(feed: Feed, http: Http, now: datetime) -> datetime | None:
    """Until when the server wants to be left alone, at most 24 hours; an earlier wish holds until it has passed."""
    wished = feed.not_before if http.retry_at is None else min(http.retry_at, now + DAY)
    return wished if wished is not None and wished > now else None


def _failed(feed: Feed, outcome: Failed, now: datetime, jitter: float) -> Plan:
    http = outcome.http
    gone = _gone(feed, outcome)
    trouble = _worse(feed.trouble, outcome, now)
    failing = not trouble.told and feed.trouble is not None and now - trouble.since >= DAY
    retired = gone >= GONE_TWICE
    if failing:
        trouble = replace(trouble, told=True)
    changed = replace(
        feed,
        polled_at=now,
        gone=gone,
        trouble=trouble,
        last_error=outcome.reason,
        not_before=_not_before(feed, http, now),
        **(_retired() if retired else {}),
    )
    until = None if trouble.told else trouble.since + DAY
    next_at = after_failure(changed, now, jitter, weight=trouble.weight, until=until)
    changes = (Change.RETIRED,) if retired else (Change.FAILING,) if failing else ()
    return Plan(replace(changed, next_at=next_at), changes=changes, limited=_is_limited(http))


def _retired() -> dict[str, Any]:
    return {"state": FeedState.RETIRED, "state_reason": "its server said twice that it is gone for good (410)"}


def _gone(feed: Feed, outcome: Failed) -> int:
    """How many answers 410 came one after another. Where the server gave no answer at all, nothing is known anew."""
    if outcome.kind is FailureKind.GONE:
        return feed.gone + 1
    return 0 if outcome.http.status else feed.gone


def _worse(trouble: Trouble | None, outcome: Failed, now: datetime) -> Trouble:
    """The run of failures with one more."""
    weight = WEIGHTS[outcome.kind]
    if trouble is None:
        return Trouble(since=now, weight=weight, kind=outcome.kind, reason=outcome.reason)
    return replace(trouble, weight=trouble.weight + weight, kind=outcome.kind, reason=outcome.reason)


def _is_limited(http: Http) -> bool:
    return http.status == _TOO_MANY or (http.status == _AWAY and http.retry_at is not None)
