"""`papertrail poll` as a process, over a database with feeds on scripted servers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from bot.app import wall_clock
from bot.domain.entries import Stamp
from bot.domain.people import Identity
from bot.domain.press.feed import Feed, FeedDraft
from storage.engine import Store
from storage.press_schema import feed_items, feed_leases, feeds, hosts, notices, press_copies
from storage.schema import entries
from tests.integration.cli.processes import PROGRAM, WITHIN_S, environment_for

if TYPE_CHECKING:
    from collections.abc import Sequence

EDITOR = Identity("T1", "U1")
ALLOWED = "127.0.0.0/8,::1/128"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a process came to."""

    status: int
    said: str
    complained: str


def environment(url: str, **more: str) -> dict[str, str]:
    """Settings with which a process may ask servers on this machine."""
    return environment_for(url, **{"FEEDS_ALLOW": ALLOWED, **more})


async def papertrail(url: str, *words: str, within_s: float = WITHIN_S, **more: str) -> Ended:
    """Run `papertrail` with these words to its end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *words, env=environment(url, **more), stdin=asyncio.subprocess.DEVNULL, stdout=pipe, stderr=pipe
    )
    try:
        async with asyncio.timeout(within_s):
            said, complained = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    return Ended(int(process.returncode or 0), said.decode(), complained.decode())


class Shelf:
    """A database that processes poll into, looked at from outside."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.store = Store.open(url)
        with self.store.write() as tx:
            self._dossier = tx.dossiers.oldest() or tx.dossiers.add("clearview", "ICE and Clearview AI", wall_clock())

    def add(self, *urls: str) -> tuple[Feed, ...]:
        """Feeds that are due now."""
        stamp = Stamp(EDITOR, wall_clock(), "C1", "Eda Editor")
        with self.store.write() as tx:
            return tx.feeds.add_many([FeedDraft(self._dossier.key, url) for url in urls], stamp)

    def all(self) -> tuple[Feed, ...]:
        """The feeds as they are."""
        with self.store.read() as tx:
            return tx.feeds.all(None)

    def due_again(self) -> None:
        """Make every feed due, and let the time pass that claims of processes that are gone would take."""
        past = wall_clock() - timedelta(hours=1)
        with self.store.write() as tx:
            tx.connection.execute(update(feeds).values(next_at=past))
            tx.connection.execute(update(feed_leases).values(until=past))
            tx.connection.execute(update(hosts).values(ready_at=past, free_at=None))

    def time_passes(self, by: timedelta) -> None:
        """Let claims be so much older than they are."""
        with self.store.write() as tx:
            for lease, until in tx.connection.execute(select(feed_leases.c.id, feed_leases.c.until)).all():
                earlier = update(feed_leases).where(feed_leases.c.id == lease).values(until=until - by)
                tx.connection.execute(earlier)
            for host, ready in tx.connection.execute(select(hosts.c.name, hosts.c.ready_at)).all():
                if ready is not None:
                    tx.connection.execute(update(hosts).where(hosts.c.name == host).values(ready_at=ready - by))

    def leases(self) -> list[timedelta]:
        """For how long feeds are claimed from now on."""
        return [until - wall_clock() for (until,) in self._rows(select(feed_leases.c.until))]

    def items(self) -> dict[int, int]:
        """How many items each feed has brought."""
        counted = select(feed_items.c.feed_id, func.count()).group_by(feed_items.c.feed_id)
        return {feed: int(count) for feed, count in self._rows(counted)}

    def logged(self) -> list[str]:
        """The titles in the press log."""
        return [title for (title,) in self._rows(select(entries.c.title).where(entries.c.kind == "press"))]

    def copies(self) -> int:
        """How many copies there are of all stories."""
        return int(self._rows(select(func.count()).select_from(press_copies))[0][0])

    def told(self) -> list[tuple[str, int | None]]:
        """What is to be told: kinds, and the entries that it is about."""
        found = select(notices.c.kind, notices.c.entry_id).order_by(notices.c.id)
        return [(kind, entry) for kind, entry in self._rows(found)]

    def _rows(self, query: Any) -> Sequence[Any]:
        with self.store.read() as tx:
            return tx.connection.execute(query).all()


def children_of(pid: int) -> set[int]:
    """The processes that a process has started and that are still there."""
    found = set()
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found |= {int(child) for child in listed.read_text(encoding="ascii").split()}
        except OSError:
            continue
    return found


def is_there(pid: int) -> bool:
    """Whether a process runs: one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False
