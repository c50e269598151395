"""Slack's mrkdwn (and the `markdown` block's Markdown) as a person reads it, without the marks.

https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Callable

from workspace.wire import unescape

Names = Callable[[str], str]
"""From the id of a user, channel or group to the name that is shown for it."""

_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
_ANGLE = re.compile(r"<([^<>]*)>")
_EMPHASIS = tuple(
    re.compile(rf"(?<![\w{mark}]){mark}(?=\S)([^{mark}\n]+?)(?<=\S){mark}(?![\w{mark}])") for mark in (r"\*", "_", "~")
)
_FIRST_HELD = 0xE000
_HELD = re.compile("[\ue000-\uf8ff]")
_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^()\s]+)\)")
_MARKDOWN_MARKS = (
    (re.compile(r"(?m)^#{1,6}\s+"), ""),
    (re.compile(r"(?<!\*)\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)(.+?)(?<=\S)__(?!\w)"), r"\1"),
    (re.compile(r"(?m)^(\s*)[*+]\s+"), r"\1• "),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!~>-])"), r"\1"),
)


def own_id(name: str) -> str:
    """Name everything by its id: for when there is no directory at hand."""
    return name


def reads_as(mrkdwn: str, names: Names = own_id) -> str:
    """Return mrkdwn as it reads: links with their address, people by name, emphasis without its marks."""
    held: list[str] = []

    def hold(text: str) -> str:
        held.append(text)
        return chr(_FIRST_HELD + len(held) - 1)

    kept = _CODE.sub(lambda code: hold(unescape((code[1] or code[2]).strip("\n"))), mrkdwn)
    kept = _ANGLE.sub(lambda angle: hold(_angle(angle[1], names)), kept)
    for emphasis in _EMPHASIS:
        kept = emphasis.sub(r"\1", kept)
    return _HELD.sub(lambda place: _held(held, place[0]), unescape(kept))


def _held(held: list[str], place: str) -> str:
    index = ord(place) - _FIRST_HELD
    return held[index] if index < len(held) else place


def _angle(inside: str, names: Names) -> str:
    """Return what is shown for the inside of `<…>`."""
    target, _, label = inside.partition("|")
    label = unescape(label)
    if target.startswith("@"):
        return "@" + (label or names(target[1:])).removeprefix("@")
    if target.startswith("#"):
        return "#" + (label or names(target[1:])).removeprefix("#")
    if target.startswith("!"):
        return _special(target[1:], label, names)
    address = unescape(target)
    return f"{label} ({address})" if label and label != address else address


def _special(command: str, label: str, names: Names) -> str:
    """Return what is shown for `<!date^…>`, `<!subteam^…>` and the broadcasts."""
    if command.startswith("date^"):
        return label
    if command.startswith("subteam^"):
        return label or "@" + names(command.removeprefix("subteam^"))
    return label or "@" + command


def markdown_reads_as(markdown: str) -> str:
    """Return the text of a `markdown` block as it reads."""
    text = _MARKDOWN_LINK.sub(lambda link: f"{link[1]} ({link[2]})" if link[1] else link[2], markdown)
    for mark, replacement in _MARKDOWN_MARKS:
        text = mark.sub(replacement, text)
    return unescape(text)
