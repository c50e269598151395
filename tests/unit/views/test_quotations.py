"""Quotations in one box: readable for people, and the same after writing and reading."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import Quote, clean_line, clean_text
from handlers import quotations

_TEXT = st.text(st.sampled_from(' ab“”"«»„()\\,.¶\n37fn:p-&<'), max_size=40) | st.text(max_size=40)
_LINE = _TEXT.map(clean_line)
_QUOTES = st.builds(Quote, _TEXT.map(clean_text), _LINE, _LINE, _TEXT.map(clean_text)).filter(lambda quote: quote.text)


@given(st.lists(_QUOTES, max_size=4).map(tuple))
def test_writing_and_reading_changes_nothing(quotes: tuple[Quote, ...]) -> None:
    assert quotations.read(quotations.write(quotes)) == quotes


@given(_TEXT)
def test_whatever_is_typed_is_kept_from_then_on(typed: str) -> None:
    read = quotations.read(typed)
    assert quotations.read(quotations.write(read)) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("The tool is in use. (p. 3, fn 7)", Quote("The tool is in use.", "3", "fn7")),
        ("The tool is in use.\n(p. 3)", Quote("The tool is in use.", "3")),
        ("“The tool is in use.” (fn7)", Quote("The tool is in use.", "", "fn7")),
        ('"The tool is in use."', Quote("The tool is in use.")),
        ("“Used” and “in use”", Quote("“Used” and “in use”")),
        ("Text (pp. 3, 5, footnote 7)", Quote("Text", "3, 5", "fn7")),
        ("Text (page 12)", Quote("Text", "12")),
        ("Text (marked Tab A)", Quote("Text", "", "Tab A")),
        ("Text (fn 7, note: without the first word)", Quote("Text", "", "fn7", "without the first word")),
        ("by the unit (CEIU)", Quote("by the unit (CEIU)")),
        ("see there (p. 3) ()", Quote("see there (p. 3)")),
        ("one\n¶\ntwo", Quote("one\n\ntwo")),
        ("(p. 3)", Quote("(p. 3)")),
    ],
)
def test_a_paragraph_reads_as_people_mean_it(typed: str, read: Quote) -> None:
    assert quotations.read(typed) == (read,)


def test_paragraphs_are_quotations() -> None:
    assert [quote.text for quote in quotations.read("one\n\n\ntwo\nlines\n \nthree (fn 2)")] == [
        "one",
        "two\nlines",
        "three",
    ]


def test_what_is_written_is_plain_where_nothing_needs_a_mark() -> None:
    assert quotations.write([Quote("The tool is in use.", "3", "fn7")]) == "The tool is in use. (p. 3, fn 7)"


def test_a_form_shows_quotations_while_they_fit_a_box_and_the_view() -> None:
    long, short = Quote("x" * 2_999, "3"), Quote("short")
    assert quotations.fitting((long, short)) == (short,)
    many = tuple(Quote(f"{number} " + "ä" * 1_000) for number in range(30))
    shown = quotations.fitting(many)
    assert shown == many[: len(shown)]
    assert 5 < len(shown) < 30
