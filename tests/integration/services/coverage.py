"""A desk with coverage: a feed, a watch, items that were logged, and cards of them in a channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.domain.press.address import canonical_key, canonical_url
from bot.domain.press.feed import FeedDraft
from bot.domain.press.identity import keys_of
from bot.domain.press.item import NewItem, ParsedItem
from bot.domain.press.notice import NewNotice, NoticeKind
from bot.domain.press.posted import Posted
from bot.domain.press.watch import Hit, Match, Place
from bot.services.coverage import Headlines, log_arrivals
from bot.services.gathering import Arrival
from bot.services.stamping import stamp_of
from storage.press_schema import notices, watches
from storage.rows import stamp_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.people import Asking
    from bot.domain.press.feed import Feed
    from bot.services.press.items import PressItem
    from tests.integration.services.people import Desk

ZONE = ZoneInfo("America/New_York")
CLEARVIEW = (Hit("Clearview", Place.TITLE),)


@dataclass
class Newsroom:
    """Press items as feeds bring them, over a desk."""

    desk: Desk
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def asking(self) -> Asking:
        return self.desk.asking()

    def feed(self, outlet: str = "Vox", flags: Sequence[str] = ()) -> Feed:
        draft = FeedDraft(
            self.desk.dossier.key, f"https://{outlet.lower().replace(' ', '')}.example/rss", outlet, flags=tuple(flags)
        )
        with self.desk.store.write() as tx:
            return tx.feeds.add(draft, stamp_of(self.asking, self.desk.clock()))

    def watch(self, name: str = "Face search", flags: Sequence[str] = ()) -> int:
        stamp = stamp_of(self.asking, self.desk.clock())
        values = {
            "dossier_id": self.desk.dossier.key,
            "name": name,
            "query": name.lower(),
            "flags": list(flags),
            "alert": "now",
            "version": 1,
            **stamp_columns("added", stamp),
            **stamp_columns("changed", stamp),
        }
        with self.desk.store.write() as tx:
            row = tx.connection.execute(watches.insert().values(values).returning(watches.c.id))
            return int(row.scalar_one())

    def bring(self, feed: Feed, title: str, *, watch: int = 0, url: str = "", **more: Any) -> str:
        """A feed brings an item that is logged; returns its public id, or that of the story that it is a copy of."""
        number, now = next(self.numbers), self.desk.clock()
        url = url or f"https://{feed.host.partition(':')[0]}/story-{number}"
        parsed = ParsedItem(guid=f"guid-{number}", url=url, title=title, summary=str(more.get("summary", "")))
        item = NewItem(
            keys=keys_of(parsed, now),
            guid=parsed.guid,
            url=url,
            canonical=canonical_url(url),
            title=title,
            summary=parsed.summary,
            author="",
            source="",
            published=more.get("published"),
            seen=now,
        )
        assert item.keys.url == canonical_key(url)
        matches = (Match(watch, more.get("hits", CLEARVIEW)),) if watch else ()
        with self.desk.store.write() as tx:
            (item_id,) = tx.items.add(feed.id, [item], now)
            arrival, headlines = Arrival(feed, item_id, item, matches), Headlines(tx, now)
            (logged,) = log_arrivals(tx, self.desk.dossier, [arrival], headlines, now, ZONE).values()
            return str(tx.entries.load([logged.entry])[0].entry.id)

    def post(self, name: str, *, channel: str = "C-PRESS", ts: str = "1.1") -> Posted:
        """The item's card stands in a channel."""
        posted = Posted(channel, ts)
        with self.desk.store.write() as tx:
            key = self.key(name)
            tx.notices.add([NewNotice(NoticeKind.PRESS_CARD, f"card:{key}:{channel}", entry_id=key)], self.desk.clock())
            kinds = {NoticeKind.PRESS_CARD}
            for one in tx.notices.claim(self.desk.clock(), limit=9, lease=timedelta(minutes=1), kinds=kinds):
                tx.notices.delivered(one.id, one.token, posted, self.desk.clock())
        return posted

    def key(self, name: str) -> int:
        with self.desk.store.read() as tx:
            found = tx.connection.exec_driver_sql(f"SELECT id FROM entries WHERE public_id = '{name}'")  # noqa: S608
            return int(found.scalar_one())

    def item(self, name: str) -> PressItem:
        return self.desk.services.press.item(self.asking, name)

    def told(self, kind: NoticeKind = NoticeKind.CARD_UPDATE) -> list[str]:
        """The public ids that waiting notices of that kind are about, in order."""
        with self.desk.store.read() as tx:
            rows = tx.connection.execute(notices.select().where(notices.c.kind == kind.value).order_by(notices.c.id))
            keys = [row.entry_id for row in rows]
            return [str(tx.entries.load([key])[0].entry.id) for key in keys]
