"""What people type after `/press`."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.entries import MAX_MANY, MAX_TAG
from bot.domain.ids import PublicId
from bot.errors import BadInput, NotFound
from handlers.press_subject import PressSubject
from handlers.press_words import Deed, read_deed, read_flags, read_item, read_line, read_other, read_response

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 11, 24)
P4 = PublicId("P", 4)


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("P-4 review", Deed("review", P4, "")),
        ("p4 reviewed", Deed("review", P4, "")),
        ("review P 4", Deed("review", P4, "")),
        ("P-4 dismiss because it is about sport", Deed("dismiss", P4, "because it is about sport")),
        ("dismiss P-4: about sport", Deed("dismiss", P4, "about sport")),
        ("P-4 Flag First Amendment, Privacy", Deed("flag", P4, "First Amendment, Privacy")),
        ("P-4 unflag Privacy", Deed("unflag", P4, "Privacy")),
        ("P-4 note quoted by\ntwo senators", Deed("note", P4, "quoted by\ntwo senators")),
        ("note P-4 quoted", Deed("note", P4, "quoted")),
        ("P-4 response asked", Deed("response", P4, "asked")),
        ("P-4 same as P-3", Deed("same", P4, "as P-3")),
        ("P-4 different from P-3", Deed("different", P4, "from P-3")),
        ("P-4 reopen", Deed("reopen", P4, "")),
    ],
)
def test_a_deed_is_named_before_or_after_the_item(text: str, deed: Deed) -> None:
    assert read_deed(text) == deed


@pytest.mark.parametrize("text", ["", "P-4", "P-4?", "clearview", "review", "R-4 review", "P-4 history", "a P-4"])
def test_other_words_are_no_deed(text: str) -> None:
    assert read_deed(text) is None


def test_a_mistyped_deed_is_asked_about() -> None:
    with pytest.raises(BadInput, match=r"Nothing is called “reveiw” here\. Did you mean `/press P-4 review`\?"):
        read_deed("p-4 reveiw")
    with pytest.raises(BadInput, match="To an item one can: review, dismiss"):
        read_deed("P-4 sing")


def test_flags_are_apart_by_commas() -> None:
    assert read_flags(' First Amendment, “Privacy” ,, "FOIA"') == ("First Amendment", "Privacy", "FOIA")
    with pytest.raises(BadInput, match="Say which flags"):
        read_flags(" , ")


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("asked", ("asked", None)),
        ("Not asked", ("not asked", None)),
        ("not-asked", ("not asked", None)),
        ("no answer", ("none", None)),
        ("none", ("none", None)),
        ("declined: “no comment”", ("declined", "“no comment”")),
        ("responded DHS does not comment", ("responded", "DHS does not comment")),
    ],
)
def test_a_response_is_read_with_what_was_said(text: str, response: tuple[str, str | None]) -> None:
    assert read_response(text) == response


def test_a_response_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadInput, match=r"Did you mean “declined”\? One of: not asked, asked, none"):
        read_response("decliend")


@pytest.mark.parametrize("text", ["as P-3", "P-3", "story as p3", "to P 3.", "story P-3!"])
def test_the_other_story_is_an_item(text: str) -> None:
    assert read_other(text, "same") == "P-3"


@pytest.mark.parametrize(
    ("text", "deed", "example"), [("as R-3", "same", "same as P-3"), ("", "different", "from P-3")]
)
def test_what_is_no_item_is_not_the_other_story(text: str, deed: str, example: str) -> None:
    with pytest.raises(BadInput, match=f"Say which item, as in .*{example}"):
        read_other(text, deed)


def test_a_line_is_an_item_with_its_parts_in_any_order() -> None:
    draft = read_item("Clearview, explained | Vox | Nov 20, 2026 | https://vox.com/a | broadcast", today=TODAY)
    assert (draft.title, draft.date.edtf if draft.date else "") == ("Clearview, explained", "2026-11-20")
    assert draft.fields == {"outlet": "Vox", "url": "https://vox.com/a", "type": "broadcast"}
    other = read_item("Clearview, explained | https://vox.com/a | Nov 20, 2026 | broadcast | Vox", today=TODAY)
    assert other == draft


@pytest.mark.parametrize("outlet", ["Channel 4", "France 24", "60 Minutes", "The Markup", "Broadcasting & Cable", "1A"])
def test_an_outlet_with_a_number_is_no_date(outlet: str) -> None:
    assert read_line(f"Title | {outlet}").fields == {"outlet": outlet}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("| Vox", "Begin with the title"),
        ("Title | Vox | Wired", "“Wired” is one part too many"),
        ("Title | February 30, 2026", "There is no February 30"),
    ],
)
def test_a_line_that_cannot_be_read_says_what_is_wrong(line: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_item(line, today=TODAY)
    assert said in str(refused.value)


def outcome(read: Callable[[str], object], text: str) -> str:
    """The sentence that refuses a text; empty where it is read."""
    try:
        read(text)
    except BadInput as refused:
        return str(refused)
    return ""


@given(st.text(max_size=60) | st.lists(st.sampled_from(["P-4", "same", "as", "note", "|", ":", "-"])).map(" ".join))
def test_whatever_is_typed_is_read_or_refused_in_a_sentence(text: str) -> None:
    for read in (read_deed, read_flags, read_response, partial(read_other, deed="same"), read_line):
        said = outcome(read, text)
        assert not said or said.endswith((".", "?", "`"))


def test_what_a_form_is_about_comes_back_and_nothing_else_does() -> None:
    flags = tuple(f"{'flag ' * 8}{number}" for number in range(MAX_MANY))
    assert all(len(flag) <= MAX_TAG for flag in flags)
    subject = PressSubject("P-4", "C1", was="not asked").showing(flags)
    assert len(subject.encode()) <= 3_000
    assert PressSubject.decode(subject.encode()) == subject
    assert subject.taken_out(flags, flags[1:]) == flags[:1]
    for old in ("", "{}", "[]", '{"item": "R-4"}', '{"item": 4}'):
        with pytest.raises(NotFound, match="older version"):
            PressSubject.decode(old)
