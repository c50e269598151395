"""Dates that cannot be read: each gets a sentence on what is wrong, and what to write."""

from __future__ import annotations

import time

import pytest

from bot.domain.dates import read_date, read_span
from bot.errors import BadDate
from tests.unit.dates.strategies import TODAY


def refused(text: str) -> str:
    with pytest.raises(BadDate) as caught:
        read_date(text, today=TODAY)
    return str(caught.value)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("2019-02-29", "There is no February 29, 2019: February 2019 has 28 days."),
        ("June 31, 2020", "There is no June 31, 2020: June 2020 has 30 days."),
        ("31/6/2020", "There is no June 31, 2020"),
        ("June 0, 2020", "no day 0"),
        ("2019-13", "There is no month 13"),
        ("2019-13-01", "There is no month 13"),
        ("13/2019", "There is no month 13"),
        ("13/13/2020", "no day and month that go together"),
        ("0/5/2020", "no day and month that go together"),
        ("June 27, 0999", "Years go from 1000 to 9999."),
        ("0000", "Years go from 1000 to 9999."),
        ("after 9999", "Years go from 1000 to 9999."),
        ("before 1000", "Years go from 1000 to 9999."),
        ("9999 years ago", "Years go from 1000 to 9999."),
    ],
)
def test_a_date_that_is_not_in_the_calendar_is_told_why(typed: str, says: str) -> None:
    assert says in refused(typed)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("3/4/2020", ("March 4, 2020", "April 3, 2020", "2020-03-04", "2020-04-03")),
        ("3.4.2020", ("March 4, 2020", "April 3, 2020")),
        ("2020-22", ("2020 to 2022", "summer 2020")),
        ("2019-20", ("no month 20", "2019 to 2020")),
        ("December to February 2020", ("December 2019 to February 2020",)),
    ],
)
def test_a_date_with_two_readings_is_asked_back_with_both(typed: str, readings: tuple[str, ...]) -> None:
    message = refused(typed)
    assert all(reading in message for reading in readings), message


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Febuary 2020", "“February 2020”"),
        ("jnue 2020", "“June 2020”"),
        ("Setpember 5, 2019", "“September 5, 2019”"),
        ("27 Agust 2019", "“27 August 2019”"),
        ("yesteday", "“yesterday”"),
        ("last weak", "“last week”"),
        ("last firday", "“last Friday”"),
        ("sumer 2020", "“summer 2020”"),
        ("befor 2020", "“before 2020”"),
    ],
)
def test_a_slip_gets_did_you_mean(typed: str, meant: str) -> None:
    assert f"Did you mean {meant}?" in refused(typed)


@pytest.mark.parametrize("typed", ["hello", "Clearview contract", "June", "xyzzy 2020", "27"])
def test_nothing_is_guessed_where_nothing_is_near(typed: str) -> None:
    assert "Did you mean" not in refused(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("6/27/19", "four digits"),
        ("June '19", "four digits"),
        ("27 June 19", "four digits"),
        ("the '90s", "four digits"),
        ("99999", "four digits"),
        ("June 27", "“June 27” lacks a year. Write it like June 27, 2019."),
        ("June", "“June” lacks a year. Write it like June 2019."),
        ("27", "lacks a month"),
        ("27, 2019", "lacks a month"),
        ("Friday", "Write last Friday, next Friday or the date."),
        ("Friday, June 27, 2019", "June 27, 2019 is a Thursday, not a Friday."),
        ("early 2020", "“early” says no days"),
        ("mid-2020", "“mid” says no days"),
        ("about summer 2020", "in about June 2020"),
        ("winter 2019-21", "Write winter 2019-20."),
        ("2019-06-27T10:00:00Z", "time of day"),
        ("June 27, 2019 5 pm", "four digits"),
        ("undated", "Leave the date empty"),
        ("n.d.", "Leave the date empty"),
        ("", "There is no date here."),
        (" \t\u200b", "There is no date here."),
        ("2020\x00", "cannot be read"),
        ("20XX", "not a date that can be read"),
        ("June June 2020", "not a date that can be read"),
        ("2019 to 2020 to 2021", "not a date that can be read"),
        ("Friday June 2020", "not a date that can be read"),
        ("fiscal 2019", "not a date that can be read"),
        ("..", "not a date that can be read"),
        ("the", "not a date that can be read"),
        ("about", "not a date that can be read"),
        ("٢٠٢٠", "not a date that can be read"),
    ],
)
def test_what_is_missing_or_too_vague_is_named(typed: str, says: str) -> None:
    assert says in refused(typed)


@pytest.mark.parametrize(
    "typed", ["hello", "", "2019-02-29", "3/4/2020", "June 27", "6/27/19", "2020-22", "x" * 10_000]
)
def test_every_refusal_shows_what_is_right(typed: str) -> None:
    sentences = refused(typed).split(". ")
    assert len(sentences) >= 2
    assert sentences[-1].startswith(("Write", "Did you mean"))


def test_a_reversed_range_offers_the_range_the_other_way_round() -> None:
    for typed in ("2020-03..2019-06", "March 2020 to June 2019", "between March 2020 and June 2019"):
        message = refused(typed)
        assert "runs backwards" in message
        assert "Write June 2019 to March 2020." in message
        assert read_span("June 2019 to March 2020", today=TODAY).label == "June 2019 to March 2020"


@pytest.mark.parametrize(
    "typed", ["june " * 2000, "9" * 10_000, "<!channel> " * 900, "between " * 1000 + "2020", "." * 199]
)
def test_a_flood_is_refused_at_once_and_not_echoed(typed: str) -> None:
    start = time.process_time()
    message = refused(typed)
    assert time.process_time() - start < 0.5
    assert len(message) < 200


def test_the_echo_is_one_printable_line_of_sixty_characters() -> None:
    message = refused("no\x07 date\n" + "word " * 30)
    echo = message[message.index("“") + 1 : message.index("”")]
    assert len(echo) <= 60
    assert echo.isprintable()


def test_a_refused_range_shows_ranges() -> None:
    with pytest.raises(BadDate, match=r"2019-06\.\.2020-03"):
        read_span("hello", today=TODAY)
