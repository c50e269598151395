"""`papertrail poll`: poll the feeds once, with a progress bar on a terminal and a summary at the end."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
import time
from typing import TYPE_CHECKING, Any

from bot import app, logs
from bot.cli.run import loop_factory
from bot.settings import load

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Coroutine
    from typing import TextIO

    from bot.poll_run import Tally
    from bot.services.polling import FeedPolled
    from bot.settings import Settings

TERMINATED = 128 + signal.SIGTERM  # as a shell has it
WIDTH = 30
NAMED = 20  # failures in the summary; the list in Slack has them all


def arguments(parser: ArgumentParser) -> None:
    """What is due, or everything."""
    parser.add_argument(
        "--all",
        action="store_true",
        help="every active feed, whatever its next time; only servers that asked to wait are left alone",
    )


def run(given: Namespace) -> int:
    """Poll once; feeds that fail are named, and do not make the command fail."""
    settings = load()
    logs.configure(settings.log_format, level=logging.WARNING)
    started = time.monotonic()
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            tally = runner.run(_stoppable(_poll(settings, everything=given.all)))
    except asyncio.CancelledError:
        return TERMINATED
    print(summary(tally, time.monotonic() - started, everything=given.all))
    return 0


async def _stoppable(poll: Coroutine[Any, Any, Tally]) -> Tally:
    """A poll that SIGTERM ends as Ctrl-C does: what is being stored is finished, and the rest given back."""
    polling = asyncio.ensure_future(poll)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, polling.cancel)
    return await polling


async def _poll(settings: Settings, *, everything: bool) -> Tally:
    store = app.open_store(settings)
    try:
        services = app.services_over(store, settings)
        async with app.outside_over(services, settings) as outside:
            bar = Bar(sys.stderr, await asyncio.to_thread(services.polling.left, everything_before=None))
            if everything:
                bar.total = await asyncio.to_thread(services.polling.left, everything_before=app.wall_clock())
            try:
                return await outside.poller.poll_all(bar.step, everything=everything)
            finally:
                bar.end()
    finally:
        store.close()


class Bar:
    """A progress bar on one line; nothing where `out` is no terminal."""

    def __init__(self, out: TextIO, total: int) -> None:
        self._out = out
        self.total = total
        self._done = 0

    def step(self, _polled: FeedPolled) -> None:
        """One feed more is done."""
        self._done += 1
        if self._out.isatty():
            of = max(self.total, self._done)
            filled = WIDTH * self._done // of
            line = f"\r{'█' * filled}{'░' * (WIDTH - filled)} {self._done:,} of {of:,} feeds"
            print(line, end="", file=self._out, flush=True)

    def end(self) -> None:
        """Leave the line clean for what is said next."""
        if self._out.isatty() and self._done:
            print("\r\x1b[K", end="", file=self._out, flush=True)


def summary(tally: Tally, seconds: float, *, everything: bool) -> str:
    """What the poll came to, the failures by name."""
    if not tally.feeds:
        hint = "`/press feeds add URL` adds one." if everything else "`papertrail poll --all` polls all the same."
        return f"No feed {'is active' if everything else 'is due'}. {hint}"
    counts = (
        f"Polled {_counted(tally.feeds, 'feed')} in {seconds:.1f} s: {_counted(tally.items, 'new item')}, "
        f"{tally.logged:,} logged; {tally.unchanged:,} unchanged, {len(tally.failed):,} failed."
    )
    failures = [f"  {feed.id} {feed.name}: {reason}" for feed, reason in tally.failed[:NAMED]]
    more = len(tally.failed) - NAMED
    return "\n".join([counts, *failures, *([f"  and {more:,} more; `/press feeds` shows them"] if more > 0 else [])])


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun if count == 1 else noun + 's'}"
