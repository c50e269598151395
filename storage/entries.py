"""Entries: their rows read and written as values.

Writing replaces what hangs on an entry (tags, aliases, quotations, links) as a whole: an entry has few of each, and a
revision holds the content before and after, so nothing is lost by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, delete, func, literal, select, update

from bot.domain.entries import Draft, Entry, Line, Stamp
from bot.domain.ids import PublicId, alias_key
from bot.domain.kinds import BY_NAME, KINDS, Kind
from storage import schema, statements
from storage.entry_details import details_of, lines_of, linked_to
from storage.entry_writing import content_columns, entry_columns, take_numbers, write_details, write_links
from storage.rows import stamp_columns, to_dating, to_public_id, to_stamp
from storage.search.index import CAP, Found
from storage.twins import twins_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.dossiers import Dossier


@dataclass(frozen=True, slots=True)
class OnFile:
    """An entry with the store's own keys."""

    key: int
    dossier_id: int
    entry: Entry


class Entries:
    """Queries on entries of every kind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- reading ----------------------------------------------------------------------------------------------

    def by_id(self, public_id: PublicId, *, deleted: bool = False) -> OnFile | None:
        """The entry with that public id; deleted ones only when asked for."""
        return self._one(statements.ANY_BY_ID if deleted else statements.BY_ID, {"public_id": str(public_id)})

    def by_alias(self, alias: str, dossier_id: int | None) -> OnFile | None:
        """The entry with that alias, in `dossier_id` or, when None, in the oldest dossier that has it."""
        query = (
            select(schema.entries.c.id)
            .join(schema.aliases, schema.aliases.c.entry_id == schema.entries.c.id)
            .where(schema.aliases.c.key == alias_key(alias), statements.ALIVE)
            .order_by(schema.entries.c.dossier_id)
            .limit(1)
        )
        if dossier_id is not None:
            query = query.where(schema.entries.c.dossier_id == dossier_id)
        return self._one(query)

    def _one(self, query: Select[int], parameters: Mapping[str, Any] | None = None) -> OnFile | None:
        key = self._connection.execute(query, parameters).scalar()
        return None if key is None else self.load([key])[0]

    def load(self, keys: Sequence[int]) -> tuple[OnFile, ...]:
        """The entries with those keys, whole, in that order."""
        whole = self._connection.execute(statements.WHOLE, {"keys": keys}).mappings()
        rows = {row["id"]: row for row in whole}
        details = details_of(self._connection, [(key, row["kind"]) for key, row in rows.items()])
        links = linked_to(self._connection, list(rows))
        found = []
        for key in keys:
            if key not in rows:
                continue
            row, detail = rows[key], details[key]
            content = Draft(
                kind=BY_NAME[row["kind"]],
                title=row["title"],
                body=row["body"],
                date=to_dating(row),
                tags=detail.tags,
                aliases=detail.aliases,
                quotes=detail.quotes,
                fields=detail.fields,
                links=detail.links,
            )
            entry = Entry(
                id=to_public_id(row["public_id"]),
                dossier=row["slug"],
                content=content,
                version=row["version"],
                created=to_stamp("created", row),
                changed=to_stamp("changed", row),
                deleted_because=row["deleted_because"],
                linked=links.get(key, ()),
            )
            found.append(OnFile(key, row["dossier_id"], entry))
        return tuple(found)

    def held(self, keys: Sequence[int]) -> tuple[OnFile, ...]:
        """The same, kept from being changed by anybody else until the transaction ends.

        Taken in the order of their keys, so that two who want the same entries never wait for each other in a circle.
        SQLite lets one transaction write at a time anyway.
        """
        rows = select(schema.entries.c.id).where(schema.entries.c.id.in_(keys)).order_by(schema.entries.c.id)
        self._connection.execute(rows.with_for_update())
        return self.load(keys)

    def lines(self, keys: Sequence[int]) -> tuple[Line, ...]:
        """The entries with those keys as a list shows them, in that order."""
        return lines_of(self._connection, keys)

    def latest(self, dossier_id: int | None, kinds: Sequence[Kind], *, limit: int, offset: int) -> Found:
        """Keys of the entries added last, with their count up to the cap of a search."""
        where = [statements.ALIVE]
        if len(kinds) < len(KINDS):
            where.append(schema.entries.c.kind.in_([kind.name for kind in kinds]))
        if dossier_id is not None:
            where.append(schema.entries.c.dossier_id == dossier_id)
        some = select(literal(1)).select_from(schema.entries).where(*where).limit(CAP).subquery()
        total = self._connection.execute(select(func.count()).select_from(some)).scalar_one()
        page = select(schema.entries.c.id).where(*where).order_by(schema.entries.c.id.desc())
        keys = self._connection.execute(page.limit(limit).offset(offset)).scalars()
        return Found(tuple(keys), total, total == CAP)

    def like(self, draft: Draft, dossier_id: int) -> OnFile | None:
        """An entry of the same kind with the same title and date, or the same address."""
        twin = twins_of(self._connection, dossier_id, [draft]).get(0)
        return None if twin is None else self.load([twin])[0]

    def known_tags(self, beginning: str, limit: int) -> tuple[str, ...]:
        """Tags in use that begin with those letters, the most used first."""
        pattern = alias_key(beginning).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        rows = self._connection.execute(
            select(func.min(schema.tags.c.name))
            .where(schema.tags.c.key.like(pattern, escape="\\"))
            .group_by(schema.tags.c.key)
            .order_by(func.count().desc(), schema.tags.c.key)
            .limit(limit)
        )
        return tuple(rows.scalars())

    # -- writing ----------------------------------------------------------------------------------------------

    def next_id(self, kind: Kind) -> PublicId:
        """The next public id of that kind. The counter's row is locked until the transaction ends."""
        return take_numbers(self._connection, kind, 1)[0]

    def insert(self, public_id: PublicId, dossier: Dossier, draft: Draft, stamp: Stamp) -> int:
        """A new entry at version 1; returns its key."""
        row = entry_columns(public_id, dossier, draft, stamp)
        insert = schema.entries.insert().values(row).returning(schema.entries.c.id)
        key: int = self._connection.execute(insert).scalar_one()
        write_details(self._connection, dossier.key, [(key, draft)])
        write_links(self._connection, [(key, draft)])
        return key

    def rewrite(self, on_file: OnFile, draft: Draft, stamp: Stamp, *, deleted_because: str | None = None) -> bool:
        """Replace the content and count the version up. False, and nothing done, if the version has moved on."""
        changed = self._connection.execute(
            update(schema.entries)
            .where(schema.entries.c.id == on_file.key, schema.entries.c.version == on_file.entry.version)
            .values(
                version=on_file.entry.version + 1,
                deleted_because=deleted_because,
                **content_columns(draft),
                **stamp_columns("changed", stamp),
            )
        ).rowcount
        if not changed:
            return False
        for table in (schema.tags, schema.aliases, schema.quotations, schema.kind_tables[draft.kind.name]):
            self._connection.execute(delete(table).where(table.c.entry_id == on_file.key))
        self._connection.execute(delete(schema.links).where(schema.links.c.from_id == on_file.key))
        items = [(on_file.key, draft)]
        write_details(self._connection, on_file.dossier_id, items, named=deleted_because is None)
        write_links(self._connection, items)
        return True
