"""Which of the entries that a search finds is likeliest meant: the one whose title has the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.search.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.search.query import Term


def in_title(terms: Sequence[Term], title: str) -> int:
    """How much of a search stands in a title: 1 for each term, and 1 more for two or more that follow each other."""
    in_order, compounds = words(title)
    there = tuple(map(stem, in_order))
    score = sum(_has(there, in_order, compounds, term) for term in terms)
    if score > 1 and len(terms) > 1:
        score += _follow(there, tuple(stem(word) for term in terms for word in term.words))
    return score


def _has(there: tuple[str, ...], in_order: Sequence[str], compounds: Sequence[str], term: Term) -> bool:
    if term.is_beginning:
        return any(word.startswith(term.words[0]) for word in in_order)
    if len(term.words) == 1:
        return stem(term.words[0]) in there or term.words[0] in compounds
    return _follow(there, tuple(map(stem, term.words)))


def _follow(there: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    """Whether the stems stand somewhere in that order, with nothing between them."""
    size = len(sought)
    return any(there[at : at + size] == sought for at in range(len(there) - size + 1))
