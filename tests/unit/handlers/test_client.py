"""What the Web API client makes of Slack's refusals, and when it asks again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from handlers.client import Refusal, refusal, web_client
from tests.unit.handlers.network import API_URL, Answer, Network, busy, refused

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def client(network: Network) -> AsyncWebClient:
    return web_client("xoxb-1", API_URL, network.session)


async def _refusal(client: AsyncWebClient) -> Refusal:
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel="C1", text="hello")
    return refusal(raised.value)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (refused("channel_not_found"), Refusal("channel_not_found")),
        (busy(7), Refusal("ratelimited", busy=True, wait_s=7.0)),
        (Answer({"ok": False}, 429), Refusal("ratelimited", busy=True, wait_s=1.0)),
        (refused("internal_error"), Refusal("internal_error", doubtful=True)),
        (Answer({"ok": False, "error": "x"}, 502), Refusal("x", doubtful=True)),
        (Answer(status=503, text="upstream is down"), Refusal("http 503", doubtful=True)),
        (Answer(status=500), Refusal("http 500", doubtful=True)),
        (Answer(status=403, text="a proxy's no"), Refusal("http 403", doubtful=True)),
    ],
)
async def test_a_refusal_is_read_whoever_answers(
    client: AsyncWebClient, network: Network, answer: Answer, told: Refusal
) -> None:
    network.script["chat.postMessage"] = [answer]
    assert await _refusal(client) == told


@pytest.mark.parametrize("error", [TimeoutError(), aiohttp.ServerDisconnectedError()])
def test_a_lost_connection_leaves_the_outcome_open(error: Exception) -> None:
    assert refusal(error) == Refusal("unreachable", doubtful=True)


async def test_a_page_that_only_says_to_be_json_is_a_refusal_too(client: AsyncWebClient, network: Network) -> None:
    network.script["chat.postMessage"] = [Answer(status=502, broken=True)]
    assert await _refusal(client) == Refusal("http 502", doubtful=True)


async def test_a_form_is_never_opened_with_a_trigger_that_may_be_used(client: AsyncWebClient, network: Network) -> None:
    network.script["views.open"] = [busy(1)]
    with pytest.raises(SlackApiError):
        await client.views_open(trigger_id="1", view={"type": "modal"})
    network.script["views.open"] = [Answer(lost=aiohttp.ServerDisconnectedError())]
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client.views_open(trigger_id="2", view={"type": "modal"})
    assert len(network.sent("views.open")) == 2


async def test_nobody_is_kept_waiting_longer_than_a_few_seconds(client: AsyncWebClient, network: Network) -> None:
    network.script["views.update"] = [busy(30)]
    with pytest.raises(SlackApiError):
        await client.views_update(view_id="V1", view={"type": "modal"})
    assert len(network.sent("views.update")) == 1


async def test_a_short_wait_is_waited(
    client: AsyncWebClient, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("slack_sdk.http_retry.builtin_async_handlers.asyncio.sleep", wait)
    network.script["views.update"] = [busy(2)]
    await client.views_update(view_id="V1", view={"type": "modal"})
    assert [int(seconds) for seconds in waited] == [2]
