"""The use cases. One public method is one transaction; it takes and returns frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from bot.services.cards import Cards
from bot.services.deliveries import Deliveries
from bot.services.entries import Entries
from bot.services.people import People
from bot.services.press.board import BoardDesk
from bot.services.press.press_log import PressLog
from bot.services.press.triage import Triage
from bot.services.search import Search
from bot.services.status import StatusDesk
from bot.services.timeline import Timeline

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.domain.people import Operators
    from bot.services.clock import Clock
    from storage.engine import Store


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case, as handlers and commands are given them."""

    board: BoardDesk
    cards: Cards
    deliveries: Deliveries
    entries: Entries
    people: People
    press: PressLog
    search: Search
    status: StatusDesk
    timeline: Timeline
    triage: Triage

    @classmethod
    def over(cls, store: Store, clock: Clock, operators: Operators, tz: tzinfo = UTC) -> Services:
        """The use cases over one store, one clock and the operator's people; days begin in the zone `tz`."""
        return cls(
            board=BoardDesk(store, clock, tz),
            cards=Cards(store),
            deliveries=Deliveries(store, clock),
            entries=Entries(store, clock, tz),
            people=People(store, clock, operators),
            press=PressLog(store, clock, tz),
            search=Search(store, clock),
            status=StatusDesk(store, clock),
            timeline=Timeline(store, clock),
            triage=Triage(store, clock, tz),
        )
