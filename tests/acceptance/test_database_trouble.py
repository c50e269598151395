"""The database is locked, slow, full, gone or damaged: everybody gets a sentence, nothing is lost, and it passes."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from storage.engine import POOL_SIZE
from tests.acceptance import trouble
from tests.acceptance.house import House, free_port, open_house
from tests.acceptance.trouble import SOON_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Databases
    from workspace import Message, Person, View

AWAY = "The database does not answer just now, so nothing was changed."
TYPED, WRITTEN = "Typed in one line", "A receipt nobody may lose"


@pytest.fixture
def sqlite_url(sqlite_databases: Databases) -> Iterator[str]:
    """A SQLite database with the starter dossier, that may be gone at the end."""
    url = sqlite_databases.migrated()
    trouble.load_starter(url)
    yield url
    sqlite_databases.remove(url)


@pytest.fixture
def postgresql_url(postgresql_databases: Databases) -> Iterator[str]:
    """A PostgreSQL database with the starter dossier."""
    url = postgresql_databases.migrated()
    trouble.load_starter(url)
    yield url
    postgresql_databases.remove(url)


class Desk:
    """Four people, each with something before them: nobody sees the answers to the others."""

    def __init__(self, house: House, bea: Person, seen: Message, form: View) -> None:
        self.house = house
        self._bea = bea
        self._seen = seen
        self.form_view = form

    @classmethod
    async def of(cls, house: House) -> Desk:
        house.slack.add_channel("quiet", members=[house.member.id])
        bea = house.slack.add_user("bea")
        seen = (await bea.command("/records", "contract")).message
        form = (await house.editor.command("/records", "add")).view
        await form.shows("Title")
        await house.editor.fill(form, {"title": WRITTEN, "date": "June 2020"})
        return cls(house, bea, seen, form)

    async def command(self) -> str:
        return (await self.house.admin.command("/records", f"add {TYPED} | 2020 | memo")).text

    async def mention(self) -> str:
        return (await self.house.member.mention("records R-7", channel="quiet")).text

    async def button(self) -> str:
        return (await self._bea.press(self._seen, "Open R-2")).text

    async def form(self) -> str:
        """What the form says, or an empty text when it was saved."""
        outcome = await self.house.editor.submit(self.form_view)
        assert outcome.error is None, "Slack did not hear of it in time"
        assert outcome.closed != self.form_view.is_open
        return "" if outcome.closed else self.form_view.rendered

    async def all(self) -> list[str]:
        """All of it at the same time."""
        return list(await asyncio.gather(self.command(), self.mention(), self.button(), self.form()))


@pytest.fixture
async def desk(house: House) -> Desk:
    return await Desk.of(house)


async def works_again(desk: Desk, url: str) -> None:
    """Everything that was asked in vain works, and is done once."""
    command, mention, button, form = await desk.all()
    assert TYPED in command
    assert "R-7" in mention
    assert "R-2" in button
    assert form == ""
    await desk.house.slack.settled()
    titles = sorted(trouble.on_file(url).values())
    assert [titles.count(title) for title in (TYPED, WRITTEN)] == [1, 1]
    trouble.integrity(url)


async def test_while_another_writer_holds_the_database_each_gets_a_sentence_and_nothing_is_lost(
    desk: Desk, starter_url: str
) -> None:
    before = trouble.on_file(starter_url)
    with trouble.another_writer(starter_url):
        command, mention, button, form = await desk.all()
    for said in (command, mention, button, form):
        assert AWAY in said
    assert WRITTEN in form
    assert trouble.on_file(starter_url) == before
    assert {delivery.outcome for delivery in desk.house.slack.deliveries} == {"acked"}
    assert desk.house.slack.problems == []
    await works_again(desk, starter_url)


async def test_what_waits_for_the_database_is_acknowledged_meanwhile_and_done_when_it_is_free(
    desk: Desk, starter_url: str
) -> None:
    slack = desk.house.slack
    slack.courier.ack_limit, waiting = SOON_S, len(slack.deliveries) + 3
    with trouble.another_writer(starter_url):
        asked = asyncio.gather(desk.command(), desk.mention(), desk.button())
        await slack.world.journal.until(
            lambda: True if len(slack.deliveries) >= waiting else None, within=5, awaited="three acknowledgements"
        )
        assert {delivery.outcome for delivery in slack.deliveries} == {"acked"}
        assert not asked.done()
    command, mention, button = await asked
    assert TYPED in command
    assert "R-7" in mention
    assert "R-2" in button


@contextmanager
def pragma(house: House, setting: str) -> Iterator[None]:
    """Every connection of the process is opened with this setting."""
    store = house.process._store
    assert store is not None

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {setting}").close()

    event.listen(store.engine, "connect", prepare)
    store.engine.dispose()
    yield
    event.remove(store.engine, "connect", prepare)
    store.engine.dispose()


def pages(url: str) -> int:
    """How large the file is."""
    with closing(sqlite3.connect(trouble.path_of(url))) as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


async def test_a_full_disk_is_said_and_what_was_said_to_be_added_is_on_file(sqlite_url: str) -> None:
    async with open_house(sqlite_url) as house:
        desk = await Desk.of(house)
        before = len(trouble.on_file(sqlite_url))
        with pragma(house, f"max_page_count={pages(sqlite_url)}"):
            added = 0
            while AWAY not in (await house.admin.command("/timeline", f"add {added} {'words ' * 40} | 2020")).text:
                added += 1
                assert added < 100
            await house.editor.fill(desk.form_view, {"In our own words": "words " * 490})
            assert AWAY in await desk.form()
        assert len(trouble.on_file(sqlite_url)) == before + added
        await works_again(desk, sqlite_url)


async def test_a_database_that_can_only_be_read_is_said_for_every_way_of_writing(sqlite_url: str) -> None:
    async with open_house(sqlite_url) as house:
        desk = await Desk.of(house)
        with pragma(house, "query_only=ON"):
            assert all(AWAY in said for said in await desk.all())
        await works_again(desk, sqlite_url)


async def test_a_server_that_only_lets_read_is_said_and_passes(postgresql_url: str) -> None:
    async with open_house(postgresql_url) as house:
        desk = await Desk.of(house)
        with trouble.read_only(postgresql_url):
            assert all(AWAY in said for said in await desk.all())
        await works_again(desk, postgresql_url)


@contextmanager
def moved_away(url: str) -> Iterator[Path]:
    """The database's files are somewhere else for a while; yields where they were."""
    path = Path(trouble.path_of(url))
    aside = path.with_name("aside")
    aside.mkdir()
    for part in path.parent.glob(f"{path.name}*"):
        part.rename(aside / part.name)
    yield path
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()
    for part in aside.iterdir():
        part.rename(path.parent / part.name)
    aside.rmdir()


@pytest.mark.parametrize("instead", [None, b"", b"no database at all " * 400])
async def test_a_file_that_is_gone_or_another_is_said_and_never_written_to(
    sqlite_url: str, instead: bytes | None
) -> None:
    port = free_port()
    async with open_house(sqlite_url, PORT=str(port)) as house:
        desk = await Desk.of(house)
        assert await trouble.readiness(port) == (200, "ok")
        with moved_away(sqlite_url) as path:
            if instead is not None:
                path.write_bytes(instead)
            assert await trouble.readiness(port) == (503, "the database does not answer")
            assert all(AWAY in said for said in await desk.all())
            assert instead is not None or not path.exists()
            assert instead is None or path.read_bytes() == instead
        assert await trouble.readiness(port) == (200, "ok")
        await works_again(desk, sqlite_url)


async def test_a_backup_put_in_place_of_the_file_is_what_is_read_then(sqlite_url: str) -> None:
    path = Path(trouble.path_of(sqlite_url))
    async with open_house(sqlite_url) as house:
        backup = path.with_name("backup.db")
        with closing(sqlite3.connect(path)) as there, closing(sqlite3.connect(backup)) as copy:
            there.backup(copy)
        assert "R-15" in (await house.admin.command("/records", f"add {TYPED} | 2020 | memo")).text
        for part in path.parent.glob(f"{path.name}*"):
            part.unlink()
        backup.rename(path)
        assert "There is no R-15" in (await house.member.command("/records", "R-15")).text


async def test_a_server_that_went_away_is_said_and_is_back_without_a_restart(postgresql_url: str) -> None:
    port = free_port()
    async with open_house(postgresql_url, PORT=str(port)) as house:
        desk = await Desk.of(house)
        with trouble.shut(postgresql_url):
            assert await trouble.readiness(port) == (503, "the database does not answer")
            assert all(AWAY in said for said in await desk.all())
        assert await trouble.readiness(port) == (200, "ok")
        await works_again(desk, postgresql_url)


async def test_connections_cut_while_idle_are_not_noticed_by_anybody(postgresql_url: str) -> None:
    async with open_house(postgresql_url) as house:
        desk = await Desk.of(house)
        assert trouble.terminate_connections(postgresql_url) > 0
        await works_again(desk, postgresql_url)


async def test_connections_cut_in_the_middle_of_saving_lose_nothing(postgresql_url: str) -> None:
    async with open_house(postgresql_url) as house:
        desk = await Desk.of(house)
        before = trouble.on_file(postgresql_url)
        with trouble.another_writer(postgresql_url):
            asked = asyncio.create_task(desk.all())
            await trouble.cut_while_waiting(postgresql_url, 4)
            said = await asked
        assert all(AWAY in one for one in said)
        assert trouble.on_file(postgresql_url) == before
        await works_again(desk, postgresql_url)


async def test_when_all_connections_are_in_use_that_is_said_and_passes(starter_url: str) -> None:
    port = free_port()
    async with open_house(starter_url, PORT=str(port)) as house:
        desk = await Desk.of(house)
        store = house.process._store
        assert store is not None
        with ExitStack() as held:
            for _ in range(2 * POOL_SIZE):
                held.enter_context(store.read())
            unready, said = await asyncio.gather(trouble.readiness(port), desk.all())
        assert unready == (503, "the database does not answer")
        assert all(AWAY in one for one in said)
        assert await trouble.readiness(port) == (200, "ok")
        await works_again(desk, starter_url)
