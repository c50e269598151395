"""Those that are compared in `benchmarks.poll`: each polls the farm's feeds once, in a fresh process each time."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.feed_texts import WATCHES
from benchmarks.process_tree import Cost, cost_of
from bot.domain.entries import Stamp
from bot.domain.people import Identity
from bot.domain.press.feed import FeedDraft
from bot.domain.press.watch import WatchDraft
from storage.engine import Store
from storage.migrate import upgrade

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE: Final = Path(__file__).parent
_PEER: Final = ("reader>=3.26,<4", "sgmllib3k")


class Poller(ABC):
    """One of them, with a folder of its own for what it keeps between polls."""

    name: str

    def __init__(self, folder: Path) -> None:
        self._folder = folder / self.name.replace(" ", "-")

    def prepare(self, urls: Sequence[str]) -> None:
        """Begin afresh, knowing these feeds and having polled none of them."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._know(urls)

    def poll(self, state: str) -> Cost:
        """Poll every feed; `state` is what they are in."""
        return cost_of(self._command(state), folder=self._folder, environment=self._environment())

    def idle(self) -> Cost:
        """Poll with nothing due: what starting and ending costs."""
        return cost_of(self._idle_command(), folder=self._folder, environment=self._environment())

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONPATH": str(_HERE.parent)}

    @abstractmethod
    def _know(self, urls: Sequence[str]) -> None: ...

    @abstractmethod
    def _command(self, state: str) -> list[str]: ...

    @abstractmethod
    def _idle_command(self) -> list[str]: ...

    def check(self, output: str) -> None:
        """Raise `RuntimeError` where the poll's output says that not all went well. Most of them say nothing."""
        del output

    @abstractmethod
    def entries(self) -> int | None:
        """How many entries it has on file; None where it keeps none."""


class Reader(Poller):
    """lemon24/reader. `workers` are its threads, by the state of the feeds."""

    name = "reader"

    def __init__(self, folder: Path, python: Path) -> None:
        super().__init__(folder)
        self._python = python
        self.workers: dict[str, int] = {}

    def _know(self, urls: Sequence[str]) -> None:
        self._told("add", "\n".join(urls))

    def _command(self, state: str) -> list[str]:
        return self._script("poll", str(self.workers[state]))

    def _idle_command(self) -> list[str]:
        return self._script("idle", str(max(self.workers.values())))

    def entries(self) -> int:
        """How many entries it has on file."""
        return int(self._told("count"))

    def _script(self, *what: str) -> list[str]:
        return [str(self._python), str(_HERE / "reader_peer.py"), str(self._folder / "reader.db"), *what]

    def _told(self, what: str, given: str = "") -> str:
        return subprocess.run(self._script(what), input=given, capture_output=True, text=True, check=True).stdout


class BareLoop(Poller):
    """`benchmarks.bare_poll`."""

    name = "bare loop"

    def _know(self, urls: Sequence[str]) -> None:
        (self._folder / "urls").write_text("\n".join(urls))
        (self._folder / "none").write_text("")

    def _command(self, state: str) -> list[str]:
        return [sys.executable, "-m", "benchmarks.bare_poll", "urls", "state.json"]

    def _idle_command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.bare_poll", "none", "none.json"]

    def entries(self) -> None:
        """It keeps none."""


class PaperTrail(Poller):
    """`papertrail poll` over a database in SQLite."""

    name = "Paper Trail"

    def _know(self, urls: Sequence[str]) -> None:
        upgrade(self._database_url)
        store, now = Store.open(self._database_url), datetime.fromtimestamp(time.time(), UTC)
        try:
            with store.write() as tx:
                dossier = tx.dossiers.add("bench", "Polled feeds", now)
                stamp = Stamp(Identity("", "benchmark"), now, "benchmark")
                for url in urls:
                    tx.feeds.add(FeedDraft(dossier.key, url), stamp)
                for name, query in WATCHES.items():
                    tx.watches.add(dossier.key, WatchDraft(query, name), stamp)
        finally:
            store.close()

    def _command(self, state: str) -> list[str]:
        return [sys.executable, "-m", "bot", "poll", "--all"]

    def _idle_command(self) -> list[str]:
        return [sys.executable, "-m", "bot", "poll"]

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "DATABASE_URL": self._database_url, "FEEDS_ALLOW": "127.0.0.0/8"}

    def check(self, output: str) -> None:
        """Raise `RuntimeError` where the summary names feeds that failed."""
        if " 0 failed." not in output:
            raise RuntimeError(output)

    @property
    def _database_url(self) -> str:
        return f"sqlite:///{self._folder / 'papertrail.db'}"

    def entries(self) -> int:
        """How many items it has on file."""
        store = Store.open(self._database_url)
        try:
            with store.read() as tx:
                return sum(feed.seen for feed in tx.feeds.all(None))
        finally:
            store.close()


def logged(output: str) -> int:
    """How many items were logged, as the summary of `papertrail poll` says."""
    found = re.search(r"([\d,]+) logged", output)
    if found is None:
        raise LookupError(output)
    return int(found[1].replace(",", ""))


def reader_python(folder: Path) -> Path | None:
    """The Python of the peer's own environment, made where it is not there yet; None where that cannot be done."""
    python = folder / "bin" / "python"
    if (folder / "installed").exists():
        return python
    make = [sys.executable, "-m", "venv", "--clear", str(folder)]
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *_PEER]
    for command in (make, install):
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return None
    (folder / "installed").touch()
    return python
