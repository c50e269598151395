"""EDTF in and out: what is kept, what is made canonical, and what is refused."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings

from bot.domain.dates import Basis, Dating, Precision, from_edtf
from bot.errors import BadDate
from tests.unit.dates.strategies import AT_LEISURE, datings, edtf_texts


@pytest.mark.parametrize(
    ("edtf", "lo", "hi", "precision"),
    [
        ("2019-06-27", date(2019, 6, 27), date(2019, 6, 27), Precision.DAY),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29), Precision.MONTH),
        ("2020", date(2020, 1, 1), date(2020, 12, 31), Precision.YEAR),
        ("201X", date(2010, 1, 1), date(2019, 12, 31), Precision.DECADE),
        ("2020-21", date(2020, 3, 1), date(2020, 5, 31), Precision.SEASON),
        ("2020-22", date(2020, 6, 1), date(2020, 8, 31), Precision.SEASON),
        ("2020-23", date(2020, 9, 1), date(2020, 11, 30), Precision.SEASON),
        ("2020-33", date(2020, 1, 1), date(2020, 3, 31), Precision.QUARTER),
        ("2020-36", date(2020, 10, 1), date(2020, 12, 31), Precision.QUARTER),
        ("2020~", date(2020, 1, 1), date(2020, 12, 31), Precision.YEAR),
        ("2020-03-02/2020-06-26", date(2020, 3, 2), date(2020, 6, 26), Precision.INTERVAL),
        ("../2020-02-11", None, date(2020, 2, 11), Precision.INTERVAL),
        ("2020-10/..", date(2020, 10, 1), None, Precision.INTERVAL),
        ("2021-06-30/..", date(2021, 6, 30), None, Precision.INTERVAL),
        ("1000/9999", date(1000, 1, 1), date(9999, 12, 31), Precision.INTERVAL),
    ],
)
def test_edtf_gives_the_first_and_the_last_possible_day(
    edtf: str, lo: date | None, hi: date | None, precision: Precision
) -> None:
    assert from_edtf(edtf) == Dating(edtf, "", Basis.STATED, lo, hi, precision)


def test_a_winter_may_be_the_one_before_or_after_new_year() -> None:
    winter = from_edtf("2020-24")
    assert (winter.lo, winter.hi) == (date(2019, 12, 1), date(2021, 2, 28))


def test_text_and_basis_are_kept_as_given() -> None:
    dating = from_edtf("2020-10/..", text="Following litigation", basis=Basis.DERIVED)
    assert (dating.text, dating.basis) == ("Following litigation", Basis.DERIVED)


@pytest.mark.parametrize(
    ("edtf", "approximate", "uncertain"),
    [("2020", False, False), ("2020~", True, False), ("2020?", False, True), ("2020%/2021", True, True)],
)
def test_marks_are_flags(edtf: str, approximate: bool, uncertain: bool) -> None:
    dating = from_edtf(edtf)
    assert (dating.approximate, dating.uncertain) == (approximate, uncertain)


@pytest.mark.parametrize(
    ("edtf", "canonical"),
    [
        ("2020-06-XX", "2020-06"),
        ("2020-XX", "2020"),
        ("2020-XX-XX~", "2020~"),
        ("/2020", "../2020"),
        ("2020/", "2020/.."),
        ("[2019..2020]", "2019/2020"),
        ("[..2020-06]", "../2020-06"),
        ("[2020-06..]", "2020-06/.."),
        ("2020-06/2020-06", "2020-06"),
        ("201X/201X", "201X"),
        ("2019-22/2020-24", "2019-06/2021-02"),
        ("2019-33/2019-34", "2019-01/2019-06"),
        ("200X~/201X", "2000~/2019"),
        ("2019-06~-27", "2019-06-27~"),
        ("?2019-06-~27", "2019-06-27%"),
        (" 2020 ", "2020"),
    ],
)
def test_other_spellings_of_a_date_become_one(edtf: str, canonical: str) -> None:
    dating = from_edtf(edtf)
    assert dating.edtf == canonical
    assert from_edtf(canonical) == dating


@pytest.mark.parametrize(
    ("edtf", "says"),
    [
        ("2019-02-29", "February 2019 has 28 days"),
        ("1900-02-29", "February 1900 has 28 days"),
        ("2020-06-31", "June 2020 has 30 days"),
        ("2019-13", "no month 13"),
        ("2019-22-01", "no month 22"),
        ("2019-00", "00"),
        ("2019-06-00", "00"),
        ("0999", "from 1000 to 9999"),
        ("0000-24", "from 1000 to 9999"),
        ("2020-03/2019-06", "Write June 2019 to March 2020"),
        ("../..", "a beginning or an end"),
        ("/", "a beginning or an end"),
        ("2020-22~", "summer 2020"),
        ("2019-06-27T10:00:00Z", "Write 2019-06-27."),
        ("20XX", "not a date in EDTF"),
        ("2020-1X", "not a date in EDTF"),
        ("2020-XX-05", "not a date in EDTF"),
        ("2020-40", "is EDTF, but"),
        ("2020-25", "is EDTF, but"),
        ("[2019,2021]", "is EDTF, but"),
        ("{2019,2021}", "is EDTF, but"),
        ("Y12020", "is EDTF, but"),
        ("-0044", "is EDTF, but"),
        ("June 2020", "not a date in EDTF"),
        ("2020/x", "not a date in EDTF"),
        ("2019-6-7", "not a date in EDTF"),
        ("２０２０", "not a date in EDTF"),
        ("٢٠٢٠", "not a date in EDTF"),
        ("", "not a date in EDTF"),
        ("2019-" * 2000, "too long"),
    ],
)
def test_what_is_no_date_here_is_refused_with_a_reason(edtf: str, says: str) -> None:
    with pytest.raises(BadDate, match=r"\.$") as caught:
        from_edtf(edtf)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


@given(datings)
@AT_LEISURE
def test_canonical_edtf_reads_back_as_the_same_date(dating: Dating) -> None:
    assert from_edtf(dating.edtf) == dating


@given(datings)
@AT_LEISURE
def test_the_first_possible_day_is_not_after_the_last(dating: Dating) -> None:
    assert dating.lo is not None or dating.hi is not None
    assert dating.lo is None or dating.hi is None or dating.lo <= dating.hi


@given(edtf_texts)
@settings(AT_LEISURE, max_examples=50)
def test_canonical_edtf_is_edtf_by_the_book_with_the_same_bounds(text: str) -> None:
    from edtf.parser import grammar

    dating = from_edtf(text)
    by_the_book = grammar.parse_edtf(dating.edtf)
    if dating.precision is Precision.SEASON and dating.edtf.endswith("-24"):
        return  # The book leaves winters to the reader.
    if dating.lo is not None:
        assert tuple(by_the_book.lower_strict()[:3]) == dating.lo.timetuple()[:3] if dating.hi else True
    if dating.lo is not None and dating.hi is not None:
        assert tuple(by_the_book.upper_strict()[:3]) == dating.hi.timetuple()[:3]


def test_the_slow_parser_is_not_loaded_for_dates_that_are_kept() -> None:
    program = (
        "import sys; from bot.domain.dates import from_edtf, read_date; from datetime import date;"
        "from_edtf('2020-03-02/2020-06~'); read_date('June 27, 2019', today=date(2026, 1, 1));"
        "sys.exit('pyparsing' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_referee_never_prints(capsys: pytest.CaptureFixture[str]) -> None:
    for text in ("2020-1X", "2X20", "X", "2020-XX-05", "1XXX/2020"):
        with pytest.raises(BadDate):
            from_edtf(text)
    assert capsys.readouterr().out == ""
