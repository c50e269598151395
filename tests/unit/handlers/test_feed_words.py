"""How people write what is about feeds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.press.feed import FeedLog
from bot.errors import BadInput
from bot.services.feed_lines import FAILING, PAUSED, FeedChange
from handlers.feed_words import (
    is_address,
    nearest_verb,
    part_of_list,
    read_change,
    read_every,
    read_log,
    read_order,
    read_parts,
    web_address,
)


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("add vox.com", ("add", "vox.com")),
        ("Add: vox.com", ("add", "vox.com")),
        ("pause 3 too loud", ("pause", "3 too loud")),
        ("stop 3", ("pause", "3")),
        ("unpause 3", ("resume", "3")),
        ("delete 3 moved", ("remove", "3 moved")),
        ("refresh Vox", ("poll", "Vox")),
        ("edit 3", ("set", "3")),
        ("3 pause too loud", ("pause", "3 too loud")),
        ("#3 resume", ("resume", "#3")),
        ("3", ("show", "3")),
        ("3 frobnicate", ("3", "frobnicate")),
        ("Vox", ("Vox", "")),
        ("ad vox.com", ("ad", "vox.com")),
    ],
)
def test_what_to_do_stands_first_or_after_the_number(typed: str, order: tuple[str, str]) -> None:
    assert read_order(typed) == order


@pytest.mark.parametrize(
    ("typed", "part"),
    [("", ""), ("list", ""), ("All!", ""), ("failing", FAILING), ("paused", PAUSED), ("paused 3", None), ("3", None)],
)
def test_a_word_alone_asks_for_a_part_of_the_list(typed: str, part: str | None) -> None:
    assert part_of_list(typed) == part


@pytest.mark.parametrize(
    ("word", "rest", "verb"),
    [
        ("ad", "https://vox.com", "add"),
        ("adding", "vox.com", "add"),
        ("psuse", "3", "pause"),
        ("paused", "3", "pause"),
        ("rem", "3", "remove"),
        ("delte", "3", "remove"),
        ("exprot", "", "export"),
        ("re", "3", None),
        ("please", "vox.com/rss", "add"),
        ("frobnicate", "3", None),
        ("x", "", None),
    ],
)
def test_a_slip_in_the_verb_is_guessed(word: str, rest: str, verb: str | None) -> None:
    assert nearest_verb(word, rest) == verb


@pytest.mark.parametrize(
    ("word", "is_one"),
    [
        ("vox.com", True),
        ("https://vox.com/rss", True),
        ("<feed://vox.com>", True),
        ("feed:https://vox.com", True),
        ("vox.com:8080/rss", True),
        ("http://127.0.0.1:8000", True),
        ("Vox", False),
        ("3.5", False),
        ("U.S.", False),
    ],
)
def test_an_address_is_known_without_its_scheme(word: str, is_one: bool) -> None:
    assert is_address(word) is is_one


@pytest.mark.parametrize(
    "typed",
    [
        "vox.com | outlet: Vox Media | flags: First Amendment, Privacy | every: 2h",
        "vox.com |outlet:Vox Media|Flags : First Amendment,Privacy,| EVERY: 2h",
        "vox.com outlet: Vox Media flags: First Amendment, Privacy every: 2h",
        "vox.com, outlet: Vox Media, flags: First Amendment, Privacy; every: 2h",
    ],
)
def test_parts_are_read_with_pipes_and_without(typed: str) -> None:
    piped = read_parts(typed)
    assert piped.first == "vox.com"
    assert dict(piped.parts) | {"flags": ""} == {"outlet": "Vox Media", "flags": "", "every": "2h"}
    assert piped.several("flags") == ("First Amendment", "Privacy")


def test_an_address_with_a_part_in_it_is_left_whole() -> None:
    assert read_parts("https://vox.com/?log:x=every:2").first == "https://vox.com/?log:x=every:2"


def test_only_what_is_said_is_changed() -> None:
    assert read_change(read_parts("3 | outlet: Vox")) == FeedChange(outlet="Vox")
    assert read_change(read_parts("3 | outlet: | flags:")) == FeedChange(outlet="", flags=())
    everything = read_change(read_parts("3 | log: everything | every: auto | dossier: budget"))
    assert everything == FeedChange(log=FeedLog.EVERYTHING, every=timedelta(), dossier="budget")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("10 minutes", 10),
        ("30m", 30),
        ("45", 45),
        ("2h", 120),
        ("2 hours.", 120),
        ("1 hr", 60),
        ("hour", 60),
        ("every hour", 60),
        ("an hour", 60),
        ("half an hour", 30),
        ("hourly", 60),
        ("daily", 1_440),
        ("a day", 1_440),
        ("24 h", 1_440),
        ("auto", 0),
        ("Automatic", 0),
        ("", 0),
    ],
)
def test_a_pace_is_read_as_people_say_it(typed: str, minutes: int) -> None:
    assert read_every(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["5 minutes", "9", "2 days", "25h", "1", "0", "soon", "half", "10 seconds", "-30 m"])
def test_a_pace_that_is_too_short_or_too_long_is_refused_with_what_is_right(typed: str) -> None:
    with pytest.raises(BadInput, match="from 10 minutes to 24 hours") as refused:
        read_every(typed)
    assert refused.value.field == "every"


def test_what_is_logged_is_one_of_two() -> None:
    assert read_log("All") is FeedLog.EVERYTHING
    assert read_log("match") is FeedLog.MATCHES
    with pytest.raises(BadInput, match="“matches”"):
        read_log("some")


def test_an_address_is_completed_and_what_is_none_is_refused() -> None:
    assert web_address(" vox.com/rss ") == "https://vox.com/rss"
    assert web_address("<http://vox.com>") == "http://vox.com"
    for typed in ("", "  ", "Vox Media"):
        with pytest.raises(BadInput, match="Begin with the address"):
            web_address(typed)
