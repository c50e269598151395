"""Items that were logged are saved to an archive, where that is wanted: from the feed to the link on file."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.archiving import AT_ONCE, Archiver
from bot.services.archiving import FIRST_PAUSE, LEASE, MOST_TRIES, Archiving
from tests.feed_server import Reply, redirect, reply, silence
from tests.integration.polling.conftest import open_desk
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.domain.entries import Entry
    from storage.engine import Store
    from tests.integration.polling.conftest import Desk

PAGE = "https://www.vox.com/1"
SAVE = f"/save/{PAGE}"
COPY = f"/web/20261124140000/{PAGE}"
ROBOTS = Reply(403, {"X-Archive-Wayback-Runtime-Error": "RobotAccessControlException"})
DAY = timedelta(days=1)


@pytest.fixture
async def desk(store: Store) -> AsyncIterator[Desk]:
    """A desk that archives, with one item in its log, whose page is on the public internet."""
    async with open_desk(store, archives=True) as opened:
        await log(opened, 1)
        yield opened


async def log(desk: Desk, count: int) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, count))))
    desk.add("/feed")
    await desk.poller.poll_due()


def archiving(desk: Desk) -> Archiving:
    return Archiving(desk.store, lambda: desk.times[0])


def archiver(desk: Desk) -> Archiver:
    """Whoever saves: the archive is the desk's own server."""
    return Archiver(archiving(desk), desk.outside.fetcher, desk.server.url(""), lambda: desk.times[0])


def only(desk: Desk) -> Entry:
    """The one item."""
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        return tx.entries.load([key])[0].entry


def history(desk: Desk) -> list[str]:
    """The steps of the one item, the newest first."""
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        return [revision.action for revision in tx.revisions.of(key, limit=9)]


def edit(desk: Desk, column: str, value: str) -> None:
    """Somebody changes the item meanwhile."""
    with desk.store.write() as tx:
        table = "entries" if column == "deleted_because" else "press_details"
        tx.connection.exec_driver_sql(f"UPDATE {table} SET {column} = '{value}'")  # noqa: S608


async def test_the_link_is_on_file_with_its_step_in_the_history_and_is_asked_for_once(desk: Desk) -> None:
    desk.server.on(SAVE, redirect(COPY))
    saving = archiver(desk)
    assert await saving.save_waiting() == 1
    assert only(desk).content.fields["archive_url"] == desk.server.url(COPY)
    assert history(desk) == ["archive", "log"]
    desk.pass_time(DAY)
    assert await saving.save_waiting() == 0
    await desk.poller.poll_due()
    assert await saving.save_waiting() == 0
    assert desk.server.count(SAVE) == 1


async def test_nothing_is_saved_where_nobody_asked_for_it(store: Store) -> None:
    async with open_desk(store) as desk:
        await log(desk, 1)
        assert desk.notices() == [("feed_first", "")]
        assert await archiver(desk).save_waiting() == 0
        assert [request.path for request in desk.server.asked] == ["/feed"]


async def test_what_may_not_be_archived_is_not_asked_for_again(desk: Desk) -> None:
    desk.server.on(SAVE, ROBOTS)
    saving = archiver(desk)
    for _ in range(3):
        assert await saving.save_waiting() == 0
        desk.pass_time(DAY)
    assert desk.server.count(SAVE) == 1
    assert history(desk) == ["log"]


async def test_a_busy_archive_is_asked_when_it_said_and_at_a_growing_pause(desk: Desk) -> None:
    desk.server.on(SAVE, Reply(429, {"Retry-After": "3600"}), Reply(503), redirect(COPY))
    saving = archiver(desk)
    assert await saving.save_waiting() == 0
    desk.pass_time(timedelta(minutes=59))
    assert await saving.save_waiting() == 0
    assert desk.server.count(SAVE) == 1
    desk.pass_time(timedelta(minutes=1))
    assert await saving.save_waiting() == 0
    assert desk.server.count(SAVE) == 2
    desk.pass_time(FIRST_PAUSE)
    assert await saving.save_waiting() == 0
    assert desk.server.count(SAVE) == 2
    desk.pass_time(DAY)
    assert await saving.save_waiting() == 1
    assert history(desk) == ["archive", "log"]


async def test_an_archive_that_never_works_is_given_up(desk: Desk) -> None:
    desk.server.on(SAVE, Reply(503))
    saving = archiver(desk)
    for _ in range(MOST_TRIES + 3):
        assert await saving.save_waiting() == 0
        desk.pass_time(DAY)
    assert desk.server.count(SAVE) == MOST_TRIES


async def test_a_refusal_ends_the_round_and_a_round_is_short(store: Store) -> None:
    async with open_desk(store, archives=True) as desk:
        await log(desk, 8)
        for number in range(1, 9):
            page = f"https://www.vox.com/{number}"
            desk.server.on(f"/save/{page}", redirect(f"/web/20261124140000/{page}"))
        saving = archiver(desk)
        assert await saving.save_waiting() == AT_ONCE
        desk.server.on("/save/https://www.vox.com/7", Reply(429))
        assert await saving.save_waiting() == 1
        assert desk.server.count("/save/https://www.vox.com/8") == 0
        assert await saving.save_waiting() == 1


async def test_what_a_crashed_process_was_saving_is_taken_over_and_its_late_answer_is_void(desk: Desk) -> None:
    desk.server.on(SAVE, redirect(COPY))
    crashed = archiving(desk).claim()
    assert crashed is not None
    saving = archiver(desk)
    desk.pass_time(LEASE - timedelta(seconds=1))
    assert await saving.save_waiting() == 0
    desk.pass_time(timedelta(seconds=1))
    assert await saving.save_waiting() == 1
    archiving(desk).saved(crashed, "https://web.archive.org/web/20200101000000/https://evil.example")
    archiving(desk).failed(crashed, "too late", None)
    assert only(desk).content.fields["archive_url"] == desk.server.url(COPY)
    assert history(desk) == ["archive", "log"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("deleted_because", "wrong"), ("url", "https://www.vox.com/other"), ("archive_url", "https://archive.example/1")],
)
async def test_what_was_changed_while_it_was_saved_stays_as_it_is(desk: Desk, column: str, value: str) -> None:
    wanted = archiving(desk).claim()
    assert wanted is not None
    edit(desk, column, value)
    archiving(desk).saved(wanted, desk.server.url(COPY))
    assert history(desk) == ["log"]
    desk.pass_time(DAY)
    assert archiving(desk).claim() is None


@pytest.mark.parametrize("copy", [f"/web/20261124140000/{PAGE}{'x' * 3_000}", "javascript:alert(1)", "//evil.example/"])
async def test_an_archive_that_names_no_copy_leaves_the_item_alone(desk: Desk, copy: str) -> None:
    desk.server.on(SAVE, redirect(copy))
    assert await archiver(desk).save_waiting() == 0
    assert history(desk) == ["log"]


async def test_a_link_that_is_none_is_not_put_on_file(desk: Desk) -> None:
    wanted = archiving(desk).claim()
    assert wanted is not None
    archiving(desk).saved(wanted, "javascript:alert(1)")
    assert history(desk) == ["log"]


async def test_a_stop_waits_for_no_archive_and_the_item_is_saved_another_time(desk: Desk) -> None:
    desk.server.on(SAVE, silence(), redirect(COPY))
    saving = archiver(desk)
    round_ = asyncio.create_task(saving.save_waiting())
    async with asyncio.timeout(10):
        while not desk.server.count(SAVE):
            await asyncio.sleep(0.001)
        await saving.stop()
        assert await round_ == 0
    assert await saving.save_waiting() == 0
    desk.pass_time(FIRST_PAUSE)
    assert await archiver(desk).save_waiting() == 1
    assert history(desk) == ["archive", "log"]
