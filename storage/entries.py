"""Entries: their rows read and written as values.

Writing replaces what hangs on an entry (tags, aliases, quotations, links) as a whole: an entry has few of each, and a
revision holds the content before and after, so nothing is lost by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.entries import Draft, Entry, Line, LinkDraft, Quote, Stamp, likeness
from bot.domain.ids import PublicId, alias_key
from bot.domain.kinds import BY_NAME, FieldType, Kind
from bot.errors import BadInput
from storage import schema
from storage.entry_details import details_of, lines_of, linked_to
from storage.rows import date_columns, stamp_columns, to_dating, to_public_id, to_stamp
from storage.upsert import insert_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.dossiers import Dossier


@dataclass(frozen=True, slots=True)
class OnFile:
    """An entry with the store's own keys."""

    key: int
    dossier_id: int
    entry: Entry


_ALIVE: ColumnElement[bool] = schema.entries.c.deleted_because.is_(None)


class Entries:
    """Queries on entries of every kind."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # -- reading ----------------------------------------------------------------------------------------------

    def by_id(self, public_id: PublicId, *, deleted: bool = False) -> OnFile | None:
        """The entry with that public id; deleted ones only when asked for."""
        query = select(schema.entries.c.id).where(schema.entries.c.public_id == str(public_id))
        return self._one(query if deleted else query.where(_ALIVE))

    def by_alias(self, alias: str, dossier_id: int | None) -> OnFile | None:
        """The entry with that alias, in `dossier_id` or, when None, in the oldest dossier that has it."""
        query = (
            select(schema.entries.c.id)
            .join(schema.aliases, schema.aliases.c.entry_id == schema.entries.c.id)
            .where(schema.aliases.c.key == alias_key(alias), _ALIVE)
            .order_by(schema.entries.c.dossier_id)
            .limit(1)
        )
        if dossier_id is not None:
            query = query.where(schema.entries.c.dossier_id == dossier_id)
        return self._one(query)

    def _one(self, query: Select[tuple[int]]) -> OnFile | None:
        key = self._connection.execute(query).scalar()
        return None if key is None else self.load([key])[0]

    def load(self, keys: Sequence[int]) -> tuple[OnFile, ...]:
        """The entries with those keys, whole, in that order."""
        rows = {
            row["id"]: row
            for row in self._connection.execute(
                select(schema.entries, schema.dossiers.c.slug)
                .join(schema.dossiers, schema.dossiers.c.id == schema.entries.c.dossier_id)
                .where(schema.entries.c.id.in_(keys))
            ).mappings()
        }
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

    def lines(self, keys: Sequence[int]) -> tuple[Line, ...]:
        """The entries with those keys as a list shows them, in that order."""
        return lines_of(self._connection, keys)

    def latest(
        self, dossier_id: int | None, kinds: Sequence[Kind], *, limit: int, offset: int
    ) -> tuple[tuple[int, ...], int]:
        """Keys of the entries added last, and how many there are in all."""
        where = [_ALIVE, schema.entries.c.kind.in_([kind.name for kind in kinds])]
        if dossier_id is not None:
            where.append(schema.entries.c.dossier_id == dossier_id)
        total = self._connection.execute(select(func.count()).select_from(schema.entries).where(*where)).scalar_one()
        keys = self._connection.execute(
            select(schema.entries.c.id).where(*where).order_by(schema.entries.c.id.desc()).limit(limit).offset(offset)
        ).scalars()
        return tuple(keys), total

    def like(self, draft: Draft, dossier_id: int, *, apart_from: int | None = None) -> OnFile | None:
        """An entry of the same kind with the same title and date, or the same address."""
        rows = self._connection.execute(
            select(schema.entries.c.id).where(
                schema.entries.c.likeness == likeness(draft.title, draft.date),
                schema.entries.c.kind == draft.kind.name,
                schema.entries.c.dossier_id == dossier_id,
                _ALIVE,
            )
        ).scalars()
        keys = [key for key in rows if key != apart_from]
        if not keys:
            keys = [key for key in self._with_address(draft, dossier_id) if key != apart_from]
        return self.load(keys[:1])[0] if keys else None

    def _with_address(self, draft: Draft, dossier_id: int) -> list[int]:
        table = schema.kind_tables[draft.kind.name]
        addresses = [
            table.c[field.name] == draft.fields[field.name]
            for field in draft.kind.fields
            if field.type is FieldType.URL and field.name in draft.fields
        ]
        if not addresses:
            return []
        query = select(schema.entries.c.id).join(table, table.c.entry_id == schema.entries.c.id)
        return list(
            self._connection.execute(
                query.where(*addresses, schema.entries.c.dossier_id == dossier_id, _ALIVE)
            ).scalars()
        )

    def keys_of(self, public_ids: Iterable[str], *, deleted: bool = False) -> dict[str, int]:
        """The keys of those public ids that are on file; of deleted ones only when asked for."""
        query = select(schema.entries.c.public_id, schema.entries.c.id).where(
            schema.entries.c.public_id.in_(list(public_ids))
        )
        rows = self._connection.execute(query if deleted else query.where(_ALIVE))
        return dict(rows.tuples().all())

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
        counter = schema.public_numbers
        statement = insert_for(self._connection)(counter).values(prefix=kind.prefix, last=1)
        counted = statement.on_conflict_do_update(index_elements=["prefix"], set_={"last": counter.c.last + 1})
        return PublicId(kind.prefix, self._connection.execute(counted.returning(counter.c.last)).scalar_one())

    def insert(self, public_id: PublicId, dossier: Dossier, draft: Draft, stamp: Stamp) -> int:
        """A new entry at version 1; returns its key."""
        key = self._connection.execute(
            schema.entries.insert()
            .values(
                public_id=str(public_id),
                kind=draft.kind.name,
                dossier_id=dossier.key,
                version=1,
                **_content_columns(draft),
                **stamp_columns("created", stamp),
                **stamp_columns("changed", stamp),
            )
            .returning(schema.entries.c.id)
        ).scalar_one()
        self._hang_on(key, dossier.key, draft)
        return key

    def rewrite(self, on_file: OnFile, draft: Draft, stamp: Stamp, *, deleted_because: str | None = None) -> bool:
        """Replace the content and count the version up. False, and nothing done, if the version has moved on."""
        changed = self._connection.execute(
            update(schema.entries)
            .where(schema.entries.c.id == on_file.key, schema.entries.c.version == on_file.entry.version)
            .values(
                version=on_file.entry.version + 1,
                deleted_because=deleted_because,
                **_content_columns(draft),
                **stamp_columns("changed", stamp),
            )
        ).rowcount
        if not changed:
            return False
        for table in (schema.tags, schema.aliases, schema.quotations, schema.kind_tables[draft.kind.name]):
            self._connection.execute(delete(table).where(table.c.entry_id == on_file.key))
        self._connection.execute(delete(schema.links).where(schema.links.c.from_id == on_file.key))
        self._hang_on(on_file.key, on_file.dossier_id, draft, named=deleted_because is None)
        return True

    def _hang_on(self, key: int, dossier_id: int, draft: Draft, *, named: bool = True) -> None:
        run = self._connection.execute
        run(schema.kind_tables[draft.kind.name].insert().values(entry_id=key, **draft.fields))
        if draft.tags:
            run(
                schema.tags.insert(),
                [
                    {"entry_id": key, "key": alias_key(tag), "position": position, "name": tag}
                    for position, tag in enumerate(draft.tags)
                ],
            )
        if draft.aliases and named:
            self._add_aliases(key, dossier_id, draft.aliases)
        if draft.quotes:
            run(
                schema.quotations.insert(),
                [_quote_columns(key, position, quote) for position, quote in enumerate(draft.quotes)],
            )
        if draft.links:
            self._add_links(key, draft.links)

    def _add_aliases(self, key: int, dossier_id: int, names: tuple[str, ...]) -> None:
        rows = [{"entry_id": key, "dossier_id": dossier_id, "name": name, "key": alias_key(name)} for name in names]
        taken = self._connection.execute(
            select(schema.aliases.c.name).where(
                schema.aliases.c.dossier_id == dossier_id,
                schema.aliases.c.key.in_([row["key"] for row in rows]),
            )
        ).scalar()
        if taken is not None:
            raise BadInput(f"“{taken}” already names another entry in this dossier.", field="aliases")
        try:
            self._connection.execute(schema.aliases.insert(), rows)
        except IntegrityError as error:
            raise BadInput("One of these aliases was just given to another entry.", field="aliases") from error

    def _add_links(self, key: int, drafts: tuple[LinkDraft, ...]) -> None:
        keys = self.keys_of((link.to for link in drafts), deleted=True)  # a link outlives what it leads to
        rows: list[dict[str, Any]] = []
        for position, link in enumerate(drafts):
            if link.to not in keys:
                raise BadInput(f"There is no {link.to[:60]} to link to.", field="links")
            if keys[link.to] == key:
                raise BadInput("An entry cannot be linked to itself.", field="links")
            rows.append(
                {
                    "from_id": key,
                    "rel": link.rel,
                    "to_id": keys[link.to],
                    "position": position,
                    "basis": link.basis.value,
                    "note": link.note,
                }
            )
        self._connection.execute(schema.links.insert(), rows)


def _content_columns(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "body": draft.body,
        "likeness": likeness(draft.title, draft.date),
        **date_columns(draft.date),
    }


def _quote_columns(key: int, position: int, quote: Quote) -> dict[str, Any]:
    return {
        "entry_id": key,
        "position": position,
        "text": quote.text,
        "page": quote.page,
        "alias": quote.alias,
        "note": quote.note,
    }
