"""Ids and aliases, read as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import PublicId, alias_key, displayed, read_id
from bot.domain.kinds import KINDS, Kind


@pytest.mark.parametrize(
    "spelling", ["R-12", "r12", "R 12", "r-12", " R12 ", "R#12", "[R-12]", "R–12", "R-012", "r.12"]
)
def test_every_spelling_of_an_id_is_read(spelling: str) -> None:
    assert read_id(spelling) == PublicId("R", 12)


@pytest.mark.parametrize("text", ["", "R", "12", "R-0", "R--1", "Z-1", "R-1a", "R-12 contract", "R-99999999999999"])
def test_what_is_no_id_is_not_taken_for_one(text: str) -> None:
    assert read_id(text) is None


@given(st.sampled_from(KINDS), st.integers(1, 999_999_999))
def test_an_id_is_read_back_as_it_is_shown(kind: Kind, number: int) -> None:
    shown = PublicId(kind.prefix, number)
    assert read_id(str(shown)) == shown


@pytest.mark.parametrize("spelling", ["fn7", "FN7", "fn 7", "Fn. 7", "footnote 7", "Footnotes 7", "note 7", "fn07"])
def test_a_footnote_has_one_key_in_every_spelling(spelling: str) -> None:
    assert alias_key(spelling) == "fn7"


def test_keys_for_files_are_not_shown() -> None:
    assert displayed(("fn7", "f:sensitive", "tl:2019-06-21", "Tab A")) == ("fn7", "Tab A")
