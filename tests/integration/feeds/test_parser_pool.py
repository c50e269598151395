"""Worker processes: killed when a document takes too much, replaced, gone when they are not needed any more."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.feeds import parser_process
from bot.feeds.parse import parse
from bot.feeds.parser_child import Worker
from bot.feeds.parser_process import MEMORY_MB, NotAFeed, ParserGaveUp, ParserPool
from bot.feeds.parser_wire import Answer
from tests.integration.feeds.hostile_documents import CASES, GOOD, peak_mb, rss
from tests.unit.feeds.sample_feeds import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.press.item import ParsedFeed

URL = "https://a.example/feed"
SAMPLE = SAMPLES["RSS 2.0"].encode()
# Many nested tags that are never closed: feedparser goes on about them for minutes.
ENDLESS = rss(f"<item><title>x</title><description>{'<b>' * 600_000}", "")
HEAVY = b'{"items":[' + b"{}," * 3_400_000 + b"{}]}"
WITHIN_S = 30


async def until(condition: Callable[[], bool]) -> None:
    """Return once it holds."""
    async with asyncio.timeout(WITHIN_S):
        while not condition():
            await asyncio.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]


async def parsed(pool: ParserPool, content: bytes = SAMPLE) -> ParsedFeed:
    return await pool.parse(content, "application/rss+xml", URL)


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_worker_finds_what_is_found_without_one(name: str) -> None:
    content = SAMPLES[name].encode()
    async with ParserPool(1) as pool:
        assert await parsed(pool, content) == parse(content, "", URL)


async def test_workers_start_with_the_first_document_and_stay() -> None:
    async with ParserPool(2) as pool:
        assert pool.pids == ()
        await parsed(pool)
        first = pool.pids
        await parsed(pool)

        assert len(first) == 1
        assert pool.pids == first


async def test_there_are_never_more_workers_than_were_asked_for() -> None:
    async with ParserPool(2) as pool:
        feeds = await asyncio.gather(*(parsed(pool) for _ in range(20)))

        assert len(pool.pids) == 2
        assert {feed.title for feed in feeds} == {"The Record"}


async def test_a_worker_is_small() -> None:
    async with ParserPool(1) as pool:
        await parsed(pool)

        assert peak_mb(pool.pids[0]) < 25


async def test_a_worker_knows_none_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-not-a-real-token")
    async with ParserPool(1) as pool:
        await parsed(pool)
        environment = Path(f"/proc/{pool.pids[0]}/environ").read_bytes()

        assert b"PYTHONPATH" in environment
        assert b"SLACK" not in environment


async def test_what_is_no_feed_is_refused_in_words_and_the_worker_stays() -> None:
    async with ParserPool(1) as pool:
        with pytest.raises(NotAFeed) as refused:
            await parsed(pool, b"<!doctype html><html></html>")
        pids = pool.pids
        await parsed(pool)

        assert refused.value.reason == "it is a web page, not a feed"
        assert pool.pids == pids


async def test_a_document_that_takes_too_long_is_given_up_and_others_are_not() -> None:
    async with ParserPool(2, cpu_s=1) as pool:
        found = await asyncio.gather(parsed(pool, ENDLESS), *(parsed(pool) for _ in range(5)), return_exceptions=True)

        assert isinstance(found[0], ParserGaveUp)
        assert found[0].reason == "reading it took too long"
        assert [feed for feed in found[1:] if isinstance(feed, BaseException)] == []
        assert (await parsed(pool)).title == "The Record"


async def test_a_document_that_takes_too_much_memory_is_given_up() -> None:
    async with ParserPool(1) as pool:
        with pytest.raises(ParserGaveUp) as refused:
            await parsed(pool, HEAVY)

        assert refused.value.reason == "reading it took too much memory"
        assert (await parsed(pool)).title == "The Record"


async def test_a_worker_that_hangs_is_killed_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ParserPool(1) as pool:
        await parsed(pool)
        (pid,) = pool.pids
        monkeypatch.setattr(pool, "_wall_s", 0.2)
        os.kill(pid, signal.SIGSTOP)
        with pytest.raises(ParserGaveUp) as refused:
            await parsed(pool)

        assert refused.value.reason == "reading it took too long"
        assert not is_alive(pid)
        monkeypatch.undo()
        assert (await parsed(pool)).title == "The Record"


async def test_a_worker_that_died_while_it_rested_is_replaced() -> None:
    async with ParserPool(1) as pool:
        await parsed(pool)
        (pid,) = pool.pids
        os.kill(pid, signal.SIGKILL)
        await until(lambda: not is_alive(pid))

        assert (await parsed(pool)).title == "The Record"
        assert pool.pids != (pid,)


async def test_a_document_whose_worker_was_killed_gets_another_one() -> None:
    async with ParserPool(1) as pool:
        await parsed(pool)
        (pid,) = pool.pids
        os.kill(pid, signal.SIGSTOP)
        parsing = asyncio.create_task(parsed(pool))
        await until(lambda: state_of(pid) == "T")
        os.kill(pid, signal.SIGKILL)

        assert (await parsing).title == "The Record"


async def test_a_document_that_kills_every_worker_is_given_up() -> None:
    async with ParserPool(1) as pool:
        parsing = asyncio.create_task(parsed(pool, ENDLESS))
        await until(lambda: bool(pool.pids))
        os.kill(pool.pids[0], signal.SIGKILL)
        with pytest.raises(ParserGaveUp) as refused:
            await parsing

        assert refused.value.reason == "the reader stopped unexpectedly"


async def test_a_system_without_room_for_a_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused(*_command: str, **_options: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("bot.feeds.parser_child.asyncio.create_subprocess_exec", refused)
    async with ParserPool(1) as pool:
        with pytest.raises(ParserGaveUp, match="the reader stopped unexpectedly"):
            await parsed(pool)


async def test_a_fault_of_ours_is_logged_by_its_place_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def faulty(_worker: Worker, _asked: tuple[bytes, ...]) -> tuple[Answer, bool, bytes]:
        return Answer.FAULT, False, b"KeyError at parse.py:1"

    monkeypatch.setattr(Worker, "ask", faulty)
    async with ParserPool(1) as pool:
        with caplog.at_level(logging.WARNING), pytest.raises(ParserGaveUp, match="it could not be read"):
            await parsed(pool)

    (record,) = [record for record in caplog.records if record.name == parser_process.__name__]
    assert (record.getMessage(), vars(record)["fault"]) == ("parser_fault", "KeyError at parse.py:1")


async def test_a_worker_that_has_grown_gives_its_memory_back() -> None:
    # Well-formed, so it is read; what it held would stay with the process.
    large = rss(
        "".join(f"<item><title>x</title><description>{'word ' * 900}</description></item>" for _ in range(1_900))
    )
    async with ParserPool(1, memory_mb=90) as pool:
        await parsed(pool, large)
        assert pool.pids == ()

        assert (await parsed(pool)).title == "The Record"


async def test_a_worker_that_has_nothing_to_do_is_ended() -> None:
    async with ParserPool(1, idle_s=0.05) as pool:
        await parsed(pool)
        (pid,) = pool.pids or (0,)
        await until(lambda: not is_alive(pid) and not pool.pids)

        assert (await parsed(pool)).title == "The Record"


async def test_a_cancelled_document_leaves_no_answer_behind() -> None:
    async with ParserPool(1) as pool:
        parsing = asyncio.create_task(parsed(pool, ENDLESS))
        await until(lambda: bool(pool.pids))
        (pid,) = pool.pids
        parsing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await parsing

        assert not is_alive(pid)
        assert (await parsed(pool)).title == "The Record"


async def test_closing_the_pool_ends_workers_at_rest_and_at_work() -> None:
    pool = ParserPool(2)
    async with pool:
        await asyncio.gather(parsed(pool), parsed(pool))
        parsing = asyncio.create_task(parsed(pool, ENDLESS))
        await until(lambda: any(state_of(pid) == "R" for pid in pool.pids))
        pids = pool.pids
    with pytest.raises(ParserGaveUp, match="the reader stopped unexpectedly"):
        await parsing

    assert len(pids) == 2
    assert not any(map(is_alive, pids))
    with pytest.raises(ParserGaveUp, match="the reader stopped unexpectedly"):
        await parsed(pool)


PARENT = """
import asyncio, sys
from bot.feeds.parser_process import ParserPool

async def main():
    async with ParserPool(2) as pool:
        document = b"<rss><channel><title>T</title></channel></rss>"
        await asyncio.gather(*(pool.parse(document, "", "https://a.example/") for _ in range(4)))
        print(*pool.pids, flush=True)
        await pool.parse(sys.stdin.buffer.read(), "", "https://a.example/")

asyncio.run(main())
"""


@pytest.mark.parametrize("at_work", [False, True])
async def test_workers_end_with_a_parent_that_was_killed(at_work: bool) -> None:
    pipe = asyncio.subprocess.PIPE
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", PARENT, stdin=pipe, stdout=pipe)
    assert parent.stdin
    assert parent.stdout
    async with asyncio.timeout(WITHIN_S):
        pids = [int(pid) for pid in (await parent.stdout.readline()).split()]
    if at_work:
        parent.stdin.write(rss(GOOD + "<item><title>A & B</title></item>" * 20_000))
        parent.stdin.close()
        await until(lambda: any(state_of(pid) == "R" for pid in pids) or not any(map(is_alive, pids)))
    parent.kill()
    await parent.wait()

    assert len(pids) == 2
    await until(lambda: not any(map(is_alive, pids)))
    parent.stdin.close()


@pytest.fixture(scope="module")
def hostile() -> dict[str, Any]:
    """What came of every hostile document, each read in a worker with the usual limits."""
    import subprocess

    run = subprocess.run(
        [sys.executable, "-m", "tests.integration.feeds.hostile_documents"],
        check=True,
        capture_output=True,
        timeout=300,
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


@pytest.mark.parametrize("name", CASES)
def test_a_hostile_document_comes_to_a_clear_end(hostile: dict[str, Any], name: str) -> None:
    found, seconds = hostile["outcomes"][name]

    assert found == CASES[name][1]
    assert seconds < parser_process.CPU_S * 3


def test_no_hostile_document_takes_more_memory_than_a_worker_may_have(hostile: dict[str, Any]) -> None:
    assert 30 < hostile["largest_mb"] <= MEMORY_MB
