"""Slack's rate limits, off unless switched on: a message a second per channel, and tiers per minute.

https://docs.slack.dev/apis/web-api/rate-limits
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from workspace.clock import Clock

POSTING_METHODS = frozenset({"chat.postMessage", "chat.postEphemeral"})
POST_PERIOD = timedelta(seconds=1)
TIER_PERIOD = timedelta(minutes=1)
TIERS = {1: 1, 2: 20, 3: 50, 4: 100}


class RateLimits:
    """Counts calls and says how long a caller that is too fast must wait."""

    def __init__(self, clock: Clock, burst: int = 1) -> None:
        """Count on `clock`; let `burst` messages a second into a channel. Off until `enabled` is set."""
        self.enabled = False
        self._clock = clock
        self._burst = burst
        self._recent: defaultdict[tuple[str, str], deque[datetime]] = defaultdict(deque)

    def wait_for(self, method: str, team_id: str, channel: str, tier: int) -> int | None:
        """Count a call; return None if it may go on, else the whole seconds to wait."""
        if not self.enabled:
            return None
        if method in POSTING_METHODS:
            return self._count((team_id, f"post {channel}"), self._burst, POST_PERIOD)
        return self._count((team_id, method), TIERS[tier], TIER_PERIOD)

    def _count(self, key: tuple[str, str], most: int, period: timedelta) -> int | None:
        now, recent = self._clock(), self._recent[key]
        while recent and now - recent[0] >= period:
            recent.popleft()
        if len(recent) >= most:
            return max(1, math.ceil((recent[0] + period - now).total_seconds()))
        recent.append(now)
        return None
