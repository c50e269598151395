"""What came of polled feeds, written in one transaction: items, log, notices, validators, next times.

Used inside the transaction of `bot.services.polling`. What several feeds have in common is asked and written once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

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
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.domain.press.item import NewItem
    from bot.domain.press.notice import NewNotice
    from bot.domain.press.plan import Plan
    from storage.transaction import Transaction


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
class Watching:
    """The watches of one dossier, ready to be asked. `everything`: there is none, so all is logged."""

    edition: int
    watches: Mapping[int, Watch]
    matcher: Matcher

    @property
    def everything(self) -> bool:
        """Whether all is logged, because there is no watch."""
        return not self.watches


@dataclass(frozen=True, slots=True)
class Habits:
    """How a house logs: the zone in which its days begin, and whether what is logged is to be saved to an archive."""

    tz: tzinfo
    archives: bool = False


@dataclass(slots=True)
class Results:
    """One transaction's worth of polled feeds. `compiled` outlives it: the watches of dossiers, by their keys."""

    tx: Transaction
    now: datetime
    habits: Habits
    compiled: dict[int, Watching]
    headlines: Headlines = field(init=False)
    plans: list[tuple[int, Plan]] = field(default_factory=list)
    _notices: list[NewNotice] = field(default_factory=list)
    _answered: set[str] = field(default_factory=set)
    _current: dict[int, Watching] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.headlines = Headlines(self.tx, self.now)

    def take(self, polled: Polled, jitter: float) -> FeedPolled:
        """Decide what is to be written of one feed, and write what it brought. `finish` writes the rest."""
        feed, outcome = polled.claimed.feed, polled.outcome
        plan = self._plan(feed, outcome, jitter)
        self.plans.append((polled.claimed.token, plan))
        logged = self._log(feed, plan) if plan.new or plan.listed or plan.changes or plan.first else 0
        if plan.limited:
            until = plan.feed.not_before or plan.feed.next_at
            self.tx.claims.host_limited(feed.host, feed.id, until, self.now)
        elif not isinstance(outcome, Failed):
            self._answered.add(feed.host)
        return FeedPolled(
            plan.feed,
            items=len(plan.new),
            logged=logged,
            unchanged=not isinstance(outcome, (Brought, Failed)),
            failure=outcome.reason if isinstance(outcome, Failed) else "",
            first=plan.first,
        )

    def finish(self) -> None:
        """Write what all feeds have in common: their own rows, what is told, and which hosts answered."""
        self.tx.notices.add(self._notices, self.now)
        self.tx.claims.hosts_answered(self._answered)
        self.tx.feeds.store(self.plans, self.now)

    def _plan(self, feed: Feed, outcome: Outcome, jitter: float) -> Plan:
        keys = keys_in(outcome, self.now) if isinstance(outcome, Brought) else ()
        known = self.tx.items.known(feed.id, keys) if keys and feed.parsed_at is not None else ()
        plan = decide(feed, outcome, known, self.now, jitter, keys=keys)
        moves = Change.MOVED in plan.changes
        if moves and self.tx.feeds.by_url(feed.dossier_id, plan.feed.url) is not None:
            return _stayed(feed, plan)
        return plan

    def _log(self, old: Feed, plan: Plan) -> int:
        """Write the new items, log those that match, and note what is to be told; returns how many were logged."""
        feed, watching = plan.feed, self._watching(plan.feed.dossier_id)
        ids = self.tx.items.add(feed.id, plan.new, self.now) if plan.new else []
        if not plan.first:
            self.tx.items.mark_listed(feed.id, plan.listed, self.now)
        arrivals = _arrivals(ids, plan.new, feed, watching)
        dossier = Dossier(feed.dossier_id, "", "")
        logged = (
            log_arrivals(self.tx, dossier, feed, arrivals, self.headlines, self.now, self.habits.tz) if arrivals else ()
        )
        self._notices += notices_of(old, plan, logged, watching.watches, self.now)
        self._notices += to_archive(logged) if self.habits.archives else ()
        return len(logged)

    def _watching(self, dossier_id: int) -> Watching:
        """The dossier's watches, compiled anew only when one of them has changed."""
        if dossier_id not in self._current:
            edition = self.tx.watches.edition(dossier_id)
            known = self.compiled.get(dossier_id)
            if known is None or known.edition != edition:
                watches = self.tx.watches.all(dossier_id)
                matcher = Matcher([(watch.id, parse_watch(watch.query)) for watch in watches])
                known = Watching(edition, {watch.id: watch for watch in watches}, matcher)
            self.compiled[dossier_id] = self._current[dossier_id] = known
        return self._current[dossier_id]


def _arrivals(ids: Sequence[int], items: Sequence[NewItem], feed: Feed, watching: Watching) -> list[Arrival]:
    return [
        Arrival(item_id, item, matches)
        for item_id, item in zip(ids, items, strict=True)
        if (matches := _matches(item, feed, watching)) is not None
    ]


def _matches(item: NewItem, feed: Feed, watching: Watching) -> tuple[Match, ...] | None:
    """Why an item is logged; None where it is not."""
    story = Story(item.title, item.summary, outlet_of(item, feed), item.author)
    matches = watching.matcher.match(story)
    return matches if matches or watching.everything or feed.log is FeedLog.EVERYTHING else None


def _stayed(old: Feed, plan: Plan) -> Plan:
    """The plan for a feed that would move to the address of another one: it stays where it is, and nothing is told."""
    changes = tuple(change for change in plan.changes if change is not Change.MOVED)
    return replace(plan, feed=replace(plan.feed, url=old.url, host=old.host), changes=changes)
