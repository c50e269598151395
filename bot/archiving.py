"""Saving logged items to an archive, one at a time: the pages of others are not ours to hammer on."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from bot.feeds.archive import ArchiveFailed, save

if TYPE_CHECKING:
    from bot.feeds.fetch import Fetcher
    from bot.services.archiving import Archiving
    from bot.services.clock import Clock

AT_ONCE: Final = 5  # in one round

log = logging.getLogger(__name__)


class Archiver:
    """Takes items that wait and asks the archive at `base` to save their pages."""

    def __init__(self, archiving: Archiving, fetcher: Fetcher, base: str, clock: Clock) -> None:
        self._archiving = archiving
        self._fetcher = fetcher
        self._base = base
        self._clock = clock

    async def save_waiting(self) -> int:
        """Save the next few items that wait; returns how many were saved. The first refusal ends the round."""
        for saved in range(AT_ONCE):
            wanted = await asyncio.to_thread(self._archiving.claim)
            if wanted is None:
                return saved
            answer = await save(self._fetcher, self._base, wanted.url, self._clock())
            if isinstance(answer, ArchiveFailed):
                await asyncio.to_thread(self._archiving.failed, wanted, answer.reason, answer.retry_at)
                log.warning("not_archived", extra={"notice": wanted.claimed.id})
                return saved
            await asyncio.to_thread(self._archiving.saved, wanted, answer)
        return AT_ONCE
