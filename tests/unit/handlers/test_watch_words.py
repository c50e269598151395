"""What belongs to a watch, as people write it in one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.press.watch import Alert, Watch, WatchDraft
from bot.errors import BadInput
from handlers.watch_words import draft_of, read_alert, read_change, read_draft, read_until

TODAY = date(2026, 11, 24)  # a Tuesday
WATCH = Watch(
    2, 1, "Faces", "clearview", datetime(2026, 11, 1, tzinfo=UTC), ("Privacy",), Alert.DIGEST, "#press", version=3
)


def test_a_line_is_a_query_with_its_parts() -> None:
    line = 'clearview OR "face search" | name: Faces | channel: #press | flags: First Amendment, Privacy | digest'
    assert read_draft(line) == WatchDraft(
        'clearview OR "face search"', "Faces", ("First Amendment", "Privacy"), Alert.DIGEST, "#press"
    )
    assert read_draft("clearview") == WatchDraft("clearview")
    assert read_draft("clearview | alert: now").alert is Alert.NOW
    assert read_draft("clearview | Digest only").alert is Alert.DIGEST


def test_a_part_that_is_not_known_is_refused_with_what_is() -> None:
    with pytest.raises(BadInput, match="Did you mean “flags:”"):
        read_draft("clearview | flgas: Privacy")


def test_what_is_not_said_of_a_watch_stays() -> None:
    assert read_change("| flags: ", WATCH) == WatchDraft("clearview", "Faces", (), Alert.DIGEST, "#press")
    assert read_change("ICE biometric", WATCH) == WatchDraft(
        "ICE biometric", "Faces", ("Privacy",), Alert.DIGEST, "#press"
    )
    assert read_change("| query: ICE | now | channel: default", WATCH).query == "ICE"
    assert read_change("| name: Ice", WATCH) == WatchDraft("clearview", "Ice", ("Privacy",), Alert.DIGEST, "#press")
    assert draft_of(WATCH) == WatchDraft("clearview", "Faces", ("Privacy",), Alert.DIGEST, "#press")


@pytest.mark.parametrize(
    ("typed", "until"),
    [
        ("", None),
        ("forever", None),
        ("until December 1", date(2026, 12, 1)),
        ("until March 1", date(2027, 3, 1)),
        ("until December 24, 2026.", date(2026, 12, 24)),
        ("2026-12-01", date(2026, 12, 1)),
        ("until tomorrow", date(2026, 11, 25)),
        ("till Friday", date(2026, 11, 27)),
        ("until next week", date(2026, 11, 30)),
        ("for 3 days", timedelta(days=3)),
        ("2 weeks", timedelta(weeks=2)),
        ("for an hour", timedelta(hours=1)),
        ("for a month", timedelta(days=30)),
    ],
)
def test_a_watch_is_muted_until(typed: str, until: date | timedelta | None) -> None:
    assert read_until(typed, TODAY) == until


@pytest.mark.parametrize("typed", ["until yesterday", "until 2019", "before 2030", "soonish", "for some days", "until"])
def test_what_is_no_day_to_come_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(BadInput, match="`until December 1`"):
        read_until(typed, TODAY)


def test_when_people_are_told_is_now_or_with_the_digest() -> None:
    assert read_alert(" At  once ") is Alert.NOW
    assert read_alert("digest only") is Alert.DIGEST
    with pytest.raises(BadInput, match="“now”"):
        read_alert("hourly")
