"""Services over a store, with people who ask and a clock that is set by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.people import Asking, Identity, Operators, Person, Role
from bot.services import Services

if TYPE_CHECKING:
    from bot.domain.dossiers import Dossier
    from storage.engine import Store


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Desk:
    """Services, and who asks them: an editor unless told otherwise."""

    store: Store
    services: Services
    dossier: Dossier
    clock: Hands = field(default_factory=Hands)

    @classmethod
    def over(cls, store: Store, slug: str = "clearview") -> Desk:
        clock = Hands()
        with store.write() as tx:
            dossier = tx.dossiers.add(slug, slug.title(), clock.now)
        return cls(store, Services.over(store, clock, Operators()), dossier, clock)

    def asking(self, name: str = "eda", role: Role = Role.EDITOR, *, channel: str = "C1") -> Asking:
        return Asking(Person(Identity("T1", f"U-{name}"), role, name.title()), channel, self.dossier)

    def elsewhere(self, slug: str) -> Desk:
        """The same services, in another dossier."""
        with self.store.write() as tx:
            return replace(self, dossier=tx.dossiers.add(slug, slug.title(), self.clock.now))
