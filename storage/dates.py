"""Dates of entries as conditions on their rows: what overlaps a range, what is wholly before or after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from storage import schema
from storage.parts import in_parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.dates import Span
    from bot.domain.search import SearchQuery


def overlapping(span: Span) -> ColumnElement[bool]:
    """Entries whose date may fall into `span`; what has no date never does."""
    entries = schema.entries.c
    conditions: list[ColumnElement[bool]] = [entries.date_edtf.is_not(None)]
    if span.hi is not None:
        conditions.append(or_(entries.date_lo.is_(None), entries.date_lo <= span.hi))
    if span.lo is not None:
        conditions.append(or_(entries.date_hi.is_(None), entries.date_hi >= span.lo))
    return and_(*conditions)


def dated(connection: Connection, keys: Sequence[int], query: SearchQuery) -> list[int]:
    """Those of `keys` whose dates are as `query` asks, in the order given."""
    entries = schema.entries.c
    wanted = [overlapping(span) for span in query.spans]
    if query.before is not None:
        wanted.append(entries.date_hi < query.before)
    if query.after is not None:
        wanted.append(entries.date_lo > query.after)
    found: set[int] = set()
    for part in in_parts(keys):
        found.update(connection.execute(select(entries.id).where(entries.id.in_(part), *wanted)).scalars())
    return [key for key in keys if key in found]
