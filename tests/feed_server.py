"""A scripted HTTP server on loopback: it answers as it is told, also as no server should.

async with FeedServer() as server:
    server.on("/feed", reply(b"<rss/>", etag='"1"'))           # 304 to whoever knows the ETag
    server.on("/moved", redirect("/feed", 301))
    server.on("/busy", reply(status=503), reply(b"<rss/>"))    # one after the other; the last stays
    server.on("/slow", drip(b"x", every_s=0.05))               # anything that takes a request and a writer
    … server.url("/feed"), server.count("/feed"), server.asked[-1].headers["user-agent"]
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked. Names of headers are in lower case; `path` has its query."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes out. `close`: the connection is closed after it."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    close: bool = False

    def encoded(self) -> bytes:
        """The answer on the wire, with the length of its body unless the headers say otherwise."""
        headers = {"Content-Length": str(len(self.body)), **self.headers}
        if self.close:
            headers["Connection"] = "close"
        if self.status == 304:
            headers.pop("Content-Length")
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} x\r\n{lines}\r\n".encode() + self.body


Writes = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
Chooses = Callable[[Request], Reply]
Script = Reply | Chooses | Writes


def reply(
    body: bytes = b"",
    *,
    status: int = 200,
    kind: str = "application/rss+xml",
    etag: str = "",
    last_modified: str = "",
    headers: Mapping[str, str] | None = None,
) -> Script:
    """`body`, or 304 to a request that carries `etag` or `last_modified`."""
    said = {"Content-Type": kind, **(headers or {})}
    said |= {"ETag": etag} if etag else {}
    said |= {"Last-Modified": last_modified} if last_modified else {}
    whole = Reply(status, said, body)
    if not etag and not last_modified:
        return whole
    same = Reply(304, {name: value for name, value in said.items() if name != "Content-Type"})

    def choose(request: Request) -> Reply:
        asked = (request.headers.get("if-none-match"), request.headers.get("if-modified-since"))
        return same if (etag and asked[0] == etag) or (last_modified and asked[1] == last_modified) else whole

    return choose


def redirect(to: str, status: int = 302) -> Reply:
    """A redirect; `to` goes out as it is."""
    return Reply(status, {"Location": to})


def compressed(body: bytes, *, kind: str = "application/rss+xml", how: str = "gzip") -> Reply:
    """`body` as gzip, as zlib (`deflate`), or as what some servers call deflate (`raw`)."""
    packers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": zlib.compress,
        "raw": _raw_deflate,
    }
    packed = packers[how](body)
    return Reply(200, {"Content-Type": kind, "Content-Encoding": "gzip" if how == "gzip" else "deflate"}, packed)


def gzip_bomb(megabytes: int) -> Reply:
    """Many megabytes of nothing in about a thousandth of their size."""
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()
    return Reply(200, {"Content-Type": "application/rss+xml", "Content-Encoding": "gzip"}, packed)


def drip(piece: bytes, *, every_s: float) -> Writes:
    """A body that comes in small pieces and never ends."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 x\r\nContent-Type: application/rss+xml\r\nConnection: close\r\n\r\n")
        while not writer.is_closing():
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every_s)

    return write


def endless(piece: bytes = b"x" * 2**16, *, status: int = 200) -> Writes:
    """A body that comes as fast as it is taken, and never ends."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 %d x\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n" % status)
        while not writer.is_closing():
            writer.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            await writer.drain()

    return write


def silence() -> Writes:
    """Nothing, until the other side gives up."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        while not writer.is_closing():
            await asyncio.sleep(0.01)

    return write


def raw(answer: bytes, *, reset: bool = False) -> Writes:
    """Exactly these bytes, then the end of the connection: an orderly one, or a reset."""

    async def write(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()
        if reset:
            writer.transport.abort()
        else:
            writer.close()

    return write


class FeedServer:
    """The server: an async context manager on a port of its own. What it was not told about is 404."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.connections = 0
        self.open: set[asyncio.StreamWriter] = set()
        self._scripts: dict[str, list[Script]] = {}
        self._at_work: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._at_work:
            task.cancel()
        await asyncio.gather(*self._at_work, return_exceptions=True)
        await self._server.wait_closed()

    def on(self, path: str, *scripts: Script) -> None:
        """What `path` answers from now on: one script after the other, then the last for good."""
        self._scripts[path] = list(scripts)

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        """The address of `path`."""
        return f"http://{host}:{self.port}{path}"

    def count(self, path: str) -> int:
        """How often `path` was asked for."""
        return sum(request.path == path for request in self.asked)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._at_work.add(task)
        self.open.add(writer)
        self.connections += 1
        try:
            while not writer.is_closing() and (request := await _request(reader)):
                self.asked.append(request)
                await self._answer(request, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass  # the other side left, or the test is over
        finally:
            self._at_work.discard(task)
            self.open.discard(writer)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        scripts = self._scripts.get(request.path) or [Reply(404)]
        script = scripts.pop(0) if len(scripts) > 1 else scripts[0]
        if not isinstance(script, Reply):
            chosen = script(request, writer) if _takes_writer(script) else script(request)  # type: ignore[call-arg]
            if not isinstance(chosen, Reply):
                await chosen
                writer.close()
                return
            script = chosen
        writer.write(script.encoded())
        await writer.drain()
        if script.close:
            writer.close()


def _takes_writer(script: Chooses | Writes) -> bool:
    return asyncio.iscoroutinefunction(script)


async def _request(reader: asyncio.StreamReader) -> Request | None:
    """The next request on a connection; None when there is none any more."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    first, *rest = head.decode("latin-1").rstrip("\r\n").split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    return Request(method, path, headers)


def _raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()
