"""The time of the stand-in: the machine's, one that a test moves by hand, or any callable's."""

from __future__ import annotations

import asyncio
import heapq
import time
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable


@runtime_checkable
class Clock(Protocol):
    """Tells the time when called, and can be waited on."""

    def __call__(self) -> datetime:
        """Return the present moment, aware and in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return once this clock has advanced by `seconds`."""


class SystemClock:
    """The machine's own clock."""

    def __call__(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.fromtimestamp(time.time(), UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop."""
        await asyncio.sleep(seconds)


class ManualClock:
    """A clock that stands still until a test advances it; sleepers wake in the order of their deadlines."""

    def __init__(self, start: datetime) -> None:
        """Start at `start`, which must be aware."""
        self._now = start.astimezone(UTC)
        self._order = count()
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def __call__(self) -> datetime:
        """Return the moment it stands at."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Return once `advance` has passed the deadline."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), next(self._order), woken))
        await woken

    def advance(self, seconds: float) -> None:
        """Move on by `seconds` and wake everyone whose deadline has come."""
        self._now += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)


class PolledClock:
    """Any callable that tells the time; looked at often, because nothing announces that it moved."""

    INTERVAL = 0.01

    def __init__(self, tell: Callable[[], datetime]) -> None:
        """Tell the time with `tell`."""
        self._tell = tell

    def __call__(self) -> datetime:
        """Return what the callable says."""
        return self._tell()

    async def sleep(self, seconds: float) -> None:
        """Return once the callable says that `seconds` have passed."""
        deadline = self._tell() + timedelta(seconds=seconds)
        while self._tell() < deadline:
            await asyncio.sleep(self.INTERVAL)


def as_clock(given: Clock | Callable[[], datetime] | None) -> Clock:
    """Return `given` as a clock: itself, wrapped when it can only tell the time, the machine's when None."""
    if given is None:
        return SystemClock()
    return given if isinstance(given, Clock) else PolledClock(given)
