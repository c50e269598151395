"""A process that is killed leaves nothing half-written, and the next one takes up what Slack delivers again."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from tests.acceptance import trouble
from tests.integration.cli.processes import Running, environment_for, started, street
from workspace.transports import Envelope

if TYPE_CHECKING:
    from tests.integration.cli.processes import Street

TITLE = "A receipt that was in hand"
MANY, FEW = 4_000, 40


async def test_after_a_kill_the_next_process_answers_what_is_delivered_again_and_saves_the_form_once(
    database_url: str,
) -> None:
    trouble.load_starter(database_url)
    before = trouble.on_file(database_url)
    async with street(database_url) as here:
        async with here.papertrail() as killed:
            await killed.ready()
            form = (await here.editor.command("/records", "add")).view
            await form.until(lambda view: "Title" in view.inputs)
            await here.editor.fill(form, {"Title": TITLE})
            with trouble.another_writer(database_url):
                asked = await here.member.mention("records R-7", waits=False)
                saving = asyncio.create_task(here.editor.submit(form))
                await taken(here)
                killed.signal(signal.SIGKILL)
                await killed.ended()
                assert (await saving).error
        assert form.is_open
        assert trouble.on_file(database_url) == before
        trouble.integrity(database_url)
        event = next(one for one in here.slack.deliveries if one.kind == "events_api").payload
        async with here.papertrail() as running:
            await running.ready()
            for attempt in (1, 2, 3):
                await here.slack.courier.hand_over(Envelope("events_api", event, attempt=attempt))
            assert (await here.editor.submit(form)).closed
            await here.slack.settled(within=30)
            await running.stops()
    answers = [message for message in here.slack.messages() if message.post.bot]
    assert [message.rendered.split()[0] for message in answers] == ["R-7"]
    assert asked.messages == []
    assert sorted(trouble.on_file(database_url).values()) == sorted([*before.values(), TITLE])
    trouble.integrity(database_url)


async def taken(here: Street) -> None:
    """Return once the mention is acknowledged, and the form is on its way."""
    await here.slack.world.journal.until(
        lambda: True if any(one.kind == "events_api" for one in here.slack.deliveries) else None,
        within=5,
        awaited="the mention",
    )
    assert not here.slack.courier.is_idle


def entries_file(path: Path, count: int) -> str:
    """An entries file with so many records that it takes a while, or with a few."""
    entries = [
        {"kind": "record", "title": f"Record number {number}", "body": f"What it says, {number}. " * 60}
        for number in range(count)
    ]
    dossier = {"slug": "large", "name": "A large one"}
    path.write_text(json.dumps({"format": "paper-trail/1", "dossier": dossier, "entries": entries}))
    return str(path)


async def in_the_middle(url: str, importing: Running) -> None:
    """Return once the import has written something that is not yet committed."""
    async with asyncio.timeout(30):
        while not is_writing(url):
            assert importing.process.returncode is None, "it was done before anybody looked"
            await asyncio.sleep(0.005)


def is_writing(url: str) -> bool:
    if url.startswith("sqlite"):
        log = Path(f"{trouble.path_of(url)}-wal")
        return log.exists() and log.stat().st_size > 0
    with psycopg.connect(url) as connection:
        query = "SELECT 1 FROM pg_locks WHERE relation = 'revisions'::regclass AND mode = 'RowExclusiveLock'"
        return connection.execute(query).fetchone() is not None


async def test_an_import_that_was_killed_left_nothing_and_works_the_next_time(
    database_url: str, tmp_path: Path
) -> None:
    trouble.load_starter(database_url)
    before = trouble.on_file(database_url)
    environment = environment_for(database_url)
    async with started("import", entries_file(tmp_path / "large.json", MANY), **environment) as killed:
        await in_the_middle(database_url, killed)
        killed.signal(signal.SIGKILL)
        assert await killed.ended() == -signal.SIGKILL
    assert trouble.on_file(database_url) == before
    trouble.integrity(database_url)
    async with started("import", entries_file(tmp_path / "small.json", FEW), **environment) as importing:
        assert await importing.ended() == 0
    ids = set(trouble.on_file(database_url)) - set(before)
    assert ids == {f"R-{number}" for number in range(15, 15 + FEW)}
    trouble.integrity(database_url)
