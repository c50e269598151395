"""Claiming feeds that are due: a lease each, so that no two processes poll one feed, and a token that voids old claims.

Hosts are claimed first, those that have waited longest, and of each its feeds that are due longest. So a host with
thousands of feeds that are due takes no more turns than one with a single one, nothing has to be ranked, and only one
process at a time decides about a host. On PostgreSQL a claim waits for nobody: what another transaction has in hand is
passed over (`SKIP LOCKED`). On SQLite only one transaction writes at a time anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, exists, func, or_, select, text, update

from storage import feed_leases
from storage import hosts as host_rows
from storage.feed_leases import IS_FREE
from storage.feed_rows import to_feed
from storage.hosts import ACTIVE, NOW, PER_HOST, live_leases, settle
from storage.lists import among, as_list, by_dialect
from storage.press_schema import feeds, hosts
from storage.schema import Instant

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Row, Select, Update

    from bot.domain.press.feed import ClaimedFeed, Feed

    Found = Row[*tuple[Any, ...]]

ROUNDS: Final = 3  # of looking for hosts: the first gives all there is, unless a host that looked ready was not

_LIMIT: Final[BindParameter[Any]] = bindparam("limit")
_SINCE: Final = bindparam("since", type_=Instant())
_MAY_BE_ASKED: Final = or_(feeds.c.not_before.is_(None), feeds.c.not_before <= NOW)
_HOST_IS_FREE: Final = (
    or_(hosts.c.free_at.is_(None), hosts.c.free_at <= NOW),
    or_(hosts.c.not_before.is_(None), hosts.c.not_before <= NOW),
)


@dataclass(frozen=True, slots=True)
class _Question:
    """Which feeds are wanted: `ready` finds hosts that have some, and the others name the first one or few of each."""

    ready: Select[Any]
    first: Mapping[str, Select[Any]]
    first_few: Mapping[str, Select[Any]]


def _question(wanted: ColumnElement[bool], *where: ColumnElement[bool]) -> _Question:
    found = select(hosts.c.name).where(*where, *_HOST_IS_FREE).order_by(hosts.c.ready_at).limit(_LIMIT)
    ready = found.with_for_update(skip_locked=True, key_share=True)
    return _Question(ready, _first(wanted, 1), _first(wanted, PER_HOST))


def _first(wanted: ColumnElement[bool], many: int) -> dict[str, Select[Any]]:
    places = [_nth(place, wanted).label(f"feed_{place}") for place in range(many)]
    chosen = select(hosts.c.name, live_leases().label("live"), *places)
    return by_dialect(lambda dialect: chosen.where(among(dialect, hosts.c.name, "names")))


def _nth(place: int, wanted: ColumnElement[bool]) -> ColumnElement[Any]:
    query = select(feeds.c.id).where(feeds.c.host == hosts.c.name, ACTIVE, IS_FREE, wanted)
    return query.order_by(feeds.c.next_at, feeds.c.id).limit(1).offset(place).correlate(hosts).scalar_subquery()


def _with_any(wanted: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    there = exists().where(feeds.c.host == hosts.c.name, ACTIVE, IS_FREE, wanted).correlate(hosts)
    return there, live_leases() < PER_HOST


_IS_DUE: Final = feeds.c.next_at <= NOW
_IS_LEFT: Final = or_(feeds.c.polled_at.is_(None), feeds.c.polled_at < _SINCE) & _MAY_BE_ASKED
_IS_IT: Final = (feeds.c.id == bindparam("only")) & _MAY_BE_ASKED
_DUE: Final = _question(_IS_DUE, hosts.c.ready_at <= NOW)
_LEFT: Final = _question(_IS_LEFT, *_with_any(_IS_LEFT))
_ONE: Final = _question(_IS_IT, *_with_any(_IS_IT))


def _pause(dialect: str) -> Update:
    until = bindparam("until", type_=Instant())
    return update(hosts).where(among(dialect, hosts.c.name, "names")).values(free_at=until, ready_at=until)


_PAUSE: Final = by_dialect(_pause)
_COUNT: Final = select(func.count()).select_from(feeds)
_OF_LIMITED_HOST: Final = exists().where(hosts.c.name == feeds.c.host, hosts.c.not_before > NOW).correlate(feeds)
_NEED_NOT_LAST: Final = text("SET LOCAL synchronous_commit TO off")


class FeedClaims:
    """Queries on claims."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def claim(
        self,
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        pause: timedelta,
        exempt: Callable[[str], bool] = lambda _: False,
        everything_before: datetime | None = None,
        only: int | None = None,
    ) -> tuple[ClaimedFeed, ...]:
        """Feeds for the caller to poll until `now + lease`: at most `limit`, those that are due longest.

        At most two feeds of a host are claimed at any time, by whomever. Of a host that is not `exempt` (asked with its
        `name:port`) one claim gives one feed, and the next may be claimed after `pause`. With `everything_before`
        these are active feeds that were not polled since then, whether due or not; with `only`, that feed if it is
        active. What a server asked for (Retry-After) holds in any case.

        Nothing else belongs in this transaction: PostgreSQL is not made to wait for its disk, because after a crash
        nobody is polling what was claimed.
        """
        if self._dialect == "postgresql":
            self._connection.execute(_NEED_NOT_LAST)
        question = _ONE if only is not None else _DUE if everything_before is None else _LEFT
        given = {"now": now, "since": everything_before, "only": only}
        claimed: list[ClaimedFeed] = []
        for _ in range(ROUNDS):
            room = limit - len(claimed)
            names = list(self._connection.execute(question.ready, {**given, "limit": room}).scalars()) if room else []
            if not names:
                break
            first = question.first_few if any(map(exempt, names)) else question.first
            listed = {**given, "names": as_list(self._connection, names)}
            found = self._connection.execute(first[self._dialect], listed).all()
            claimed += self._take(_chosen(found, exempt)[:room], now, now + lease)
            self._let_go(names, claimed, now, pause, exempt)
        return tuple(claimed)

    def _take(self, ids: Sequence[int], now: datetime, until: datetime) -> list[ClaimedFeed]:
        taken = feed_leases.take(self._connection, ids, until) if ids else {}
        if late := [feed_id for feed_id in ids if feed_id not in taken]:
            feed_leases.end_lapsed(self._connection, late, now)
            taken |= feed_leases.take(self._connection, late, until)
        return [taken[feed_id] for feed_id in ids if feed_id in taken]

    def _let_go(
        self,
        names: Sequence[str],
        claimed: Iterable[ClaimedFeed],
        now: datetime,
        pause: timedelta,
        exempt: Callable[[str], bool],
    ) -> None:
        """Say when the hosts are ready next.

        Of one that is to have a pause this much is known, and when its feed was polled it is worked out anyway.
        """
        asked = {one.feed.host for one in claimed}
        pausing = [name for name in names if name in asked and not exempt(name)]
        if pausing:
            given = {"names": as_list(self._connection, pausing), "until": now + pause}
            self._connection.execute(_PAUSE[self._dialect], given)
        settle(self._connection, set(names).difference(pausing), now, locked=True)

    def held(self, claimed: Collection[ClaimedFeed]) -> dict[int, Feed]:
        """Those whose claim still holds, by id. Nobody else can claim them until this transaction ends.

        They are as people want them now: who changed a feed while it was polled did not wait for that.
        """
        tokens = {one.feed.id: one.token for one in claimed}
        return {row.id: to_feed(row._mapping) for row in feed_leases.holding(self._connection, tokens)}

    def renew(self, claimed: Collection[ClaimedFeed], until: datetime) -> frozenset[int]:
        """Make claims that still hold last until then; returns the feeds' ids.

        Their hosts are looked at when the claims would have ended, and found to be busy.
        """
        return feed_leases.renew(self._connection, [one.token for one in claimed], until)

    def give_back(self, claimed: Collection[ClaimedFeed], now: datetime) -> None:
        """Let claims go without having polled: others may take these feeds at once."""
        names = feed_leases.let_go(self._connection, [one.token for one in claimed])
        settle(self._connection, names, now)

    def left(self, now: datetime, *, everything_before: datetime | None = None) -> int:
        """How many active feeds are due, or were not polled since `everything_before`.

        Those count as well that somebody is polling, and those whose host is to have a pause; not those whose server
        asked to be left alone.
        """
        wanted = _IS_DUE if everything_before is None else _IS_LEFT
        given = {"now": now, "since": everything_before}
        return self._connection.execute(_COUNT.where(ACTIVE, wanted, ~_OF_LIMITED_HOST), given).scalar_one()

    # -- what hosts answer ------------------------------------------------------------------------------------

    def host_limited(self, host: str, feed_id: int, until: datetime, now: datetime) -> None:
        """A feed of that host was answered "too many requests": after two of its feeds were, it is left alone."""
        host_rows.limit(self._connection, host, feed_id, until, now)

    def hosts_answered(self, names: Collection[str]) -> None:
        """A feed of each of those hosts got an answer."""
        host_rows.answered(self._connection, names)


def _chosen(found: Sequence[Found], exempt: Callable[[str], bool]) -> list[int]:
    """The feeds to take: the first of each host, then the second of hosts that need no pause."""
    turns: list[list[int]] = [[] for _ in range(PER_HOST)]
    for name, live, *ids in found:
        room = min(PER_HOST - live, PER_HOST if exempt(name) else 1)
        for place, feed_id in enumerate([one for one in ids if one is not None][: max(room, 0)]):
            turns[place].append(feed_id)
    return [feed_id for turn in turns for feed_id in turn]
