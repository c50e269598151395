"""What entries hold, written for many at once: one statement a table, never one an entry.

One entry is written by the same functions as a hundred thousand, so that the two cannot come to differ.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from bot.domain.entries import likeness
from bot.domain.ids import PublicId, alias_key
from bot.errors import BadInput
from storage import schema
from storage.parts import in_parts
from storage.row_writing import Row, write_rows
from storage.rows import date_columns, stamp_columns
from storage.upsert import insert_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.dossiers import Dossier
    from bot.domain.entries import Draft, Quote, Stamp
    from bot.domain.kinds import Kind

Keyed = tuple[int, "Draft"]  # an entry's key and what it is to hold


def take_numbers(connection: Connection, kind: Kind, count: int) -> tuple[PublicId, ...]:
    """The next `count` public ids of that kind. The counter's row is locked until the transaction ends."""
    counter = schema.public_numbers
    statement = insert_for(connection)(counter).values(prefix=kind.prefix, last=count)
    counted = statement.on_conflict_do_update(index_elements=["prefix"], set_={"last": counter.c.last + count})
    last = connection.execute(counted.returning(counter.c.last)).scalar_one()
    return tuple(PublicId(kind.prefix, number) for number in range(last - count + 1, last + 1))


def keys_of(connection: Connection, public_ids: Iterable[str], *, deleted: bool = False) -> dict[str, int]:
    """The keys of those public ids that are on file; of deleted ones only when asked for."""
    query = select(schema.entries.c.public_id, schema.entries.c.id)
    if not deleted:
        query = query.where(schema.entries.c.deleted_because.is_(None))
    found: dict[str, int] = {}
    for part in in_parts(public_ids):
        found.update(connection.execute(query.where(schema.entries.c.public_id.in_(part))).all())
    return found


def entry_columns(public_id: PublicId, dossier: Dossier, draft: Draft, stamp: Stamp) -> Row:
    """A new entry's row in `entries`, at version 1."""
    return {
        "public_id": str(public_id),
        "kind": draft.kind.name,
        "dossier_id": dossier.key,
        "version": 1,
        **content_columns(draft),
        **stamp_columns("created", stamp),
        **stamp_columns("changed", stamp),
    }


def content_columns(draft: Draft) -> Row:
    """The columns of `entries` that an edit replaces."""
    return {
        "title": draft.title,
        "body": draft.body,
        "likeness": likeness(draft.title, draft.date),
        **date_columns(draft.date),
    }


def write_details(connection: Connection, dossier_id: int, items: Sequence[Keyed], *, named: bool = True) -> None:
    """Write everything but links that hangs on entries of one dossier; without their aliases unless `named`.

    Raises `BadInput` when an alias names another entry of the dossier.
    """
    by_kind: dict[str, list[Row]] = defaultdict(list)
    for key, draft in items:
        by_kind[draft.kind.name].append(_kind_columns(key, draft))
    for kind, rows in by_kind.items():
        write_rows(connection, schema.kind_tables[kind], rows)
    write_rows(connection, schema.tags, [row for key, draft in items for row in _tag_rows(key, draft)])
    quotes = [row for key, draft in items for row in _quote_rows(key, draft.quotes)]
    write_rows(connection, schema.quotations, quotes)
    if named:
        _write_aliases(connection, dossier_id, items)


def _kind_columns(key: int, draft: Draft) -> Row:
    return {"entry_id": key, **{field.name: draft.fields.get(field.name) for field in draft.kind.fields}}


def _tag_rows(key: int, draft: Draft) -> Iterator[Row]:
    for position, tag in enumerate(draft.tags):
        yield {"entry_id": key, "key": alias_key(tag), "position": position, "name": tag}


def _quote_rows(key: int, quotes: tuple[Quote, ...]) -> Iterator[Row]:
    for position, quote in enumerate(quotes):
        yield {
            "entry_id": key,
            "position": position,
            "text": quote.text,
            "page": quote.page,
            "alias": quote.alias,
            "note": quote.note,
        }


def _write_aliases(connection: Connection, dossier_id: int, items: Sequence[Keyed]) -> None:
    rows: list[Row] = [
        {"entry_id": key, "dossier_id": dossier_id, "name": name, "key": alias_key(name)}
        for key, draft in items
        for name in draft.aliases
    ]
    query = (
        select(schema.aliases.c.name, schema.entries.c.public_id)
        .join(schema.entries, schema.entries.c.id == schema.aliases.c.entry_id)
        .where(schema.aliases.c.dossier_id == dossier_id)
        .limit(1)
    )
    for part in in_parts(rows):
        taken = connection.execute(query.where(schema.aliases.c.key.in_([row["key"] for row in part]))).first()
        if taken is not None:
            raise BadInput(f"“{taken.name}” already names {taken.public_id}.", field="aliases")
    try:
        write_rows(connection, schema.aliases, rows)
    except IntegrityError as error:
        raise BadInput("One of these aliases was just given to another entry.", field="aliases") from error


def write_links(connection: Connection, items: Sequence[Keyed]) -> None:
    """Write the links of those entries. Raises `BadInput` when one leads nowhere, or to the entry itself."""
    named = {link.to for _, draft in items for link in draft.links}
    keys = keys_of(connection, named, deleted=True)  # a link outlives what it leads to
    write_rows(connection, schema.links, [row for key, draft in items for row in _link_rows(key, draft, keys)])


def _link_rows(key: int, draft: Draft, keys: dict[str, int]) -> Iterator[Row]:
    for position, link in enumerate(draft.links):
        if link.to not in keys:
            raise BadInput(f"There is no {link.to[:60]} to link to.", field="links")
        if keys[link.to] == key:
            raise BadInput("An entry cannot be linked to itself.", field="links")
        yield {
            "from_id": key,
            "rel": link.rel,
            "to_id": keys[link.to],
            "position": position,
            "basis": link.basis.value,
            "note": link.note,
        }
