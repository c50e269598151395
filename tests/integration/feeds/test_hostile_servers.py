"""Servers that misbehave: each costs bounded time and memory, and ends in a reason for people."""

from __future__ import annotations

import asyncio
import errno
import ssl
import threading
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.domain.press.feed import FailureKind
from bot.domain.press.outcome import Failed, Http
from bot.feeds.fetch import Body, Fetcher
from bot.feeds.guard import PRIVATE, UNREADABLE, Guard
from tests.feed_server import (
    FeedServer,
    Reply,
    Script,
    compressed,
    drip,
    endless,
    gzip_bomb,
    raw,
    redirect,
    reply,
    silence,
)
from tests.integration.feeds.conftest import asked

if TYPE_CHECKING:
    from collections.abc import Callable


MIB = 2**20
HEAD = b"HTTP/1.1 200 x\r\nContent-Type: text/xml\r\n"
TOO_LARGE = "the document is larger than 10 MiB"
DAMAGED = "the document arrived incomplete or damaged"
BROKEN_OFF = "the server broke off the connection"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
UNINTELLIGIBLE = "the server's answer could not be read"


async def failure(fetcher: Fetcher, url: str) -> tuple[FailureKind, str]:
    answer = await asked(fetcher, url)
    assert isinstance(answer, Failed), answer
    assert answer.http in (Http(whole=True), Http(status=answer.http.status, whole=True))
    return answer.kind, answer.reason


@pytest.mark.parametrize("script", [silence(), drip(b"x", every_s=0.01)], ids=["silence", "drip"])
async def test_a_server_has_so_much_time_and_no_more(server: FeedServer, impatient: Fetcher, script: Script) -> None:
    server.on("/feed", script)
    began = time.monotonic()
    assert await failure(impatient, server.url("/feed")) == (FailureKind.SOFT, "it took longer than 0.3 seconds")
    assert time.monotonic() - began < 2


async def test_the_time_counts_over_all_redirects(server: FeedServer, impatient: Fetcher) -> None:
    async def slowly(_: object, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        writer.write(redirect(f"/{len(server.asked)}").encoded())

    for place in ("/feed", *(f"/{number}" for number in range(10))):
        server.on(place, slowly)
    assert await failure(impatient, server.url("/feed")) == (FailureKind.SOFT, "it took longer than 0.3 seconds")


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(endless(), id="endless"),
        pytest.param(gzip_bomb(100), id="bomb"),
        pytest.param(compressed(bytes(11 * MIB), how="deflate"), id="deflated"),
        pytest.param(Reply(200, {"Content-Length": str(11 * MIB)}), id="announced"),
    ],
)
async def test_a_document_that_is_too_large_is_not_read_to_its_end(
    server: FeedServer, fetcher: Fetcher, script: Script
) -> None:
    server.on("/feed", script)
    tracemalloc.start()
    try:
        assert await failure(fetcher, server.url("/feed")) == (FailureKind.SOFT, TOO_LARGE)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 14 * MIB


async def test_the_largest_document_that_is_read(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/feed", compressed(bytes(1_000)))
    answer = await asked(fetcher, server.url("/feed"), most_bytes=1_000)
    assert isinstance(answer, Body)
    too_small = await asked(fetcher, server.url("/feed"), most_bytes=999)
    assert isinstance(too_small, Failed)
    assert too_small.reason == "the document is larger than 999 bytes"


@pytest.mark.parametrize("status", [200, 302, 404, 503])
async def test_a_connection_whose_answer_was_not_read_is_closed(
    server: FeedServer, fetcher: Fetcher, status: int
) -> None:
    server.on("/feed", endless(status=status))
    assert isinstance(await asked(fetcher, server.url("/feed")), Failed)
    async with asyncio.timeout(5):
        while server.open:
            await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(b"", BROKEN_OFF, id="nothing"),
        pytest.param(HEAD, BROKEN_OFF, id="half a head"),
        pytest.param(HEAD + b"Content-Length: 100\r\n\r\n<rss/>", DAMAGED, id="too short"),
        pytest.param(HEAD + CHUNKED + b"6\r\n<rss/>\r\n", DAMAGED, id="no last chunk"),
        pytest.param(HEAD + CHUNKED + b"zz\r\n<rss/>\r\n", UNINTELLIGIBLE, id="no chunk"),
        pytest.param(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\n<rss/>", DAMAGED, id="no gzip"),
        pytest.param(b"220 mail.example.org ESMTP\r\n", UNINTELLIGIBLE, id="mail"),
        pytest.param(b"HTTP/1.1 OK\r\n\r\n", UNINTELLIGIBLE, id="no status"),
        pytest.param(HEAD + b"Content-Length: -1\r\n\r\n<rss/>", UNINTELLIGIBLE, id="negative"),
        pytest.param(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n<r", UNINTELLIGIBLE, id="two lengths"),
        pytest.param(HEAD + b"X: " + b"y" * 100_000 + b"\r\n\r\n<rss/>", UNINTELLIGIBLE, id="long header"),
        pytest.param(HEAD + b"X: y\r\n" * 10_000 + b"\r\n<rss/>", UNINTELLIGIBLE, id="many headers"),
    ],
)
@pytest.mark.parametrize("reset", [False, True])
async def test_what_is_not_an_answer_may_pass(
    server: FeedServer, fetcher: Fetcher, answer: bytes, reason: str, reset: bool
) -> None:
    server.on("/feed", raw(answer, reset=reset))
    assert await failure(fetcher, server.url("/feed")) == (FailureKind.SOFT, reason)


async def test_an_encoding_that_was_not_asked_for_may_pass(server: FeedServer, fetcher: Fetcher) -> None:
    server.on("/feed", Reply(200, {"Content-Encoding": "br"}, b"\x8b\x02\x80<rss/>\x03"))
    kind, reason = await failure(fetcher, server.url("/feed"))
    assert (kind, reason) in ((FailureKind.SOFT, DAMAGED), (FailureKind.SOFT, UNINTELLIGIBLE))


async def test_odd_headers_do_no_harm(server: FeedServer, fetcher: Fetcher) -> None:
    server.on(
        "/feed", raw(HEAD + b'ETag: "\xff\xfe"\r\nLast-Modified: \xe9\r\nExpires: \xff\r\nContent-Length: 0\r\n\r\n')
    )
    answer = await asked(fetcher, server.url("/feed"))
    assert isinstance(answer, Body)
    assert (answer.validators.etag, answer.validators.last_modified) == ("", "")


async def test_a_port_where_nobody_listens_may_pass(fetcher: Fetcher) -> None:
    async with FeedServer() as gone:
        url = gone.url("/feed")
    assert await failure(fetcher, url) == (FailureKind.SOFT, "no connection could be made")


async def test_a_connection_that_is_not_made_in_time_may_pass(
    server: FeedServer, impatient: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()

    async def connect(*_: object) -> None:
        await never.wait()

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", connect)
    reason = "there was no connection within 0.2 seconds"
    assert await failure(impatient, server.url("/feed")) == (FailureKind.SOFT, reason)


async def test_a_certificate_that_nobody_vouches_for_is_refused(fetcher: Fetcher) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    listening = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        assert await failure(fetcher, f"https://127.0.0.1:{port}/feed") == (
            FailureKind.HARD,
            "the server's certificate is not valid",
        )


async def test_a_server_that_does_not_encrypt_may_pass(fetcher: Fetcher) -> None:
    def speak_plainly(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(Reply(400).encoded())
        writer.close()

    listening = await asyncio.start_server(speak_plainly, "127.0.0.1", 0)
    async with listening:
        url = f"https://127.0.0.1:{listening.sockets[0].getsockname()[1]}/feed"
        assert await failure(fetcher, url) == (FailureKind.SOFT, "no encrypted connection could be made")


async def test_what_the_guard_refuses_is_not_asked(fetcher: Fetcher) -> None:
    assert await failure(fetcher, "http://10.0.0.1/feed") == (FailureKind.HARD, PRIVATE)
    assert await failure(fetcher, "http://2130706433/feed") == (FailureKind.HARD, UNREADABLE)


@pytest.mark.parametrize("addresses", [["127.0.0.2"], ["::1", "127.0.0.2"], ["fd00:ec2::254", "10.0.0.1", "10.0.0.2"]])
async def test_a_name_that_leads_to_a_private_network_is_refused_when_it_is_dialled(
    fetcher: Fetcher, names: dict[str, list[str]], addresses: list[str]
) -> None:
    names["rebound.test"] = addresses
    assert await failure(fetcher, "http://rebound.test/feed") == (FailureKind.HARD, PRIVATE)


async def test_of_several_addresses_only_those_that_may_be_dialled_are_tried(
    server: FeedServer, fetcher: Fetcher, names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    names["several.test"] = ["10.0.0.1", "127.0.0.1"]
    monkeypatch.setattr("bot.feeds.guard._PORTS", (server.port,))
    server.on("/feed", reply(b"<rss/>"))
    assert isinstance(await asked(fetcher, server.url("/feed", host="several.test")), Body)


async def test_a_name_that_is_not_found_weighs_least(fetcher: Fetcher, names: dict[str, list[str]]) -> None:
    assert names == {}
    assert await failure(fetcher, "http://nowhere.test/feed") == (FailureKind.DNS, "the name was not found")


async def test_a_name_that_can_be_none_is_not_looked_up(fetcher: Fetcher) -> None:
    assert await failure(fetcher, f"http://{'a' * 64}.test/feed") == (FailureKind.HARD, UNREADABLE)


async def test_a_name_server_that_hangs_holds_up_nothing_else(
    server: FeedServer, impatient: Fetcher, names: dict[str, Callable[[], list[str]]]
) -> None:
    over = threading.Event()

    def hang() -> list[str]:
        over.wait(30)
        return []

    names["slow.test"] = hang
    server.on("/feed", reply(b"<rss/>"))
    try:
        slow = asyncio.create_task(failure(impatient, "http://slow.test/feed"))
        assert isinstance(await asked(impatient, server.url("/feed")), Body)
        assert await asyncio.to_thread(lambda: "free") == "free"
        assert await slow == (FailureKind.DNS, "its name could not be looked up just now")
    finally:
        over.set()


async def test_a_fetcher_leaves_no_threads_behind(names: dict[str, list[str]]) -> None:
    assert not names
    before = set(threading.enumerate())
    async with Fetcher(Guard(())) as asking:
        await failure(asking, "http://nowhere.test/feed")
        lookups = set(threading.enumerate()) - before
        assert lookups
    for thread in lookups:
        await asyncio.to_thread(thread.join, 5)
        assert not thread.is_alive()


async def test_a_network_that_is_down_is_said_so(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object, **__: object) -> None:
        raise OSError(errno.ENETUNREACH, "unreachable")

    monkeypatch.setattr("bot.feeds.dialling.socket.getaddrinfo", down)
    assert await failure(fetcher, "http://example.org/feed") == (FailureKind.DNS, "the name was not found")
