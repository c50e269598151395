"""What a message says in words, wherever it says it: in its text, its blocks, its attachments, or its files' names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Part = dict[str, Any]

_ON_ONE_LINE = ("rich_text_section", "rich_text_quote", "rich_text_preformatted")
_SILENT = ("actions", "input", "divider")
_ATTACHED = ("pretext", "title", "text")


def words_of(message: Mapping[str, Any]) -> str:
    """The words of a message in mrkdwn; of several places the first that has any. Empty where none has."""
    places = (
        str(message.get("text") or ""),
        _lines(map(_said, _parts(message.get("blocks")))),
        _lines(map(_attached, _parts(message.get("attachments")))),
        _lines(str(file.get("title") or file.get("name") or "") for file in _parts(message.get("files"))),
    )
    return next((words for place in places if (words := place.strip())), "")


def _parts(given: object) -> list[Part]:
    return [part for part in given if isinstance(part, dict)] if isinstance(given, list) else []


def _lines(words: Iterable[str], by: str = "\n") -> str:
    return by.join(filter(None, words))


def _attached(attachment: Part) -> str:
    own = _lines(str(attachment.get(name) or "") for name in _ATTACHED)
    return own or _lines(map(_said, _parts(attachment.get("blocks")))) or str(attachment.get("fallback") or "")


def _said(part: Part) -> str:
    """What a block, or an element of one, says."""
    if part.get("type") in _SILENT:
        return ""
    if marked := _marked(part):
        return marked
    text = part.get("text")
    own = str((text.get("text") if isinstance(text, dict) else text) or part.get("alt_text") or "")
    inside = map(_said, [*_parts(part.get("elements")), *_parts(part.get("fields"))])
    return _lines([own, *inside], "" if part.get("type") in _ON_ONE_LINE else "\n")


def _marked(part: Part) -> str:
    """A person, a channel, a link or an emoji of rich text, as mrkdwn marks it."""
    match part.get("type"):
        case "user":
            return f"<@{part.get('user_id')}>"
        case "channel":
            return f"<#{part.get('channel_id')}>"
        case "link":
            label = f"|{part['text']}" if part.get("text") else ""
            return f"<{part.get('url')}{label}>"
        case "emoji":
            return f":{part.get('name')}:"
        case "broadcast":
            return f"@{part.get('range')}"
        case _:
            return ""
