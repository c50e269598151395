"""Ways to get the house into trouble, and to see what it delivered or was delivered."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import AbstractContextManager, asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING, Any

import aiohttp
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Identifier

from bot.app import Process
from bot.services.importing import Importing
from storage.engine import Store
from tests.acceptance.house import NOW, House, settings_for, started
from workspace.transports import Ack, Envelope

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from workspace.journal import DeliveryRecord

SOON_S = 1.0  # Slack waits three seconds, the database's lock is waited for two: this is well before either


def path_of(url: str) -> str:
    """The file of a SQLite database."""
    return url.removeprefix("sqlite:///")


@contextmanager
def another_writer(url: str) -> Iterator[None]:
    """Somebody else is writing, and does not come to an end."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(url), isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        return
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE handled_events, entries, public_numbers IN EXCLUSIVE MODE")
        yield
        connection.rollback()


OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def terminate_connections(url: str) -> int:
    """Cut every connection to a PostgreSQL database, as its administrator would; returns how many there were."""
    with psycopg.connect(url) as connection:
        return _number(connection, f"SELECT count(pg_terminate_backend(pid)) {OTHERS}")


WAITING = f"{OTHERS} AND wait_event_type = 'Lock'"


async def waiting(url: str, count: int) -> None:
    """Return once that many connections to a PostgreSQL database wait for `another_writer`."""
    with psycopg.connect(url, autocommit=True) as connection:
        async with asyncio.timeout(10):
            while _number(connection, f"SELECT count(*) {WAITING}") < count:
                await asyncio.sleep(0.01)


async def cut_while_waiting(url: str, count: int) -> None:
    """Cut the connections that wait for `another_writer`, once there are that many."""
    await waiting(url, count)
    with psycopg.connect(url, autocommit=True) as connection:
        assert _number(connection, f"SELECT count(pg_terminate_backend(pid)) {WAITING}") >= count


def _number(connection: psycopg.Connection[Any], query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def altered(url: str, to: str, back: str) -> Iterator[None]:
    """A PostgreSQL database with `ALTER DATABASE … to` for everybody who comes, having put everybody out."""
    name = str(conninfo_to_dict(url)["dbname"])
    with psycopg.connect(make_conninfo(url, dbname="postgres"), autocommit=True) as connection:
        connection.execute(SQL(f"ALTER DATABASE {{}} {to}").format(Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        connection.execute(SQL(f"ALTER DATABASE {{}} {back}").format(Identifier(name)))
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def shut(url: str) -> AbstractContextManager[None]:
    """A PostgreSQL database that lets nobody in."""
    return altered(url, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true")


def read_only(url: str) -> AbstractContextManager[None]:
    """A PostgreSQL database in which nobody may write, as on a standby."""
    setting = "default_transaction_read_only"
    return altered(url, f"SET {setting} = on", f"RESET {setting}")


def on_file(url: str) -> dict[str, str]:
    """What is on file and not deleted: titles by public id. What is half-written fails here."""
    store = Store.open(url)
    try:
        with store.read() as tx:
            rows = tx.connection.exec_driver_sql(
                "SELECT e.public_id, e.title, count(r.id), max(r.version), e.version FROM entries e"
                " LEFT JOIN revisions r ON r.entry_id = e.id WHERE e.deleted_because IS NULL"
                " GROUP BY e.id, e.public_id, e.title, e.version"
            ).all()
    finally:
        store.close()
    for _, _, revisions, latest, version in rows:
        assert (revisions, latest) == (version, version), "an entry without its history"
    return {public_id: title for public_id, title, *_ in rows}


def integrity(url: str) -> None:
    """Fail where the file itself is damaged, or rows refer to what is not there."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(path_of(url))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def last_delivery(house: House, fits: Callable[[DeliveryRecord], bool]) -> DeliveryRecord:
    """The latest thing of that sort that was handed over."""
    return next(seen for seen in reversed(house.slack.deliveries) if fits(seen))


def envelope(delivery: DeliveryRecord, *, attempt: int = 1) -> Envelope:
    """The same once more, as Slack sends it when it is in doubt."""
    reason = "http_timeout" if attempt else ""
    return Envelope(delivery.kind, delivery.payload, True, attempt, reason)  # type: ignore[arg-type]


async def quiet(house: House, *others: Process) -> None:
    """Return once everything that was delivered is done. Slack may still hold connections that it never answers."""
    courier = house.slack.courier
    await house.slack.world.journal.until(
        lambda: courier.is_idle or None, within=10, awaited="the last acknowledgement"
    )
    for process in (house.process, *others):
        assert await process._in_flight.finished(within_s=10)


async def again(house: House, delivery: DeliveryRecord, *, attempt: int = 1) -> Ack:
    """Deliver the same once more, and wait until nothing comes of it any more."""
    ack = await house.slack.courier.hand_over(envelope(delivery, attempt=attempt))
    await quiet(house)
    return ack


@asynccontextmanager
async def another_process(house: House, url: str) -> AsyncIterator[Process]:
    """A second process on the same database, that Slack hands every other delivery to."""
    settings = settings_for(house.slack, url, "socket", {"PAPERTRAIL_EDITORS": house.editor.id})
    process = Process(settings, "all", clock=house.clock, strict=True)
    running = asyncio.create_task(process.run())
    try:
        await started(running, process)
        await house.slack.connected(2)
        yield process
    finally:
        process.stopping.set()
        await running


async def readiness(port: int) -> tuple[int, str]:
    """Status and words of /readyz."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/readyz") as answer,
    ):
        return answer.status, (await answer.text()).strip()


def load_starter(url: str) -> None:
    """Put the starter dossier on file."""
    store = Store.open(url)
    Importing(store, lambda: NOW).load_starter()
    store.close()
