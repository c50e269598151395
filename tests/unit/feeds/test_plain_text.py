"""HTML becomes one plain line, in bounded time."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import clean_line
from bot.feeds.plain_text import plain_line, shortened, without_markup


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        ("plain  words\n here", "plain words here"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("One<br>Two<br/>Three<hr>Four", "One Two Three Four"),
        ("an<b>ti</b>-<i>dis</i><span class='x'>establish</span>", "anti-disestablish"),
        ("<ul><li>One</li><li>Two</li></ul>", "One Two"),
        ("<td>a</td><td>b</td>", "a b"),
        ("One<made-up>Two", "One Two"),
        ("a <a href='https://a.example/?x=1&y=\">\"'>link</a>.", "a link."),
        ("<img alt=\"a > b\" src=x>after", "after"),
        ("<p title=don't>it", "it"),
        ("x<script>alert('<p>')</script>y<SCRIPT type='a'>z</SCRIPT>w", "x y w"),
        ("x<style>p { color: red }</style >y", "x y"),
        ("x<!-- <p>hidden</p> -->y", "x y"),
        ("x<script>never closed", "x"),
        ("x<!-- never closed", "x"),
        ("x<p class='never closed", "x"),
        ("3 < 4 and 5 > 4", "3 < 4 and 5 > 4"),
        ("I <3 you", "I <3 you"),
        ("a &amp; b &lt;i&gt; &#8220;c&#8221; &hellip;&nbsp;d", "a & b <i> “c” … d"),
        ("AT&T &unknown; &", "AT&T &unknown; &"),
        ("a\x00b\x07c\u202ed\u200be\ufefff", "abcdef"),
        ("it\x92s \x93quoted\x94", "it’s “quoted”"),
        ("caf\u00e9\u2028next", "café next"),
        ("\ud800lone", "lone"),
        ("<?php echo 1 ?>x<!DOCTYPE html>y", "x y"),
        ("👨\u200d👩 family", "👨\u200d👩 family"),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_goes_and_words_stay(html: str, plain: str) -> None:
    assert plain_line(html, 100) == plain


def test_a_long_text_is_cut_within_its_limit() -> None:
    assert plain_line("abcdefghij", 10) == "abcdefghij"
    assert plain_line("abcdefghijk", 10) == "abcdefghi…"
    assert plain_line("abcdefgh  ijk", 10) == "abcdefgh…"
    assert shortened("abcdefghijk", 10) == "abcdefghi…"


def test_text_behind_much_markup_is_still_found() -> None:
    assert plain_line(f"<img src='{'x' * 60}'>text", 10) == "text"


def test_of_a_fragment_without_end_only_the_beginning_is_looked_at() -> None:
    assert plain_line(f"<img src='{'x' * 10_000}'>text", 10) == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<", "<a ", "<a '\"", '<"<', "<script>", "<script><!--", "<!--", "</script", "&", "&lt", "&#",
        "<b", "<b x='", "'>", "<p>", "\u202e", "a\x00",
    ],
)  # fmt: skip
def test_hostile_text_takes_no_time(hostile: str) -> None:
    started = time.process_time()
    plain_line(hostile * 1_000_000, 2_000)

    assert time.process_time() - started < 0.5


@given(st.text(alphabet=st.sampled_from("<>/!-abp&;#x\"' \n\x00\u202e"), max_size=60))
def test_whatever_comes_the_result_is_one_clean_line(text: str) -> None:
    line = plain_line(text, 20)

    assert line == clean_line(line)
    assert len(line) <= 20


@given(st.text(alphabet=st.characters(exclude_characters="&", exclude_categories=["Cc"]), max_size=100))
def test_text_that_is_no_markup_is_kept_as_it_is(text: str) -> None:
    assert plain_line(without_markup(text), 1_000) == clean_line(text)
