"""The use cases. One public method is one transaction; it takes and returns frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from bot.services.archiving import Archiving
from bot.services.cards import Cards
from bot.services.deliveries import Deliveries
from bot.services.entries import Entries
from bot.services.feeds import Feeds
from bot.services.notices import Notices
from bot.services.people import People
from bot.services.polling import Polling
from bot.services.press.board import BoardDesk
from bot.services.press.press_log import PressLog
from bot.services.press.triage import Triage
from bot.services.search import Search
from bot.services.status import StatusDesk
from bot.services.timeline import Timeline
from bot.services.watches import Watches

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from bot.domain.people import Operators
    from bot.services.clock import Clock
    from storage.engine import Store


@dataclass(frozen=True, slots=True)
class Services:
    """Every use case, as handlers and commands are given them."""

    archiving: Archiving
    board: BoardDesk
    cards: Cards
    deliveries: Deliveries
    entries: Entries
    feeds: Feeds
    notices: Notices
    people: People
    polling: Polling
    press: PressLog
    search: Search
    status: StatusDesk
    timeline: Timeline
    triage: Triage
    watches: Watches

    @classmethod
    def over(
        cls,
        store: Store,
        clock: Clock,
        operators: Operators,
        tz: tzinfo = UTC,
        *,
        exempt: Callable[[str], bool] = lambda _: False,
        archives: bool = False,
    ) -> Services:
        """The use cases over one store, one clock and the operator's people; days begin in the zone `tz`.

        `exempt` tells of a host (`name:port`) whether its feeds may be asked without a pause; `archives`, whether what
        is logged is to be saved to an archive.
        """
        return cls(
            archiving=Archiving(store, clock),
            board=BoardDesk(store, clock, tz),
            cards=Cards(store),
            deliveries=Deliveries(store, clock),
            entries=Entries(store, clock, tz),
            feeds=Feeds(store, clock),
            notices=Notices(store, clock),
            people=People(store, clock, operators),
            polling=Polling(store, clock, tz, exempt, archives=archives),
            press=PressLog(store, clock, tz),
            search=Search(store, clock),
            status=StatusDesk(store, clock),
            timeline=Timeline(store, clock),
            triage=Triage(store, clock, tz),
            watches=Watches(store, clock, tz),
        )
