"""Reading the body of an answer: so much of it and no more, and a large one only when there is room for it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.feeds.unanswered import may_pass

if TYPE_CHECKING:
    import aiohttp

    from bot.feeds.room import Share

PIECE: Final = 2**16  # bytes at a time: of a compressed body, much more may be there already


@dataclass(frozen=True, slots=True)
class Reading:
    """How much of a body is read, until when, and what it takes of the room."""

    most_bytes: int
    cut: bool
    share: Share | None
    deadline: asyncio.Timeout

    async def of(self, response: aiohttp.ClientResponse) -> bytes:
        """The body, decompressed. Where there is more than may be read, the connection is closed at once."""
        if (response.content_length or 0) > self.most_bytes and not self.cut:  # as it comes over the wire
            self._too_much(response)
        chunks: list[bytes] = []
        size = 0
        while chunk := await response.content.read(PIECE):
            chunks.append(chunk)
            size += len(chunk)
            if size > self.most_bytes:
                self._too_much(response)
                return b"".join(chunks)[: self.most_bytes]
            if self.share is not None and not self.share.is_enough(size):
                await self._grow(self.share, size)
        return b"".join(chunks)

    async def _grow(self, share: Share, size: int) -> None:
        """Wait for room. That takes no time from the server's: it is not to blame."""
        now = asyncio.get_running_loop().time
        left = (self.deadline.when() or now()) - now()
        self.deadline.reschedule(None)
        await share.grow(size)
        self.deadline.reschedule(now() + left)

    def _too_much(self, response: aiohttp.ClientResponse) -> None:
        response.close()
        if not self.cut:
            raise may_pass(f"the document is larger than {_size(self.most_bytes)}")


def _size(count: int) -> str:
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count:,} bytes"
