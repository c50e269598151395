"""The shape of what travels: JSON objects, and the two ways Slack writes a moment and a token."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def compact(value: object) -> str:
    """Return `value` as JSON without spaces, as Slack sends it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def escape(text: str) -> str:
    """Escape the three characters that Slack's mrkdwn reserves, as its clients do with typed text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
