"""The prompt that `papertrail run` opens without tokens: type as in Slack, read the replies as text."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING

from bot import logs
from bot.cli.stand_in import PRESS_CHANNEL, ROLES, StandIn, as_text, last_message, stand_in
from bot.errors import PaperTrailError
from workspace import Message, NotSeenError, RefusedBySlackError, Reply

if TYPE_CHECKING:
    from bot.settings import Settings

LOOK_S = 1.0
GREETING = """\
No Slack tokens are set, so this is a stand-in workspace on this machine. Type as you would in Slack:
  records clearview          timeline 2019          records add Title | June 20, 2019 | memo
  press feeds add https://example.org/rss | outlet: Example       press watch add clearview
Press a button by its name: press Share. Speak as somebody else: as member, as editor, as admin.
What is posted in #press is shown as it comes. You are an admin. Ctrl-D ends it.
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
            line = await _next_line(here, f"{role}> " if interactive else "")
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
                reply = await _press_or_say(here, seen, text, role)
            except (RefusedBySlackError, NotSeenError, LookupError, PaperTrailError) as error:
                print(f"{error}\n")
                continue
            seen = last_message(reply) or seen
            print(f"{as_text(reply)}\n", flush=True)
            here.shown(reply.messages)
            seen = _tell(here) or seen


def _tell(here: StandIn) -> Message | None:
    """Print what came into the press channel; returns the last of it, whose buttons can be pressed next."""
    fresh = here.news()
    for message in fresh:
        print(f"#{PRESS_CHANNEL}\n{message.rendered}\n", flush=True)
    return fresh[-1] if fresh else None


async def _press_or_say(here: StandIn, seen: Message | None, text: str, role: str) -> Reply:
    """`press Share` presses a button where the last message has one of that name; else it is the command `/press`."""
    word, _, label = text.partition(" ")
    labels = {name.casefold(): name for name in (seen.buttons if seen else ())}
    if seen is not None and word.lower() == "press" and (name := labels.get(label.strip().casefold())):
        return await here.press(seen, name, role)
    return await here.say(text, role)


async def _next_line(here: StandIn, prompt: str) -> str | None:
    """The next line, or None at the end of the input. What comes by itself meanwhile is shown above the prompt."""
    if prompt:
        print(prompt, end="", flush=True)
        typed = asyncio.ensure_future(_typed())
        while not (await asyncio.wait({typed}, timeout=LOOK_S))[0]:
            if fresh := here.news():
                shown = "\n\n".join(f"#{PRESS_CHANNEL}\n{message.rendered}" for message in fresh)
                print(f"\n{shown}\n\n{prompt}", end="", flush=True)
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
