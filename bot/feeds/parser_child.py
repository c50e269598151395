"""One worker process as its parent sees it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from bot.feeds.parser_wire import ANSWER, OUT_OF_MEMORY, REQUEST, Answer

if TYPE_CHECKING:
    from asyncio.subprocess import Process

TOO_LONG: Final = "reading it took too long"
TOO_MUCH: Final = "reading it took too much memory"
STOPPED: Final = "the reader stopped unexpectedly"

_ROOT: Final = str(Path(__file__).resolve().parents[2])
# What Python needs to start. The rest stays here: a process that reads what strangers wrote is to know no token.
_HANDED_ON: Final = ("PATH", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LANG", "TMPDIR")
_AT_ONCE: Final = 2**18  # bytes of an answer that are taken from the pipe before the worker has to wait


class WorkerDied(Exception):
    """The worker ended without an answer. `reason` says why, as far as its end tells."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def request(content: bytes, content_type: str, url: str) -> tuple[bytes, ...]:
    """What is written to a worker for one document."""
    header, address = (text.encode("utf-8", "replace") for text in (content_type, url))
    return REQUEST.pack(len(content), len(header), len(address)), content, header, address


class Worker:
    """A process that parses one document after the other."""

    def __init__(self, process: Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, limits: tuple[str, ...]) -> Self:
        """Start one with its arguments. Raises `WorkerDied` where the system has no room for it."""
        environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ} | {"PYTHONPATH": _ROOT}
        command = (sys.executable, "-P", "-s", "-m", "bot.feeds.parser_worker", *limits)
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment, limit=_AT_ONCE
            )
        except OSError:
            raise WorkerDied(STOPPED) from None
        return cls(process)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it has ended, as far as is known yet."""
        return self._process.returncode is None

    async def ask(self, asked: tuple[bytes, ...]) -> tuple[Answer, bool, bytes]:
        """The answer to a `request`, and whether it is the worker's last. Raises `WorkerDied`."""
        writer, reader = self._process.stdin, self._process.stdout
        assert writer  # noqa: S101 - both are pipes
        assert reader  # noqa: S101
        try:
            writer.writelines(asked)
            await writer.drain()
            answer, last, length = ANSWER.unpack(await reader.readexactly(ANSWER.size))
            return Answer(answer), bool(last), await reader.readexactly(length)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise WorkerDied(await self._cause()) from None

    async def _cause(self) -> str:
        causes = {-signal.SIGPROF: TOO_LONG, OUT_OF_MEMORY: TOO_MUCH}
        return causes.get(await self._process.wait(), STOPPED)

    async def end(self) -> None:
        """End it, whatever it is doing."""
        if self.is_alive:
            self._process.kill()
        await self._process.wait()
