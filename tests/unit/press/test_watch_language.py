"""The language of watches: what is read, what is refused and where, and that showing and reading are opposites."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.query import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_TERMS,
    AllOf,
    AnyOf,
    In,
    Near,
    Not,
    Term,
    Unreadable,
    WatchQuery,
    parse_watch,
    show,
)
from bot.domain.press.watch import Place
from bot.errors import BadQuery
from tests.unit.press.watch_queries import queries


def term(*words: str) -> Term:
    return Term(tuple((word,) for word in words))


ICE, BIOMETRIC, CLEARVIEW = term("ice"), term("biometric"), term("clearview")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("clearview", CLEARVIEW),
        ("ClearView", CLEARVIEW),
        ('clearview OR "facial recognition"', AnyOf((CLEARVIEW, term("facial", "recognition")))),
        ("clearview or “facial recognition”", AnyOf((CLEARVIEW, term("facial", "recognition")))),
        ("ICE biometric", AllOf((ICE, BIOMETRIC))),
        ("ICE AND biometric", AllOf((ICE, BIOMETRIC))),
        ("ICE and biometric", AllOf((ICE, BIOMETRIC))),
        ("ICE NEAR/5 biometric", Near(ICE, BIOMETRIC, 5)),
        ("ice near/05 biometric", Near(ICE, BIOMETRIC, 5)),
        ("ICE NEAR/2 (biometric OR clearview)", Near(ICE, AnyOf((BIOMETRIC, CLEARVIEW)), 2)),
        ("clearview -ice", AllOf((CLEARVIEW, Not(ICE)))),
        ("clearview –ice", AllOf((CLEARVIEW, Not(ICE)))),
        ("clearview NOT ice", AllOf((CLEARVIEW, Not(ICE)))),
        ("clearview not not ice", AllOf((CLEARVIEW, ICE))),
        ("clearview -(ice biometric)", AllOf((CLEARVIEW, Not(AllOf((ICE, BIOMETRIC)))))),
        ("surveil*", Term((("surveil",),), is_beginning=True)),
        ("surveil*.", Term((("surveil",),), is_beginning=True)),
        ('"face recogn*"', Term((("face",), ("recogn",)), is_beginning=True)),
        ("title:clearview", In(Place.TITLE, CLEARVIEW)),
        ("Title: clearview", In(Place.TITLE, CLEARVIEW)),
        ('outlet:"the markup"', In(Place.OUTLET, term("the", "markup"))),
        ("text:(ice NEAR/3 biometric)", In(Place.TEXT, Near(ICE, BIOMETRIC, 3))),
        ("clearview -author:smith", AllOf((CLEARVIEW, Not(In(Place.AUTHOR, term("smith")))))),
        ("e-mail", Term((("e", "mail"),))),
        ('"e-mail address"', Term((("e", "mail"), ("address",)))),
        ("Zürich", term("zurich")),
        ("U.S.", term("us")),
        ("agency’s", term("agency")),
        ("AT&T", term("at", "t")),
        ("ICE: biometric", AllOf((ICE, BIOMETRIC))),
        ('"or"', term("or")),
        ("clearview(ice)", AllOf((CLEARVIEW, ICE))),
        ("((clearview))", CLEARVIEW),
        ("  clearview\n ice ", AllOf((CLEARVIEW, ICE))),
    ],
)
def test_a_query_means(typed: str, meant: object) -> None:
    assert parse_watch(typed).root == meant


def test_or_is_weaker_than_and_and_near_is_the_strongest() -> None:
    assert parse_watch("ice biometric OR clearview").root == parse_watch("(ice biometric) OR clearview").root
    assert parse_watch("clearview ice NEAR/5 biometric").root == AllOf((CLEARVIEW, Near(ICE, BIOMETRIC, 5)))
    assert parse_watch("clearview -ice NEAR/5 biometric").root == AllOf((CLEARVIEW, Not(Near(ICE, BIOMETRIC, 5))))


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ("ICE NEAR/5", 12, "after “NEAR/5”: a word is missing"),
        ("ICE NEAR/0 x", 5, "“NEAR/0”: NEAR takes a number of words from 1 to 100"),
        ("ICE NEAR/999 x", 5, "from 1 to 100"),
        ("ICE NEAR/five x", 5, "from 1 to 100"),
        (f"ICE NEAR/{'9' * 400} x", 5, "from 1 to 100"),
        ("ICE near x", 5, "NEAR needs a number of words"),
        ("a NEAR/5 b NEAR/5 c", 12, "NEAR joins two things"),
        ("title:a NEAR/5 b", 1, "`title:(ICE NEAR/5 biometric)`"),
        ("a NEAR/5 outlet:b", 10, "`outlet:(ICE NEAR/5 biometric)`"),
        ("(a b) NEAR/5 c", 1, "beside NEAR stands a word"),
        ("a NEAR/5 (b OR c d)", 10, "beside NEAR stands a word"),
        ("surveil**", 8, "one star may stand"),
        ("*veil", 1, "one star may stand"),
        ("sur*ce", 4, "one star may stand"),
        ('"fac* recognition"', 5, "one star may stand"),
        ("*", 1, "a beginning needs at least 3 letters"),
        ("su*", 1, "a beginning needs at least 3 letters"),
        ('"facial re*"', 1, "a beginning needs at least 3 letters"),
        ("wom?n", 1, "? does not stand for a letter"),
        ('clearview "face', 11, "the quotation mark that opens here is not closed"),
        ("clearview (ice", 11, "the parenthesis that opens here is not closed"),
        ("clearview ice)", 14, "nothing was opened that this could close"),
        ("()", 2, "after “(”: a word is missing"),
        ("titel:x", 1, "“titel:”: there is no such field. Did you mean “title:”?"),
        ("headline:(x)", 1, "Did you mean “title:”?"),
        ("source:vox", 1, "Did you mean “outlet:”?"),
        ('zebra:"x"', 1, "There are title:, text:, outlet: and author:."),
        ("title:", 8, "after “title:”: a word is missing"),
        ("title:-x", 7, "after “title:”: a word is missing"),
        ("title:(outlet:x)", 8, "this stands within another field already"),
        ("-sports", 1, "only leaves things out"),
        ("clearview OR -sports", 14, "only leaves things out"),
        ("NOT (a OR b)", 1, "only leaves things out"),
        ("or clearview", 1, 'To look for the word “or” itself, write "or".'),
        ("clearview or", 14, 'To look for the word “or” itself, write "or".'),
        ("clearview not", 15, 'To look for the word “not” itself, write "not".'),
        ("a OR OR b", 6, "a word is missing"),
        ("a - b", 3, "put it right before what is to be left out"),
        ("a -", 3, "put it right before what is to be left out"),
        ("a | b", 3, "write OR between the two"),
        ("a && b", 3, "words beside each other are joined"),
        ('"a b"~5', 6, "write NEAR/5 between them"),
        ("a ! b", 3, "put - right before it"),
        ('""', 1, "there is no word in it to look for"),
        ("clearview …", 11, "there is no word in it to look for"),
        ("a " * (MAX_TERMS + 1), 2 * MAX_TERMS + 1, "up to 64 words and phrases"),
        ("(" * 21 + "a" + ")" * 21, MAX_DEPTH + 1, "up to 20 parentheses"),
        ("NOT " * 21 + "a", 4 * MAX_DEPTH + 1, "up to 20 parentheses"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH + 1, "a query may have 500 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_what_would_be_right(typed: str, at: int, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_watch(typed)
    assert caught.value.sentence.startswith(f"At character {at}")
    assert said in caught.value.sentence
    assert caught.value.field == "query"
    line, caret = caught.value.pointed.split("\n")
    assert caret.strip() == "^"
    assert len(line) <= 62
    shown = " ".join(typed.split())[at - 1 : at]
    assert line[len(caret) - 1 : len(caret)] == shown or caret.index("^") >= len(line.rstrip("…"))


@pytest.mark.parametrize("typed", ["", "  ", "\n\u00a0"])
def test_an_empty_query_is_asked_for(typed: str) -> None:
    with pytest.raises(BadQuery, match="Say what to watch for"):
        parse_watch(typed)


def test_what_is_just_within_the_limits_is_read() -> None:
    assert parse_watch("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH).root == term("a")
    assert isinstance(parse_watch("a " * MAX_TERMS).root, AllOf)
    assert parse_watch("x" * MAX_LENGTH).root == term("x" * 64)
    assert parse_watch("a NEAR/100 b").root == Near(term("a"), term("b"), 100)


def test_a_refusal_reads_well_as_it_stands() -> None:
    with pytest.raises(BadQuery) as caught:
        parse_watch("ICE NEAR/5")
    assert str(caught.value) == "At character 12, after “NEAR/5”: a word is missing.\nICE NEAR/5\n           ^"


@given(queries())
def test_reading_what_is_shown_gives_the_same_tree(query: WatchQuery) -> None:
    text = show(query.root)
    if len(text) <= MAX_LENGTH:
        assert parse_watch(text).root == query.root


_BITS = st.sampled_from(
    [
        *'"()-–*:/|~?&',
        " ",
        " ",
        "OR",
        "and",
        "NOT",
        "NEAR/5",
        "near",
        "title:",
        "text:(",
        "a",
        "b",
        "ice",
        "e-mail",
        "U.S.",
    ]
)


@settings(max_examples=300)
@given(st.one_of(st.lists(_BITS, max_size=20).map("".join), st.text(max_size=60), st.text(min_size=480, max_size=520)))
def test_whatever_is_typed_is_read_or_refused_with_its_place(typed: str) -> None:
    read = _read(typed)
    if isinstance(read, Unreadable):
        assert 0 <= read.at <= len(typed) + 1
    elif isinstance(read, BadQuery):
        assert not typed.strip()
    elif len(text := show(read.root)) <= MAX_LENGTH:
        assert parse_watch(text).root == read.root


def _read(typed: str) -> WatchQuery | BadQuery:
    try:
        return parse_watch(typed)
    except BadQuery as error:
        return error
