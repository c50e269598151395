"""`papertrail …` as processes of their own, and the stand-in workspace that they talk to."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.acceptance.house import NOW, free_port, manifest
from tests.acceptance.trouble import readiness
from workspace import ManualClock, Person, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

PROGRAM = Path(sys.executable).with_name("papertrail")
WITHIN_S = 30  # a bound for a busy machine; how fast it really is, the benchmarks measure


def environment_for(database_url: str, **more: str) -> dict[str, str]:
    """What a shell gives to a program, and these settings. Python's own variables would change how it writes."""
    here = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_"))}
    return {**here, "DATABASE_URL": database_url, "LOG_FORMAT": "json", **more}


@dataclass(slots=True)
class Running:
    """A process that was started. `log` is what it has written on standard error so far, line by line."""

    process: asyncio.subprocess.Process
    port: int
    log: list[str] = field(default_factory=list)

    async def logged(self, event: str) -> dict[str, Any]:
        """Return the line about `event` once it is written; fail with the whole log if it never is."""
        assert self.process.stderr is not None
        async with asyncio.timeout(WITHIN_S):
            while line := (await self.process.stderr.readline()).decode().rstrip("\n"):
                self.log.append(line)
                if line.startswith("{") and json.loads(line)["event"] == event:
                    told: dict[str, Any] = json.loads(line)
                    return told
        raise AssertionError(f"no {event} in:\n" + "\n".join(self.log))

    async def ready(self) -> None:
        """Return once it says that it is ready, and is."""
        await self.logged("ready")
        assert await readiness(self.port) == (200, "ok")

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Its exit status, once it has ended."""
        async with asyncio.timeout(WITHIN_S):
            _, rest = await self.process.communicate()
        self.log += rest.decode().splitlines()
        return int(self.process.returncode or 0)

    async def stops(self) -> None:
        """Tell it to stop, and see that it ends well."""
        self.signal(signal.SIGTERM)
        assert await self.ended() == 0, self.log
        assert not [line for line in self.log if "Traceback" in line or '"error"' in line], self.log


@asynccontextmanager
async def started(*words: str, **environment: str) -> AsyncIterator[Running]:
    """Start `papertrail` with these words; at the end it is gone, whatever happened."""
    port = int(environment.get("PORT", 0))
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        PROGRAM, *words, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        yield Running(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


@dataclass(frozen=True, slots=True)
class Street:
    """The stand-in workspace, the people in it, and the settings with which a process finds it."""

    slack: Workspace
    clock: ManualClock
    member: Person
    editor: Person
    settings: dict[str, str]
    mode: str

    def papertrail(self, *words: str, **more: str) -> Any:
        """`papertrail run`, on a port of its own unless `more` names one."""
        port = str(free_port())
        if self.mode == "http":
            self.slack.use_http(f"http://127.0.0.1:{port}/slack/events")
        return started(*(words or ("run",)), **{**self.settings, "PORT": port, **more})


@asynccontextmanager
async def street(database_url: str, *, mode: str = "socket") -> AsyncIterator[Street]:
    """A stand-in workspace for processes that work on `database_url`."""
    clock = ManualClock(NOW)
    async with Workspace(clock=clock, manifest=manifest(), patience=WITHIN_S) as slack:
        member, editor = slack.add_user("mia"), slack.add_user("eda")
        settings = environment_for(database_url, PAPERTRAIL_EDITORS=editor.id, **slack.environment())
        del settings["SLACK_APP_TOKEN" if mode == "http" else "SLACK_SIGNING_SECRET"]
        yield Street(slack, clock, member, editor, settings, mode)
