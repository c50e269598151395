"""Saying something in Slack so that it is said once.

Three ways lead out: the `response_url` of a command or a button, a message in a channel, and a message for one person.
Only a message in a channel can be doubled by a retry, so it carries a key in its metadata: when the outcome of a post
is unknown, the channel's recent history is searched for that key before it is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from handlers.gate import outgoing_message

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

METADATA_TYPE = "paper_trail_post"
TRIES = 4
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0

Message = dict[str, Any]
Sleep = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)


class NotSaid(Exception):
    """Slack did not take a message. `reason` is Slack's word for it, or "unreachable"."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Posting:
    """The ways out. `strict` makes the gate fail instead of mending; `sleep` waits between tries."""

    def __init__(self, session: aiohttp.ClientSession, *, strict: bool = False, sleep: Sleep = asyncio.sleep) -> None:
        self._session = session
        self._strict = strict
        self._sleep = sleep

    async def respond(self, response_url: str, message: Message, **options: Any) -> None:
        """Answer through a `response_url`: to one person unless `response_type` says otherwise."""
        payload = {"response_type": "ephemeral", **outgoing_message(message, strict=self._strict), **options}
        await self._until_taken(lambda: self._send(response_url, payload))

    async def _send(self, response_url: str, payload: Message) -> None:
        async with self._session.post(response_url, json=payload) as response:
            if response.status == 200:
                return
            if response.status == 429:
                raise _Later(_seconds(response.headers.get("Retry-After")))
            if response.status >= 500:
                raise _Unknown
            raise NotSaid(f"http {response.status}")

    async def post(self, client: AsyncWebClient, *, channel: str, thread: str, message: Message) -> str:
        """Post to a channel or a direct message, in `thread` unless that is empty; returns the message's `ts`."""
        key = uuid.uuid4().hex
        payload = {
            **outgoing_message(message, strict=self._strict),
            "channel": channel,
            "metadata": {"event_type": METADATA_TYPE, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread:
            payload["thread_ts"] = thread
        doubtful = False

        async def attempt() -> str:
            nonlocal doubtful
            if doubtful and (ts := await self._look_for(client, channel, thread, key)):
                return ts
            try:
                return str((await _call(client.chat_postMessage(**payload)))["ts"])
            except _Unknown:
                doubtful = True
                raise

        return await self._until_taken(attempt)

    async def whisper(self, client: AsyncWebClient, *, channel: str, user: str, thread: str, message: Message) -> None:
        """Show something to one person in a channel."""
        payload = {**outgoing_message(message, strict=self._strict), "channel": channel, "user": user}
        if thread:
            payload["thread_ts"] = thread
        await self._until_taken(lambda: _call(client.chat_postEphemeral(**payload)))

    async def _look_for(self, client: AsyncWebClient, channel: str, thread: str, key: str) -> str | None:
        """The `ts` of the message with that key, if Slack took it after all."""
        if thread:
            call = client.conversations_replies(channel=channel, ts=thread, limit=50, include_all_metadata=True)
        else:
            call = client.conversations_history(channel=channel, limit=50, include_all_metadata=True)
        for message in (await _call(call)).get("messages", []):
            if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                return str(message["ts"])
        return None

    async def _until_taken(self, attempt: Callable[[], Awaitable[Any]]) -> Any:
        pause = FIRST_PAUSE_S
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                return await attempt()
            except (_Later, _Unknown, aiohttp.ClientError, TimeoutError) as error:
                if not tries_left:
                    raise NotSaid("unreachable") from error
                wait = error.seconds if isinstance(error, _Later) else pause
                log.warning("slack_retry", extra={"reason": type(error).__name__.strip("_"), "wait_s": wait})
                await self._sleep(min(wait, LONGEST_PAUSE_S))
                pause *= 2
        raise AssertionError("unreachable")


class _Later(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    """Slack asks to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()


class _Unknown(Exception):  # noqa: N818 - a signal inside this module, never seen outside
    """The outcome is unknown: Slack failed, or the connection was lost after sending."""


async def _call(call: Awaitable[Any]) -> Any:
    """A call of Slack's Web API, with its failures sorted into wait, unknown and refused."""
    try:
        return await call
    except SlackApiError as error:
        response = error.response
        if response.status_code == 429:
            raise _Later(_seconds(response.headers.get("Retry-After"))) from error
        if response.status_code >= 500:
            raise _Unknown from error
        raise NotSaid(str(response.get("error", "unknown"))) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _Unknown from error


def _seconds(value: str | None) -> float:
    return float(value) if value and value.isdigit() else 1.0
