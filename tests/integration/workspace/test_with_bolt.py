"""The stand-in against slack_bolt itself: what works here works with Slack's own library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.workspace.demo_app import running
from workspace import Person, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.app.async_app import AsyncApp


@pytest.fixture
async def ws() -> AsyncIterator[Workspace]:
    async with Workspace() as workspace:
        yield workspace


@pytest.fixture
def ana(ws: Workspace) -> Person:
    return ws.add_user("ana")


@pytest.fixture(params=["socket", "http"])
async def app(request: pytest.FixtureRequest, ws: Workspace, ana: Person) -> AsyncIterator[AsyncApp]:
    del ana
    async with running(ws, request.param) as app:
        yield app


@pytest.mark.usefixtures("app")
class TestCommands:
    async def test_a_command_is_answered_through_its_response_url(self, ana: Person) -> None:
        reply = await ana.command("/records", "clearview")
        assert reply.message.is_ephemeral
        assert reply.text_lines() == [
            "R-1 Memo on Clearview (https://example.org) & more",
            "[Share] [Edit] [Break] [⋯ History | Delete]",
        ]

    async def test_a_command_is_answered_by_its_acknowledgement(self, ana: Person) -> None:
        reply = await ana.command("/records", "at once")
        assert reply.text == "Here at once"
        assert reply.message.is_ephemeral

    async def test_an_answer_in_channel_is_seen_by_everyone(self, ws: Workspace, ana: Person) -> None:
        await ana.command("/records", "public")
        assert [message.text for message in ws.messages("general")] == ["For all"]

    async def test_a_command_nobody_listens_to_shows_an_error(self, ws: Workspace, ana: Person) -> None:
        ws.courier.ack_limit = 0.3
        reply = await ana.command("/nothing")
        assert reply.error in {"operation_timeout", "dispatch_failed"}
