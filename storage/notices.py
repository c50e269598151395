"""The outbox: what is to be told, from the transaction that made it true until it was delivered."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Connection, Update, bindparam, delete, func, literal_column, or_, select, update

from bot.domain.press.notice import ClaimedNotice, NewNotice, NoticeKind
from bot.domain.press.posted import Posted
from storage.press_schema import notices
from storage.schema import Instant
from storage.upsert import INSERTS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import RowMapping

WAITING: Final = "waiting"
DELIVERED: Final = "delivered"
DROPPED: Final = "dropped"
PRUNED_AT_ONCE: Final = 10_000

_NOW: Final = bindparam("now", type_=Instant())
_IS_WAITING: Final[ColumnElement[Any]] = literal_column("(notices.state = 'waiting')")  # as in the index
_ADD: Final = {
    name: insert(notices).on_conflict_do_nothing(index_elements=["dedupe"]) for name, insert in INSERTS.items()
}
_DUE: Final = (
    select(notices.c.id)
    .where(
        _IS_WAITING,
        notices.c.due_at <= _NOW,
        or_(notices.c.lease_until.is_(None), notices.c.lease_until <= _NOW),
        notices.c.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(notices.c.due_at, notices.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_CLAIM: Final = (
    update(notices)
    .where(notices.c.id.in_(_DUE))
    .values(
        lease_until=bindparam("until", type_=Instant()),
        lease_token=notices.c.lease_token + 1,
        attempts=notices.c.attempts + 1,
    )
    .returning(notices)
)
_HELD: Final = (
    update(notices)
    .where(notices.c.id == bindparam("notice"), notices.c.lease_token == bindparam("token"), _IS_WAITING)
    .values(lease_until=None)
)
_DELIVERED: Final = _HELD.values(
    state=DELIVERED,
    delivered_at=_NOW,
    posted_channel=bindparam("at_channel"),
    posted_ts=bindparam("at_ts"),
    last_error="",
)
_LATER: Final = _HELD.values(due_at=bindparam("due", type_=Instant()), last_error=bindparam("error"))
_DROPPED: Final = _HELD.values(state=DROPPED, last_error=bindparam("error"))
_POSTED: Final = (
    select(notices.c.posted_channel, notices.c.posted_ts)
    .where(
        notices.c.entry_id == bindparam("entry"),
        notices.c.kind == NoticeKind.PRESS_CARD.value,
        notices.c.state == DELIVERED,
        notices.c.posted_ts != "",
    )
    .order_by(notices.c.id)
)
_LATE: Final = select(func.count(), func.min(notices.c.created_at)).where(
    _IS_WAITING,
    notices.c.kind != NoticeKind.ARCHIVE.value,
    or_(notices.c.due_at <= _NOW, notices.c.attempts > 0),
)
_OLD: Final = (
    select(notices.c.id)
    .where(
        notices.c.created_at < bindparam("before", type_=Instant()),
        or_(
            notices.c.state == DROPPED,
            (notices.c.state == DELIVERED) & (notices.c.kind != NoticeKind.PRESS_CARD.value),
        ),
    )
    .limit(PRUNED_AT_ONCE)
)
_PRUNE: Final = delete(notices).where(notices.c.id.in_(_OLD))


class Notices:
    """Queries on notices."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.written = False
        """Whether this transaction wrote any, so that they can be delivered as soon as it is over."""

    def add(self, new: Sequence[NewNotice], now: datetime) -> None:
        """Write notices; those whose `dedupe` key is there already are left out."""
        if new:
            self.written = True
            self._connection.execute(_ADD[self._connection.dialect.name], [_columns(one, now) for one in new])

    def claim(
        self, now: datetime, *, limit: int, lease: timedelta, kinds: Collection[NoticeKind] = frozenset(NoticeKind)
    ) -> tuple[ClaimedNotice, ...]:
        """Notices of those kinds that are due, for the caller to deliver until `now + lease`; the first due first."""
        given = {"now": now, "until": now + lease, "limit": limit, "kinds": sorted(kind.value for kind in kinds)}
        rows = self._connection.execute(_CLAIM, given).mappings().all()
        return tuple(map(_to_claimed, sorted(rows, key=lambda row: (row["due_at"], row["id"]))))

    def delivered(self, notice_id: int, token: int, posted: Posted | None, now: datetime) -> bool:
        """It was said, and where if it was a message of its own. False, and nothing noted, for a claim that is void."""
        place = {"at_channel": posted.channel if posted else "", "at_ts": posted.ts if posted else ""}
        return self._end(_DELIVERED, notice_id, token, now=now, **place)

    def later(self, notice_id: int, token: int, due_at: datetime, error: str) -> bool:
        """It could not be said, and is due again then. False for a claim that is void."""
        return self._end(_LATER, notice_id, token, due=due_at, error=error)

    def drop(self, notice_id: int, token: int, error: str) -> bool:
        """It will never be said, and why. False for a claim that is void."""
        return self._end(_DROPPED, notice_id, token, error=error)

    def _end(self, statement: Update, notice_id: int, token: int, **given: object) -> bool:
        return self._connection.execute(statement, {"notice": notice_id, "token": token, **given}).rowcount > 0

    def posted_for(self, entry_key: int) -> tuple[Posted, ...]:
        """Where the cards of an entry were posted, the first one first."""
        rows = self._connection.execute(_POSTED, {"entry": entry_key})
        return tuple(Posted(channel, ts) for channel, ts in rows)

    def waiting(self, now: datetime) -> tuple[int, datetime | None]:
        """How many are due and not said yet, those included that are to be tried again, and since when the oldest is.

        What is to be archived does not count: nobody waits for hearing of it.
        """
        count, since = self._connection.execute(_LATE, {"now": now}).one()
        return count, since

    def prune(self, before: datetime) -> int:
        """Forget what was written before then and has ended; returns how many.

        Where cards stand is not forgotten, because they may still change. A large number goes in several calls.
        """
        return self._connection.execute(_PRUNE, {"before": before}).rowcount


def _columns(new: NewNotice, now: datetime) -> dict[str, Any]:
    return {
        "kind": new.kind.value,
        "dedupe": new.dedupe,
        "channel": new.channel,
        "entry_id": new.entry_id,
        "facts": dict(new.facts),
        "state": WAITING,
        "created_at": now,
        "due_at": new.due_at or now,
    }


def _to_claimed(row: RowMapping) -> ClaimedNotice:
    notice = NewNotice(
        kind=NoticeKind(row["kind"]),
        dedupe=row["dedupe"],
        channel=row["channel"],
        entry_id=row["entry_id"],
        facts=MappingProxyType(row["facts"]),
        due_at=row["due_at"],
    )
    return ClaimedNotice(row["id"], row["lease_token"], notice, row["attempts"] - 1, row["created_at"])
