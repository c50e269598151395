"""What Slack calls: each listener acknowledges, reads the door, and hands over to one use case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from slack_bolt.response import BoltResponse

from handlers import actions, shortcuts
from handlers.conversation import Conversation
from handlers.door import of_event, of_slash
from handlers.forms import Forms
from handlers.language import NAMES, Command, understand
from handlers.papertrail import PaperTrail
from handlers.threads import desk

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from handlers.front import Front

Body = dict[str, Any]


def register(app: AsyncApp, front: Front) -> None:
    """Put every listener on `app`."""
    forms = Forms(front)
    conversation = Conversation(front, forms, PaperTrail(front.services, front.profiles))
    _commands(app, front, conversation)
    _messages(app, front, conversation)
    _upkeep(app, front)
    actions.register(app, front, conversation, forms)
    forms.register(app)
    shortcuts.register(app, front, forms)

    @app.error
    async def unhandled(error: Exception) -> BoltResponse:
        # Only requests that no listener matches arrive here: listeners turn their own errors into replies.
        return BoltResponse(status=200, body="")


def _commands(app: AsyncApp, front: Front, conversation: Conversation) -> None:
    @app.command(re.compile(rf"^/({'|'.join(NAMES)})$"))
    async def slash(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        command = Command(body["command"].removeprefix("/"), str(body.get("text") or "").strip())
        door = of_slash(body)

        async def work(asking: Asking) -> None:
            await conversation.say(door, client, asking, command)

        await front.attend(door, client, work)


def _messages(app: AsyncApp, front: Front, conversation: Conversation) -> None:
    async def hear(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        await ack()
        event = body["event"]
        if event.get("subtype") or event.get("bot_id") or event.get("edited") or not event.get("user"):
            return
        door = of_event(body)
        command = understand(_readable(str(event.get("text") or "")))

        async def work(asking: Asking) -> None:
            await conversation.say(door, client, asking, command)

        await front.attend(door, client, work)

    app.event("app_mention")(hear)

    @app.event("message")
    async def direct(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        # A mention in a channel also arrives as a message there; only direct messages are answered from here.
        if body["event"].get("channel_type") == "im":
            await hear(ack, body, client)
        else:
            await ack()


def _upkeep(app: AsyncApp, front: Front) -> None:
    @app.event("user_change")
    async def changed(ack: AsyncAck, body: Body) -> None:
        await ack()
        front.profiles.forget(str((body["event"].get("user") or {}).get("id", "")))

    @app.event("channel_id_changed")
    async def moved(ack: AsyncAck, body: Body) -> None:
        await ack()
        event = body["event"]
        await desk(front.services.people.channel_renamed, event["old_channel_id"], event["new_channel_id"])


_MARKED = re.compile(r"<(?P<address>https?://[^|>]+)(\|[^>]*)?>")


def _readable(text: str) -> str:
    """A message's text as it was typed: addresses without their brackets, the three escapes undone."""
    text = _MARKED.sub(lambda match: match["address"], text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
