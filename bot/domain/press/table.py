"""The press log as a table that a spreadsheet opens: the columns that the agency's own tracking sheet had, and more.

Outlets, titles and notes are outside text, and a spreadsheet runs a cell that begins with `=`, `+`, `-` or `@`. So an
apostrophe goes before each such sign, wherever some spreadsheet might let a cell begin: where it does, and after a
semicolon, a tab or a line's end, at which readers set to other separators split.
Sources: RFC 4180; OWASP, "CSV Injection".
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_IN_CELL: Final = 32_000  # Excel cuts a cell at 32,767 characters, and breaks the row there


@dataclass(frozen=True, slots=True)
class PressRow:
    """A press item as a row. All is text as people read it; dates are ISO 8601 (EDTF), ids as they are said: "P-4".

    `matched` are the words that watches found, `copies` the outlets that ran the story too, `notes` one each, `links`
    the entries that it is linked with, each with the relation.
    """

    id: str
    title: str
    published: str = ""
    outlet: str = ""
    type: str = ""
    author: str = ""
    url: str = ""
    subject: str = ""
    flags: tuple[str, ...] = ()
    status: str = ""
    reviewed_on: str = ""
    reviewer: str = ""
    agency_response: str = ""
    agency_response_text: str = ""
    seen: str = ""
    matched: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    archive_url: str = ""
    links: tuple[str, ...] = ()


COLUMNS: Final = (
    ("ID", "id"),
    ("Date published", "published"),
    ("Outlet", "outlet"),
    ("Title", "title"),
    ("Kind", "type"),
    ("Author", "author"),
    ("URL", "url"),
    ("Subject", "subject"),
    ("Flags", "flags"),
    ("Status", "status"),
    ("Date reviewed", "reviewed_on"),
    ("Reviewer", "reviewer"),
    ("Agency response", "agency_response"),
    ("What the agency said", "agency_response_text"),
    ("First seen", "seen"),
    ("Matched", "matched"),
    ("Also in", "copies"),
    ("Notes", "notes"),
    ("Archived copy", "archive_url"),
    ("Linked entries", "links"),
)
"""The heading of each column and the field of `PressRow` that is in it, in order."""


def press_table(rows: Iterable[PressRow]) -> bytes:
    """The rows as CSV under their headings: UTF-8 with a byte order mark, for Excel, every cell in quotes, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([heading for heading, _ in COLUMNS])
    for row in rows:
        writer.writerow([_cell(getattr(row, name), name) for _, name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str | tuple[str, ...], name: str) -> str:
    if isinstance(value, str):
        return harmless(value)
    return harmless(("\n" if name == "notes" else "; ").join(value))


_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE: Final = (
    "\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff"
)
_UNSAFE: Final = re.compile(f"[{_INVISIBLE}\ud800-\udfff\U000e0000-\U000e007f]")
# The four signs, and what a spreadsheet may take for them: full-width, small, raised and lowered forms.
_SIGNS: Final = "=+@\\-＝＋＠－﹦﹢﹫﹣⁼⁺⁻₌₊₋﬩"
_BEGINS: Final = re.compile(rf"(\A|[;；\t\n])((?:[^\S\t\n]|\")*)(?=[{_SIGNS}])")


def harmless(text: str) -> str:
    """Text as it may stand in a cell: without invisible characters and spaces around it, and never a formula."""
    text = _UNSAFE.sub("", _LINE_ENDS.sub("\n", text)).strip()
    text = _BEGINS.sub(r"\1\2'", text)
    return text if len(text) <= MOST_IN_CELL else f"{text[: MOST_IN_CELL - 1]}…"
