"""How long claiming takes: `python -m benchmarks.claim [--runs N]` on the empty database of DATABASE_URL.

100,000 feeds, of which 5,000 are due, in two shapes: spread over 2,500 hosts, and with 4,000 of them on one host. Each
claim is a whole transaction that asks for 50 feeds. What is claimed is stored as polled and unchanged, also timed, and
the clock goes on by a tenth of a second, so that hosts become free again, or by their whole pause where nothing else is
left. At the end 30,000 new items of 1,000 feeds are stored and looked up. CPU is this process's, which on SQLite is the
database's as well.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, Final

from benchmarks.figures import Figures, table
from bot.domain.entries import Stamp
from bot.domain.people import Identity
from bot.domain.press.feed import FIRST_PACE, ClaimedFeed, Validators
from bot.domain.press.item import ItemKeys, NewItem
from bot.domain.press.plan import Plan
from bot.settings import load
from storage.engine import Store
from storage.migrate import upgrade
from storage.press_schema import feed_items, feed_leases, feeds, hosts
from storage.row_writing import write_rows
from storage.rows import stamp_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


TARGET_MS: Final = 5.0
FEEDS: Final = 100_000
DUE: Final = 5_000
CROWD: Final = 4_000  # due feeds of one host, in the second shape
A_HOST: Final = 2  # due feeds of any other host
BATCH: Final = 50
ITEMS: Final = 30
FEEDS_WITH_ITEMS: Final = 1_000
SEED: Final = 7
NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VALIDATORS: Final = Validators('W/"abcdef"', "Tue, 24 Nov 2026 08:00:00 GMT", "f" * 64)
STEP: Final = timedelta(seconds=0.1)
LEASE, PAUSE, HOUR = timedelta(seconds=20), timedelta(seconds=5), timedelta(hours=1)


@dataclass(slots=True)
class Stopwatch:
    """Milliseconds and CPU seconds of what was done, by name."""

    took: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        """Time the block."""
        start, cpu = time.perf_counter(), time.process_time()
        yield
        self.took.setdefault(name, []).append((time.perf_counter() - start) * 1_000)
        self.cpu[name] = self.cpu.get(name, 0.0) + time.process_time() - cpu

    def figures(self) -> dict[str, Figures]:
        """What took how long."""
        return {name: Figures(tuple(took)) for name, took in self.took.items()}


def fill(store: Store, crowd: int) -> None:
    """The feeds, in place of those that were there. `crowd` of those that are due are on one host."""
    draw = Random(SEED)
    due = ["crowd.example:443"] * crowd + [f"due{number // A_HOST}.example:443" for number in range(DUE - crowd)]
    later = [f"host{number // 5}.example:443" for number in range(FEEDS - DUE)]
    rows = [_row(host, number, draw, is_due=number < DUE) for number, host in enumerate((*due, *later))]
    draw.shuffle(rows)
    ready: dict[str, datetime] = {}
    for row in rows:
        ready[row["host"]] = min(row["next_at"], ready.get(row["host"], row["next_at"]))
    with store.write() as tx:
        for old in (feed_leases, feed_items, feeds, hosts):
            tx.connection.execute(old.delete())
        dossier = tx.dossiers.oldest() or tx.dossiers.add("filled", "A filled dossier", NOW)
        write_rows(tx.connection, hosts, [{"name": name, "ready_at": at} for name, at in ready.items()])
        write_rows(tx.connection, feeds, [{"dossier_id": dossier.key, **row} for row in rows])
    _settle(store)


def _row(host: str, number: int, draw: Random, *, is_due: bool) -> dict[str, Any]:
    seconds = -draw.randrange(3_600) if is_due else draw.randrange(60, 86_400)
    stamp = Stamp(Identity("T1", "U1"), NOW)
    return {
        "url": f"https://{host}/feed/{number}",
        "host": host,
        "title": f"Feed number {number}",
        "log": "matches",
        "state": "active",
        "next_at": NOW + timedelta(seconds=seconds),
        "pace_s": int(FIRST_PACE.total_seconds()),
        "etag": VALIDATORS.etag,
        "last_modified": VALIDATORS.last_modified,
        "body_hash": VALIDATORS.body_hash,
        **dict.fromkeys(("whole_at", "parsed_at", "polled_at", "succeeded_at"), NOW - HOUR),
        **stamp_columns("added", stamp),
        **stamp_columns("changed", stamp),
    }


def _settle(store: Store) -> None:
    """What a database does by itself in time after so much was written."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE" if store.engine.dialect.name == "postgresql" else "ANALYZE")


def claim_and_store(store: Store, watch: Stopwatch, shape: str, runs: int) -> None:
    """So many claims in a row, as pollers that keep up with what is due would make them."""
    now = NOW
    claimed_feeds = 0
    for _ in range(runs):
        with watch.timing(f"claim, {shape}"), store.write() as tx:
            claimed = tx.claims.claim(now, limit=BATCH, lease=LEASE, pause=PAUSE)
        claimed_feeds += len(claimed)
        results = [(one.token, _unchanged(one, now)) for one in claimed]
        with watch.timing(f"store {BATCH} unchanged, {shape}"), store.write() as tx:
            assert tx.claims.held(claimed).keys() == {one.feed.id for one in claimed}
            assert len(tx.feeds.store(results, now)) == len(claimed)
        now += STEP if len(claimed) == BATCH else PAUSE
    print(f"{shape}: {claimed_feeds:,} feeds claimed")


def _unchanged(claimed: ClaimedFeed, now: datetime) -> Plan:
    return Plan(replace(claimed.feed, polled_at=now, succeeded_at=now, next_at=now + HOUR))


def store_items(store: Store, watch: Stopwatch) -> None:
    """New items, 30 a feed, of 50 feeds in each transaction; then asking which of those are known, for each feed."""
    with store.read() as tx:
        ids = [feed.id for feed in tx.feeds.all(None)[:FEEDS_WITH_ITEMS]]
    for start in range(0, len(ids), BATCH):
        batch = [(feed_id, _items(feed_id)) for feed_id in ids[start : start + BATCH]]
        with watch.timing(f"store {BATCH * ITEMS:,} new items"), store.write() as tx:
            tx.items.add_many([(feed_id, item) for feed_id, items in batch for item in items], NOW)
        with watch.timing(f"look up {BATCH} × {ITEMS} items"), store.read() as tx:
            for feed_id, items in batch:
                assert len(tx.items.known(feed_id, [item.keys for item in items])) == ITEMS


def _items(feed_id: int) -> list[NewItem]:
    draw = Random(feed_id)
    return [
        NewItem(
            keys=ItemKeys(*(draw.getrandbits(63) for _ in range(4))),
            guid=f"https://news.example/{feed_id}/{number}",
            url=f"https://news.example/{feed_id}/{number}?utm_source=rss",
            canonical=f"https://news.example/{feed_id}/{number}",
            title=f"Agency expands the use of face recognition, story {number}",
            summary="What it says about the programme and who said so. " * 6,
            author="A. Reporter",
            source="",
            published=NOW,
            seen=NOW,
        )
        for number in range(ITEMS)
    ]


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 where claiming misses the target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claim", description=__doc__)
    parser.add_argument("--runs", type=int, default=90, metavar="N", help="claims of each shape (default 90)")
    given = parser.parse_args(argv)
    database_url = load().database_url
    upgrade(database_url)
    store = Store.open(database_url)
    watch = Stopwatch()
    try:
        for shape, crowd in (("spread over 2,500 hosts", 0), ("4,000 on one host", CROWD)):
            fill(store, crowd)
            claim_and_store(store, watch, shape, given.runs)
        store_items(store, watch)
    finally:
        store.close()
    found = watch.figures()
    print(f"{FEEDS:,} feeds on {store.engine.dialect.name}, {DUE:,} due; milliseconds a transaction")
    print(table(found))
    for name, cpu in watch.cpu.items():
        print(f"{name}: {cpu:.2f} s of CPU in {len(watch.took[name])} transactions")
    claims = [figures for name, figures in found.items() if name.startswith("claim")]
    return 0 if all(figures.percentile(95) <= TARGET_MS for figures in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
