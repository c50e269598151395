"""What the benchmark of polling rests on: a farm that answers as it says, and sums that leave no process out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from benchmarks.feed_farm import running
from benchmarks.process_tree import cost_of
from bot.feeds.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.feed_farm import RunningFarm

BUSY = "import time\nwhile time.process_time() < 0.3: pass\n"
ITEMS = 3

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the sums are those of Linux")


@pytest.fixture(scope="module")
def farm() -> Iterator[RunningFarm]:
    """Twenty small feeds."""
    with running(feeds=20, items=ITEMS, hosts=4) as running_farm:
        yield running_farm


def asked(url: str, etag: str = "") -> tuple[int, bytes, str]:
    """Status, body and ETag of an answer."""
    try:
        with urlopen(Request(url, headers={"If-None-Match": etag} if etag else {})) as response:  # noqa: S310
            return response.status, response.read(), response.headers["ETag"]
    except HTTPError as error:
        with error:
            return error.code, b"", error.headers["ETag"]


def test_each_feed_of_the_farm_is_a_feed_with_its_items(farm: RunningFarm) -> None:
    for url in farm.urls:
        _, body, _ = asked(url)
        feed = parse(body, "", url)
        assert len(feed.items) == ITEMS
        assert all(item.title and item.url and item.summary and item.author and item.published for item in feed.items)


def test_who_knows_a_feed_gets_it_again_only_once_it_has_changed(farm: RunningFarm) -> None:
    known = {url: asked(url)[2] for url in farm.urls}
    farm.counts()
    assert {asked(url, etag)[0] for url, etag in known.items()} == {304}
    assert farm.change() == 1
    changed = [url for url, etag in known.items() if asked(url, etag)[0] == 200]
    assert len(changed) == 1
    assert farm.counts() == {"304": 39, "200": 1}
    assert len(parse(asked(changed[0])[1], "", changed[0]).items) == ITEMS


@on_linux
def test_processes_that_outlive_their_parent_and_that_are_killed_are_paid_for(tmp_path: Path) -> None:
    orphan = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {BUSY!r}])"
    killed = f"import os, signal\n{BUSY}os.kill(os.getpid(), signal.SIGKILL)"
    command = f"import subprocess, sys\nfor code in {[orphan, killed]!r}: subprocess.run([sys.executable, '-c', code])"
    cost = cost_of([sys.executable, "-c", command + "\nprint('done')"], folder=tmp_path)
    assert cost.processor_s > 0.6
    assert cost.output == "done"


@on_linux
def test_memory_is_told_of_the_command_and_of_what_it_starts(tmp_path: Path) -> None:
    large = f"block = bytearray(b'x' * 60_000_000)\n{BUSY}"
    cost = cost_of(
        [sys.executable, "-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {large!r}])"],
        folder=tmp_path,
    )
    assert cost.others_mb > 57 > cost.main_mb


@on_linux
def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no such thing"):
        cost_of([sys.executable, "-c", "raise SystemExit('no such thing')"], folder=tmp_path)
