"""One poll as the store sees it: feeds are claimed, and what came of them is decided and written.

Each public method is one transaction. Asking servers and reading documents happens between the two, in `bot.polling`.
A claim is a lease: whoever lets it run out has lost it, and what they store later is dropped (see `ClaimedFeed`).
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import ClaimedFeed
from bot.services.poll_results import FeedPolled, Habits, Polled, Results, Watching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime, tzinfo

    from bot.services.clock import Clock
    from storage.engine import Store

__all__ = ["LEASE", "FeedPolled", "Polled", "Polling"]

LEASE: Final = timedelta(seconds=20)
"""How long a claim holds unless it is renewed: so soon may others go on where a process was killed."""

HOST_PAUSE: Final = timedelta(seconds=5)


class Polling:
    """Use cases of a poll."""

    def __init__(
        self, store: Store, clock: Clock, tz: tzinfo, exempt: Callable[[str], bool], *, archives: bool = False
    ) -> None:
        self._store = store
        self._clock = clock
        self._exempt = exempt
        self._habits = Habits(tz, archives)
        self._compiled: dict[int, Watching] = {}
        self._random = random.Random()  # noqa: S311 - spreads polls over time

    def claim(
        self, limit: int, *, everything_before: datetime | None = None, only: int | None = None
    ) -> tuple[ClaimedFeed, ...]:
        """Feeds that are due, for this process to poll: at most `limit`, at most two of a host.

        With `everything_before`, active feeds that were not polled since then, whether due or not; with `only`, that
        one feed, as soon as it is nobody else's.
        """
        with self._store.write() as tx:
            return tx.claims.claim(
                self._clock(),
                limit=limit,
                lease=LEASE,
                pause=HOST_PAUSE,
                exempt=self._exempt,
                everything_before=everything_before,
                only=only,
            )

    def renew(self, claimed: Sequence[ClaimedFeed]) -> None:
        """Go on holding what is still being worked on."""
        with self._store.write() as tx:
            tx.claims.renew(claimed, self._clock() + LEASE)

    def give_back(self, claimed: Sequence[ClaimedFeed]) -> None:
        """Let go of what was not finished: others may take it at once."""
        with self._store.write() as tx:
            tx.claims.give_back(claimed, self._clock())

    def left(self, *, everything_before: datetime | None = None) -> int:
        """How many feeds are due, those included that somebody is polling or whose host is to be left alone now."""
        with self._store.read() as tx:
            return tx.claims.left(self._clock(), everything_before=everything_before)

    def forget_old(self) -> int:
        """Forget raw items that are older than 30 days and no longer in their feed; returns how many."""
        with self._store.write() as tx:
            return tx.items.prune(self._clock())

    def store(self, polled: Sequence[Polled]) -> tuple[FeedPolled, ...]:
        """Write what came of these feeds, all or nothing: items, log, notices, validators, next time."""
        now = self._clock()
        with self._store.write() as tx:
            held = tx.claims.held([one.claimed for one in polled])
            results = Results(tx, now, self._habits, self._compiled)
            for one in polled:
                if (feed := held.get(one.claimed.feed.id)) is not None:
                    current = replace(one, claimed=ClaimedFeed(feed, one.claimed.token))
                    results.take(current, self._random.uniform(-1, 1))
            written = {told.feed.id: told for told in results.finish()}
        return tuple(written.get(one.claimed.feed.id, FeedPolled(one.claimed.feed, dropped=True)) for one in polled)
