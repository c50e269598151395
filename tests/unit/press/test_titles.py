"""The form in which titles are compared."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.press.hashing import hash64
from bot.domain.press.item import MAX_ITEM_TITLE, ParsedItem
from bot.domain.press.titles import MADE_UP, normal_title, title_key, title_of

QUICK = settings(max_examples=150, deadline=None)


@pytest.mark.parametrize(
    ("title", "normal"),
    [
        ("ICE’s “Clearview” Deal", "ice s clearview deal"),
        ("  ICE's   'Clearview'\nDeal! ", "ice s clearview deal"),
        ("Café à Zürich", "cafe a zurich"),
        ("Straße", "strasse"),
        ("sur\u00adveil\u200blance", "surveillance"),
        ("A—B – C… D\u00a0E", "a b c d e"),
        ("snake_case", "snake case"),
        ("$1.5 million", "1 5 million"),
        ("ＩＣＥ ﬁles", "ice files"),
        ("हिन्दी समाचार", "हिन्दी समाचार"),
        ("监控 技术！", "监控 技术"),
        ("???", "???"),
        ("…", "…"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_case_accents_punctuation_and_spacing_do_not_count(title: str, normal: str) -> None:
    assert normal_title(title) == normal


@QUICK
@given(st.text(max_size=30) | st.text("Aa’'é\u0301İıßǰΐ½. _-ﬁ\u200d\u00ad", max_size=12))
@example("ῼ")
@example("\u0345a")
def test_a_normal_title_is_its_own_normal_title(title: str) -> None:
    once = normal_title(title)
    assert normal_title(once) == once
    assert bool(once) == bool(title.strip())


@QUICK
@given(st.text(max_size=30))
def test_upper_and_lower_case_of_plain_letters_are_one(title: str) -> None:
    plain = "".join(sign for sign in title if sign.isascii())
    assert title_key(plain.upper()) == title_key(plain.lower())


def test_titles_that_differ_by_a_word_have_different_keys() -> None:
    assert title_key("Judge rules against Clearview") != title_key("Judge rules for Clearview")


@QUICK
@given(st.text(max_size=20))
def test_a_hash_fits_a_signed_64_bit_column_and_is_zero_for_nothing_only(text: str) -> None:
    assert -(2**63) <= hash64(text) < 2**63
    assert (hash64(text) == 0) == (text == "")


def test_hashes_stay_what_they_are_from_one_version_to_the_next() -> None:
    assert hash64("clearview") == 0x63DC513D9693520A  # as `b2sum -l 64` has it
    assert hash64("\ud800") != hash64("\ud801")


@pytest.mark.parametrize(
    ("item", "title"),
    [
        (ParsedItem(title=" A title ", summary="Text"), "A title"),
        (ParsedItem(summary=" Some\ntext  here ", url="https://vox.example/"), "Some text here"),
        (ParsedItem(url="https://vox.example/a", guid="g"), "https://vox.example/a"),
        (ParsedItem(guid="g"), "g"),
        (ParsedItem(author="Somebody"), ""),
    ],
)
def test_an_item_without_a_title_is_called_by_what_it_has(item: ParsedItem, title: str) -> None:
    assert title_of(item) == title


def test_a_long_text_lends_its_first_words_only() -> None:
    title = title_of(ParsedItem(summary="clearview " * 300))
    assert title == "clearview " * 9 + "clearview…"
    assert len(title_of(ParsedItem(summary="x" * 3_000))) == MADE_UP
    assert len(title_of(ParsedItem(guid="x" * 3_000))) == MAX_ITEM_TITLE
