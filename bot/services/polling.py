"""One poll as the store sees it: feeds are claimed, and what came of them is decided and written.

Each public method is one transaction. Asking servers and reading documents happens between the two, in `bot.polling`.
A claim is a lease: whoever lets it run out has lost it, and what they store later is dropped (see `ClaimedFeed`).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.dossiers import Dossier
from bot.domain.press.feed import ClaimedFeed, Feed, FeedLog
from bot.domain.press.matching import Matcher
from bot.domain.press.outcome import Brought, Failed, Outcome
from bot.domain.press.plan import Change
from bot.domain.press.query import parse_watch
from bot.domain.press.telling import notices_of, to_archive
from bot.domain.press.watch import Match, Story, Watch
from bot.feeds.decide import decide, keys_in
from bot.services.coverage import Arrival, Headlines, log_arrivals, outlet_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.domain.press.item import NewItem
    from bot.domain.press.plan import Plan
    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

LEASE: Final = timedelta(seconds=20)
"""How long a claim holds unless it is renewed: so soon may others go on where a process was killed."""

HOST_PAUSE: Final = timedelta(seconds=5)
KEPT: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Polled:
    """A claimed feed, and what asking for it came to."""

    claimed: ClaimedFeed
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FeedPolled:
    """What became of one feed: how many items it had not had before, how many of them were logged, and its trouble.

    `dropped` says that the claim had run out, so that nothing was written.
    """

    feed: Feed
    items: int = 0
    logged: int = 0
    unchanged: bool = False
    failure: str = ""
    first: bool = False
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class _Watching:
    """The watches of one dossier, ready to be asked. `everything`: there is none, so all is logged."""

    watches: Mapping[int, Watch]
    matcher: Matcher
    everything: bool


class Polling:
    """Use cases of a poll."""

    def __init__(
        self, store: Store, clock: Clock, tz: tzinfo, exempt: Callable[[str], bool], *, archives: bool = False
    ) -> None:
        self._store = store
        self._clock = clock
        self._tz = tz
        self._exempt = exempt
        self._archives = archives
        self._compiled: dict[int, tuple[int, _Watching]] = {}
        self._random = random.Random()  # noqa: S311 - spreads polls over time

    def claim(
        self, limit: int, *, everything_before: datetime | None = None, only: int | None = None
    ) -> tuple[ClaimedFeed, ...]:
        """Feeds that are due, for this process to poll: at most `limit`, at most two of a host.

        With `everything_before`, active feeds that were not polled since then, whether due or not; with `only`, that
        one feed, as soon as it is nobody else's.
        """
        with self._store.write() as tx:
            return tx.claims.claim(
                self._clock(),
                limit=limit,
                lease=LEASE,
                pause=HOST_PAUSE,
                exempt=self._exempt,
                everything_before=everything_before,
                only=only,
            )

    def renew(self, claimed: Sequence[ClaimedFeed]) -> None:
        """Go on holding what is still being worked on."""
        with self._store.write() as tx:
            tx.claims.renew(claimed, self._clock() + LEASE)

    def give_back(self, claimed: Sequence[ClaimedFeed]) -> None:
        """Let go of what was not finished: others may take it at once."""
        with self._store.write() as tx:
            tx.claims.give_back(claimed, self._clock())

    def left(self, *, everything_before: datetime | None = None) -> int:
        """How many feeds are due, those included that somebody is polling or whose host is to be left alone now."""
        with self._store.read() as tx:
            return tx.claims.left(self._clock(), everything_before=everything_before)

    def forget_old(self) -> int:
        """Forget raw items that are older than 30 days and no longer in their feed; returns how many."""
        with self._store.write() as tx:
            return tx.items.prune(self._clock())

    def store(self, polled: Sequence[Polled]) -> tuple[FeedPolled, ...]:
        """Write what came of these feeds, all or nothing: items, log, notices, validators, next time."""
        now = self._clock()
        with self._store.write() as tx:
            held = tx.claims.held([one.claimed for one in polled])
            headlines = Headlines(tx, now)
            done = [self._one(tx, one, headlines, now) for one in polled if one.claimed.feed.id in held]
            tx.feeds.store([(token, plan) for token, plan, _ in done], now)
        written = {told.feed.id: told for _, _, told in done}
        return tuple(written.get(one.claimed.feed.id, FeedPolled(one.claimed.feed, dropped=True)) for one in polled)

    def _one(
        self, tx: Transaction, polled: Polled, headlines: Headlines, now: datetime
    ) -> tuple[int, Plan, FeedPolled]:
        feed, outcome = polled.claimed.feed, polled.outcome
        keys = keys_in(outcome, now) if isinstance(outcome, Brought) else ()
        known = tx.items.known(feed.id, keys) if keys and feed.parsed_at is not None else ()
        plan = decide(feed, outcome, known, now, self._random.uniform(-1, 1), keys=keys)
        if Change.MOVED in plan.changes and tx.feeds.by_url(feed.dossier_id, plan.feed.url) is not None:
            plan = _stayed(feed, plan)
        to_log = plan.new or plan.listed or plan.changes or plan.first
        logged = self._log(tx, feed, plan, headlines, now) if to_log else 0
        _note_host(tx, feed, plan, outcome, now)
        failure = outcome.reason if isinstance(outcome, Failed) else ""
        told = FeedPolled(
            plan.feed, len(plan.new), logged, not isinstance(outcome, (Brought, Failed)), failure, plan.first
        )
        return polled.claimed.token, plan, told

    def _log(self, tx: Transaction, old: Feed, plan: Plan, headlines: Headlines, now: datetime) -> int:
        """Write the new items, log those that match, and note what is to be told; returns how many were logged."""
        feed, watching = plan.feed, self._watching(tx, plan.feed.dossier_id)
        ids = tx.items.add(feed.id, plan.new, now) if plan.new else []
        tx.items.mark_listed(feed.id, plan.listed, now)
        arrivals = [
            Arrival(item_id, item, matches)
            for item_id, item in zip(ids, plan.new, strict=True)
            if (matches := _matches(item, feed, watching)) is not None
        ]
        dossier = Dossier(feed.dossier_id, "", "")
        logged = log_arrivals(tx, dossier, feed, arrivals, headlines, now, self._tz) if arrivals else ()
        told = notices_of(old, plan, logged, watching.watches, now)
        tx.notices.add((*told, *(to_archive(logged) if self._archives else ())), now)
        return len(logged)

    def _watching(self, tx: Transaction, dossier_id: int) -> _Watching:
        """The dossier's watches, compiled anew only when one of them has changed."""
        edition = tx.watches.edition(dossier_id)
        before = self._compiled.get(dossier_id)
        if before is not None and before[0] == edition:
            return before[1]
        watches = tx.watches.all(dossier_id)
        compiled = Matcher([(watch.id, parse_watch(watch.query)) for watch in watches])
        watching = _Watching({watch.id: watch for watch in watches}, compiled, everything=not watches)
        self._compiled[dossier_id] = (edition, watching)
        return watching


def _matches(item: NewItem, feed: Feed, watching: _Watching) -> tuple[Match, ...] | None:
    """Why an item is logged; None where it is not."""
    story = Story(item.title, item.summary, outlet_of(item, feed), item.author)
    matches = watching.matcher.match(story)
    return matches if matches or watching.everything or feed.log is FeedLog.EVERYTHING else None


def _stayed(old: Feed, plan: Plan) -> Plan:
    """The plan for a feed that would move to the address of another one: it stays where it is, and nothing is told."""
    changes = tuple(change for change in plan.changes if change is not Change.MOVED)
    return replace(plan, feed=replace(plan.feed, url=old.url, host=old.host), changes=changes)


def _note_host(tx: Transaction, feed: Feed, plan: Plan, outcome: Outcome, now: datetime) -> None:
    """A host that turned two of its feeds away is left alone for as long as it asked."""
    if plan.limited:
        tx.claims.host_limited(feed.host, feed.id, plan.feed.not_before or plan.feed.next_at, now)
    elif not isinstance(outcome, Failed):
        tx.claims.host_answered(feed.host)
