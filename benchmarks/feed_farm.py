"""A farm of feeds: `python -m benchmarks.feed_farm` serves so many of them on so many hosts of 127.0.0.1.

It writes one line of JSON with its ports when it is ready. The last port takes orders and answers in JSON:
`/latency/100` (milliseconds before each answer), `/change` (one feed in twenty gets a new item, others each time),
`/counts` (how it has answered since it was asked last). It ends when its standard input does.

Hosts are ports, as Paper Trail tells hosts apart. Each feed has an ETag and a Last-Modified, and gives 304 to those who
know them. It is a server for a benchmark only: it reads the requests of well-behaved clients.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from random import Random
from typing import TYPE_CHECKING, Final, cast
from urllib.request import urlopen

import uvloop

from benchmarks.feed_texts import Newsroom, WrittenFeed

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED: Final = 5
CHANGED_OF: Final = 20
BACKLOG: Final = 1_000


@dataclass(frozen=True, slots=True)
class Served:
    """A feed as it goes over the wire."""

    etag: str
    last_modified: str
    content_type: str
    packed: bytes
    size: int  # of the document itself

    @classmethod
    def of(cls, feed: WrittenFeed) -> Served:
        """The feed as it is now."""
        document = feed.document()
        etag = f'"{hashlib.blake2b(document, digest_size=8).hexdigest()}"'
        packed = gzip.compress(document, 6, mtime=0)
        return cls(etag, formatdate(feed.changed_at, usegmt=True), feed.content_type, packed, len(document))

    def answer(self, known: dict[str, str]) -> tuple[int, bytes]:
        """Status and the whole answer to a request with these headers."""
        validators = f"ETag: {self.etag}\r\nLast-Modified: {self.last_modified}\r\nVary: Accept-Encoding\r\n"
        if known.get("if-none-match", known.get("if-modified-since")) in (self.etag, self.last_modified):
            return 304, f"HTTP/1.1 304 Not Modified\r\n{validators}\r\n".encode()
        body, encoding = self.packed, "Content-Encoding: gzip\r\n"
        if "gzip" not in known.get("accept-encoding", ""):
            body, encoding = gzip.decompress(body), ""
        head = f"HTTP/1.1 200 OK\r\n{validators}{encoding}Content-Type: {self.content_type}\r\n"
        return 200, f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Farm:
    """The feeds, and how they are served at the moment."""

    def __init__(self, feeds: int, items: int) -> None:
        self._newsroom = Newsroom(SEED, time.time())
        self._feeds = [self._newsroom.feed(number, items) for number in range(feeds)]
        self._served = [Served.of(feed) for feed in self._feeds]
        self._order_of_change = Random(SEED).sample(range(feeds), feeds)
        self._changes = 0
        self._counts: Counter[int] = Counter()
        self.latency_s = 0.0

    @property
    def mean_size(self) -> int:
        """Bytes of a document, on average."""
        return sum(served.size for served in self._served) // len(self._served)

    def feed(self, path: str, headers: dict[str, str]) -> bytes:
        """The answer to `/feeds/7.xml`."""
        number = int(path.rpartition("/")[2].removesuffix(".xml"))
        status, answer = self._served[number].answer(headers)
        self._counts[status] += 1
        return answer

    def order(self, path: str) -> bytes:
        """Carry out an order; the answer to it."""
        match path.strip("/").split("/"):
            case ["latency", milliseconds]:
                self.latency_s, told = int(milliseconds) / 1_000, {}
            case ["change"]:
                told = {"changed": self._change()}
            case _:
                told = {str(status): count for status, count in self._counts.items()}
                self._counts.clear()
        body = json.dumps(told).encode()
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)

    def _change(self) -> int:
        changed = self._order_of_change[self._changes % CHANGED_OF :: CHANGED_OF]
        for number in changed:
            self._feeds[number].drop_oldest()
            self._newsroom.publish(self._feeds[number], time.time())
            self._served[number] = Served.of(self._feeds[number])
        self._changes += 1
        return len(changed)


class Host(asyncio.Protocol):
    """One connection to one of the farm's hosts. Connections are kept until the client closes them."""

    def __init__(self, farm: Farm, *, takes_orders: bool = False) -> None:
        self._farm = farm
        self._takes_orders = takes_orders
        self._received = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has connected."""
        self._transport = cast("asyncio.Transport", transport)  # a kind of uvloop's own

    def data_received(self, data: bytes) -> None:
        """Answer each whole request; none has a body."""
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            first, *lines = head.decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            path = first.split(" ")[1]
            if self._takes_orders:
                self._transport.write(self._farm.order(path))
            elif self._farm.latency_s:
                asyncio.get_running_loop().call_later(self._farm.latency_s, self._answer, path, headers)
            else:
                self._answer(path, headers)

    def _answer(self, path: str, headers: dict[str, str]) -> None:
        if not self._transport.is_closing():
            self._transport.write(self._farm.feed(path, headers))


async def serve(farm: Farm, hosts: int) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: Host(farm), "127.0.0.1", 0, backlog=BACKLOG) for _ in range(hosts)]
    servers.append(await loop.create_server(lambda: Host(farm, takes_orders=True), "127.0.0.1", 0))
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    print(json.dumps({"ports": ports, "size": farm.mean_size}), flush=True)
    await asyncio.to_thread(sys.stdin.read)


@dataclass(frozen=True, slots=True)
class RunningFarm:
    """A farm in a process of its own, as others see it. `size`: bytes of a document, on average."""

    urls: tuple[str, ...]
    size: int
    orders: str

    def set_latency(self, milliseconds: int) -> None:
        """Wait so long before each answer from now on."""
        self._order(f"latency/{milliseconds}")

    def change(self) -> int:
        """Give one feed in twenty a new item, others each time; returns how many these are."""
        return self._order("change")["changed"]

    def counts(self) -> dict[str, int]:
        """How often it has answered with which status since this was asked last."""
        return self._order("counts")

    def _order(self, what: str) -> dict[str, int]:
        with urlopen(f"{self.orders}/{what}") as response:  # noqa: S310 - our own process
            told: dict[str, int] = json.load(response)
            return told


@contextmanager
def running(feeds: int, items: int, hosts: int) -> Iterator[RunningFarm]:
    """A farm, until the block ends."""
    given = ["--feeds", str(feeds), "--items", str(items), "--hosts", str(hosts)]
    command = [sys.executable, "-m", "benchmarks.feed_farm", *given]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        *ports, orders = told["ports"]
        urls = [f"http://127.0.0.1:{ports[number % hosts]}/feeds/{number}.xml" for number in range(feeds)]
        yield RunningFarm(tuple(urls), told["size"], f"http://127.0.0.1:{orders}")
        assert process.stdin is not None
        process.stdin.close()


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.feed_farm", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000, metavar="N")
    parser.add_argument("--items", type=int, default=30, metavar="N", help="of each feed")
    parser.add_argument("--hosts", type=int, default=50, metavar="N")
    given = parser.parse_args()
    uvloop.run(serve(Farm(given.feeds, given.items), given.hosts))


if __name__ == "__main__":
    main()
