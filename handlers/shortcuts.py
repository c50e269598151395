"""The message shortcut: a message becomes the draft of a record, with its permalink as the source."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bot.domain.kinds import RECORD
from handlers import ids
from handlers.answer import FormRequest
from handlers.client import SLACK_FAILURES
from handlers.door import installed_in, of_interaction
from handlers.form_values import FormValues
from handlers.message_words import words_of
from handlers.mrkdwn import as_plain
from handlers.plain import shorten

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_bolt.context.async_context import AsyncBoltContext
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from handlers.forms import Forms
    from handlers.front import Front

Body = dict[str, Any]

TITLE_LENGTH = 150

_CHANNEL = re.compile(r"<#[A-Z0-9]+\|([^<>]+)>")
_LABELLED = re.compile(r"<(?P<address>https?://[^|<>]+)\|(?P<label>[^<>]*)>")


def register(app: AsyncApp, front: Front, forms: Forms) -> None:
    """Put the shortcut's listener on `app`."""

    @app.shortcut(ids.SAVE_MESSAGE)
    async def save_message(ack: AsyncAck, body: Body, client: AsyncWebClient, context: AsyncBoltContext) -> None:
        await ack()
        door = of_interaction(body, installed_in(context))

        async def work(asking: Asking) -> None:
            async def drafted() -> FormValues:
                message = body["message"]
                words = await front.profiles.with_names(client, door.team, words_of(message))
                named = {"text": _CHANNEL.sub(r"#\1", words)}
                return from_message(named, await _permalink(client, door.channel, message))

            await forms.open(door, client, asking, FormRequest(RECORD, draft=drafted, either=True))

        await front.attend(door, client, work)


async def _permalink(client: AsyncWebClient, channel: str, message: Body) -> str:
    try:
        answer = await client.chat_getPermalink(channel=channel, message_ts=str(message["ts"]))
    except SLACK_FAILURES:
        return ""  # the draft is worth having without its source; the editor sees the empty field
    return str(answer.get("permalink") or "")


def from_message(message: Body, permalink: str) -> FormValues:
    """A draft from a message: the first line as its title, the whole as its body, the permalink as its address."""
    text = as_plain(_LABELLED.sub(_with_address, words_of(message))).strip()
    title = shorten(text.partition("\n")[0].strip(), TITLE_LENGTH)
    return FormValues(title=title, body=text if text != title else "", fields={"url": permalink})


def _with_address(link: re.Match[str]) -> str:
    """A labelled link as words that keep its address; Slack makes links of bare addresses too."""
    address, label = link["address"], link["label"]
    return address if label in address else f"{label} ({address})"
