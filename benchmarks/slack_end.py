"""The other end of the line: sends signed slash commands like Slack, and takes what the app answers.

Deliberately simple, and unlike the stand-in workspace not strict, so that the app is what the benchmark measures.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Sequence

SECRET = "benchmark-signing-secret"
TOKEN = "xoxb-benchmark"
TEAM, USER, CHANNEL = "T0BENCH", "U0BENCH", "C0BENCH"
ANSWER_WITHIN_S = 30
EXPECTED = re.compile(
    "^[*]|on file$|words begin with|^R-[0-9]+ "
)  # results, however many; an error is not what is measured


@dataclass
class SlackEnd:
    """Slack's Web API in miniature, and the commands under way: each waits for its answer at a `response_url`."""

    port: int = 0
    answers: dict[str, asyncio.Future[str]] = field(default_factory=dict)
    run: str = field(default_factory=lambda: secrets.token_hex(4))  # what was handled once is never handled again
    _runner: web.AppRunner | None = None
    _sent: int = 0

    async def __aenter__(self) -> SlackEnd:
        app = web.Application()
        app.add_routes([web.route("*", "/api/{method}", self._api), web.post("/respond/{key}", self._respond)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def environment(self, port: int) -> dict[str, str]:
        """What an app needs to reach this end."""
        return {
            "SLACK_BOT_TOKEN": TOKEN,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{self.port}/api/",
            "PORT": str(port),
        }

    async def _api(self, request: web.Request) -> web.Response:
        me = {"ok": True, "team_id": TEAM, "team": "Bench", "user_id": "U0BOT", "bot_id": "B0BOT", "user": "papertrail"}
        user = {"id": USER, "team_id": TEAM, "name": "mia", "profile": {"display_name": "Mia"}, "tz": "UTC"}
        answers = {"auth.test": me, "users.info": {"ok": True, "user": user}}
        return web.json_response(answers.get(request.match_info["method"], {"ok": True}))

    async def _respond(self, request: web.Request) -> web.Response:
        text = str((await request.json()).get("text"))
        waiting = self.answers.pop(request.match_info["key"], None)
        if waiting is not None and not waiting.done():
            waiting.set_result(text)
        return web.Response(text="ok")

    async def command(
        self, session: aiohttp.ClientSession, app_port: int, text: str, *, answered_in_ack: bool
    ) -> float:
        """Type `/records TEXT` and wait for the whole answer; returns the seconds until it was acknowledged."""
        self._sent += 1
        key = f"{self.run}-{self._sent}"
        answered = self.answers[key] = asyncio.get_running_loop().create_future()
        place = {"team_id": TEAM, "user_id": USER, "channel_id": CHANNEL, "trigger_id": f"1.{key}"}
        answer_at = f"http://127.0.0.1:{self.port}/respond/{key}"
        body = urlencode({"command": "/records", "text": text, "response_url": answer_at, **place}).encode()
        start = time.perf_counter()
        url = f"http://127.0.0.1:{app_port}/slack/events"
        async with session.post(url, data=body, headers=_signed(body)) as response:
            await response.read()
            acknowledged = time.perf_counter() - start
            if response.status != 200:
                raise RuntimeError(f"the app answered with status {response.status}")
        if answered_in_ack:
            del self.answers[key]
        else:
            answer = await asyncio.wait_for(answered, ANSWER_WITHIN_S)
            if not EXPECTED.search(answer):
                raise RuntimeError(f"the app answered something else: {answer[:200]}")
        return acknowledged


def _signed(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a number of commands: seconds until each was acknowledged, and answered commands a second."""

    acks: tuple[float, ...]
    a_second: float


async def press(end: SlackEnd, app_port: int, texts: Sequence[str], at_once: int, *, answered_in_ack: bool) -> Load:
    """Send every command, so many at once, each waiting for its answer before the next."""
    waiting = iter(texts)
    acks: list[float] = []

    async def one_person(session: aiohttp.ClientSession) -> None:
        for text in waiting:
            acks.append(await end.command(session, app_port, text, answered_in_ack=answered_in_ack))

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=at_once)) as session:
        start = time.perf_counter()
        await asyncio.gather(*(one_person(session) for _ in range(at_once)))
        return Load(tuple(acks), len(acks) / (time.perf_counter() - start))
