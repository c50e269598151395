"""The press log as CSV: what the agency's sheet kept, readable in Excel, and never a formula."""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.press.table import COLUMNS, MOST_IN_CELL, PressRow, harmless, press_table

ROW = PressRow(
    id="P-4",
    title="Judge rules, “again”",
    published="2020-06",
    outlet="Vox",
    type="article",
    author="A. Author",
    url="https://vox.com/1",
    subject="Facial recognition",
    flags=("First Amendment", "Fourth Amendment"),
    status="reviewed",
    reviewed_on="2026-11-24",
    reviewer="Eda Editor",
    agency_response="declined",
    agency_response_text="“No comment.”\r\nTwice.",
    seen="2026-11-23",
    matched=("clearview", "ICE"),
    copies=("AP", "Fox"),
    notes=("Ana: look", "Ben: done"),
    archive_url="https://web.archive.org/1",
    links=("covers R-7",),
)
SIGNS = "=+-@"


def parsed(table: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet might run a cell: a sign in any form, behind whatever cannot be seen."""
    seen = re.sub(r"\A[\s\x00-\x20\xad\u200b-\u200f\u2060\ufeff]+", "", cell)
    return unicodedata.normalize("NFKC", seen[:1])[:1] in tuple(SIGNS) or cell[:1] in tuple("\t\r\n")


def test_every_field_has_a_column_under_a_heading_that_is_there_once() -> None:
    headings = [heading for heading, _ in COLUMNS]
    assert sorted(name for _, name in COLUMNS) == sorted(field.name for field in fields(PressRow))
    assert len(set(headings)) == len(headings)
    assert parsed(press_table([]))[0] == headings


def test_a_row_holds_everything_in_the_order_of_the_headings() -> None:
    headings, row = parsed(press_table([ROW]))
    assert dict(zip(headings, row, strict=True)) == {
        "ID": "P-4",
        "Date published": "2020-06",
        "Outlet": "Vox",
        "Title": "Judge rules, “again”",
        "Kind": "article",
        "Author": "A. Author",
        "URL": "https://vox.com/1",
        "Subject": "Facial recognition",
        "Flags": "First Amendment; Fourth Amendment",
        "Status": "reviewed",
        "Date reviewed": "2026-11-24",
        "Reviewer": "Eda Editor",
        "Agency response": "declined",
        "What the agency said": "“No comment.”\nTwice.",
        "First seen": "2026-11-23",
        "Matched": "clearview; ICE",
        "Also in": "AP; Fox",
        "Notes": "Ana: look\nBen: done",
        "Archived copy": "https://web.archive.org/1",
        "Linked entries": "covers R-7",
    }


def test_excel_can_read_it_byte_order_mark_and_line_ends() -> None:
    table = press_table([PressRow("P-1", 'A "b"'), PressRow("P-2", "C")])
    assert table.startswith(b'\xef\xbb\xbf"ID","Date published"')
    assert table.count(b"\r\n") == 3
    assert table.endswith(b"\r\n")
    assert b'"P-1","","","A ""b""",""' in table


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\tA", "A"),
        ("  =1", "'=1"),
        ("\ufeff\u200b=1", "'=1"),
        ("＝1", "'＝1"),
        ("－1", "'－1"),
        ('a;=HYPERLINK("x")', 'a;\'=HYPERLINK("x")'),
        ("a\n -b", "a\n '-b"),
        ("a-b = c", "a-b = c"),
        ("'=1", "'=1"),
        ("a\x00b\ud800c", "abc"),
        ("", ""),
    ],
)
def test_what_would_be_a_formula_is_a_word(text: str, cell: str) -> None:
    assert harmless(text) == cell


def test_no_character_that_looks_like_a_sign_is_forgotten() -> None:
    alike = [
        mark for mark in map(chr, range(sys.maxunicode + 1)) if unicodedata.normalize("NFKC", mark) in tuple(SIGNS)
    ]
    assert len(alike) > 10
    assert [mark for mark in alike if harmless(f"{mark}1") != f"'{mark}1"] == []


def test_a_cell_is_never_longer_than_excel_takes() -> None:
    assert len(harmless("x" * 50_000)) == MOST_IN_CELL
    assert harmless("x" * MOST_IN_CELL) == "x" * MOST_IN_CELL


_texts = st.text(
    st.sampled_from([*"=+-@\t\r\n ;,\"'|a1", "＝", "＋", "\ufeff", "\u200b", "\x00"]), max_size=12
) | st.text(max_size=9)


@given(_texts, _texts, _texts)
def test_no_cell_is_ever_a_formula_whatever_it_holds_and_wherever_readers_split(one: str, two: str, three: str) -> None:
    rows = [PressRow(one, two, outlet=three), PressRow("", one, notes=(two, three), flags=(three, two), links=(one,))]
    table = press_table(rows)
    cells = parsed(table)
    assert [len(row) for row in cells] == [len(COLUMNS)] * 3
    assert not [cell for row in cells for cell in row if is_formula(cell)]
    assert not [cell for delimiter in ";\t" for row in parsed(table, delimiter) for cell in row if _runs(cell)]


def _runs(cell: str) -> bool:
    return cell.lstrip()[:1] in tuple(SIGNS)
