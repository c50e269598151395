"""What ticks when. The clock is APScheduler's; what is due is in the database: restarts and many workers are safe."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import PaperTrailError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.archiving import Archiver
    from bot.in_flight import InFlight
    from bot.polling import Poller
    from bot.services import Services

PRUNE_EVERY_S = 3_600
POLL_EVERY_S = 10
TELL_EVERY_S = 2
ARCHIVE_EVERY_S = 15

log = logging.getLogger(__name__)


class Teller(Protocol):
    """What says in Slack what waits in the outbox."""

    async def tell(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Ticking:
    """What the ticks work on. `teller` is None where there is no Slack to tell anything."""

    services: Services
    poller: Poller
    teller: Teller | None
    in_flight: InFlight


def build(ticking: Ticking, archiver: Archiver | None) -> AsyncIOScheduler:
    """The scheduler with its ticks, not yet started."""
    scheduler = AsyncIOScheduler(
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )

    def every(seconds: int, name: str, work: Callable[[], Awaitable[object]]) -> None:
        scheduler.add_job(_tick(name, work), IntervalTrigger(seconds=seconds), id=name)

    services = ticking.services
    every(PRUNE_EVERY_S, "prune_deliveries", _in_thread(services.deliveries.prune, ticking.in_flight))
    every(PRUNE_EVERY_S, "prune_items", _in_thread(services.polling.forget_old, ticking.in_flight))
    every(PRUNE_EVERY_S, "prune_notices", _in_thread(services.notices.prune, ticking.in_flight))
    every(POLL_EVERY_S, "poll", ticking.poller.poll_due)
    if ticking.teller is not None:
        every(TELL_EVERY_S, "tell", ticking.teller.tell)
    if archiver is not None:
        every(ARCHIVE_EVERY_S, "archive", archiver.save_waiting)
    return scheduler


def _in_thread(use_case: Callable[[], Any], in_flight: InFlight) -> Callable[[], Awaitable[object]]:
    """A use case as a tick that is counted among the work in hand."""

    async def work() -> None:
        with in_flight:
            await asyncio.to_thread(use_case)

    return work


def _tick(name: str, work: Callable[[], Awaitable[object]]) -> Callable[[], Any]:
    async def tick() -> None:
        try:
            await work()
        except PaperTrailError as error:
            log.warning("tick_failed", extra={"tick": name, "reason": type(error).__name__})

    return tick
