"""Scripted faults over the wire, response addresses, rate limits."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from workspace import Delayed, Dropped, Refused, Silent, Status
from workspace.tickets import ResponseTicket

if TYPE_CHECKING:
    from workspace import ManualClock, Message, Person, Workspace


class TestFaults:
    async def test_too_many_requests_says_when_to_come_back(self, ws: Workspace, client: AsyncWebClient) -> None:
        ws.faults.add("chat.postMessage", Status(429, retry_after=7))
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel="general", text="x")
        assert refused.value.response.status_code == 429
        assert refused.value.response.headers["Retry-After"] == "7"
        assert refused.value.response["error"] == "ratelimited"
        assert ws.messages() == []
        await client.chat_postMessage(channel="general", text="x")

    async def test_a_server_error_has_no_effect(self, ws: Workspace, client: AsyncWebClient) -> None:
        ws.faults.add("chat.postMessage", Status(500))
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="general", text="x")
        assert ws.messages() == []
        assert [call.status for call in ws.calls] == [500]

    async def test_a_scripted_error_is_answered(self, ws: Workspace, client: AsyncWebClient) -> None:
        ws.faults.add("*", Refused("fatal_error"))
        with pytest.raises(SlackApiError, match="fatal_error"):
            await client.chat_postMessage(channel="general", text="x")
        assert not ws.calls[0].ok

    @pytest.mark.parametrize(("processed", "posted"), [(False, []), (True, ["x"])])
    async def test_a_connection_can_be_cut_before_and_after_the_message_is_taken(
        self, ws: Workspace, client: AsyncWebClient, processed: bool, posted: list[str]
    ) -> None:
        ws.faults.add("chat.postMessage", Dropped(processed=processed))
        with pytest.raises(aiohttp.ClientConnectionError):
            await client.chat_postMessage(channel="general", text="x")
        assert [message.text for message in ws.messages()] == posted

    async def test_an_answer_can_be_held_back_by_the_clock(
        self, ws: Workspace, clock: ManualClock, client: AsyncWebClient
    ) -> None:
        ws.faults.add("chat.postMessage", Delayed(5))
        posting = asyncio.ensure_future(client.chat_postMessage(channel="general", text="x"))
        while ws.faults.next_for("chat.postMessage") is None and ws._server.is_idle:
            await asyncio.sleep(0)
        assert not posting.done()
        clock.advance(5)
        assert (await posting)["ok"]

    async def test_an_answer_can_never_come(self, ws: Workspace) -> None:
        client = AsyncWebClient(token=ws.installation().token, base_url=ws.api_url, timeout=1)
        client.timeout = 0.05  # type: ignore[assignment]
        ws.faults.add("chat.postMessage", Silent())
        with pytest.raises(TimeoutError):
            await client.chat_postMessage(channel="general", text="x")
        assert ws.messages() == []

    async def test_rate_limits_hold_once_switched_on(
        self, ws: Workspace, clock: ManualClock, client: AsyncWebClient
    ) -> None:
        ws.rates.enabled = True
        await client.chat_postMessage(channel="general", text="one")
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel="general", text="two")
        assert refused.value.response.headers["Retry-After"] == "1"
        clock.advance(1)
        await client.chat_postMessage(channel="general", text="three")
        assert [message.text for message in ws.messages()] == ["one", "three"]


def response_to(ws: Workspace, ana: Person, original: Message | None = None) -> AsyncWebhookClient:
    """Return a client for a fresh response address of something Ana did."""
    general = ws.world.directory.find_channel("general").id
    ticket = ResponseTicket(
        id=ws.world.tickets.new_key(),
        kind="actions" if original else "commands",
        team_id=ws.team.id,
        channel_id=general,
        user_id=ana.id,
        issued=ws.clock(),
        cause="test",
        original=original.post if original else None,
    )
    ws.world.tickets.response(ticket)
    return AsyncWebhookClient(f"{ws.world.base_url}/{ticket.kind}/{ticket.team_id}/{ticket.id}", retry_handlers=[])


class TestResponseAddresses:
    async def test_a_response_is_for_the_one_who_asked_unless_it_says_otherwise(
        self, ws: Workspace, ana: Person
    ) -> None:
        respond = response_to(ws, ana)
        answer = await respond.send(text="Psst")
        await respond.send(text="All", response_type="in_channel")
        assert (answer.status_code, answer.body) == (200, "ok")
        assert [message.text for message in ana.ephemerals()] == ["Psst"]
        assert [message.text for message in ws.messages()] == ["All"]

    async def test_a_command_has_no_original_to_replace(self, ws: Workspace, ana: Person) -> None:
        respond = response_to(ws, ana)
        await respond.send(text="one")
        await respond.send(text="two", replace_original=True)
        assert [message.text for message in ana.ephemerals()] == ["one", "two"]

    async def test_a_button_can_replace_and_delete_its_message(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        await client.chat_postMessage(channel="general", text="one", blocks=[{"type": "divider"}])
        [message] = ws.messages()
        respond = response_to(ws, ana, message)
        await respond.send(text="two", replace_original=True)
        assert message.rendered == "two"
        await respond.send(delete_original=True)
        assert message.is_deleted
        await respond.send(text="three", replace_original=True)
        await respond.send(delete_original=True)
        assert ws.messages() == []

    async def test_five_uses_and_no_more(self, ws: Workspace, ana: Person) -> None:
        respond = response_to(ws, ana)
        answers = [await respond.send(text=str(number)) for number in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [404]
        assert answers[5].body == "used_url"
        assert ws.problems == ["used a response_url that was used up or too old"]

    async def test_half_an_hour_and_no_longer(self, ws: Workspace, clock: ManualClock, ana: Person) -> None:
        respond = response_to(ws, ana)
        clock.advance(30 * 60 + 1)
        assert (await respond.send(text="late")).status_code == 404

    @pytest.mark.parametrize(
        ("payload", "error"),
        [
            ({"text": " "}, "no_text"),
            ({"text": "x", "blocks": [{"type": "unheard_of"}]}, "invalid_blocks"),
            ({"text": "x", "response_type": "everywhere"}, "invalid_arguments"),
        ],
    )
    async def test_a_bad_response_is_refused(
        self, ws: Workspace, ana: Person, payload: dict[str, Any], error: str
    ) -> None:
        answer = await response_to(ws, ana).send_dict(payload)
        assert answer.status_code == 400
        assert error in answer.body
        assert ana.ephemerals() == []
        assert ws.problems

    async def test_what_is_no_json_is_refused(self, ws: Workspace, ana: Person) -> None:
        url = response_to(ws, ana).url
        async with aiohttp.ClientSession() as session, session.post(url, data="words") as answer:
            assert (answer.status, await answer.text()) == (400, "invalid_payload")

    async def test_faults_can_be_scripted(self, ws: Workspace, ana: Person) -> None:
        respond = response_to(ws, ana)
        ws.faults.add("response_url", Status(500))
        assert (await respond.send(text="x")).status_code == 500
        for processed in (False, True):
            ws.faults.add("response_url", Dropped(processed=processed))
            with pytest.raises(aiohttp.ClientConnectionError):
                await respond.send(text=f"processed {processed}")
        assert [message.text for message in ana.ephemerals()] == ["processed True"]
