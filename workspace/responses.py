"""What a response_url, or the immediate answer to a slash command, does to the conversation.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.block_kit import Problem
from workspace.composing import UnacceptableError, compose
from workspace.model import Post

if TYPE_CHECKING:
    from workspace.composing import Content
    from workspace.tickets import ResponseTicket
    from workspace.wire import Json
    from workspace.world import World


def respond(world: World, ticket: ResponseTicket, payload: Json) -> None:
    """Post, replace or delete as `payload` says; raise `UnacceptableError` if its content is refused.

    A slash command has no original message, so for it `replace_original` posts a new one.
    """
    if _is_true(payload.get("delete_original")):
        if ticket.original is not None and not ticket.original.deleted:
            world.delete(ticket.original, cause=ticket.cause)
        return
    if payload.get("response_type") not in (None, "ephemeral", "in_channel"):
        raise UnacceptableError(
            "invalid_arguments", [Problem("must be one of ephemeral, in_channel", "/response_type")]
        )
    content = compose(payload)
    if content.blocks and not content.text:
        world.journal.complain("a response has blocks without a text for notifications")
    if _is_true(payload.get("replace_original")) and ticket.original is not None:
        _replace(world, ticket, ticket.original, content)
    else:
        _post(world, ticket, content, payload)


def _replace(world: World, ticket: ResponseTicket, original: Post, content: Content) -> None:
    if original.deleted:
        return
    original.attachments = content.attachments
    world.update(original, text=content.text, blocks=content.blocks, cause=ticket.cause)


def _post(world: World, ticket: ResponseTicket, content: Content, payload: Json) -> None:
    bot = world.directory.installations[ticket.team_id]
    world.post(
        Post(
            channel_id=ticket.channel_id,
            ts=world.new_ts(),
            team_id=ticket.team_id,
            user_id=bot.bot_user_id,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            thread_ts=payload.get("thread_ts") or ticket.thread_ts,
            metadata=payload.get("metadata"),
            bot=bot,
            app_id=world.app.app_id,
            seen_by=None if payload.get("response_type") == "in_channel" else ticket.user_id,
        ),
        cause=ticket.cause,
    )


def _is_true(value: object) -> bool:
    return str(value).lower() in {"true", "1"}
