"""Scripted trouble: what the next calls of a method meet instead of a good answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Status:
    """Answer with this HTTP status and nothing useful; 429 carries Retry-After. The call has no effect."""

    code: int
    retry_after: int = 1


@dataclass(frozen=True)
class Refused:
    """Answer `ok: false` with this error. The call has no effect."""

    error: str


@dataclass(frozen=True)
class Dropped:
    """Cut the connection: before the call has had its effect, or after (`processed`), its answer lost."""

    processed: bool = False


@dataclass(frozen=True)
class Delayed:
    """Do as asked, but only after this many seconds of the workspace's clock."""

    seconds: float


@dataclass(frozen=True)
class Silent:
    """Never answer. The call has no effect."""


Fault = Status | Refused | Dropped | Delayed | Silent

RESPONSE_URL = "response_url"
"""The name under which faults of response addresses are scripted. These refuse with a status, never with a word."""

DOWNLOAD = "download"
UPLOAD = "upload"
"""The names under which faults of the addresses of files are scripted: for their bytes on the way out, and in."""


class FaultScript:
    """The faults that are still to come, per method, in the order in which they were scripted."""

    def __init__(self) -> None:
        """Start with none."""
        self._coming: list[tuple[str, Fault]] = []

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next `times` calls of `method` (`*` for any) meet `fault`."""
        self._coming += [(method, fault)] * times

    def clear(self) -> None:
        """Forget what was still to come."""
        self._coming.clear()

    def next_for(self, method: str) -> Fault | None:
        """Return and use up the fault that a call of `method` meets, if any."""
        for index, (wanted, fault) in enumerate(self._coming):
            if wanted in (method, "*"):
                del self._coming[index]
                return fault
        return None
