"""How the house stands: what is on file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.kinds import KINDS, Kind

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.dossiers import Dossier
    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store


@dataclass(frozen=True, slots=True)
class Status:
    """The dossier of the place, how many entries of each kind it holds, and when this was looked up."""

    dossier: Dossier
    counts: tuple[tuple[Kind, int], ...]
    at: datetime


class StatusDesk:
    """Use cases that say how things stand."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def status(self, asking: Asking) -> Status:
        """What is on file in the dossier of the place."""
        with self._store.read() as tx:
            counts = tx.dossiers.counts(asking.dossier.key)
        return Status(asking.dossier, tuple((kind, counts.get(kind.name, 0)) for kind in KINDS), self._clock())
