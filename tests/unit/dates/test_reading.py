"""What people type for one date."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.dates import Basis, Dating, from_edtf, read_date, read_span, show
from bot.errors import BadDate
from tests.unit.dates.strategies import AT_LEISURE, TODAY, datings, days


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("2019-06-27", "2019-06-27"),
        ("2019/6/27", "2019-06-27"),
        ("2019.06.27", "2019-06-27"),
        ("20190627", "2019-06-27"),
        ("June 27, 2019", "2019-06-27"),
        ("27 June 2019", "2019-06-27"),
        ("27th of June 2019", "2019-06-27"),
        ("June 27th, 2019", "2019-06-27"),
        ("Jun 27 2019", "2019-06-27"),
        ("27-Jun-2019", "2019-06-27"),
        ("on the 27th of June, 2019", "2019-06-27"),
        ("2019 June 27", "2019-06-27"),
        ("Thursday, June 27, 2019", "2019-06-27"),
        ("thurs 27 jun 2019", "2019-06-27"),
        ("  JUNE \t 27 ,,  2019 ", "2019-06-27"),
        ("June 27, 2019⁷", "2019-06-27"),
        ("June\u00a027,\u200b 2019", "2019-06-27"),
        ("２０１９－０６－２７", "2019-06-27"),
        ("6/27/2019", "2019-06-27"),
        ("27/6/2019", "2019-06-27"),
        ("27.6.2019", "2019-06-27"),
        ("4/4/2020", "2020-04-04"),
        ("Feb 28, 2020", "2020-02-28"),
        ("February 28, 2020", "2020-02-28"),
        ("Sept 5, 2019", "2019-09-05"),
        ("Sept. 5, 2019", "2019-09-05"),
        ("September 5, 2019", "2019-09-05"),
        ("6/2019", "2019-06"),
        ("06.2019", "2019-06"),
        ("2019-06", "2019-06"),
        ("2019/6", "2019-06"),
        ("June 2020", "2020-06"),
        ("june, 2020", "2020-06"),
        ("Jun-2020", "2020-06"),
        ("in the month of June 2020", "2020-06"),
        ("2019", "2019"),
        ("2010s", "201X"),
        ("the 2010's", "201X"),
        ("summer 2020", "2020-22"),
        ("Fall of 2020", "2020-23"),
        ("autumn 2020", "2020-23"),
        ("winter 2020", "2020-24"),
        ("winter 2019-20", "2019-12/2020-02"),
        ("winter 2019/2020", "2019-12/2020-02"),
        ("Q3 2019", "2019-35"),
        ("2019-Q3", "2019-35"),
        ("third quarter of 2019", "2019-35"),
        ("the 1st quarter 2019", "2019-33"),
        ("about June 2020", "2020-06~"),
        ("circa 2020", "2020~"),
        ("c. 2020", "2020~"),
        ("~2020", "2020~"),
        ("2020~", "2020~"),
        ("2020?", "2020?"),
        ("June 2020?", "2020-06?"),
        ("about June 2020?", "2020-06%"),
        ("possibly 2020", "2020?"),
        ("June 27, 2019 (approx.)", "2019-06-27~"),
        ("about the 2010s", "201X~"),
        ("before 2020", "../2019"),
        ("before June 2020", "../2020-05"),
        ("before June 1, 2020", "../2020-05-31"),
        ("before about 2020", "../2019~"),
        ("before summer 2020", "../2020-05"),
        ("after 2020", "2021/.."),
        ("after the 2010s", "2020/.."),
        ("since June 2020", "2020-06/.."),
        ("from 2019", "2019/.."),
        ("until June 2020", "../2020-06"),
        ("by 2020", "../2020"),
        ("on or before February 11, 2020", "../2020-02-11"),
        ("no later than February 11, 2020", "../2020-02-11"),
        ("on or after June 30, 2021", "2021-06-30/.."),
        ("October 2020 or later", "2020-10/.."),
        ("October 2020 onwards", "2020-10/.."),
        ("2019 and earlier", "../2019"),
        ("2020..", "2020/.."),
        ("…2020", "../2020"),
        ("between March 2020 and June 2020", "2020-03/2020-06"),
        ("between March and June 2020", "2020-03/2020-06"),
        ("between March 2 and June 26, 2020", "2020-03-02/2020-06-26"),
        ("from March 2 to June 26, 2020", "2020-03-02/2020-06-26"),
        ("June 27–30, 2019", "2019-06-27/2019-06-30"),
        ("27-30 June 2019", "2019-06-27/2019-06-30"),
        ("June 27-July 3, 2019", "2019-06-27/2019-07-03"),
        ("June 27, 2019 to July 3", "2019-06-27/2019-07-03"),
        ("Dec 2019 — Feb 2020", "2019-12/2020-02"),
        ("Q3–Q4 2019", "2019-07/2019-12"),
        ("2019–2021", "2019/2021"),
        ("2019..2021", "2019/2021"),
        ("2019-06 - 2020-03", "2019-06/2020-03"),
        ("2019-06..2020-03", "2019-06/2020-03"),
        ("6/2019-8/2019", "2019-06/2019-08"),
        ("between about 2019 and 2020?", "2019~/2020?"),
        ("2020-03-02/2020-06-26", "2020-03-02/2020-06-26"),
        ("../2020-02-11", "../2020-02-11"),
        ("201x", "201X"),
        ("2019-35", "2019-35"),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, edtf: str) -> None:
    assert read_date(typed, today=TODAY) == from_edtf(edtf, text=" ".join(typed.replace("\u200b", "").split()))


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("today", "2026-11-24"),
        ("Yesterday", "2026-11-23"),
        ("tomorrow", "2026-11-25"),
        ("the day before yesterday", "2026-11-22"),
        ("this week", "2026-11-23/2026-11-29"),
        ("last week", "2026-11-16/2026-11-22"),
        ("last-week", "2026-11-16/2026-11-22"),
        ("last month", "2026-10"),
        ("this month", "2026-11"),
        ("next month", "2026-12"),
        ("last year", "2025"),
        ("last quarter", "2026-35"),
        ("this quarter", "2026-36"),
        ("last Friday", "2026-11-20"),
        ("last Tuesday", "2026-11-17"),
        ("last tues", "2026-11-17"),
        ("this Friday", "2026-11-27"),
        ("next Friday", "2026-11-27"),
        ("next Tuesday", "2026-12-01"),
        ("3 days ago", "2026-11-21"),
        ("a week ago", "2026-11-17"),
        ("2 months ago", "2026-09"),
        ("one year ago", "2025"),
        ("last 30 days", "2026-10-25/2026-11-24"),
        ("the past 2 weeks", "2026-11-10/2026-11-24"),
        ("last 12 months", "2025-11-24/2026-11-24"),
        ("since last week", "2026-11-16/.."),
        ("before yesterday", "../2026-11-22"),
        ("after last month", "2026-11/.."),
        ("last month to yesterday", "2026-10/2026-11-23"),
        ("from 2019 to today", "2019/2026-11-24"),
        ("June 2019 - last week", "2019-06/2026-11-22"),
    ],
)
def test_a_date_told_from_today_is_fixed_and_its_words_are_not_kept(typed: str, edtf: str) -> None:
    assert read_date(typed, today=TODAY) == from_edtf(edtf, text="")


def test_a_month_back_from_its_31st_is_the_month_before() -> None:
    assert read_date("last month", today=date(2021, 3, 31)).edtf == "2021-02"
    assert read_date("last 1 month", today=date(2021, 3, 31)).edtf == "2021-02-28/2021-03-31"


@given(days, st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %b %Y", "%A, %B %d %Y", "%dth of %B %Y", "%d-%b-%Y"]))
@AT_LEISURE
def test_every_day_of_the_calendar_is_read_in_every_spelling(day: date, spelling: str) -> None:
    dating = read_date(day.strftime(spelling), today=TODAY)
    assert (dating.lo, dating.hi, dating.edtf) == (day, day, day.isoformat())


@given(days)
@AT_LEISURE
def test_numbers_for_day_and_month_are_read_only_if_one_reading_is_left(day: date) -> None:
    typed = f"{day.month}/{day.day}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert read_date(typed, today=TODAY).lo == day
    else:
        with pytest.raises(BadDate) as caught:
            read_date(typed, today=TODAY)
        assert day.isoformat() in str(caught.value)
        assert day.replace(month=day.day, day=day.month).isoformat() in str(caught.value)


@given(datings)
@AT_LEISURE
def test_whatever_is_shown_can_be_typed_back(dating: Dating) -> None:
    assert read_date(show(dating), today=TODAY).edtf == dating.edtf


@given(datings)
@AT_LEISURE
def test_edtf_can_be_typed_unless_it_looks_like_a_range_of_years(dating: Dating) -> None:
    if _could_be_years(dating.edtf):
        with pytest.raises(BadDate, match=r"can be \d{4} to \d{4} or, in EDTF, [a-z]+ \d{4}"):
            read_date(dating.edtf, today=TODAY)
        return
    typed = read_date(dating.edtf, today=TODAY)
    assert typed.edtf == dating.edtf
    assert typed.basis is Basis.STATED


def _could_be_years(edtf: str) -> bool:
    """`2019-21` is spring 2019, and what people write for 2019 to 2021; `2021-21` can only be the season."""
    season = re.fullmatch(r"\d\d(\d\d)-(2[1-4])", edtf)
    return season is not None and int(season[2]) > int(season[1])


_PIECES = (
    "june 2020 27 27th 6/2020 2019-06 - – .. … to and between before since or later last next week friday ago 3 about"
    " ~ ? % the of q3 quarter winter 2010s / , . 2019-20 99999 0 13/13/2020 ' may mar first"
)
_WORDS = st.sampled_from(_PIECES.split())


@given(st.text(max_size=300) | st.lists(_WORDS, max_size=8).map(" ".join) | st.lists(_WORDS, max_size=8).map("".join))
@example("\ud800")
@example("١٢ June 2020")
@example("June ² 2020")
@example("0" * 10_000)
@AT_LEISURE
def test_any_text_is_a_date_or_gets_a_short_sentence(text: str) -> None:
    dating, refused = _read(text, TODAY)
    if dating is None:
        assert refused.endswith(".")
        assert refused.isprintable()
        assert len(refused) < 400
        with pytest.raises(BadDate):
            read_span(text, today=TODAY)
        return
    assert from_edtf(dating.edtf).edtf == dating.edtf
    span = read_span(text, today=TODAY)
    assert (span.lo, span.hi) == (dating.lo, dating.hi)


def _read(text: str, today: date) -> tuple[Dating | None, str]:
    """The date that the text is, or the sentence with which it is refused."""
    try:
        return read_date(text, today=today), ""
    except BadDate as error:
        return None, str(error)


@given(_WORDS, st.dates())
@AT_LEISURE
def test_today_may_be_any_day_of_the_calendar(word: str, today: date) -> None:
    for typed in (f"last {word}", "last week", "9999 years ago", "next year", "this quarter", "tomorrow"):
        dating, refused = _read(typed, today)
        assert refused or (dating is not None and dating.text == "")
