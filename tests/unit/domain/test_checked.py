"""What may be stored: cleaned once, and then the same however often it is cleaned again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import from_edtf
from bot.domain.entries import MAX_MANY, MAX_TITLE, Draft, LinkDraft, Quote, checked
from bot.domain.kinds import RECORD
from bot.errors import BadInput

texts = st.text(max_size=40)
drafts = st.builds(
    lambda title, body, date_text, tags, aliases, quotes, unit: Draft(
        RECORD,
        f"a{title}",
        body,
        from_edtf("2019-06-27", text=date_text),
        tuple(tags),
        tuple(aliases),
        tuple(Quote(quote, page=quote[:3], note=quote) for quote in quotes),
        {"unit": unit},
    ),
    *(
        texts,
        texts,
        texts,
        st.lists(texts, max_size=5),
        st.lists(texts, max_size=5),
        st.lists(texts, max_size=3),
        texts,
    ),
)


@given(drafts)
def test_what_was_cleaned_is_clean(draft: Draft) -> None:
    assert checked(checked(draft)) == checked(draft)


@given(drafts)
def test_nothing_that_a_database_refuses_is_left(draft: Draft) -> None:
    kept = checked(draft)
    assert kept.date is not None
    for text in (
        kept.title,
        kept.body,
        kept.date.text,
        *kept.tags,
        *kept.aliases,
        *(quote.text for quote in kept.quotes),
    ):
        assert "\x00" not in text
        assert text == text.strip()
        text.encode()


def test_names_are_told_apart_by_more_than_case_and_blanks() -> None:
    draft = Draft(RECORD, "Memo", tags=("PIA", "pia ", "P,IA", ""), aliases=("fn 7", "Footnote 7", "fn8"))
    assert checked(draft).tags == ("PIA", "P IA")
    assert checked(draft).aliases == ("fn 7", "fn8")


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft(RECORD, " \u200b "), "title"),
        (Draft(RECORD, "x" * (MAX_TITLE + 1)), "title"),
        (Draft(RECORD, "x", body="x" * 12_001), "body"),
        (Draft(RECORD, "x", tags=("x" * 51,)), "tags"),
        (Draft(RECORD, "x", tags=tuple(f"tag {number}" for number in range(MAX_MANY + 1))), "tags"),
        (Draft(RECORD, "x", quotes=(Quote("x" * 3_001),)), "quotes"),
        (Draft(RECORD, "x", fields={"type": "novel"}), "type"),
        (Draft(RECORD, "x", fields={"url": "ftp://example.org"}), "url"),
        (Draft(RECORD, "x", fields={"url": "https://example.org/" + "é" * 1_000}), "url"),
        (Draft(RECORD, "x", fields={"price": "4"}), "price"),
        (Draft(RECORD, "x", links=(LinkDraft("hates", "R-1"),)), "links"),
    ],
)
def test_what_cannot_be_stored_is_refused_with_its_field(draft: Draft, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        checked(draft)
    assert refused.value.field == field
