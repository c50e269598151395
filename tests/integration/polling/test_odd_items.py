"""Feeds whose items are odd, through the whole poll: each gives what can be read of it, and no more than it should."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.gate import outgoing_message
from handlers.views.notices import rendered
from tests.feed_server import Reply, reply
from tests.integration.polling.conftest import NOW
from tests.integration.polling.documents import item, numbered, rss

if TYPE_CHECKING:
    from tests.integration.polling.conftest import Desk

DAY = timedelta(days=1)
MANY = 2_000  # items of a feed that are read at most
SOON_S = 20  # on a machine that is busy


async def test_a_wrong_charset_loses_at_most_the_letters_that_it_is_wrong_about(desk: Desk) -> None:
    story = [item("Caf\u00e9 Clearview \u2019 \u20ac", link="https://a.example/1", guid="1")]
    for name, said, really in [
        ("/said-ascii", "us-ascii", "utf-8"),
        ("/said-utf-8", "utf-8", "cp1252"),
        ("/said-nothing-of-the-kind", "x-no-such-charset", "utf-8"),
        ("/said-utf-16", "utf-16", "utf-8"),
    ]:
        body = rss(story).decode().replace('encoding="utf-8"', f'encoding="{said}"')
        desk.server.on(name, reply(body.encode(really), kind=f"text/xml; charset={said}"))
        desk.add(name)
    tally = await desk.poller.poll_due()
    assert (tally.feeds, tally.failed, tally.items) == (4, [], 4)
    assert desk.titles() == ["Caf\u00e9 Clearview \u2019 \u20ac"]


async def test_items_that_say_little_are_kept_with_what_they_say_and_those_that_say_nothing_are_not(
    desk: Desk,
) -> None:
    odd = [
        *("<item></item>", "<item><title> </title></item>", "<item><guid></guid><link/></item>", "<item>\0</item>"),
        "<item><description>Only a text</description></item>",
        "<item><link>https://a.example/only-a-link</link></item>",
        "<item><guid isPermaLink='false'>only-a-guid</guid></item>",
        "<item><title>Only a title</title></item>",
        "<item><pubDate>Tue, 24 Nov 2026 09:00:00 GMT</pubDate></item>",
    ]
    desk.server.on("/feed", reply(rss(odd)))
    feed = desk.add("/feed")
    for _ in range(2):
        await desk.poller.poll_all(everything=True)
        assert desk.feed(feed).trouble is None
        titles = ["Only a text", "https://a.example/only-a-link", "only-a-guid", "Only a title"]
        assert sorted(desk.titles()) == sorted(titles)
        desk.pass_time(DAY)


@pytest.mark.parametrize(
    "date",
    [
        *("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 May 2099 00:00:00 GMT", "0000-00-00T00:00:00Z", "yesterday"),
        *("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "Tue, 99 Foo 99999 99:99:99 +9999", "9" * 400),
    ],
)
async def test_a_date_that_cannot_be_is_replaced_by_the_day_on_which_it_was_seen(desk: Desk, date: str) -> None:
    dated = f"<pubDate>{date}</pubDate>"
    desk.server.on("/feed", reply(rss([item("Clearview", link="https://a.example/1", more=dated)])))
    feed = desk.add("/feed")
    assert (await desk.poller.poll_due()).logged == 1
    with desk.store.read() as tx:
        (key,) = tx.connection.exec_driver_sql("SELECT id FROM entries WHERE kind = 'press'").scalars()
        content = tx.entries.load([key])[0].entry.content
    assert "published" not in content.fields
    assert content.date is not None
    assert (content.date.edtf, content.date.text) == ("2026-11-24", "first seen 2026-11-24")
    assert desk.feed(feed).seen == 1


TITLES = [
    "<!channel> &lt;!here&gt; &amp;lt;@U123&amp;gt; <https://evil.example|look>",
    "*bold* _slanted_ ~struck~ `code` ``` > quoted",
    "T" * 5_000,
    "\U0001f600" * 5_000,
    "Z\u0335\u0336\u0337" * 1_500,
    "\u202eevil\u2066 \u200b\u2060",
    "a\0b\x1b[31m\x07c",
    "'; DROP TABLE feeds; --",
    "=HYPERLINK(1)",
    "[] () | ^ {{x}} %s %(x)s \\",
]


async def test_titles_that_mean_harm_are_logged_within_their_limits_and_shown_as_text(desk: Desk) -> None:
    desk.server.on("/feed", reply(rss([])))
    desk.add("/feed")
    await desk.poller.poll_due()
    hostile = [
        item(title, link=f"https://a.example/{number}|x>y", guid=title, text=f"{title} {number}")
        for number, title in enumerate(TITLES)
    ]
    desk.server.on("/feed", reply(rss(hostile)))
    desk.pass_time(DAY)
    assert (await desk.poller.poll_due()).logged == len(TITLES)
    assert max(map(len, desk.titles())) <= 1_000
    assert not [title for title in desk.titles() if "\0" in title or "\x1b" in title]
    telling = [one for one in desk.outbox().claim(50) if one.item is not None]
    assert len(telling) == len(TITLES)
    for one in telling:
        message = rendered(one)
        assert message is not None
        said = outgoing_message(message, strict=True)
        assert not [mark for mark in ("<!channel", "<!here", "<@U", "<https://evil") if mark in str(said)]


async def test_json_with_values_of_every_wrong_kind_gives_what_can_be_read_of_it(desk: Desk) -> None:
    body = (
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T\\u0000\\ud800", "items": ['
        b'{"id": "\\ud800x", "url": "https://a.example/\\ud800", "title": "Sur\\udfffrogate \\u0000",'
        b' "content_text": "te\\ud800xt", "authors": [{"name": "A\\ud800\\u0000"}]},'
        b'{"id": 5, "url": ["x"], "title": {"a": 1}, "content_text": null, "authors": "x", "tags": 1},'
        b'{"id": null, "title": "No id", "date_published": 1e999}, 7, null, "x", [],'
        b'{"id": true, "title": "True", "date_published": "9999-12-31T23:59:59-14:00"}]}'
    )
    desk.server.on("/feed", reply(body, kind="application/feed+json"))
    feed = desk.add("/feed")
    tally = await desk.poller.poll_due()
    assert (tally.failed, tally.items) == ([], 4)
    assert desk.titles() == ["Surrogate", "5", "No id", "True"]
    assert desk.feed(feed).title == "T"


WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Someday")


async def test_a_feed_that_asks_to_be_left_alone_for_ever_is_asked_again_within_a_day(desk: Desk) -> None:
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(-1, 30))
    days = "".join(f"<day>{day}</day>" for day in WEEK)
    head = f"<ttl>{'9' * 30}</ttl><skipHours>{hours}</skipHours><skipDays>{days}</skipDays>"
    headers = {"Cache-Control": f"max-age={'9' * 300}", "Expires": "Fri, 99 Foo 99999", "Retry-After": "9" * 300}
    desk.server.on("/feed", reply(rss(numbered(1, 1), head=head), headers=headers))
    desk.server.on("/busy", Reply(503, headers))
    feeds = desk.add("/feed"), desk.add("/busy")
    await desk.poller.poll_due()
    for feed in feeds:
        assert 0 < (desk.feed(feed).next_at - NOW).total_seconds() <= 24 * 3_600


async def test_two_thousand_items_of_one_title_are_stored_while_people_wait(desk: Desk) -> None:
    text = "Some words of the story and some more of them. " * 40
    same = [item("Brief", link=f"https://a.example/{n}", guid=f"{n}", text=f"{n} {text} {n}") for n in range(MANY)]
    desk.server.on("/feed", reply(rss(same)))
    desk.add("/feed")
    began = time.monotonic()
    tally = await desk.poller.poll_due()
    assert (tally.failed, tally.items) == ([], MANY)
    assert time.monotonic() - began < SOON_S


async def test_a_story_whose_guid_and_link_change_with_every_poll_is_one_story(desk: Desk) -> None:
    feed = None
    for poll in range(4):
        story = item(
            "Clearview",
            link=f"https://a.example/r?id={poll}",
            guid=f"{poll}",
            text="The same text.",
            at=datetime(2026, 11, 24, 9, tzinfo=UTC),
        )
        undated = item("Another", link=f"https://a.example/u?id={poll}", guid=f"u{poll}", text="Its own text.")
        desk.server.on("/feed", reply(rss([story, undated])))
        feed = feed or desk.add("/feed")
        await desk.poller.poll_all(everything=True)
        desk.pass_time(DAY)
    assert desk.titles() == ["Clearview", "Another"]
    assert desk.notices() == [("feed_first", "")]
