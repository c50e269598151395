"""Polling: claim → fetch → parse → decide → match → store.

Servers are asked concurrently; documents are read by worker processes; what came of them is written by one writer, as
many feeds in one transaction as are waiting. Whatever ends a poll half-way, nothing is lost: a feed is marked as polled
in the transaction that stores what it brought, and until then its claim runs out and somebody else takes it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from bot.domain.press.feed import ClaimedFeed, FailureKind, Feed
from bot.domain.press.outcome import Brought, Failed, Outcome, Unchanged
from bot.errors import Unavailable
from bot.feeds.decide import to_ask_whole
from bot.feeds.fetch import Body
from bot.feeds.parse import NotAFeed
from bot.feeds.parser_process import ParserGaveUp
from bot.services.polling import LEASE, FeedPolled, Polled

if TYPE_CHECKING:
    from datetime import datetime

    from bot.feeds.fetch import Fetcher
    from bot.feeds.parser_process import ParserPool
    from bot.services.clock import Clock
    from bot.services.polling import Polling

IN_HAND: Final = 100  # feeds at once: most of the time is waiting for servers
BATCH: Final = 50  # claimed together
STORED_TOGETHER: Final = 50
ITEMS_TOGETHER: Final = 500  # of one transaction, so that people who save something do not wait for long
LOOK_AGAIN_S: Final = 2.0
GATHER_S: Final = 0.02  # others have often answered as well by then, and are stored in the same transaction
RENEW_S: Final = LEASE.total_seconds() / 3
PATIENCE: Final = 5  # more tries, where the database does not answer

Given = ParamSpec("Given")
Result = TypeVar("Result")
Told = Callable[[FeedPolled], None]

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


class Poller:
    """Polls feeds. `told` of each run is called with every feed when it is stored, as for a progress bar."""

    def __init__(self, polling: Polling, fetcher: Fetcher, parsers: ParserPool, clock: Clock) -> None:
        self._polling = polling
        self._fetcher = fetcher
        self._parsers = parsers
        self._clock = clock
        self._running: set[asyncio.Task[Tally]] = set()
        self._turn = asyncio.Lock()

    async def poll_due(self, told: Told | None = None) -> Tally:
        """Poll what is due and may be asked now; hosts that are to be left alone a while wait for the next time."""
        return await self._run(_Run(self, told))

    async def poll_all(self, told: Told | None = None, *, everything: bool = False) -> Tally:
        """Poll everything that is due, or every active feed, and wait for hosts that want pauses between requests."""
        return await self._run(_Run(self, told, since=self._clock() if everything else None, patient=True))

    async def _run(self, run: _Run) -> Tally:
        running = asyncio.create_task(run.go())
        self._running.add(running)
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            running.cancel()
            raise
        finally:
            self._running.discard(running)
        return run.tally if running.cancelled() else running.result()

    async def stop(self) -> None:
        """End what runs: what is being written is finished, and what is being asked is given back."""
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def poll_one(self, feed_id: int) -> FeedPolled | None:
        """Poll one feed now; None where it is not to be had: somebody polls it, or its server asked to wait."""
        claimed = await self.desk(self._polling.claim, 1, only=feed_id)
        if not claimed:
            return None
        (polled,) = await self.store([Polled(claimed[0], await self.ask(claimed[0].feed))])
        return polled

    async def desk(self, use_case: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """Run a use case in a thread, one at a time: those of one process need not fight over the database's lock.

        While the database is away or held by others it is tried again for a while: what servers answered is worth that.
        """
        for patience in range(PATIENCE, -1, -1):
            async with self._turn:
                try:
                    return await asyncio.to_thread(use_case, *args, **kwargs)
                except Unavailable:
                    if not patience:
                        raise
            log.warning("database_away", extra={"tries_left": patience})
            await asyncio.sleep(LOOK_AGAIN_S)
        raise AssertionError("the last try either returns or raises")

    async def ask(self, feed: Feed) -> Outcome:
        """Ask a feed's server, and read what it answers. Whatever goes wrong is an outcome as well."""
        now = self._clock()
        validators = None if to_ask_whole(feed, now) else feed.validators
        answer = await self._fetcher.fetch(feed.url, validators=validators, now=now)
        if isinstance(answer, Failed):
            return answer
        if not isinstance(answer, Body):
            return Unchanged(answer.http, answer.validators)
        if feed.parsed_at is not None and answer.validators.body_hash == feed.validators.body_hash:
            return Unchanged(answer.http, answer.validators)
        try:
            parsed = await self._parsers.parse(answer.content, answer.content_type, answer.url)
        except (NotAFeed, ParserGaveUp) as error:
            kind = FailureKind.HARD if isinstance(error, NotAFeed) else FailureKind.SOFT
            return Failed(kind, error.reason, answer.http)
        return Brought(answer.http, answer.validators, parsed)

    async def store(self, polled: Sequence[Polled]) -> tuple[FeedPolled, ...]:
        """Store outcomes together; where that fails, one by one, so that one that cannot be stored stops no other."""
        try:
            return await self.desk(self._polling.store, polled)
        except Unavailable:
            raise
        except Exception as error:
            if len(polled) > 1:
                return tuple([done for one in polled for done in await self.store([one])])
            return await self._could_not_store(polled[0], error)

    async def _could_not_store(self, polled: Polled, error: Exception) -> tuple[FeedPolled, ...]:
        log.error("feed_not_stored", exc_info=error, extra={"feed": polled.claimed.feed.id})
        if isinstance(polled.outcome, Failed):
            return (FeedPolled(polled.claimed.feed, dropped=True),)
        unstorable = Failed(FailureKind.HARD, "what it brought could not be stored", polled.outcome.http)
        return await self.store([replace(polled, outcome=unstorable)])

    @property
    def polling(self) -> Polling:
        """The use cases that it works through."""
        return self._polling


class _Run:
    """One run of a poller: claims while there is room, asks concurrently, stores what waits."""

    def __init__(
        self, poller: Poller, told: Told | None, *, since: datetime | None = None, patient: bool = False
    ) -> None:
        self._poller = poller
        self._polling = poller.polling
        self._told = told
        self._since = since
        self._patient = patient
        self._asking: dict[asyncio.Task[Outcome], ClaimedFeed] = {}
        self._waiting: list[Polled] = []
        self.tally = Tally()

    async def go(self) -> Tally:
        renewing = asyncio.create_task(self._renew())
        try:
            while await self._claim() or self._asking or await self._should_wait():
                await self._some_answers()
                while self._waiting:
                    await self._store_some()
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            await self._let_go()
        return self.tally

    async def _claim(self) -> bool:
        """Take what is due while there is room; whether anything was taken."""
        taken = False
        while (room := IN_HAND - len(self._asking)) >= BATCH:
            claimed = await self._poller.desk(self._polling.claim, BATCH, everything_before=self._since)
            for one in claimed:
                self._asking[asyncio.create_task(self._poller.ask(one.feed))] = one
            taken = taken or bool(claimed)
            if len(claimed) < min(room, BATCH):
                break
        return taken

    async def _some_answers(self) -> None:
        """Wait until a feed has answered, or it is time to look again for what is due."""
        if not self._asking:
            return
        done, _ = await asyncio.wait(self._asking, timeout=LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
        if done and len(done) < len(self._asking):
            done, _ = await asyncio.wait(self._asking, timeout=GATHER_S)
        for task in done:
            self._waiting.append(Polled(self._asking.pop(task), _outcome(task)))

    async def _store_some(self) -> None:
        items = 0
        together: list[Polled] = []
        while self._waiting and len(together) < STORED_TOGETHER and items < ITEMS_TOGETHER:
            one = self._waiting.pop()
            items += len(one.outcome.feed.items) if isinstance(one.outcome, Brought) else 0
            together.append(one)
        for polled in await self._stored(together):
            self.tally.count(polled)
            if polled.items or polled.failure:
                log.info("feed_polled", extra={"feed": polled.feed.id, "new": polled.items, "logged": polled.logged})
            if self._told is not None:
                self._told(polled)

    async def _stored(self, together: list[Polled]) -> tuple[FeedPolled, ...]:
        """Store to the end also when the run is ended meanwhile: a thread cannot be stopped, only awaited."""
        storing = asyncio.create_task(self._poller.store(together))
        try:
            return await asyncio.shield(storing)
        except asyncio.CancelledError:
            await asyncio.wait({storing})
            raise

    async def _should_wait(self) -> bool:
        """Whether to go on although nothing can be claimed now: feeds are left whose hosts, or pollers, need time."""
        if not self._patient or not await self._poller.desk(self._polling.left, everything_before=self._since):
            return False
        await asyncio.sleep(LOOK_AGAIN_S / 4)
        return True

    async def _renew(self) -> None:
        """Hold what is in hand for as long as it takes: the lease itself is short."""
        while True:
            await asyncio.sleep(RENEW_S)
            if claimed := [*self._asking.values(), *(one.claimed for one in self._waiting)]:
                with suppress(Unavailable):  # then somebody else may poll them as well, and one of us is not heard
                    await self._poller.desk(self._polling.renew, claimed)

    async def _let_go(self) -> None:
        """Whatever was not finished is given back, so that the next poll takes it at once."""
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        left = [*self._asking.values(), *(one.claimed for one in self._waiting)]
        if left:
            with suppress(Unavailable):
                await asyncio.to_thread(self._polling.give_back, left)


def _outcome(task: asyncio.Task[Outcome]) -> Outcome:
    """What asking came to. What nobody foresaw is in the log, and counts as a failure that may pass."""
    error = task.exception()
    if error is None:
        return task.result()
    log.error("feed_not_asked", exc_info=error)
    return Failed(FailureKind.SOFT, "it could not be read")
