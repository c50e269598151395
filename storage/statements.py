"""The statements that every card and every list asks, put together once: making one costs more than running it.

`KEYS` is the parameter of all that read for many entries at once.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BindParameter, Column, ColumnElement, Select, String, bindparam, func, literal, select

from bot.domain.kinds import KINDS, FieldType
from storage import schema

KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
ALIVE: Final[ColumnElement[bool]] = schema.entries.c.deleted_because.is_(None)

ANY_BY_ID: Final = select(schema.entries.c.id).where(schema.entries.c.public_id == bindparam("public_id"))
BY_ID: Final = ANY_BY_ID.where(ALIVE)

WHOLE: Final = (
    select(schema.entries, schema.dossiers.c.slug)
    .join(schema.dossiers, schema.dossiers.c.id == schema.entries.c.dossier_id)
    .where(schema.entries.c.id.in_(KEYS))
)
TAGS: Final = select(schema.tags).where(schema.tags.c.entry_id.in_(KEYS)).order_by(schema.tags.c.position)
ALIASES: Final = (
    select(schema.aliases.c.entry_id, schema.aliases.c.name)
    .where(schema.aliases.c.entry_id.in_(KEYS))
    .order_by(schema.aliases.c.id)
)
QUOTATIONS: Final = (
    select(schema.quotations).where(schema.quotations.c.entry_id.in_(KEYS)).order_by(schema.quotations.c.position)
)
LINKS: Final = (
    select(schema.links, schema.entries.c.public_id)
    .join(schema.entries, schema.entries.c.id == schema.links.c.to_id)
    .where(schema.links.c.from_id.in_(KEYS))
    .order_by(schema.links.c.position)
)
OWN_FIELDS: Final = {
    name: select(table).where(table.c.entry_id.in_(KEYS)) for name, table in schema.kind_tables.items()
}
COUNTS: Final = (
    select(schema.entries.c.kind, func.count().label("entries"))
    .where(schema.entries.c.id.in_(KEYS))
    .group_by(schema.entries.c.kind)
)


def _linked(near: Column[Any], far: Column[Any]) -> Select[Any]:
    return (
        select(near.label("near"), schema.links, schema.entries, schema.dossiers.c.slug)
        .join(schema.entries, schema.entries.c.id == far)
        .join(schema.dossiers, schema.dossiers.c.id == schema.entries.c.dossier_id)
        .where(near.in_(KEYS), ALIVE)
        .order_by(schema.links.c.position, schema.entries.c.id)
    )


OUTGOING: Final = _linked(schema.links.c.from_id, schema.links.c.to_id)
INCOMING: Final = _linked(schema.links.c.to_id, schema.links.c.from_id)


def _of_any_kind(pick: FieldType | str) -> ColumnElement[str]:
    """The first value among all kinds' columns of that type or name: an entry has a row in one kind table only."""
    columns: list[ColumnElement[Any]] = [
        schema.kind_tables[kind.name].c[item.name]
        for kind in KINDS
        for item in kind.fields
        if pick in (item.type, item.name)
    ]
    return func.coalesce(*columns, literal("", String))


def _lines() -> Select[Any]:
    source: Any = schema.entries
    for table in schema.kind_tables.values():
        source = source.outerjoin(table, table.c.entry_id == schema.entries.c.id)
    columns = schema.entries.c
    shown = (columns.id, columns.public_id, columns.title, *(one for one in columns if one.name.startswith("date_")))
    type_, unit = _of_any_kind("type").label("type"), _of_any_kind(FieldType.UNIT).label("unit")
    return select(*shown, type_, unit).select_from(source).where(columns.id.in_(KEYS))


LINES: Final = _lines()
