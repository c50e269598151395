"""What people type, read as commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spelling import did_you_mean
from bot.errors import NotFound
from handlers.language import (
    NAMES,
    Command,
    first_word,
    from_value,
    readable,
    said_to,
    to_value,
    understand,
)


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("records clearview contract", Command("records", "clearview contract")),
        ("/records clearview", Command("records", "clearview")),
        ("<@U0BOT> records clearview", Command("records", "clearview")),
        ("<@U0BOT|paper> , Records: R-7", Command("records", "R-7")),
        ("RECORDS", Command("records")),
        ("record R-7", Command("records", "R-7")),
        ("events 2019", Command("timeline", "2019")),
        ("timeline between T-1 and T-3", Command("timeline", "between T-1 and T-3")),
        ("help", Command("papertrail", "help")),
        ("undo", Command("papertrail", "undo")),
        ("roles <@U1> editor", Command("papertrail", "roles <@U1> editor")),
        ("", Command("papertrail")),
        ("<@U0BOT>", Command("papertrail")),
        ("clearview contract", Command("records", "clearview contract", guessed=True)),
        ("undo the contract", Command("records", "undo the contract", guessed=True)),
        ("R-7", Command("records", "R-7", guessed=True)),
        ("P-4 review", Command("press", "P-4 review")),
        ("dismiss p4", Command("press", "dismiss p4")),
        ("note P 4: quoted", Command("press", "note P 4: quoted")),
        ("P-4", Command("records", "P-4", guessed=True)),
        ("P-4?", Command("records", "P-4?", guessed=True)),
        ("note the P100 form", Command("records", "note the P100 form", guessed=True)),
        ("/RECORDS Clearview", Command("records", "Clearview")),
        ("records\nclearview  contract\nmemo", Command("records", "clearview  contract\nmemo")),
        ("records \u00a0 clearview", Command("records", "clearview")),
        ("\u00a0records\tclearview ", Command("records", "clearview")),
        ("Help!", Command("papertrail", "help")),
        ("status?", Command("papertrail", "status")),
        ("timeline.", Command("timeline")),
        ("`records clearview`", Command("records", "clearview")),
        ("roles\n<@U1>  editor", Command("papertrail", "roles <@U1>  editor")),
    ],
)
def test_a_message_is_understood(typed: str, command: Command) -> None:
    assert understand(typed) == command


@given(st.sampled_from(NAMES), st.text(max_size=200), st.integers(0, 999))
def test_a_command_survives_the_trip_through_a_button(name: str, text: str, page: int) -> None:
    command = Command(name, text, page)
    assert from_value(to_value(command)) == command


@pytest.mark.parametrize("value", ["", "records", "records x", "records x y", "nothing 0 R-7", "R-7", "records -1 x"])
def test_a_button_that_no_message_has_now_is_told_so(value: str) -> None:
    with pytest.raises(NotFound, match="older message"):
        from_value(value)


def test_a_command_survives_a_trip_on_which_blanks_at_the_end_are_lost() -> None:
    assert from_value(to_value(Command("records")).strip()) == Command("records")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("add Title | 2019", ("add", "Title | 2019")),
        ("  add\n Title", ("add", "Title")),
        ("add\u00a0Title", ("add", "Title")),
        ("add", ("add", "")),
        ("", ("", "")),
    ],
)
def test_the_first_word_ends_at_any_white_space(text: str, parts: tuple[str, str]) -> None:
    assert first_word(text) == parts


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("AT&amp;T &lt;draft&gt;", "AT&T <draft>"),
        ("&amp;lt;", "&lt;"),
        ("add A | <https://example.org/?a=1&amp;b=2>", "add A | https://example.org/?a=1&b=2"),
        ("add A | <http://example.org|example.org> | memo", "add A | http://example.org | memo"),
        ("ask <mailto:ana@example.org|ana@example.org>", "ask ana@example.org"),
        ("in <#C1|general>", "in #general"),
        ("call <tel:+123|+123>", "call +123"),
        ("roles <@U1|ana> editor", "roles <@U1|ana> editor"),
        ("&lt;https://example.org&gt;", "<https://example.org>"),
        ("“quoted” — as typed", "“quoted” — as typed"),
    ],
)
def test_text_is_read_as_it_was_typed(sent: str, typed: str) -> None:
    assert readable(sent) == typed


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("<@UBOT> records R-7", " records R-7"),
        ("<@UANA> <@UBOT> records R-7", " records R-7"),
        ("hello <@UBOT|paper>, records R-7", ", records R-7"),
        ("records R-7 <@UBOT>", "records R-7 "),
        ("records R-7 <@UBOT>!", "records R-7 "),
        ("<@UBOT>", ""),
        ("roles <@U1> editor", "roles <@U1> editor"),
        ("<@UBOT> roles <@UBOT> editor", " roles <@UBOT> editor"),
    ],
)
def test_what_is_said_to_the_bot_stands_after_its_name_or_before_it(text: str, meant: str) -> None:
    assert said_to("UBOT", text) == meant
    assert said_to("", text) == text


@given(st.text(max_size=300))
def test_any_text_is_understood_as_some_command(text: str) -> None:
    assert understand(text).name in NAMES


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("recrods", "records"),
        ("timelin", "timeline"),
        ("statsu", "status"),
        ("hlep", "help"),
        ("clearview", None),
        ("x", None),
        ("contract", None),
    ],
)
def test_a_typing_error_is_recognised_and_a_word_is_not(typed: str, meant: str | None) -> None:
    assert did_you_mean(typed, (*NAMES, "help", "status", "roles")) == meant
