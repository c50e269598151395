"""What Slack calls: each listener acknowledges, reads the door, and hands over to one use case."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from handlers import actions, feed_actions, press_triage, shortcuts
from handlers.attached import attached_to
from handlers.conversation import Conversation
from handlers.door import installed_in, of_event, of_slash
from handlers.forms import Forms
from handlers.front import log_fault
from handlers.language import NAMES, Command, readable, said_to, understand
from handlers.papertrail import PaperTrail
from handlers.press import PressDesk
from handlers.press_forms import PressForms
from handlers.press_triage import TriageDesk
from handlers.threads import desk
from handlers.watch_form import WatchForms
from handlers.watches import WatchDesk

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from handlers.front import Front

Body = dict[str, Any]

# Of messages that Slack gives a subtype, these are still something that a person says.
SAID = (None, "file_share", "me_message", "thread_broadcast")


def register(app: AsyncApp, front: Front) -> None:
    """Put every listener on `app`."""
    forms = Forms(front)
    press = _press(app, front, forms)
    conversation = Conversation(front, forms, PaperTrail(front.services, front.profiles), press)
    _commands(app, front, conversation)
    _messages(app, front, conversation)
    _upkeep(app, front)
    actions.register(app, front, conversation, forms)
    forms.register(app)
    shortcuts.register(app, front, forms)

    app.error(_unhandled)


def _press(app: AsyncApp, front: Front, forms: Forms) -> PressDesk:
    """The press desk, with the listeners for its forms and buttons on `app`."""
    services, outside = front.services, front.outside
    press_forms, watch_forms = PressForms(services), WatchForms(services)
    press_forms.register(app, forms)
    watch_forms.register(app, forms)
    triage = TriageDesk(services, press_forms)
    press_triage.register(app, front, forms, triage)
    feeds = feed_actions.register(app, front, forms)
    return PressDesk(services, outside, front.files, triage, feeds, WatchDesk(services, watch_forms))


async def _unhandled(error: Exception) -> BoltResponse | None:
    """What no listener matches is acknowledged. What a listener did not foresee is in the log, and Slack is told.

    A form that is not acknowledged in time counts as unmatched too. An empty answer would close it as if it were saved.
    """
    if not isinstance(error, BoltUnhandledRequestError):
        log_fault(error)
        return None
    if error.request.body.get("type") == "view_submission":
        return None
    return BoltResponse(status=200, body="")


def _commands(app: AsyncApp, front: Front, conversation: Conversation) -> None:
    @app.command(re.compile(rf"^/({'|'.join(NAMES)})$"))
    async def slash(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        command = Command(body["command"].removeprefix("/"), readable(str(body.get("text") or "")).strip())
        door = of_slash(body, installed_in(context))

        async def work(asking: Asking) -> None:
            await conversation.say(door, client, asking, command)

        await front.attend(door, client, work)


def _messages(app: AsyncApp, front: Front, conversation: Conversation) -> None:
    async def hear(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        event = body["event"]
        if event.get("subtype") not in SAID or event.get("bot_id") or event.get("edited") or not event.get("user"):
            return
        door = of_event(body, installed_in(context))
        command = understand(readable(said_to(context.bot_user_id or "", str(event.get("text") or ""))))
        command = replace(command, files=attached_to(event))

        async def work(asking: Asking) -> None:
            await conversation.say(door, client, asking, command)

        await front.attend(door, client, work)

    app.event("app_mention")(hear)

    @app.event("message")
    async def direct(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        # A mention in a channel also arrives as a message there; only direct messages are answered from here.
        if body["event"].get("channel_type") == "im":
            await hear(ack, body, client, context)
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
        with front.in_flight:
            await desk(front.services.people.channel_renamed, event["old_channel_id"], event["new_channel_id"])
