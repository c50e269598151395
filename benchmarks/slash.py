"""Slash commands under load, beside a bare Bolt app: `python -m benchmarks.slash [--commands N] [--rounds N]`.

DATABASE_URL names the filled database. Paper Trail and the bare app take turns in one run, each in a process of its
own, with the same number of people typing at once. Also measured: how long Paper Trail takes to be ready, and its
resident memory, idle and at its highest.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final

import aiohttp

from benchmarks.figures import Figures, table
from benchmarks.search import CLASSES
from benchmarks.slack_end import Load, SlackEnd, press

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

AT_ONCE: Final = 16
ACK_P99_MS: Final = 100.0
LEAST_RATIO: Final = 0.7
READY_S: Final = 3.0
MOST_MB: Final = 150.0
PORTS: Final = {"paper trail": 38_121, "bare": 38_122}
COMMANDS: Final = {
    "paper trail": ["-m", "bot", "run", "--role", "web"],
    "bare": ["-m", "benchmarks.bare_bolt"],
}
SEED: Final = 11


@dataclass(frozen=True, slots=True)
class Running:
    """An app in its own process."""

    name: str
    pid: int
    port: int
    ready_after: float

    def memory_mb(self, which: str) -> float:
        """Resident memory: `VmRSS` now, `VmHWM` at its highest."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{which}:"):
                return int(line.split()[1]) / 1024
        raise LookupError(which)

    def processor_s(self) -> float:
        """Seconds of processor time so far, in the program and in the system on its behalf (proc(5), stat)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def started(name: str, end: SlackEnd, reply: str) -> AsyncIterator[Running]:
    """Start an app and wait until it takes requests; stop it by SIGTERM."""
    port = PORTS[name]
    environment = {**os.environ, **end.environment(port), "REPLY": reply, "LOG_FORMAT": "text"}
    start = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *COMMANDS[name],
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _ready(port, "/readyz" if name == "paper trail" else "/slack/events")
        yield Running(name, process.pid, port, time.perf_counter() - start)
    finally:
        process.terminate()
        await process.wait()


async def _ready(port: int, path: str) -> None:
    async with aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                    if response.status != 503:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.01)


def texts(what: str, count: int) -> list[str]:
    """What people type: searches of every class, as `benchmarks.search` draws them, or ids."""
    draw = Random(SEED)
    if what == "card":
        return [f"R-{draw.randint(1, 40_000)}" for _ in range(count)]
    return [draw.choice(CLASSES).draw(draw) for _ in range(count)]


@dataclass(slots=True)
class Measured:
    """Everything that was measured of one app."""

    loads: list[Load]
    ready_after: list[float]
    idle_mb: list[float]
    most_mb: list[float]
    processor_ms: list[float]  # a command

    def rate(self) -> float:
        """Commands a second, the median over the rounds."""
        return statistics.median(load.a_second for load in self.loads)

    def acks(self) -> Figures:
        """Milliseconds until a command was acknowledged, over all rounds."""
        return Figures(tuple(ack * 1_000 for load in self.loads for ack in load.acks))


async def measure(rounds: int, commands: int, reply: str, what: str) -> dict[str, Measured]:
    """Let both apps take turns."""
    found = {name: Measured([], [], [], [], []) for name in COMMANDS}
    async with SlackEnd() as end:
        for _ in range(rounds):
            for name, measured in found.items():
                in_ack = reply == "ack" and name == "bare"
                async with started(name, end, reply) as app:
                    measured.ready_after.append(app.ready_after)
                    measured.idle_mb.append(app.memory_mb("VmRSS"))
                    await press(end, app.port, texts(what, commands // 5), AT_ONCE, answered_in_ack=in_ack)
                    before = app.processor_s()
                    measured.loads.append(
                        await press(end, app.port, texts(what, commands), AT_ONCE, answered_in_ack=in_ack)
                    )
                    measured.processor_ms.append((app.processor_s() - before) * 1_000 / commands)
                    measured.most_mb.append(app.memory_mb("VmHWM"))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slash", description=__doc__)
    parser.add_argument("--commands", type=int, default=2_000, metavar="N", help="commands a round (default 2000)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="turns of each app (default 3)")
    parser.add_argument("--what", choices=("search", "card"), default="search", help="what people type")
    parser.add_argument("--reply", choices=("respond", "ack"), default="respond", help="how the bare app answers")
    given = parser.parse_args(argv)
    found = asyncio.run(measure(given.rounds, given.commands, given.reply, given.what))
    ours, bare = found["paper trail"], found["bare"]
    ratio = ours.rate() / bare.rate()
    print(f"{AT_ONCE} at once, {given.rounds} rounds of {given.commands:,} commands; milliseconds until acknowledged")
    print(table({name: measured.acks() for name, measured in found.items()}))
    print(f"answered a second: {ours.rate():.0f}, bare Bolt {bare.rate():.0f} ({given.reply}): ratio {ratio:.2f}")
    spent = {name: statistics.median(measured.processor_ms) for name, measured in found.items()}
    print(f"processor time a command: {spent['paper trail']:.2f} ms, bare Bolt {spent['bare']:.2f} ms")
    memory = f"memory {max(ours.idle_mb):.0f} MB idle, {max(ours.most_mb):.0f} MB at most"
    print(f"ready after {max(ours.ready_after):.2f} s; {memory}")
    held = (
        ours.acks().percentile(99) <= ACK_P99_MS,
        ratio >= LEAST_RATIO,
        max(ours.ready_after) <= READY_S,
        max(ours.most_mb) <= MOST_MB,
    )
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
