"""How long it takes to ask 1,000 watches about an item: `python -m benchmarks.matching [--runs N]`.

Watches and items are drawn by a seed. The watches are of every sort that the language has, over words as rare as names
are and over common ones. Items are as long as feeds' summaries mostly are, and as long as one is ever kept.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from random import Random
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Figures, table
from benchmarks.vocabulary import COUNTS, SHARES, Deck, words
from bot.domain.press.item import MAX_SUMMARY
from bot.domain.press.matching import Matcher
from bot.domain.press.query import parse_watch
from bot.domain.press.watch import Story

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TARGET_US: Final = 1_000.0
SEED: Final = 7
WATCHES: Final = 1_000
ITEMS: Final = 400
_LENGTHS: Final = {"summaries of 300 characters": 300, f"summaries of {MAX_SUMMARY:,} characters": MAX_SUMMARY}
_TERMS: Final = tuple(term.replace("’", "'") for term in (*SHARES, *COUNTS))
_JOINERS: Final = (*[" "] * 40, *[", "] * 4, *[". "] * 3, "’s ", "’s ", "-", " — ")
_RANKS: Final = (*[(20_000, 50_000)] * 5, *[(2_000, 20_000)] * 4, (200, 2_000))


def _word(draw: Random) -> str:
    """A word as rare as a name mostly, and one in ten that many items have."""
    return words()[draw.randrange(*draw.choice(_RANKS))]


def _beginning(draw: Random) -> str:
    """Six letters, as `survei*`: made-up words share their beginnings more than a language's do."""
    return next(word for _ in iter(int, 1) if len(word := _word(draw)) > 6)[:6]


def _thing(draw: Random) -> str:
    return f'"{draw.choice(_TERMS)}"' if draw.random() < 0.03 else _word(draw)


_SORTS: Final[tuple[Callable[[Random], str], ...]] = (
    _thing,
    lambda draw: f'{_thing(draw)} OR "{_word(draw)} {_word(draw)}"',
    lambda draw: f"{_thing(draw)} {_thing(draw)} -{_word(draw)}",
    lambda draw: f"{_thing(draw)} NEAR/{draw.randint(2, 20)} {_word(draw)}",
    lambda draw: f"{_beginning(draw)}* {_thing(draw)}",
    lambda draw: f"{_beginning(draw)}*",
    lambda draw: f"title:({_thing(draw)} OR {_word(draw)}) outlet:{_word(draw)}",
    lambda draw: " OR ".join(_thing(draw) for _ in range(8)),
)


def _story(draw: Random, deck: Deck, length: int) -> Story:
    parts = [part for word in deck.words(200) for part in (word, draw.choice(_JOINERS))]
    for _ in range(3):
        parts.insert(draw.randrange(100), f" {draw.choice(_TERMS)} ")
    title = " ".join((*deck.words(8), draw.choice(_TERMS), _word(draw)))
    text = "".join(parts)
    while len(text) < length:
        text += f" {' '.join(deck.words(100))}"
    return Story(title.capitalize(), text[:length], " ".join(deck.words(2)).title(), " ".join(deck.words(2)).title())


def measure(matcher: Matcher, stories: Sequence[Story], runs: int) -> tuple[Figures, float]:
    """Microseconds an item, and how many watches matched one on average; a first round is not counted."""
    took, matched = [], 0
    for run in range(runs + 1):
        for story in stories:
            start = time.perf_counter()
            found = matcher.match(story)
            if run:
                took.append((time.perf_counter() - start) * 1e6)
                matched += len(found)
    return Figures(tuple(took)), matched / len(took)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; exit status 1 where the target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--runs", type=int, default=10, metavar="N", help="times that each item is asked (default 10)")
    given = parser.parse_args(argv)
    draw = Random(SEED)
    deck = Deck(draw)
    queries = [parse_watch(_SORTS[number % len(_SORTS)](draw)) for number in range(WATCHES)]
    start = time.perf_counter()
    matcher = Matcher(list(enumerate(queries)))
    built_ms = (time.perf_counter() - start) * 1_000
    gc.collect()
    found = {
        name: measure(matcher, [_story(draw, deck, length) for _ in range(ITEMS)], given.runs)
        for name, length in _LENGTHS.items()
    }
    print(f"{WATCHES:,} watches, {ITEMS} items each asked {given.runs} times, microseconds an item")
    print(table({name: figures for name, (figures, _) in found.items()}))
    for name, (_, matched) in found.items():
        print(f"{name}: {matched:.1f} watches match an item")
    print(f"The watches are made ready in {built_ms:.1f} ms")
    return 0 if all(figures.percentile(95) <= TARGET_US for figures, _ in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
