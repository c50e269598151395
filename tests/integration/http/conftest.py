"""The program behind its HTTP door, and somebody who knocks."""

from __future__ import annotations

import hashlib
import hmac
import time
from io import BytesIO
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.acceptance.house import House, open_house

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.databases import Databases

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Caller:
    """Sends requests as Slack does, or nearly."""

    def __init__(self, house: House, session: aiohttp.ClientSession) -> None:
        self.house = house
        self._session = session
        self._secret = house.slack.environment()["SLACK_SIGNING_SECRET"]
        self._base = f"http://127.0.0.1:{house.process._settings.port}"

    def signed(self, body: bytes, *, at: str = "", secret: str = "") -> dict[str, str]:
        """The headers with which Slack signs `body`, now or `at` another moment."""
        at = at or str(int(time.time()))
        digest = hmac.new((secret or self._secret).encode(), b"v0:" + at.encode() + b":" + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest.hexdigest()}"}

    async def post(
        self, body: bytes, headers: Mapping[str, str] | None = None, *, kind: str = JSON, path: str = "/slack/events"
    ) -> tuple[int, str]:
        """Status and text of the answer; signed unless there are other `headers`."""
        sent = {"Content-Type": kind, **(self.signed(body) if headers is None else headers)}
        async with self._session.post(self._base + path, data=BytesIO(body), headers=sent) as answer:
            return answer.status, await answer.text()

    async def ask(self, method: str, path: str) -> tuple[int, str]:
        """Status and text of the answer to a request without a body."""
        async with self._session.request(method, self._base + path) as answer:
            return answer.status, (await answer.text()).strip()

    async def metrics(self) -> dict[str, int]:
        """What /metrics counts."""
        _, text = await self.ask("GET", "/metrics")
        return {name: int(count) for name, count in (line.split() for line in text.splitlines())}


@pytest.fixture
async def caller(sqlite_databases: Databases) -> AsyncIterator[Caller]:
    """Somebody at the door of a house without a dossier."""
    url = sqlite_databases.migrated()
    async with open_house(url, mode="http") as house, aiohttp.ClientSession() as session:
        yield Caller(house, session)
    sqlite_databases.remove(url)
