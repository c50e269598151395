"""Hosts: when one of their feeds can be claimed.

`ready_at` says when a host is worth looking at. Whoever changes one of its feeds works it out anew (`settle`), after
that change and in the same transaction: feeds are locked first, then hosts, each in order, so that no two writers wait
for each other in a circle.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Update,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
    update,
)

from storage.lists import among, as_list, by_dialect
from storage.press_schema import feed_leases, feeds, hosts
from storage.schema import Instant
from storage.upsert import INSERTS

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

PER_HOST: Final = 2
"""So many feeds of one host are polled at once at most."""

NOW: Final = bindparam("now", type_=Instant())
# Written out as in the index, so that the databases see that this holds the answer. Without a type, or SQLAlchemy would
# have SQLite compare it with 1, and SQLite would not see it.
ACTIVE: Final[ColumnElement[Any]] = literal_column("(feeds.state = 'active')")
_NEVER: Final = bindparam("never", datetime(9999, 12, 31, tzinfo=UTC), type_=Instant())

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """The host of an address as `name:port`."""
    parts = urlsplit(url)
    return f"{parts.hostname or ''}:{parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)}"


def _later(one: ColumnElement[datetime], other: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """The later of two moments, neither of which is missing: the databases call this by different names."""
    return case((one >= other, one), else_=other)


_OF_HOST: Final = (feed_leases.c.host == hosts.c.name,)


def live_leases() -> ScalarSelect[int]:
    """How many feeds of the row's host are being polled."""
    live = select(func.count()).select_from(feed_leases).where(*_OF_HOST, feed_leases.c.until > NOW)
    return live.correlate(hosts).scalar_subquery()


def _first_let_go() -> ScalarSelect[datetime]:
    live = select(func.min(feed_leases.c.until)).where(*_OF_HOST, feed_leases.c.until > NOW)
    return live.correlate(hosts).scalar_subquery()


def _first_idle() -> ScalarSelect[datetime]:
    leased = exists().where(feed_leases.c.feed_id == feeds.c.id).correlate(feeds)
    idle = select(feeds.c.next_at).where(feeds.c.host == hosts.c.name, ACTIVE, ~leased)
    return idle.order_by(feeds.c.next_at).limit(1).correlate(hosts).scalar_subquery()


def _first_leased() -> ScalarSelect[datetime]:
    """When the first of the host's feeds that have a lease is due, or can be taken over."""
    due = func.min(_later(feed_leases.c.until, feeds.c.next_at))
    leased = select(due).join(feeds, feeds.c.id == feed_leases.c.feed_id).where(*_OF_HOST, ACTIVE)
    return leased.correlate(hosts).scalar_subquery()


def _settle(dialect: str) -> Update:
    facts = (
        select(
            hosts.c.name,
            hosts.c.free_at,
            hosts.c.not_before,
            live_leases().label("live"),
            func.coalesce(_first_let_go(), _NEVER).label("let_go"),
            func.coalesce(_first_idle(), _NEVER).label("idle"),
            func.coalesce(_first_leased(), _NEVER).label("leased"),
        )
        .where(among(dialect, hosts.c.name, "names"))
        .cte("facts")
        .prefix_with("MATERIALIZED")  # or each use of a column would ask for it again
    )
    wanted = case(
        (facts.c.live >= PER_HOST, facts.c.let_go), (facts.c.idle <= facts.c.leased, facts.c.idle), else_=facts.c.leased
    )
    may = _later(
        func.coalesce(facts.c.free_at, NOW, type_=Instant()), func.coalesce(facts.c.not_before, NOW, type_=Instant())
    )
    ready = case((wanted == _NEVER, None), (wanted >= may, wanted), else_=may)
    return update(hosts).where(hosts.c.name == facts.c.name).values(ready_at=ready)


def _lock(dialect: str) -> Select[Any]:
    found = select(hosts.c.name).where(among(dialect, hosts.c.name, "names"))
    return found.order_by(hosts.c.name).with_for_update(key_share=True)


_SETTLE: Final = by_dialect(_settle)
_LOCK: Final = by_dialect(_lock)
_ADD: Final = {name: insert(hosts).on_conflict_do_nothing() for name, insert in INSERTS.items()}
_ONE: Final = select(hosts).where(hosts.c.name == bindparam("host")).with_for_update(key_share=True)


def _answered(dialect: str) -> Update:
    limited = update(hosts).where(among(dialect, hosts.c.name, "names"), hosts.c.limited_feed.is_not(None))
    return limited.values(limited_feed=None)


_ANSWERED: Final = by_dialect(_answered)


def add_hosts(connection: Connection, names: Collection[str]) -> None:
    """Know those hosts, where they are not known yet."""
    if names:
        connection.execute(_ADD[connection.dialect.name], [{"name": name} for name in sorted(names)])


def settle(connection: Connection, names: Collection[str], now: datetime, *, locked: bool = False) -> None:
    """Work out when a feed of those hosts can be claimed next. `locked`: their rows are this transaction's already."""
    if not names:
        return
    given = {"names": as_list(connection, sorted(names))}
    dialect = connection.dialect.name
    if not locked and dialect == "postgresql":
        connection.execute(_LOCK[dialect], given)
    connection.execute(_SETTLE[dialect], {**given, "now": now})


def limit(connection: Connection, name: str, feed_id: int, until: datetime, now: datetime) -> None:
    """A feed of that host was answered "too many requests". The second such feed in a row stops the whole host."""
    row = connection.execute(_ONE, {"host": name}).mappings().one()
    values: dict[str, object] = {"limited_feed": feed_id}
    if row["limited_feed"] not in (None, feed_id):
        values["not_before"] = max(until, row["not_before"] or until)
    connection.execute(update(hosts).where(hosts.c.name == name).values(values))
    if "not_before" in values:
        settle(connection, [name], now, locked=True)


def answered(connection: Connection, names: Collection[str]) -> None:
    """A feed of each of those hosts got an answer, so what comes next is not in a row with what came before."""
    if names:
        connection.execute(_ANSWERED[connection.dialect.name], {"names": as_list(connection, sorted(names))})
