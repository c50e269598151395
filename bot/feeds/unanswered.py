"""Why a server gave no answer, in words for people, and how heavily that weighs against a feed."""

from __future__ import annotations

import errno
import socket
from typing import Final

import aiohttp

from bot.domain.press.feed import FailureKind

_JUST_NOW: Final = (errno.ETIMEDOUT, socket.EAI_AGAIN)


class Unanswered(Exception):
    """There is no answer, or none that may be read. `reason` is for people, without a full stop."""

    def __init__(self, kind: FailureKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def may_pass(reason: str) -> Unanswered:
    """A failure that is likely to pass."""
    return Unanswered(FailureKind.SOFT, reason)


def reading_of(error: Exception) -> Unanswered:
    """What an error of aiohttp or of the network comes to."""
    if isinstance(error, aiohttp.ClientConnectorDNSError) and error.os_error.errno in _JUST_NOW:
        return Unanswered(FailureKind.DNS, "its name could not be looked up just now")
    for kind, weight, reason in _ERRORS:
        if isinstance(error, kind):
            return Unanswered(weight, reason)
    return may_pass("the server's answer could not be read")


# The first that fits; from special to general, as aiohttp's errors inherit.
_ERRORS: Final[tuple[tuple[type[Exception], FailureKind, str], ...]] = (
    (aiohttp.ClientConnectorDNSError, FailureKind.DNS, "the name was not found"),
    (aiohttp.ClientConnectorCertificateError, FailureKind.HARD, "the server's certificate is not valid"),
    (aiohttp.ClientSSLError, FailureKind.SOFT, "no encrypted connection could be made"),
    (aiohttp.ClientConnectorError, FailureKind.SOFT, "no connection could be made"),
    (aiohttp.ClientPayloadError, FailureKind.SOFT, "the document arrived incomplete or damaged"),
    (aiohttp.ClientConnectionError, FailureKind.SOFT, "the server broke off the connection"),
    (aiohttp.InvalidURL, FailureKind.HARD, "the address cannot be read"),
)
