"""Made-up entries that are shaped like real ones: their kinds, dates, lengths, tags, units, quotations and links."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from benchmarks.vocabulary import Deck, common_terms
from bot import starter
from bot.domain.dates import Basis, from_edtf, show
from bot.domain.entries import RELATIONS, Draft, LinkBasis, LinkDraft, Quote
from bot.domain.entries_file import read_entries_file
from bot.domain.kinds import EVENT, FINDING, PRESS, QUESTION, RECORD, Field, FieldType, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.dates import Dating
    from bot.domain.dossiers import Term
    from bot.domain.ids import PublicId

T = TypeVar("T")

FIRST_DAY, LAST_DAY = date(2010, 1, 1), date(2026, 11, 1)
_DAYS: Final = (LAST_DAY - FIRST_DAY).days
_OUTLETS: Final = ("The Courier", "Daily Ledger", "Vox", "Public Radio North", "The Docket", "Wire Service Nine")
_BASES: Final = tuple(LinkBasis)


class Shares(Generic[T]):
    """Things to draw, some more often than others."""

    def __init__(self, shares: Mapping[T, int]) -> None:
        self._things = tuple(shares)
        self._sums = tuple(accumulate(shares.values()))

    def draw(self, draw: Random, count: int) -> list[T]:
        """So many of them."""
        return draw.choices(self._things, cum_weights=self._sums, k=count)


_KINDS: Final = Shares({RECORD: 45, PRESS: 25, EVENT: 15, FINDING: 10, QUESTION: 5})
_MARKS: Final = Shares({"": 90, "~": 7, "?": 3})
_DATE_BASES: Final = Shares({Basis.STATED: 90, Basis.DERIVED: 5, Basis.INFERRED: 5})
_SHAPES: Final = Shares(
    {"day": 66, "month": 12, "year": 6, "quarter": 3, "season": 2, "decade": 1, "interval": 4, "none": 6}
)


class Maker:
    """Makes entries, the same ones for the same seed. They are as `checked` would leave them."""

    def __init__(self, seed: int) -> None:
        self._draw = Random(seed)
        self._deck = Deck(self._draw)
        self._tags = tuple(" ".join(self._deck.words(2)) for _ in range(300))

    def batch_id(self) -> int:
        """A number of 128 bits."""
        return self._draw.getrandbits(128)

    def kinds(self, count: int) -> list[Kind]:
        """So many kinds, records most often and questions least."""
        return _KINDS.draw(self._draw, count)

    def entry(self, public_id: PublicId, terms: Sequence[str], known: Sequence[str]) -> Draft:
        """An entry with `terms` in its body. Its links lead to `known` ids."""
        draw = self._draw
        return Draft(
            kind=public_id.kind,
            title=self._sentence(4, 10),
            body=self._prose([*terms, *common_terms(draw)]),
            date=self._date(),
            tags=tuple(dict.fromkeys(draw.choices(self._tags, k=draw.randrange(5)))),
            aliases=(f"Tab {public_id.number}",) if public_id.kind is RECORD and draw.random() < 0.15 else (),
            quotes=(Quote(self._sentence(8, 30) + ".", page=str(draw.randint(1, 40))),) if draw.random() < 0.3 else (),
            fields=MappingProxyType(dict(self._fields(public_id))),
            links=self._links(known) if known and draw.random() < 0.25 else (),
        )

    def _sentence(self, fewest: int, most: int) -> str:
        return _capital(" ".join(self._deck.words(self._draw.randint(fewest, most))))

    def _prose(self, terms: Sequence[str]) -> str:
        """Sentences, with the terms somewhere in them."""
        words = self._deck.words(self._draw.randint(20, 120))
        for term in terms:
            words.insert(self._draw.randrange(len(words)), term)
        sentences, start = [], 0
        while start < len(words):
            end = start + self._draw.randint(7, 18)
            sentences.append(_capital(" ".join(words[start:end])) + ".")
            start = end
        return " ".join(sentences)

    def _date(self) -> Dating | None:
        draw = self._draw
        [shape] = _SHAPES.draw(draw, 1)
        if shape == "none":
            return None
        [mark] = _MARKS.draw(draw, 1)
        [basis] = _DATE_BASES.draw(draw, 1)
        return _dating(_edtf(shape, self._day(), self._day(), mark), basis)

    def _day(self) -> date:
        return FIRST_DAY + timedelta(days=self._draw.randrange(_DAYS))

    def _fields(self, public_id: PublicId) -> list[tuple[str, str]]:
        """A value for the fields that say what an entry is and whose it is, and for half of the others."""
        always = (FieldType.CHOICE, FieldType.UNIT)
        return [
            (field.name, self._value(field, public_id))
            for field in public_id.kind.fields
            if field.type in always or self._draw.random() < 0.5
        ]

    def _value(self, field: Field, public_id: PublicId) -> str:
        match field.type:
            case FieldType.CHOICE:
                return self._draw.choice(field.choices)
            case FieldType.UNIT:
                return self._draw.choice(_OUTLETS if public_id.kind is PRESS else _units())
            case FieldType.URL:
                return f"https://{public_id.kind.name}.example/{'-'.join(self._deck.words(4))}-{public_id.number}"
            case FieldType.DATE:
                return f"{self._day()}"
            case _:
                return self._sentence(2, 5)

    def _links(self, known: Sequence[str]) -> tuple[LinkDraft, ...]:
        draw = self._draw
        targets = dict.fromkeys(draw.choices(known, k=draw.randint(1, 3)))
        return tuple(LinkDraft(draw.choice(RELATIONS).name, to, draw.choice(_BASES)) for to in targets)


@cache
def glossary() -> tuple[Term, ...]:
    """The starter dossier's vocabulary."""
    return read_entries_file(starter.read().encode()).glossary


@cache
def _units() -> tuple[str, ...]:
    """The names of units that lie within others, and of those."""
    inside = [term for term in glossary() if term.within]
    return tuple(dict.fromkeys([*(term.term for term in inside), *(term.within for term in inside)]))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _edtf(shape: str, first: date, other: date, mark: str) -> str:
    """A date of that shape."""
    match shape:
        case "day":
            return f"{first}{mark}"
        case "month":
            return f"{first.year}-{first.month:02d}{mark}"
        case "year":
            return f"{first.year}{mark}"
        case "quarter":
            return f"{first.year}-{33 + first.month // 4}"
        case "season":
            return f"{first.year}-{21 + first.month // 4}"
        case "decade":
            return f"{first.year // 10}X"
        case _:
            return f"{min(first, other)}/{max(first, other)}"


@cache
def _dating(edtf: str, basis: Basis) -> Dating:
    return from_edtf(edtf, text=show(from_edtf(edtf)) if basis is Basis.STATED else "", basis=basis)
