"""Many entries at once: asked about and written with a few statements each, however many there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, func, select

from bot.domain.kinds import BY_NAME
from storage import schema
from storage.entry_writing import (
    Keyed,
    entry_columns,
    keys_of,
    take_numbers,
    write_details,
    write_links,
)
from storage.parts import ENTRIES_IN_HAND, in_parts
from storage.row_writing import write_rows
from storage.rows import to_public_id
from storage.twins import twins_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.dossiers import Dossier
    from bot.domain.entries import Draft, Stamp
    from bot.domain.ids import PublicId
    from bot.domain.kinds import Kind

_TURN: Final = 0x7061_7065  # the number that PostgreSQL knows the turn by


@dataclass(frozen=True, slots=True)
class Named:
    """An entry on file, as much as it takes to point at it."""

    id: PublicId
    title: str
    dossier_id: int


class Bulk:
    """Questions and writes for many entries of one dossier."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take_turn(self) -> None:
        """Wait until no other transaction has the turn, and have it until this one ends.

        Then what two of them would both look for and both make, such as a dossier, is made once. SQLite lets one
        transaction write at a time anyway.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(_TURN)))

    def next_ids(self, kinds: Sequence[Kind]) -> tuple[PublicId, ...]:
        """The next public id for each of those kinds, in their order: one block of numbers a kind.

        Blocks are taken in the order of the kinds' declaration, so that two transactions never wait for each other's.
        """
        counts = Counter(kind.name for kind in kinds)
        taken = {name: take_numbers(self._connection, BY_NAME[name], counts[name]) for name in BY_NAME if counts[name]}
        blocks = {name: iter(block) for name, block in taken.items()}
        return tuple(next(blocks[kind.name]) for kind in kinds)

    def alive(self, public_ids: Iterable[str]) -> dict[str, PublicId]:
        """Those of the ids that are on file and not deleted, as values."""
        return {text: to_public_id(text) for text in keys_of(self._connection, public_ids)}

    def named(self, keys: Iterable[str], dossier_id: int | None) -> dict[str, Named]:
        """The entries with those aliases, given as `alias_key` makes them.

        Where several dossiers use one alias, it is the entry of `dossier_id`, else of the oldest dossier.
        """
        found: dict[str, Named] = {}
        query = (
            select(
                schema.aliases.c.key, schema.entries.c.public_id, schema.entries.c.title, schema.aliases.c.dossier_id
            )
            .join(schema.entries, schema.entries.c.id == schema.aliases.c.entry_id)
            .where(schema.entries.c.deleted_because.is_(None))
            .order_by(schema.aliases.c.dossier_id)
        )
        for part in in_parts(keys):
            rows = self._connection.execute(query.where(schema.aliases.c.key.in_(part)))
            for key, public_id, title, its_dossier in rows:
                if key not in found or its_dossier == dossier_id:
                    found[key] = Named(to_public_id(public_id), title, its_dossier)
        return found

    def twins(self, dossier_id: int, drafts: Sequence[Draft]) -> dict[int, Named]:
        """For each draft that has one, by its place: the entry on file that is probably the same."""
        twins = twins_of(self._connection, dossier_id, drafts)
        named: dict[int, Named] = {}
        query = select(schema.entries.c.id, schema.entries.c.public_id, schema.entries.c.title)
        for part in in_parts(set(twins.values())):
            for key, public_id, title in self._connection.execute(query.where(schema.entries.c.id.in_(part))):
                named[key] = Named(to_public_id(public_id), title, dossier_id)
        return {place: named[key] for place, key in twins.items()}

    def insert(
        self, dossier: Dossier, items: Sequence[tuple[PublicId, Draft]], stamps: Sequence[Stamp]
    ) -> tuple[int, ...]:
        """Write new entries at version 1, each with its stamp; returns their keys in order.

        Links may lead to any of the items.

        Raises `BadInput` when an alias names another entry, or a link leads nowhere.
        """
        keyed: list[Keyed] = []
        for part in in_parts(zip(items, stamps, strict=True), ENTRIES_IN_HAND):
            rows = [entry_columns(public_id, dossier, draft, stamp) for (public_id, draft), stamp in part]
            write_rows(self._connection, schema.entries, rows)
            keys = keys_of(self._connection, (row["public_id"] for row in rows))
            written = [(keys[str(public_id)], draft) for (public_id, draft), _ in part]
            write_details(self._connection, dossier.key, written)
            keyed += written
        for some in in_parts(keyed, ENTRIES_IN_HAND):
            write_links(self._connection, some)
        return tuple(key for key, _ in keyed)
