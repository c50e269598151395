"""Saying something in Slack so that it is said once.

Three ways lead out: the `response_url` of a command or a button, a message in a channel, and a message for one person.
When the outcome of a try is unknown, it depends on who would see it twice. A message in a channel carries a key in its
metadata: the recent history is searched for that key before it is sent again. What everybody sees through a
`response_url` cannot be looked for, so it is not tried again. What one person alone sees is tried again: twice is
better than never.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp

from bot.domain.press.posted import Posted
from handlers.client import SLACK_FAILURES, refusal, seconds
from handlers.gate import outgoing_message

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

METADATA_TYPE = "paper_trail_post"
TRIES = 4
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
PAGE = 200
PAGES_SEARCHED = 5

Message = dict[str, Any]
Sleep = Callable[[float], Awaitable[None]]
T = TypeVar("T")

UNREACHABLE = "unreachable"
IN_DOUBT = "in doubt"

log = logging.getLogger(__name__)


class NotSaid(Exception):
    """Slack did not take a message. `reason` is Slack's word for it, `UNREACHABLE`, or `IN_DOUBT` if it may have."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Posting:
    """The ways out. `strict` makes the gate fail instead of mending; `sleep` waits between tries."""

    def __init__(self, session: aiohttp.ClientSession, *, strict: bool = False, sleep: Sleep = asyncio.sleep) -> None:
        self._session = session
        self._strict = strict
        self._sleep = sleep

    async def respond(self, response_url: str, message: Message, *, thread: str = "", public: bool = False) -> None:
        """Answer through a `response_url`: to the one person, or to everybody in the channel."""
        payload = {
            **outgoing_message(message, strict=self._strict),
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": False,
        }
        if thread:
            payload["thread_ts"] = thread
        await self._until_taken(lambda: self._send(response_url, payload), again=not public)

    async def replace(self, response_url: str, message: Message) -> None:
        """Put a message in place of the one whose button was pressed."""
        payload = {**outgoing_message(message, strict=self._strict), "replace_original": True}
        await self._until_taken(lambda: self._send(response_url, payload))

    async def _send(self, response_url: str, payload: Message) -> None:
        if not response_url:
            raise NotSaid("no response_url")
        try:
            async with self._session.post(response_url, json=payload) as response:
                status, headers = response.status, response.headers
        except aiohttp.ClientConnectorError as error:
            raise _Later(FIRST_PAUSE_S) from error  # there was no connection, so nothing was sent
        except (aiohttp.ClientError, TimeoutError) as error:
            raise _Unknown from error
        if status == 429:
            raise _Later(seconds(headers))
        if status >= 500:
            raise _Unknown
        if status != 200:
            raise NotSaid(f"http {status}")

    async def post(self, client: AsyncWebClient, *, channel: str, thread: str, message: Message) -> str:
        """Post to a channel, or to a person directly, in `thread` unless that is empty; returns the message's `ts`."""
        return (await self.post_once(client, uuid.uuid4().hex, channel=channel, thread=thread, message=message)).ts

    async def post_once(
        self,
        client: AsyncWebClient,
        key: str,
        *,
        channel: str,
        thread: str = "",
        message: Message,
        look_first: bool = False,
        longest_pause_s: float = LONGEST_PAUSE_S,
    ) -> Posted:
        """Post what `key` names, and tell where it is by Slack's own ids.

        `look_first`: it may have been posted before, by a process that did not live to hear of it. Where Slack asks to
        wait for longer than `longest_pause_s`, it is not said now.
        """
        payload = {
            **outgoing_message(message, strict=self._strict),
            "channel": channel,
            "metadata": {"event_type": METADATA_TYPE, "event_payload": {"key": key}},
            "unfurl_links": False,
            "unfurl_media": False,
        }
        if thread:
            payload["thread_ts"] = thread
        doubtful = look_first

        async def attempt() -> Posted:
            nonlocal doubtful
            if doubtful and (found := await self._look_for(client, channel, thread, key)):
                return found
            try:
                told = await _call(client.chat_postMessage(**payload))
                return Posted(str(told["channel"]), str(told["ts"]))
            except _Unknown:
                doubtful = True
                raise

        return await self._until_taken(attempt, longest_pause_s=longest_pause_s)

    async def whisper(self, client: AsyncWebClient, *, channel: str, user: str, thread: str, message: Message) -> None:
        """Show something to one person in a channel."""
        payload = {**outgoing_message(message, strict=self._strict), "channel": channel, "user": user}
        if thread:
            payload["thread_ts"] = thread
        await self._until_taken(lambda: _call(client.chat_postEphemeral(**payload)))

    async def update(self, client: AsyncWebClient, posted: Posted, message: Message) -> None:
        """Put `message` in place of one that was posted. Doing it twice does no harm, so it is tried again."""
        payload = {**outgoing_message(message, strict=self._strict), "channel": posted.channel, "ts": posted.ts}
        await self._until_taken(lambda: _call(client.chat_update(**payload)))

    async def _look_for(self, client: AsyncWebClient, channel: str, thread: str, key: str) -> Posted | None:
        """Where the message with that key is, if Slack took it after all."""
        if channel.startswith(("U", "W")):
            channel = (await _call(client.conversations_open(users=channel)))["channel"]["id"]
        async for message in _recent(client, channel, thread):
            if ((message.get("metadata") or {}).get("event_payload") or {}).get("key") == key:
                return Posted(channel, str(message["ts"]))
        return None

    async def _until_taken(
        self, attempt: Callable[[], Awaitable[T]], *, again: bool = True, longest_pause_s: float = LONGEST_PAUSE_S
    ) -> T:
        """Try until Slack has taken it; `again` says whether to do so when it may have taken it already."""
        pause = FIRST_PAUSE_S
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                return await attempt()
            except (_Later, _Unknown) as error:
                if isinstance(error, _Unknown) and not again:
                    raise NotSaid(IN_DOUBT) from error
                wait = error.seconds if isinstance(error, _Later) else pause
                if not tries_left or wait > longest_pause_s:
                    raise NotSaid(UNREACHABLE) from error
                log.warning("slack_retry", extra={"reason": type(error).__name__.strip("_"), "wait_s": wait})
                await self._sleep(wait)
                pause *= 2
        raise AssertionError("the last try either returns or raises")


class _Later(Exception):
    """Slack asks to wait."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__()


class _Unknown(Exception):
    """The outcome is unknown: Slack failed, or the connection was lost after sending."""


async def _call(call: Awaitable[Any]) -> Any:
    """A call of Slack's Web API, with its failures sorted into wait, unknown and refused."""
    try:
        return await call
    except SLACK_FAILURES as error:
        refused = refusal(error)
        if refused.busy:
            raise _Later(refused.wait_s) from error
        if refused.doubtful:
            raise _Unknown from error
        raise NotSaid(refused.reason) from error


async def _recent(client: AsyncWebClient, channel: str, thread: str) -> AsyncIterator[Message]:
    """The latest messages of a channel, or those of a thread, which Slack tells from the oldest on."""
    cursor = ""
    for _ in range(PAGES_SEARCHED if thread else 1):
        options: dict[str, Any] = {"channel": channel, "limit": PAGE, "include_all_metadata": True} | (
            {"cursor": cursor} if cursor else {}
        )
        found = await _call(
            client.conversations_replies(ts=thread, **options) if thread else client.conversations_history(**options)
        )
        for message in found.get("messages", []):
            yield message
        cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
