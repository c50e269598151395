"""What hangs on entries, read for many at once: one query a table, never one an entry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.entries import Line, LinkBasis, LinkDraft, LinkedEntry, Quote
from storage import statements
from storage.rows import to_dating, to_public_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, RowMapping


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
        for row in connection.execute(statements.OWN_FIELDS[kind], {"keys": kind_keys}).mappings():
            values = {name: value for name, value in row.items() if name != "entry_id" and value}
            found[row["entry_id"]].fields = MappingProxyType(values)
    return found


def _read_names(connection: Connection, found: dict[int, Details]) -> None:
    for row in connection.execute(statements.TAGS, {"keys": list(found)}):
        found[row.entry_id].tags += (row.name,)
    for key, names in _aliases(connection, list(found)).items():
        found[key].aliases = names


def _aliases(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    names: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for key, name in connection.execute(statements.ALIASES, {"keys": keys}):
        names[key] += (name,)
    return names


def _read_quotes(connection: Connection, found: dict[int, Details]) -> None:
    for row in connection.execute(statements.QUOTATIONS, {"keys": list(found)}):
        found[row.entry_id].quotes += (Quote(row.text, row.page, row.alias, row.note),)


def _read_links(connection: Connection, found: dict[int, Details]) -> None:
    for row in connection.execute(statements.LINKS, {"keys": list(found)}):
        found[row.from_id].links += (LinkDraft(row.rel, row.public_id, LinkBasis(row.basis), row.note),)


def linked_to(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[LinkedEntry, ...]]:
    """The other ends of the links of those entries, outgoing first; deleted ends are left out."""
    found: dict[int, tuple[LinkedEntry, ...]] = defaultdict(tuple)
    for outgoing, statement in ((True, statements.OUTGOING), (False, statements.INCOMING)):
        for row in connection.execute(statement, {"keys": keys}).mappings():
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


def lines_of(connection: Connection, keys: Sequence[int]) -> tuple[Line, ...]:
    """The entries with those keys as a list shows them, in that order."""
    if not keys:
        return ()
    rows = {row["id"]: row for row in connection.execute(statements.LINES, {"keys": keys}).mappings()}
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
    rows = connection.execute(statements.COUNTS, {"keys": keys}) if keys else ()
    return {row.kind: row.entries for row in rows}
