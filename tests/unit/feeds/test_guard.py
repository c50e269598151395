"""What may be asked for: addresses as they are written, and as they are dialled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.feeds.guard import PRIVATE, TOO_LONG, UNREADABLE, WITH_NAME, WRONG_PORT, WRONG_SCHEME, Guard, Refused

GUARD = Guard(())
TABLE = re.split(r"\[(\w+)\]", Path(__file__).with_name("addresses.txt").read_text().partition("\n\n")[2])
JUDGED = {name: addresses.split() for name, addresses in zip(TABLE[1::2], TABLE[2::2], strict=True)}


def refusal(url: str, guard: Guard = GUARD) -> str:
    """Why `url` is refused; empty where it is not."""
    try:
        guard.check_url(url)
    except Refused as refused:
        return refused.reason
    return ""


def may_dial(address: str, guard: Guard = GUARD, host: str = "example.org") -> bool:
    try:
        guard.check_address(address, host=host)
    except Refused:
        return False
    return True


def test_the_table_was_read() -> None:
    assert {name: len(addresses) for name, addresses in JUDGED.items()} == {
        "refused": 228,
        "public": 85,
        "stricter": 84,
    }


def test_what_another_guard_refuses_is_refused() -> None:
    assert [address for address in JUDGED["refused"] if may_dial(address)] == []


def test_the_public_internet_may_be_dialled() -> None:
    assert [address for address in JUDGED["public"] if not may_dial(address)] == []


def test_tunnels_and_protocol_networks_are_refused_whatever_is_inside() -> None:
    assert [address for address in JUDGED["stricter"] if may_dial(address)] == []


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "168.63.129.16",
        "fd00:ec2::254",
        "192.0.0.192",
        "100.100.100.200",
        "fec0::1",
        "fe80::1%eth0",
        "::ffff:10.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::8.8.8.8",
        "2002:a00:1::",
        "2001:0:a00:1::",
        "0.0.0.0",  # noqa: S104
        "::",
    ],
)
def test_a_private_address_is_refused_in_every_form(address: str) -> None:
    assert not may_dial(address)


@pytest.mark.parametrize("address", ["::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_a_public_ipv4_address_may_be_written_as_ipv6(address: str) -> None:
    assert may_dial(address)


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        GUARD.check_address("example.org", host="example.org")
    assert refused.value.reason == UNREADABLE


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", WRONG_SCHEME),
        ("gopher://example.org:80/", WRONG_SCHEME),
        ("ftp://example.org/", WRONG_SCHEME),
        ("javascript:alert(1)", WRONG_SCHEME),
        ("//example.org/", WRONG_SCHEME),
        ("http:example.org", WRONG_SCHEME),
        ("", WRONG_SCHEME),
        ("http://someone@example.org/", WITH_NAME),
        ("http://someone:secret@example.org/", WITH_NAME),
        ("http://@example.org/", WITH_NAME),
        ("http://example.org@127.0.0.1/", WITH_NAME),
        ("http://example.org:8080/", WRONG_PORT),
        ("http://example.org:22/", WRONG_PORT),
        ("http://example.org:0/", WRONG_PORT),
        ("http://example.org:99999/", UNREADABLE),
        ("http://example.org:80:80/", UNREADABLE),
        ("http:///feed", UNREADABLE),
        ("http://./", UNREADABLE),
        ("http://a..b/", UNREADABLE),
        ("http://[::1/", UNREADABLE),
        ("http://exa mple.org/", UNREADABLE),
        ("http://exa\tmple.org/", UNREADABLE),
        ("http://example.org\\@127.0.0.1/", UNREADABLE),
        ("http://example.org/\x00", UNREADABLE),
        ("http://example.org/\udcff", UNREADABLE),
        ("http://xn--/", UNREADABLE),
        (f"http://{'a' * 254}/", UNREADABLE),
        (f"http://example.org/{'a' * 2_000}", TOO_LONG),
        ("http://2130706433/", UNREADABLE),
        ("http://0177.0.0.1/", UNREADABLE),
        ("http://0x7f.1/", UNREADABLE),
        ("http://0x7f000001/", UNREADABLE),
        ("http://127.1/", UNREADABLE),
        ("http://127%2e0.0.1/", UNREADABLE),
        ("http://127.0.0.1/", PRIVATE),
        ("http://127.0.0.1./", PRIVATE),
        ("http://127。0。0。1/", PRIVATE),
        ("http://①②⑦.0.0.1/", PRIVATE),
        ("http://[::1]/", PRIVATE),
        ("http://[::ffff:127.0.0.1]/", PRIVATE),
        ("http://[::ffff:7f00:1]/", PRIVATE),
        ("http://[64:ff9b::127.0.0.1]/", PRIVATE),
        ("http://[2002:7f00:1::]/", PRIVATE),
        ("http://[fe80::1%25eth0]/", PRIVATE),
        ("http://169.254.169.254/latest/meta-data/", PRIVATE),
    ],
)
def test_an_address_that_leads_astray_is_refused_with_the_reason(url: str, reason: str) -> None:
    assert refusal(url) == reason


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://example.org", "http://example.org/"),
        (" HTTPS://Example.ORG:443/A?b=C#d ", "https://example.org/A?b=C"),
        ("http://example.org?a=1", "http://example.org/?a=1"),
        ("http://example.org./feed", "http://example.org/feed"),
        ("http://localhost./", "http://localhost/"),  # refused when it is dialled
        ("http://ＬＯＣＡＬＨＯＳＴ/", "http://localhost/"),
        ("https://münchen.example/straße?ö", "https://xn--mnchen-3ya.example/stra%C3%9Fe?%C3%B6"),
        ("https://example.org/a%2Fb/a b", "https://example.org/a%2Fb/a%20b"),
        ("https://example.org/%7Ea/../b?c=%2F&d=%2c", "https://example.org/%7Ea/../b?c=%2F&d=%2c"),
        ("https://example.org/?a=[1]|2&b=%zz", "https://example.org/?a=%5B1%5D%7C2&b=%25zz"),
        ("http://[2606:4700::1111]:443/", "http://[2606:4700::1111]:443/"),
        ("https://a_b.example.org:80/", "https://a_b.example.org:80/"),
    ],
)
def test_an_address_is_written_one_way(url: str, asked: str) -> None:
    assert GUARD.check_url(url) == asked
    assert GUARD.check_url(asked) == asked


def test_what_the_operator_allows_is_exempt_from_address_and_port() -> None:
    guard = Guard(("127.0.0.1/32", "feeds.internal", "fd00::/8"))
    assert refusal("http://127.0.0.1:8000/feed", guard) == ""
    assert refusal("http://[::ffff:127.0.0.1]:8000/feed", guard) == ""
    assert refusal("http://[fd00::7]:8000/feed", guard) == ""
    assert refusal("http://Feeds.Internal.:8000/feed", guard) == ""
    assert may_dial("10.1.2.3", guard, host="feeds.internal")
    assert may_dial("127.0.0.1", guard, host="localhost")


def test_what_the_operator_allows_lets_nothing_else_through() -> None:
    guard = Guard(("127.0.0.1/32", "feeds.internal"))
    assert refusal("http://127.0.0.2/", guard) == PRIVATE
    assert refusal("http://localhost:8000/", guard) == WRONG_PORT
    assert refusal("http://sub.feeds.internal:8000/", guard) == WRONG_PORT
    assert refusal("ftp://feeds.internal/", guard) == WRONG_SCHEME
    assert refusal("http://me@feeds.internal/", guard) == WITH_NAME
    assert refusal("http://feeds.internal:0/", guard) == WRONG_PORT
    assert not may_dial("10.1.2.3", guard, host="example.org")


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("::1", True),
        ("FEEDS.internal.", True),
        ("127.0.0.2", False),
        ("localhost", False),
        ("internal", False),
        ("", False),
    ],
)
def test_a_host_is_allowed_by_name_address_or_network(host: str, allowed: bool) -> None:
    assert Guard(("127.0.0.1/32", "::1", "feeds.internal")).allows(host) is allowed


def test_localhost_is_allowed_where_it_is_named() -> None:
    assert Guard(["localhost"]).check_url("http://localhost:8000/feed") == "http://localhost:8000/feed"
    with pytest.raises(Refused):
        Guard(["127.0.0.1/32"]).check_url("http://localhost:8000/feed")
