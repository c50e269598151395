"""Which of the entries that a search finds is likeliest meant: the one whose title has the words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.domain.search.words import stem, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.search.query import Term

Stems = tuple[str, ...]
Scorer = Callable[[str], int]


def title_scorer(terms: Sequence[Term]) -> Scorer:
    """What tells how much of a search stands in a title.

    1 for each term, and 1 more for two or more that follow each other. What depends on the search alone is worked out
    once, because a thousand titles are looked at.
    """
    alone = {stem(term.words[0]): term.words[0] for term in terms if len(term.words) == 1 and not term.is_beginning}
    beginnings = tuple(term.words[0] for term in terms if term.is_beginning)
    phrases = [tuple(map(stem, term.words)) for term in terms if len(term.words) > 1]
    whole = tuple(stem(word) for term in terms for word in term.words) if len(terms) > 1 else ()

    def score(title: str) -> int:
        in_order, compounds = words(title)
        there = tuple(map(stem, in_order))
        found = sum(one in there or word in compounds for one, word in alone.items())
        if beginnings:
            found += sum(any(word.startswith(letters) for word in in_order) for letters in beginnings)
        if phrases:
            found += sum(_follow(there, phrase) for phrase in phrases)
        return found + 1 if found > 1 and whole and _follow(there, whole) else found

    return score


def _follow(there: Stems, sought: Stems) -> bool:
    """Whether the stems stand somewhere in that order, with nothing between them."""
    size = len(sought)
    return any(there[at : at + size] == sought for at in range(len(there) - size + 1))
