"""The outbox, as whoever delivers sees it: what waits is claimed with all that it says now, and its end is noted.

Each public method is one transaction. What a notice says is read when it is claimed, never when it was written: a card
that waited for an hour shows the item as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.press.notice import ClaimedNotice, NoticeKind
from bot.services.press.loading import load_items, load_note
from bot.services.press.telling import card_changed

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.press.feed import Feed
    from bot.domain.press.posted import Posted
    from bot.services.clock import Clock
    from bot.services.press.items import Note, PressItem
    from storage.engine import Store
    from storage.transaction import Transaction

LEASE: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=90)
TOLD: Final = frozenset(NoticeKind) - {NoticeKind.ARCHIVE}
"""The kinds that are said in Slack."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice that this process may deliver, with what it is about.

    `item` for cards, their updates and notes; `feed` for what is told of feeds. `at` is where the cards of the item
    stand, for what changes them or goes into their threads.
    """

    claimed: ClaimedNotice
    item: PressItem | None = None
    feed: Feed | None = None
    note: Note | None = None
    at: tuple[Posted, ...] = ()

    @property
    def kind(self) -> NoticeKind:
        """What is told."""
        return self.claimed.notice.kind


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is not delivered yet: how many notices, and since when the oldest waits."""

    count: int
    since: datetime | None


class Notices:
    """Use cases of delivery."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def claim(self, limit: int) -> tuple[Telling, ...]:
        """What is due, for the caller to deliver until the lease ends, in the order in which it was written."""
        with self._store.write() as tx:
            claimed = tx.notices.claim(self._clock(), limit=limit, lease=LEASE, kinds=TOLD)
            return tuple(_telling(tx, one) for one in claimed)

    def delivered(self, telling: Telling, posted: Posted | None) -> bool:
        """It was said, and where, if it was a message of its own. False if the lease had ended.

        An item that was changed while its card was on the way had no card then that could follow; it follows now.
        """
        claimed, now = telling.claimed, self._clock()
        with self._store.write() as tx:
            held = tx.notices.delivered(claimed.id, claimed.token, posted, now)
            if posted is not None and telling.item is not None and claimed.notice.entry_id is not None:
                (item,) = load_items(tx, [claimed.notice.entry_id])
                if replace(item, posted=()) != replace(telling.item, posted=()):
                    version = item.entry.version
                    card_changed(tx, claimed.notice.entry_id, version, now, what=f"posted-{claimed.id}")
            return held

    def later(self, claimed: ClaimedNotice, pause: timedelta, error: str) -> None:
        """It could not be said, and is to be tried again after the pause."""
        with self._store.write() as tx:
            tx.notices.later(claimed.id, claimed.token, self._clock() + pause, error)

    def drop(self, claimed: ClaimedNotice, error: str) -> None:
        """It will never be said, and why."""
        with self._store.write() as tx:
            tx.notices.drop(claimed.id, claimed.token, error)

    def waiting(self) -> Waiting:
        """How much waits."""
        with self._store.read() as tx:
            count, since = tx.notices.waiting(self._clock())
        return Waiting(count, since)

    def prune(self) -> int:
        """Forget what was delivered or dropped long ago, but for cards, which may still change; returns how many."""
        with self._store.write() as tx:
            return tx.notices.prune(self._clock() - KEPT)


def _telling(tx: Transaction, claimed: ClaimedNotice) -> Telling:
    notice = claimed.notice
    if notice.entry_id is not None:
        items = load_items(tx, [notice.entry_id])
        note = load_note(tx, _number(notice.facts.get("note"))) if notice.kind is NoticeKind.PRESS_NOTE else None
        at = () if notice.kind is NoticeKind.PRESS_CARD else tx.notices.posted_for(notice.entry_id)
        return Telling(claimed, item=items[0] if items else None, note=note, at=at)
    return Telling(claimed, feed=tx.feeds.by_id(_number(notice.facts.get("feed"))))


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0
