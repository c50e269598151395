"""A workspace with a person in it, and Slack's own client for its Web API."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from workspace import ManualClock, Person, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 1, 5, 12, tzinfo=UTC))


@pytest.fixture
async def ws(clock: ManualClock) -> AsyncIterator[Workspace]:
    async with Workspace(clock=clock) as workspace:
        yield workspace


@pytest.fixture
def ana(ws: Workspace) -> Person:
    return ws.add_user("ana")


@pytest.fixture
def client(ws: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=ws.installation().token, base_url=ws.api_url, retry_handlers=[])
