"""How much memory a poll takes: this process beyond what it had, and the processes that read documents."""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.integration.feeds.hostile_documents import Scales, peak_mb

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.feeds.parser_process import ParserPool

FORGET_THE_PEAK = "5"  # see proc(5), clear_refs


@dataclass
class Weight:
    """Megabytes at the highest: `own` beyond what there was before; `parser`, the largest of them."""

    own: float = 0
    parser: float = 0


@contextmanager
def weighed(parsers: ParserPool) -> Iterator[Weight]:
    """Weigh what is done inside. Where the system does not tell, everything is light."""
    weight, me = Weight(), Path("/proc/self")
    try:
        (me / "clear_refs").write_text(FORGET_THE_PEAK)
    except OSError:
        yield weight
        return
    before = peak_mb(os.getpid())
    with Scales(parsers) as scales:
        yield weight
    weight.own = peak_mb(os.getpid()) - before
    weight.parser = scales.largest
