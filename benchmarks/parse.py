"""`python -m benchmarks.parse`: what parsing made-up feeds costs in processor time, by hand and by workers.

Compared with a bare loop of feedparser, set to do the least that it can (no sanitizing, no resolving of addresses), in
turn, several times over; the least of each counts. Workers count with all of their processes and with what comes back.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Final

import feedparser

from benchmarks.feed_texts import Newsroom
from bot.feeds.parse import parse
from bot.feeds.parser_process import ParserPool

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOW: Final = 1_795_000_000  # November 2026
URL: Final = "https://outlet.example/feed"
TICKS: Final = os.sysconf("SC_CLK_TCK")

Document = tuple[bytes, str]


def bare(documents: Sequence[Document]) -> float:
    """Seconds of processor time for a loop of feedparser."""
    started = process_time()
    for content, content_type in documents:
        headers = {"content-type": content_type}
        feedparser.parse(content, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    return process_time() - started


def by_hand(documents: Sequence[Document]) -> float:
    """The same for our parser, in this process."""
    started = process_time()
    for content, content_type in documents:
        parse(content, content_type, URL)
    return process_time() - started


def by_workers(documents: Sequence[Document]) -> float:
    """The same for two workers, their start and this process's part included."""
    return asyncio.run(_by_workers(documents))


async def _by_workers(documents: Sequence[Document]) -> float:
    started = process_time()
    async with ParserPool(2) as pool:
        await asyncio.gather(*(pool.parse(content, content_type, URL) for content, content_type in documents))
        used = sum(map(_used, pool.pids))
    return process_time() - started + used


def _used(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


WAYS: Final[dict[str, Callable[[Sequence[Document]], float]]] = {
    "a bare loop of feedparser": bare,
    "`bot.feeds.parse`, in this process": by_hand,
    "`ParserPool`, two workers": by_workers,
}


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--feeds", type=int, default=1_000)
    options.add_argument("--items", type=int, default=30)
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    newsroom = Newsroom(seed=1, now=NOW)
    feeds = [newsroom.feed(number, chosen.items) for number in range(chosen.feeds)]
    documents = [(feed.document(), feed.content_type) for feed in feeds]
    rounds = [{name: way(documents) for name, way in WAYS.items()} for _ in range(chosen.rounds)]
    size = sum(len(content) for content, _ in documents) / len(documents) / 1_000
    print(f"{chosen.feeds:,} feeds × {chosen.items} items, {size:.0f} kB each, least of {chosen.rounds} rounds\n")
    print("| | CPU s | ms a feed | of the bare loop |\n| --- | ---: | ---: | ---: |")
    least = {name: min(found[name] for found in rounds) for name in WAYS}
    base = next(iter(least.values()))
    for name, seconds in least.items():
        print(f"| {name} | {seconds:.2f} | {seconds / len(documents) * 1_000:.2f} | {seconds / base:.0%} |")


if __name__ == "__main__":
    main()
