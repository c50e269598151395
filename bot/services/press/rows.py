"""Press items as rows of a table. Used inside the transaction that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.press.table import PressRow
from storage.parts import in_parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.entries import Entry
    from storage.press import Copy, KeptMatch, KeptNote
    from storage.transaction import Transaction

IN_HAND: Final = 500


def rows_of(tx: Transaction, keys: Sequence[int]) -> Iterator[PressRow]:
    """The items with those keys, in that order, some hundred in hand at a time."""
    for part in in_parts(keys, IN_HAND):
        copies, matches, notes = tx.press.copies_of(part), tx.press.matches_of(part), tx.press.notes_among(part)
        for found in tx.entries.load(part):
            yield _row(found.entry, copies[found.key], matches[found.key], notes[found.key])


def _row(entry: Entry, copies: Sequence[Copy], matches: Sequence[KeptMatch], notes: Sequence[KeptNote]) -> PressRow:
    fields = entry.content.fields

    def own(name: str) -> str:
        return fields.get(name, "")

    return PressRow(
        id=str(entry.id),
        title=entry.title,
        published=entry.date.edtf if entry.date else "",
        outlet=own("outlet"),
        type=own("type"),
        author=own("author"),
        url=own("url"),
        subject=own("subject"),
        flags=entry.content.tags,
        status=own("status"),
        reviewed_on=own("reviewed_on"),
        reviewer=own("reviewer"),
        agency_response=own("agency_response"),
        agency_response_text=own("agency_response_text"),
        seen=own("seen"),
        matched=_once(hit.words for match in matches for hit in match.hits),
        copies=_once((copy.outlet for copy in copies), apart_from=own("outlet")),
        notes=tuple(_note(note) for note in notes),
        archive_url=own("archive_url"),
        links=tuple(f"{linked.reads} {linked.id}" for linked in entry.linked),
    )


def _once(words: Iterable[str], apart_from: str = "") -> tuple[str, ...]:
    found = {word.casefold(): word for word in words if word}
    return tuple(word for key, word in found.items() if key != apart_from.casefold())


def _note(note: KeptNote) -> str:
    written = note.written
    by = f", {written.name}" if written.name else ""
    return f"{written.at:%Y-%m-%d}{by}: {' '.join(note.text.split())}"
