"""What a poll brings, keeps and tells, from the socket to the store."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.press.feed import FeedLog, FeedState
from bot.services.importing import Importing
from tests.feed_server import Reply, redirect, reply
from tests.integration.polling.conftest import NOW
from tests.integration.polling.documents import item, numbered, rss

if TYPE_CHECKING:
    from tests.integration.polling.conftest import Desk

DAY = timedelta(days=1)


async def test_a_first_fetch_logs_what_it_holds_and_tells_it_in_one_line(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 30))))
    feed = desk.add("/feed")
    tally = await desk.poller.poll_due()
    assert (tally.feeds, tally.items, tally.logged, tally.failed) == (1, 30, 30, [])
    assert len(desk.titles()) == 30
    assert desk.notices() == [("feed_first", "")]
    now = desk.feed(feed)
    assert (now.title, now.seen, now.parsed_at, now.trouble) == ("Vox", 30, NOW, None)


async def test_a_new_item_is_logged_and_told_once_however_often_it_is_polled(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 3))))
    desk.add("/feed")
    await desk.poller.poll_due()
    desk.server.on("/feed", reply(rss(numbered(2, 4))))
    for _ in range(3):
        desk.pass_time(DAY)
        await desk.poller.poll_due()
    assert desk.titles() == [f"Clearview story {number}" for number in (1, 2, 3, 4)]
    assert desk.notices() == [("feed_first", ""), ("press_card", "")]


async def test_with_a_watch_only_what_matches_is_logged_and_the_rest_is_kept_raw(desk: Desk) -> None:
    desk.watch("clearview", channel="#watch")
    desk.server.on("/feed", reply(rss([*numbered(1, 2), item("Sports", link="https://www.vox.com/s")])))
    desk.add("/feed")
    tally = await desk.poller.poll_due()
    assert (tally.items, tally.logged) == (3, 2)
    assert desk.titles() == ["Clearview story 1", "Clearview story 2"]
    desk.server.on("/feed", reply(rss([item("CLEARVIEW again", link="https://www.vox.com/c")])))
    desk.pass_time(DAY)
    await desk.poller.poll_due()
    assert desk.notices() == [("feed_first", ""), ("press_card", "#watch")]


async def test_a_feed_that_logs_everything_does_so_beside_a_watch(desk: Desk) -> None:
    desk.watch("nothing of the kind")
    desk.server.on("/feed", reply(rss(numbered(1, 2))))
    desk.add("/feed", log=FeedLog.EVERYTHING)
    assert (await desk.poller.poll_due()).logged == 2


async def test_more_than_twenty_matches_are_told_in_one_message(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 1))))
    desk.add("/feed")
    await desk.poller.poll_due()
    desk.server.on("/feed", reply(rss(numbered(2, 22))))
    desk.pass_time(DAY)
    assert (await desk.poller.poll_due()).logged == 21
    assert desk.notices() == [("feed_first", ""), ("feed_flood", "")]


async def test_copies_of_one_story_stand_under_one_item(desk: Desk) -> None:
    story = "https://www.vox.com/2026/clearview?utm_source=rss"
    desk.server.on("/vox", reply(rss([item("ICE buys Clearview", link=story, guid="1")])))
    desk.server.on(
        "/wire", reply(rss([item("ICE buys it", link=f"{story}&utm_medium=x", guid="w1")], title="The Wire"))
    )
    desk.add("/vox")
    desk.add("/wire")
    await desk.poller.poll_due()
    assert len(desk.titles()) == 1
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        assert [copy.outlet for copy in tx.press.copies_of([key])[key]] in (["Vox", "The Wire"], ["The Wire", "Vox"])


async def test_an_unchanged_feed_is_asked_with_its_validators_and_not_read_again(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 2)), etag='"1"', last_modified="Tue, 24 Nov 2026 09:00:00 GMT"))
    feed = desk.add("/feed")
    await desk.poller.poll_due()
    desk.pass_time(timedelta(hours=2))
    tally = await desk.poller.poll_due()
    assert (tally.unchanged, tally.items) == (1, 0)
    asked = desk.server.asked[-1].headers
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"1"', "Tue, 24 Nov 2026 09:00:00 GMT")
    assert desk.feed(feed).parsed_at == NOW


async def test_a_server_that_lies_about_change_is_asked_in_full_once_a_day(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 1)), etag='"always"'))
    desk.add("/feed")
    await desk.poller.poll_due()
    desk.server.on("/feed", reply(rss(numbered(1, 2)), etag='"always"'))
    desk.pass_time(timedelta(hours=23))
    assert (await desk.poller.poll_due()).items == 0
    desk.pass_time(timedelta(hours=23))
    assert (await desk.poller.poll_due()).items == 1


async def test_a_failing_feed_hinders_no_other_and_is_named_with_its_reason(desk: Desk) -> None:
    desk.server.on("/bad", Reply(500))
    desk.server.on("/page", reply(b"<!doctype html><html><head><title>Vox</title></head></html>", kind="text/html"))
    desk.server.on("/good", reply(rss(numbered(1, 2))))
    bad, page, _ = desk.add("/bad"), desk.add("/page"), desk.add("/good")
    tally = await desk.poller.poll_due()
    assert tally.items == 2
    assert {feed.id for feed, _ in tally.failed} == {bad.id, page.id}
    assert "500" in {feed.id: reason for feed, reason in tally.failed}[bad.id]
    trouble = desk.feed(bad).trouble
    assert trouble is not None
    assert (trouble.since, trouble.weight) == (NOW, 0.5)


async def test_a_feed_that_fails_for_a_day_is_told_once_and_once_that_it_recovered(desk: Desk) -> None:
    desk.server.on("/feed", Reply(503))
    feed = desk.add("/feed")
    for _ in range(60):
        await desk.poller.poll_due()
        desk.pass_time(timedelta(hours=1))
    assert desk.notices() == [("feed_failing", "")]
    desk.server.on("/feed", reply(rss([])))
    desk.pass_time(DAY)
    await desk.poller.poll_due()
    assert desk.notices() == [("feed_failing", ""), ("feed_recovered", ""), ("feed_first", "")]
    assert desk.feed(feed).trouble is None


async def test_gone_twice_retires_a_feed_and_says_so(desk: Desk) -> None:
    desk.server.on("/feed", Reply(410))
    feed = desk.add("/feed")
    for _ in range(3):
        await desk.poller.poll_due()
        desk.pass_time(DAY)
    assert desk.server.count("/feed") == 2
    assert desk.feed(feed).state is FeedState.RETIRED
    assert desk.notices() == [("feed_retired", "")]


async def test_a_permanent_move_is_followed_at_once_and_kept_at_the_third_sighting(desk: Desk) -> None:
    desk.server.on("/old", redirect("/new", 301))
    desk.server.on("/new", reply(rss(numbered(1, 1))))
    feed = desk.add("/old")
    for sighting in range(1, 5):
        await desk.poller.poll_due()
        assert desk.feed(feed).url == desk.server.url("/old" if sighting < 3 else "/new")
        desk.pass_time(DAY)
    assert ("feed_moved", "") in desk.notices()
    assert desk.server.count("/old") == 3


async def test_what_a_server_asks_for_holds_even_when_everything_is_polled(desk: Desk) -> None:
    desk.server.on("/feed", Reply(429, {"Retry-After": "3600"}))
    feed = desk.add("/feed")
    await desk.poller.poll_due()
    assert desk.feed(feed).not_before == NOW + timedelta(hours=1)
    desk.pass_time(timedelta(minutes=59))
    assert (await desk.poller.poll_all(everything=True)).feeds == 0
    desk.pass_time(timedelta(minutes=2))
    assert (await desk.poller.poll_all(everything=True)).feeds == 1


async def test_everything_takes_feeds_that_are_not_due_each_once(desk: Desk) -> None:
    desk.server.on("/a", reply(rss(numbered(1, 1))))
    desk.server.on("/b", Reply(500))
    desk.add("/a")
    desk.add("/b")
    await desk.poller.poll_due()
    desk.pass_time(timedelta(seconds=1))
    assert (await desk.poller.poll_due()).feeds == 0
    tally = await desk.poller.poll_all(everything=True)
    assert (tally.feeds, desk.server.count("/a"), desk.server.count("/b")) == (2, 2, 2)


async def test_one_feed_is_polled_at_once_and_says_what_it_brought(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 2))))
    feed = desk.add("/feed")
    polled = await desk.poller.poll_one(feed.id)
    assert polled is not None
    assert (polled.items, polled.first, polled.dropped) == (2, True, False)
    assert desk.polling.claim(10) == ()


async def test_what_was_paused_while_it_was_asked_is_not_written(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 2))))
    feed = desk.add("/feed")
    (claimed,) = desk.polling.claim(1)
    outcome = await desk.poller.ask(claimed.feed)
    desk.feeds.pause(desk.asking, str(feed.id), "too loud")
    from bot.services.polling import Polled

    (stored,) = await desk.poller.store([Polled(claimed, outcome)])
    assert stored.dropped
    assert desk.titles() == []
    assert desk.feed(feed).state is FeedState.PAUSED


async def test_default_flags_and_the_outlet_of_a_feed_stand_on_what_it_brings(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss(numbered(1, 1))))
    desk.add("/feed", outlet="Vox Media", flags=("First Amendment",))
    await desk.poller.poll_due()
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        content = tx.entries.load([key])[0].entry.content
    assert (content.tags, content.fields["outlet"], content.fields["status"]) == (
        ("First Amendment",),
        "Vox Media",
        "new",
    )


async def test_a_day_is_the_one_that_the_feed_wrote_and_what_has_none_counts_from_when_it_was_seen(desk: Desk) -> None:
    late = "<pubDate>Mon, 23 Nov 2026 23:30:00 -0500</pubDate>"
    far = "<pubDate>Fri, 01 Jan 2099 00:00:00 GMT</pubDate>"
    items = [item("Late", guid="1", more=late), item("Far", guid="2", more=far), item("None", guid="3")]
    desk.server.on("/feed", reply(rss(items)))
    desk.add("/feed")
    await desk.poller.poll_due()
    with desk.store.read() as tx:
        keys = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press' ORDER BY id").scalars().all()
        dates = {one.entry.title: one.entry.date for one in tx.entries.load(list(keys))}
    said = {title: (date.edtf, date.basis.value) for title, date in dates.items() if date}
    assert said == {
        "Late": ("2026-11-23", "stated"),
        "Far": ("2026-11-24", "derived"),
        "None": ("2026-11-24", "derived"),
    }


async def test_a_story_that_came_from_a_file_is_not_logged_a_second_time(desk: Desk) -> None:
    story = "https://www.vox.com/2026/clearview"
    entry = {"kind": "press", "title": "Clearview, explained", "fields": {"url": story, "outlet": "Vox"}}
    dossier = {"slug": desk.dossier.slug, "name": desk.dossier.name}
    file = {"format": "paper-trail/1", "dossier": dossier, "entries": [entry]}
    Importing(desk.store, lambda: NOW).load(json.dumps(file).encode())
    desk.server.on("/feed", reply(rss([item("Explained: Clearview", link=f"{story}?utm_source=rss", guid="1")])))
    desk.add("/feed")
    tally = await desk.poller.poll_due()
    assert (tally.items, tally.logged) == (1, 1)
    assert desk.titles() == ["Clearview, explained"]


async def test_a_name_in_a_feed_reaches_the_card_as_it_was_written(desk: Desk) -> None:
    watch = desk.watch('"Clearview AI" NEAR/8 court')
    text = "The court heard that <b>Clearview AI</b> searches were not logged."
    desk.server.on("/feed", reply(rss([item("Searches", link="https://www.vox.com/1", text=text)])))
    desk.add("/feed")
    await desk.poller.poll_due()
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        (match,) = tx.press.matches_of([key])[key]
    assert match.watch_id == watch.id
    assert {(hit.words, hit.place.value) for hit in match.hits} == {("Clearview AI", "text"), ("court", "text")}
