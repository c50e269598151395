"""Small Block Kit objects that Slack takes, to be spoilt one limit at a time."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def button(number: int = 1, **more: Any) -> Json:
    return {"type": "button", "text": plain("Open"), "action_id": f"open-{number}", **more}


def option(number: int = 1, **more: Any) -> Json:
    return {"text": plain(f"Choice {number}"), "value": f"v{number}", **more}


def options(count: int) -> list[Json]:
    return [option(number) for number in range(count)]


def select(**more: Any) -> Json:
    return {"type": "static_select", "action_id": "choose", "options": options(2), **more}


def section(text: str = "words", **more: Any) -> Json:
    return {"type": "section", "text": marked(text), **more}


def entry(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain("Title"), "element": element, **more}


def typed(**more: Any) -> Json:
    return {"type": "plain_text_input", "action_id": "title", **more}


def confirm(**more: Any) -> Json:
    return {"title": plain("Sure?"), "text": marked("It is gone then."), **more}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "A scan", **more}


def message(*blocks: Json, **more: Any) -> Json:
    return {"channel": "C1", "text": "words", "blocks": list(blocks), **more}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("Add"), "submit": plain("Save"), "blocks": list(blocks), **more}


def table(rows: int, columns: int, text: str = "x") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns for _ in range(rows)]}
