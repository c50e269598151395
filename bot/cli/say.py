"""`papertrail say`: one message in, the reply as text out, through the stand-in workspace and the whole program."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot import app, logs
from bot.cli.stand_in import ROLES, as_text, stand_in
from bot.settings import Settings, load

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: ArgumentParser) -> None:
    """What to say, and as whom."""
    parser.add_argument("text", metavar="TEXT", help='for example "records clearview"; the slash is optional')
    parser.add_argument("--as", dest="role", choices=ROLES, default="member", help="whose role to have")


def run(given: Namespace) -> int:
    """Say it, print the reply."""
    settings = load()
    logs.configure(settings.log_format, level=logging.WARNING)
    app.open_store(settings).close()
    print(asyncio.run(_said(settings, given.text, given.role)))
    return 0


async def _said(settings: Settings, text: str, role: str) -> str:
    async with stand_in(settings) as here:
        return as_text(await here.say(text, role))
