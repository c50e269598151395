"""What Slack takes, written a second time and another way: by paths, with the numbers of Slack's reference.

It shares nothing with the gate's table, so that a slip in one shows against the other.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# type, field of a text object or a string → most characters
LENGTHS = {
    ("section", "text"): 3000, ("section", "fields"): 2000, ("header", "text"): 150, ("button", "text"): 75,
    ("button", "value"): 2000, ("button", "url"): 3000, ("button", "accessibility_label"): 75,
    ("input", "label"): 2000, ("input", "hint"): 2000, ("option", "text"): 75, ("option", "description"): 75,
    ("option", "value"): 150, ("option_group", "label"): 75, ("image", "alt_text"): 2000, ("image", "title"): 2000,
    ("image", "image_url"): 3000, ("markdown", "text"): 12000, ("confirm", "title"): 100, ("confirm", "text"): 300,
    ("confirm", "confirm"): 30, ("confirm", "deny"): 30, ("modal", "title"): 24, ("modal", "submit"): 24,
    ("modal", "close"): 24, ("modal", "private_metadata"): 3000, ("home", "private_metadata"): 3000,
    ("plain_text_input", "initial_value"): 3000, ("url_text_input", "initial_value"): 3000,
}  # fmt: skip
ANYWHERE = {"action_id": 255, "block_id": 255, "callback_id": 255, "external_id": 255, "placeholder": 150}
COUNTS = {
    ("section", "fields"): 10, ("context", "elements"): 10, ("actions", "elements"): 25, ("overflow", "options"): 5,
    ("checkboxes", "options"): 10, ("radio_buttons", "options"): 10, ("static_select", "options"): 100,
    ("multi_static_select", "options"): 100, ("static_select", "option_groups"): 100,
    ("option_group", "options"): 100, ("table", "rows"): 100, ("context_actions", "elements"): 5,
    ("options", "options"): 100, ("options", "option_groups"): 100,
}  # fmt: skip
REQUIRED = {
    "header": {"text"}, "context": {"elements"}, "actions": {"elements"}, "input": {"label", "element"},
    "image": {"alt_text"}, "markdown": {"text"}, "table": {"rows"}, "rich_text": {"elements"}, "button": {"text"},
    "overflow": {"options"}, "checkboxes": {"options"}, "radio_buttons": {"options"}, "option": {"text", "value"},
    "confirm": {"title", "text"}, "option_group": {"label", "options"}, "modal": {"title", "blocks"},
    "home": {"blocks"}, "plain_text": {"text"}, "mrkdwn": {"text"},
}  # fmt: skip
ONE_OF = {
    "section": [{"text", "fields"}], "image": [{"image_url", "slack_file"}],
    "static_select": [{"options", "option_groups"}], "multi_static_select": [{"options", "option_groups"}],
}  # fmt: skip
PLAIN_ONLY = {
    ("header", "text"), ("button", "text"), ("input", "label"), ("input", "hint"), ("modal", "title"),
    ("modal", "submit"), ("modal", "close"), ("confirm", "title"), ("option_group", "label"), ("image", "title"),
}  # fmt: skip
ROLES = {"confirm": "confirm", "options": "option", "option_groups": "option_group", "initial_option": "option",
         "initial_options": "option"}  # fmt: skip
LITERAL = {"text", "raw_text", "link"}  # rich text and cells: Slack reads nothing in them
PING = re.compile(r"<@[^>]*>|<!(?!date\^)[^>]*>")
LONE = re.compile(r"<(?![@#!]|https?://|mailto:|tel:|slack:)|&(?!amp;|lt;|gt;)")
EVERYONE = re.compile(r"@(channel|here|everyone)\b", re.IGNORECASE)


def faults(payload: dict[str, Any]) -> list[str]:
    """Return what Slack would refuse or nobody wants, for a message, a view or a menu's options."""
    kind = payload.get("type") or ("options" if payload.keys() <= {"options", "option_groups"} else "message")
    found = [*_object(payload, kind)]
    blocks = payload.get("blocks", [])
    if kind == "message":
        found += _message(payload, blocks)
    elif kind != "options":
        found += ["view blocks"] * (not 1 <= len(blocks) <= 100)
        found += ["submit"] * (kind == "modal" and _has_input(blocks) and "submit" not in payload)
        found += ["view size"] * (len(json.dumps(payload)) > 250_000)
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    return found + [f"block_id twice: {name}" for name, count in ids.items() if count > 1]


def _message(payload: dict[str, Any], blocks: list[Any]) -> Iterator[str]:
    if not 1 <= len(payload.get("text", "")) <= 4000:
        yield "message text"
    if len(blocks) > 50:
        yield "message blocks"
    if _sum(blocks) > 13_000:
        yield "message weight"
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > 12_000:
        yield "markdown total"
    if sum(block["type"] == "table" for block in blocks) > 1:
        yield "tables"
    if "link_names" in payload or "parse" in payload:
        yield "parse"
    yield from _marked(payload.get("text", ""), {"verbatim": True}, "message")


def _has_input(blocks: list[Any]) -> bool:
    return any(block["type"] == "input" for block in blocks)


def _sum(value: Any) -> int:
    if isinstance(value, dict):
        return sum(len(v) if k == "text" and isinstance(v, str) else _sum(v) for k, v in value.items())
    return sum(map(_sum, value)) if isinstance(value, list) else 0


def _object(value: dict[str, Any], kind: str) -> Iterator[str]:
    yield from (f"{kind}.{name} missing" for name in REQUIRED.get(kind, set()) - value.keys())
    yield from (f"{kind} of nothing" for group in ONE_OF.get(kind, ()) if not group & value.keys())
    yield from OF_KIND.get(kind, _anything)(value)
    for name, inside in value.items():
        yield from _field(kind, name, inside)


def _anything(value: dict[str, Any]) -> Iterator[str]:
    yield from ()


def _menu(value: dict[str, Any]) -> Iterator[str]:
    chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    groups = [{"options": value.get("options", [])}, *value.get("option_groups", [])]
    yield from ("initial choice" for option in chosen if not any(option in group["options"] for group in groups))


def _row(value: dict[str, Any]) -> Iterator[str]:
    ids = [element["action_id"] for element in value["elements"] if "action_id" in element]
    yield from (f"action_id twice: {name}" for name in ids if ids.count(name) > 1)


def _table(value: dict[str, Any]) -> Iterator[str]:
    if len({len(row) for row in value["rows"]}) > 1:
        yield "rows of several lengths"
    if any(len(row) > 20 for row in value["rows"]):
        yield "columns"


def _ping(value: dict[str, Any]) -> Iterator[str]:
    yield f"{value['type']} in rich text"


def _field(kind: str, name: str, inside: Any) -> Iterator[str]:
    if inside is None:
        yield f"{kind}.{name} is null"
    if inside in ("", []) and kind != "message" and (kind, name) != ("options", "options"):
        yield f"{kind}.{name} is empty"
    many = inside if isinstance(inside, list) else [inside]
    if len(many) > COUNTS.get((kind, name), 10_000):
        yield f"{kind}.{name}: {len(many)} of them"
    if kind == "table" and name == "rows":
        many = [cell for row in inside for cell in row]
    for one in many:
        yield from _length(kind, name, one)
        if (kind, name) in PLAIN_ONLY and one["type"] != "plain_text":
            yield f"{kind}.{name} is mrkdwn"
        if isinstance(one, dict):
            yield from _object(one, one.get("type") or ROLES.get(name, name))


def _length(kind: str, name: str, one: Any) -> Iterator[str]:
    most = LENGTHS.get((kind, name), ANYWHERE.get(name, 3000 if name == "text" else 10_000))
    text = one.get("text", "") if isinstance(one, dict) else one
    if isinstance(text, str) and len(text) > most and kind not in {"message", *LITERAL}:
        yield f"{kind}.{name}: {len(text)} characters"


def _text(value: dict[str, Any]) -> Iterator[str]:
    kind, text = value["type"], value["text"]
    if not text.strip():
        yield "blank text"
    if re.search("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]", text):
        yield "control character"
    if kind == "mrkdwn":
        yield from _marked(text, value, kind)
    elif PING.search(text):
        yield "ping in plain text"


def _marked(text: str, value: dict[str, Any], place: str) -> Iterator[str]:
    if PING.search(text):
        yield f"ping in {place}"
    if LONE.search(text):
        yield f"not escaped in {place}: {text!r}"
    if EVERYONE.search(text) and value.get("verbatim") is not True:
        yield "everyone spoken of"


OF_KIND: dict[str, Callable[[dict[str, Any]], Iterator[str]]] = {
    **dict.fromkeys(["static_select", "multi_static_select", "checkboxes", "radio_buttons"], _menu),
    **dict.fromkeys(["actions", "context_actions"], _row),
    **dict.fromkeys(["mrkdwn", "plain_text"], _text),
    **dict.fromkeys(["user", "usergroup", "broadcast"], _ping),
    "table": _table,
}
