"""A dossier to put entries in, and to look through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.dates import from_edtf
from bot.domain.entries import Draft, Stamp
from bot.domain.kinds import RECORD, Kind
from bot.domain.people import Identity
from bot.domain.search import parse_query

if TYPE_CHECKING:
    from bot.domain.dossiers import Dossier
    from storage.engine import Store
    from storage.transaction import Transaction

TODAY = date(2026, 11, 24)
STAMP = Stamp(Identity("T1", "U1"), datetime(2026, 11, 24, tzinfo=UTC))
UNITS = {"HSI": ("HSI", "Homeland Security Investigations", "Cyber Crimes Center")}


@dataclass
class Shelf:
    """One dossier of a store."""

    store: Store
    dossier: Dossier

    @classmethod
    def in_store(cls, store: Store, slug: str = "one") -> Shelf:
        with store.write() as tx:
            return cls(store, tx.dossiers.add(slug, slug, STAMP.at))

    def put(self, *drafts: Draft) -> list[int]:
        with self.store.write() as tx:
            keys = [tx.entries.insert(tx.entries.next_id(one.kind), self.dossier, one, STAMP) for one in drafts]
            tx.search.put_many([(key, self.dossier.key, one) for key, one in zip(keys, drafts, strict=True)])
        return keys

    def find(self, text: str, *, kinds: tuple[str, ...] | None = None, here: bool = True) -> list[int]:
        with self.store.read() as tx:
            return list(self.look(tx, text, kinds=kinds, here=here))

    def look(self, tx: Transaction, text: str, *, kinds: tuple[str, ...] | None, here: bool) -> tuple[int, ...]:
        query = parse_query(text, today=TODAY)
        scope = self.dossier.key if here else None
        return tx.search.find(query, dossier_id=scope, kinds=kinds, units=UNITS, limit=1_000, offset=0).entry_ids

    def suggest(self, text: str, kinds: tuple[str, ...] | None = None) -> str | None:
        with self.store.read() as tx:
            query = parse_query(text, today=TODAY)
            mended = tx.search.suggest(query, dossier_id=self.dossier.key, kinds=kinds, units=UNITS)
            return mended.text if mended else None


def record(title: str, body: str = "", when: str = "", kind: Kind = RECORD, **more: Any) -> Draft:
    dating = from_edtf(when) if when else None
    return Draft(kind, title, body, dating, **more)
