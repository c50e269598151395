"""Raw items: everything that feeds brought, kept for 30 days, and longer where their feed still lists them.

They are what newness is judged by, and what a new watch is tried on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, delete, func, select, text

from bot.domain.press.feed import FeedState
from bot.domain.press.item import ItemKeys, KeptItem, NewItem
from storage.lists import AMONG, as_list
from storage.press_schema import feed_items, feeds
from storage.row_writing import update_rows, write_many
from storage.schema import Instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Row, RowMapping

KEPT: Final = timedelta(days=30)
DAY: Final = timedelta(days=1)
BATCH: Final = 1_000

# Two halves, because of an OR SQLite would take neither index.
_SHARING: Final = {
    dialect: " UNION ".join(
        f"SELECT {{columns}} FROM feed_items WHERE feed_id = :feed AND {key}_key {among.format(key)}"  # noqa: S608
        for key in ("guid", "echo")
    )
    for dialect, among in AMONG.items()
}
_KNOWN: Final = {
    dialect: text(sharing.format(columns="guid_key, url_key, title_key, echo_key"))
    for dialect, sharing in _SHARING.items()
}
_LISTED: Final = {
    dialect: text(
        "UPDATE feed_items SET listed_at = :now WHERE listed_at < :yesterday"  # noqa: S608 - our own names
        f" AND id IN ({sharing.format(columns='id')})"
    ).bindparams(bindparam("now", type_=Instant()), bindparam("yesterday", type_=Instant()))
    for dialect, sharing in _SHARING.items()
}
_LAST: Final = select(func.coalesce(func.max(feed_items.c.id), 0))
_NEXT: Final = text("SELECT nextval('feed_items_id_seq') FROM generate_series(1, :count)")
_LONGEST_UNLISTED: Final = (
    select(feed_items.c.id, feed_items.c.listed_at, feeds.c.state, feeds.c.parsed_at)
    .join(feeds, feeds.c.id == feed_items.c.feed_id)
    .where(feed_items.c.listed_at < bindparam("before", type_=Instant()))
    .order_by(feed_items.c.listed_at)
    .limit(BATCH)
)
_BY_FEED: Final = (
    select(feed_items)
    .join(feeds, feeds.c.id == feed_items.c.feed_id)
    .where(feeds.c.dossier_id == bindparam("dossier"), feed_items.c.id < bindparam("below"))
    .order_by(feed_items.c.id.desc())
    .limit(bindparam("batch"))
)
_ABOVE_ALL: Final = 2**31 - 1  # the highest id there can be
_ENDED: Final = (FeedState.REMOVED.value, FeedState.RETIRED.value)


class FeedItems:
    """Queries on raw items."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    def known(self, feed_id: int, keys: Sequence[ItemKeys]) -> list[ItemKeys]:
        """The keys of the feed's items on file that share a guid or an echo with one of those."""
        if not keys:
            return []
        rows = self._connection.execute(_KNOWN[self._dialect], {"feed": feed_id, **self._lists(keys)})
        return [ItemKeys(*row) for row in rows]

    def _lists(self, keys: Sequence[ItemKeys]) -> dict[str, Any]:
        return {
            "guid": as_list(self._connection, {one.guid for one in keys} - {0}),
            "echo": as_list(self._connection, {one.echo for one in keys} - {0}),
        }

    def add(self, feed_id: int, items: Sequence[NewItem], now: datetime) -> list[int]:
        """Keep new items of a feed; returns their ids in order."""
        return self.add_many([(feed_id, item) for item in items], now)

    def add_many(self, items: Sequence[tuple[int, NewItem]], now: datetime) -> list[int]:
        """Keep new items of many feeds, each given with its feed's id; returns their ids in order."""
        if not items:
            return []
        ids = self._next_ids(len(items))
        rows = [_columns(key, feed_id, item, now) for key, (feed_id, item) in zip(ids, items, strict=True)]
        write_many(self._connection, feed_items, rows)
        return ids

    def _next_ids(self, count: int) -> list[int]:
        """Ids that are given out here, because neither driver tells those of many rows.

        On SQLite nobody else writes meanwhile.
        """
        if self._dialect == "postgresql":
            return list(self._connection.execute(_NEXT, {"count": count}).scalars())
        last: int = self._connection.execute(_LAST).scalar_one()
        return list(range(last + 1, last + count + 1))

    def mark_listed(self, feed_id: int, keys: Sequence[ItemKeys], now: datetime) -> None:
        """Note that the feed lists items with those keys now, to the day, so that busy feeds write little."""
        if keys:
            given = {"feed": feed_id, "now": now, "yesterday": now - DAY, **self._lists(keys)}
            self._connection.execute(_LISTED[self._dialect], given)

    def logged(self, became: Iterable[tuple[int, int]]) -> None:
        """Note of items, given as (id, entry's key), which press item they became, or are a copy of."""
        update_rows(self._connection, feed_items, [{"id": item, "entry_id": entry} for item, entry in became])

    def prune(self, now: datetime, *, most: int = 10 * BATCH) -> int:
        """Forget items older than 30 days that their feed no longer lists, or whose feed has ended; returns how many.

        At most about `most` are looked at. What was last seen listed 30 days ago in a feed that gave no other document
        since is listed still, as far as we know, and is looked at again in 30 days.
        """
        forgotten = 0
        for _ in range(max(1, most // BATCH)):
            found = self._connection.execute(_LONGEST_UNLISTED, {"before": now - KEPT}).all()
            gone = [row.id for row in found if _is_gone(row)]
            forgotten += len(gone)
            self._connection.execute(delete(feed_items).where(feed_items.c.id.in_(gone)))
            kept = sorted({row.id for row in found}.difference(gone))
            update_rows(self._connection, feed_items, [{"id": key, "listed_at": now} for key in kept])
            if len(found) < BATCH:
                break
        return forgotten

    def since(self, dossier_id: int, since: datetime, *, batch: int = 500) -> Iterator[KeptItem]:
        """The items that feeds of a dossier brought since then, the newest first, read `batch` at a time."""
        below = _ABOVE_ALL
        while True:
            given = {"dossier": dossier_id, "below": below, "batch": batch}
            rows = self._connection.execute(_BY_FEED, given).mappings().all()
            recent = [row for row in rows if row["seen_at"] >= since]
            yield from map(_to_item, recent)
            if len(rows) < batch or not recent:  # ids are given out in the order in which items were seen
                return
            below = rows[-1]["id"]


def _is_gone(row: Row[*tuple[Any, ...]]) -> bool:
    return row.state in _ENDED or (row.parsed_at is not None and row.listed_at < row.parsed_at - DAY)


def _columns(key: int, feed_id: int, item: NewItem, now: datetime) -> dict[str, Any]:
    return {
        "id": key,
        "feed_id": feed_id,
        "guid_key": item.keys.guid,
        "url_key": item.keys.url,
        "title_key": item.keys.title,
        "echo_key": item.keys.echo,
        "guid": item.guid,
        "url": item.url,
        "canonical": item.canonical,
        "title": item.title,
        "summary": item.summary,
        "author": item.author,
        "source": item.source,
        "published": item.published.isoformat() if item.published else None,
        "seen_at": item.seen,
        "listed_at": now,
    }


def _to_item(row: RowMapping) -> KeptItem:
    item = NewItem(
        keys=ItemKeys(row["guid_key"], row["url_key"], row["title_key"], row["echo_key"]),
        guid=row["guid"],
        url=row["url"],
        canonical=row["canonical"],
        title=row["title"],
        summary=row["summary"],
        author=row["author"],
        source=row["source"],
        published=datetime.fromisoformat(row["published"]) if row["published"] else None,
        seen=row["seen_at"],
    )
    return KeptItem(row["id"], row["feed_id"], item, row["entry_id"])
