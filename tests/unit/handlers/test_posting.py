"""What is said is said once, or where that cannot be known, where nobody is disturbed by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey

from handlers.client import web_client
from handlers.posting import IN_DOUBT, UNREACHABLE, NotSaid, Posting
from tests.unit.handlers.network import API_URL, RESPONSE_URL, Answer, Json, Network, busy, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

MESSAGE = {"text": "hello"}
LOST = Answer(lost=aiohttp.ServerDisconnectedError())
UNCONNECTED = Answer(
    lost=aiohttp.ClientConnectorError(
        ConnectionKey("hooks.slack.test", 443, True, True, None, None, None), OSError("refused")
    )
)


class Desk:
    """A way out onto the fake network, that notes its pauses instead of keeping them."""

    def __init__(self) -> None:
        self.network = Network()
        self.client: AsyncWebClient = web_client("xoxb-1", API_URL, self.network.session)
        self.paused: list[float] = []
        self.posting = Posting(self.network.session, strict=True, sleep=self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.paused.append(seconds)

    async def post(self, channel: str = "C1", thread: str = "") -> str:
        return await self.posting.post(self.client, channel=channel, thread=thread, message=MESSAGE)

    def history(self, *before: Json, **more: object) -> Callable[[Json], Answer]:
        """A channel's history in which the message that was sent stands after those `before`."""

        def answer(_: Json) -> Answer:
            sent = self.network.sent("chat.postMessage")[0]
            return Answer({"ok": True, "messages": [*before, {"ts": "7.7", "metadata": sent["metadata"]}], **more})

        return answer


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_a_post_that_slack_took_is_not_sent_again(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [LOST]
    desk.network.script["conversations.history"] = [desk.history({"ts": "1.1", "text": "something else"})]
    assert await desk.post() == "7.7"
    assert [call.method for call in desk.network.calls] == ["chat.postMessage", "conversations.history"]


async def test_a_post_that_slack_did_not_take_is_sent_again(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [Answer({"ok": False, "error": "internal_error"})]
    assert await desk.post()
    methods = [call.method for call in desk.network.calls]
    assert methods == ["chat.postMessage", "conversations.history", "chat.postMessage"]


async def test_a_post_is_found_at_the_end_of_a_long_thread(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [LOST]
    more = {"response_metadata": {"next_cursor": "page 2"}}
    first = Answer({"ok": True, "messages": [{"ts": "1.1", "text": "root"}], **more})
    desk.network.script["conversations.replies"] = [first, desk.history()]
    assert await desk.post(thread="1.1") == "7.7"
    assert [sent.get("cursor") for sent in desk.network.sent("conversations.replies")] == [None, "page 2"]
    assert len(desk.network.sent("chat.postMessage")) == 1


async def test_a_post_to_a_person_is_looked_for_where_it_went(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [LOST]
    await desk.post(channel="U1")
    assert desk.network.sent("conversations.open") == [{"users": "U1"}]
    assert desk.network.sent("conversations.history")[0]["channel"] == "D9"


async def test_a_refusal_is_not_argued_with(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [refused("not_in_channel")]
    with pytest.raises(NotSaid) as raised:
        await desk.post()
    assert raised.value.reason == "not_in_channel"
    assert desk.paused == []


async def test_slack_is_given_the_time_that_it_asks_for(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [busy(7)]
    await desk.post()
    assert desk.paused == [7.0]


async def test_who_is_asked_to_wait_for_long_is_told_instead(desk: Desk) -> None:
    desk.network.script["chat.postMessage"] = [busy(61)]
    with pytest.raises(NotSaid) as raised:
        await desk.post()
    assert raised.value.reason == UNREACHABLE
    assert desk.paused == []


async def test_an_answer_for_one_person_is_rather_said_twice_than_lost(desk: Desk) -> None:
    desk.network.script[RESPONSE_URL] = [LOST, Answer(status=500)]
    await desk.posting.respond(RESPONSE_URL, MESSAGE)
    assert len(desk.network.sent(RESPONSE_URL)) == 3


@pytest.mark.parametrize("trouble", [LOST, Answer(status=500), Answer(lost=TimeoutError())])
async def test_what_everybody_sees_is_never_said_twice(desk: Desk, trouble: Answer) -> None:
    desk.network.script[RESPONSE_URL] = [trouble]
    with pytest.raises(NotSaid) as raised:
        await desk.posting.respond(RESPONSE_URL, MESSAGE, public=True)
    assert raised.value.reason == IN_DOUBT
    assert len(desk.network.sent(RESPONSE_URL)) == 1


@pytest.mark.parametrize("trouble", [UNCONNECTED, Answer(status=429)])
async def test_what_was_surely_not_said_is_said_again_also_to_everybody(desk: Desk, trouble: Answer) -> None:
    desk.network.script[RESPONSE_URL] = [trouble]
    await desk.posting.respond(RESPONSE_URL, MESSAGE, public=True)
    assert [sent["response_type"] for sent in desk.network.sent(RESPONSE_URL)] == ["in_channel", "in_channel"]


async def test_trying_has_an_end(desk: Desk) -> None:
    desk.network.script[RESPONSE_URL] = [LOST] * 9
    with pytest.raises(NotSaid) as raised:
        await desk.posting.respond(RESPONSE_URL, MESSAGE)
    assert raised.value.reason == UNREACHABLE
    assert desk.paused == [0.5, 1.0, 2.0]


async def test_a_message_is_replaced_for_whoever_sees_it(desk: Desk) -> None:
    await desk.posting.replace(RESPONSE_URL, MESSAGE)
    assert desk.network.sent(RESPONSE_URL) == [{"text": "hello", "replace_original": True}]
