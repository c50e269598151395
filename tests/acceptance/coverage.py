"""Coverage in the house: items that feeds brought, and their cards in the press channel."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.people import Operators
from bot.domain.press.notice import NewNotice, NoticeKind
from bot.services import Services
from storage.engine import Store
from tests.acceptance.house import NOW, House, open_house
from tests.integration.services.coverage import Newsroom
from tests.integration.services.people import Desk, Hands

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from workspace import Message

CHANNEL = "general"


@dataclass
class PressRoom:
    """A running house whose press channel is #general, and what happens beside it in the same database."""

    house: House
    room: Newsroom

    async def card(self, name: str) -> Message:
        """The item's card, once it is posted."""
        await self.told(NoticeKind.PRESS_CARD, f"card:{name}:", entry=name)
        return await self.message(f"{name} · ")

    async def told(self, kind: NoticeKind, dedupe: str, *, entry: str = "", **facts: Any) -> None:
        """Have the program say something that another process wrote."""
        key = self.room.key(entry) if entry else None
        about: Mapping[str, object] = {"entry": key, **facts} if entry else facts
        with self.room.desk.store.write() as tx:
            tx.notices.add([NewNotice(kind, dedupe, entry_id=key, facts=about)], NOW)
        store = self.house.process._store
        assert store is not None
        store.on_news()  # the next tick would find it too

    async def message(self, words: str) -> Message:
        """The message in the press channel that says this, once it is there."""

        def look() -> Message | None:
            return next((one for one in self.house.slack.messages(CHANNEL) if words in one.rendered), None)

        return await self.house.slack.world.journal.until(look, within=5.0, awaited=f"“{words}” in the press channel")


@asynccontextmanager
async def open_press_room(database_url: str, **more: str) -> AsyncIterator[PressRoom]:
    """The house with a press channel, over the starter dossier."""
    store = Store.open(database_url)
    with store.read() as tx:
        dossier = tx.dossiers.oldest()
    assert dossier is not None
    clock = Hands(NOW)
    desk = Desk(store, Services.over(store, clock, Operators()), dossier, clock)
    try:
        async with open_house(database_url, PAPERTRAIL_PRESS_CHANNEL=f"#{CHANNEL}", **more) as house:
            yield PressRoom(house, Newsroom(desk))
    finally:
        store.close()
