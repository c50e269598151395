"""The quick reader of well-formed feeds and feedparser come to the same result."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.feeds import loose_feed, xml_feed
from bot.feeds.mending import mended
from bot.feeds.raw_feed import refined
from tests.unit.feeds.made_feeds import atom, rdf, rss
from tests.unit.feeds.sample_feeds import SAMPLES

URL = "https://feed.example/folder/feed.xml"


@settings(max_examples=150, deadline=None)
@given(st.one_of(rss(), rdf(), atom()))
def test_both_readers_find_the_same_in_a_made_up_feed(document: str) -> None:
    content = document.encode()

    assert refined(xml_feed.read(content), URL) == refined(loose_feed.read(content), URL)


@pytest.mark.parametrize("name", SAMPLES)
def test_both_readers_find_the_same_in_a_sample(name: str) -> None:
    content = SAMPLES[name].encode()

    assert refined(xml_feed.read(content), URL) == refined(loose_feed.read(content), URL)


@settings(max_examples=50, deadline=None)
@given(st.one_of(rss(), rdf(), atom()))
def test_what_is_well_formed_needs_no_mending(document: str) -> None:
    content = document.encode()

    assert refined(xml_feed.read(mended(content)), URL) == refined(xml_feed.read(content), URL)
