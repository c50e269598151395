"""Which feed people mean by what they type."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.press.feed import Feed
from bot.domain.press.feed_names import bare, meant, number_in
from bot.errors import BadInput, NotFound

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VOX = Feed(3, 1, "https://www.vox.com/rss/index.xml", "www.vox.com:443", NOW, NOW, outlet="Vox", title="Vox - All")
VERGE = replace(
    VOX, id=4, url="https://www.theverge.com/rss", host="www.theverge.com:443", outlet="The Verge", title="", site=""
)
MEDIA = replace(VOX, id=5, url="https://404media.co/rss", host="404media.co:443", outlet="404 Media", title="")
GOOGLE = replace(
    VOX, id=6, url="https://news.google.com/rss?q=a", host="news.google.com:443", outlet="Google News: ICE"
)
LOCAL = replace(VOX, id=127, url="http://127.0.0.1:8000/feed", host="127.0.0.1:8000", outlet="", title="")
FEEDS = (VOX, VERGE, MEDIA, replace(GOOGLE, title="Top stories"), LOCAL)


@pytest.mark.parametrize(
    ("typed", "number", "rest"),
    [
        ("3", 3, ""),
        ("#3", 3, ""),
        ("no. 3", 3, ""),
        ("feed 3: too loud", 3, "too loud"),
        ("3 too loud", 3, "too loud"),
        ("3, because it is too loud", 3, "it is too loud"),
        ("Vox", 3, ""),
        ("vox", 3, ""),
        ("Vox it has moved", 3, "it has moved"),
        ("Vox: it has moved", 3, "it has moved"),
        ("Vox | it has moved", 3, "it has moved"),
        ("Vox – it has moved", 3, "it has moved"),
        ("Vox - All", 3, ""),
        ("the verge it has moved", 4, "it has moved"),
        ("“The Verge” moved", 4, "moved"),
        ('"the verge"', 4, ""),
        ("404 Media", 5, ""),
        ("404 media moved", 5, "moved"),
        ("404", 5, ""),
        ("5 404", 5, "404"),
        ("The Ver", 4, ""),
        ("The Ver because it moved", 4, "it moved"),
        ("Google News: IC", 6, ""),
        ("top stories", 6, ""),
        ("vox.com", 3, ""),
        ("www.vox.com/", 3, ""),
        ("https://www.vox.com/rss/index.xml", 3, ""),
        ("<http://vox.com/rss/index.xml> it moved", 3, "it moved"),
        ("theverge.com, it moved", 4, "it moved"),
        ("feed://www.theverge.com/rss", 4, ""),
        ("http://127.0.0.1:8000/feed", 127, ""),
        ("127.0.0.1:8000/feed", 127, ""),
        ("127.0.0.1:8000", 127, ""),
    ],
)
def test_a_feed_is_known_by_number_outlet_address_and_how_its_name_begins(typed: str, number: int, rest: str) -> None:
    feed, said = meant(FEEDS, typed)
    assert (feed.id, said) == (number, rest)


@pytest.mark.parametrize(
    "typed", ["", "7", "127.0.0.2", "The Daily Beast", "The Verg moved", "vox.org", "“”", "Voxx", "|"]
)
def test_nothing_is_guessed_from_half_a_name_with_more_words(typed: str) -> None:
    with pytest.raises(NotFound, match=r"There is no feed “.*`/press feeds` lists them"):
        meant(FEEDS, typed)


@pytest.mark.parametrize(
    ("typed", "near"),
    [("Voxx", "Vox"), ("The Vegre", "The Verge"), ("Vxo it has moved", "Vox"), ("the verg moved", "")],
)
def test_a_slip_is_answered_with_the_name_that_was_meant(typed: str, near: str) -> None:
    with pytest.raises(NotFound) as refused:
        meant(FEEDS, typed)
    assert (f"Did you mean “{near}”?" in str(refused.value)) is bool(near)


def test_of_several_that_fit_the_number_is_asked_for() -> None:
    world = replace(VOX, id=8, outlet="Vox", title="World")
    with pytest.raises(BadInput, match=r"“vox” fits several feeds: 3 \(Vox\), 8 \(Vox\)\. Say the number\."):
        meant((*FEEDS, world), "vox")
    with pytest.raises(BadInput, match=r"\(Vox\) and 4 more\. Say the number"):
        meant([replace(VOX, id=number) for number in range(9)], "vox.com")
    assert meant((*FEEDS, world), "8")[0] == world


def test_the_whole_name_is_preferred_to_a_longer_one_that_begins_so() -> None:
    longer = replace(VOX, id=8, outlet="Vox Media", title="")
    assert meant((longer, VOX), "vox")[0] == VOX
    assert meant((longer, VOX), "vox media moved") == (longer, "moved")


def test_a_name_without_outlet_is_its_host_without_the_usual_port() -> None:
    assert replace(VOX, outlet="", title="").name == "www.vox.com"
    assert LOCAL.name == "127.0.0.1:8000"


@pytest.mark.parametrize(
    ("typed", "number"), [("3", 3), ("#12 x", 12), ("feed 4", 4), ("3rd", None), ("127.0.0.1", None), ("Vox", None)]
)
def test_a_number_stands_first_and_alone(typed: str, number: int | None) -> None:
    assert number_in(typed) == number


@given(st.sampled_from(FEEDS), st.sampled_from(["", "it has moved", "too loud, 3 times"]))
def test_every_feed_is_known_by_its_own_number_and_its_own_address(feed: Feed, reason: str) -> None:
    assert meant(FEEDS, f"{feed.id} {reason}") == (feed, reason)
    assert meant(FEEDS, f"{feed.url} {reason}") == (feed, reason)
    assert meant(FEEDS, bare(feed.url)) == (feed, "")


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_feed_or_a_sentence(typed: str) -> None:
    with suppress(NotFound, BadInput):
        feed, _ = meant(FEEDS, typed)
        assert feed in FEEDS
