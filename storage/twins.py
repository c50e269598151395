"""Entries on file that are probably the same as what somebody is about to add."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import Connection, select

from bot.domain.entries import likeness
from bot.domain.kinds import FieldType
from storage import schema
from storage.parts import in_parts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Select

    from bot.domain.entries import Draft


class _Mark(NamedTuple):
    """What two twins share: a column and its value. Where the column is of all kinds, the kind goes with it."""

    table: str
    column: str
    kind: str
    value: str


def twins_of(connection: Connection, dossier_id: int, drafts: Sequence[Draft]) -> dict[int, int]:
    """For each draft that has one, by its place: the key of its twin in the dossier.

    A twin has the same kind, title and date, or the same kind and web address. Deleted entries are nobody's twins.
    """
    marks = [tuple(_marks(draft)) for draft in drafts]
    known = _on_file(connection, dossier_id, {mark for several in marks for mark in several})
    found = {}
    for place, several in enumerate(marks):
        key = next((known[mark] for mark in several if mark in known), None)
        if key is not None:
            found[place] = key
    return found


def _marks(draft: Draft) -> Iterator[_Mark]:
    yield _Mark("entries", "likeness", draft.kind.name, likeness(draft.title, draft.date))
    table = schema.kind_tables[draft.kind.name].name
    for field in draft.kind.fields:
        if field.type is FieldType.URL and field.name in draft.fields:
            yield _Mark(table, field.name, draft.kind.name, draft.fields[field.name])


def _on_file(connection: Connection, dossier_id: int, marks: set[_Mark]) -> dict[_Mark, int]:
    by_column: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for mark in sorted(marks):
        by_column[mark[:3]].append(mark.value)
    found: dict[_Mark, int] = {}
    for column, values in by_column.items():
        query = _holders(*column).where(schema.entries.c.dossier_id == dossier_id)
        value = schema.metadata.tables[column[0]].c[column[1]]
        for part in in_parts(values):
            rows = connection.execute(query.where(value.in_(part)).order_by(schema.entries.c.id.desc()))
            found.update({_Mark(*column, held): key for held, key in rows})  # of several, the oldest stays
    return found


def _holders(table: str, column: str, kind: str) -> Select[str, int]:
    """What entries of that kind hold in that column, and their keys."""
    source = schema.metadata.tables[table]
    query = select(source.c[column], schema.entries.c.id).select_from(schema.entries)
    if source is not schema.entries:
        query = query.join(source, source.c.entry_id == schema.entries.c.id)
    return query.where(schema.entries.c.kind == kind, schema.entries.c.deleted_because.is_(None))
