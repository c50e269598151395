"""What a page says of itself, and what it does not."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.guard import Guard
from bot.feeds.page import PageFacts, facts_of
from bot.feeds.web_page import MOST_BYTES, read_page

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
URL = "https://www.example.org/2020/01/story?utm_source=x"


def facts(html: str | bytes, kind: str = "text/html; charset=utf-8") -> PageFacts:
    """What `html`, at `URL`, says of itself."""
    content = html.encode() if isinstance(html, str) else html
    return facts_of(read_page(content, kind), URL, Guard(()), NOW)


def day_of(html: str) -> str:
    return facts(html).published


def published(text: str) -> str:
    return f'<meta property="article:published_time" content="{text}">'


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


def test_a_page_in_full() -> None:
    page = f"""<!DOCTYPE html><html><head><title>The face and the law | The Example</title>
    <meta property="og:title" content="The face &amp; the law">
    <meta property="og:site_name" content=" The  Example ">
    <meta name="author" content="By A. Writer">
    <link rel="canonical" href="/2020/01/story#top">
    {published("2020-01-18T23:30:00-05:00")}</head><body>…</body></html>"""
    assert facts(page) == PageFacts(
        url=URL,
        canonical="https://www.example.org/2020/01/story",
        title="The face & the law",
        outlet="The Example",
        author="A. Writer",
        published="2020-01-18",
        published_text="2020-01-18T23:30:00-05:00",
    )


def test_a_page_in_json_ld_only() -> None:
    page = ld(
        """{"@context": "https://schema.org", "@graph": [
        {"@type": "Organization", "name": "The Example"},
        {"@type": ["NewsArticle"], "headline": "The face", "datePublished": "2020-01-18",
         "author": [{"@type": "Person", "name": "A. Writer"}, {"name": "B. Writer"}, {"name": "A. Writer"}],
         "publisher": {"name": "The Example"}}]}"""
    )
    found = facts(page)
    assert (found.title, found.outlet, found.author) == ("The face", "The Example", "A. Writer, B. Writer")
    assert (found.published, found.published_text) == ("2020-01-18", "2020-01-18")


@pytest.mark.parametrize("page", ["", "no tags at all", "<html></html>", "\0\0\0", "<![if", "<meta property=og:title>"])
def test_a_page_that_says_nothing_has_an_outlet_all_the_same(page: str) -> None:
    assert facts(page) == PageFacts(url=URL, canonical=URL, outlet="example.org")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-01-18", "2020-01-18"),
        ("2020-01-18T10:00:00Z", "2020-01-18"),
        ("2020-01-18T00:30:00+02:00", "2020-01-18"),  # still the 17th in UTC
        ("2020-01-18T23:30:00-08:00", "2020-01-18"),  # the 19th in UTC
        ("2020-01-18 10:00", "2020-01-18"),
        ("20200118", "2020-01-18"),
        ("2020/01/18", "2020-01-18"),
        ("Sat, 18 Jan 2020 23:30:00 -0800", "2020-01-18"),
        ("18 Jan 2020 23:30:00 GMT", "2020-01-18"),
        ("2026-11-26T11:00:00Z", "2026-11-26"),
        ("2020", ""),
        ("2020-01", ""),
        ("01/18/2020", ""),
        ("3/4/2020", ""),
        ("2020-13-18", ""),
        ("2020-02-30", ""),
        ("2020-0118", ""),
        ("Sat, 99 Jan 2020 23:30:00 GMT", ""),
        ("18 Foo 2020 23:30:00 GMT", ""),
        ("yesterday", ""),
        ("1970-01-01T00:00:00Z", ""),
        ("1969-12-31T19:00:00-05:00", ""),
        ("2099-01-01", ""),
        ("2026-11-27", ""),
        ("0001-01-01T00:00:00", ""),
        ("1579341600", ""),
        ("", ""),
    ],
)
def test_a_date_is_the_day_that_the_page_wrote_or_none(text: str, day: str) -> None:
    assert day_of(published(text)) == day
    assert day_of(f'<meta name="parsely-pub-date" content="{text}">') == day
    assert day_of(f'<article><time datetime="{text}">some day</time></article>') == day


@pytest.mark.parametrize(
    "said",
    [
        published("2020-01-18") + published("2020-01-19"),
        published("2020-01-18") + ld('{"@type": "NewsArticle", "datePublished": "2021-01-18"}'),
        published("2020-01-18T10:00:00Z") + ld('{"@type": "NewsArticle", "datePublished": "2020-01-19"}'),
        published("2020-01-18T10:00:00Z") + published("2020-01-19T10:00:00Z"),
        published("2020-01-18T25:00:00Z") + published("2020-01-19T25:00:00Z"),
        published("2020-01-18T23:00:00-05:00") + published("2020-01-19T13:00:00+09:00"),  # one moment, two places
        '<meta name="pubdate" content="2020-01-18"><meta name="publish-date" content="2020-01-19">',
        '<article><time datetime="2020-01-18"></time><time datetime="2020-01-20"></time></article>',
        '<article><time datetime="2020-01-18"></time></article><article></article>',
        '<time datetime="2020-01-18"></time><article></article>',
        '<article></article><time datetime="2020-01-18"></time>',
        '<meta name="date" content="2020-01-18">',
        '<meta property="article:modified_time" content="2020-01-18">',
        '<meta property="og:updated_time" content="2020-01-18">',
        "<p>Published on 18 January 2020</p>",
        ld('[{"@type": "NewsArticle", "datePublished": "2020-01-18"}, {"@type": "BlogPosting"}]'),
        ld('{"@type": "WebSite", "datePublished": "2020-01-18"}'),
        ld('[3, null, "NewsArticle"]'),
        '<script>{"@type": "NewsArticle", "datePublished": "2020-01-18"}</script>',
        ld('{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2020-01-18"}]}'),
    ],
)
def test_a_page_that_leaves_doubt_has_no_date(said: str) -> None:
    assert day_of(said) == ""


@pytest.mark.parametrize(
    "said",
    [
        published("2020-01-18T23:00:00-05:00") + published("2020-01-19T04:00:00Z"),  # one moment: the place's day
        published("2020-01-19T04:00:00+00:00") + ld('{"@type":"Report","datePublished":"2020-01-18T23:00:00-0500"}'),
        published("2020-01-18") + ld('{"@type": "NewsArticle", "datePublished": "2020-01-18T22:00:00Z"}'),
        published("soon") + '<meta name="pubdate" content="2020-01-18">',
        published("2020-01-18") + '<meta name="pubdate" content="2019-01-18">',  # the first source that is there counts
        '<meta itemprop="datePublished" content="2020-01-18">',
        '<time itemprop="datePublished" datetime="2020-01-18">',
        '<article><time class="entry-date published" datetime="2020-01-18"><time datetime="2021-01-01"></article>',
        '<article><time pubdate datetime="2020-01-18"></time><time datetime="2021-01-01"></time></article>',
        ld(f'[{{"@type":"Article"}},{{"@type":"Article","url":"{URL}","datePublished":"2020-01-18"}}]'),
        ld('{"@type":"Article","mainEntityOfPage":{"@type":"WebPage","@id":"x"},"datePublished":"2020-01-18"}'),
    ],
)
def test_a_page_that_leaves_no_doubt_has_a_date(said: str) -> None:
    assert day_of(said) == "2020-01-18"


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ('<link rel="canonical" href="https://example.org/story">', "https://example.org/story"),
        ('<link rel="Canonical" href=" ../story ">', "https://www.example.org/2020/story"),
        ('<meta property="og:url" content="https://example.org/story">', "https://example.org/story"),
        ('<link rel="canonical" href="https://example.org/">', URL),  # the front page is not the story
        ('<link rel="canonical" href="">', URL),
        ('<link rel="canonical" href="http://[::1">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
        ('<link rel="canonical" href="http://10.0.0.1/story">', URL),
        ('<link rel="alternate" href="https://example.org/feed">', URL),
    ],
)
def test_the_address_that_a_page_names_as_its_own(head: str, canonical: str) -> None:
    assert facts(head).canonical == canonical


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>One</title><svg><title>Close</title></svg>", "One"),
        ("<title>A\n  story – Example.org</title>", "A story"),
        ("<title>Example.org</title>", "Example.org"),
        ('<title>Two</title><meta name="twitter:title" content="One">', "One"),
        ('<meta property="og:title" content="  "><title>One</title>', "One"),
        ("<title>&lt;!channel&gt; *_~</title>", "<!channel> *_~"),
        ("<title>One", ""),
    ],
)
def test_a_title_is_one_clean_line(html: str, title: str) -> None:
    assert facts(html).title == title


@pytest.mark.parametrize(
    ("html", "author"),
    [
        ('<meta name="byl" content="By One and Two">', "One and Two"),
        ('<meta property="article:author" content="https://example.org/people/one">', ""),
        (
            '<meta property="article:author" content="https://x.example"><meta name="parsely-author" content="One">',
            "One",
        ),
        (ld('{"@type": "Article", "author": "One"}'), "One"),
        (ld('{"@type": "Article", "author": [{"name": ["One", "Two"]}, 3, null]}'), "One"),
        (ld('{"@type": "Article", "author": "https://example.org/one"}'), ""),
    ],
)
def test_an_author_is_a_name(html: str, author: str) -> None:
    assert facts(html).author == author


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<title>Überwachung</title>".encode(), "text/html"),
        ("<title>Überwachung</title>".encode(), "text/html; charset=iso-8859-1"),  # declared wrongly
        ("<title>Überwachung</title>".encode("latin-1"), "text/html; charset=utf-8"),
        ('<meta charset="windows-1252"><title>Überwachung</title>'.encode("cp1252"), "text/html"),
        ("<title>Überwachung</title>".encode("utf-16"), "text/html"),
    ],
)
def test_a_page_is_read_in_the_characters_that_it_is_in(content: bytes, kind: str) -> None:
    assert facts(content, kind).title == "Überwachung"


def test_parts_are_cut_to_their_length() -> None:
    long = "x" * 5_000
    found = facts(
        f'<meta property="og:title" content="{long}"><meta name="author" content="{long}">'
        f'<meta property="og:site_name" content="{long}">' + ld(f'{{"@type": "Article", "headline": "{long}"}}')
    )
    assert [len(part) for part in (found.title, found.author, found.outlet)] == [1_000, 300, 300]


def test_nul_bytes_and_controls_are_left_out() -> None:
    assert facts("<title>A\0B\x07\u202eC</title>").title == "ABC"


HOSTILE = {
    "nested tags": "<div>" * 100_000,
    "articles": "<article>" * 100_000,
    "a tag of attributes": "<meta " + "x=y " * 500_000 + ">",
    "metas": "".join(f"<meta name=a{number} content=b>" for number in range(60_000)),
    "one meta": "<meta name=a content=b>" * 80_000,
    "links": "<link rel=canonical href=x>" * 70_000,
    "times": "<article>" + "<time datetime=2020-01-18>" * 70_000,
    "titles": "<title>a</title>" * 120_000,
    "an open title": "<title>" + "<b>&amp;" * 200_000,
    "scripts": ld("[]") * 30_000,
    "a deep script": ld("[" * 250_000 + "]" * 250_000),
    "a wide script": ld("[" + '{"@type":"Article"},' * 12_000 + "{}]"),
    "a huge script": ld('"' + "x" * 1_900_000 + '"'),
    "a huge number": ld("1" * 200_000),
    "open tags": "<a " * 600_000,
    "open ends": "</" * 1_000_000,
    "open quotes": "<a b='\"" * 300_000,
    "open comments": "<!--" * 500_000,
    "declarations": "<!" * 1_000_000,
    "sections": "<![" * 600_000,
    "instructions": "<?" * 1_000_000,
    "references": "&#" * 1_000_000,
    "ampersands": "&" * 2_000_000,
    "blanks": "<meta charset" + " " * 2_000_000,
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_page_takes_bounded_time(page: str) -> None:
    began = time.process_time()
    found = facts(page)
    assert time.process_time() - began < 10  # about one second; what is not linear takes hours
    assert len(found.title) <= 1_000


def test_what_comes_late_is_not_looked_at() -> None:
    assert facts(" " * MOST_BYTES + "<title>Late</title>").title == ""


@given(st.text(alphabet=st.sampled_from("<>/!-[]\"'= amet=titlescriptlink&#;\0é"), max_size=300))
def test_any_page_can_be_read(html: str) -> None:
    assert facts(html).url == URL
