"""When a feed is polled next: the pace that its habits lead to, what its server and its document ask for, and chance.

Media Cloud's rule: where a document holds mostly what we have, the pause grows by ten minutes; where it is mostly new,
it shrinks by an hour, since items may have been missed. In between it stays. Unchanged counts as all known.
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.press.feed import Feed, Hints

FLOOR: Final = timedelta(minutes=10)
CEILING: Final = timedelta(hours=24)
LONGER: Final = timedelta(minutes=10)
SHORTER: Final = timedelta(minutes=60)
SPREAD: Final = 0.1

_HOUR: Final = timedelta(hours=1)
_HOURS_OF_A_DAY: Final = 24
_DAYS_OF_A_WEEK: Final = 7


def learned(pace: timedelta, *, new: int, items: int) -> timedelta:
    """The pace after a document with `items` items of which `new` were new: 10 minutes to 24 hours.

    "Mostly" is more than two thirds. A document without items is all known.
    """
    if 3 * new > 2 * items:
        return max(pace - SHORTER, FLOOR)
    if 3 * new < items or not items:
        return min(pace + LONGER, CEILING)
    return pace


def after_success(feed: Feed, now: datetime, jitter: float, *, fresh_for: timedelta = timedelta()) -> datetime:
    """When to come back after an answer. `jitter` from -1 to 1 moves that by up to a tenth of the pause.

    The pause is the feed's pace, but not shorter than its document (`<ttl>`, `sy:update*`) and its server (`fresh_for`)
    ask for, nor than 10 minutes, nor longer than 24 hours. An interval that an editor set (`every`) takes the place of
    all these. Hours and days that the feed wants to be left alone in hold for both, and so does `not_before`.
    """
    if feed.every is not None:
        return _allowed(now + feed.every * (1 + SPREAD * jitter), feed, jitter)
    least = min(max(FLOOR, feed.hints.floor, fresh_for), CEILING)
    pause = max(feed.pace, least) * (1 + SPREAD * jitter)
    return _allowed(now + min(max(pause, least), CEILING), feed, jitter)


def after_failure(
    feed: Feed, now: datetime, jitter: float, *, weight: float, until: datetime | None = None
) -> datetime:
    """When to come back after a failure: the usual pause times the weight of all failures, 10 minutes to 24 hours.

    So a slip is looked at again sooner than usual, and what stays broken is asked less and less often. `until` is a
    moment to come back at in any case, if it is at least 10 minutes ahead: when people are to be told of the trouble.
    The document's own wishes hold here as well, those of an answer do not, as there was none.
    """
    usual = max(feed.pace, feed.hints.floor) if feed.every is None else feed.every
    pause = min(max(usual * weight, FLOOR) * (1 + SPREAD * jitter), CEILING)
    least = FLOOR if feed.every is not None else min(max(FLOOR, feed.hints.floor), CEILING)
    if until is not None and until > now:
        pause = min(pause, until - now)
    return _allowed(now + max(pause, least), feed, jitter)


def _allowed(moment: datetime, feed: Feed, jitter: float) -> datetime:
    """The moment, or the first one after it at which the server and the document have nothing against a visit."""
    if feed.not_before is not None and feed.not_before > moment:
        moment = feed.not_before
    hints = feed.hints
    return _outside(moment, hints, jitter) if hints.skip_hours or hints.skip_days else moment


def _outside(moment: datetime, hints: Hints, jitter: float) -> datetime:
    """The moment, or some minutes into the next hour that is not to be skipped. Who skips every hour skips none."""
    hours = hints.skip_hours if len(hints.skip_hours) < _HOURS_OF_A_DAY else frozenset()
    days = hints.skip_days if len(hints.skip_days) < _DAYS_OF_A_WEEK else frozenset()
    at = moment.astimezone(UTC)
    if at.hour not in hours and at.weekday() not in days:
        return moment
    at = at.replace(minute=0, second=0, microsecond=0)
    while at.hour in hours or at.weekday() in days:
        at += _HOUR
    return at + _HOUR * (SPREAD * abs(jitter))
