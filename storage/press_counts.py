"""What the board counts: press items by when they came in, and what is still to be done about them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BindParameter, ColumnElement, bindparam, func, literal_column, select

from storage import schema
from storage.press_schema import press_matches, watches
from storage.schema import Instant

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select

    Counted = tuple[tuple[str, int], ...]

_ENTRIES: Final = schema.entries
_DETAILS: Final = schema.kind_tables["press"]
_DOSSIER: Final[BindParameter[Any]] = bindparam("dossier")
# Written out as in the indexes, so that the databases see that these hold the answer (see `storage.hosts`).
_IN_THE_LOG: Final[ColumnElement[Any]] = literal_column("(entries.kind = 'press' AND entries.deleted_because IS NULL)")
_NEW: Final[ColumnElement[Any]] = literal_column("(press_details.status = 'new')")
_ASKED: Final[ColumnElement[Any]] = literal_column("(press_details.agency_response = 'asked')")
_CAME_IN: Final = (
    _IN_THE_LOG,
    _ENTRIES.c.dossier_id == _DOSSIER,
    _ENTRIES.c.created_at >= bindparam("since", type_=Instant()),
    _ENTRIES.c.created_at < bindparam("until", type_=Instant()),
)


def _grouped(source: Select[str]) -> Select[str, int]:
    """How often each value stands in `source`, the most frequent first; missing values are empty texts."""
    given = source.where(*_CAME_IN).subquery()
    value = func.coalesce(given.c[0], "").label("value")
    return select(value, func.count().label("times")).group_by(value).order_by(func.count().desc(), value)


def _detail(name: str) -> Select[str]:
    return select(_DETAILS.c[name]).join(_ENTRIES, _ENTRIES.c.id == _DETAILS.c.entry_id)


_BY_OUTLET: Final = _grouped(_detail("outlet"))
_BY_STATUS: Final = _grouped(_detail("status"))
_FLAGS: Final = (
    select(func.min(schema.tags.c.name), func.count())
    .join(_ENTRIES, _ENTRIES.c.id == schema.tags.c.entry_id)
    .where(*_CAME_IN)
    .group_by(schema.tags.c.key)
    .order_by(func.count().desc(), schema.tags.c.key)
)
_WATCHES: Final = (
    select(watches.c.name, func.count())
    .join(press_matches, press_matches.c.watch_id == watches.c.id)
    .join(_ENTRIES, _ENTRIES.c.id == press_matches.c.entry_id)
    .where(*_CAME_IN)
    .group_by(watches.c.id, watches.c.name)
    .order_by(func.count().desc(), watches.c.id)
)
_TOTAL: Final = select(func.count()).select_from(_ENTRIES).where(*_CAME_IN)


def _open(state: ColumnElement[bool]) -> Select[int]:
    found = select(func.count()).select_from(_DETAILS).join(_ENTRIES, _ENTRIES.c.id == _DETAILS.c.entry_id)
    return found.where(state, _IN_THE_LOG, _ENTRIES.c.dossier_id == _DOSSIER)


_TO_TRIAGE: Final = _open(_NEW)
_OWED: Final = _open(_ASKED)


class PressCounts:
    """Counts of the press items of one dossier. A span of time is from `since` up to, but not including, `until`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def total(self, dossier_id: int, since: datetime, until: datetime) -> int:
        """How many came in."""
        return self._connection.execute(_TOTAL, _span(dossier_id, since, until)).scalar_one()

    def by_outlet(self, dossier_id: int, since: datetime, until: datetime) -> Counted:
        """How many came in from each outlet, the most first."""
        return self._counted(_BY_OUTLET, dossier_id, since, until)

    def by_status(self, dossier_id: int, since: datetime, until: datetime) -> Counted:
        """What has become of those that came in."""
        return self._counted(_BY_STATUS, dossier_id, since, until)

    def by_flag(self, dossier_id: int, since: datetime, until: datetime) -> Counted:
        """How many of those that came in have each flag."""
        return self._counted(_FLAGS, dossier_id, since, until)

    def by_watch(self, dossier_id: int, since: datetime, until: datetime) -> Counted:
        """How many of those that came in each watch matched."""
        return self._counted(_WATCHES, dossier_id, since, until)

    def _counted(self, query: Select[str, int], dossier_id: int, since: datetime, until: datetime) -> Counted:
        rows = self._connection.execute(query, _span(dossier_id, since, until))
        return tuple((value, count) for value, count in rows)

    def to_triage(self, dossier_id: int) -> int:
        """How many nobody has looked at."""
        return self._connection.execute(_TO_TRIAGE, {"dossier": dossier_id}).scalar_one()

    def responses_owed(self, dossier_id: int) -> int:
        """How many the agency was asked about and has not said anything on."""
        return self._connection.execute(_OWED, {"dossier": dossier_id}).scalar_one()


def _span(dossier_id: int, since: datetime, until: datetime) -> dict[str, object]:
    return {"dossier": dossier_id, "since": since, "until": until}
