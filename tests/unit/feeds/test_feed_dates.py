"""Dates in feeds, in every spelling that is met."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.feed_dates import read_date

NOON = datetime(2026, 10, 6, 12, 0, tzinfo=UTC)


def at(hours: float, moment: datetime = NOON) -> datetime:
    """The same reading of the clock, so many hours east of Greenwich."""
    return moment.replace(tzinfo=timezone(timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 06 Oct 2026 12:00:00 GMT", NOON),
        ("Tue, 06 Oct 2026 12:00:00 +0000", NOON),
        ("Tue, 6 Oct 2026 12:00:00 Z", NOON),
        ("6 Oct 2026 12:00 UT", NOON),
        ("Tuesday, 06-Oct-26 12:00:00 GMT", NOON),
        ("Tue, 06 Oct 26 12:00:00 GMT", NOON),
        ("Tue, 06 October 2026 12:00:00", NOON),
        ("Tue, 06 Oct 2026 12:00:00 EST", at(-5)),
        ("Tue, 06 Oct 2026 12:00:00 pdt", at(-7)),
        ("Tue, 06 Oct 2026 12:00:00 CEST", at(2)),
        ("Tue, 06 Oct 2026 12:00:00 IST", at(5.5)),
        ("Tue, 06 Oct 2026 12:00:00 -0330", at(-3.5)),
        ("Tue, 06 Oct 2026 12:00:00 +05:45", at(5.75)),
        ("Tue, 06 Oct 2026 12:00:00 +2", at(2)),
        ("Tue, 06 Oct 2026 12:00:00 GMT-05:00", at(-5)),
        ("Tue, 06 Oct 2026 12:00:00 Etc/GMT", NOON),
        ("Tue, 06 Oct 2026 12:00:00 -0700 (PDT)", at(-7)),
        ("Tue, 06 Oct 2026 12:00:00 WAT?", None),
        ("Tue, 06 Oct 2026 12:00:00 XYZ", NOON),
        ("Mon, 06 Oct 2026 12:00:00 GMT", NOON),  # it was a Tuesday
        ("mar., 06 Oct 2026 12:00:00 GMT", NOON),
        ("Tue Oct  6 12:00:00 2026", NOON),
        ("Tue Oct 6 12:00:00 EST 2026", at(-5)),
        ("October 6, 2026 12:00 PM", NOON),
        ("Oct 6th, 2026 at 12:00 p.m. GMT", NOON),
        ("Oct. 6, 2026 12:00 am", NOON.replace(hour=0)),
        ("2026-10-06T12:00:00Z", NOON),
        ("2026-10-06T12:00:00", NOON),
        ("2026-10-06 12:00:00", NOON),
        ("2026-10-06T12:00Z", NOON),
        ("2026-10-06T12:00:00.123456789+02:00", at(2, NOON.replace(microsecond=123456))),
        ("2026-10-06 12:00:00 +0000", NOON),
        ("2026-10-06T12:00:00 EST", at(-5)),
        ("2026/10/06 12:00", NOON),
        ("20261006T120000Z", NOON),
        ("2026-10-06T23:30:00-07:00", at(-7, NOON.replace(hour=23, minute=30))),
        ("Tue, 06 Oct 2026 23:59:60 GMT", NOON.replace(hour=23, minute=59, second=59)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", datetime(1970, 1, 1, tzinfo=UTC)),
        ("2099-12-31T23:59:59Z", datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("  Tue, 06 Oct 2026 12:00:00 GMT\n", NOON),
    ],
)
def test_a_date_keeps_the_clock_and_the_zone_that_are_written(text: str, moment: datetime | None) -> None:
    found = read_date(text)

    assert found == moment
    if found and moment:
        assert (found.replace(tzinfo=None), found.utcoffset()) == (moment.replace(tzinfo=None), moment.utcoffset())


@pytest.mark.parametrize(
    "text", ["2026-10-06", "Tue, 06 Oct 2026", "6 Oct 2026", "Oct 6, 2026", "2026/10/6", "20261006"]
)
def test_a_day_is_its_midnight_in_utc(text: str) -> None:
    assert read_date(text) == datetime(2026, 10, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026년 10월 06일 13:31:15", datetime(2026, 10, 6, 4, 31, 15, tzinfo=UTC)),
        ("Τρι, 06 Οκτ 2026 12:00:00 +0000", NOON),
        ("2026-október-06T12:00+02:00", NOON - timedelta(hours=2)),
        ("2026-10-06 오후 01:31:15", datetime(2026, 10, 6, 4, 31, 15, tzinfo=UTC)),
    ],
)
def test_dates_of_other_languages_are_in_utc(text: str, moment: datetime) -> None:
    assert read_date(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "", "soon", "yesterday", "12:00", "2026", "2026-10", "October 2026", "06 Foo 2026 12:00:00 GMT", "31 Feb 2026",
        "2026-13-45", "2026-02-30T12:00:00Z", "Tue, 06 Oct 2026 25:00:00 GMT", "Tue, 06 Oct 2026 12:61:00 GMT",
        "Tue, 06 Oct 2026 12:00:00 +9900", "Tue, 06 Oct 2026 12:00:00 +0099", "0001-01-01T00:00:00Z", "9999-12-31",
        "1696680000", "x" * 10_000, "2026-10-06" + "0" * 1_000, "6/10/2026 12:00",
        "2026년 10월", "Τρι, 06 Foo 2026 12:00:00 +0000", "2026년 13월 06일 13:31:15", "2026-279",
    ],
)  # fmt: skip
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert read_date(text) is None


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31)),  # noqa: DTZ001 - the zone comes next
    st.integers(-14 * 60, 14 * 60),
)
def test_every_moment_of_a_feed_is_read_back(clock: datetime, offset: int) -> None:
    moment = clock.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset)))

    assert read_date(format_datetime(moment)) == moment
    assert read_date(moment.isoformat()) == moment
    assert str(read_date(format_datetime(moment))) == str(moment)


@given(st.text(max_size=120))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = read_date(text)

    assert found is None or found.tzinfo
