"""Parsing in processes of its own, which can be killed: a document is somebody else's, and may be meant to hurt."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final, Self

from bot.feeds.parser_child import STOPPED, TOO_LONG, Worker, WorkerDied, request
from bot.feeds.parser_wire import Answer, unpacked
from bot.feeds.raw_feed import NotAFeed

if TYPE_CHECKING:
    from bot.domain.press.item import ParsedFeed

__all__ = ["NotAFeed", "ParserGaveUp", "ParserPool"]

MEMORY_MB: Final = 150
CPU_S: Final = 10
IDLE_S: Final = 60
_PATIENCE: Final = 3  # times the processor time: what a document may take by the clock, on a machine that is busy
_FAULT: Final = "it could not be read"

log = logging.getLogger(__name__)


class ParserGaveUp(Exception):
    """A document that could not be read in the time and memory that one may take. `reason` is for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ParserPool:
    """Up to `workers` processes that parse, started when there is something to parse.

    Each may use `memory_mb`, and for each document `cpu_s` of processor time and three times that by the clock; one
    that goes beyond is gone, and the next document gets a new one. A worker that had nothing to do for `idle_s` is
    ended: on a small machine its 15 MB are worth more than the twentieth of a second that starting it takes, and with
    feeds due every few seconds it never comes to that. All end with the pool, and with this process whatever ends it.
    """

    def __init__(
        self, workers: int = 2, *, cpu_s: float = CPU_S, memory_mb: int = MEMORY_MB, idle_s: float = IDLE_S
    ) -> None:
        self._limits = (str(cpu_s), str(memory_mb))
        self._wall_s = cpu_s * _PATIENCE
        self._idle_s = idle_s
        self._turns = asyncio.Semaphore(workers)
        self._idle: list[tuple[Worker, asyncio.TimerHandle]] = []
        self._alive: set[Worker] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_error: object) -> None:
        """End every worker, also one that is at work."""
        self._closed = True
        for worker in tuple(self._alive):
            await self._end(worker)
        await asyncio.gather(*self._ending)

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the processes that there are now."""
        return tuple(worker.pid for worker in tuple(self._alive))

    async def parse(self, content: bytes, content_type: str, url: str) -> ParsedFeed:
        """`bot.feeds.parse.parse` in a worker. Waits for its turn.

        Raises `NotAFeed`, or `ParserGaveUp` when the document took too much, or the pool is closed.
        """
        async with self._turns:
            try:
                answer, body = await self._answer(request(content, content_type, url))
            except WorkerDied as death:
                raise ParserGaveUp(death.reason) from None
        if answer is Answer.FEED:
            return unpacked(body)
        text = body.decode()
        if answer is Answer.NOT_A_FEED:
            raise NotAFeed(text)
        log.warning("parser_fault", extra={"fault": text})
        raise ParserGaveUp(_FAULT)

    async def _answer(self, asked: tuple[bytes, ...]) -> tuple[Answer, bytes]:
        used = bool(self._idle)
        try:
            return await self._ask(asked)
        except WorkerDied as death:
            # One that had worked before may have been killed by anything, so the document gets another chance.
            if death.reason != STOPPED or not used:
                raise
        return await self._ask(asked)

    async def _ask(self, asked: tuple[bytes, ...]) -> tuple[Answer, bytes]:
        worker = await self._take()
        keep = False
        try:
            async with asyncio.timeout(self._wall_s):
                answer, last, body = await worker.ask(asked)
            keep = not last
        except TimeoutError:
            raise WorkerDied(TOO_LONG) from None
        finally:  # also when this was cancelled in the middle: what such a worker says next would be of no use
            if keep:
                self._rest(worker)
            else:
                await self._end(worker)
        return answer, body

    async def _take(self) -> Worker:
        """A worker that rests, or a new one. The last to rest comes first, so that one too many comes to its end."""
        while self._idle:
            worker, timer = self._idle.pop()
            timer.cancel()
            if worker.is_alive:
                return worker
            self._alive.discard(worker)
        if self._closed:
            raise WorkerDied(STOPPED)
        worker = await Worker.start(self._limits)
        self._alive.add(worker)
        return worker

    def _rest(self, worker: Worker) -> None:
        timer = asyncio.get_running_loop().call_later(self._idle_s, self._retire, worker)
        self._idle.append((worker, timer))

    def _retire(self, worker: Worker) -> None:
        """It has rested for too long."""
        self._idle = [(other, timer) for other, timer in self._idle if other is not worker]
        task = asyncio.get_running_loop().create_task(self._end(worker))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self, worker: Worker) -> None:
        self._alive.discard(worker)
        await worker.end()
