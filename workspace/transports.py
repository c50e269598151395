"""The two ways in which Slack hands a payload to an app and hears its acknowledgement."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from workspace.clock import SystemClock
from workspace.wire import Json, compact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspace.app_settings import AppSettings

PayloadKind = Literal["slash_commands", "events_api", "interactive"]

NotAckedReason = Literal["timeout", "no_connection", "refused"]


@dataclass(frozen=True)
class Envelope:
    """A payload on its way to the app. `wants_body`: whether Slack reads more than that it was taken."""

    kind: PayloadKind
    payload: Json
    wants_body: bool = False
    attempt: int = 0
    retry_reason: str = ""


@dataclass(frozen=True)
class Ack:
    """The app's acknowledgement: a JSON body, plain text, or nothing."""

    body: Json | None = None


class NotAckedError(Exception):
    """The app did not take a payload. `no_retry`: it asked not to be sent it again."""

    def __init__(self, reason: NotAckedReason, *, no_retry: bool = False) -> None:
        """Say why."""
        super().__init__(reason)
        self.reason = reason
        self.no_retry = no_retry


class Transport(Protocol):
    """Hands a payload over. `retry_reasons` is how it words, when sending again, why it does."""

    retry_reasons: Mapping[NotAckedReason, str]

    async def deliver(self, envelope: Envelope) -> Ack:
        """Return the app's acknowledgement, or raise `NotAckedError`; the caller sets the time limit."""


class HttpTransport:
    """Posts signed requests to the app's request URL.

    https://docs.slack.dev/authentication/verifying-requests-from-slack
    """

    retry_reasons: Mapping[NotAckedReason, str] = {
        "timeout": "http_timeout",
        "no_connection": "connection_failed",
        "refused": "http_error",
    }

    def __init__(self, url: str, app: AppSettings) -> None:
        """Post to `url`, signed with the app's secret at the machine's time, by which apps check it.

        Set `skew` (seconds) or `signing_secret` to send requests that are old or forged.
        """
        self._url = url
        self.signing_secret = app.signing_secret
        self.skew = 0.0

    async def deliver(self, envelope: Envelope) -> Ack:
        """Post one payload."""
        content_type, body = _encoded(envelope)
        headers = {"Content-Type": content_type, **self.signature(body), **_retry_headers(envelope)}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(self._url, data=body.encode(), headers=headers) as answer,
            ):
                text = await answer.text()
                if answer.status != 200:
                    unwanted = answer.headers.get("X-Slack-No-Retry") == "1"
                    raise NotAckedError("refused", no_retry=unwanted)
                return Ack(_ack_body(text, answer.content_type))
        except aiohttp.ClientError:
            raise NotAckedError("no_connection") from None

    async def verify(self) -> bool:
        """Do what Slack does when a request URL is entered: tell whether it answers the challenge."""
        challenge = secrets.token_hex(16)
        payload = {"type": "url_verification", "challenge": challenge}
        ack = await self.deliver(Envelope("events_api", payload))
        return ack.body is not None and challenge in (ack.body.get("challenge"), ack.body.get("text"))

    def signature(self, body: str) -> Mapping[str, str]:
        """Return the headers by which the app can tell that a body comes from Slack."""
        timestamp = str(int(SystemClock()().timestamp() + self.skew))
        signed = hmac.new(self.signing_secret.encode(), f"v0:{timestamp}:{body}".encode(), hashlib.sha256)
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signed.hexdigest()}",
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


def _encoded(envelope: Envelope) -> tuple[str, str]:
    if envelope.kind == "events_api":
        return "application/json", compact(envelope.payload)
    fields = envelope.payload if envelope.kind == "slash_commands" else {"payload": compact(envelope.payload)}
    return "application/x-www-form-urlencoded", urlencode(fields)


def _retry_headers(envelope: Envelope) -> Mapping[str, str]:
    if not envelope.attempt:
        return {}
    return {"X-Slack-Retry-Num": str(envelope.attempt), "X-Slack-Retry-Reason": envelope.retry_reason}


def _ack_body(text: str, content_type: str) -> Json | None:
    if not text.strip():
        return None
    if content_type == "application/json":
        body = json.loads(text)
        return body if isinstance(body, dict) else None
    return {"text": text}
