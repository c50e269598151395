"""Room in memory for large documents, so that many at once cannot fill it.

Most documents are small and need none. Of a larger one no more is read than that until there is a place for it, and it
keeps its place until whoever asked for it is done with what it holds.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

STEPS: Final = ((2**18, 8), (2**20, 3))
"""Of documents beyond so many bytes there are at most so many at once."""


class Share:
    """What one document takes of the room."""

    def __init__(self, steps: Sequence[tuple[int, asyncio.Semaphore]]) -> None:
        self._ahead = list(steps)
        self._held: list[asyncio.Semaphore] = []

    def is_enough(self, size: int) -> bool:
        """Whether there is a place for so many bytes."""
        return not self._ahead or size <= self._ahead[0][0]

    async def grow(self, size: int) -> None:
        """Return once there is. Who waits at a step keeps what they have, so steps are taken in order."""
        while not self.is_enough(size):
            places = self._ahead[0][1]
            await places.acquire()
            self._held.append(places)
            del self._ahead[0]

    def let_go(self) -> None:
        """The document is no longer needed."""
        for places in self._held:
            places.release()
        self._held.clear()


class Room:
    """All that there is for the documents of one process."""

    def __init__(self, steps: Sequence[tuple[int, int]] = STEPS) -> None:
        self._steps = tuple((size, asyncio.Semaphore(places)) for size, places in steps)

    def share(self) -> Share:
        """A share for one document: nothing yet."""
        return Share(self._steps)
