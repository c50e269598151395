"""What waits in the outbox is said once, wherever it is interrupted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from bot.domain.entries import Stamp
from bot.domain.people import Identity
from bot.domain.press.feed import FeedDraft
from bot.domain.press.notice import NewNotice, NoticeKind
from bot.errors import Unavailable
from bot.services.notices import LEASE
from handlers.telling import FIRST_PAUSE, MOST_TRIES
from tests.unit.handlers.desk import NOW, Desk
from tests.unit.handlers.network import Answer, refused

if TYPE_CHECKING:
    from storage.engine import Store

POST = "chat.postMessage"


@dataclass
class Outbox:
    """A desk with a feed of which things are told, at a time that the test moves."""

    store: Store
    channel: str = "C-PRESS"
    now: datetime = NOW
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        self.desk = Desk(self.store, press_channel=self.channel, clock=lambda: self.now)
        with self.store.write() as tx:
            draft = FeedDraft(self.desk.first.key, "https://vox.example/rss", outlet="Vox")
            self.feed = tx.feeds.add(draft, Stamp(Identity("T1", "UEDA"), NOW))

    def write(self, name: str = "first", channel: str = "") -> None:
        """Something is to be told."""
        facts = {"feed": self.feed.id, "items": 30, "logged": 4}
        with self.store.write() as tx:
            tx.notices.add([NewNotice(NoticeKind.FIRST_FETCH, name, channel=channel, facts=facts)], self.now)

    async def tell(self) -> None:
        await self.desk.front.teller.tell()

    def posts(self) -> list[dict[str, Any]]:
        return self.desk.network.sent(POST)

    def states(self) -> list[tuple[str, str]]:
        with self.store.read() as tx:
            rows = tx.connection.exec_driver_sql("SELECT state, last_error FROM notices ORDER BY id")
            return [(row[0], row[1]) for row in rows]


@pytest.fixture
def outbox(store: Store) -> Outbox:
    return Outbox(store)


async def test_what_waits_is_said_in_order_and_noted_as_said(outbox: Outbox) -> None:
    outbox.write("one")
    outbox.write("two", channel="C-OTHER")
    await outbox.tell()
    await outbox.tell()
    assert [post["channel"] for post in outbox.posts()] == ["C-PRESS", "C-OTHER"]
    assert "30 items, of which 4 went into the log" in outbox.posts()[0]["text"]
    assert outbox.states() == [("delivered", ""), ("delivered", "")]


async def test_what_was_posted_by_a_process_that_died_is_found_and_not_posted_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox.write()
    notices = outbox.desk.services.notices

    def dies(*_: object) -> bool:
        raise Unavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(type(notices), "delivered", dies)
        await outbox.tell()
    (posted,) = outbox.posts()
    history = {"messages": [{"ts": "7.1", "metadata": posted["metadata"]}]}
    outbox.desk.network.script["conversations.history"] = [Answer({"ok": True, **history})]
    outbox.now += LEASE - timedelta(seconds=1)
    await outbox.tell()
    assert len(outbox.posts()) == 1
    assert outbox.states() == [("waiting", "")]
    outbox.now += timedelta(seconds=2)
    await outbox.tell()
    assert len(outbox.posts()) == 1
    assert outbox.states() == [("delivered", "")]


async def test_a_lost_answer_does_not_post_twice(outbox: Outbox) -> None:
    outbox.write()
    outbox.desk.network.script[POST] = [Answer(lost=aiohttp.ServerDisconnectedError())]

    def history(_: dict[str, Any]) -> Answer:
        return Answer({"ok": True, "messages": [{"ts": "7.1", "metadata": outbox.posts()[0]["metadata"]}]})

    outbox.desk.network.script["conversations.history"] = [history]
    await outbox.tell()
    assert len(outbox.posts()) == 1
    assert outbox.states() == [("delivered", "")]


async def test_a_channel_is_posted_to_by_its_id(store: Store) -> None:
    outbox = Outbox(store, "#press")
    channels = [{"id": "C1", "name": "general"}, {"id": "C9", "name": "press"}]
    pages = [
        Answer({"ok": True, "channels": channels[:1], "response_metadata": {"next_cursor": "x"}}),
        Answer({"ok": True, "channels": channels[1:]}),
    ]
    outbox.desk.network.script["conversations.list"] = [*pages]
    outbox.write("one")
    outbox.write("two")
    await outbox.tell()
    assert [post["channel"] for post in outbox.posts()] == ["C9", "C9"]
    assert len(outbox.desk.network.sent("conversations.list")) == 2


async def test_without_a_channel_nothing_is_said_and_nothing_is_kept_for_later(store: Store) -> None:
    outbox = Outbox(store, "")
    outbox.write()
    await outbox.tell()
    assert (outbox.posts(), outbox.states()) == ([], [("dropped", "no channel")])


async def test_what_slack_refuses_is_tried_again_after_growing_pauses_and_given_up_in_the_end(outbox: Outbox) -> None:
    outbox.write()
    outbox.desk.network.script[POST] = [refused("not_in_channel")] * MOST_TRIES
    await outbox.tell()
    assert outbox.states() == [("waiting", "not_in_channel")]
    await outbox.tell()
    assert len(outbox.posts()) == 1
    outbox.now += FIRST_PAUSE
    await outbox.tell()
    assert len(outbox.posts()) == 2
    for _ in range(MOST_TRIES):
        outbox.now += timedelta(hours=2)
        await outbox.tell()
    assert len(outbox.posts()) == MOST_TRIES
    assert outbox.states() == [("dropped", "not_in_channel")]


async def test_one_that_cannot_be_said_keeps_no_other_from_being_said(outbox: Outbox) -> None:
    outbox.write("one", channel="C-GONE")
    outbox.write("two")
    outbox.desk.network.script[POST] = [refused("channel_not_found")]
    await outbox.tell()
    assert outbox.states() == [("waiting", "channel_not_found"), ("delivered", "")]


async def test_what_nobody_foresaw_is_logged_and_dropped(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("handlers.views.notices.rendered", broken)
    outbox.write()
    await outbox.tell()
    assert outbox.states() == [("dropped", "fault")]
    assert "notice_not_rendered" in caplog.text


async def test_what_is_about_something_that_is_gone_is_passed_over(outbox: Outbox) -> None:
    with outbox.store.write() as tx:
        tx.notices.add([NewNotice(NoticeKind.FIRST_FETCH, "gone", facts={"feed": 999})], outbox.now)
    await outbox.tell()
    assert (outbox.posts(), outbox.states()) == ([], [("delivered", "")])
