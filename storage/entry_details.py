"""What hangs on entries, read for many at once: one query a table, never one an entry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import BindParameter, ColumnElement, Connection, Select, String, bindparam, func, literal, select

from bot.domain.entries import Line, LinkBasis, LinkDraft, LinkedEntry, Quote
from bot.domain.kinds import KINDS, FieldType
from storage import schema
from storage.rows import to_dating, to_public_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import RowMapping


@dataclass(slots=True)
class Details:
    """The tags, aliases, quotations, fields and outgoing links of one entry."""

    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[LinkDraft, ...] = ()


def details_of(connection: Connection, keys: Sequence[tuple[int, str]]) -> dict[int, Details]:
    """Details for entries given as (key, kind name)."""
    found = {key: Details() for key, _ in keys}
    if not found:
        return found
    _read_names(connection, found)
    _read_quotes(connection, found)
    _read_links(connection, found)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for key, kind in keys:
        by_kind[kind].append(key)
    for kind, kind_keys in by_kind.items():
        table = schema.kind_tables[kind]
        for row in connection.execute(select(table).where(table.c.entry_id.in_(kind_keys))).mappings():
            values = {name: value for name, value in row.items() if name != "entry_id" and value}
            found[row["entry_id"]].fields = MappingProxyType(values)
    return found


def _read_names(connection: Connection, found: dict[int, Details]) -> None:
    tag_rows = connection.execute(
        select(schema.tags).where(schema.tags.c.entry_id.in_(found)).order_by(schema.tags.c.position)
    )
    for row in tag_rows:
        found[row.entry_id].tags += (row.name,)
    for key, names in _aliases(connection, list(found)).items():
        found[key].aliases = names


def _aliases(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    names: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for key, name in connection.execute(_ALIASES, {"keys": keys}):
        names[key] += (name,)
    return names


def _read_quotes(connection: Connection, found: dict[int, Details]) -> None:
    table = schema.quotations
    rows = connection.execute(select(table).where(table.c.entry_id.in_(found)).order_by(table.c.position))
    for row in rows:
        found[row.entry_id].quotes += (Quote(row.text, row.page, row.alias, row.note),)


def _read_links(connection: Connection, found: dict[int, Details]) -> None:
    table = schema.links
    rows = connection.execute(
        select(table, schema.entries.c.public_id)
        .join(schema.entries, schema.entries.c.id == table.c.to_id)
        .where(table.c.from_id.in_(found))
        .order_by(table.c.position)
    )
    for row in rows:
        found[row.from_id].links += (LinkDraft(row.rel, row.public_id, LinkBasis(row.basis), row.note),)


def linked_to(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[LinkedEntry, ...]]:
    """The other ends of the links of those entries, outgoing first; deleted ends are left out."""
    found: dict[int, tuple[LinkedEntry, ...]] = defaultdict(tuple)
    for outgoing in (True, False):
        near, far = (
            (schema.links.c.from_id, schema.links.c.to_id)
            if outgoing
            else (schema.links.c.to_id, schema.links.c.from_id)
        )
        rows = connection.execute(
            select(near.label("near"), schema.links, schema.entries, schema.dossiers.c.slug)
            .join(schema.entries, schema.entries.c.id == far)
            .join(schema.dossiers, schema.dossiers.c.id == schema.entries.c.dossier_id)
            .where(near.in_(keys), schema.entries.c.deleted_because.is_(None))
            .order_by(schema.links.c.position, schema.entries.c.id)
        ).mappings()
        for row in rows:
            found[row["near"]] += (_linked(row, outgoing=outgoing),)
    return found


def _linked(row: RowMapping, *, outgoing: bool) -> LinkedEntry:
    return LinkedEntry(
        rel=row["rel"],
        outgoing=outgoing,
        id=to_public_id(row["public_id"]),
        title=row["title"],
        date=to_dating(row),
        basis=LinkBasis(row["basis"]),
        note=row["note"],
        dossier=row["slug"],
    )


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
    return select(*shown, type_, unit).select_from(source).where(columns.id.in_(_KEYS))


# Every list asks these, so they are put together once.
_KEYS: Final[BindParameter[Any]] = bindparam("keys", expanding=True)
_LINES: Final = _lines()
_COUNTS: Final = (
    select(schema.entries.c.kind, func.count().label("entries"))
    .where(schema.entries.c.id.in_(_KEYS))
    .group_by(schema.entries.c.kind)
)
_ALIASES: Final = (
    select(schema.aliases.c.entry_id, schema.aliases.c.name)
    .where(schema.aliases.c.entry_id.in_(_KEYS))
    .order_by(schema.aliases.c.id)
)


def lines_of(connection: Connection, keys: Sequence[int]) -> tuple[Line, ...]:
    """The entries with those keys as a list shows them, in that order."""
    if not keys:
        return ()
    rows = {row["id"]: row for row in connection.execute(_LINES, {"keys": keys}).mappings()}
    names = _aliases(connection, keys)
    return tuple(
        Line(
            id=to_public_id(rows[key]["public_id"]),
            title=rows[key]["title"],
            date=to_dating(rows[key]),
            type=rows[key]["type"],
            unit=rows[key]["unit"],
            aliases=names.get(key, ()),
        )
        for key in keys
        if key in rows
    )


def count_by_kind(connection: Connection, keys: Sequence[int]) -> dict[str, int]:
    """How many of the entries with those keys are of each kind."""
    rows = connection.execute(_COUNTS, {"keys": keys}) if keys else ()
    return {row.kind: row.entries for row in rows}
