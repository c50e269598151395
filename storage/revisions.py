"""History: every write of an entry leaves a row here, and rows are never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, exists, select

from bot.domain.history import Revision
from storage import schema
from storage.parts import ENTRIES_IN_HAND, in_parts
from storage.row_writing import write_rows
from storage.rows import stamp_columns, to_public_id, to_stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.domain.people import Identity


class Revisions:
    """Queries on revisions."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry_key: int, revision: Revision) -> None:
        """Write one step of an entry's history."""
        self.add_many([(entry_key, revision)])

    def add_many(self, steps: Iterable[tuple[int, Revision]]) -> None:
        """Write steps of many entries' histories, each with its entry's key."""
        for part in in_parts(steps, ENTRIES_IN_HAND):
            write_rows(self._connection, schema.revisions, [_columns(key, revision) for key, revision in part])

    def of(self, entry_key: int, *, limit: int, offset: int = 0) -> tuple[Revision, ...]:
        """An entry's history, the newest first."""
        table = schema.revisions
        return self._read(
            self._select().where(table.c.entry_id == entry_key).order_by(table.c.id.desc()).limit(limit).offset(offset)
        )

    def last_by(self, who: Identity, since: datetime) -> Revision | None:
        """The newest step that this person took since then, is not an undo, and was not undone."""
        table = schema.revisions
        undone = schema.revisions.alias("undone")
        query = (
            self._select()
            .where(
                table.c.done_team == who.team,
                table.c.done_user == who.user,
                table.c.done_at >= since,
                table.c.undoes.is_(None),
                ~exists().where(undone.c.entry_id == table.c.entry_id, undone.c.undoes == table.c.version),
            )
            .order_by(table.c.id.desc())
            .limit(1)
        )
        found = self._read(query)
        return found[0] if found else None

    def at(self, entry_key: int, version: int) -> Revision | None:
        """The step that made that version of the entry."""
        table = schema.revisions
        found = self._read(self._select().where(table.c.entry_id == entry_key, table.c.version == version))
        return found[0] if found else None

    def _select(self) -> Any:
        return select(schema.revisions, schema.entries.c.public_id).join(
            schema.entries, schema.entries.c.id == schema.revisions.c.entry_id
        )

    def _read(self, query: Any) -> tuple[Revision, ...]:
        return tuple(
            Revision(
                entry=to_public_id(row["public_id"]),
                version=row["version"],
                action=row["action"],
                done=to_stamp("done", row),
                before=row["before"],
                after=row["after"],
                undoes=row["undoes"],
                batch=row["batch"] or "",
                reason=row["reason"] or "",
            )
            for row in self._connection.execute(query).mappings()
        )


def _columns(entry_key: int, revision: Revision) -> dict[str, Any]:
    return {
        "entry_id": entry_key,
        "version": revision.version,
        "action": revision.action,
        "before": revision.before,
        "after": revision.after,
        "undoes": revision.undoes,
        "batch": revision.batch or None,
        "reason": revision.reason or None,
        **stamp_columns("done", revision.done),
    }
