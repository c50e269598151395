"""How long a search takes in the store: `python -m benchmarks.search [--runs N]` over the database of DATABASE_URL.

Fill it first with `python -m benchmarks.fill`. Each query is the whole use case, one transaction: candidates, order,
the page's entries, and the counts among the other kinds. Words of each class are drawn by a seed, so no query is
answered from a memory of itself alone.
"""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figures, table
from benchmarks.vocabulary import COUNTS, SHARES, words
from bot.domain.kinds import RECORD
from bot.domain.people import Asking, Identity, Operators, Person, Role
from bot.services import Services
from bot.settings import load
from storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TARGET_MS: Final = 50.0
SEED: Final = 7
NOW: Final = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Class:
    """A class of queries, and how one of them is drawn."""

    name: str
    draw: Callable[[Random], str]


def _used(draw: Random, first: int, last: int) -> str:
    """A word whose rank among the most used lies between these."""
    return words()[draw.randrange(first, last)]


def _term(draw: Random, least: float, most: float) -> str:
    return draw.choice([term for term, share in SHARES.items() if least <= share < most and " " not in term])


def _rare(draw: Random) -> str:
    return draw.choice([*COUNTS, _used(draw, 45_000, 50_000)])


def _phrase(draw: Random) -> str:
    several = [term for term in (*SHARES, *COUNTS) if " " in term and "’" not in term]
    return f'"{draw.choice(several)}"'


def _dated(draw: Random) -> str:
    when = draw.choice(["date:2019", "date:2019-06..2020-03", "before:2015", "after:2022-06", "date:June 2020"])
    return f"{draw.choice([_term(draw, 0.1, 1), _used(draw, 100, 2_000), _rare(draw)])} {when}"


CLASSES: Final = (
    Class("rare", _rare),
    Class("common", lambda draw: _term(draw, 0.1, 1.0)),
    Class("phrase", _phrase),
    Class("two words", lambda draw: f"{_term(draw, 0.1, 1.0)} {_used(draw, 100, 3_000)}"),
    Class("prefix", lambda draw: f"{draw.choice([_term(draw, 0.1, 1.0), _used(draw, 200, 20_000)])[:5].lower()}*"),
    Class("date-filtered", _dated),
)


def measure(services: Services, asking: Asking, runs: int) -> dict[str, Figures]:
    """Milliseconds a query, by class, each query drawn anew; a first round that warms the caches is not counted."""
    found: dict[str, Figures] = {}
    for one in CLASSES:
        draw = Random(SEED)
        took = []
        for run in range(runs + runs // 5):
            text = one.draw(draw)
            start = time.perf_counter()
            services.search.find(asking, text, kinds=(RECORD,))
            if run >= runs // 5:
                took.append((time.perf_counter() - start) * 1_000)
        found[one.name] = Figures(tuple(took))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 where a class misses the target."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--runs", type=int, default=100, metavar="N", help="queries of each class (default 100)")
    given = parser.parse_args(argv)
    store = Store.open(load().database_url)
    try:
        services = Services.over(store, lambda: NOW, Operators())
        with store.read() as tx:
            dossier = tx.dossiers.oldest()
        if dossier is None:
            print("The database is empty. Fill it with: python -m benchmarks.fill --entries 1000000", file=sys.stderr)
            return 1
        asking = Asking(Person(Identity("T1", "U1"), Role.MEMBER), "C1", dossier)
        entries = sum(count for _, count in services.status.status(asking).counts)
        found = measure(services, asking, given.runs)
    finally:
        store.close()
    print(f"{entries:,} entries on {store.engine.dialect.name}, {given.runs} queries a class, milliseconds a query")
    print(table(found))
    return 0 if all(figures.percentile(95) <= TARGET_MS for figures in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
