"""OPML: what feed readers write is read, what is hostile is refused with its line, what is written is read again."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import clean_line
from bot.domain.press.feed import Feed
from bot.errors import BadFile
from bot.feeds.guard import Guard
from bot.feeds.opml import (
    MOST_BYTES,
    MOST_FEEDS,
    MOST_LEVELS,
    OpmlFeed,
    feeds_of,
    is_opml,
    read_opml,
    write_opml,
    written,
)

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def opml(body: str, head: str = '<?xml version="1.0"?>', version: str = "2.0") -> str:
    return f'{head}\n<opml version="{version}"><head><title>Feeds</title></head><body>\n{body}\n</body></opml>'


def read(body: str) -> tuple[OpmlFeed, ...]:
    return read_opml(opml(body).encode())


def refusal(raw: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        read_opml(raw)
    [problem] = refused.value.problems
    return problem


def outline(url: str, **more: str) -> str:
    given = {"xmlUrl": url, **more}
    return f"<outline {' '.join(f'{name}={value!r}' for name, value in given.items())}/>"


# Reading


def test_a_feed_has_its_address_its_name_and_its_site() -> None:
    line = '<outline type="rss" text="Vox" title="Vox" xmlUrl=" https://vox.com/rss " htmlUrl="https://vox.com"/>'
    assert read(line) == (OpmlFeed("https://vox.com/rss", "Vox", "https://vox.com"),)


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0", "9"])
def test_every_version_is_read(version: str) -> None:
    assert len(read_opml(opml(outline("http://a.example/"), version=version).encode())) == 1


def test_folders_are_the_outlines_above_a_feed() -> None:
    found = read(
        '<outline text="News"><outline title="Local">'
        + outline("http://a.example/")
        + "</outline>"
        + outline("http://b.example/")
        + "</outline>"
        + outline("http://c.example/")
    )
    assert [feed.folder for feed in found] == [("News", "Local"), ("News",), ()]


def test_a_category_is_a_folder_where_there_is_none() -> None:
    listed = outline("http://a.example/", category="/Law/Privacy,/News")
    assert read(listed)[0].folder == ("Law", "Privacy")
    assert read(f'<outline text="News">{listed}</outline>')[0].folder == ("News",)


def test_names_may_be_in_any_case_and_what_is_no_feed_is_passed_over() -> None:
    body = '<OUTLINE TEXT="A" XMLURL="http://a.example/"/><outline text="a note"/><outline type="link" url="http://x"/>'
    assert read_opml(f"<OPML><Body>{body}</Body></OPML>".encode()) == (OpmlFeed("http://a.example/", "A"),)


def test_a_feed_that_is_called_otherwise_than_it_calls_itself_keeps_both_names() -> None:
    line = '<outline text="Our Vox" title="Vox - All" xmlUrl="http://a.example/"/>'
    assert read(line) == (OpmlFeed("http://a.example/", "Vox - All", outlet="Our Vox"),)


def test_an_address_that_stands_twice_is_one_feed() -> None:
    assert [
        feed.title for feed in read(outline("http://a.example/", text="A") + outline("http://a.example/", text="B"))
    ] == ["A"]


@pytest.mark.parametrize(
    ("written_as", "url"),
    [
        ("feed://a.example/rss", "http://a.example/rss"),
        ("feed:https://a.example/rss", "https://a.example/rss"),
        ("ftp://a.example/rss", "ftp://a.example/rss"),
    ],
)
def test_feed_addresses_are_web_addresses(written_as: str, url: str) -> None:
    assert read(outline(written_as))[0].url == url


def test_names_are_one_line_and_not_endless() -> None:
    [feed] = read('<outline text="A&#10; &#x202e;B ' + "x" * 5_000 + '" xmlUrl="http://a.example/"/>')
    assert feed.title.startswith("A B xxx")
    assert len(feed.title) == 300


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-15", "windows-1251", "shift_jis", "gb18030"]
)
def test_every_charset_is_read(charset: str) -> None:
    title = {"iso-8859-15": "Le Café à 5 €", "windows-1251": "Новости", "shift_jis": "新聞"}.get(
        charset, "Новости 新聞 é"
    )
    declared = charset.removesuffix("-sig")
    text = opml(f'<outline text="{title}" xmlUrl="http://a.example/"/>', f'<?xml version="1.0" encoding="{declared}"?>')
    assert read_opml(text.encode(charset))[0].title == title


def test_a_file_that_names_a_charset_it_is_not_in_is_read_all_the_same() -> None:
    text = opml('<outline text="é" xmlUrl="http://a.example/"/>', '<?xml version="1.0" encoding="utf-16"?>')
    assert read_opml(text.encode())[0].title == "é"


@pytest.mark.parametrize(
    ("raw", "is_one"),
    [
        (b"<opml>", True),
        (b"\xef\xbb\xbf\n <?xml", True),
        ("<opml>".encode("utf-16"), True),
        (b'{"format": "paper-trail/1"}', False),
        (b"", False),
    ],
)
def test_opml_is_told_from_json(raw: bytes, is_one: bool) -> None:
    assert is_opml(raw) is is_one


# Refusing


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "line 1, character 1: this is not XML that can be read (no element found)."),
        (b"{}", "line 1, character 1: this is not XML that can be read (not well-formed (invalid token))."),
        (b"<rss/>", "line 1: this begins with <rss> and is no OPML list of feeds."),
        (b"<html><body/></html>", "line 1: this begins with <html> and is no OPML list of feeds."),
        (opml("").encode(), "there is no feed in it: no outline has an xmlUrl."),
        (opml("<outline xmlUrl='  '/>").encode(), "there is no feed in it: no outline has an xmlUrl."),
        (
            opml("<outline xmlUrl='http://a.example/?a&b'/>").encode(),
            "line 3, character 39: this is not XML that can be read (not well-formed (invalid token))."
            " Perhaps there is an & that should be &amp;.",
        ),
        (
            opml("<outline text='&nbsp;' xmlUrl='http://a.example/'/>").encode(),
            "line 3, character 1: this is not XML that can be read (undefined entity)."
            " Perhaps there is an & that should be &amp;.",
        ),
        (opml("<outline>").encode(), "line 4, character 3: this is not XML that can be read (mismatched tag)."),
        (b"<opml>\0", "line 1, character 7: this is not XML that can be read (not well-formed (invalid token))."),
        (b" " * (MOST_BYTES + 1), "it is larger than 5 MB, which is the most that is read."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_its_place(raw: bytes, problem: str) -> None:
    assert refusal(raw) == problem


BOMB = """<!DOCTYPE opml [
<!ENTITY a "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<opml><body><outline text="&c;" xmlUrl="http://a.example/"/></body></opml>"""
FILE = '<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/hostname">]><opml><body><outline text="&a;"/></body></opml>'
DEFAULTS = '<!DOCTYPE opml [<!ATTLIST outline xmlUrl CDATA "http://a.example/">]><opml><body><outline/></body></opml>'


@pytest.mark.parametrize("raw", [BOMB, FILE, DEFAULTS])
def test_a_file_that_declares_things_of_its_own_is_refused(raw: str) -> None:
    assert refusal(raw.encode()) == "line 1: it declares entities or attributes of its own, which is refused."


def test_a_document_type_elsewhere_is_never_fetched() -> None:
    listed = (
        f'<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/opml.dtd"><opml><body>{outline("http://a.example/")}</body></opml>'
    )
    assert len(read_opml(listed.encode())) == 1


def test_there_may_be_five_thousand_feeds_and_no_more() -> None:
    lines = [outline(f"http://a.example/{number}") for number in range(MOST_FEEDS + 1)]
    assert len(read("\n".join(lines[:-1]))) == MOST_FEEDS
    assert refusal(opml("\n".join(lines)).encode()) == (
        f"line {MOST_FEEDS + 3}: there are more than 5,000 feeds. Split the file."
    )


def test_outlines_may_not_be_endlessly_deep() -> None:
    inside = MOST_LEVELS - 3  # opml, body, and the feed itself
    deep = "<outline>" * inside + outline("http://a.example/") + "</outline>" * inside
    assert len(read(deep)) == 1
    assert "more than 50 levels deep" in refusal(opml(f"<outline>{deep}</outline>").encode())
    assert "more than 50 levels deep" in refusal(opml("<outline>" * 100_000).encode())


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<outline/>" * (MOST_BYTES // 10 - 100), "more than 20,000 outlines"),
        (f"<outline {' '.join(f'a{n}=_' for n in range(MOST_BYTES // 11))}/>".replace("_", "''"), "no feed in it"),
        (f"<outline text='{'x' * (MOST_BYTES - 1000)}'/>", "no feed in it"),
        (f"<!--{'-x' * (MOST_BYTES // 2 - 1000)}-->", "no feed in it"),
        ("<body>" * (MOST_BYTES // 6 - 100), "more than 50 levels"),
    ],
    ids=["outlines", "attributes", "text", "comment", "nesting"],
)
def test_the_largest_file_takes_seconds_at_most_whatever_is_in_it(body: str, problem: str) -> None:
    raw = opml(body).encode()
    assert MOST_BYTES * 0.9 < len(raw) <= MOST_BYTES
    start = time.process_time()
    assert problem in refusal(raw)
    assert time.process_time() - start < 5


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: opml(text).encode("utf-8", "ignore")))
def test_any_bytes_give_feeds_or_a_sentence(raw: bytes) -> None:
    with suppress(BadFile):
        assert read_opml(raw)


# To what is polled


def test_feeds_that_may_not_be_polled_are_named_with_the_reason() -> None:
    listed = [
        OpmlFeed("https://A.example/rss#top", "A", "https://a.example", outlet="Our A"),
        OpmlFeed("https://a.example/rss", "again"),
        OpmlFeed("http://127.0.0.1/rss", "inside"),
        OpmlFeed("file:///etc/passwd"),
        OpmlFeed("https://b.example/rss", site="javascript:alert(1)"),
    ]
    drafts, refused = feeds_of(listed, 7, Guard(()))
    assert [(one.dossier_id, one.url, one.title, one.outlet, one.site) for one in drafts] == [
        (7, "https://a.example/rss", "A", "Our A", "https://a.example"),
        (7, "https://b.example/rss", "", "", ""),
    ]
    assert [url for url, reason in refused if reason] == ["http://127.0.0.1/rss", "file:///etc/passwd"]


# Writing


def feed(url: str, **more: Any) -> Feed:
    return Feed(id=1, dossier_id=1, url=url, host="a.example:443", added_at=NOW, next_at=NOW, **more)


def test_a_dossiers_feeds_are_written_under_the_names_that_people_gave_them() -> None:
    feeds = [
        feed("https://a.example/rss?x=1&y=2", outlet="Our “A” <b>", title="A", site="https://a.example"),
        feed("https://b.example/rss"),
    ]
    raw = write_opml("ICE & Clearview", feeds)
    assert raw.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<opml version="2.0">\n'
        "  <head>\n"
        "    <title>ICE &amp; Clearview</title>\n"
        "  </head>\n"
        "  <body>\n"
        '    <outline type="rss" text="Our “A” &lt;b&gt;" title="A" xmlUrl="https://a.example/rss?x=1&amp;y=2"'
        ' htmlUrl="https://a.example"/>\n'
        '    <outline type="rss" text="https://b.example/rss" xmlUrl="https://b.example/rss"/>\n'
        "  </body>\n"
        "</opml>\n"
    )
    assert raw == write_opml("ICE & Clearview", feeds)
    assert [one.outlet for one in read_opml(raw)] == ["Our “A” <b>", ""]


def test_feeds_of_one_folder_stand_together() -> None:
    feeds = [
        OpmlFeed("u:1", folder=("A",)),
        OpmlFeed("u:2"),
        OpmlFeed("u:3", folder=("A", "B")),
        OpmlFeed("u:4", folder=("A",)),
    ]
    root = ET.fromstring(written("x", feeds))  # noqa: S314 - our own
    [folder, loose] = root.findall("body/outline")
    assert [one.get("xmlUrl") or one.get("text") for one in folder] == ["u:1", "B", "u:4"]
    assert loose.get("xmlUrl") == "u:2"


_names = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(lambda text: clean_line(text).strip())
_urls = st.text(
    st.characters(min_codepoint=33, max_codepoint=0xFFFD, exclude_categories=["Cs", "Zs"]), max_size=30
).map(lambda text: "https://a.example/" + "".join(clean_line(text).split()))
_feeds = st.builds(
    OpmlFeed,
    url=_urls,
    title=_names,
    site=_urls,
    folder=st.lists(_names.filter(bool), max_size=3).map(tuple),
    outlet=_names,
)


@given(_names, st.lists(_feeds, min_size=1, max_size=8, unique_by=lambda feed: feed.url))
def test_what_is_written_is_read_again(name: str, feeds: list[OpmlFeed]) -> None:
    def as_named(one: OpmlFeed) -> OpmlFeed:
        title = one.title or one.outlet
        return OpmlFeed(one.url, title, one.site, one.folder, one.outlet if one.outlet != title else "")

    again = read_opml(written(name, feeds))
    assert sorted(again, key=repr) == sorted(map(as_named, feeds), key=repr)
    assert written(name, again) == written(name, read_opml(written(name, again)))
