"""One run of a poller: claim while there is room, ask many at once, store what waits."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

from bot.domain.press.outcome import Brought
from bot.services.polling import FeedPolled, Polled

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from bot.domain.press.feed import ClaimedFeed, Feed
    from bot.domain.press.outcome import Outcome
    from bot.feeds.room import Share
    from bot.polling import Poller

IN_HAND: Final = 100  # feeds at once: most of the time is waiting for servers
BATCH: Final = 50  # claimed together
STORED_TOGETHER: Final = 50
ITEMS_TOGETHER: Final = 500  # of one transaction, so that people who save something do not wait for long
MOST_TRIES: Final = 3
LOOK_AGAIN_S: Final = 2.0
GATHER_S: Final = 0.01  # others have often answered as well by then, and are stored in the same transaction

Told = Callable[[FeedPolled], None]
Result = TypeVar("Result")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """What a poll came to, counted as it goes. `failed` holds each feed that gave nothing, with the reason."""

    feeds: int = 0
    unchanged: int = 0
    items: int = 0
    logged: int = 0
    failed: list[tuple[Feed, str]] = field(default_factory=list)

    def count(self, polled: FeedPolled) -> None:
        """Count one feed."""
        self.feeds += 1
        self.unchanged += polled.unchanged
        self.items += polled.items
        self.logged += polled.logged
        if polled.failure:
            self.failed.append((polled.feed, polled.failure))


@dataclass(frozen=True, slots=True)
class _InHand:
    """A feed that is being polled, and what its document takes of the room for large ones."""

    claimed: ClaimedFeed
    share: Share


class Run:
    """One run. `told` is called with every feed when it is stored, `patient` waits for hosts that want pauses."""

    def __init__(self, poller: Poller, told: Told | None, *, since: datetime | None, patient: bool) -> None:
        self._poller = poller
        self._polling = poller.polling
        self._told = told
        self._since = since
        self._patient = patient
        self._asking: dict[asyncio.Task[Outcome], _InHand] = {}
        self._answered: list[tuple[_InHand, Outcome]] = []
        self._dropped: Counter[int] = Counter()
        self.tally = Tally()

    async def go(self) -> Tally:
        """Run to the end. Told to stop before, it stores what it is storing, and gives back the rest."""
        try:
            async with self._poller.holding(self._claims):
                while await self._claim() or self._asking or self._answered or await self._should_wait():
                    await self._some_answers()
                    if self._answered:  # and then claim: servers are asked while the rest is stored
                        await self._store_some()
        finally:
            await to_the_end(self._let_go())
        return self.tally

    def _claims(self) -> list[ClaimedFeed]:
        """What was claimed and is not stored yet."""
        return [one.claimed for one in (*self._asking.values(), *(one for one, _ in self._answered))]

    async def _claim(self) -> bool:
        """Take what is due while there is room; whether anything was taken."""
        taken = False
        while (room := IN_HAND - len(self._asking) - len(self._answered)) >= BATCH:
            count = await to_the_end(self._claim_some())
            taken = taken or bool(count)
            if count < min(room, BATCH):
                break
        return taken

    async def _claim_some(self) -> int:
        claimed = await self._poller.desk(self._polling.claim, BATCH, everything_before=self._since)
        for one in claimed:
            in_hand = _InHand(one, self._poller.share())
            self._asking[asyncio.create_task(self._poller.ask(one.feed, in_hand.share))] = in_hand
        return len(claimed)

    async def _some_answers(self) -> None:
        """Take what was answered; where nothing waits to be stored, wait for it, or until it is time to look again."""
        if not self._asking:
            return
        wait_s = 0.0 if self._answered else LOOK_AGAIN_S
        done, _ = await asyncio.wait(self._asking, timeout=wait_s, return_when=asyncio.FIRST_COMPLETED)
        if done and not self._answered and len(done) < len(self._asking):
            done, _ = await asyncio.wait(self._asking, timeout=GATHER_S)
        for task in done:
            self._answered.append((self._asking.pop(task), task.result()))

    async def _store_some(self) -> None:
        """Store some of what was answered. They are in hand until that is done, whatever comes in between."""
        items, count = 0, 0
        while count < min(len(self._answered), STORED_TOGETHER) and items < ITEMS_TOGETHER:
            outcome = self._answered[count][1]
            items += len(outcome.feed.items) if isinstance(outcome, Brought) else 0
            count += 1
        for polled in await to_the_end(self._store(self._answered[:count])):
            self.tally.count(polled)
            self._dropped[polled.feed.id] += polled.dropped
            if polled.items or polled.failure:
                log.info("feed_polled", extra={"feed": polled.feed.id, "new": polled.items, "logged": polled.logged})
            if self._told is not None:
                self._told(polled)

    async def _store(self, together: list[tuple[_InHand, Outcome]]) -> tuple[FeedPolled, ...]:
        done = await self._poller.store([Polled(one.claimed, outcome) for one, outcome in together])
        del self._answered[: len(together)]
        for one, _ in together:
            one.share.let_go()
        return done

    async def _should_wait(self) -> bool:
        """Whether to go on although nothing can be claimed now: feeds are left whose hosts, or pollers, need time.

        One of which nothing can be stored, not even its failure, is left for ever.
        """
        stuck = max(self._dropped.values(), default=0) >= MOST_TRIES
        if not self._patient or stuck or not await self._poller.desk(self._polling.left, everything_before=self._since):
            return False
        await asyncio.sleep(LOOK_AGAIN_S / 4)
        return True

    async def _let_go(self) -> None:
        """Whatever was not finished is given back, so that the next poll takes it at once."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        await self._poller.give_back(self._claims())
        for one in (*self._asking.values(), *(one for one, _ in self._answered)):
            one.share.let_go()


async def to_the_end(work: Coroutine[object, object, Result]) -> Result:
    """Await `work` until it is done, also when whoever waits is told to stop meanwhile: a thread cannot be stopped."""
    task = asyncio.create_task(work)
    stopped = False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            stopped = True
    if stopped:
        if not task.cancelled():
            task.exception()  # it was looked at
        raise asyncio.CancelledError
    return task.result()
