"""`papertrail poll` as somebody calls it: what it says, what it gives to the shell, and that two get on well."""

from __future__ import annotations

import asyncio
import os
import pty
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import trouble
from tests.feed_server import FeedServer, Reply, reply
from tests.integration.cli.polls import Shelf, environment, papertrail
from tests.integration.cli.processes import PROGRAM, WITHIN_S
from tests.integration.polling.documents import numbered, rss

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.databases import Databases
    from tests.feed_server import Request


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer() as opened:
        yield opened


@pytest.fixture
def sqlite_url(sqlite_databases: Databases) -> Iterator[str]:
    """An empty database, where it does not matter which."""
    url = sqlite_databases.migrated()
    yield url
    sqlite_databases.remove(url)


@pytest.fixture
def shelf(sqlite_url: str) -> Iterator[Shelf]:
    opened = Shelf(sqlite_url)
    yield opened
    opened.store.close()


async def test_a_poll_says_what_it_came_to_and_names_the_feeds_that_failed(shelf: Shelf, server: FeedServer) -> None:
    hostile = "Vox\x1b[2J\r\n&lt;!channel&gt; \u202e"
    server.on("/good", reply(rss(numbered(1, 3))))
    server.on("/bad", reply(rss(numbered(1, 1), title=hostile).replace(b"\x1b", b"&#27;")), Reply(500))
    shelf.add(server.url("/good"), server.url("/bad"), server.url("/gone"))
    first = await papertrail(shelf.url, "poll")
    assert (first.status, first.complained) == (0, "")
    summary, *failed = first.said.splitlines()
    assert summary.startswith("Polled 3 feeds in ")
    assert summary.endswith(" s: 4 new items, 4 logged; 0 unchanged, 1 failed.")
    assert failed == [f"  3 127.0.0.1:{server.port}: the server answered 404"]
    again = await papertrail(shelf.url, "poll")
    assert again.said == "No feed is due. `papertrail poll --all` polls all the same.\n"
    everything = await papertrail(shelf.url, "poll", "--all")
    assert (everything.status, everything.complained) == (0, "")
    summary, *failed = everything.said.splitlines()
    assert summary.endswith(" s: 0 new items, 0 logged; 1 unchanged, 2 failed.")
    assert [line.rpartition(": ")[2] for line in sorted(failed)] == [
        "the server answered 500",
        "the server answered 404",
    ]
    assert not [sign for sign in everything.said if not sign.isprintable() and sign != "\n"]
    assert [server.count(path) for path in ("/good", "/bad", "/gone")] == [2, 2, 2]


async def test_without_feeds_there_is_nothing_to_poll(shelf: Shelf) -> None:
    ended = await papertrail(shelf.url, "poll", "--all")
    assert (ended.status, ended.said) == (0, "No feed is active. `/press feeds add URL` adds one.\n")


async def test_on_a_database_that_is_not_migrated_a_poll_fails_with_the_command_to_give(bare_database_url: str) -> None:
    ended = await papertrail(bare_database_url, "poll")
    assert (ended.status, ended.said) == (1, "")
    assert "papertrail migrate" in ended.complained
    assert ended.complained.count("\n") == 1


async def test_on_a_terminal_a_bar_grows_and_is_gone_at_the_end(shelf: Shelf, server: FeedServer) -> None:
    for number in range(4):
        server.on(f"/{number}", reply(rss(numbered(number, number))))
    shelf.add(*(server.url(f"/{number}") for number in range(4)))
    ours, theirs = pty.openpty()
    try:
        process = await asyncio.create_subprocess_exec(
            PROGRAM, "poll", env=environment(shelf.url), stdout=asyncio.subprocess.PIPE, stderr=theirs
        )
        async with asyncio.timeout(WITHIN_S):
            said, _ = await process.communicate()
        drawn = os.read(ours, 2**16).decode()
    finally:
        os.close(ours)
        os.close(theirs)
    assert said.decode().startswith("Polled 4 feeds")
    assert "4 of 4 feeds" in drawn
    assert "█" * 30 in drawn
    assert drawn.endswith("\r\x1b[K")


async def test_a_list_of_feeds_is_imported_and_polled(sqlite_url: str, server: FeedServer, tmp_path: Path) -> None:
    trouble.load_starter(sqlite_url)
    server.on("/a", reply(rss(numbered(1, 2))))
    listed = tmp_path / "feeds.opml"
    listed.write_text(
        '<?xml version="1.0"?><opml version="2.0"><body><outline text="Press">'
        f'<outline text="=cmd" type="rss" xmlUrl="{server.url("/a")}"/>'
        f'<outline text="Again" type="rss" xmlUrl="{server.url("/a")}"/></outline>'
        '<outline text="Inside" type="rss" xmlUrl="http://10.0.0.1/feed"/>'
        '<outline text="File" type="rss" xmlUrl="file:///etc/passwd"/></body></opml>',
        encoding="utf-8",
    )
    imported = await papertrail(sqlite_url, "import", str(listed))
    assert (imported.status, imported.complained) == (0, "")
    added, *left_out = imported.said.splitlines()
    assert added.startswith("Added 1 feed")
    assert [line.rpartition(": ")[2] for line in left_out] == [
        "the address leads to a private network",
        "only addresses that begin with http:// or https:// are read",
    ]
    polled = await papertrail(sqlite_url, "poll")
    assert " s: 2 new items, 2 logged" in polled.said
    again = await papertrail(sqlite_url, "import", str(listed))
    assert again.said.startswith("Added 0 feeds")


async def test_two_polls_at_once_ask_each_feed_once(database_url: str) -> None:
    async with FeedServer() as one, FeedServer() as other:

        def slowly(number: int) -> object:
            async def write(_: Request, writer: asyncio.StreamWriter) -> None:
                await asyncio.sleep(0.05)  # so that the other process comes in between
                writer.write(Reply(200, {}, rss(numbered(number, number))).encoded())

            return write

        shelf = Shelf(database_url)
        for number in range(12):
            for server in (one, other):
                server.on(f"/{number}", slowly(number))  # type: ignore[arg-type]
        urls = [server.url(f"/{number}") for number in range(12) for server in (one, other)]
        shelf.add(*urls)
        ended = await asyncio.gather(*(papertrail(database_url, "poll") for _ in range(2)))
        assert [end.status for end in ended] == [0, 0]
        assert [end.complained for end in ended] == ["", ""]
        assert {one.count(f"/{number}") for number in range(12)} == {1}
        assert {other.count(f"/{number}") for number in range(12)} == {1}
        polled = [int(end.said.split()[1]) if end.said.startswith("Polled") else 0 for end in ended]
        assert sum(polled) == 24
        assert sum(shelf.items().values()) == 24
        assert len(shelf.logged()) == len(set(shelf.logged())) == 12
        shelf.store.close()
