"""The whole program on the stand-in workspace, over real sockets: what every acceptance test drives."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from bot.app import Process
from bot.settings import Settings
from workspace import ManualClock, Person, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
REPOSITORY = Path(__file__).parents[2]


@cache
def manifest() -> dict[str, Any]:
    """The app as Slack knows it."""
    read: dict[str, Any] = yaml.safe_load((REPOSITORY / "manifest.yaml").read_text())
    return read


@dataclass(frozen=True, slots=True)
class House:
    """A running Paper Trail, and the people around it: a member, an editor, an admin."""

    slack: Workspace
    clock: ManualClock
    process: Process
    member: Person
    editor: Person
    admin: Person


def free_port() -> int:
    """A port on loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(slack: Workspace, database_url: str, mode: str, more: Mapping[str, str]) -> Settings:
    """Settings that lead to the stand-in."""
    environment = {**slack.environment(), "DATABASE_URL": database_url, **more}
    if mode == "http":
        environment["PORT"] = str(free_port())
        del environment["SLACK_APP_TOKEN"]
    else:
        del environment["SLACK_SIGNING_SECRET"]
    return Settings.read(environment)


@asynccontextmanager
async def open_house(database_url: str, *, mode: str = "socket", **more: str) -> AsyncIterator[House]:
    """Start the program on `database_url`, and stop it cleanly at the end. `more` are environment variables."""
    clock = ManualClock(NOW)
    async with Workspace(clock=clock, manifest=manifest()) as slack:
        member = slack.add_user("mia", real_name="Mia Member")
        editor = slack.add_user("eda", real_name="Eda Editor")
        admin = slack.add_user("ada", real_name="Ada Admin", is_owner=True)
        settings = settings_for(slack, database_url, mode, {"PAPERTRAIL_EDITORS": editor.id, **more})
        process = Process(settings, "all", clock=clock, strict=True)
        running = asyncio.create_task(process.run())
        try:
            await started(running, process)
            if mode == "http":
                slack.use_http(f"http://127.0.0.1:{settings.port}/slack/events")
            else:
                await slack.connected()
            yield House(slack, clock, process, member, editor, admin)
        finally:
            process.stopping.set()
            await running


async def started(running: asyncio.Task[None], process: Process) -> None:
    """Return once the process is ready; raise what kept it from that."""
    ready = asyncio.create_task(process.ready.wait())
    await asyncio.wait((running, ready), return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if running.done():
        running.result()
