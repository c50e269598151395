"""Watches: the list that people keep, and how often each of them matched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, bindparam, exists, func, select, update

from bot.domain.press.watch import Alert, Watch
from storage.press_schema import press_matches, watches
from storage.rows import stamp_columns
from storage.schema import Instant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import RowMapping

    from bot.domain.entries import Stamp
    from bot.domain.press.watch import WatchDraft

_STAMPS: Final = ("added_", "changed_")
_READ: Final = tuple(column for column in watches.c if column.name == "added_at" or not column.name.startswith(_STAMPS))
_DOSSIER: Final = watches.c.dossier_id == bindparam("dossier")
_IN_FORCE: Final = watches.c.removed_because.is_(None)
_BY_ID: Final = select(*_READ).where(watches.c.id == bindparam("id"))
_ALL: Final = select(*_READ).order_by(watches.c.id)
_OF_DOSSIER: Final = _ALL.where(_DOSSIER, _IN_FORCE)
_ANY: Final = select(exists().where(_DOSSIER, _IN_FORCE))
_EDITION: Final = select(func.coalesce(func.sum(watches.c.version), 0)).where(_DOSSIER)
_MATCHED: Final = (
    select(press_matches.c.watch_id, func.count())
    .join(watches, watches.c.id == press_matches.c.watch_id)
    .where(_DOSSIER, _IN_FORCE, press_matches.c.at >= bindparam("since", type_=Instant()))
    .group_by(press_matches.c.watch_id)
)


class Watches:
    """Queries on watches."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def any(self, dossier_id: int) -> bool:
        """Whether the dossier has a watch: while it has none, everything is logged."""
        return bool(self._connection.execute(_ANY, {"dossier": dossier_id}).scalar_one())

    def edition(self, dossier_id: int) -> int:
        """A number that grows with every change of the dossier's watches: whoever kept it knows when to read anew."""
        return int(self._connection.execute(_EDITION, {"dossier": dossier_id}).scalar_one())

    def all(self, dossier_id: int | None, *, removed: bool = False) -> tuple[Watch, ...]:
        """The watches of a dossier, or of all (None), the oldest first; removed ones only when asked for."""
        if dossier_id is not None and not removed:  # asked with every poll
            rows = self._connection.execute(_OF_DOSSIER, {"dossier": dossier_id})
        else:
            query = _ALL if removed else _ALL.where(_IN_FORCE)
            query = query if dossier_id is None else query.where(watches.c.dossier_id == dossier_id)
            rows = self._connection.execute(query)
        return tuple(map(_to_watch, rows.mappings()))

    def by_id(self, watch_id: int) -> Watch | None:
        """The watch with that id, also one that was removed."""
        row = self._connection.execute(_BY_ID, {"id": watch_id}).mappings().first()
        return None if row is None else _to_watch(row)

    def matched(self, dossier_id: int, since: datetime) -> dict[int, int]:
        """How many press items each of the dossier's watches matched since then; those that matched none are absent."""
        rows = self._connection.execute(_MATCHED, {"dossier": dossier_id, "since": since})
        return {row[0]: row[1] for row in rows}

    def add(self, dossier_id: int, draft: WatchDraft, stamp: Stamp) -> Watch:
        """A new watch."""
        values = {
            "dossier_id": dossier_id,
            "version": 1,
            **_draft_columns(draft),
            **stamp_columns("added", stamp),
            **stamp_columns("changed", stamp),
        }
        inserted = watches.insert().values(values).returning(*_READ)
        return _to_watch(self._connection.execute(inserted).mappings().one())

    def change(self, watch_id: int, version: int, draft: WatchDraft, stamp: Stamp) -> Watch | None:
        """Set what the draft says; None where the watch is not at that version any more, or removed."""
        return self._write(watch_id, _draft_columns(draft), stamp, version)

    def mute(self, watch_id: int, until: datetime | None, stamp: Stamp) -> Watch | None:
        """Tell of its matches only from then on; None tells of them now. None comes back where it was removed."""
        return self._write(watch_id, {"muted_until": until}, stamp)

    def remove(self, watch_id: int, because: str, stamp: Stamp) -> Watch | None:
        """Take the watch out of force. What it matched stays. None comes back where it was removed before."""
        return self._write(watch_id, {"removed_because": because}, stamp)

    def _write(self, watch_id: int, values: dict[str, Any], stamp: Stamp, version: int | None = None) -> Watch | None:
        there = watches.c.id == watch_id, _IN_FORCE, *(() if version is None else (watches.c.version == version,))
        changed = update(watches).where(*there).values(version=watches.c.version + 1, **values)
        changed = changed.values(stamp_columns("changed", stamp))
        row = self._connection.execute(changed.returning(*_READ)).mappings().first()
        return None if row is None else _to_watch(row)


def _draft_columns(draft: WatchDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "query": draft.query,
        "flags": list(draft.flags),
        "alert": draft.alert.value,
        "channel": draft.channel,
    }


def _to_watch(row: RowMapping) -> Watch:
    return Watch(
        id=row["id"],
        dossier_id=row["dossier_id"],
        name=row["name"],
        query=row["query"],
        added_at=row["added_at"],
        flags=tuple(row["flags"]),
        alert=Alert(row["alert"]),
        channel=row["channel"],
        muted_until=row["muted_until"],
        version=row["version"],
        removed_because=row["removed_because"],
    )
