"""What happened, in order: calls, payloads sent by the app, deliveries to it, and what people could see."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from workspace.model import Post, StoredView
    from workspace.wire import Json

T = TypeVar("T")

HappeningKind = Literal[
    "posted", "updated", "deleted", "ephemeral", "view_opened", "view_updated", "view_closed", "home", "error"
]


@dataclass(frozen=True)
class ApiCall:
    """One call of a Web API method, and how it was answered. `status` 0: it was never answered."""

    at: datetime
    method: str
    arguments: Json = field(repr=False)
    status: int = 200
    answer: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Tell whether Slack did as asked."""
        return self.status == 200 and bool(self.answer.get("ok"))


@dataclass(frozen=True)
class SentPayload:
    """One payload that left the app for people to see: through a method, a response_url or an ack."""

    via: str
    payload: Json


@dataclass(frozen=True)
class DeliveryRecord:
    """One attempt to hand a payload to the app, and what came of it: `acked` or why not."""

    at: datetime
    kind: str
    payload: Json = field(repr=False)
    outcome: str
    attempt: int = 0


@dataclass(frozen=True)
class Happening:
    """Something a person can see.

    `user_id` is set when only that person can see it; `cause` names the interaction it answers.
    """

    position: int
    kind: HappeningKind
    post: Post | None = None
    view: StoredView | None = None
    user_id: str | None = None
    error: str | None = None
    cause: str | None = None


class NotSeenError(AssertionError):
    """What was waited for did not happen in time; says what happened instead."""


class Journal:
    """Keeps the record and wakes those who wait for it to grow."""

    def __init__(self) -> None:
        """Start empty."""
        self.calls: list[ApiCall] = []
        self.sent: list[SentPayload] = []
        self.deliveries: list[DeliveryRecord] = []
        self.happenings: list[Happening] = []
        self.problems: list[str] = []
        """What real Slack would swallow or show as a failure: late acks, wrong answers, missing fallbacks."""
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def position(self) -> int:
        """Return where the next happening will stand."""
        return len(self.happenings)

    def happened(
        self,
        kind: HappeningKind,
        *,
        post: Post | None = None,
        view: StoredView | None = None,
        user_id: str | None = None,
        error: str | None = None,
        cause: str | None = None,
    ) -> None:
        """Record something visible and wake those who wait."""
        self.happenings.append(Happening(self.position, kind, post, view, user_id, error, cause))
        self.stir()

    def record_sent(self, via: str, payload: Json) -> None:
        """Record a payload that left the app for people to see."""
        self.sent.append(SentPayload(via, payload))

    def complain(self, problem: str) -> None:
        """Record something that the app did wrong and Slack would not tell it."""
        self.problems.append(problem)
        self.stir()

    def stir(self) -> None:
        """Let everyone who waits look again."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(self, look: Callable[[], T | None], *, within: float, awaited: str) -> T:
        """Return what `look` returns once it is not None.

        Raises `NotSeenError` after `within` seconds of the real clock.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        since = len(self.calls)
        while (found := look()) is None:
            waiting: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiting)
            try:
                await asyncio.wait_for(waiting, deadline - loop.time())
            except TimeoutError:
                raise NotSeenError(self._instead(awaited, within, since)) from None
            finally:
                self._waiting.discard(waiting)
        return found

    def _instead(self, awaited: str, within: float, since: int) -> str:
        """Say what was awaited and what came instead, for the person who reads a failed test."""
        calls = [f"{call.method} → {call.answer.get('error') or call.status}" for call in self.calls[since:]]
        told = [f"{record.kind} {record.outcome}" for record in self.deliveries[-5:]]
        seen = [happening.kind for happening in self.happenings[-5:]]
        return (
            f"waited {within} s for {awaited}; calls since: {', '.join(calls) or 'none'}; "
            f"last deliveries: {', '.join(told) or 'none'}; last seen: {', '.join(seen) or 'nothing'}; "
            f"problems: {'; '.join(self.problems[-5:]) or 'none'}"
        )
