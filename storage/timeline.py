"""The timeline: events by date."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, func, select, tuple_

from bot.domain.kinds import EVENT
from storage import schema
from storage.dates import overlapping
from storage.rows import to_dating

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.dates import Dating, Span

_DATED_EVENTS: tuple[ColumnElement[bool], ...] = (
    schema.entries.c.kind == EVENT.name,
    schema.entries.c.deleted_because.is_(None),
)
_ORDER = (schema.entries.c.date_order, schema.entries.c.date_width, schema.entries.c.id)
_PLACE = tuple_(*_ORDER)


class Timeline:
    """Queries on dated events."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def within(
        self, dossier_id: int | None, span: Span | None, *, limit: int, offset: int
    ) -> tuple[tuple[int, ...], int]:
        """Keys of the events whose date overlaps `span`, in order of date, and how many there are."""
        where = [*_DATED_EVENTS, *self._scope(dossier_id)]
        if span is not None:
            where.append(overlapping(span))
        total = self._connection.execute(select(func.count()).select_from(schema.entries).where(*where)).scalar_one()
        keys = self._connection.execute(
            select(schema.entries.c.id).where(*where).order_by(*_ORDER).limit(limit).offset(offset)
        ).scalars()
        return tuple(keys), total

    def nearest(self, dossier_id: int | None, span: Span) -> tuple[int | None, int | None]:
        """Keys of the last event that is over before `span` begins, and of the first that begins after its end."""
        dates, backwards = schema.entries.c, [column.desc() for column in _ORDER]
        before = self._first(dossier_id, dates.date_hi < span.lo, backwards) if span.lo is not None else None
        after = self._first(dossier_id, dates.date_lo > span.hi, _ORDER) if span.hi is not None else None
        return before, after

    def _first(self, dossier_id: int | None, wanted: ColumnElement[bool], order: Iterable[Any]) -> int | None:
        query = select(schema.entries.c.id).where(*_DATED_EVENTS, *self._scope(dossier_id), wanted)
        return self._connection.execute(query.order_by(*order).limit(1)).scalar()

    def neighbours(self, key: int, dossier_id: int) -> tuple[int | None, int | None]:
        """Keys of the events just before and just after the event `key`."""
        place = select(*_ORDER).where(schema.entries.c.id == key)
        here = self._connection.execute(place).first()
        if here is None or here.date_order == date.max:
            return None, None
        dated = [*_DATED_EVENTS, *self._scope(dossier_id), schema.entries.c.date_order < date.max]
        backwards = [column.desc() for column in _ORDER]
        before = select(schema.entries.c.id).where(*dated, tuple(here) > _PLACE).order_by(*backwards).limit(1)
        after = select(schema.entries.c.id).where(*dated, tuple(here) < _PLACE).order_by(*_ORDER).limit(1)
        return self._connection.execute(before).scalar(), self._connection.execute(after).scalar()

    def dates(self, dossier_id: int | None) -> tuple[tuple[int, Dating], ...]:
        """Every dated event's key and date, in order."""
        rows = self._connection.execute(
            select(schema.entries)
            .where(*_DATED_EVENTS, *self._scope(dossier_id), schema.entries.c.date_edtf.is_not(None))
            .order_by(*_ORDER)
        ).mappings()
        return tuple((row["id"], dating) for row in rows if (dating := to_dating(row)) is not None)

    def on_day(self, dossier_id: int | None, month: int, day: int) -> tuple[int, ...]:
        """Keys of the entries of every kind whose date is one day, with that month and day, by year."""
        first, last = (
            self._connection.execute(select(end(schema.entries.c.date_lo))).scalar() for end in (func.min, func.max)
        )
        if first is None or last is None:
            return ()
        leap = isleap if (month, day) == (2, 29) else bool
        days = [date(year, month, day) for year in range(first.year, last.year + 1) if leap(year)]
        query = select(schema.entries.c.id).where(
            schema.entries.c.date_lo.in_(days),
            schema.entries.c.date_hi == schema.entries.c.date_lo,
            schema.entries.c.deleted_because.is_(None),
            *self._scope(dossier_id),
        )
        return tuple(self._connection.execute(query.order_by(*_ORDER)).scalars())

    def _scope(self, dossier_id: int | None) -> tuple[ColumnElement[bool], ...]:
        return () if dossier_id is None else (schema.entries.c.dossier_id == dossier_id,)
