"""A small Bolt app that does a little of everything, to hold the stand-in against the real client library."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from workspace import Workspace


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


CARD = [
    {"type": "section", "text": mrkdwn("*R-1* Memo on <https://example.org|Clearview> &amp; more")},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": plain("Share"), "action_id": "share", "value": "R-1"},
            {"type": "button", "text": plain("Edit"), "action_id": "edit", "value": "R-1"},
            {"type": "button", "text": plain("Break"), "action_id": "unknown"},
            {
                "type": "overflow",
                "action_id": "more",
                "options": [
                    {"text": plain("History"), "value": "history"},
                    {"text": plain("Delete"), "value": "delete"},
                ],
            },
        ],
    },
]
FORM_BLOCKS = [
    {
        "type": "input",
        "block_id": "title",
        "label": plain("Title"),
        "element": {"type": "plain_text_input", "action_id": "typed", "max_length": 20},
    },
    {
        "type": "input",
        "block_id": "date",
        "label": plain("Date"),
        "optional": True,
        "element": {"type": "plain_text_input", "action_id": "typed"},
    },
    {
        "type": "input",
        "block_id": "kind",
        "label": plain("Kind"),
        "element": {
            "type": "static_select",
            "action_id": "chosen",
            "options": [
                {"text": plain("Memo"), "value": "memo"},
                {"text": plain("E-mail"), "value": "email"},
            ],
            "initial_option": {"text": plain("Memo"), "value": "memo"},
        },
    },
    {
        "type": "input",
        "block_id": "linked",
        "label": plain("Linked"),
        "optional": True,
        "element": {"type": "multi_external_select", "action_id": "entries", "min_query_length": 2},
    },
    {
        "type": "actions",
        "elements": [{"type": "button", "text": plain("Add a quotation"), "action_id": "grow"}],
    },
]
FORM = {
    "type": "modal",
    "callback_id": "record_form",
    "title": plain("Add a record"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "notify_on_close": True,
    "blocks": FORM_BLOCKS,
}


def demo_app(client: AsyncWebClient, *, ack_first: bool = True) -> AsyncApp:  # noqa: C901 - a list of listeners
    seen: list[str] = []
    app = AsyncApp(client=client, signing_secret="stand-in-signing-secret", process_before_response=False)
    app._demo_seen = seen  # type: ignore[attr-defined]

    @app.command("/records")
    async def records(ack: Any, respond: Any, command: Any, client: Any) -> None:
        text = command["text"]
        if text == "at once":
            await ack("Here at once")
            return
        await ack()
        if text == "add":
            await client.views_open(trigger_id=command["trigger_id"], view=FORM)
        elif text == "public":
            await respond(text="For all", response_type="in_channel")
        else:
            await respond(text="A record", blocks=CARD)

    @app.event("app_mention")
    async def mention(event: Any, say: Any) -> None:
        seen.append(event["text"])
        await say(text="Heard you", thread_ts=event.get("thread_ts") or event["ts"])

    @app.event("message")
    async def message(event: Any, say: Any) -> None:
        seen.append(event["text"])
        if event["channel_type"] == "im":
            await say(text=f"You said {event['text']}")

    @app.event("app_home_opened")
    async def home(event: Any, client: Any) -> None:
        view = {"type": "home", "blocks": [{"type": "header", "text": plain("At home")}]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("share")
    async def share(ack: Any, respond: Any, action: Any) -> None:
        await ack()
        await respond(text=f"Shared {action['value']}", replace_original=True)

    @app.action("edit")
    async def edit(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("more")
    async def more(ack: Any, respond: Any, action: Any) -> None:
        await ack()
        if action["selected_option"]["value"] == "delete":
            await respond(delete_original=True)
        else:
            await respond(text="The history")

    @app.action("grow")
    async def grow(ack: Any, body: Any, client: Any) -> None:
        await ack()
        quotation = {
            "type": "input",
            "block_id": "quotation",
            "optional": True,
            "label": plain("Quotation"),
            "element": {"type": "plain_text_input", "action_id": "typed"},
        }
        view = {**FORM, "blocks": [*FORM_BLOCKS, quotation]}
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=view)

    @app.options("entries")
    async def entries(ack: Any, payload: Any) -> None:
        names = ["Clearview contract", "Clearview memo", "PIA"]
        fitting = [name for name in names if payload["value"].lower() in name.lower()]
        await ack(options=[{"text": plain(name), "value": name} for name in fitting])

    @app.view("record_form")
    async def submitted(ack: Any, view: Any, client: Any, body: Any) -> None:
        values = view["state"]["values"]
        if values["date"]["typed"]["value"] == "nonsense":
            await ack(response_action="errors", errors={"date": "I cannot read that date."})
        elif values["title"]["typed"]["value"] == "again":
            await ack(response_action="update", view={**FORM, "title": plain("Once more")})
        elif values["title"]["typed"]["value"] == "deeper":
            await ack(response_action="push", view={**FORM, "title": plain("Deeper")})
        elif values["title"]["typed"]["value"] == "wrong":
            await ack(response_action="errors", errors={"nowhere": "No such block."})
        else:
            await ack()
            title = values["title"]["typed"]["value"]
            await client.chat_postMessage(channel=body["user"]["id"], text=f"Saved {title}")

    @app.view_closed("record_form")
    async def closed(ack: Any, body: Any) -> None:
        await ack()
        seen.append(f"closed {body['is_cleared']}")

    @app.shortcut("save_to_trail")
    async def save(ack: Any, shortcut: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=FORM)

    return app


def seen_by(app: AsyncApp) -> list[str]:
    """Return what the demo app heard."""
    seen: list[str] = app._demo_seen  # type: ignore[attr-defined]
    return seen


@asynccontextmanager
async def running(ws: Workspace, mode: str) -> AsyncIterator[AsyncApp]:
    """Run the demo app against a workspace, over a websocket or HTTP."""
    client = AsyncWebClient(token=ws.installation().token, base_url=ws.api_url)
    app = demo_app(client)
    if mode == "socket":
        handler = AsyncSocketModeHandler(app, ws.world.app.app_token, ping_interval=1)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await ws.connected()
        try:
            yield app
        finally:
            await ws.settled()
            await handler.close_async()  # type: ignore[no-untyped-call]
        return
    runner = web.AppRunner(app.web_app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    ws.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    try:
        yield app
    finally:
        await ws.settled()
        await runner.cleanup()
