"""What Slack delivers is handled once, although Slack delivers again when it is in doubt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.services.clock import Clock
    from storage.engine import Store

KEPT = timedelta(days=7)


class Deliveries:
    """Use cases around repeated deliveries."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def prune(self) -> int:
        """Forget deliveries older than a week; returns how many."""
        with self._store.write() as tx:
            return tx.handled.prune(self._clock() - KEPT)
