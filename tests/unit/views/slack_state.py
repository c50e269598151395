"""What Slack would send back of a form that somebody saves without touching it, or after typing into it."""

from __future__ import annotations

from typing import Any

View = dict[str, Any]


def submitted(view: View, **typed: str | None) -> View:
    """The view with its state. `typed` replaces what stands in a block; double underscores stand for the colon."""
    new = {block.replace("__", ":"): value for block, value in typed.items()}
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    values = {block["block_id"]: {block["element"]["action_id"]: _held(block["element"])} for block in inputs}
    for block_id, value in new.items():
        (action_id,) = values[block_id]
        values[block_id][action_id]["value"] = value
    return {**view, "id": "V1", "hash": "1.a", "state": {"values": values}}


def chosen(view: View, block_id: str, *values: str) -> View:
    """The submitted view with these choices in a menu of several, whatever stood there before."""
    (held,) = view["state"]["values"][block_id].values()
    before = {item["value"]: item for item in held.get("selected_options", [])}
    held["selected_options"] = [before.get(value, _option(value)) for value in values]
    return view


def picked(view: View, block_id: str, value: str) -> View:
    """The submitted view with this one choice."""
    (held,) = view["state"]["values"][block_id].values()
    held["selected_option"] = _option(value)
    return view


def _option(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text", "text": f"{value} as listed"}, "value": value}


def _held(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind.startswith("multi_") or kind == "checkboxes":
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind.endswith("_select") or kind == "radio_buttons":
        return {"type": kind, "selected_option": element.get("initial_option")}
    return {"type": kind, "value": element.get("initial_value")}
