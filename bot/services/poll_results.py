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
from bot.services.coverage import Headlines, log_arrivals
from bot.services.gathering import Arrival, outlet_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, tzinfo

    from bot.domain.press.item import NewItem
    from bot.domain.press.notice import NewNotice
    from bot.domain.press.plan import Plan
    from bot.domain.press.telling import Logged
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
class _Taken:
    """One feed of the transaction: as it was polled, what was decided, and what of it is to be logged."""

    polled: Polled
    plan: Plan
    arrivals: list[Arrival] = field(default_factory=list)


@dataclass(slots=True)
class Results:
    """One transaction's worth of polled feeds. `compiled` outlives it: the watches of dossiers, by their keys."""

    tx: Transaction
    now: datetime
    habits: Habits
    compiled: dict[int, Watching]
    _taken: list[_Taken] = field(default_factory=list)
    _current: dict[int, Watching] = field(default_factory=dict)

    def take(self, polled: Polled, jitter: float) -> None:
        """Decide what is to be written of one feed; `finish` writes it."""
        self._taken.append(_Taken(polled, self._plan(polled.claimed.feed, polled.outcome, jitter)))

    def _plan(self, feed: Feed, outcome: Outcome, jitter: float) -> Plan:
        keys = keys_in(outcome, self.now) if isinstance(outcome, Brought) else ()
        known = self.tx.items.known(feed.id, keys) if keys and feed.parsed_at is not None else ()
        plan = decide(feed, outcome, known, self.now, jitter, keys=keys)
        moves = Change.MOVED in plan.changes
        if moves and self.tx.feeds.by_url(feed.dossier_id, plan.feed.url) is not None:
            return _stayed(feed, plan)
        return plan

    def finish(self) -> tuple[FeedPolled, ...]:
        """Write what all feeds have in common: the log, what is told, which hosts answered, and the feeds' own rows."""
        self._keep()
        logged = self._logged()
        notices: list[NewNotice] = []
        told: list[FeedPolled] = []
        for taken in self._taken:
            its = [logged[arrival.item_id] for arrival in taken.arrivals]
            watches = self._watching(taken.plan.feed.dossier_id).watches if its else {}
            notices += notices_of(taken.polled.claimed.feed, taken.plan, its, watches, self.now)
            notices += to_archive(its) if self.habits.archives else ()
            told.append(_told(taken, len(its)))
        self.tx.notices.add(notices, self.now)
        self._note_hosts()
        self.tx.feeds.store([(taken.polled.claimed.token, taken.plan) for taken in self._taken], self.now)
        return tuple(told)

    def _keep(self) -> None:
        """Keep the new items of all feeds, and note which of them are to be logged."""
        for taken in self._taken:
            if taken.plan.listed and not taken.plan.first:
                self.tx.items.mark_listed(taken.plan.feed.id, taken.plan.listed, self.now)
        news = [(taken, item) for taken in self._taken for item in taken.plan.new]
        ids = self.tx.items.add_many([(taken.plan.feed.id, item) for taken, item in news], self.now)
        for (taken, item), item_id in zip(news, ids, strict=True):
            feed = taken.plan.feed
            matches = _matches(item, feed, self._watching(feed.dossier_id))
            if matches is not None:
                taken.arrivals.append(Arrival(feed, item_id, item, matches))

    def _logged(self) -> dict[int, Logged]:
        """Log what is to be logged, all of a dossier together; what became of each, by its row."""
        by_dossier: dict[int, list[Arrival]] = {}
        for taken in self._taken:
            if taken.arrivals:
                by_dossier.setdefault(taken.plan.feed.dossier_id, []).extend(taken.arrivals)
        headlines = Headlines(self.tx, self.now)
        logged: dict[int, Logged] = {}
        for key, arrivals in by_dossier.items():
            logged |= log_arrivals(self.tx, Dossier(key, "", ""), arrivals, headlines, self.now, self.habits.tz)
        return logged

    def _note_hosts(self) -> None:
        """A host that turned two of its feeds away in a row is left alone for as long as it asked."""
        answered = {one.plan.feed.host for one in self._taken if not isinstance(one.polled.outcome, Failed)}
        self.tx.claims.hosts_answered(answered)
        for taken in self._taken:
            feed = taken.plan.feed
            if taken.plan.limited:
                self.tx.claims.host_limited(feed.host, feed.id, feed.not_before or feed.next_at, self.now)

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


def _told(taken: _Taken, logged: int) -> FeedPolled:
    outcome = taken.polled.outcome
    return FeedPolled(
        taken.plan.feed,
        items=len(taken.plan.new),
        logged=logged,
        unchanged=not isinstance(outcome, (Brought, Failed)),
        failure=outcome.reason if isinstance(outcome, Failed) else "",
        first=taken.plan.first,
    )


def _matches(item: NewItem, feed: Feed, watching: Watching) -> tuple[Match, ...] | None:
    """Why an item is logged; None where it is not."""
    story = Story(item.title, item.summary, outlet_of(item, feed), item.author)
    matches = watching.matcher.match(story)
    return matches if matches or watching.everything or feed.log is FeedLog.EVERYTHING else None


def _stayed(old: Feed, plan: Plan) -> Plan:
    """The plan for a feed that would move to the address of another one: it stays where it is, and nothing is told."""
    changes = tuple(change for change in plan.changes if change is not Change.MOVED)
    return replace(plan, feed=replace(plan.feed, url=old.url, host=old.host), changes=changes)
