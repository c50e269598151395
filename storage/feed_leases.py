"""Leases: which feeds are being polled just now, by whoever claimed them.

They are rows of their own, because a feed's row is long: claiming, renewing and letting go write a few short rows and
nothing else. A lease's id is the token of its claim: a later claim always has a higher one, so that what comes with the
id of a lease that is gone is void. A lease outlives its time until somebody else takes the feed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, literal, select, update

from bot.domain.press.feed import ClaimedFeed
from storage.feed_rows import READ, to_feed
from storage.hosts import ACTIVE, NOW
from storage.lists import among, as_list, by_dialect
from storage.press_schema import feed_leases, feeds
from storage.schema import Instant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Delete, Row, Select
    from sqlalchemy.sql.dml import ReturningDelete, ReturningInsert, ReturningUpdate

    Found = Row[*tuple[Any, ...]]

_UNTIL: Final = bindparam("until", type_=Instant())

IS_FREE: Final[ColumnElement[bool]] = ~(
    exists().where(feed_leases.c.feed_id == feeds.c.id, feed_leases.c.until > NOW).correlate(feeds)
)
"""Nobody is polling the feed."""


def _lapsed(dialect: str) -> Delete:
    """Of leases that another transaction has in hand nothing is known, so they are passed over."""
    over = select(feed_leases.c.id).where(among(dialect, feed_leases.c.feed_id, "feeds"), feed_leases.c.until <= NOW)
    return delete(feed_leases).where(feed_leases.c.id.in_(over.with_for_update(skip_locked=True)))


def _take(dialect: str) -> ReturningInsert[int, int]:
    """A feed that still has a lease, because another transaction is about to end it, is left out, not waited for."""
    leased = exists().where(feed_leases.c.feed_id == feeds.c.id)
    wanted = select(feeds.c.id, feeds.c.host, _UNTIL, literal(value=False)).where(
        among(dialect, feeds.c.id, "feeds"), ACTIVE, ~leased
    )
    taken = feed_leases.insert().from_select(["feed_id", "host", "until", "void"], wanted)
    return taken.returning(feed_leases.c.feed_id, feed_leases.c.id)


def _held(dialect: str) -> Select[Any]:
    held = (
        select(*READ, feed_leases.c.id.label("token"))
        .join(feeds, feeds.c.id == feed_leases.c.feed_id)
        .where(among(dialect, feed_leases.c.id, "tokens"), ~feed_leases.c.void, ACTIVE)
    )
    return held.order_by(feeds.c.id).with_for_update(key_share=True)


def _renew(dialect: str) -> ReturningUpdate[int]:
    """A lease that another transaction has in hand is being let go, or taken."""
    held = select(feed_leases.c.id).where(among(dialect, feed_leases.c.id, "tokens"), ~feed_leases.c.void)
    renewed = update(feed_leases).where(feed_leases.c.id.in_(held.with_for_update(skip_locked=True)))
    return renewed.values(until=_UNTIL).returning(feed_leases.c.feed_id)


def _let_go(dialect: str) -> ReturningDelete[str]:
    return delete(feed_leases).where(among(dialect, feed_leases.c.id, "tokens")).returning(feed_leases.c.host)


def _take_and_read() -> Select[Any]:
    taken = _take("postgresql").cte("taken")
    return select(*READ, taken.c.id.label("token")).join(taken, taken.c.feed_id == feeds.c.id)


def _read(dialect: str) -> Select[Any]:
    read = select(*READ, feed_leases.c.id.label("token")).join(feeds, feeds.c.id == feed_leases.c.feed_id)
    return read.where(among(dialect, feed_leases.c.id, "tokens"))


_LAPSED: Final = by_dialect(_lapsed)
_TAKE: Final = _take("sqlite")
_READ: Final = _read("sqlite")
_TAKE_AND_READ: Final = _take_and_read()
_HELD: Final = by_dialect(_held)
_RENEW: Final = by_dialect(_renew)
_LET_GO: Final = by_dialect(_let_go)
_VOID: Final = update(feed_leases).where(feed_leases.c.feed_id == bindparam("feed")).values(void=True)


def take(connection: Connection, feed_ids: Sequence[int], until: datetime) -> dict[int, ClaimedFeed]:
    """Lease those feeds that have no lease; returns them by id. The feeds' hosts are locked."""
    given = {"feeds": as_list(connection, feed_ids), "until": until}
    if connection.dialect.name == "postgresql":
        rows = connection.execute(_TAKE_AND_READ, given)
    else:  # which cannot read in the statement that writes
        tokens = [token for _, token in connection.execute(_TAKE, given)]
        rows = connection.execute(_READ, {"tokens": as_list(connection, tokens)})
    return {row["id"]: ClaimedFeed(to_feed(row), row["token"]) for row in rows.mappings()}


def end_lapsed(connection: Connection, feed_ids: Sequence[int], now: datetime) -> None:
    """End those feeds' leases whose time is over."""
    given = {"feeds": as_list(connection, feed_ids), "now": now}
    connection.execute(_LAPSED[connection.dialect.name], given)


def holding(connection: Connection, tokens: Mapping[int, int]) -> list[Found]:
    """The feeds, given with the tokens of their claims, whose claim still holds; they are locked, in order."""
    if not tokens:
        return []
    given = {"tokens": as_list(connection, tokens.values())}
    rows = connection.execute(_HELD[connection.dialect.name], given)
    return [row for row in rows if tokens.get(row.id) == row.token]


def renew(connection: Connection, tokens: Collection[int], until: datetime) -> frozenset[int]:
    """Make leases last until then; returns the ids of the feeds whose lease does."""
    given = {"tokens": as_list(connection, tokens), "until": until}
    return frozenset(connection.execute(_RENEW[connection.dialect.name], given).scalars())


def let_go(connection: Connection, tokens: Collection[int]) -> frozenset[str]:
    """End leases; returns the hosts of the feeds."""
    given = {"tokens": as_list(connection, tokens)}
    return frozenset(connection.execute(_LET_GO[connection.dialect.name], given).scalars())


def make_void(connection: Connection, feed_id: int) -> None:
    """Whatever a poll of that feed brings that is under way, it is void. Until it ends, the feed is not free."""
    connection.execute(_VOID, {"feed": feed_id})
