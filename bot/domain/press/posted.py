"""Where a card was posted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Posted:
    """A message in Slack: the channel's id, and the message's timestamp."""

    channel: str
    ts: str
