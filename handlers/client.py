"""The Web API client, with retries that cannot double a message, and what it says when Slack refuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import Mapping

    from slack_sdk.http_retry.request import HttpRequest
    from slack_sdk.http_retry.response import HttpResponse
    from slack_sdk.http_retry.state import RetryState

TIMEOUT_S = 10
LONGEST_WAIT_S = 5  # a person is waiting behind every call; what takes longer is told them instead
ONCE = ("chat.postMessage", "chat.postEphemeral", "files.completeUploadExternal", "views.open")

SLACK_FAILURES: Final = (SlackApiError, aiohttp.ClientError, TimeoutError)
"""Everything that a call of the Web API raises when Slack refuses it or does not answer."""

_TROUBLE: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "unreachable"})
_BUSY: Final = frozenset({"ratelimited", "rate_limited"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why Slack did not do something: `reason` is its own word for it, or "unreachable" where it said none.

    `busy` says that it was not done and may be asked again after `wait_s`; `doubtful` that it may have been done.
    """

    reason: str
    busy: bool = False
    doubtful: bool = False
    wait_s: float = 1.0

    @property
    def passing(self) -> bool:
        """Whether the same can work a little later."""
        return self.busy or self.doubtful


def refusal(error: Exception) -> Refusal:
    """Read one of `SLACK_FAILURES`. Proxies answer in Slack's place as well, with pages that are not JSON."""
    answer: Any = getattr(error, "response", None)
    if answer is None:
        return Refusal("unreachable", doubtful=True)
    status: int = answer.status_code if hasattr(answer, "status_code") else answer.status
    data = getattr(answer, "data", None)
    said = data.get("error") if isinstance(data, dict) else None
    reason = str(said or f"http {status}")
    if status == 429 or reason in _BUSY:
        return Refusal("ratelimited", busy=True, wait_s=seconds(answer.headers))
    return Refusal(reason, doubtful=status >= 500 or reason in _TROUBLE or said is None)


def seconds(headers: Mapping[str, Any]) -> float:
    """How long `Retry-After` asks to wait; a second where it does not say."""
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    first = given[0] if isinstance(given, list) else given
    return float(first) if str(first).isdecimal() else 1.0


class UnlessOnce(AsyncRetryHandler):
    """A retry handler that leaves alone what must not be asked twice, and does not wait for long.

    Slack may have taken a post or a file whose answer was lost (see `posting` and `files`), and a trigger serves once
    and for three seconds.
    """

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
        if response is not None and response.status_code == 429 and seconds(response.headers) > LONGEST_WAIT_S:
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


def web_client(token: str | None, base_url: str, session: aiohttp.ClientSession) -> AsyncWebClient:
    """A client for `base_url` that retries rate limits, server errors and lost connections where that is harmless.

    Without a token where each call brings its own.
    """
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
        retry_handlers=[UnlessOnce(handler) for handler in inner],
    )
