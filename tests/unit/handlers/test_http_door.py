"""Slack's signature, and whatever a stranger may send in its place."""

from __future__ import annotations

import hashlib
import hmac
import socket

import pytest

from bot.errors import Unavailable
from handlers.http_door import is_signed, serve

SECRET = "secret"
NOW = 1_800_000_000.0
BODY = b"token=x&text=R-7"


def signed(body: bytes = BODY, timestamp: str = "1800000000", secret: str = SECRET) -> str:
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def test_what_slack_signed_is_taken() -> None:
    assert is_signed(SECRET, BODY, "1800000000", signed(), now=NOW)
    assert is_signed(SECRET, BODY, "1800000000", signed(), now=NOW + 299)


@pytest.mark.parametrize(
    ("timestamp", "signature"),
    [
        ("1800000000", signed(secret="another")),
        ("1800000000", signed(body=b"something else")),
        ("1800000001", signed()),
        ("1799999000", signed(timestamp="1799999000")),
        ("1800001000", signed(timestamp="1800001000")),
        ("1800000000", ""),
        ("1800000000", "v0=\udcff"),
        ("", signed(timestamp="")),
        ("soon", signed(timestamp="soon")),
        ("-1", signed(timestamp="-1")),
        ("1800000000.0", signed(timestamp="1800000000.0")),
        ("١٨٠٠٠٠٠٠٠٠", signed(timestamp="١٨٠٠٠٠٠٠٠٠")),
        ("9" * 5_000, signed(timestamp="9" * 5_000)),
        ("\udcff", "v0=x"),
    ],
)
def test_everything_else_is_refused_without_an_error(timestamp: str, signature: str) -> None:
    assert not is_signed(SECRET, BODY, timestamp, signature, now=NOW)


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unavailable, match=f"port {port}"):
            await serve([], port=port, host="127.0.0.1")
