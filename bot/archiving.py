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
INTERRUPTED: Final = "it was interrupted"

log = logging.getLogger(__name__)


class Archiver:
    """Takes items that wait and asks the archive at `base` to save their pages."""

    def __init__(self, archiving: Archiving, fetcher: Fetcher, base: str, clock: Clock) -> None:
        self._archiving = archiving
        self._fetcher = fetcher
        self._base = base
        self._clock = clock
        self._saving: asyncio.Task[str | ArchiveFailed] | None = None
        self._stopping = False
        self._turn = asyncio.Lock()

    async def save_waiting(self) -> int:
        """Save the next few items that wait; returns how many were saved. The first refusal ends the round."""
        async with self._turn:
            for saved in range(AT_ONCE):
                if self._stopping or not await self._save_one():
                    return saved
        return AT_ONCE

    async def _save_one(self) -> bool:
        wanted = await asyncio.to_thread(self._archiving.claim)
        if wanted is None:
            return False
        answer = await self._saved(wanted.url)
        if isinstance(answer, ArchiveFailed):
            await asyncio.to_thread(self._archiving.failed, wanted, answer.reason, answer.retry_at)
            log.warning("not_archived", extra={"notice": wanted.claimed.id})
            return False
        await asyncio.to_thread(self._archiving.saved, wanted, answer)
        return True

    async def _saved(self, url: str) -> str | ArchiveFailed:
        if self._stopping:
            return ArchiveFailed(INTERRUPTED, self._clock())
        self._saving = asyncio.create_task(save(self._fetcher, self._base, url, self._clock()))
        await asyncio.wait({self._saving})
        return ArchiveFailed(INTERRUPTED, self._clock()) if self._saving.cancelled() else self._saving.result()

    async def stop(self) -> None:
        """Wait for the archive no longer, and return once that is noted: an item in hand is tried again later."""
        self._stopping = True
        if self._saving is not None:
            self._saving.cancel()
        async with self._turn:
            pass
