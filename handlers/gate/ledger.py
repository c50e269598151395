"""What the gate did to one payload: counted and logged in production, refused in strict mode."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn

log = logging.getLogger(__name__)


class GateError(Exception):
    """A payload that Slack would not take, or that would say less than it was meant to.

    `place` is a block type with its field ("section.text"), `limit` a few fixed words; neither holds any
    text of the payload, so both may be logged.
    """

    def __init__(self, place: str, limit: str) -> None:
        super().__init__(f"{place}: {limit}")
        self.place = place
        self.limit = limit


@dataclass(frozen=True)
class Ledger:
    """The gate's mode for one payload, and what was mended in it."""

    strict: bool
    allowed_mentions: frozenset[str]
    mended: Counter[tuple[str, str]] = field(default_factory=Counter)

    def mend(self, place: str, limit: str) -> None:
        """Note that something was mended at a loss. Raises `GateError` in strict mode."""
        if self.strict:
            raise GateError(place, limit)
        self.mended[place, limit] += 1

    def refuse(self, place: str, limit: str) -> NoReturn:
        """Raise `GateError` for something that cannot be mended without changing what it means."""
        raise GateError(place, limit)

    def report(self) -> None:
        """Log what was mended: one line for each place and limit."""
        for (place, limit), count in self.mended.items():
            log.warning("gate_mended", extra={"block": place, "limit": limit, "count": count})
