"""The form in which addresses are compared."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.press.address import canonical_key, canonical_url

QUICK = settings(max_examples=150, deadline=None)

PIECES = st.sampled_from(
    [
        "http://",
        "HTTPS://",
        "https:/\\",
        "www.",
        "amp.",
        "google.com",
        "cdn.ampproject.org",
        "vox.com",
        "Bücher.example",
        "/amp",
        "/amp/",
        ".amp",
        ".html",
        "/platform/amp/",
        "/c/s/",
        "/amp/s/",
        "/a/../b",
        "/.",
        "/..",
        "//",
        "/A",
        "@",
        ":",
        "80",
        "0443",
        "99999",
        "?",
        "&",
        "&amp;",
        "amp=1",
        "outputType=amp",
        "utm_source=x",
        "p=1",
        "#x",
        "%41",
        "%2f",
        "%",
        "%zz",
        "é",
        "�",
        "[::1]",
        "[",
        "]",
        "\\",
        " ",
        "\n",
        "\x00",
        ".",
        "..",
        "℀",
        "İ",
    ]
)
ADDRESSES = (
    st.lists(PIECES, max_size=14).map("".join)
    | st.text(max_size=40)
    | st.text(max_size=30).map("http://x.org/".__add__)
)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("HTTPS://WWW.Vox.COM/Recode", "https://www.vox.com/Recode"),
        ("http://vox.com", "http://vox.com/"),
        ("http://vox.com:80/a", "http://vox.com/a"),
        ("https://vox.com:443/a", "https://vox.com/a"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("https://vox.com./a", "https://vox.com/a"),
        ("https://vox.com/a#comments", "https://vox.com/a"),
        ("https://vox.com/a?", "https://vox.com/a"),
        ("https://vox.com/a?&&", "https://vox.com/a"),
        (" https://vox.com/a\n ", "https://vox.com/a"),
        ("https://vox.com/\na", "https://vox.com/a"),
        ("https://vox.com/a/../b/./c/.", "https://vox.com/b/c/"),
        ("https://vox.com/../b", "https://vox.com/b"),
        ("https://user:word@vox.com/a", "https://vox.com/a"),
        ("https://evil.example\\@vox.com/", "https://evil.example/@vox.com/"),
        ("https://Bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("https://vox.com/%7euser/%c3%a9%2f", "https://vox.com/~user/%C3%A9%2F"),
        ("https://vox.com/é b", "https://vox.com/%C3%A9%20b"),
        ("https://vox.com/100%", "https://vox.com/100%25"),
    ],
)
def test_one_address_has_one_spelling(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    "tracking",
    [
        "utm_source=rss&utm_medium=feed",
        "UTM_Campaign=x",
        "fbclid=1",
        "gclid=1",
        "dclid=1",
        "msclkid=1",
        "mc_cid=1&mc_eid=2",
        "igshid=1",
        "cmpid=1",
        "CMP=Share_iOSApp_Other",
        "ocid=x",
        "ref_src=twsrc",
        "smid=tw-share",
        "at_medium=RSS",
        "partner=rss&emc=rss",
        "mod=rss_Technology",
        "utm%5Fsource=rss",
        "gad_source=1",
    ],
)
def test_tracking_parameters_are_dropped_and_the_others_keep_their_order(tracking: str) -> None:
    assert canonical_url(f"https://vox.com/a?z=1&{tracking}&a=2") == "https://vox.com/a?z=1&a=2"
    assert canonical_url(f"https://vox.com/a?{tracking}") == "https://vox.com/a"


def test_parameters_escaped_once_too_often_are_read() -> None:
    assert canonical_url("https://vox.com/a?id=1&amp;utm_source=rss&amp;amp;p=2") == "https://vox.com/a?id=1&p=2"


@pytest.mark.parametrize(
    "query",
    [
        "id=1",
        "p=7",
        "ref=home",
        "source=nyt",
        "mod=viewthread",
        "partner=ap",
        "amp=fender",
        "output=pdf",
        "cid=3",
        "s=x",
        "story=utm_source",
        "a=1&a=2",
        "q=clearview+ai",
        "page=2",
        "v=abc",
        "smidge=1",
        "campaign=1",
    ],
)
def test_ordinary_parameters_stay(query: str) -> None:
    assert canonical_url(f"https://vox.com/a?{query}") == f"https://vox.com/a?{query}"


@pytest.mark.parametrize(
    "amp",
    [
        "https://vox.com/2020/story/amp",
        "https://vox.com/amp/2020/story",
        "https://vox.com/platform/amp/2020/story",
        "https://amp.vox.com/2020/story",
        "https://vox.com/2020/story?amp=1",
        "https://vox.com/2020/story?amp",
        "https://vox.com/2020/story?outputType=amp",
        "https://vox.com/2020/story.amp",
        "https://www.google.com/amp/s/vox.com/2020/story",
        "https://www.google.co.uk/amp/s/amp.vox.com/2020/story?usqp=mq331AQ",
        "https://vox-com.cdn.ampproject.org/c/s/vox.com/2020/story?amp_js_v=0.1",
        "https://cdn.ampproject.org/v/s/vox.com/2020/story/amp",
        "https://www.google.com/amp/s/vox-com.cdn.ampproject.org/c/s/vox.com/2020/story",
        "https://vox-com.bing-amp.com/c/s/vox.com/2020/story?amp=1",
    ],
)
def test_an_amp_form_becomes_the_address_that_it_stands_for(amp: str) -> None:
    assert canonical_url(amp) == "https://vox.com/2020/story"


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://vox.com/story/amp/", "https://vox.com/story/"),
        ("https://nyt.example/story.amp.html", "https://nyt.example/story.html"),
        ("https://www.google.com/amp/vox.com/story", "http://vox.com/story"),
    ],
)
def test_the_rest_of_an_amp_form_stays(written: str, canonical: str) -> None:
    assert canonical_url(written) == canonical


@pytest.mark.parametrize(
    "url",
    [
        "https://vox.com/amp",
        "https://vox.com/amp/",
        "https://amp.dev/about",
        "https://amp.com.au/a",
        "https://vox.com/lamp",
        "https://vox.com/camp/fire/x",
        "https://vox.com/stories/amp/x",
        "https://www.google.com/amp/s/..",
        "https://vox.com/amp/x",
    ],
)
def test_what_only_looks_like_an_amp_form_stays(url: str) -> None:
    assert canonical_url(url) == url.replace("/s/..", "/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vox.com",
        "mailto:a@vox.com",
        "ftp://vox.com/",
        "javascript:alert(1)",
        "https://",
        "https:///",
        "http://:80/",
        "https://vox.com:99999/",
        "https://vox.com:x/",
        "https://a b/",
        "https://<x>/",
        "http://[::1",
        "http://../",
        "https://" + "a" * 300 + ".org/",
        "https://" + "é" * 300 + ".org/",
        "https://" + "é" * 64 + ".org/",
        "https://℀.org/",
        "https://vox.com/" + "a" * 9000,
        "httpſ://vox.com/",
    ],
)
def test_what_is_no_address_on_the_web_has_no_canonical_form(text: str) -> None:
    assert canonical_url(text) == ""
    assert canonical_key(text) == 0


@QUICK
@given(ADDRESSES)
@example("https://google.com/amp/amp/s/x.org/y")
@example("https://x.org/y.amp/amp")
@example("https://x.org/amp/amp/y/amp/amp")
@example("http://x.org:0443/%%34%31?&amp;amp;a")
@example("https://x.org/%2541?%75tm_source=1")
def test_the_canonical_form_of_a_canonical_form_is_itself(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once
    assert canonical_key(once) == canonical_key(url)
    assert once.isascii()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://vox.com/a", "https://vox.com/a"),
        ("https://www.vox.com/a", "https://vox.com/a"),
        ("https://vox.com/a/", "https://vox.com/a"),
        ("https://vox.com/a/?p=1", "https://vox.com/a?p=1"),
        ("https://vox.com", "http://www.vox.com/"),
    ],
)
def test_addresses_that_differ_in_what_sites_use_alike_are_compared_as_one(one: str, other: str) -> None:
    assert canonical_key(one) == canonical_key(other) != 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://vox.com/a", "https://vox.com/A"),
        ("https://vox.com/a?p=1", "https://vox.com/a?p=2"),
        ("https://vox.com/a?p=1&q=2", "https://vox.com/a?q=2&p=1"),
        ("https://vox.com/a", "https://vox.com:8443/a"),
        ("https://www.com/a", "https://com/a"),
        ("https://news.vox.com/a", "https://vox.com/a"),
        ("https://vox.com/a?p=1/", "https://vox.com/a?p=1"),
    ],
)
def test_addresses_that_may_be_different_pages_are_told_apart(one: str, other: str) -> None:
    assert canonical_key(one) != canonical_key(other)


@QUICK
@given(ADDRESSES)
@example("https://x.org/a?b= ")
@example("https://x.org/a?b#\n")
@example("https://x.org/a?b\\c")
@example("https://x.org/%41/.b?c=d&utm_source=e#f")
def test_the_short_way_for_plain_addresses_leads_to_the_same_place(url: str) -> None:
    if url.startswith("http"):
        assert canonical_url("HTTP" + url[4:]) == canonical_url(url)
