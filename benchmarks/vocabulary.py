"""Fifty thousand made-up words that are used as often as words of a language are, and terms with a chosen share.

The words do not depend on a seed, so that a benchmark knows what to ask for whatever filled the database.
"""

from __future__ import annotations

from functools import cache
from random import Random
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZE: Final = 50_000
DECK: Final = 1_000_000
_HEAD: Final = (
    "the of and to in a for that on is with by as was from at this be an are not or which were it has had also been"
    " their they may its who under any after about between other than before during only such into over these"
)
_OPENINGS: Final = "b br c cl d dr f fl g gr h j k l m n p pl pr qu r s sl st t tr v w"
_VOWELS: Final = "a e i o u ai ea io ou"
_CLOSINGS: Final = ("", "", "", "l", "m", "n", "nd", "r", "rt", "s", "st", "t", "x")
_ENDINGS: Final = ("", "", "", "", "s", "ed", "ing", "er", "ly", "tion", "ment")

SHARES: Final[dict[str, float]] = {
    "Clearview": 0.40,
    "ICE": 0.35,
    "facial recognition": 0.30,
    "HSI": 0.20,
    "contract": 0.12,
    "memo": 0.10,
    "privacy impact assessment": 0.05,
    "subpoena": 0.02,
    "driver’s license photos": 0.01,
    "audit log": 0.005,
    "iris scan": 0.001,
}
"""Terms, and the part of all entries that has each in its body."""

COUNTS: Final[dict[str, int]] = {"whistleblower affidavit": 12, "gait analysis": 5, "memorandum of dissent": 2}
"""Terms, and in how many entries each is, however many there are (as far as there are so many)."""


@cache
def words() -> tuple[str, ...]:
    """The words, the most used first. None of them occurs in `SHARES` or `COUNTS`."""
    taken = {word.lower() for term in (*SHARES, *COUNTS) for word in term.replace("’s", "").split()}
    draw, openings, vowels = Random(1954), _OPENINGS.split(), _VOWELS.split()
    found = dict.fromkeys(_HEAD.split())
    while len(found) < SIZE:
        syllables = draw.randint(1, 2) if len(found) < SIZE // 100 else draw.randint(2, 4)
        word = "".join(draw.choice(openings) + draw.choice(vowels) for _ in range(syllables))
        word += draw.choice(_CLOSINGS) + draw.choice(_ENDINGS)
        if len(word) > 2 and word not in taken:
            found[word] = None
    return tuple(found)


class Deck:
    """Words to draw, each as often in it as it is used by Zipf's law, and at least once.

    Drawing is a slice with a step, which is much faster than choosing word by word, and for so long a deck as good.
    """

    def __init__(self, draw: Random) -> None:
        weights = [1 / (rank + 2.7) for rank in range(1, SIZE + 1)]
        a_time = (DECK - SIZE) / sum(weights)
        self._words = [
            word for word, weight in zip(words(), weights, strict=True) for _ in range(1 + round(weight * a_time))
        ]
        draw.shuffle(self._words)
        self._draw = draw

    def words(self, count: int) -> list[str]:
        """So many words, at most 200."""
        step = self._draw.randint(1, 997)
        start = self._draw.randrange(len(self._words) - step * count)
        return self._words[start : start + step * count : step]


def rare_places(seed: int, entries: int) -> dict[int, list[str]]:
    """Which of so many entries have which terms of `COUNTS`."""
    found: dict[int, list[str]] = {}
    for term, count in COUNTS.items():
        for place in Random(f"{seed} {term}").sample(range(entries), min(count, entries)):
            found.setdefault(place, []).append(term)
    return found


def common_terms(draw: Random) -> Sequence[str]:
    """The terms of `SHARES` that one entry has."""
    return [term for term, share in SHARES.items() if draw.random() < share]
