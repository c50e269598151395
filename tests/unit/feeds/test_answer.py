"""How long a document is fresh, when to come back, and what a status weighs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from bot.domain.press.feed import FailureKind
from bot.feeds.answer import failure_kind, fresh_for, retry_at, validator

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAY = timedelta(hours=24)


@pytest.mark.parametrize(
    ("headers", "fresh"),
    [
        ({}, timedelta()),
        ({"Cache-Control": "max-age=600"}, timedelta(minutes=10)),
        ({"Cache-Control": "public, MAX-AGE = 600 , must-revalidate"}, timedelta(minutes=10)),
        ({"Cache-Control": 'max-age="600"'}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=60, s-maxage=600"}, timedelta(minutes=10)),
        ({"Cache-Control": "max-age=-1"}, timedelta()),
        ({"Cache-Control": "max-age=soon"}, timedelta()),
        ({"Cache-Control": "stale-if-error-max-age=600"}, timedelta()),
        ({"Cache-Control": "max-age=999999999999"}, DAY),
        ({"Cache-Control": "max-age=9999999999999999999999"}, timedelta()),
        ({"Cache-Control": "no-cache, max-age=600"}, timedelta()),
        ({"Cache-Control": "no-store", "Expires": "Wed, 25 Nov 2026 13:00:00 GMT"}, timedelta()),
        ({"Expires": "Wed, 25 Nov 2026 13:00:00 GMT"}, timedelta(hours=1)),
        ({"Expires": "Wed, 25 Nov 2026 13:00:00 GMT", "Cache-Control": "max-age=7200"}, timedelta(hours=2)),
        ({"Expires": "Wed, 25 Nov 2026 13:00:00 GMT", "Cache-Control": "max-age=60"}, timedelta(hours=1)),
        (
            {"Expires": "Wed, 25 Nov 2026 13:00:00 GMT", "Date": "Wed, 25 Nov 2026 12:55:00 GMT"},
            timedelta(minutes=5),
        ),
        ({"Expires": "Wed, 25 Nov 2026 13:00:00 -0000"}, timedelta(hours=1)),
        ({"Expires": "Wed, 11 Jan 1984 05:00:00 GMT"}, timedelta()),
        ({"Expires": "Fri, 25 Nov 2099 13:00:00 GMT"}, DAY),
        ({"Expires": "0"}, timedelta()),
        ({"Expires": "Wed, 99 Nov 2026 13:00:00 GMT"}, timedelta()),
        ({"Expires": "not a date, not a date at all"}, timedelta()),
    ],
)
def test_a_document_is_fresh_as_long_as_the_server_says_but_a_day_at_most(
    headers: dict[str, str], fresh: timedelta
) -> None:
    assert fresh_for(CIMultiDict(headers), NOW) == fresh


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", None),
        ("120", NOW + timedelta(minutes=2)),
        (" 120 ", NOW + timedelta(minutes=2)),
        ("0", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("999999999999", NOW + DAY),
        ("Wed, 25 Nov 2026 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("Wed, 25 Nov 2026 11:00:00 GMT", None),
        ("Fri, 25 Nov 2099 13:00:00 GMT", NOW + DAY),
    ],
)
def test_retry_after_is_a_moment_within_a_day(text: str, at: datetime | None) -> None:
    assert retry_at(CIMultiDict({"Retry-After": text}), NOW) == at


@pytest.mark.parametrize(
    ("statuses", "kind"),
    [
        ((410,), FailureKind.GONE),
        ((404, 408, 425, 429, 500, 502, 503, 504, 520, 599, 204, 206, 300, 304), FailureKind.SOFT),
        ((400, 401, 402, 403, 405, 406, 451), FailureKind.HARD),
    ],
)
def test_a_status_weighs_by_whether_it_may_pass(statuses: tuple[int, ...], kind: FailureKind) -> None:
    assert {failure_kind(status) for status in statuses} == {kind}


def test_a_validator_is_kept_as_given_or_not_at_all() -> None:
    assert validator('W/"a b-é"') == ""  # could not be sent back as it came
    assert validator('W/"a b"') == 'W/"a b"'
    assert validator("x" * 1_001) == ""
    assert validator("a\r\nX: y") == ""


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_header_can_do_harm(control: str, expires: str, again: str) -> None:
    headers = CIMultiDict({"Cache-Control": control, "Expires": expires, "Retry-After": again})
    assert timedelta() <= fresh_for(headers, NOW) <= DAY
    at = retry_at(headers, NOW)
    assert at is None or NOW < at <= NOW + DAY
