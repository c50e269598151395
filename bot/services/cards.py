"""One entry in full, its neighbours in time, and its history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.dates import Distance, distance
from bot.domain.kinds import EVENT, PRESS
from bot.domain.people import Asking, Role
from bot.services.press.reading import item_of
from bot.services.reading import look_up

if TYPE_CHECKING:
    from bot.domain.entries import Entry, Line
    from bot.domain.history import Revision
    from bot.services.press.items import PressItem
    from storage.engine import Store
    from storage.entries import OnFile
    from storage.transaction import Transaction

HISTORY_PAGE = 8


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The event before or after, and how far away it is."""

    line: Line
    distance: Distance


@dataclass(frozen=True, slots=True)
class Card:
    """An entry with what its card shows beside it: for an event its neighbours, for a press item all about it.

    `may_edit` is for the one who asked.
    """

    entry: Entry
    may_edit: bool
    before: Neighbour | None = None
    after: Neighbour | None = None
    press: PressItem | None = None


@dataclass(frozen=True, slots=True)
class History:
    """One page of an entry's history, the newest step first. `page` counts from 0."""

    entry: Entry
    revisions: tuple[Revision, ...]
    page: int
    more: bool


class Cards:
    """Use cases that show one entry."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def card(self, asking: Asking, name: str) -> Card:
        """The card of the entry that `name` means: an id in any spelling, or an alias."""
        with self._store.read() as tx:
            return self._card(tx, asking, look_up(tx, asking, name))

    def _card(self, tx: Transaction, asking: Asking, on_file: OnFile) -> Card:
        entry = _seen_by(asking, on_file.entry)
        may_edit = asking.person.role >= Role.EDITOR
        if entry.kind is PRESS:
            return Card(entry, may_edit, press=item_of(tx, asking, replace(on_file, entry=entry)))
        if entry.kind is not EVENT or entry.date is None:
            return Card(entry, may_edit)
        keys = tx.timeline.neighbours(on_file.key, on_file.dossier_id)
        lines = {line.id: line for line in tx.entries.lines([key for key in keys if key is not None])}
        by_key = {found.key: found.entry.id for found in tx.entries.load([key for key in keys if key is not None])}
        before, after = (self._neighbour(entry, lines.get(by_key[key])) if key in by_key else None for key in keys)
        return Card(entry, may_edit, before, after)

    def _neighbour(self, entry: Entry, line: Line | None) -> Neighbour | None:
        if line is None or line.date is None or entry.date is None:
            return None
        return Neighbour(line, distance(entry.date, line.date))

    def history(self, asking: Asking, name: str, page: int = 0) -> History:
        """The steps that made an entry what it is."""
        asking.person.must_be(Role.MEMBER, to="see an entry's history")
        with self._store.read() as tx:
            on_file = look_up(tx, asking, name, deleted=True)
            found = tx.revisions.of(on_file.key, limit=HISTORY_PAGE + 1, offset=page * HISTORY_PAGE)
        return History(on_file.entry, found[:HISTORY_PAGE], page, more=len(found) > HISTORY_PAGE)


def _seen_by(asking: Asking, entry: Entry) -> Entry:
    """The entry without what it is linked to in dossiers that may not be read from here."""
    if asking.scope is None:
        return entry
    return replace(entry, linked=tuple(other for other in entry.linked if other.dossier == entry.dossier))
