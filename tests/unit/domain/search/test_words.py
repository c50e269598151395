"""How a text falls into words."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.search import stem, words
from bot.domain.search.words import LONGEST_WORD


@pytest.mark.parametrize(
    ("text", "in_order"),
    [
        ("Clearview AI, Inc.", ("clearview", "ai", "inc")),
        ("E-mail thread", ("e", "mail", "thread")),
        ("the agency’s U.S. F.O.I.A. plan", ("the", "agency", "us", "foia", "plan")),
        ("Café Zürich naïve", ("cafe", "zurich", "naive")),
        ("don't", ("dont",)),
        ("O’Brien's", ("obrien",)),
        ("AT&T", ("at", "t")),
        ("Harrisburg/York", ("harrisburg", "york")),
        ("DHS/ICE-009", ("dhs", "ice", "009")),
        ("snake_case", ("snake", "case")),
        ("ﬁle ＡＢＣ Straße", ("file", "abc", "strasse")),
        ("東京タワー", ("東", "京", "タ", "ワ", "ー")),
        ("हिन्दी", ("हिन्दी",)),
        ("Вашингтон", ("вашингтон",)),
        ("«» — … !?", ()),
        ("", ()),
    ],
)
def test_a_text_falls_into_folded_words(text: str, in_order: tuple[str, ...]) -> None:
    assert words(text).in_order == in_order


@pytest.mark.parametrize(
    ("text", "compounds"),
    [("E-mail", ("email",)), ("reverse-engineered", ("reverseengineered",)), ("ICE-009", ()), ("2019-06-27", ())],
)
def test_a_compound_is_also_one_word_but_a_number_is_not(text: str, compounds: tuple[str, ...]) -> None:
    assert words(text).compounds == compounds


@given(st.text())
def test_words_hold_no_blank_no_capital_and_nothing_a_query_could_trip_over(text: str) -> None:
    for word in (*words(text).in_order, *words(text).compounds):
        assert word
        assert len(word) <= LONGEST_WORD
        assert word == word.casefold()
        assert not set(word) & set(" \t\n\"'\\_*:()<>&|!-\x00")


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,'-/0123456789"))
def test_plain_letters_are_read_the_same_with_and_without_other_letters_beside_them(text: str) -> None:
    assert words(f"{text} ж").in_order == (*words(text).in_order, "ж")


@given(st.text(), st.text())
def test_words_of_two_texts_are_the_words_of_each(first: str, second: str) -> None:
    assert words(f"{first}\n{second}").in_order == words(first).in_order + words(second).in_order


@pytest.mark.parametrize(
    ("one", "other"), [("records", "record"), ("surveillance", "surveil"), ("policies", "policy"), ("called", "calls")]
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize("word", ["us", "fn7", "2019", "вашингтон", "東"])
def test_what_is_no_english_word_is_its_own_stem(word: str) -> None:
    assert stem(word) == word


def test_stems_are_the_same_in_every_thread() -> None:
    stem.cache_clear()
    many = [
        f"{start}{end}" for start in ("surveil", "contract", "agenc", "licens") for end in ("ing", "ed", "es", "ies")
    ]
    expected = [stem(word) for word in many]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            stem.cache_clear()
            assert list(pool.map(stem, many)) == expected
