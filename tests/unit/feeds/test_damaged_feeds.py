"""A feed that is not well-formed still gives its items, and says what is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.feed import Hints
from bot.domain.press.item import MAX_ITEMS, ParsedFeed
from bot.feeds import loose_feed
from bot.feeds.mending import mended
from bot.feeds.parse import NotAFeed, parse
from tests.unit.feeds.made_feeds import atom, rdf, rss
from tests.unit.feeds.sample_feeds import SAMPLES

GOOD = "<item><title>Good</title><link>https://a.example/good</link></item>"


def read(items: str, end: str = "</channel></rss>") -> ParsedFeed:
    return parse(f"<rss version='2.0'><channel><title>T</title>{items}{end}".encode(), "", "https://a.example/feed")


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("AT&T wins", "AT&T wins"),
        ("Q&A & more", "Q&A & more"),
        ("caf&eacute;&nbsp;&hellip;", "café …"),
        ("what &unknown; is", "what &unknown; is"),
        ("a\x00b\x0bc", "abc"),
        ("a&#0;&#xFFFF;&#xD800;&#1114112;b&#8217;", "ab’"),
        ("a < b", "a < b"),
        ("3 &lt; 4 & more", "3 < 4 & more"),
        ("x &LT;b&AMP; y", "x <b& y"),
        ("<![CDATA[A & <b>B</b>]]> & C", "A & B & C"),
    ],
)
def test_damage_in_a_title_is_mended(title: str, told: str) -> None:
    feed = read(f"<item><title>{title}</title></item>{GOOD}")

    assert feed.items[1].title == "Good"
    assert feed.items[0].title == told
    assert feed.complaint == "its XML is damaged in line 1"


@pytest.mark.parametrize(
    "bad",
    [
        "<item><title>Bad</b></title></item>",
        "<item><title>Bad</title><x:y>z</x:y></item>",
        "<item a=b><title>Bad</title></item>",
        "<item a='1' a='2'><title>Bad</title></item>",
    ],
)
def test_broken_markup_loses_no_other_item(bad: str) -> None:
    feed = read(f"{GOOD}{bad}{GOOD.replace('good', 'better')}")

    assert [item.url for item in feed.items if item.title == "Good"][:1] == ["https://a.example/good"]
    assert any(item.title.startswith("Bad") for item in feed.items)
    assert any(item.url == "https://a.example/better" for item in feed.items)
    assert feed.complaint


@pytest.mark.parametrize("name", SAMPLES)
def test_a_feed_that_was_cut_off_gives_the_items_before_that(name: str) -> None:
    document = SAMPLES[name]
    second = max(document.rfind("<item"), document.rfind("<entry"))
    feed = parse(document[: second + 30].encode(), "", "https://a.example/feed")

    assert feed.items[0] == parse(document.encode(), "", "https://a.example/feed").items[0]
    assert feed.complaint.startswith("its XML is damaged in line")


def test_words_before_the_document_are_skipped() -> None:
    feed = parse(f"\n Warning: old PHP\n<?xml version='1.0'?><rss><channel>{GOOD}</channel></rss>".encode(), "", "")

    assert [item.title for item in feed.items] == ["Good"]


def test_entities_that_a_document_declares_are_never_expanded() -> None:
    declared = '<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY file SYSTEM "file:///etc/hostname">'
    document = (
        f"<?xml version='1.0'?><!DOCTYPE rss [{declared}]><rss><channel>"
        f"<item><title>x&b;y&file;z&copy;</title></item>{GOOD}</channel></rss>"
    )
    feed = parse(document.encode(), "", "")

    assert [item.title for item in feed.items] == ["x&b;y&file;z©", "Good"]
    assert feed.complaint == "it declares entities of its own"


def test_an_entity_that_only_the_doctype_may_know_is_not_lost() -> None:
    document = SAMPLES["RSS 0.91"].replace("Second story", "Caf&eacute;")
    feed = parse(document.encode(), "", "https://a.example/feed")

    assert [item.title for item in feed.items] == ["Judge rules against agency", "Café"]
    assert feed.complaint == "its XML is damaged in line 8"


def test_a_damaged_feed_still_says_when_to_come_again() -> None:
    hints = "<skipHours><hour>3</hour></skipHours><skipDays><day>Sunday</day></skipDays>"
    feed = read(f"{hints}<item><title>Bad</b></title></item>")

    assert feed.hints == Hints(skip_hours=frozenset({3}), skip_days=frozenset({6}))


def test_a_damaged_feed_is_cut_as_others_are() -> None:
    items = "".join(f"<item><title>{number}</b></title></item>" for number in range(MAX_ITEMS + 1))
    feed = read(items)

    assert (len(feed.items), feed.cut) == (MAX_ITEMS, True)
    assert not read(items.replace("<item><title>0</b></title></item>", "")).cut


def test_of_a_damaged_feed_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loose_feed, "MOST_BYTES", 400)
    feed = read(f"<item><title>Bad</b></title></item>{GOOD * 20}")

    assert 2 <= len(feed.items) < 8
    assert feed.cut


def test_a_damaged_podcast_keeps_its_parts() -> None:
    feed = read(
        "<item><title>Bad</b></title><guid isPermaLink='false'>1</guid><author>jane@a.example (Jane)</author>"
        "<enclosure url='https://a.example/1.mp3'/><source url='https://b.example'>B</source></item>"
    )
    (item,) = feed.items

    assert (item.guid, item.url, item.author, item.source) == ("1", "https://a.example/1.mp3", "Jane", "B")


def test_markup_that_is_no_feed_is_none() -> None:
    with pytest.raises(NotAFeed, match="it is not a feed"):
        parse(b"<wat a=1><b></wat>", "", "")


@settings(max_examples=50, deadline=None)
@given(st.one_of(rss(), rdf(), atom()), st.data())
def test_a_feed_cut_off_anywhere_is_read_or_refused(document: str, data: st.DataObject) -> None:
    content = document.encode()
    content = content[: data.draw(st.integers(0, len(content)))]
    try:
        assert parse(content, "", "https://a.example/feed").items is not None
    except NotAFeed as refused:
        assert refused.reason  # noqa: PT017 - either is right


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200).map(lambda noise: b"<rss><channel><item><title>" + noise))
def test_no_bytes_whatever_raise_anything_else(content: bytes) -> None:
    try:
        assert parse(content, "", "") is not None
    except NotAFeed as refused:
        assert refused.reason  # noqa: PT017 - either is right


@given(st.binary(max_size=100))
def test_mending_twice_changes_nothing_more(content: bytes) -> None:
    assert mended(mended(content)) == mended(content)
