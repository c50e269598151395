"""Feeds: the list that people keep, and what polling writes of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Select, bindparam, select, text, update

from bot.domain.press.feed import FIRST_PACE, Feed, FeedState
from bot.errors import Conflict
from storage.feed_leases import holding, let_go, make_void
from storage.feed_rows import READ, draft_columns, polled_columns, seconds, to_feed, trouble_columns
from storage.hosts import add_hosts, host_of, settle
from storage.parts import in_parts
from storage.press_schema import feeds
from storage.row_writing import update_rows
from storage.rows import stamp_columns
from storage.upsert import INSERTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import Row

    from bot.domain.entries import Stamp
    from bot.domain.press.feed import FeedDraft, FeedLog
    from bot.domain.press.plan import Plan

_KEPT: Final = feeds.c.state != FeedState.REMOVED.value
_KEPT_IN_INDEX: Final = text("state <> 'removed'")  # as the index of addresses has it
_BY_ID: Final = select(*READ).where(feeds.c.id == bindparam("id"))
_BY_URL: Final = select(*READ).where(feeds.c.dossier_id == bindparam("dossier"), feeds.c.url == bindparam("url"), _KEPT)
_ALL: Final = select(*READ).order_by(feeds.c.id)
_ADD: Final = {
    name: insert(feeds)
    .on_conflict_do_nothing(index_elements=[feeds.c.dossier_id, feeds.c.url], index_where=_KEPT_IN_INDEX)
    .returning(*READ)
    for name, insert in INSERTS.items()
}


class Feeds:
    """Queries on feeds."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- reading ----------------------------------------------------------------------------------------------

    def by_id(self, feed_id: int) -> Feed | None:
        """The feed with that id, also one that was removed."""
        return self._one(_BY_ID, {"id": feed_id})

    def by_url(self, dossier_id: int, url: str) -> Feed | None:
        """The dossier's feed with that very address; not one that was removed."""
        return self._one(_BY_URL, {"dossier": dossier_id, "url": url})

    def _one(self, query: Select[Any], given: Mapping[str, object]) -> Feed | None:
        row = self._connection.execute(query, given).mappings().first()
        return None if row is None else to_feed(row)

    def all(self, dossier_id: int | None, *, removed: bool = False) -> tuple[Feed, ...]:
        """The feeds of a dossier, or of all (None), the oldest first; removed ones only when asked for."""
        query = _ALL if removed else _ALL.where(_KEPT)
        if dossier_id is not None:
            query = query.where(feeds.c.dossier_id == dossier_id)
        return tuple(map(to_feed, self._connection.execute(query).mappings()))

    # -- what people decide -----------------------------------------------------------------------------------

    def add(self, draft: FeedDraft, stamp: Stamp) -> Feed:
        """A new feed, which is due at once. Raises `Conflict` where the dossier has that address already."""
        added = self.add_many([draft], stamp)
        if not added:
            raise Conflict("That feed is there already.")
        return added[0]

    def add_many(self, drafts: Sequence[FeedDraft], stamp: Stamp) -> tuple[Feed, ...]:
        """New feeds, which are due at once, in the order given; without those that their dossiers have already."""
        hosts = [host_of(draft.url) for draft in drafts]
        add_hosts(self._connection, set(hosts))
        insert = _ADD[self._connection.dialect.name]
        added: list[Feed] = []
        for part in in_parts(zip(drafts, hosts, strict=True)):
            rows = [_new_row(draft, host, stamp) for draft, host in part]
            added += map(to_feed, self._connection.execute(insert, rows).mappings())
        for names in in_parts(sorted(set(hosts))):
            settle(self._connection, names, stamp.at)
        return tuple(sorted(added, key=lambda feed: feed.id))

    def change(
        self,
        feed_id: int,
        stamp: Stamp,
        *,
        outlet: str | None = None,
        flags: Sequence[str] | None = None,
        log: FeedLog | None = None,
        every: timedelta | None = None,
        dossier_id: int | None = None,
    ) -> None:
        """Set what is given. An `every` of zero gives the pace back to the feed; a shorter one holds at once.

        Raises `Conflict` where the other dossier has that feed already.
        """
        feed = self._must_be(feed_id)
        values: dict[str, Any] = {
            "outlet": outlet,
            "log": None if log is None else log.value,
            "dossier_id": dossier_id,
        }
        values = {name: value for name, value in values.items() if value is not None}
        if flags is not None:
            values["flags"] = list(flags) or None
        if every is not None:
            values |= {"every_s": seconds(every) or None, "next_at": _sooner(feed, stamp.at, every)}
        if dossier_id not in (None, feed.dossier_id) and self.by_url(dossier_id or 0, feed.url) is not None:
            raise Conflict(f"That dossier has the feed “{feed.name}” already.")
        self._write(feed, values, stamp)

    def set_state(self, feed_id: int, state: FeedState, reason: str, stamp: Stamp) -> FeedState:
        """Pause, resume, remove; returns the state until then. What a poll that is under way brings is void.

        A feed that is resumed begins afresh. Raises `Conflict` where a feed would come back that was added again since
        it was removed.
        """
        feed = self._must_be(feed_id)
        values: dict[str, Any] = {
            "state": state.value,
            "state_reason": reason,
        }
        if state is FeedState.ACTIVE:
            values |= {"gone": 0, **trouble_columns(None)}
        if feed.state is FeedState.REMOVED and self.by_url(feed.dossier_id, feed.url) is not None:
            raise Conflict(f"The feed “{feed.name}” has been added again since.")
        make_void(self._connection, feed.id)
        self._write(feed, values, stamp)
        return feed.state

    def _must_be(self, feed_id: int) -> Feed:
        row = self._connection.execute(_BY_ID.with_for_update(key_share=True), {"id": feed_id}).mappings().one()
        return to_feed(row)

    def _write(self, feed: Feed, values: Mapping[str, Any], stamp: Stamp) -> None:
        changed = update(feeds).where(feeds.c.id == feed.id).values(**values, **stamp_columns("changed", stamp))
        self._connection.execute(changed)
        settle(self._connection, [feed.host], stamp.at)

    def poll_soon(self, feed_ids: Iterable[int], now: datetime) -> None:
        """Make feeds due now, or as soon as their servers may be asked again."""
        query = select(feeds.c.id, feeds.c.host, feeds.c.not_before).order_by(feeds.c.id)
        for part in in_parts(feed_ids):
            found = self._connection.execute(query.where(feeds.c.id.in_(part)).with_for_update(key_share=True)).all()
            rows = [{"id": row.id, "next_at": max(now, row.not_before or now)} for row in found]
            update_rows(self._connection, feeds, rows)
            settle(self._connection, {row.host for row in found}, now)

    # -- what polling writes ----------------------------------------------------------------------------------

    def store(self, results: Sequence[tuple[int, Plan]], now: datetime) -> frozenset[int]:
        """Write the feeds of plans, each with the token of the claim that it came from, and let the claims go.

        Returns the ids of those whose claim still held; of the others nothing is written. An address that another feed
        of the dossier has already is not moved to.
        """
        tokens = {plan.feed.id: token for token, plan in results}
        before = {row.id: row for row in holding(self._connection, tokens)}
        held = [plan.feed for _, plan in results if plan.feed.id in before]
        moved = [row for feed in held if (row := self._moved(feed, before[feed.id])) is not None]
        hosts = {row.host for row in before.values()}
        add_hosts(self._connection, {row["host"] for row in moved} - hosts)
        update_rows(self._connection, feeds, [{"id": feed.id, **polled_columns(feed)} for feed in held])
        update_rows(self._connection, feeds, moved)
        let_go(self._connection, [row.token for row in before.values()])
        settle(self._connection, hosts.union(row["host"] for row in moved), now)
        return frozenset(before)

    def _moved(self, feed: Feed, before: Row[*tuple[Any, ...]]) -> dict[str, Any] | None:
        """The columns that a poll seldom changes and that indexes hang on; None where they are what they were: only
        active feeds are polled.

        A feed does not move to an address that another feed of its dossier has.
        """
        url, host = before.url, before.host
        if feed.url != url and self.by_url(before.dossier_id, feed.url) is None:
            url, host = feed.url, host_of(feed.url)
        if url == before.url and feed.state is FeedState.ACTIVE:
            return None
        state = {"state": feed.state.value, "state_reason": feed.state_reason}
        return {"id": feed.id, "url": url, "host": host, **state}


def _new_row(draft: FeedDraft, host: str, stamp: Stamp) -> dict[str, Any]:
    return {
        **draft_columns(draft),
        **stamp_columns("added", stamp),
        **stamp_columns("changed", stamp),
        "host": host,
        "state": FeedState.ACTIVE.value,
        "next_at": stamp.at,
        "pace_s": seconds(FIRST_PACE),
    }


def _sooner(feed: Feed, now: datetime, every: timedelta) -> datetime:
    """When a feed is due that is to be polled so often from now on: a longer pause begins with the next poll."""
    soon = min(feed.next_at, now + every) if every else feed.next_at
    return soon if feed.not_before is None else max(soon, feed.not_before)
