"""A search as it is meant: what is looked for, what is left out, and what an entry must be."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.domain.search.words import words

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.dates import Span

# As typed on a phone, as copied from a document, and our own star as copied from an answer
PLAIN_MARKS: Final = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"∗": "*"})


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: a word, the beginning of one, or words that follow each other.

    `words` are folded. `compounds` is the same written as one word ("email" for "e-mail"), which counts as well.
    `typed` is how it stood in the text.
    """

    words: tuple[str, ...]
    typed: str
    is_beginning: bool = False
    compounds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """What an entry must be, or must not be.

    `kinds`, `types` and `statuses` are names; `units` and `tags` as typed. So are `watches` and `feeds`, which are a
    name or a number: who searches finds out which are meant.
    """

    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    watches: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A search as it was typed (`text`) and as it is meant.

    An entry is found when it has every term and none that is excluded, is what `wanted` says and not what `unwanted`
    says, has a date that overlaps all of `spans`, ends before `before` and begins after `after`. `pieces` are all the
    things that it asks for, each as it was typed.
    """

    text: str
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    wanted: Filters = field(default_factory=Filters)
    unwanted: Filters = field(default_factory=Filters)
    spans: tuple[Span, ...] = ()
    before: date | None = None
    after: date | None = None
    pieces: tuple[str, ...] = ()

    @property
    def without_a_piece(self) -> tuple[str, ...]:
        """The texts of searches that ask for one thing less, the last thing first."""
        several = range(len(self.pieces)) if len(self.pieces) > 1 else ()
        return tuple(" ".join((*self.pieces[:at], *self.pieces[at + 1 :])) for at in reversed(several))

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit that was typed."""
        return tuple(dict.fromkeys((*self.wanted.units, *self.unwanted.units)))

    @property
    def watches(self) -> tuple[str, ...]:
        """Every watch that was typed."""
        return tuple(dict.fromkeys((*self.wanted.watches, *self.unwanted.watches)))

    @property
    def feeds(self) -> tuple[str, ...]:
        """Every feed that was typed."""
        return tuple(dict.fromkeys((*self.wanted.feeds, *self.unwanted.feeds)))

    @property
    def is_dated(self) -> bool:
        """Whether only entries with a date can be found."""
        return bool(self.spans or self.before or self.after)

    def with_term(self, term: Term, word: str) -> SearchQuery:
        """The same search with another word in place of a mistyped one."""
        plain = self.text.translate(PLAIN_MARKS)
        text = re.sub(rf"(?<!\w){re.escape(term.typed)}(?!\w)", lambda _: word, plain, count=1)
        mended = Term(words(word).in_order, word)
        return replace(self, text=text, terms=tuple(mended if one == term else one for one in self.terms))
