"""How connections are made: names looked up within a time limit, and every address judged when it is dialled."""

from __future__ import annotations

import asyncio
import errno
import socket
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.feeds.guard import Refused

if TYPE_CHECKING:
    from bot.feeds.guard import Guard

LOOKUPS_AT_ONCE: Final = 16

AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]


@dataclass(slots=True)
class Dial:
    """One attempt to reach a host: whether any address could be tried, and why others were not.

    aiohttp asks for sockets by address alone. The host that it is dialled for travels beside it, in the context.
    """

    host: str
    tried: bool = False
    refused: str = ""


dial: ContextVar[Dial] = ContextVar("dial")


def connector(guard: Guard, lookup: Lookup, *, keep_alive_s: float) -> aiohttp.TCPConnector:
    """A connector that asks `guard` about every address it dials. Raises `OSError` for a refused one, see `Dial`."""

    def socket_for(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, address = info
        attempt = dial.get()
        try:
            guard.check_address(str(address[0]), host=attempt.host)
        except Refused as refused:
            attempt.refused = refused.reason
            # aiohttp goes on to the next address after an OSError, and after nothing else.
            raise OSError(errno.EACCES, refused.reason) from None
        attempt.tried = True
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(
        resolver=lookup,
        socket_factory=socket_for,
        limit=0,  # how many are asked at once is the caller's decision
        keepalive_timeout=keep_alive_s,
        ttl_dns_cache=60,
    )


class Lookup(AbstractResolver):
    """The system's name look-up in threads of its own, so that a name server that hangs holds up nothing else."""

    def __init__(self, within_s: float) -> None:
        self._within_s = within_s
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="lookup")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of `host`. Raises `OSError`: `gaierror` for a name that is not there, or ETIMEDOUT."""
        looking = asyncio.get_running_loop().run_in_executor(self._threads, _addresses, host, port, family)
        try:
            found = await asyncio.wait_for(looking, self._within_s)
        except TimeoutError:
            raise OSError(errno.ETIMEDOUT, "the name was not looked up in time") from None
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=kind,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Let go of the threads. One that still waits for a name server ends when that answers."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _addresses(host: str, port: int, family: int) -> list[Any]:
    return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
