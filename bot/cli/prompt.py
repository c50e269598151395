"""The prompt that `papertrail run` opens without tokens: type as in Slack, read the replies as text."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from bot import logs
from bot.cli.stand_in import ROLES, StandIn, as_text, last_message, stand_in
from bot.errors import PaperTrailError
from workspace import Message, NotSeenError, RefusedBySlackError, Reply

if TYPE_CHECKING:
    from bot.settings import Settings

GREETING = """\
No Slack tokens are set, so this is a stand-in workspace on this machine. Type as you would in Slack:
  records clearview          timeline 2019          records add Title | June 20, 2019 | memo
Press a button by its name: press Share. Speak as somebody else: as member, as editor, as admin.
You are an admin. Ctrl-D ends it.
"""


async def open_prompt(settings: Settings) -> int:
    """Read lines until the input ends, answer each; returns the exit status."""
    logs.configure(settings.log_format, level=logging.WARNING)
    interactive = sys.stdin.isatty()
    if interactive:
        print(GREETING)
    async with stand_in(settings) as here:
        role, seen = "admin", None
        while True:
            line = await _next_line(f"{role}> " if interactive else "")
            if line is None:
                return 0
            text = line.strip()
            if not text:
                continue
            if not interactive:
                print(f"{role}> {text}")
            word, _, rest = text.partition(" ")
            if word.lower() == "as" and rest.strip() in ROLES:
                role = rest.strip()
                continue
            try:
                reply = await (_press(here, seen, rest, role) if word.lower() == "press" else here.say(text, role))
            except (RefusedBySlackError, NotSeenError, LookupError, PaperTrailError) as error:
                print(f"{error}\n")
                continue
            seen = last_message(reply) or seen
            print(f"{as_text(reply)}\n", flush=True)


async def _press(here: StandIn, seen: Message | None, label: str, role: str) -> Reply:
    if seen is None:
        raise LookupError("There is no message with buttons yet.")
    return await here.press(seen, label.strip(), role)


async def _next_line(prompt: str) -> str | None:
    """The next line, or None at the end of the input."""
    if prompt:
        print(prompt, end="", flush=True)
        await _typed()
    return await asyncio.to_thread(_read)


async def _typed() -> None:
    """Return once a line was typed. A thread that waits for one could not be left, and Ctrl-C would do nothing."""
    loop, typed = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin, typed.set)
    try:
        await typed.wait()
    finally:
        loop.remove_reader(sys.stdin)


def _read() -> str | None:
    try:
        return input()
    except EOFError:
        return None
