"""The command line, as somebody calls it: from a folder without `.env`, with nothing set but what the test sets."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from bot.cli import main
from tests.variables import variables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder and an environment without settings; the log is as it was at the end."""
    monkeypatch.chdir(tmp_path)
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


@pytest.fixture
def papertrail(monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Calls `papertrail` with these words and these environment variables; returns the exit status."""

    def call(*words: str, **environment: str) -> int:
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            try:
                return main(words)
            except SystemExit as ended:  # argparse's way out
                return int(str(ended.code))

    return call
