"""What ticks when. The clock is APScheduler's; what is due is in the database: restarts and many workers are safe."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import PaperTrailError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.in_flight import InFlight
    from bot.services import Services

PRUNE_EVERY_S = 3_600

log = logging.getLogger(__name__)


def build(services: Services, in_flight: InFlight) -> AsyncIOScheduler:
    """The scheduler with its ticks, not yet started. A tick that runs is counted among the work in hand."""
    scheduler = AsyncIOScheduler(
        jobstores={"default": MemoryJobStore()},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone="UTC",
    )
    prune = _tick("prune_deliveries", services.deliveries.prune, in_flight)
    scheduler.add_job(prune, IntervalTrigger(seconds=PRUNE_EVERY_S))
    return scheduler


def _tick(name: str, use_case: Callable[[], Any], in_flight: InFlight) -> Callable[[], Any]:
    async def tick() -> None:
        with in_flight:
            try:
                await asyncio.to_thread(use_case)
            except PaperTrailError as error:
                log.warning("tick_failed", extra={"tick": name, "reason": type(error).__name__})

    return tick
