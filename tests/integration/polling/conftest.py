"""A whole poll over real sockets: a scripted server, the real fetcher, parser processes, and a store."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.domain.entries import Stamp
from bot.domain.people import Asking, Identity, Person, Role
from bot.domain.press.feed import Feed, FeedDraft
from bot.feeds.fetch import Fetcher, Limits
from bot.feeds.guard import Guard
from bot.feeds.parser_process import ParserPool
from bot.outside import Outside
from bot.polling import Poller
from bot.services.feeds import Feeds
from bot.services.notices import Notices
from bot.services.polling import Polling
from storage.press_schema import feed_leases
from tests.feed_server import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.domain.dossiers import Dossier
    from bot.domain.press.watch import Watch
    from storage.engine import Store

UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
ALLOWED = ("127.0.0.0/8", "::1")
EDITOR = Identity("T1", "U1")


@dataclass
class Desk:
    """A dossier with its poller, at a time that the test moves."""

    store: Store
    server: FeedServer
    dossier: Dossier
    polling: Polling
    feeds: Feeds
    outside: Outside
    times: list[datetime] = field(default_factory=lambda: [NOW])

    @property
    def poller(self) -> Poller:
        return self.outside.poller

    @property
    def asking(self) -> Asking:
        return Asking(Person(EDITOR, Role.EDITOR, "Eda Editor"), "C1", self.dossier)

    def pass_time(self, by: timedelta) -> None:
        self.times[0] += by

    def add(self, path: str, **more: Any) -> Feed:
        return self.feeds.add(self.asking, FeedDraft(self.dossier.key, self.server.url(path), **more))

    def put(self, url: str, **more: Any) -> Feed:
        """A feed that nobody looked at before it was put on file."""
        with self.store.write() as tx:
            return tx.feeds.add(FeedDraft(self.dossier.key, url, **more), self.stamp())

    def outbox(self) -> Notices:
        """Whoever tells what waits."""
        return Notices(self.store, lambda: self.times[0])

    def watch(self, query: str, **more: Any) -> Watch:
        from bot.domain.press.watch import WatchDraft

        with self.store.write() as tx:
            return tx.watches.add(self.dossier.key, WatchDraft(name=query, query=query, **more), self.stamp())

    def stamp(self) -> Stamp:
        return Stamp(EDITOR, self.times[0], "C1", "Eda Editor")

    def feed(self, feed: Feed) -> Feed:
        with self.store.read() as tx:
            found = tx.feeds.by_id(feed.id)
        assert found is not None
        return found

    def leases(self) -> int:
        """How many feeds are claimed."""
        with self.store.read() as tx:
            return int(tx.connection.exec_driver_sql("SELECT count(*) FROM feed_leases").scalar_one())

    def held_until(self) -> datetime:
        """Until when the one feed is claimed."""
        with self.store.read() as tx:
            until: datetime = tx.connection.execute(select(feed_leases.c.until)).scalar_one()
        return until

    def titles(self) -> list[str]:
        """What is in the log, in the order in which it came."""
        with self.store.read() as tx:
            rows = tx.connection.exec_driver_sql(
                "SELECT title FROM entries WHERE kind = 'press' AND deleted_because IS NULL ORDER BY id"
            )
            return [row[0] for row in rows]

    def notices(self) -> list[tuple[str, str]]:
        """What is to be told: kinds and channels, in the order in which it was written."""
        with self.store.read() as tx:
            rows = tx.connection.exec_driver_sql("SELECT kind, channel FROM notices ORDER BY id")
            return [(row[0], row[1]) for row in rows]


@asynccontextmanager
async def open_desk(
    store: Store,
    *,
    allow: Sequence[str] = ALLOWED,
    exempt: Callable[[str], bool] | None = None,
    archives: bool = False,
    **limits: Any,
) -> AsyncIterator[Desk]:
    """A desk over `store`, in a dossier of its own. `allow` as FEEDS_ALLOW; `limits` as those of `Limits`."""
    with store.write() as tx:
        dossier = tx.dossiers.oldest() or tx.dossiers.add("clearview", "ICE and Clearview AI", NOW)
    times = [NOW]
    guard = Guard(allow)
    exempt = exempt or (lambda host: guard.allows(host.rpartition(":")[0]))
    polling = Polling(store, lambda: times[0], UTC_ZONE, exempt, archives=archives)
    fetcher = Fetcher(guard, contact="press@example.org", limits=Limits(**limits))
    async with FeedServer() as server, fetcher, ParserPool() as parsers:
        poller = Poller(polling, fetcher, parsers, lambda: times[0])
        outside = Outside(fetcher, parsers, poller, lambda: times[0])
        yield Desk(store, server, dossier, polling, Feeds(store, lambda: times[0]), outside, times)
        await poller.stop()


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    async with open_desk(store) as opened:
        yield opened
