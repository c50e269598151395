"""What people type to look things up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import Span
from bot.domain.search import Filters, SearchQuery, parse_query
from bot.errors import BadInput, BadQuery

TODAY = date(2026, 11, 24)


def read(text: str) -> SearchQuery:
    return parse_query(text, today=TODAY)


def outcome(text: str) -> SearchQuery | str:
    """The search, or the sentence that refuses it."""
    try:
        return read(text)
    except BadInput as refused:
        return str(refused)


def terms(text: str) -> list[tuple[str, ...]]:
    return [term.words for term in read(text).terms]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("clearview contract", [("clearview",), ("contract",)]),
        ("Clearview, CONTRACT;", [("clearview",), ("contract",)]),
        ('"facial recognition" memo', [("facial", "recognition"), ("memo",)]),
        ("“facial recognition” memo", [("facial", "recognition"), ("memo",)]),
        ('"facial recognition', [("facial", "recognition")]),
        ("use of the tool", [("use",), ("tool",)]),
        ("the of", [("the",), ("of",)]),
        ("memo memo Memo", [("memo",)]),
        ("https://example.org/a", [("https", "example", "org", "a")]),
        ("re:contract", [("re", "contract")]),
        ("privacy/biometric", [("privacy", "biometric")]),
        ("state-law", [("state", "law")]),
        ("a - memo", [("memo",)]),
        ("* memo", [("memo",)]),
    ],
)
def test_words_and_phrases_are_what_is_looked_for(text: str, found: list[tuple[str, ...]]) -> None:
    assert terms(text) == found


def test_a_star_makes_a_beginning_of_a_word() -> None:
    beginning, whole = read("Surveil* memo").terms
    assert (beginning.words, beginning.is_beginning) == (("surveil",), True)
    assert not whole.is_beginning


@pytest.mark.parametrize("minus", ["-", "–", "−"])
def test_a_minus_leaves_out(minus: str) -> None:
    query = read(f'memo {minus}draft {minus}"not final" {minus}kind:email {minus}tag:PIA {minus}from:HSI')
    given = read(f"{minus}status:dismissed {minus}watch:4 {minus}feed:Vox {minus}outlet:Vox memo").unwanted
    assert given == Filters(statuses=("dismissed",), watches=("4",), feeds=("Vox",), units=("Vox",))
    assert [term.words for term in query.excluded] == [("draft",), ("not", "final")]
    assert query.unwanted == Filters(types=("email",), units=("HSI",), tags=("PIA",))
    assert terms("re-use") == [("re", "use")]


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("kind:memo", Filters(types=("memo",))),
        ("kind:memos", Filters(types=("memo",))),
        ("KIND:Memo", Filters(types=("memo",))),
        ("type:email-thread", Filters(types=("email thread",))),
        ('kind:"email thread"', Filters(types=("email thread",))),
        ("kind:memo,email", Filters(types=("memo", "email"))),
        ("kind:events", Filters(kinds=("event",))),
        ("kind:record", Filters(kinds=("record",))),
        ("from:HSI", Filters(units=("HSI",))),
        ("from: HSI", Filters(units=("HSI",))),
        ('from:"Cyber Crimes Center"', Filters(units=("Cyber Crimes Center",))),
        ("tag:PIA,SORN", Filters(tags=("PIA", "SORN"))),
        ('flag:"First Amendment"', Filters(tags=("First Amendment",))),
        ('flag:"search, seizure" flag:PIA,SORN', Filters(tags=("search, seizure", "PIA", "SORN"))),
        ('outlet:Vox outlet:"The Markup"', Filters(units=("Vox", "The Markup"))),
        ("status:new", Filters(statuses=("new",))),
        ("Status:New,Reviewed status:new", Filters(statuses=("new", "reviewed"))),
        ("status:open", Filters(statuses=("open",))),
        ('watch:3 watch:"Face search"', Filters(watches=("3", "Face search"))),
        ("feed:2 feed: Vox", Filters(feeds=("2", "Vox"))),
    ],
)
def test_filters_are_read_as_people_write_them(text: str, filters: Filters) -> None:
    assert read(text).wanted == filters


@pytest.mark.parametrize(
    ("text", "lo", "hi"),
    [
        ("date:2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("date:2019-06..2020-03", date(2019, 6, 1), date(2020, 3, 31)),
        ("date:June 2020", date(2020, 6, 1), date(2020, 6, 30)),
        ('date:"June 2020"', date(2020, 6, 1), date(2020, 6, 30)),
        ("date:June 27, 2019", date(2019, 6, 27), date(2019, 6, 27)),
        ("date:yesterday", date(2026, 11, 23), date(2026, 11, 23)),
        ("date: 2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("date:..2019", None, date(2019, 12, 31)),
    ],
)
def test_a_date_is_read_to_its_end_and_no_further(text: str, lo: date | None, hi: date | None) -> None:
    query = read(f"{text} clearview -draft")
    assert [(span.lo, span.hi) for span in query.spans] == [(lo, hi)]
    assert [term.words for term in query.terms] == [("clearview",)]
    assert [term.words for term in query.excluded] == [("draft",)]


def test_before_and_after_are_about_the_whole_date() -> None:
    query = read("before:2020 after:2018-06")
    assert (query.before, query.after) == (date(2020, 1, 1), date(2018, 6, 30))
    assert query.is_dated


@pytest.mark.parametrize(
    ("text", "after", "before"),
    [
        ("since:2026-11-01", date(2026, 10, 31), None),
        ("since:last-week", date(2026, 11, 15), None),
        ("since:last week", date(2026, 11, 15), None),
        ("since:yesterday", date(2026, 11, 22), None),
        ("until:2026-11", None, date(2026, 12, 1)),
        ("until:yesterday", None, date(2026, 11, 24)),
        ("since:2019 until:2020 since:2018", date(2018, 12, 31), date(2021, 1, 1)),
        ('since:"June 27, 2019" until:June 28, 2019', date(2019, 6, 26), date(2019, 6, 29)),
    ],
)
def test_since_and_until_include_the_days_that_they_name(text: str, after: date | None, before: date | None) -> None:
    query = read(f"{text} clearview")
    assert (query.after, query.before) == (after, before)
    assert [term.words for term in query.terms] == [("clearview",)]


def test_until_the_end_of_the_calendar_is_still_about_dated_entries() -> None:
    query = read("until:9999")
    assert query.is_dated
    assert query.before is None


def test_several_limits_hold_together() -> None:
    query = read("before:2020 before:2019 after:2010 after:2012 date:2015 date:June 2015")
    assert (query.before, query.after) == (date(2019, 1, 1), date(2012, 12, 31))
    assert [span.label for span in query.spans] == ["2015", "June 2015"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("knid:memo", "Did you mean `kind:`"),
        ("form:HSI", "Did you mean `from:`"),
        ("kind:mmo", "Did you mean `kind:memo`"),
        ("kind:banana", "Kinds: record"),
        ("***", "no word to look for"),
        ("-draft", "Say what to look for as well"),
        ("-kind:memo", "Say what to look for as well"),
        ("-date:2019 memo", "cannot be left out"),
        ("from:", "`from:HSI`"),
        ("Outlet:", "`outlet:` needs something after it, as in `outlet:Vox`"),
        ("flag:", '`flag:"First Amendment"`'),
        ("watch:", "`watch:3`"),
        ("since:", "`since:last-week`"),
        ("since:..2019", "`since:` needs a date to count from"),
        ("until:2019..", "`until:` needs a date to count from"),
        ("-since:2019 memo", "cannot be left out"),
        ("status:nwe", "Did you mean `status:new`"),
        ("status:banana", "Known: new, reviewed, dismissed, open, answered."),
        ("stauts:new", "Did you mean `status:`"),
        ("date:", "`date:2019-06..2020-03`"),
        ("kind: from:HSI", "`kind:memo`"),
        ("before:..2019", "needs a date to count from"),
        ("after:2019..", "needs a date to count from"),
        ("date:2019-02-29", "February 2019 has 28 days"),
        ("date:2020..2019", "backwards"),
        ("date:soon", "soon"),
        (" ".join(f"word{number}" for number in range(33)), "32"),
    ],
)
def test_what_cannot_be_searched_is_refused_with_what_can(text: str, said: str) -> None:
    with pytest.raises(BadInput, match=None) as refused:
        read(text)
    assert said in str(refused.value)


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_search_or_a_sentence(text: str) -> None:
    found = outcome(text)
    if isinstance(found, str):
        assert found.endswith((".", "?", "`"))
    else:
        assert found.terms or found.wanted != Filters() or found.is_dated


@given(
    st.lists(
        st.sampled_from(['"', "-", "kind:", "from:", "date:", "2019", "memo", "*", ":", "before:", " "]), max_size=12
    )
)
def test_broken_filters_never_break_the_reader(pieces: list[str]) -> None:
    assert outcome("".join(pieces))


def test_a_mended_word_stands_where_the_mistyped_one_stood() -> None:
    query = read('memo clearveiw "the clearveiw" kind:memo')
    mended = query.with_term(query.terms[1], "clearview")
    assert mended.text == 'memo clearview "the clearveiw" kind:memo'
    assert [term.words for term in mended.terms] == [("memo",), ("clearview",), ("the", "clearveiw")]
    assert mended.wanted == query.wanted


def test_a_query_knows_every_unit_and_word_in_it() -> None:
    query = read("memo “two words” from:HSI -from:CBP watch:1 -watch:2 -feed:3 feed:Vox")
    assert query.units == ("HSI", "CBP")
    assert (query.watches, query.feeds) == (("1", "2"), ("Vox", "3"))
    assert query.pieces[:4] == ("memo", '"two words"', "from:HSI", "-from:CBP")
    assert Span(None, None, "") not in query.spans


def test_a_refused_query_is_a_bad_query() -> None:
    with pytest.raises(BadQuery):
        read("knid:memo")


def test_a_search_can_ask_for_one_thing_less() -> None:
    query = read('memo  date:June 27, 2019 "two words" -draft from: HSI')
    assert query.pieces == ("memo", "date:June 27, 2019", '"two words"', "-draft", "from: HSI")
    assert query.without_a_piece[0] == 'memo date:June 27, 2019 "two words" -draft'
    assert query.without_a_piece[-1] == 'date:June 27, 2019 "two words" -draft from: HSI'
    assert read("memo").without_a_piece == ()


def test_the_star_of_an_answer_is_a_star() -> None:
    assert read("clear∗").terms[0].is_beginning
