"""Polling 1,000 feeds beside lemon24/reader: `python -m benchmarks.poll [--feeds N] [--repeats N]`.

Both poll the same farm of feeds on loopback, in turns, each time in a fresh process: the first time, when nothing has
changed, and when one feed in twenty has a new item; then all again with servers that take 100 ms to answer. Processor
time is that of the whole tree of processes, and like the time on the clock it is less what a poll with nothing due
takes. The peer uses as many threads as suit it best in each state, which is tried first. A bare loop without a
database, for comparison, polls as well. The farm is a process of its own; what it spends counts for nobody.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.feed_farm import running
from benchmarks.figures import markdown
from benchmarks.pollers import BareLoop, PaperTrail, Poller, Reader, logged, reader_python

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.feed_farm import RunningFarm
    from benchmarks.process_tree import Cost

ITEMS: Final = 30
HOSTS: Final = 50
LATENCY_MS: Final = 100
STATES: Final = {"first": "first poll", "changed": "5 % changed", "unchanged": "nothing changed"}
PROCESSOR_TARGETS: Final = {"first": 1 / 2, "changed": 1 / 3, "unchanged": 1 / 4}
WALL_TARGET: Final = 1 / 2
MOST_MB: Final = 200.0
MOST_PARSER_MB: Final = 150.0
WORKERS: Final = (1, 4, 10, 20, 50, 100)
TRIED_ON: Final = 100  # feeds
FOLDER: Final = Path("build/bench")


@dataclass(slots=True)
class Measured:
    """What the polls of one poller cost, by the state of the feeds; `idle`: with nothing due."""

    costs: dict[str, list[Cost]] = field(default_factory=lambda: {state: [] for state in STATES})
    idle: list[Cost] = field(default_factory=list)

    def processor_s(self, state: str) -> float:
        """Seconds of processor time, the median, less those of a poll with nothing due."""
        return _median(self.costs[state], _processor) - _median(self.idle, _processor)

    def wall_s(self, state: str) -> float:
        """Seconds on the clock, the median, less those of a poll with nothing due."""
        return _median(self.costs[state], _wall) - _median(self.idle, _wall)

    def most_mb(self) -> tuple[float, float]:
        """The highest resident memory of the command, and of the largest process that it started."""
        costs = [cost for costs in self.costs.values() for cost in costs]
        return max(cost.main_mb for cost in costs), max(cost.others_mb for cost in costs)


Round = dict[str, Measured]


def _processor(cost: Cost) -> float:
    return cost.processor_s


def _wall(cost: Cost) -> float:
    return cost.wall_s


def _median(costs: Sequence[Cost], of: Callable[[Cost], float]) -> float:
    return statistics.median(map(of, costs))


def polled(farm: RunningFarm, urls: Sequence[str], poller: Poller, state: str, changed: int = 0) -> Cost:
    """One poll. Raises `RuntimeError` unless each feed was asked for once and answered as its state wants it."""
    farm.counts()
    cost = poller.poll(state)
    poller.check(cost.output)
    expected = {
        "200": len(urls) if state == "first" else changed,
        "304": 0 if state == "first" else len(urls) - changed,
    }
    found = farm.counts()
    if found != {status: count for status, count in expected.items() if count}:
        raise RuntimeError(f"{poller.name} ({state}) was answered {found}, not {expected}")
    return cost


def turns(farm: RunningFarm, pollers: Sequence[Poller], latency_ms: int, repeats: int) -> Round:
    """Let them poll in turns. The states that take little time are measured several times."""
    measured = {poller.name: Measured() for poller in pollers}

    def everybody(state: str, changed: int = 0) -> None:
        for poller in pollers:
            print(f"  {latency_ms} ms latency, {STATES[state]}: {poller.name} …", file=sys.stderr)
            measured[poller.name].costs[state].append(polled(farm, farm.urls, poller, state, changed))

    for poller in pollers:
        poller.prepare(farm.urls)
    everybody("first")
    changed = tried(farm, pollers, latency_ms)
    for _ in range(repeats):
        for poller in pollers:
            measured[poller.name].idle.append(poller.idle())
        everybody("unchanged")
        changed += (now := farm.change())
        everybody("changed", now)
    for poller in pollers:
        if (entries := poller.entries()) not in (None, len(farm.urls) * ITEMS + changed):
            raise RuntimeError(f"{poller.name} has {entries} entries of {len(farm.urls) * ITEMS + changed}")
    return measured


def try_first(farm: RunningFarm, reader: Reader, latency_ms: int) -> None:
    """Try with a few feeds which number of threads suits the peer's first poll."""
    found = {}
    for workers in _worth_trying(latency_ms, fewest=4):
        print(f"  {latency_ms} ms latency, {STATES['first']}: reader with {workers} threads …", file=sys.stderr)
        reader.workers["first"] = workers
        reader.prepare(farm.urls[:TRIED_ON])
        found[workers] = _counted(polled(farm, farm.urls[:TRIED_ON], reader, "first"), latency_ms)
    reader.workers["first"] = _cheapest(found)


def tried(farm: RunningFarm, pollers: Sequence[Poller], latency_ms: int) -> int:
    """Try with all feeds which number of threads suits the peer best afterwards; returns how many feeds changed."""
    changed = 0
    for reader in (poller for poller in pollers if isinstance(poller, Reader)):
        found: dict[str, dict[int, float]] = {"unchanged": {}, "changed": {}}
        for workers in _worth_trying(latency_ms, fewest=20):
            print(f"  {latency_ms} ms latency, later polls: reader with {workers} threads …", file=sys.stderr)
            reader.workers |= {"unchanged": workers, "changed": workers}
            found["unchanged"][workers] = _counted(polled(farm, farm.urls, reader, "unchanged"), latency_ms)
            changed += (now := farm.change())
            found["changed"][workers] = _counted(polled(farm, farm.urls, reader, "changed", now), latency_ms)
        reader.workers |= {state: _cheapest(costs) for state, costs in found.items()}
        told = ", ".join(f"{STATES[state]} {reader.workers[state]}" for state in STATES)
        print(f"reader's threads with {latency_ms} ms latency: {told}", flush=True)
    for poller in pollers:
        if changed and not isinstance(poller, Reader):
            polled(farm, farm.urls, poller, "changed", changed)
    return changed


def _worth_trying(latency_ms: int, fewest: int) -> tuple[int, ...]:
    """Fewer threads are no use where servers are slow: each of them waits for one server at a time."""
    return tuple(workers for workers in WORKERS if not latency_ms or workers >= fewest)


def _counted(cost: Cost, latency_ms: int) -> float:
    """What the peer's threads are chosen by: time on the clock where servers are slow, else processor time."""
    return cost.wall_s if latency_ms else cost.processor_s


def _cheapest(costs: dict[int, float]) -> int:
    return min(costs, key=costs.__getitem__)


def table(measured: Round, of: Callable[[Measured, str], float], targets: dict[str, float]) -> str:
    """Seconds of each poller by state, and ours as a part of the peer's beside what it may be at most."""
    names = list(measured)
    compared = [Reader.name, PaperTrail.name]
    head = ["seconds", *names, *(["of reader's", "target"] if set(compared) <= set(names) else [])]
    lines = [head, ["---", *("---:" for _ in head[1:])]]
    for state, told in STATES.items():
        seconds = {name: of(one, state) for name, one in measured.items()}
        line = [told, *(f"{value:.2f}" for value in seconds.values())]
        if len(head) > len(line):
            ratio = seconds[PaperTrail.name] / seconds[Reader.name]
            line += [f"{ratio:.2f}", f"≤ {targets[state]:.2f}" if state in targets else ""]
        lines.append(line)
    return markdown(lines)


def held(measured: Round, of: Callable[[Measured, str], float], targets: dict[str, float]) -> bool:
    """Whether ours is within its part of the peer's in every state."""
    reader, ours = measured[Reader.name], measured[PaperTrail.name]
    return all(of(ours, state) <= part * of(reader, state) for state, part in targets.items())


def contestants(names: Sequence[str], folder: Path) -> list[Poller]:
    """Those with these names; without the peer where it cannot be installed, which is said."""
    chosen: list[Poller] = []
    if Reader.name in names:
        python = reader_python(folder / "reader-env")
        if python is not None:
            chosen.append(Reader(folder / "poll", python))
        else:
            print("lemon24/reader cannot be installed here, so there is nothing to compare with.", file=sys.stderr)
    return chosen + [kind(folder / "poll") for kind in (PaperTrail, BareLoop) if kind.name in names]


def measure(farm: RunningFarm, pollers: Sequence[Poller], repeats: int) -> dict[int, Round]:
    """Let them poll, servers being fast and slow; the rounds by latency."""
    rounds = {}
    for latency_ms in (0, LATENCY_MS):
        farm.set_latency(latency_ms)
        for poller in pollers:
            if isinstance(poller, Reader):
                try_first(farm, poller, latency_ms)
        # The bare loop is of no interest there: it waits like anybody who has as many requests under way.
        taking_part = [poller for poller in pollers if not (latency_ms and isinstance(poller, BareLoop))]
        rounds[latency_ms] = turns(farm, taking_part, latency_ms, repeats)
    return rounds


def report(rounds: dict[int, Round]) -> bool:
    """Print what was measured; whether every target that could be looked at was met."""
    fast, slow = rounds[0], rounds[LATENCY_MS]
    wall_targets = dict.fromkeys(STATES, WALL_TARGET)
    print("\nProcessor time, less that of a poll with nothing due")
    print(table(fast, Measured.processor_s, PROCESSOR_TARGETS))
    print("\nTime on the clock, less that of a poll with nothing due")
    print(table(fast, Measured.wall_s, {}))
    print(f"\nTime on the clock with servers that take {LATENCY_MS} ms, less that of a poll with nothing due")
    print(table(slow, Measured.wall_s, wall_targets))
    for name, one in fast.items():
        idle = f"{_median(one.idle, _processor):.2f} s of processor time, {_median(one.idle, _wall):.2f} s on the clock"
        print(f"{name}: with nothing due {idle}")
    met = True
    if PaperTrail.name in fast:
        most = [
            max(pair) for pair in zip(fast[PaperTrail.name].most_mb(), slow[PaperTrail.name].most_mb(), strict=True)
        ]
        items = logged(fast[PaperTrail.name].costs["first"][0].output)
        print(
            f"Paper Trail: {items:,} items logged; {most[0]:.0f} MB at most, its largest other process {most[1]:.0f} MB"
        )
        met = most[0] <= MOST_MB and most[1] <= MOST_PARSER_MB
        if Reader.name in fast:
            met = held(fast, Measured.processor_s, PROCESSOR_TARGETS) and met
            met = held(slow, Measured.wall_s, wall_targets) and met
    return met


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 where a target is missed."""
    names = (Reader.name, PaperTrail.name, BareLoop.name)
    parser = argparse.ArgumentParser(prog="python -m benchmarks.poll", description=__doc__)
    parser.add_argument("--feeds", type=int, default=1_000, metavar="N", help="feeds, of 30 items each (default 1000)")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="polls of the quick states (default 3)")
    parser.add_argument("--only", choices=names, action="append", help="leave the others out")
    given = parser.parse_args(argv)
    folder = FOLDER.absolute()
    with running(given.feeds, ITEMS, HOSTS) as farm:
        print(f"{given.feeds:,} feeds of {ITEMS} items on {HOSTS} hosts, {farm.size / 1_000:.0f} kB each")
        rounds = measure(farm, contestants(given.only or names, folder), given.repeats)
    return 0 if report(rounds) else 1


if __name__ == "__main__":
    sys.exit(main())
