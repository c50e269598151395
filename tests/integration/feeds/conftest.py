"""A scripted server, and somebody who asks it."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bot.feeds.fetch import Fetcher, Limits
from bot.feeds.guard import Guard
from tests.feed_server import FeedServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from bot.domain.press.feed import Validators
    from bot.domain.press.outcome import Failed
    from bot.feeds.fetch import Body, NotModified

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ALLOWED = ("127.0.0.1/32", "feeds.test")
PATIENT = Limits()
IMPATIENT = Limits(connect_s=0.2, dns_s=0.2, total_s=0.3)


@pytest.fixture
async def server() -> AsyncIterator[FeedServer]:
    """A server that answers 404 until it is told otherwise."""
    async with FeedServer() as opened:
        yield opened


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    """Asks loopback, which FEEDS_ALLOW names, and nothing else that is private."""
    async with Fetcher(Guard(ALLOWED), contact="press@example.org", limits=PATIENT) as opened:
        yield opened


@pytest.fixture
async def impatient() -> AsyncIterator[Fetcher]:
    """The same with a fraction of a second for everything."""
    async with Fetcher(Guard(ALLOWED), limits=IMPATIENT) as opened:
        yield opened


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str] | Callable[[], list[str]]]:
    """What names lead to, instead of what the machine's own name server says. Others are not found."""
    known: dict[str, list[str] | Callable[[], list[str]]] = {}

    def look_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror(socket.EAI_NONAME, "not known")
        found = known[host]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in (found() if callable(found) else found)
        ]

    monkeypatch.setattr("bot.feeds.dialling.socket.getaddrinfo", look_up)
    return known


async def asked(
    fetcher: Fetcher, url: str, validators: Validators | None = None, **more: Any
) -> Body | NotModified | Failed:
    """What asking for a feed comes to."""
    return await fetcher.fetch(url, validators=validators, now=NOW, **more)
