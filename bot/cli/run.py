"""`papertrail run`: serve Slack, or open a prompt on the stand-in workspace when there are no tokens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import app, logs
from bot.cli import prompt
from bot.settings import load

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: ArgumentParser) -> None:
    """The role of this process."""
    parser.add_argument(
        "--role",
        choices=("all", "web", "worker"),
        default="all",
        help="web answers Slack, worker does what ticks, all does both (default)",
    )


def run(given: Namespace) -> int:
    """Serve until SIGTERM or SIGINT."""
    settings = load()
    logs.configure(settings.log_format)
    if settings.mode == "none" and given.role == "all":
        return asyncio.run(prompt.open_prompt(settings))
    asyncio.run(app.serve(settings, given.role))
    return 0
