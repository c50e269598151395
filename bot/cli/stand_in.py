"""The whole program on a stand-in workspace, in this process: for `papertrail say` and for the prompt."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bot.app import Process
from handlers.language import HOME_WORDS, NAMES, understand
from workspace import Message, Person, Reply, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from bot.settings import Settings

ROLES = ("member", "editor", "admin")
CHANNEL = "general"
PRESS_CHANNEL = "press"


@dataclass(frozen=True, slots=True)
class StandIn:
    """A running stand-in, with one person for each role. Replies are shown once they are complete: forms load first."""

    people: dict[str, Person]
    process: Process
    workspace: Workspace
    _shown: set[str] = field(default_factory=set)

    def shown(self, messages: Iterable[Message]) -> list[Message]:
        """Note that those are shown; returns those that were not shown before as they are now."""
        fresh = []
        for message in messages:
            key = f"{message.ts} {message.rendered}"
            if key not in self._shown:
                self._shown.add(key)
                fresh.append(message)
        return fresh

    def news(self) -> list[Message]:
        """What came into the press channel by itself, or changed there, and was not shown yet."""
        return self.shown(self.workspace.messages(PRESS_CHANNEL))

    async def say(self, text: str, role: str) -> Reply:
        """Type `text` as the person with that role: as a slash command when it begins with one, else directly."""
        reply = await self._typed(text, self.people[role])
        await self.process.idle()
        return reply

    async def press(self, seen: Message, label: str, role: str) -> Reply:
        """Press a button by what is written on it."""
        reply = await self.people[role].press(seen, label)
        await self.process.idle()
        return reply

    async def _typed(self, text: str, person: Person) -> Reply:
        command = understand(text)
        first = text.strip().removeprefix("/").partition(" ")[0].lower()
        if first in NAMES or (first in HOME_WORDS and not command.guessed):
            return await person.command(f"/{command.name}", command.text, channel=CHANNEL)
        return await person.dm(text)


@asynccontextmanager
async def stand_in(settings: Settings) -> AsyncIterator[StandIn]:
    """Start the program on a stand-in workspace, over real sockets; stop both at the end."""
    async with Workspace(patience=30) as workspace:
        people = {role: workspace.add_user(role, is_admin=role == "admin") for role in ROLES}
        team = workspace.team.id
        workspace.add_channel(PRESS_CHANNEL)
        local = replace(
            settings,
            slack_bot_token=workspace.installation().token,
            slack_app_token=workspace.environment()["SLACK_APP_TOKEN"],
            slack_api_url=workspace.api_url,
            port=None,
            press_channel=f"#{PRESS_CHANNEL}",
            admins=(*settings.admins, f"{team}/{people['admin'].id}"),
            editors=(*settings.editors, f"{team}/{people['editor'].id}"),
        )
        process = Process(local, "all")
        running = asyncio.create_task(process.run())
        try:
            await _first(running, process.ready)
            await workspace.connected()
            yield StandIn(people, process, workspace)
        finally:
            process.stopping.set()
            await running


async def _first(running: asyncio.Task[None], ready: asyncio.Event) -> None:
    """Wait until the process is ready, or raise what kept it from that."""
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait((running, waiting), return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if running.done():
        running.result()


def as_text(reply: Reply) -> str:
    """What a person saw, as text: the messages, then the form that opened."""
    shown = [message.rendered for message in reply.messages]
    if any(happening.view is not None for happening in reply.happenings):
        shown.append(reply.view.rendered)
    if reply.error:
        shown.append(reply.error)
    return "\n\n".join(shown)


def last_message(reply: Reply) -> Message | None:
    """The message whose buttons can be pressed next."""
    return reply.messages[-1] if reply.messages else None
