"""What may happen in the middle of a poll: people change things, the database is away, processes die."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from bot.domain.press.feed import FailureKind, FeedState
from bot.domain.press.watch import WatchDraft
from bot.errors import Unavailable
from bot.services.polling import LEASE, Polled
from storage.engine import Store
from tests.acceptance import trouble
from tests.feed_server import Reply, reply
from tests.integration.polling.conftest import open_desk
from tests.integration.polling.documents import item, numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.databases import Databases
    from tests.feed_server import Request
    from tests.integration.polling.conftest import Desk

DAY = timedelta(days=1)
A_MOMENT_S = 0.05
HARD_TO_READ = b"<rss><channel><item " + b" ".join(b'a%d="x"' % n for n in range(9_000)) + b"><title>x</b></item>"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long for a database that is away."""
    monkeypatch.setattr("storage.engine.BUSY_TIMEOUT_S", A_MOMENT_S)
    monkeypatch.setattr("bot.polling.LOOK_AGAIN_S", A_MOMENT_S)


@pytest.fixture
async def sqlite_desk(sqlite_databases: Databases, quick: None) -> AsyncIterator[Desk]:
    """A desk on a database that does not wait long for its lock."""
    url = sqlite_databases.migrated()
    store = Store.open(url)
    async with open_desk(store) as opened:
        yield opened
    store.close()
    sqlite_databases.remove(url)


async def asked(desk: Desk) -> tuple[Polled, ...]:
    """What asking all that is due came to, before anything is stored."""
    return tuple([Polled(one, await desk.poller.ask(one.feed)) for one in desk.polling.claim(50)])


# -- people ---------------------------------------------------------------------------------------------------


async def test_a_feed_that_is_removed_and_added_again_while_it_is_asked_begins_afresh(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 2)), etag='"1"'))
    old = desk.add("/feed")
    in_hand = await asked(desk)
    desk.feeds.remove(desk.asking, str(old.id), "a mistake")
    new = desk.add("/feed")
    (stored,) = await desk.poller.store(in_hand)
    assert stored.dropped
    assert (desk.titles(), desk.notices()) == ([], [])
    assert desk.feed(old).state is FeedState.REMOVED
    assert desk.feed(old).validators.etag == ""
    assert (await desk.poller.poll_due()).items == 2
    assert desk.feed(new).seen == 2
    desk.pass_time(LEASE)
    assert (await desk.poller.poll_due()).feeds == 0


async def test_what_people_set_while_a_feed_is_asked_holds_for_what_it_brings(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 1))))
    feed = desk.add("/feed")
    with desk.store.write() as tx:
        other = tx.dossiers.add("other", "Another dossier", desk.times[0])
    in_hand = await asked(desk)
    with desk.store.write() as tx:
        tx.feeds.change(
            feed.id, desk.stamp(), outlet="Vox Media", flags=["Surveillance"], every=2 * DAY, dossier_id=other.key
        )
    await desk.poller.store(in_hand)
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        (found,) = tx.entries.load([key])
        dossiers = tx.connection.exec_driver_sql("SELECT dossier_id FROM entries WHERE kind = 'press'").scalars().all()
    assert (found.entry.content.fields["outlet"], found.entry.content.tags) == ("Vox Media", ("Surveillance",))
    assert dossiers == [other.key]
    assert desk.feed(feed).next_at - desk.times[0] > DAY


@pytest.mark.parametrize("what", ["added", "changed", "removed"])
async def test_the_watches_that_count_are_those_of_the_moment_in_which_it_is_stored(desk: Desk, what: str) -> None:
    desk.server.on("/feed", reply(rss([item("Clearview", link="https://a.example/1"), item("Palantir", guid="2")])))
    desk.add("/feed")
    watch = desk.watch("clearview") if what != "added" else None
    in_hand = await asked(desk)
    if watch is None:
        desk.watch("palantir")
    else:
        with desk.store.write() as tx:
            palantir = WatchDraft(name="palantir", query="palantir")
            if what == "changed":
                assert tx.watches.change(watch.id, watch.version, palantir, desk.stamp())
            else:
                tx.watches.remove(watch.id, "too loud", desk.stamp())
                tx.watches.add(desk.dossier.key, palantir, desk.stamp())
    await desk.poller.store(in_hand)
    assert desk.titles() == ["Palantir"]


# -- the database ---------------------------------------------------------------------------------------------


async def test_a_database_that_is_locked_while_something_is_to_be_stored_is_waited_for(
    sqlite_desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk = sqlite_desk
    path = trouble.path_of(str(desk.store.engine.url))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:

        def lock(_: Request) -> Reply:
            connection.execute("BEGIN IMMEDIATE")
            return Reply(200, {"ETag": '"1"'}, rss(numbered(1, 3)))

        desk.server.on("/feed", lock)
        feed = desk.add("/feed")
        polling = asyncio.create_task(desk.poller.poll_due())
        async with asyncio.timeout(10):
            while "database_away" not in caplog.messages:
                await asyncio.sleep(0.001)
        connection.execute("ROLLBACK")
        tally = await polling
    assert (tally.items, tally.failed, desk.server.count("/feed")) == (3, [], 1)
    assert desk.feed(feed).validators.etag == '"1"'


async def test_a_full_disk_loses_nothing_and_the_next_poll_goes_on(sqlite_desk: Desk) -> None:
    desk = sqlite_desk
    desk.server.on("/feed", reply(rss(numbered(1, 500, words="A long title that takes room " * 5)), etag='"1"'))
    feed = desk.add("/feed")
    full = True

    def no_room(connection: Any, *_: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0] if full else 2**30
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(desk.store.engine, "checkout", no_room)
    with pytest.raises(Unavailable):
        await desk.poller.poll_due()
    assert (desk.titles(), desk.notices(), desk.feed(feed).validators.etag) == ([], [], "")
    trouble.integrity(str(desk.store.engine.url))
    full = False
    desk.pass_time(LEASE)
    assert (await desk.poller.poll_due()).items == 500
    assert (len(desk.titles()), desk.feed(feed).validators.etag) == (500, '"1"')


async def test_a_connection_that_is_cut_while_something_is_stored_is_made_again(
    postgresql_databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.polling.LOOK_AGAIN_S", A_MOMENT_S)
    url = postgresql_databases.migrated()
    store = Store.open(url)
    async with open_desk(store) as desk:
        desk.server.on("/feed", reply(rss(numbered(1, 3)), etag='"1"'))
        desk.add("/feed")
        with trouble.another_writer(url):
            polling = asyncio.create_task(desk.poller.poll_due())
            await trouble.cut_while_waiting(url, 1)
        tally = await polling
        assert (tally.items, tally.failed, desk.server.count("/feed")) == (3, [], 1)
        assert len(desk.titles()) == 3
    store.close()
    postgresql_databases.remove(url)


REFUSES = {
    "postgresql": "ALTER TABLE feed_items ADD CONSTRAINT refuses CHECK (title NOT LIKE 'Unstorable%%')",
    "sqlite": "CREATE TRIGGER refuses BEFORE INSERT ON feed_items WHEN NEW.title LIKE 'Unstorable%'"
    " BEGIN SELECT RAISE(ABORT, 'a mistake of ours'); END",
}


async def test_what_one_feed_brings_that_cannot_be_stored_keeps_no_other_from_being_stored(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    with desk.store.write() as tx:
        tx.connection.exec_driver_sql(REFUSES[tx.connection.dialect.name])
    desk.server.on("/bad", reply(rss(numbered(1, 1, words="Unstorable")), etag='"1"'))
    bad = desk.add("/bad")
    for number in range(5):
        desk.server.on(f"/{number}", reply(rss(numbered(10 * number, 10 * number))))
        desk.add(f"/{number}")
    tally = await desk.poller.poll_due()
    assert (tally.feeds, tally.items, [feed.id for feed, _ in tally.failed]) == (6, 5, [bad.id])
    found = desk.feed(bad)
    assert found.trouble is not None
    assert (found.trouble.reason, found.validators.etag) == ("what it brought could not be stored", "")
    assert found.next_at > desk.times[0]
    assert "feed_not_stored" in caplog.messages


# -- what works for us ----------------------------------------------------------------------------------------


async def test_a_reader_that_is_killed_takes_only_its_document_with_it(desk: Desk) -> None:
    desk.server.on("/hard", reply(HARD_TO_READ), reply(rss(numbered(1, 1))))
    hard = desk.add("/hard")
    polling = asyncio.create_task(desk.poller.poll_due())
    async with asyncio.timeout(20):
        while not desk.outside.parsers.pids:
            await asyncio.sleep(0.001)
        for pid in desk.outside.parsers.pids:
            os.kill(pid, signal.SIGKILL)
        await polling
    trouble_ = desk.feed(hard).trouble
    assert trouble_ is not None
    assert (trouble_.kind, trouble_.reason) == (FailureKind.SOFT, "the reader stopped unexpectedly")
    desk.pass_time(DAY)
    assert (await desk.poller.poll_due()).items == 1
    assert desk.feed(hard).trouble is None


async def test_a_mistake_of_ours_while_asking_is_that_feeds_trouble_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = desk.outside.fetcher.fetch

    async def fetch(url: str, **more: Any) -> Any:
        if url.endswith("/bad"):
            raise RuntimeError("a mistake of ours")
        return await real(url, **more)

    monkeypatch.setattr(desk.outside.fetcher, "fetch", fetch)
    desk.server.on("/good", reply(rss(numbered(1, 1))))
    bad, _ = desk.add("/bad"), desk.add("/good")
    assert (await desk.poller.poll_due()).items == 1
    found = desk.feed(bad).trouble
    assert found is not None
    assert (found.kind, found.reason) == (FailureKind.SOFT, "it could not be read")
    assert "feed_not_asked" in caplog.messages


def runs(task: asyncio.Task[Any]) -> bool:
    """Whether a task is a run of a poller."""
    return getattr(task.get_coro(), "__qualname__", "") == "Run.go"


async def test_a_poll_that_is_cancelled_at_any_step_gives_back_what_it_held(desk: Desk) -> None:
    for number in range(6):
        desk.server.on(f"/{number}", reply(rss(numbered(number, number))))
        desk.add(f"/{number}")
    for steps in range(60):
        polling = asyncio.create_task(desk.poller.poll_due())
        for _ in range(steps):
            await asyncio.sleep(0)
        polling.cancel()
        await asyncio.wait({polling})
        await asyncio.gather(*(task for task in asyncio.all_tasks() if runs(task)), return_exceptions=True)
        assert desk.leases() == 0
        if not desk.polling.left():
            break
    await desk.poller.poll_due()
    assert len(desk.titles()) == 6


async def test_one_feed_that_is_polled_for_somebody_who_leaves_is_given_back(desk: Desk) -> None:
    gone = asyncio.Event()

    async def never(_: Request, writer: asyncio.StreamWriter) -> None:
        gone.set()
        while not writer.is_closing():
            await asyncio.sleep(0.001)

    desk.server.on("/feed", never)
    feed = desk.add("/feed")
    polling = asyncio.create_task(desk.poller.poll_one(feed.id))
    await gone.wait()
    polling.cancel()
    await asyncio.wait({polling})
    assert desk.leases() == 0
    desk.server.on("/feed", reply(rss(numbered(1, 1))))
    polled = await desk.poller.poll_one(feed.id)
    assert polled is not None
    assert polled.items == 1
