"""The Web API client, with retries that cannot double a message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from slack_sdk.http_retry.request import HttpRequest
    from slack_sdk.http_retry.response import HttpResponse
    from slack_sdk.http_retry.state import RetryState

TIMEOUT_S = 10
ONCE = ("chat.postMessage", "chat.postEphemeral")


class UnlessPosting(AsyncRetryHandler):
    """A retry handler that leaves posts alone: Slack may have taken one whose answer was lost (see `posting`)."""

    def __init__(self, inner: AsyncRetryHandler) -> None:
        super().__init__()
        self._inner = inner

    async def can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.endswith(ONCE):
            return False
        return await self._inner.can_retry_async(state=state, request=request, response=response, error=error)

    async def prepare_for_next_attempt_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> None:
        await self._inner.prepare_for_next_attempt_async(state=state, request=request, response=response, error=error)


def http_session() -> aiohttp.ClientSession:
    """The one HTTP session of a process, for Slack's Web API and for `response_url`s."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT_S))


def web_client(token: str, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client for `base_url` that retries rate limits, server errors and lost connections, except for posts."""
    inner: tuple[AsyncRetryHandler, ...] = (
        AsyncRateLimitErrorRetryHandler(max_retry_count=3),
        AsyncServerErrorRetryHandler(max_retry_count=2),
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
    )
    return AsyncWebClient(
        token=token,
        base_url=base_url,
        session=session,
        timeout=TIMEOUT_S,
        retry_handlers=[UnlessPosting(handler) for handler in inner],
    )
