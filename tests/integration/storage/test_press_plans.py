"""How SQLite finds what the press desk asks for often: through indexes, never by reading a whole table."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from bot.domain.press.notice import NewNotice, NoticeKind
from bot.domain.press.watch import Match
from storage.press import NewCopy, NewMatch
from tests.integration.storage.newsroom import DAY, LEASE, NOW, Newsroom, item, press, watch
from tests.integration.storage.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.engine import Store

# PostgreSQL reads small tables whole, and rightly so.
pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)

READ_WHOLE = re.compile(r"SCAN (feeds|hosts|feed_leases|feed_items|notices|entries|press_\w+)(?!.*INDEX)")


@pytest.fixture
def room(store: Store) -> Newsroom:
    return Newsroom.in_store(store)


@contextmanager
def no_table_read_whole(store: Store) -> Iterator[None]:
    """Fails where a statement inside reads all of a table of the press desk."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH", "INSERT")):
            asked.append((statement, parameters[0] if many else parameters))

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(store.engine, "before_cursor_execute", note)
    assert asked
    with store.engine.connect() as connection:
        for statement, parameters in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            whole = [row.detail for row in plan if READ_WHOLE.search(row.detail)]
            assert not whole, f"{whole} in {statement}"


def test_claiming_and_storing_read_only_what_they_take(room: Newsroom) -> None:
    room.feeds("a.example", "a.example", "b.example")
    room.exempt = {"a.example:443"}
    with no_table_read_whole(room.store):
        claimed = room.claim()
        with room.store.write() as tx:
            tx.claims.renew(claimed, NOW + LEASE)
            tx.claims.held(claimed)
            tx.claims.give_back(claimed[2:], NOW)
            tx.feeds.store([room.result(one) for one in claimed[:2]], NOW)
        room.now += LEASE + timedelta(hours=1)
        room.claim()


def test_items_are_looked_up_by_their_keys(room: Newsroom) -> None:
    feed = room.feed("https://a.example/f")
    keys = [item(1).keys, item(2).keys]
    with no_table_read_whole(room.store), room.store.write() as tx:
        tx.items.add(feed.id, [item(1)], NOW)
        assert tx.items.known(feed.id, keys)
        tx.items.mark_listed(feed.id, keys, NOW + 2 * DAY)
        tx.items.prune(NOW)


def test_stories_and_the_board_are_found_by_index(room: Newsroom) -> None:
    (key,) = Shelf(room.store, room.dossier).put(press("Story"))
    feed, faces = room.feed("https://a.example/f"), watch(room, "faces")
    with no_table_read_whole(room.store), room.store.write() as tx:
        tx.press.add_copies(room.dossier.key, [NewCopy(key, feed.id, item(1), "Vox")])
        tx.press.add_matches([NewMatch(key, Match(faces, ()), NOW)])
        tx.press.copies_alike(room.dossier.key, canonical_keys=[1, 2], title_keys=[3], since=NOW)
        tx.press.recent_copies(room.dossier.key, NOW)
        tx.press.copies_of([key])
        tx.press.matches_of([key])
        tx.press.logged_by_feed([feed.id])
        tx.press.reindex([key])
        tx.press_counts.by_outlet(room.dossier.key, NOW, NOW + DAY)
        tx.press_counts.by_flag(room.dossier.key, NOW, NOW + DAY)
        tx.press_counts.by_watch(room.dossier.key, NOW, NOW + DAY)
        tx.press_counts.to_triage(room.dossier.key)
        tx.press_counts.responses_owed(room.dossier.key)


def test_notices_are_found_by_when_they_are_due(room: Newsroom) -> None:
    (key,) = Shelf(room.store, room.dossier).put(press("Story"))
    with no_table_read_whole(room.store), room.store.write() as tx:
        tx.notices.add([NewNotice(NoticeKind.PRESS_CARD, "card", entry_id=key)], NOW)
        (claimed,) = tx.notices.claim(NOW, limit=5, lease=LEASE)
        tx.notices.later(claimed.id, claimed.token, NOW + DAY, "")
        tx.notices.posted_for(key)
        tx.notices.waiting(NOW)
