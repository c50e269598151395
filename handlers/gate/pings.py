"""What Slack would read in a text that nobody meant it to read: pings above all, and text not escaped.

Source: docs.slack.dev "Formatting message text" (escaping, mentioning, dates).
"""

from __future__ import annotations

import re
from typing import Any, Final

PING: Final = "ping"
NOT_ESCAPED: Final = "text not escaped"

_PARTS: Final = re.compile(r"(?P<quote>^[ \t]*>+)|<(?P<token>[^<>\n]*)>|[<>]", re.MULTILINE)
_BARE_AMPERSAND: Final = re.compile(r"&(?!(?:amp|lt|gt);)")
_OUR_TOKEN: Final = re.compile(
    r"!date\^-?\d+\^[^|]+\|.+|#[CDG][A-Z0-9]+(?:\|.*)?|(?:https?://|mailto:|tel:|slack://)[^|]+(?:\|.*)?"
)
_PING_TOKEN: Final = re.compile(r"<([@!](?!date\^)[^>]*)>")
_SPOKEN_PING: Final = re.compile(r"@(?:channel|here|everyone|group)\b", re.IGNORECASE)
_MENTIONING_LEAVES: Final = {"user": "user_id", "usergroup": "usergroup_id", "broadcast": "range"}


def tidy_mrkdwn(text: str, allowed: frozenset[str]) -> tuple[str, set[str]]:
    """Return mrkdwn that pings nobody but `allowed` user ids and is escaped; and what was wrong with it.

    A ping is shown as text (`@channel`). A second time there is nothing left to do.
    """
    wrong: set[str] = set()

    def judged(found: re.Match[str]) -> str:
        token = found["token"]
        if found["quote"] is not None:
            return found[0]
        if token is not None and (_OUR_TOKEN.fullmatch(token) or _allowed(token, allowed)):
            return found[0]
        if token is not None and token[:1] in {"@", "!"} and not token.startswith("!date^"):
            wrong.add(PING)
            return _spoken(token)
        wrong.add(NOT_ESCAPED)
        return found[0].replace("<", "&lt;").replace(">", "&gt;")

    tidied = _PARTS.sub(judged, text)
    escaped = _BARE_AMPERSAND.sub("&amp;", tidied)
    if escaped != tidied:
        wrong.add(NOT_ESCAPED)
    return escaped, wrong


def without_pings(text: str, allowed: frozenset[str] = frozenset()) -> str:
    """Return text that is not mrkdwn with each ping shown as text (`@channel`); `allowed` user ids stay."""
    while (spoken := _PING_TOKEN.sub(lambda found: _kept_or_spoken(found, allowed), text)) != text:
        text = spoken  # what stood round a ping may have become one
    return text


def speaks_of_everyone(text: str) -> bool:
    """Tell whether `text` says "@channel" or the like, which Slack may read unless it is told not to."""
    return _SPOKEN_PING.search(text) is not None


def quiet_leaf(leaf: dict[str, Any], allowed: frozenset[str]) -> dict[str, Any] | None:
    """Return the text to show instead of a rich text element that pings, or None if it does not."""
    named = _MENTIONING_LEAVES.get(leaf["type"])
    if named is None or (leaf["type"] == "user" and leaf.get(named) in allowed):
        return None
    return {"type": "text", "text": "@group" if leaf["type"] == "usergroup" else f"@{leaf.get(named, '')}"}


def _allowed(token: str, allowed: frozenset[str]) -> bool:
    return token.startswith("@") and token[1:].partition("|")[0] in allowed


def _kept_or_spoken(found: re.Match[str], allowed: frozenset[str]) -> str:
    return found[0] if _allowed(found[1], allowed) else _spoken(found[1])


def _spoken(token: str) -> str:
    """Return how a ping is read aloud: `!channel` → @channel, `@U123|Ada` → @Ada, `!subteam^S1` → @group."""
    target, _, label = token[1:].partition("|")
    name = target if token.startswith("@") else target.partition("^")[0]
    if name == "subteam":
        name = "group"
    elif token.startswith("!"):
        label = ""  # what Slack pings, whatever the label says
    return f"@{(label or name).lstrip('@')}"
