"""mrkdwn says what was meant, whatever is put into it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.gate.pings import tidy_mrkdwn
from handlers.mrkdwn import (
    Mrkdwn,
    as_plain,
    bold,
    escape,
    is_web_address,
    italic,
    joined,
    link,
    mention,
    moment,
    mrkdwn,
    neutral,
    outside,
    plain,
    quote,
    unescape,
)
from tests.unit.gate.test_properties import said

HOSTILE = "*_~` <!channel> & > <@U1>"


# Escaping


def test_exactly_three_characters_are_escaped() -> None:
    assert escape("""<a href="x">'&amp;'</a>""") == """&lt;a href="x"&gt;'&amp;amp;'&lt;/a&gt;"""


@given(st.text() | said)
def test_what_was_escaped_reads_as_it_was(text: str) -> None:
    assert unescape(escape(text)) == text
    assert as_plain(escape(text)) == text


@given(st.text() | said)
def test_escaped_text_holds_nothing_that_slack_reads(text: str) -> None:
    assert tidy_mrkdwn(escape(text), frozenset()) == (escape(text), set())


# Outside text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*_~`", "∗ˍ∼ˋ"),
        ("2*3 snake_case a~b", "2*3 snake_case a~b"),
        ("*all* _of_ ~it~", "∗all∗ ˍofˍ ∼it∼"),
        ("__init__", "ˍˍinitˍˍ"),
        ("été*", "été∗"),
        ("> not ours\n  > nor this\na > b", "› not ours\n  › nor this\na > b"),
    ],
)
def test_marks_that_slack_would_format_become_look_alikes(text: str, shown: str) -> None:
    assert neutral(text) == shown


def test_outside_text_is_cleaned_neutral_and_escaped() -> None:
    assert outside("a\x00 *b* <c>\u202e & d") == "a ∗b∗ &lt;c&gt; &amp; d"


def test_outside_text_is_escaped_once_however_often_it_is_passed_on() -> None:
    once = outside("a & *b*")
    assert outside(once) is once
    assert joined([once, mrkdwn("{x}", x=once)]) == f"{once}\n{once}"


@given(st.text() | said)
def test_outside_text_never_needs_mending(text: str) -> None:
    assert tidy_mrkdwn(outside(text), frozenset()) == (outside(text), set())


@given(st.text() | said)
def test_outside_text_cannot_end_our_bold(text: str) -> None:
    for line in bold(text).split("\n"):
        assert line == "" or re.fullmatch(r"\*\S(.*\S)?\*", line)
        assert not re.search(r"(?<![A-Za-z0-9])\*|\*(?![A-Za-z0-9])", line[1:-1])


# Building


def test_a_template_escapes_its_values_and_not_itself() -> None:
    said_ = mrkdwn("*{id}* {title} {0:,}", 1234, id="R-1", title=HOSTILE)
    assert said_ == "*R-1* ∗ˍ∼ˋ &lt;!channel&gt; &amp; &gt; &lt;@U1&gt; 1,234"
    assert isinstance(said_, Mrkdwn)


def test_a_template_takes_what_is_mrkdwn_already_as_it_is() -> None:
    assert mrkdwn("{}: {}", bold("a"), link("https://b.org", "b")) == "*a*: <https://b.org|b>"


def test_a_template_keeps_doubled_braces_and_looks_into_objects() -> None:
    assert mrkdwn("{{x}} {day.year}", day=date(2019, 6, 27)) == "{x} 2019"


def test_an_f_string_is_outside_text_again() -> None:
    assert outside(f"{bold('a')} & b") == "∗a∗ &amp; b"


def test_joining_leaves_out_what_is_empty() -> None:
    assert joined(["a", "", Mrkdwn(), "<b>"], " · ") == "a · &lt;b&gt;"


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        (bold("a b"), "*a b*"),
        (bold(" a \n\n b"), "*a*\n\n*b*"),
        (bold(""), ""),
        (italic("a_b"), "_a_b_"),
        (italic(bold("a")), "_*a*_"),
        (quote("a\n\nb"), "> a\n>\n> b"),
        (quote("<a>"), "> &lt;a&gt;"),
        (quote("> a"), "> › a"),
        (quote("\na\n"), "> a"),
        (mention("U0123ABC"), "<@U0123ABC>"),
        (mention("U1> <!here"), "U1&gt; &lt;!here"),
        (mention("channel"), "channel"),
    ],
)
def test_marks_go_round_the_words(marked: str, shown: str) -> None:
    assert marked == shown


# Links


@pytest.mark.parametrize(
    ("url", "label", "shown"),
    [
        ("https://example.org/a?b=1&c=2", "Vox", "<https://example.org/a?b=1&amp;c=2|Vox>"),
        ("http://example.org", "", "<http://example.org|http://example.org>"),
        ("https://example.org/<a>|b", "x", "<https://example.org/%3Ca%3E%7Cb|x>"),
        ("https://example.org", "ICE | a > b\nc", "<https://example.org|ICE ∣ a &gt; b c>"),
        ("https://example.org", "*new*", "<https://example.org|∗new∗>"),
        ("https://example.org", bold("old"), "<https://example.org|∗old∗>"),
        ("https://example.org", link("https://evil.example", "in"), "<https://example.org|in>"),
        ("https://example.org", " ", "<https://example.org>"),
        ("HTTPS://EXAMPLE.ORG/", "x", "<HTTPS://EXAMPLE.ORG/|x>"),
    ],
)
def test_a_link_holds_one_address_and_one_label(url: str, label: str, shown: str) -> None:
    assert link(url, label) == shown


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org",
        "example.org",
        "https://",
        "https:///path",
        "https://example.org/a b",
        "https://example.org/\n",
        "https://example.org/\u202egro",
        "https://[::1",
        "https://example.org:port",
        "https://bank.example@evil.example/",
        "",
        "https://example.org/" + "x" * 3000,
    ],
)
def test_what_is_no_web_address_leaves_the_label(url: str) -> None:
    assert link(url, "a < b") == "a &lt; b"


def test_an_address_as_long_as_slack_takes_is_linked() -> None:
    url = "https://example.org/" + "x" * 2980
    assert is_web_address(url)
    assert link(url, "a") == f"<{url}|a>"


def test_an_address_that_cannot_be_linked_is_shown_when_there_is_no_label() -> None:
    assert link("gopher://<x>") == "gopher://&lt;x&gt;"


@given(said, said)
def test_no_link_needs_mending(url: str, label: str) -> None:
    for address in (url, f"https://example.org/{url}"):
        linked = link(address, label)
        assert tidy_mrkdwn(linked, frozenset()) == (linked, set())


# Moments


@pytest.mark.parametrize(
    ("style", "token"),
    [
        ("date and time", "{date_short_pretty} {time}"),
        ("date", "{date_short_pretty}"),
        ("time", "{time}"),
    ],
)
def test_a_moment_is_shown_in_the_readers_zone_with_utc_to_fall_back_on(style: str, token: str) -> None:
    instant = datetime(2019, 6, 27, 14, 5, 59, tzinfo=timezone(timedelta(hours=-4)))
    assert moment(instant, style) == f"<!date^1561658759^{token}|2019-06-27 18:05 UTC>"  # type: ignore[arg-type]


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moment(datetime(2019, 6, 27))  # noqa: DTZ001 - the mistake under test


def test_a_moment_passes_the_gate_as_it_is() -> None:
    said_ = moment(datetime(2019, 6, 27, tzinfo=UTC))
    assert tidy_mrkdwn(said_, frozenset()) == (said_, set())


# Reading back


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("<https://a.org|a &amp; b> c", "a & b c"),
        ("<https://a.org>", "https://a.org"),
        ("<!date^1^{date}|1970-01-01 00:00 UTC>", "1970-01-01 00:00 UTC"),
        ("<@U1> <@U1|Ada> <#C1|general> <#C1> <!here>", "@U1 Ada general #C1 @here"),
        ("a &lt; b", "a < b"),
    ],
)
def test_mrkdwn_read_aloud_is_what_a_reader_sees(marked: str, read: str) -> None:
    assert as_plain(marked) == read


def test_cleaning_is_offered_where_mrkdwn_is_written() -> None:
    assert plain("a\x00") == "a"
