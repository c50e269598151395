"""Servers and documents that are meant to hurt, through the whole poll.

Each costs bounded time and memory, leaves the feed in a state that says what is wrong, and hinders no other feed.
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.press.feed import FailureKind
from bot.feeds.guard import PRIVATE, UNREADABLE, WITH_NAME, WRONG_PORT, WRONG_SCHEME
from bot.services.polling import HOST_PAUSE
from storage.engine import Store
from tests.feed_server import Reply, compressed, drip, endless, gzip_bomb, raw, redirect, reply, silence
from tests.integration.feeds import hostile_documents as documents
from tests.integration.polling.conftest import NOW, open_desk
from tests.integration.polling.documents import numbered, rss
from tests.integration.polling.weighing import weighed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from bot.domain.press.feed import Feed
    from tests.databases import Databases
    from tests.feed_server import FeedServer, Script
    from tests.integration.polling.conftest import Desk

IMPATIENT: dict[str, Any] = {"connect_s": 0.5, "dns_s": 0.5, "total_s": 1.0}
MOST_S = 20  # on a machine that is busy; most take a tenth of a second
MOST_MB, MOST_PARSER_MB = 120, 150
HARD, SOFT = FailureKind.HARD, FailureKind.SOFT
MANY_NAMES = [f"large{number}.test" for number in range(30)]
GOOD = ["Undisturbed story 1", "Undisturbed story 2"]
MANY = 2_000


@pytest.fixture
def plain_store(sqlite_databases: Databases) -> Iterator[Store]:
    """For what never comes as far as the database."""
    url = sqlite_databases.migrated()
    store = Store.open(url)
    yield store
    store.close()
    sqlite_databases.remove(url)


@asynccontextmanager
async def beside_a_good_one(store: Store, **more: Any) -> AsyncIterator[tuple[Desk, Feed]]:
    """A desk with a bad feed at /bad, which the test provides, and a good one that is polled with it.

    What must hold of every poll is looked at here: time, memory, and the good feed.
    """
    async with open_desk(store, **more) as desk:
        desk.server.on("/good", reply(rss(numbered(1, 2, words="Undisturbed"))))
        bad, good = desk.add("/bad"), desk.add("/good")
        began = time.monotonic()
        with weighed(desk.outside.parsers) as weight:
            yield desk, bad
        assert time.monotonic() - began < MOST_S
        assert weight.own < MOST_MB
        assert weight.parser < MOST_PARSER_MB
        assert [title for title in desk.titles() if title.startswith("Undisturbed")] == GOOD
        assert desk.feed(good).trouble is None
        assert desk.feed(good).next_at > NOW
        assert desk.feed(bad).next_at > NOW


def trouble(desk: Desk, feed: Feed) -> tuple[FailureKind, str]:
    """What keeps a feed from being read."""
    found = desk.feed(feed).trouble
    assert found is not None
    return found.kind, found.reason


# -- servers --------------------------------------------------------------------------------------------------


def endlessly(server: FeedServer) -> Script:
    for hop in range(10):
        server.on(f"/hop{hop}", redirect(f"/hop{hop + 1}"))
    return redirect("/hop0")


def in_a_circle(server: FeedServer) -> Script:
    server.on("/around", redirect("/bad"))
    return redirect("/around", 301)


A_PAGE = "it is a web page, not a feed"
TOO_LARGE = "the document is larger than 10 MiB"
SERVERS: dict[str, tuple[Callable[[FeedServer], Script], FailureKind, str]] = {
    "a gzip bomb": (lambda _: gzip_bomb(60), SOFT, TOO_LARGE),
    "a deflate bomb": (lambda _: compressed(bytes(30 * 2**20), how="raw"), SOFT, TOO_LARGE),
    "a body without end": (lambda _: endless(), SOFT, TOO_LARGE),
    "a slow drip": (lambda _: drip(b"<", every_s=0.01), SOFT, "it took longer than 1 seconds"),
    "silence": (lambda _: silence(), SOFT, "it took longer than 1 seconds"),
    "headers without end": (
        lambda _: raw(b"HTTP/1.1 200 x\r\n" + b"X: y\r\n" * 200_000),
        SOFT,
        "the server's answer could not be read",
    ),
    "half a document": (
        lambda _: raw(b"HTTP/1.1 200 x\r\nContent-Length: 999\r\n\r\n<rss>"),
        SOFT,
        "the document arrived incomplete or damaged",
    ),
    "no HTTP at all": (lambda _: raw(b"\0" * 10_000), SOFT, "the server's answer could not be read"),
    "redirects in a circle": (in_a_circle, HARD, "its redirects lead in a circle"),
    "redirects without end": (endlessly, HARD, "it redirects more than 5 times"),
    "a redirect to a file": (lambda _: redirect("file:///etc/passwd"), HARD, WRONG_SCHEME),
    "a redirect to gopher": (lambda _: redirect("gopher://127.0.0.1:70/1"), HARD, WRONG_SCHEME),
    "a redirect with a password": (lambda _: redirect("http://me:secret@example.org/"), HARD, WITH_NAME),
    "a redirect to nowhere": (lambda _: Reply(302), SOFT, "the server answered 302 without saying where to"),
    "an empty body": (lambda _: reply(b""), HARD, "it is empty"),
    "blanks": (lambda _: reply(b" \r\n" * 100), HARD, "it is empty"),
    "a page": (lambda _: reply(b"<!doctype html><html><body>Hi</body></html>"), HARD, A_PAGE),
    "a page with an error": (lambda _: Reply(403, body=b"<html>"), HARD, "the server answered 403"),
}


@pytest.mark.parametrize("name", SERVERS)
async def test_a_hostile_server_costs_little_and_is_named_with_what_it_did(plain_store: Store, name: str) -> None:
    script, kind, reason = SERVERS[name]
    async with beside_a_good_one(plain_store, **IMPATIENT) as (desk, bad):
        desk.server.on("/bad", script(desk.server))
        tally = await desk.poller.poll_due()
        assert [feed.id for feed, _ in tally.failed] == [bad.id]
        assert trouble(desk, bad) == (kind, reason)


INSIDE = [
    *("http://10.0.0.1/", "http://192.168.0.1/", "http://172.16.0.1/", "http://100.64.0.1/", "http://0.0.0.0/"),
    *("http://169.254.169.254/latest/", "http://168.63.129.16/", "http://[fd00:ec2::254]/", "http://224.0.0.1/"),
    *("http://2130706433/", "http://0177.0.0.1/", "http://0x7f.0.0.1/", "http://0x7f000001/", "http://127.1/"),
    *("http://127.0.0.1/", "http://127.0.0.1./", "http://[::1]/", "http://[::]/", "http://localhost/"),
    *("http://localhost./", "http://LOCALHOST/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://[::127.0.0.1]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:a00:1]/"),
    *("http://[64:ff9b::7f00:1]/", "http://[64:ff9b::10.0.0.1]/", "http://[64:ff9b:1::a00:1]/"),
    *("http://[2002:7f00:1::]/", "http://[2002:a00:1::1]/", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"),
    *("http://[fe80::1]/", "http://[fe80::1%25lo]/", "http://[fec0::1]/", "http://[fc00::1]/", "http://[ff02::1]/"),
    *("http://inside.test/", "http://inside.test./", "http://both.test/", "//10.0.0.1/"),
]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that lead to this machine and into the network around it."""
    known = {
        "feeds.test": ["127.0.0.1"],
        "localhost": ["127.0.0.1", "::1"],
        **{name: ["127.0.0.1"] for name in MANY_NAMES},
        "inside.test": ["10.0.0.7"],
        "both.test": ["::ffff:10.0.0.7", "64:ff9b::a00:7", "169.254.169.254"],
    }

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (ip, port, 0, 0))
            if ":" in ip
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))
            for ip in known[host]
        ]

    monkeypatch.setattr("bot.feeds.dialling.socket.getaddrinfo", look_up)


@pytest.mark.usefixtures("names")
async def test_no_spelling_of_a_private_address_is_asked_neither_itself_nor_by_redirect(
    plain_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialled: list[Any] = []
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        dialled.append(address)
        real(self, address)

    async with open_desk(plain_store, allow=("feeds.test",), **IMPATIENT) as desk:

        async def sock_connect(sock: socket.socket, address: Any) -> None:
            dialled.append(address)
            await asking(sock, address)

        loop = asyncio.get_running_loop()
        asking = loop.sock_connect
        monkeypatch.setattr(loop, "sock_connect", sock_connect)
        monkeypatch.setattr(socket.socket, "connect", connect)
        feeds = {}
        for number, target in enumerate(INSIDE):
            desk.server.on(f"/{number}", redirect(target, 301))
            by_redirect = desk.put(desk.server.url(f"/{number}", host="feeds.test"))
            feeds[target] = (by_redirect, desk.put(target) if target.startswith("http://") else by_redirect)
        while desk.polling.left():
            await desk.poller.poll_due()
            desk.pass_time(HOST_PAUSE)
        reasons = {target: {trouble(desk, feed) for feed in pair} for target, pair in feeds.items()}
        allowed = {(HARD, PRIVATE), (HARD, UNREADABLE), (HARD, WRONG_SCHEME)}
        assert {target: found for target, found in reasons.items() if not found <= allowed} == {}
        assert {address[:2] for address in dialled} == {("127.0.0.1", desk.server.port)}
        assert len(desk.server.asked) == len(INSIDE)


@pytest.mark.usefixtures("names")
async def test_another_port_of_this_machine_is_not_reached_by_redirect(plain_store: Store) -> None:
    async with open_desk(plain_store, allow=("feeds.test",)) as desk:
        desk.server.on("/feed", redirect(desk.server.url("/secret")))
        feed = desk.put(desk.server.url("/feed", host="feeds.test"))
        await desk.poller.poll_due()
        assert trouble(desk, feed) == (HARD, WRONG_PORT)
        assert desk.server.count("/secret") == 0


@pytest.mark.parametrize("url", ["file:///etc/passwd", "gopher://127.0.0.1/1", "http://me:secret@127.0.0.1/", "", "x"])
async def test_an_address_that_should_never_have_been_a_feed_is_one_in_trouble(plain_store: Store, url: str) -> None:
    async with open_desk(plain_store) as desk:
        feed = desk.put(url)
        await desk.poller.poll_due()
        assert trouble(desk, feed) in ((HARD, WRONG_SCHEME), (HARD, WITH_NAME))


# -- documents ------------------------------------------------------------------------------------------------

OF_THE_ISSUE = [
    *("billion laughs", "one entity named often", "external entities", "165 kB of attributes"),
    *("165 kB of attributes, damaged", "2.3 MB of attributes", "2.3 MB of attributes, damaged"),
    *("100,000 nested tags", "100,000 nested tags, never closed", "NUL bytes", "nothing but NUL bytes"),
    *("1,000,000 items", "1,000,000 titled items"),
]


@pytest.mark.parametrize("name", OF_THE_ISSUE)
async def test_a_hostile_document_costs_little_and_is_read_or_named(plain_store: Store, name: str) -> None:
    document, expected = documents.CASES[name]
    async with beside_a_good_one(plain_store) as (desk, bad):
        desk.server.on("/bad", compressed(document()))
        await desk.poller.poll_due()
        if expected == documents.READ:
            assert desk.feed(bad).trouble is None
            assert 1 <= desk.feed(bad).seen <= MANY
        elif expected in (documents.SOME, documents.NOTHING):
            assert desk.feed(bad).trouble is None
            assert (desk.feed(bad).seen == 0) == (expected == documents.NOTHING)
        else:
            assert trouble(desk, bad)[1] == expected.partition(": ")[2]


@pytest.mark.usefixtures("names")
async def test_many_large_documents_at_once_are_not_all_held_at_once(plain_store: Store) -> None:
    packed = compressed(b"<html>" + b"A page that is long and says little. " * 240_000)
    async with beside_a_good_one(plain_store, allow=("127.0.0.1", *MANY_NAMES)) as (desk, bad):
        desk.watch("undisturbed")
        desk.server.on("/bad", packed)
        for number, name in enumerate(MANY_NAMES):
            desk.server.on(f"/{number}", packed)
            desk.put(desk.server.url(f"/{number}", host=name))
        tally = await desk.poller.poll_due()
        assert (tally.feeds, len(tally.failed)) == (len(MANY_NAMES) + 2, len(MANY_NAMES) + 1)
        assert trouble(desk, bad) == (HARD, A_PAGE)
