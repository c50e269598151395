"""Plain text loses what cannot be seen, and is never broken by being shortened."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.mrkdwn import outside
from handlers.plain import pieces, plain, sendable, shorten, size
from tests.unit.gate.test_properties import said

FAMILY = "👩‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("a\tb\nc", "a\tb\nc"),
        ("a\r\nb\rc\x85d\u2028e\u2029f\x0bg", "a\nb\nc\nd\ne\nf\ng"),
        ("\x80\x9f\x7f", ""),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("\ufeffa\u200bb\u2060c\xadd", "abcd"),
        ("a\ud800b\udfffc", "abc"),
        ("a\ufffeb\uffffc", "abc"),
        ("a\U000e0041\U000e0042b", "ab"),
        ("a\u200db", "ab"),
        ("\u200dé\u200d", "é"),
        (FAMILY, FAMILY),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("é\u200d\u200d\u200cü", "é\u200dü"),
        ("❤️ e\u0301", "❤️ e\u0301"),
    ],
)
def test_what_cannot_be_seen_is_gone_and_what_is_needed_stays(text: str, cleaned: str) -> None:
    assert plain(text) == cleaned


@given(st.text(st.characters(), max_size=40) | said)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = plain(text)
    assert plain(once) == once
    assert sendable(once) == once
    assert not {unicodedata.category(character) for character in once.replace("\n", "").replace("\t", "")} & {
        "Cc",
        "Cs",
    }


def test_size_counts_utf_16_units() -> None:
    assert size("a👩\ud800") == 4


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("hello", 5, "hello"),
        ("hello", 4, "hel…"),
        ("hello", 1, "…"),
        ("hello", 0, ""),
        ("hello wide world", 13, "hello wide…"),
        ("hello wide world", 12, "hello wide…"),
        ("x" * 40 + " " + "y" * 40, 70, "x" * 40 + " " + "y" * 28 + "…"),
        ("a &amp; b &amp; c", 13, "a &amp; b…"),
        ("a&amp;&amp;&amp;", 8, "a&amp;…"),
        ("see <https://a.org|the file> now", 25, "see…"),
        ("see <https://a.org|the file> now", 30, "see <https://a.org|the file>…"),
        ("<https://a.org|the file>", 10, "…"),
        ("a <@U0123456> b", 8, "a…"),
        ("well :white_check_mark: done", 12, "well…"),
        ("a < b > c < d", 7, "a < b…"),
        (f"ab{FAMILY}cd", 8, "ab…"),
        (f"ab{FAMILY}cd", 14, f"ab{FAMILY}…"),
        ("ae\u0301\u0302\u0303z", 4, "a…"),
        ("👍🏽👍🏽", 6, "👍🏽…"),
        ("🇩🇪🇫🇷🇮🇹", 8, "🇩🇪…"),
        ("🇩🇪🇫🇷🇮🇹", 9, "🇩🇪🇫🇷…"),
        ("❤️❤️", 3, "❤️…"),
        ("\u1100\u1161\u11a8\u1100\u1161\u11a8", 5, "\u1100\u1161\u11a8…"),
        ("e" + "\u0301" * 20, 10, "…"),
    ],
)
def test_a_text_is_shortened_between_what_is_seen_as_one(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short


@given(said.map(outside) | st.text(), st.integers(0, 200))
def test_a_shortened_text_fits_and_is_the_start_of_the_whole(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert size(short) <= limit or short == text == ""
    assert short == text or text.startswith(short.removesuffix("…"))
    assert shorten(short, limit) == short


@given(said.map(outside), st.integers(1, 60))
def test_no_escaped_character_is_ever_cut(text: str, limit: int) -> None:
    for part in (shorten(text, limit), *pieces(text, max(limit, 5))):
        assert not re.search(r"&(?!amp;|lt;|gt;)", part)


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("a b c", 5, ["a b c"]),
        ("a b c\nd e f\ng", 8, ["a b c", "d e f\ng"]),
        ("one two three", 8, ["one two", "three"]),
        ("xxxxxxxxx", 4, ["xxxx", "xxxx", "x"]),
        ("  \n ", 2, []),
        ("<https://a.org/long|x> tail", 10, ["…", "tail"]),
        ("e" + "\u0301" * 5, 4, ["e\u0301\u0301\u0301", "\u0301\u0301"]),
    ],
)
def test_a_text_is_split_at_lines_then_at_words(text: str, limit: int, parts: list[str]) -> None:
    assert list(pieces(text, limit)) == parts


@given(st.text(st.sampled_from("ab \n👩é"), max_size=80), st.integers(2, 20))
def test_splitting_loses_only_white_space(text: str, limit: int) -> None:
    parts = list(pieces(text, limit))
    assert all(0 < size(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
