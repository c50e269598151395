"""Filling in a form: from what a person would type or choose to the state of an element, and back-checks.

Slack's client checks inputs before it sends a form: required ones, lengths, addresses, numbers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workspace.block_kit.texts import options_of
from workspace.element_state import STATE_FIELDS
from workspace.finding import option_called

if TYPE_CHECKING:
    from workspace.finding import Found
    from workspace.wire import Json

REQUIRED = "Please complete this required field."
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_WEB = re.compile(r"https?://\S+\Z")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?\Z")
_WHOLE = re.compile(r"-?\d+\Z")


def state_for(found: Found, value: Any, offered: list[Json] | None = None) -> Json:
    """Return the state of an element in which `value` is typed or chosen; None empties it.

    Options are given by text or value; `offered` are those that an external menu suggested.
    """
    element = found.element
    kind = element["type"]
    name = STATE_FIELDS[kind][0]
    if name == "selected_option":
        options = options_of(element) if offered is None else offered
        return {"type": kind, name: None if value is None else _option(options, value)}
    if name == "selected_options":
        options = options_of(element) if offered is None else offered
        return {"type": kind, name: [_option(options, one) for one in value or []]}
    return {"type": kind, name: value if value != "" else None}


def _option(options: list[Json], value: Any) -> Json:
    return value if isinstance(value, dict) else option_called(options, str(value))


def is_empty(state: Json) -> bool:
    """Tell whether nothing is typed or chosen."""
    return all(value in (None, "", []) for name, value in state.items() if name != "type")


def client_error(found: Found, state: Json) -> str | None:
    """Return what Slack's own client says of an input, or None if it lets it pass."""
    if is_empty(state):
        return None if found.block.get("optional") else REQUIRED
    return _typed_error(found.element, str(state.get("value", "")))


def _typed_error(element: Json, typed: str) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_error(element, typed)
    if kind == "number_input":
        pattern = _DECIMAL if element["is_decimal_allowed"] else _WHOLE
        return None if pattern.match(typed) else "Please enter a valid number."
    if kind == "email_text_input":
        return None if _EMAIL.match(typed) else "Please enter a valid email address."
    if kind == "url_text_input":
        return None if _WEB.match(typed) else "Please enter a valid URL."
    return None


def _length_error(element: Json, typed: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(typed) < least:
        return f"This entry needs at least {least} characters."
    return f"This entry can have at most {most} characters." if len(typed) > most else None
