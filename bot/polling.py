"""Polling: claim → fetch → parse → decide → match → store.

Servers are asked concurrently; documents are read by worker processes; what came of them is written by one writer, as
many feeds in one transaction as are waiting. Whatever ends a poll half-way, nothing is lost: a feed is marked as polled
in the transaction that stores what it brought, and until then its claim runs out and somebody else takes it.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from bot.domain.press.feed import FailureKind
from bot.domain.press.outcome import Brought, Failed, Unchanged
from bot.errors import Unavailable
from bot.feeds.decide import to_ask_whole
from bot.feeds.fetch import Body
from bot.feeds.parse import NotAFeed
from bot.feeds.parser_process import ParserGaveUp
from bot.poll_run import LOOK_AGAIN_S, Run, Tally, Told, to_the_end
from bot.services.polling import LEASE, FeedPolled, Polled

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from bot.domain.press.feed import ClaimedFeed, Feed
    from bot.domain.press.outcome import Outcome
    from bot.feeds.fetch import Fetcher
    from bot.feeds.parser_process import ParserPool
    from bot.feeds.room import Share
    from bot.services.clock import Clock
    from bot.services.polling import Polling

RENEW_S: Final = LEASE.total_seconds() / 3
PATIENCE: Final = 5  # more tries, where the database does not answer

Given = ParamSpec("Given")
Result = TypeVar("Result")

log = logging.getLogger(__name__)


class Poller:
    """Polls feeds. `told` of each run is called with every feed when it is stored, as for a progress bar."""

    def __init__(self, polling: Polling, fetcher: Fetcher, parsers: ParserPool, clock: Clock) -> None:
        self.polling = polling
        self._fetcher = fetcher
        self._parsers = parsers
        self._clock = clock
        self._running: set[asyncio.Task[Tally]] = set()
        self._turn = asyncio.Lock()
        self._ending = asyncio.Event()

    async def poll_due(self, told: Told | None = None) -> Tally:
        """Poll what is due and may be asked now; hosts that are to be left alone a while wait for the next time."""
        return await self._run(Run(self, told, since=None, patient=False))

    async def poll_all(self, told: Told | None = None, *, everything: bool = False) -> Tally:
        """Poll everything that is due, or every active feed, and wait for hosts that want pauses between requests."""
        return await self._run(Run(self, told, since=self._clock() if everything else None, patient=True))

    async def _run(self, run: Run) -> Tally:
        running = asyncio.create_task(run.go())
        self._running.add(running)
        running.add_done_callback(self._running.discard)
        try:
            await asyncio.wait({running})
        except asyncio.CancelledError:
            running.cancel()  # whoever ends the poller waits for it
            raise
        return run.tally if running.cancelled() else running.result()

    async def stop(self) -> None:
        """End what runs: what is being written is finished, and what is being asked is given back."""
        self._ending.set()
        for running in self._running:
            running.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def poll_one(self, feed_id: int) -> FeedPolled | None:
        """Poll one feed now; None where it is not to be had: somebody polls it, or its server asked to wait."""
        claimed = await self.desk(self.polling.claim, 1, only=feed_id)
        if not claimed:
            return None
        share = self.share()
        try:
            async with self.holding(lambda: claimed):
                polled = Polled(claimed[0], await self.ask(claimed[0].feed, share))
                (stored,) = await to_the_end(self.store([polled]))
        except BaseException:
            await to_the_end(self.give_back(claimed))
            raise
        finally:
            share.let_go()
        return stored

    def share(self) -> Share:
        """What one document may take of the room for large ones."""
        return self._fetcher.room.share()

    @asynccontextmanager
    async def holding(self, claims: Callable[[], Sequence[ClaimedFeed]]) -> AsyncIterator[None]:
        """Hold what `claims` says is in hand for as long as it takes: the lease itself is short."""

        async def renew() -> None:
            while True:
                await asyncio.sleep(RENEW_S)
                if claimed := claims():
                    with suppress(Unavailable):  # then others may poll them as well, and one of us is not heard
                        await self.desk(self.polling.renew, claimed)

        renewing = asyncio.create_task(renew())
        try:
            yield
        finally:
            renewing.cancel()
            await asyncio.wait({renewing})

    async def give_back(self, claimed: Sequence[ClaimedFeed]) -> None:
        """Let go of claims that came to nothing. Where the database is away, they run out by themselves."""
        if claimed:
            with suppress(Unavailable):
                await self.desk(self.polling.give_back, claimed)

    async def desk(self, use_case: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """Run a use case in a thread, one at a time: those of one process need not fight over the database's lock.

        While the database is away or held by others it is tried again for a while: what servers answered is worth that.
        """
        for patience in range(PATIENCE, -1, -1):
            async with self._turn:
                try:
                    return await asyncio.to_thread(use_case, *args, **kwargs)
                except Unavailable:
                    if not patience or self._ending.is_set():
                        raise
            log.warning("database_away", extra={"tries_left": patience})
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), LOOK_AGAIN_S)
        raise AssertionError("the last try either returns or raises")

    async def ask(self, feed: Feed, share: Share | None = None) -> Outcome:
        """Ask a feed's server, and read what it answers. Whatever goes wrong is an outcome as well.

        What nobody foresaw is in the log, and counts as a failure that may pass.
        """
        try:
            return await self._ask(feed, share)
        except Exception:
            log.exception("feed_not_asked", extra={"feed": feed.id})
            return Failed(FailureKind.SOFT, "it could not be read")

    async def _ask(self, feed: Feed, share: Share | None) -> Outcome:
        now = self._clock()
        validators = None if to_ask_whole(feed, now) else feed.validators
        answer = await self._fetcher.fetch(feed.url, validators=validators, now=now, share=share)
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
            return await self.desk(self.polling.store, polled)
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
