"""What Slack delivered and was handled already. Slack sends an event again when it is in doubt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete

from storage.schema import handled_events
from storage.upsert import insert_for

if TYPE_CHECKING:
    from datetime import datetime


class HandledEvents:
    """Queries on handled events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, key: str, now: datetime) -> bool:
        """True for the first caller with this key, and for no other, also when many ask at once."""
        statement = insert_for(self._connection)(handled_events).values(key=key, at=now).on_conflict_do_nothing()
        return self._connection.execute(statement.returning(handled_events.c.key)).first() is not None

    def prune(self, before: datetime) -> int:
        """Remove what is older than `before`; returns how many."""
        return self._connection.execute(delete(handled_events).where(handled_events.c.at < before)).rowcount
