"""What the index holds of an entry: its words by the place where they stand, and its marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.dates import show
from bot.domain.ids import displayed
from bot.domain.kinds import FieldType
from bot.domain.search import Words, stem, words
from storage.search.marks import marks_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.entries import Draft

APART: Final = "_"
"""Stands between two texts in one place, so that no phrase goes from one into the other."""


@dataclass(frozen=True, slots=True)
class Document:
    """The stems of an entry in order, with `APART` between texts; `vocabulary` is each word on file with its stem."""

    title: tuple[str, ...]
    unit: tuple[str, ...]
    body: tuple[str, ...]
    marks: tuple[str, ...]
    vocabulary: frozenset[str]

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """Title, unit, body and marks, each as words with single blanks."""
        return " ".join(self.title), " ".join(self.unit), " ".join(self.body), " ".join(self.marks)


def document_of(dossier_id: int, content: Draft, more_marks: Iterable[str] = ()) -> Document:
    """The document of an entry. A long entry's own words, quotations, fields and date are all its body.

    `more_marks` are those that it has by what hangs on it.
    """
    own = {field.name: field.type for field in content.kind.fields}
    units = [value for name, value in content.fields.items() if own[name] is FieldType.UNIT]
    others = [value for name, value in content.fields.items() if own[name] is not FieldType.UNIT]
    quotes = (part for quote in content.quotes for part in (quote.text, quote.note))
    dates = (content.date.text, show(content.date)) if content.date else ()
    seen: set[str] = set()
    return Document(
        title=_column((content.title, *displayed(content.aliases)), seen),
        unit=_column(units, seen),
        body=_column((content.body, *quotes, *content.tags, *others, *dict.fromkeys(dates)), seen),
        marks=(*marks_of(dossier_id, content), *more_marks),
        vocabulary=frozenset(seen),
    )


def _column(texts: Iterable[str], seen: set[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in texts:
        read: Words = words(text)
        seen.update(read.in_order)
        seen.update(read.compounds)
        for run in (read.in_order, *((compound,) for compound in read.compounds)):
            if run:
                found += [APART, *map(stem, run)] if found else map(stem, run)
    return tuple(found)
