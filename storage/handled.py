"""What Slack delivered and was handled already. Slack sends an event again when it is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, delete

from storage.schema import handled_events
from storage.upsert import INSERTS

if TYPE_CHECKING:
    from datetime import datetime


# Every request asks this, so it is put together once.
_CLAIM: Final = {
    name: insert(handled_events).on_conflict_do_nothing().returning(handled_events.c.key)
    for name, insert in INSERTS.items()
}


class HandledEvents:
    """Queries on handled events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, key: str, now: datetime) -> bool:
        """True for the first caller with this key, and for no other, also when many ask at once."""
        claimed = self._connection.execute(_CLAIM[self._connection.dialect.name], {"key": key, "at": now})
        return claimed.first() is not None

    def prune(self, before: datetime) -> int:
        """Remove what is older than `before`; returns how many."""
        return self._connection.execute(delete(handled_events).where(handled_events.c.at < before)).rowcount
