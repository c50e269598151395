"""What a feed asks of pollers, as far as it makes sense."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.press.feed import Hints
from bot.feeds.hints import LONGEST, hints_of
from bot.feeds.parse import parse


def hour(count: float) -> Hints:
    return Hints(floor=timedelta(hours=count))


@pytest.mark.parametrize(
    ("facts", "hints"),
    [
        ({}, Hints()),
        ({"ttl": "60"}, hour(1)),
        ({"ttl": " 90 "}, hour(1.5)),
        ({"ttl": "999999"}, hour(24)),
        ({"ttl": "99999999999999999999"}, Hints()),
        ({"ttl": "-5"}, Hints()),
        ({"ttl": "0"}, Hints()),
        ({"ttl": "an hour"}, Hints()),
        ({"period": "hourly", "frequency": "1"}, hour(1)),
        ({"period": " Hourly\n"}, hour(1)),
        ({"period": "daily", "frequency": "2"}, hour(12)),
        ({"period": "weekly", "frequency": "1"}, hour(24)),
        ({"period": "yearly", "frequency": "1000"}, hour(8.76)),
        ({"period": "hourly", "frequency": "0"}, Hints()),
        ({"period": "never", "frequency": "1"}, Hints()),
        ({"frequency": "1"}, Hints()),
        ({"ttl": "60", "period": "daily", "frequency": "2"}, hour(12)),
        ({"ttl": "60", "period": "hourly", "frequency": "4"}, hour(1)),
        ({"hours": "<hour>0</hour><hour>24</hour><hour>13</hour>"}, Hints(skip_hours=frozenset({0, 13}))),
        ({"hours": "<hour>25</hour><hour>x</hour><hour>999999</hour>"}, Hints()),
        ({"hours": "".join(f"<hour>{number}</hour>" for number in range(24))}, Hints()),
        ({"days": "<day>Monday</day>\n<day> sunday </day>"}, Hints(skip_days=frozenset({0, 6}))),
        ({"days": "<day>Lundi</day><day>Mon</day>"}, Hints()),
        ({"days": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"}, Hints()),
    ],
)
def test_hints_are_kept_where_they_make_sense(facts: dict[str, str], hints: Hints) -> None:
    assert hints_of(facts) == hints


@given(
    st.dictionaries(
        st.sampled_from(["ttl", "period", "frequency", "hours", "days"]),
        st.text() | st.integers().map(str) | st.sampled_from(["hourly", "daily", "Monday"]),
    )
)
def test_no_hint_whatever_keeps_a_feed_from_being_polled(facts: dict[str, str]) -> None:
    hints = hints_of(facts)

    assert timedelta() <= hints.floor <= LONGEST
    assert len(hints.skip_hours) < 24
    assert len(hints.skip_days) < 7


def test_hints_are_read_from_the_channel() -> None:
    document = (
        "<rss><channel><ttl>30</ttl><skipHours><hour>3</hour><hour>4</hour></skipHours>"
        "<skipDays><day>Saturday</day></skipDays></channel></rss>"
    )

    assert parse(document.encode(), "", "").hints == Hints(
        timedelta(minutes=30), skip_hours=frozenset({3, 4}), skip_days=frozenset({5})
    )
