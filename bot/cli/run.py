"""`papertrail run`: serve Slack, or open a prompt on the stand-in workspace when there are no tokens."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import app, logs
from bot.settings import load

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable


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
        from bot.cli import prompt  # with it comes the stand-in, which a bot in Slack has no use for

        return asyncio.run(prompt.open_prompt(settings))
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(app.serve(settings, given.role))
    return 0


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """The faster event loop, where it is installed: there is none for Windows."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop
