"""How the week of coverage compares with the last one, and what is still to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.people import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, tzinfo

    from bot.domain.dossiers import Dossier
    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store

    Counter = Callable[[int, datetime, datetime], tuple[tuple[str, int], ...]]

MOST_ROWS: Final = 8


@dataclass(frozen=True, slots=True)
class Row:
    """Something by its name, with how many items it has this week and had in the last."""

    name: str
    this: int
    last: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The most frequent, this week's first; `more` counts those that are left out."""

    rows: tuple[Row, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The weeks begin on Monday, where the coalition is: this one on `monday`, and it is not over yet.

    `total` counts what came in. `to_triage` counts what nobody has looked at, `owed` what the agency was asked about
    and has not said anything on; both whenever it came in.
    """

    dossier: Dossier
    monday: date
    total: Row
    outlets: Rows
    flags: Rows
    watches: Rows
    statuses: Rows
    to_triage: int
    owed: int


class BoardDesk:
    """The use case of the board. Days are those of the coalition's zone `tz`."""

    def __init__(self, store: Store, clock: Clock, tz: tzinfo) -> None:
        self._store = store
        self._clock = clock
        self._tz = tz

    def board(self, asking: Asking) -> Board:
        """The board of the place's dossier."""
        asking.person.must_be(Role.MEMBER, to="see the board")
        now = self._clock()
        today = now.astimezone(self._tz).date()
        monday = today - timedelta(days=today.weekday())
        start, before = self._midnight(monday), self._midnight(monday - timedelta(days=7))
        until, key = now + timedelta(seconds=1), asking.dossier.key
        with self._store.read() as tx:
            counts = tx.press_counts

            def rows(counter: Counter) -> Rows:
                return _compared(dict(counter(key, start, until)), dict(counter(key, before, start)))

            return Board(
                dossier=asking.dossier,
                monday=monday,
                total=Row("", counts.total(key, start, until), counts.total(key, before, start)),
                outlets=rows(counts.by_outlet),
                flags=rows(counts.by_flag),
                watches=rows(counts.by_watch),
                statuses=rows(counts.by_status),
                to_triage=counts.to_triage(key),
                owed=counts.responses_owed(key),
            )

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self._tz)


def _compared(this: dict[str, int], last: dict[str, int]) -> Rows:
    names = sorted({**this, **last}, key=lambda name: (-this.get(name, 0), -last.get(name, 0), name.casefold()))
    rows = tuple(Row(name, this.get(name, 0), last.get(name, 0)) for name in names)
    return Rows(rows[:MOST_ROWS], max(len(rows) - MOST_ROWS, 0))
