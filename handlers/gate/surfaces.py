"""The three things that leave for Slack: a message, a view, and the options of an external menu."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from handlers.gate.blocks import mended_blocks, trimmed, within_totals
from handlers.gate.fallback import fallback_text
from handlers.gate.ledger import Ledger
from handlers.gate.limits import (
    IN_MESSAGE,
    IN_VIEW,
    MESSAGE_BLOCKS,
    MESSAGE_TEXT,
    MESSAGE_WEIGHT,
    SHAPES,
    VIEW_BLOCKS,
    VIEW_BYTES,
)
from handlers.gate.mend import EMPTY, MISSING, TOO_LONG, TOO_MANY, WRONG_KIND, mended, mended_object
from handlers.gate.pings import PING
from handlers.gate.rules import Words
from handlers.plain import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMELESS: Final = "Paper Trail"
"""The text of a message whose blocks say nothing, only buttons."""

_SUBMIT: Final = {"type": "plain_text", "text": "Submit"}


def outgoing_message(
    payload: Mapping[str, Any], *, strict: bool = False, allowed_mentions: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return the arguments of chat.postMessage, chat.update, … or a response_url, as Slack takes them.

    Of people, only `allowed_mentions` (user ids) are pinged; of groups and channels, none ever. The result is
    a new object, and passing it through again changes nothing. Raises `GateError` for what cannot be mended.
    """
    ledger = Ledger(strict, allowed_mentions)
    message = {name: _copied(value) for name, value in payload.items() if value is not None}
    if message.get("attachments"):
        ledger.refuse("message.attachments", WRONG_KIND)  # legacy; nothing here knows their limits
    for name in ("link_names", "parse"):
        if message.pop(name, None) not in (None, False, "none"):
            ledger.mend(f"message.{name}", PING)  # would turn "@channel" in any text into a ping
    if "blocks" in message:
        blocks = within_totals(mended_blocks(message["blocks"], IN_MESSAGE, ledger), ledger)
        message["blocks"] = trimmed(blocks, MESSAGE_BLOCKS, MESSAGE_WEIGHT, ledger)
    _give_text(message, ledger)
    ledger.report()
    return message


def _copied(value: Any) -> Any:
    """A copy of what JSON can hold; many times faster than `copy.deepcopy`, which is ready for anything."""
    if isinstance(value, dict):
        return {name: _copied(inner) for name, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def _give_text(message: dict[str, Any], ledger: Ledger) -> None:
    """Mend the text of a message in place, or write it from the blocks."""
    said = {"type": "mrkdwn", "text": message.pop("text", "")}
    text = mended(Words(MESSAGE_TEXT), said, "message.text", ledger)
    if text is not None:
        message["text"] = text["text"]
    elif message.get("blocks"):
        message["text"] = shorten(fallback_text(message["blocks"]), MESSAGE_TEXT) or _NAMELESS
    elif not message.get("delete_original"):
        ledger.refuse("message.text", EMPTY)


def outgoing_view(
    view: Mapping[str, Any], *, strict: bool = False, allowed_mentions: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """Return a view (modal or Home tab) as views.open, views.update, views.push and views.publish take it.

    Never leaves out an input: a form that does not fit raises `GateError`. Otherwise as `outgoing_message`.
    """
    ledger = Ledger(strict, allowed_mentions)
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        ledger.refuse("view.type", WRONG_KIND)
    result = mended_object(SHAPES[kind], dict(view), kind, ledger)
    if result is None:
        ledger.refuse(kind, MISSING)
    blocks = trimmed(mended_blocks(view.get("blocks"), IN_VIEW, ledger), VIEW_BLOCKS, None, ledger)
    if not blocks:
        ledger.refuse("view.blocks", EMPTY)
    if _inputs(blocks) < _inputs(view["blocks"]):
        ledger.refuse("view.blocks", TOO_MANY)
    result["blocks"] = blocks
    if kind == "modal" and _inputs(blocks) and "submit" not in result:
        ledger.mend("modal.submit", MISSING)
        result["submit"] = dict(_SUBMIT)
    if len(json.dumps(result).encode()) > VIEW_BYTES:
        ledger.refuse("view", TOO_LONG)
    ledger.report()
    return result


def _inputs(blocks: list[Any]) -> int:
    return sum(isinstance(block, dict) and block.get("type") == "input" for block in blocks)


def outgoing_options(payload: Mapping[str, Any], *, strict: bool = False) -> dict[str, Any]:
    """Return the answer to a `block_suggestion`: `options` or `option_groups`, at most 100 of each."""
    ledger = Ledger(strict, frozenset())
    result = mended_object(SHAPES["options"], dict(payload), "options", ledger)
    if result is None:
        ledger.refuse("options", MISSING)
    ledger.report()
    return result or {"options": []}  # no match is an answer too
