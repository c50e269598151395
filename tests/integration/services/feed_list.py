"""Feeds on the list of a dossier, in health and in trouble, and people who act at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from bot.domain.press.feed import FailureKind, Feed, FeedDraft, FeedState, Trouble
from bot.errors import PaperTrailError
from storage.feed_rows import trouble_columns
from storage.press_schema import feeds as feed_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.integration.services.people import Desk

VOX = "https://www.vox.com/rss/index.xml"


def add(desk: Desk, url: str = VOX, *, dossier: str = "", **more: Any) -> Feed:
    """A feed on the list."""
    draft = FeedDraft(desk.dossier.key, url, **more)
    return desk.services.feeds.add(desk.asking(), draft, dossier=dossier)


def fail(desk: Desk, feed: Feed, reason: str = "the server answered 503") -> None:
    """Have a feed be in trouble."""
    trouble = Trouble(desk.clock.now, 1.0, FailureKind.SOFT, reason)
    with desk.store.write() as tx:
        tx.connection.execute(feed_rows.update().where(feed_rows.c.id == feed.id).values(**trouble_columns(trouble)))


def state(desk: Desk, feed: Feed) -> FeedState:
    with desk.store.read() as tx:
        found = tx.feeds.by_id(feed.id)
    assert found is not None
    return found.state


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each comes to when all are done at once: a result, or the error that people read."""

    def tried(work: Callable[[], object]) -> object:
        try:
            return work()
        except PaperTrailError as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(tried, works))
