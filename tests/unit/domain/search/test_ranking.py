"""How much of a search stands in a title."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.search import parse_query, title_scorer

TITLE = "E-mail thread on the Clearview contract proposal"


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("clearview", 1),
        ("Clearviews", 1),
        ("email", 1),
        ("e-mail", 1),
        ("contr*", 1),
        ('"contract proposal"', 1),
        ('"proposal contract"', 0),
        ("privacy", 0),
        ("clearview privacy", 1),
        ("contract clearview", 2),
        ("clearview contract", 3),
        ("clearview contract proposals", 4),
        ("the clearview contr*", 2),
    ],
)
def test_each_term_counts_and_terms_that_follow_each_other_count_more(text: str, score: int) -> None:
    assert title_scorer(parse_query(text, today=date(2026, 11, 24)).terms)(TITLE) == score


def test_a_title_without_words_has_nothing_of_a_search() -> None:
    assert title_scorer(parse_query("memo", today=date(2026, 11, 24)).terms)("…") == 0
