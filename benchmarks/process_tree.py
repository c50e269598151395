"""What a command costs with everything that it starts: processor time, time, and memory.

The command runs under a wrapper, `python -m benchmarks.process_tree COMMAND …`, which adopts what outlives its parent
(prctl(2), PR_SET_CHILD_SUBREAPER) and ends when nothing of the tree is left. So the kernel's sum over ended children
(getrusage(2), RUSAGE_CHILDREN) holds all of them, also those that were killed. Linux only.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SET_CHILD_SUBREAPER: Final = 36
_LOOK_EVERY_S: Final = 0.05


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time of the whole tree, seconds on the clock, and the highest resident memory in MiB.

    `main_mb` is that of the command itself, `others_mb` that of the largest process that it started (0 if none).
    `output` is what the command wrote to its standard output.
    """

    processor_s: float
    wall_s: float
    main_mb: float
    others_mb: float
    output: str


def cost_of(command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run the command in `folder` to its end. Raises `RuntimeError` with what it complained of where it fails."""
    wrapped = [sys.executable, "-m", "benchmarks.process_tree", str(folder), *command]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as complaints:
        with subprocess.Popen(wrapped, stdout=output, stderr=complaints, env=environment) as process:
            main_mb, others_mb = _watched(process)
        output.seek(0)
        complaints.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} failed: {complaints.read()[-2_000:]}")
        *lines, told = output.read().splitlines()
    spent = json.loads(told)
    return Cost(spent["processor_s"], spent["wall_s"], main_mb, others_mb, "\n".join(lines))


def _watched(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Wait for the end; the highest resident memory of the command, and of the largest of the others.

    Linux keeps the highest value of each process itself (`VmHWM`), so that looking now and then misses only what
    happens right before a process ends. What was read last counts: a process that is being started has its parent's.
    """
    main: dict[int, float] = {}
    others: dict[int, float] = {}
    while True:
        try:
            process.wait(_LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            for pid, parent in _descendants(process.pid):
                if highest := _highest_mb(pid):
                    (main if parent == process.pid else others)[pid] = highest
        else:
            return max(main.values(), default=0.0), max(others.values(), default=0.0)


def _descendants(root: int) -> Iterator[tuple[int, int]]:
    """Process ids below `root`, each with its parent's."""
    parents = [root]
    while parents:
        parent = parents.pop()
        for thread in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                children = [int(child) for child in thread.read_text().split()]
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended meanwhile
            yield from ((child, parent) for child in children)
            parents += children


def _highest_mb(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    found = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(next(found, "0")) / 1024  # a process that is ending has none


def _wrap(folder: str, command: Sequence[str]) -> int:
    """Run the command, wait for all that comes of it, and write what they spent as the last line of the output."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder)
    status = process.wait()
    wall_s = time.perf_counter() - started
    try:
        while True:
            os.wait()
    except ChildProcessError:
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"processor_s": spent.ru_utime + spent.ru_stime, "wall_s": wall_s}), flush=True)
    return status


if __name__ == "__main__":
    sys.exit(_wrap(sys.argv[1], sys.argv[2:]))
