"""One line with named parts."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadInput
from handlers.piped import Piped, read_piped, write_piped

KNOWN = ("name", "channel", "flags", "alert")

values = st.text(string.ascii_letters + string.digits + ":;,'\"&<> é👩", min_size=1, max_size=20).map(str.strip)


@given(values, st.dictionaries(st.sampled_from(KNOWN), values.filter(bool), max_size=4))
def test_what_is_written_is_read_again(first: str, parts: dict[str, str]) -> None:
    assert read_piped(write_piped(Piped(first, parts)), KNOWN) == Piped(first, parts)


@given(st.text(max_size=40), st.dictionaries(st.sampled_from(KNOWN), st.text(max_size=20), max_size=4))
def test_no_value_can_make_a_part_of_its_own(first: str, parts: dict[str, str]) -> None:
    read = read_piped(write_piped(Piped(first, parts)), KNOWN)
    assert set(read.parts) <= set(parts)
    assert read.first == first.replace("|", "∣").strip()


def test_names_are_read_in_any_case_and_values_keep_theirs() -> None:
    assert read_piped(" a b |NAME: X: y||", KNOWN) == Piped("a b", {"name": "X: y"})


def test_a_part_that_needs_no_name_may_have_none() -> None:
    assert read_piped("q | Digest", KNOWN, bare={"digest": "alert"}).parts == {"alert": "digest"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("q | nmae: x", "“nmae: x” has no name that I know. Did you mean “name:”? A part begins with one of: “name:”"),
        ("q | just words", "“just words” has no name that I know. A part begins with one of"),
        ("q | name: x | name: y", "“name:” is there twice."),
    ],
)
def test_a_part_of_another_name_is_refused_with_those_there_are(typed: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_piped(typed, KNOWN)
    assert said in str(refused.value)
