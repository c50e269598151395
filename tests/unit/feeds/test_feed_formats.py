"""What is read from feeds of every kind."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.press.item import MAX_ITEM_TITLE, MAX_ITEMS, MAX_NAME, MAX_SUMMARY, MAX_URL, ParsedFeed, ParsedItem
from bot.feeds.parse import NotAFeed, parse
from tests.unit.feeds import sample_feeds
from tests.unit.feeds.sample_feeds import SAMPLES

URL = "https://feed.example/folder/feed.xml"
PACIFIC = timezone(timedelta(hours=-7))


def read(document: str) -> ParsedFeed:
    return parse(document.encode(), "application/xml", URL)


def item(content: str) -> ParsedItem:
    document = f"<rss xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item>{content}</item></channel></rss>"
    (found,) = read(document).items
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_of_feed_gives_its_stories(name: str) -> None:
    feed = read(SAMPLES[name])

    assert len(feed.items) == 2
    assert all(item.title and (item.guid or item.url) for item in feed.items)
    assert feed.title
    assert not feed.complaint
    assert not feed.cut


@pytest.mark.parametrize("name", [name for name in SAMPLES if name.startswith(("RSS", "Atom"))])
def test_a_feed_says_whose_it_is(name: str) -> None:
    feed = read(SAMPLES[name])

    assert feed.title == "The Record"
    assert feed.site.rstrip("/") == "https://record.example"
    assert [item.title for item in feed.items] == ["Judge rules against agency", "Second story"]


def test_an_item_of_rss_is_read_whole() -> None:
    first, second = read(sample_feeds.RSS_20).items

    assert first == ParsedItem(
        guid="https://record.example/?p=1",
        url="https://record.example/2026/10/judge/?utm_source=rss&utm_medium=rss",
        title="Judge rules against agency",
        summary="The court said “no”. It was clear.",
        author="Jane Doe",
        published=datetime(2026, 10, 6, 23, 30, tzinfo=PACIFIC),
        published_text="Tue, 06 Oct 2026 23:30:00 -0700",
    )
    assert second == ParsedItem(
        guid="https://record.example/2",
        url="https://record.example/2",
        title="Second story",
        summary="Only the whole text.",
        author="Joe Bloggs",
    )


def test_an_entry_of_atom_is_read_whole() -> None:
    first, second = read(sample_feeds.ATOM_10).items

    assert first == ParsedItem(
        guid="tag:record.example,2026:1",
        url="https://record.example/1",
        title="Judge rules against agency",
        summary="The court said 3 < 4. Clear.",
        author="Jane Doe, Joe Bloggs",
        published=datetime(2026, 10, 6, 23, 30, tzinfo=PACIFIC),
        published_text="2026-10-06T23:30:00-07:00",
    )
    assert second.summary == "Only the whole text."
    assert second.published == datetime(2026, 10, 5, tzinfo=UTC)


def test_an_item_of_rdf_has_its_address_as_guid() -> None:
    first, second = read(sample_feeds.RSS_10).items

    assert (first.guid, first.author, first.summary) == ("https://record.example/1", "Jane Doe", "One.")
    assert first.published == datetime(2026, 10, 6, 23, 30, tzinfo=PACIFIC)
    assert second.guid == "https://record.example/2"


def test_an_episode_without_a_page_leads_to_its_sound() -> None:
    second, first = read(sample_feeds.PODCAST).items

    assert (second.title, second.url) == ("Episode 2: Faces", "https://cdn.example/2.mp3")
    assert (second.author, second.summary) == ("Jane Doe", "About faces.")
    assert second.published == datetime(2026, 10, 6, 5, tzinfo=timezone(timedelta(hours=-5)))
    assert (first.url, first.summary) == ("https://record.example/pod/1", "The first.")


def test_google_news_names_the_outlet_once() -> None:
    first, second = read(sample_feeds.GOOGLE_NEWS).items

    assert (first.title, first.source) == ("Judge rules against agency", "The Record")
    assert (second.title, second.source) == ("Faces - a history", "The Post & Courier")
    assert first.summary == "Judge rules against agency The Record"


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("A story - Vox", "A story"),
        ("A story - Fox", "A story - Fox"),
        ("A story about Vox", "A story about Vox"),
        ("Vox", "Vox"),
    ],
)
def test_only_the_sources_own_name_is_taken_from_a_title(title: str, kept: str) -> None:
    assert item(f'<title>{title}</title><source url="https://vox.example">Vox</source>').title == kept


def test_google_alerts_are_unwrapped() -> None:
    first, second = read(sample_feeds.GOOGLE_ALERTS).items

    assert first.title == "Judge rules against Clearview's client"
    assert first.url == "https://record.example/1?a=b"
    assert (first.summary, first.author) == ("The Clearview case ...", "")
    assert second.url == "https://record.example/2"


def test_a_feedburner_link_gives_way_to_the_one_it_hides() -> None:
    space = 'xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"'
    found = item(f"<link>http://feedproxy.example/~r/1</link><f:origLink {space}>https://a.example/1</f:origLink>")

    assert found.url == "https://a.example/1"


def test_a_feed_with_odd_prefixes_is_read_by_its_namespaces() -> None:
    feed = read(
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:title>T</a:title>'
        '<a:entry><a:title>One</a:title><a:link href="/1"/></a:entry></a:feed>'
    )

    assert (feed.title, feed.items[0].title, feed.items[0].url) == ("T", "One", "https://feed.example/1")


def test_a_feed_in_a_namespace_of_its_own_is_still_one() -> None:
    feed = read('<rss xmlns="https://rss.example/made-up"><channel><item><title>One</title></item></channel></rss>')

    assert [item.title for item in feed.items] == ["One"]


def test_a_channel_in_a_namespace_of_its_own_is_still_one() -> None:
    feed = read('<rss><channel xmlns="https://rss.example/made-up"><item><title>One</title></item></channel></rss>')

    assert [item.title for item in feed.items] == ["One"]


def test_items_are_found_where_they_do_not_belong() -> None:
    feed = read("<rss><channel><title>T</title><items><item><title>One</title></item></items></channel></rss>")

    assert [item.title for item in feed.items] == ["One"]


def test_relative_links_are_resolved_against_the_documents_address() -> None:
    assert item("<link>../1?a=b</link>").url == "https://feed.example/1?a=b"
    assert item("<link>//other.example/1</link>").url == "https://other.example/1"


def test_the_base_that_a_document_names_counts() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/a/"><entry><title>One</title>'
        '<link href="1"/></entry><entry xml:base="b/"><title>Two</title><link href="2"/></entry></feed>'
    )

    assert [item.url for item in feed.items] == ["https://base.example/a/1", "https://base.example/a/b/2"]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)", "ftp://a.example/1", "file:///etc/passwd", "mailto:jane@a.example", "http://", "http:///1",
        "http://[::1", "https://a.example:99999/", f"https://a.example/{'1' * MAX_URL}", "data:text/html,x",
    ],
)  # fmt: skip
def test_only_addresses_on_the_web_are_kept(link: str) -> None:
    assert item(f"<title>One</title><link>{link}</link>").url == ""


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://a.example/1 2", "https://a.example/1%202"),
        ("HTTPS://A.example/1", "HTTPS://A.example/1"),
        ("\n https://a.example/1\n", "https://a.example/1"),
        ("https://a.example/?a=1&amp;amp;b=2", "https://a.example/?a=1&b=2"),
        ("https://a.example/ü", "https://a.example/ü"),
        ("http://[2001:db8::1]/1", "http://[2001:db8::1]/1"),
    ],
)
def test_links_are_kept_as_they_are(link: str, kept: str) -> None:
    assert item(f"<link>{link}</link>").url.lower() == kept.lower()


@pytest.mark.parametrize(
    ("guid", "url"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1"),
        ('<guid isPermaLink="false">https://a.example/1</guid>', ""),
        ("<guid>1234</guid>", ""),
        ("<guid>https://a.example/1</guid><link>https://a.example/2</link>", "https://a.example/2"),
    ],
)
def test_a_guid_is_an_address_where_it_says_so_and_there_is_no_other(guid: str, url: str) -> None:
    assert item(guid).url == url


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("jane@a.example (Jane Doe)", "Jane Doe"),
        ("Jane Doe &lt;jane@a.example&gt;", "Jane Doe"),
        ("jane@a.example", "jane@a.example"),
        ("Jane @ home", "Jane @ home"),
        ("Jane &amp;amp; Joe", "Jane & Joe"),
    ],
)
def test_an_author_is_a_name_rather_than_an_address(written: str, name: str) -> None:
    assert item(f"<title>One</title><author>{written}</author>").author == name


def test_an_author_named_twice_is_named_once() -> None:
    authors = (
        "<title>One</title><author>Jane</author><dc:creator>Jane</dc:creator><dc:creator>Joe</dc:creator><dc:creator/>"
    )

    assert item(authors).author == "Jane, Joe"


def test_an_author_without_a_name_is_an_address_or_nobody() -> None:
    def author(inner: str) -> str:
        entry = f"<entry><title>One</title><author>{inner}</author></entry>"
        return read(f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>').items[0].author

    assert author("<name></name><email>jane@a.example</email>") == "jane@a.example"
    assert author("<name></name><uri>https://jane.example</uri>") == ""


def test_each_part_is_within_its_limit() -> None:
    long = "word " * 6_000
    found = item(
        f"<title>{long[:5_000]}</title><description>{long}</description><author>{long}</author><guid>{long}</guid>"
        f'<source url="https://a.example">{long}</source><pubDate>{long}</pubDate>'
    )

    assert len(found.title) == MAX_ITEM_TITLE
    assert found.title.endswith("…")
    assert MAX_SUMMARY - 1 <= len(found.summary) <= MAX_SUMMARY
    assert max(len(found.author), len(found.source)) <= MAX_NAME
    assert 0 < len(found.guid) <= MAX_URL
    assert (found.published, len(found.published_text) <= 100) == (None, True)


def test_of_a_text_without_end_the_beginning_is_kept_and_what_follows_is_read() -> None:
    long = f"<item><title>One</title><description>{'word ' * 200_000}</description></item>"
    first, second = read(f"<rss><channel>{long}<item><title>Two</title></item></channel></rss>").items

    assert first.summary.startswith("word word")
    assert (len(first.summary), second.title) == (MAX_SUMMARY, "Two")


def test_items_beyond_the_limit_are_cut_off() -> None:
    items = "".join(f"<item><title>{number}</title></item>" for number in range(MAX_ITEMS + 1))
    feed = read(f"<rss><channel>{items}</channel></rss>")

    assert len(feed.items) == MAX_ITEMS
    assert feed.cut
    assert not read(f"<rss><channel>{items.replace('<item><title>0</title></item>', '')}</channel></rss>").cut


def test_an_item_with_nothing_in_it_is_left_out() -> None:
    feed = read(
        "<rss><channel><item/><item><pubDate>2026-10-06</pubDate></item><item><title>1</title></item></channel></rss>"
    )

    assert [item.title for item in feed.items] == ["1"]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("<title>One</title>", ParsedItem(title="One")),
        ("<link>https://a.example/1</link>", ParsedItem(url="https://a.example/1")),
        ("<guid isPermaLink='false'>1</guid>", ParsedItem(guid="1")),
        ("<description>Text</description>", ParsedItem(summary="Text")),
    ],
)
def test_an_item_may_have_but_one_part(content: str, found: ParsedItem) -> None:
    assert item(content) == found


def test_pictures_and_what_else_is_no_text_are_passed_over() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>One</title><content type="image/png">iVBO</content>'
        '</entry><entry><title>Two</title><content mode="base64">aGVsbG8=</content></entry>'
        '<entry><title>Three</title><content type="text/plain">Text</content></entry></feed>'
    )

    assert [item.summary for item in feed.items] == ["", "", "Text"]


def test_the_picture_of_a_channel_does_not_name_it() -> None:
    assert read("<rss><channel><image><title>Logo</title></image><title>T</title></channel></rss>").title == "T"


def test_what_stands_behind_the_end_does_not_matter() -> None:
    feed = read("<rss><channel><item><title>One</title></item></channel></rss>\n<p>Served & cached in 3 ms")

    assert ([item.title for item in feed.items], feed.complaint) == (["One"], "")


def json_feed(**parts: object) -> ParsedFeed:
    return parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", **parts}).encode(), "", URL)


def test_an_item_of_a_json_feed_is_read_whole() -> None:
    feed = json_feed(
        home_page_url="https://record.example/",
        items=[
            {
                "id": 7, "url": "/1", "title": "Judge <i>rules", "content_html": "<p>One.</p>",
                "authors": [{"name": "Jane"}], "date_published": "2026-10-06T23:30:00-07:00",
            },
            {"id": "2", "external_url": "https://b.example/2", "content_text": "a <b> c", "author": {"name": "Joe"}},
            {"id": "3", "summary": "Short.", "content_html": "Long.", "date_modified": "2026-10-06"},
        ],
    )  # fmt: skip

    assert (feed.title, feed.site) == ("T", "https://record.example/")
    assert feed.items == (
        ParsedItem(
            guid="7", url="https://feed.example/1", title="Judge <i>rules", summary="One.", author="Jane",
            published=datetime(2026, 10, 6, 23, 30, tzinfo=PACIFIC), published_text="2026-10-06T23:30:00-07:00",
        ),
        ParsedItem(guid="2", url="https://b.example/2", summary="a <b> c", author="Joe"),
        ParsedItem(
            guid="3", summary="Short.", published=datetime(2026, 10, 6, tzinfo=UTC), published_text="2026-10-06"
        ),
    )  # fmt: skip


def test_values_of_a_wrong_type_are_passed_over() -> None:
    feed = json_feed(
        home_page_url=5,
        items=["text", None, {"id": True, "title": "One", "url": {}, "authors": [None, {"name": []}], "author": "x"}],
    )

    assert (feed.site, feed.items) == ("", (ParsedItem(title="One"),))


def test_a_json_feed_is_cut_as_others_are() -> None:
    feed = json_feed(items=[{"id": str(number)} for number in range(MAX_ITEMS + 1)])

    assert (len(feed.items), feed.cut) == (MAX_ITEMS, True)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "it is empty"),
        (" \n\t ", "it is empty"),
        ("<!DOCTYPE html><html><body><p>Hello & welcome<p>you</body></html>", "it is a web page, not a feed"),
        ("<!-- cached --><HTML><head><title>x</title></head></HTML>", "it is a web page, not a feed"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "it is a web page, not a feed"),
        ("<svg/>", "it is XML, but not a feed"),
        ('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "it is XML, but not a feed"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "it is XML, but not a feed"),
        ("Service unavailable", "it is not a feed"),
        ("Service <unavailable", "it is not a feed"),
        ("%PDF-1.7 \x01\x02", "it is not a feed"),
        ('{"error": "not found"}', "it is JSON, but not a feed"),
        ("[1, 2]", "it is JSON, but not a feed"),
        ('{"items": [', "it is damaged JSON, not a feed"),
        ("[" * 100_000, "it is damaged JSON, not a feed"),
    ],
)
def test_what_is_no_feed_is_told_in_words(document: str, reason: str) -> None:
    with pytest.raises(NotAFeed) as found:
        read(document)

    assert found.value.reason == reason


def test_a_feed_without_items_is_a_feed() -> None:
    assert read("<rss version='2.0'><channel><title>T</title></channel></rss>").items == ()
    assert read('<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title></feed>').title == "T"
