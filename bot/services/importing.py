"""Loading an entries file: all of it or nothing of it, with every problem named in one go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from bot import starter
from bot.domain.entries import Stamp, clean_line
from bot.domain.entries_file import EntriesFile, read_entries_file
from bot.domain.file_links import Names, link_problems, outside, with_ids
from bot.domain.kinds import KINDS, PRESS, Kind
from bot.domain.people import Identity
from bot.errors import BadFile
from bot.services.filing import put_on_file
from bot.services.press.adding import add_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.dossiers import Dossier
    from bot.services.clock import Clock
    from storage.bulk import Named
    from storage.engine import Store
    from storage.transaction import Transaction

DOOR = "import"
IMPORTER = Identity("", DOOR)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import added to which dossier, counted by kind. `already_there`: it was all there, nothing was done."""

    dossier: Dossier
    added: tuple[tuple[Kind, int], ...]
    already_there: bool = False


class _Rehearsed(Exception):
    """Ends the transaction of a dry run, which so leaves nothing behind."""

    def __init__(self, imported: Imported) -> None:
        super().__init__()
        self.imported = imported


class Importing:
    """Use cases that load entries files."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def holds_something(self) -> bool:
        """Whether there is a dossier."""
        with self._store.read() as tx:
            return tx.dossiers.oldest() is not None

    def load_starter(self, *, dry_run: bool = False) -> Imported:
        """Load the starter dossier, unless a dossier of its name is there already."""
        return self._load(read_entries_file(starter.read().encode()), dry_run=dry_run, once=True)

    def load(self, raw: bytes, *, dry_run: bool = False) -> Imported:
        """Load the entries file that `raw` holds; into the dossier that it names, made if it is not there.

        Raises `BadFile` with every problem, and then nothing is changed. So it is with `dry_run`, which does everything
        and takes it back, the public ids included.
        """
        return self._load(read_entries_file(raw), dry_run=dry_run, once=False)

    def _load(self, file: EntriesFile, *, dry_run: bool, once: bool) -> Imported:
        if file.problems:
            with self._store.read() as tx:
                _, _, problems = _compared(tx, file)
                raise _bad([*file.problems, *problems])
        try:
            with self._store.write() as tx:
                imported = self._import(tx, file, once=once)
                _end_rehearsal(imported, dry_run=dry_run)
        except _Rehearsed as rehearsed:
            return rehearsed.imported
        return imported

    def _import(self, tx: Transaction, file: EntriesFile, *, once: bool) -> Imported:
        tx.bulk.take_turn()
        dossier, names, problems = _compared(tx, file)
        if dossier is not None and once:
            return Imported(dossier, (), already_there=True)
        if problems:
            raise _bad(problems)
        now = self._clock()
        dossier = dossier or tx.dossiers.add(file.slug, file.name, now)
        drafts = [entry.draft for entry in file.entries if entry.draft is not None]
        ids = tx.bulk.next_ids([draft.kind for draft in drafts])
        items = [(public_id, with_ids(draft, names, ids)) for public_id, draft in zip(ids, drafts, strict=True)]

        def note_press(keys: tuple[int, ...]) -> None:
            for key, (_, draft) in zip(keys, items, strict=True):
                if draft.kind is PRESS:
                    add_copy(tx, dossier.key, key, draft, now)

        stamps = [Stamp(IMPORTER, now, DOOR)] * len(items)
        put_on_file(tx, dossier, items, stamps, batch=str(uuid4()), before_indexing=note_press)
        for term in file.glossary:
            tx.glossary.put(dossier.key, term)
        counts = Counter(draft.kind.name for draft in drafts)
        return Imported(dossier, tuple((kind, counts[kind.name]) for kind in KINDS if counts[kind.name]))


def _end_rehearsal(imported: Imported, *, dry_run: bool) -> None:
    if dry_run:
        raise _Rehearsed(imported)


def _bad(problems: list[str]) -> BadFile:
    """Text from the file is in the problems, so they are cleaned: a terminal obeys control characters."""
    return BadFile(tuple(map(clean_line, problems)))


def _compared(tx: Transaction, file: EntriesFile) -> tuple[Dossier | None, Names, list[str]]:
    """The file beside the store: its dossier if that is there, what its links mean, and what is wrong with either."""
    dossier = tx.dossiers.by_slug(file.slug)
    wanted = outside(file)
    key = dossier.key if dossier else None
    named = tx.bulk.named(wanted.aliases | (file.names.keys() if dossier else set()), key)
    on_file = {alias: entry.id for alias, entry in named.items() if alias in wanted.aliases}
    names = Names(file.names, on_file | tx.bulk.alive(wanted.ids))
    problems = list(link_problems(file, names))
    if dossier is not None:
        taken = {alias: entry for alias, entry in named.items() if entry.dossier_id == dossier.key}
        problems += [*_taken_aliases(file, taken), *_twins(tx, file, dossier)]
    return dossier, names, problems


def _taken_aliases(file: EntriesFile, taken: dict[str, Named]) -> Iterator[str]:
    for entry in file.entries:
        for alias in entry.aliases:
            if alias in taken:
                other = taken[alias]
                yield f"{entry.place}.aliases: “{alias}” names {other.id} “{other.title}” already."


def _twins(tx: Transaction, file: EntriesFile, dossier: Dossier) -> Iterator[str]:
    given = [(entry.place, entry.draft) for entry in file.entries if entry.draft is not None]
    for index, twin in tx.bulk.twins(dossier.key, [draft for _, draft in given]).items():
        yield f"{given[index][0]}: is like {twin.id} “{twin.title}”, which is on file already."
