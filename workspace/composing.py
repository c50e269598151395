"""From what an app sends to a message: the checks that every way of posting shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workspace.block_kit import Problem, blocks_are_too_long, message_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workspace.wire import Json

TEXT_LIMIT = 40_000
ATTACHMENT_LIMIT = 100
METADATA_LIMIT = 16_000


@dataclass(frozen=True)
class Content:
    """The text and blocks of a message, checked."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)


class UnacceptableError(Exception):
    """Content that Slack refuses, with the name of the error and what is wrong where."""

    def __init__(self, error: str, problems: list[Problem] | None = None) -> None:
        """Refuse with Slack's name of the error."""
        super().__init__(error)
        self.error = error
        self.problems = problems or []


def compose(given: Mapping[str, Any]) -> Content:
    """Return the content of `{"text", "blocks", "attachments", "markdown_text"}`, already parsed from JSON.

    Raises `UnacceptableError` as `chat.postMessage` would refuse it.
    """
    text = given.get("text")
    blocks = _checked_blocks(given.get("blocks"))
    attachments = _checked_attachments(given.get("attachments"))
    if given.get("markdown_text"):
        if text or blocks:
            raise UnacceptableError("markdown_text_conflict")
        blocks = _checked_blocks([{"type": "markdown", "text": given["markdown_text"]}])
    if text is not None and not isinstance(text, str):
        raise UnacceptableError("invalid_arguments", [Problem("must be a string", "/text")])
    if not (text or "").strip() and not blocks and not attachments:
        raise UnacceptableError("no_text")
    return Content((text or "")[:TEXT_LIMIT], blocks, attachments)


def _checked_blocks(blocks: Any) -> list[Json]:
    if blocks is None:
        return []
    if not isinstance(blocks, list):
        raise UnacceptableError("invalid_blocks_format")
    problems = message_problems(blocks)
    if problems:
        raise UnacceptableError("invalid_blocks", problems)
    if blocks_are_too_long(blocks):
        raise UnacceptableError("msg_blocks_too_long")
    return blocks


def _checked_attachments(attachments: Any) -> list[Json]:
    if attachments is None:
        return []
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise UnacceptableError("invalid_attachments")
    if len(attachments) > ATTACHMENT_LIMIT:
        raise UnacceptableError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        problems = message_problems(attachment.get("blocks") or [], f"/attachments/{index}/blocks")
        if problems:
            raise UnacceptableError("invalid_attachments", problems)
    return attachments


def checked_metadata(metadata: Any) -> Json | None:
    """Return message metadata if its form is right: `{"event_type": "…", "event_payload": {…}}`."""
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise UnacceptableError("invalid_metadata_format")
    right = isinstance(metadata.get("event_type"), str) and isinstance(metadata.get("event_payload"), dict)
    if not right or not metadata["event_type"] or set(metadata) - {"event_type", "event_payload", "entities"}:
        raise UnacceptableError("invalid_metadata_schema")
    if len(str(metadata)) > METADATA_LIMIT:
        raise UnacceptableError("metadata_too_large")
    return metadata
