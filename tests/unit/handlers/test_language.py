"""What people type, read as commands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.language import NAMES, Command, did_you_mean, from_value, to_value, understand


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
    ],
)
def test_a_message_is_understood(typed: str, command: Command) -> None:
    assert understand(typed) == command


@given(st.sampled_from(NAMES), st.text(max_size=200), st.integers(0, 999))
def test_a_command_survives_the_trip_through_a_button(name: str, text: str, page: int) -> None:
    command = Command(name, text, page)
    assert from_value(to_value(command)) == command


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
