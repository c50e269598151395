"""A dossier with feeds, and what they bring."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.domain.entries import Draft, Stamp
from bot.domain.kinds import PRESS
from bot.domain.people import Identity
from bot.domain.press.feed import ClaimedFeed, Feed, FeedDraft
from bot.domain.press.item import ItemKeys, NewItem
from bot.domain.press.plan import Plan
from storage.press_schema import watches
from storage.rows import stamp_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.dossiers import Dossier
    from storage.engine import Store

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=20)
PAUSE = timedelta(seconds=5)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def stamp(at: datetime = NOW) -> Stamp:
    return Stamp(Identity("T1", "U1"), at, "C1", "Ana")


@dataclass
class Newsroom:
    """One dossier of a store, at a time that the test moves."""

    store: Store
    dossier: Dossier
    now: datetime = NOW
    exempt: set[str] = field(default_factory=set)

    @classmethod
    def in_store(cls, store: Store, slug: str = "one") -> Newsroom:
        with store.write() as tx:
            return cls(store, tx.dossiers.add(slug, slug, NOW))

    def feed(self, url: str, **more: Any) -> Feed:
        with self.store.write() as tx:
            return tx.feeds.add(FeedDraft(self.dossier.key, url, **more), stamp(self.now))

    def feeds(self, *hosts: str) -> list[Feed]:
        """A feed for each of the hosts, in that order."""
        return [self.feed(f"https://{host}/{number}") for number, host in enumerate(hosts)]

    def again(self, feed: Feed) -> Feed:
        """The feed as it is on file now."""
        with self.store.read() as tx:
            found = tx.feeds.by_id(feed.id)
        assert found is not None
        return found

    def claim(self, limit: int = 50, **more: Any) -> list[ClaimedFeed]:
        with self.store.write() as tx:
            return list(
                tx.claims.claim(
                    self.now, limit=limit, lease=LEASE, pause=PAUSE, exempt=self.exempt.__contains__, **more
                )
            )

    def claimed(self, limit: int = 50, **more: Any) -> list[int]:
        """The ids of the feeds that a claim gives, in order."""
        return sorted(one.feed.id for one in self.claim(limit, **more))

    def polled(self, claimed: ClaimedFeed, **changes: Any) -> frozenset[int]:
        """Store that the feed was polled now and is due in an hour, unless `changes` say otherwise."""
        with self.store.write() as tx:
            return tx.feeds.store([self.result(claimed, **changes)], self.now)

    def result(self, claimed: ClaimedFeed, **changes: Any) -> tuple[int, Plan]:
        told = {"polled_at": self.now, "succeeded_at": self.now, "next_at": self.now + HOUR, **changes}
        return claimed.token, Plan(replace(claimed.feed, **told))

    def bring(self, feed: Feed, items: Sequence[NewItem]) -> list[int]:
        with self.store.write() as tx:
            return tx.items.add(feed.id, items, self.now)


def item(number: int, *, seen: datetime = NOW, **more: Any) -> NewItem:
    """An item with keys of its own, and as large as a key can be."""
    keys = ItemKeys(2**63 - 1 - number, -(2**62) - number, 300 + number, 400 + number)
    values: dict[str, Any] = {
        "keys": keys,
        "guid": f"guid-{number}",
        "url": f"https://vox.example/{number}?utm_source=rss",
        "canonical": f"https://vox.example/{number}",
        "title": f"Story {number}",
        "summary": "What it is about",
        "author": "A. Reporter",
        "source": "",
        "published": datetime(2026, 11, 23, 22, 30, tzinfo=UTC),
        "seen": seen,
        **more,
    }
    return NewItem(**values)


def watch(room: Newsroom, name: str, *, flags: Sequence[str] = ()) -> int:
    """A watch of the dossier; returns its id."""
    values = {
        "dossier_id": room.dossier.key,
        "name": name,
        "query": name,
        "flags": list(flags),
        "alert": "now",
        "version": 1,
        **stamp_columns("added", stamp()),
        **stamp_columns("changed", stamp()),
    }
    with room.store.write() as tx:
        key: int = tx.connection.execute(watches.insert().values(values).returning(watches.c.id)).scalar_one()
    return key


def press(title: str, **fields: str) -> Draft:
    """A press item as it is logged."""
    return Draft(PRESS, title, fields={"type": "article", "outlet": "Vox", "status": "new", **fields})
