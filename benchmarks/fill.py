"""Fill the database of DATABASE_URL with plausible entries: `python -m benchmarks.fill --entries N [--seed S]`.

The same seed on an empty database gives the same entries. They are written as an import writes them.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from benchmarks.index_aside import index_aside
from benchmarks.plausible import Maker, glossary
from benchmarks.vocabulary import rare_places
from bot.domain.entries import Stamp
from bot.domain.kinds import KINDS, Kind
from bot.errors import PaperTrailError, WrongSettings
from bot.services.filing import put_on_file
from bot.services.importing import DOOR, IMPORTER
from bot.settings import load
from storage.engine import Store
from storage.migrate import is_current, upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.dossiers import Dossier
    from storage.transaction import Transaction

BATCH: Final = 10_000
NOW: Final = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)  # made up like everything else, so that nothing depends on today


@dataclass(frozen=True, slots=True)
class Filled:
    """What was added, by kind, and to which dossier."""

    dossier: Dossier
    added: tuple[tuple[Kind, int], ...]


def fill(store: Store, entries: int, seed: int, progress: Callable[[int], None] = lambda done: None) -> Filled:
    """Add so many entries to the oldest dossier, made with a vocabulary where there is none.

    Each batch is one transaction. `progress` is told how many are on file after each.
    """
    with store.write() as tx:
        dossier = tx.dossiers.oldest() or _new_dossier(tx)
    with index_aside(store.engine):
        return Filled(dossier, _written(store, dossier, entries, seed, progress))


def _written(
    store: Store, dossier: Dossier, entries: int, seed: int, progress: Callable[[int], None]
) -> tuple[tuple[Kind, int], ...]:
    maker, rare, known = Maker(seed), rare_places(seed, entries), list[str]()
    counts: Counter[str] = Counter()
    for start in range(0, entries, BATCH):
        places = range(start, min(start + BATCH, entries))
        with store.write() as tx:
            ids = tx.bulk.next_ids(maker.kinds(len(places)))
            items = []
            for place, public_id in zip(places, ids, strict=True):
                items.append((public_id, maker.entry(public_id, rare.get(place, ()), known)))
                known.append(str(public_id))
            put_on_file(
                tx, dossier, items, [Stamp(IMPORTER, NOW, DOOR)] * len(items), batch=str(UUID(int=maker.batch_id()))
            )
        counts.update(public_id.kind.name for public_id in ids)
        progress(places.stop)
    return tuple((kind, counts[kind.name]) for kind in KINDS)


def _new_dossier(tx: Transaction) -> Dossier:
    dossier = tx.dossiers.add("filled", "A filled dossier", NOW)
    for term in glossary():
        tx.glossary.put(dossier.key, term)
    return dossier


def main(argv: Sequence[str] | None = None) -> int:
    """Fill, and say what was done; returns the exit status as `papertrail` does."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fill", description=__doc__)
    parser.add_argument("--entries", type=_count, required=True, metavar="N", help="how many to add")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed gives other entries (default 1)")
    given = parser.parse_args(argv)
    try:
        database_url = load().database_url
        if not is_current(database_url):
            upgrade(database_url)
        _fill_and_tell(database_url, given.entries, given.seed)
    except PaperTrailError as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, WrongSettings) else 1
    return 0


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return count


def _fill_and_tell(database_url: str, entries: int, seed: int) -> None:
    store = Store.open(database_url)
    started = time.perf_counter()
    try:
        filled = fill(store, entries, seed, _progress_on(sys.stderr.isatty(), entries))
    finally:
        store.close()
    took = time.perf_counter() - started
    counts = ", ".join(f"{count:,} {kind.plural}" for kind, count in filled.added if count)
    print(f"Added to “{filled.dossier.name}”: {counts}.")
    print(f"{entries:,} entries in {took:.1f} s: {entries / took:,.0f} a second.")


def _progress_on(terminal: bool, entries: int) -> Callable[[int], None]:
    def show(done: int) -> None:
        end = "\n" if done == entries else ""
        print(f"\r{done:,} of {entries:,}", end=end, file=sys.stderr, flush=True)

    return show if terminal else lambda done: None


if __name__ == "__main__":
    sys.exit(main())
