"""Handing payloads to the app within Slack's three seconds, and sending events again that it did not take."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from workspace.journal import DeliveryRecord
from workspace.transports import Ack, Envelope, NotAckedError

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from workspace.clock import Clock
    from workspace.journal import Journal
    from workspace.transports import Transport
    from workspace.wire import Json

ACK_LIMIT = 3.0
RETRY_AFTER = (0.0, 60.0, 300.0)
"""Seconds after a failed attempt at which Slack sends an event again."""


class Courier:
    """Delivers by whatever transport the app has chosen, and keeps the record."""

    def __init__(self, journal: Journal, clock: Clock, transport: Transport, ack_limit: float) -> None:
        """Give the app `ack_limit` seconds, of the real clock or of `clock`, whichever runs out first."""
        self._journal = journal
        self._clock = clock
        self._tasks: set[asyncio.Task[None]] = set()
        self._under_way = 0
        self.transport = transport
        self.ack_limit = ack_limit

    @property
    def is_idle(self) -> bool:
        """Tell whether no payload waits for its acknowledgement."""
        return self._under_way == 0

    async def hand_over(self, envelope: Envelope) -> Ack:
        """Deliver one payload once; raise `NotAckedError` if the app does not take it in time."""
        self._under_way += 1
        try:
            ack = await self._within_limit(self.transport.deliver(envelope))
        except NotAckedError as not_acked:
            self._record(envelope, not_acked.reason)
            raise
        else:
            self._record(envelope, "acked")
            return ack
        finally:
            self._under_way -= 1
            self._journal.stir()

    def send_event(self, payload: Json) -> None:
        """Deliver an event; if the app does not take it, again at once, after one minute and after five."""
        task = asyncio.create_task(self._send_event(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Give up what is still under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send_event(self, payload: Json) -> None:
        reason = ""
        for attempt, wait in enumerate((0.0, *RETRY_AFTER)):
            if wait:
                await self._clock.sleep(wait)
            try:
                await self.hand_over(Envelope("events_api", payload, attempt=attempt, retry_reason=reason))
            except NotAckedError as not_acked:
                if not_acked.no_retry:
                    return
                reason = self.transport.retry_reasons[not_acked.reason]
            else:
                return

    async def _within_limit(self, delivering: Coroutine[None, None, Ack]) -> Ack:
        """Return the acknowledgement if it comes before the real limit and before the clock's."""
        delivery = asyncio.ensure_future(delivering)
        too_late = asyncio.ensure_future(self._clock.sleep(self.ack_limit))
        try:
            await asyncio.wait({delivery, too_late}, timeout=self.ack_limit, return_when=asyncio.FIRST_COMPLETED)
            if not delivery.done():
                raise NotAckedError("timeout")
            return delivery.result()
        finally:
            delivery.cancel()
            too_late.cancel()

    def _record(self, envelope: Envelope, outcome: str) -> None:
        self._journal.deliveries.append(
            DeliveryRecord(self._clock(), envelope.kind, envelope.payload, outcome, envelope.attempt)
        )
