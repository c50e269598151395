"""Layout blocks, and which of them each surface takes.

https://docs.slack.dev/reference/block-kit/blocks
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspace.block_kit.elements import (
    IDENTIFIER,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    SLACK_FILE,
)
from workspace.block_kit.rules import (
    Problem,
    anything,
    array,
    by_type,
    flag,
    listed,
    one_of,
    only_one_of,
    shape,
    some_of,
    string,
    web_address,
)
from workspace.block_kit.texts import any_text, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workspace.block_kit.rules import Rule

TABLE_CHARACTERS = 10_000


def _block(
    kind: str,
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule] | None = None,
    also: Sequence[Rule] = (),
) -> Rule:
    return shape({"type": one_of(kind), **required}, {"block_id": IDENTIFIER, **(optional or {})}, also)


def _action_ids_differ(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """Accept a block whose elements all have different action ids."""
    seen: set[str] = set()
    for index, element in enumerate(listed(value.get("elements"))):
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str) and action_id in seen:
            yield Problem(f'`action_id` "{action_id}" already exists in this block', f"{at}/elements/{index}/action_id")
        elif isinstance(action_id, str):
            seen.add(action_id)


_RICH_LEAF_KINDS = (
    "text", "link", "emoji", "user", "usergroup", "channel", "team", "broadcast", "date", "color",
)  # fmt: skip
_RICH_LEAF_FIELDS: dict[str, Rule] = {
    "text": anything, "style": anything, "url": anything, "unsafe": flag, "name": anything,
    "skin_tone": anything, "unicode": anything, "user_id": anything, "usergroup_id": anything,
    "channel_id": anything, "team_id": anything, "range": anything, "timestamp": anything,
    "format": anything, "fallback": anything, "value": anything,
}  # fmt: skip
_RICH_LEAF = shape({"type": one_of(*_RICH_LEAF_KINDS)}, _RICH_LEAF_FIELDS)
_RICH_LEAVES = array(_RICH_LEAF, 3000, 0)
_RICH_SECTION = shape({"type": one_of("rich_text_section"), "elements": _RICH_LEAVES})
_RICH_TEXT = _block(
    "rich_text",
    {
        "elements": array(
            by_type(
                {
                    "rich_text_section": _RICH_SECTION,
                    "rich_text_list": shape(
                        {
                            "type": one_of("rich_text_list"),
                            "style": one_of("bullet", "ordered"),
                            "elements": array(_RICH_SECTION, 3000, 0),
                        },
                        {"indent": anything, "offset": anything, "border": anything},
                    ),
                    "rich_text_preformatted": shape(
                        {"type": one_of("rich_text_preformatted"), "elements": _RICH_LEAVES},
                        {"border": anything, "language": anything},
                    ),
                    "rich_text_quote": shape(
                        {"type": one_of("rich_text_quote"), "elements": _RICH_LEAVES}, {"border": anything}
                    ),
                }
            ),
            3000,
            0,
        )
    },
)


def _table_fits(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """Accept a table whose rows are equally long and whose cells together are not too much text."""
    rows = [row for row in listed(value.get("rows")) if isinstance(row, list)]
    cells = [cell for row in rows for cell in row if isinstance(cell, dict)]
    if sum(len(str(cell.get("text") or "")) for cell in cells) > TABLE_CHARACTERS:
        yield Problem(f"must be less than {TABLE_CHARACTERS + 1} characters", f"{at}/rows")
    if len({len(row) for row in rows}) > 1:
        yield Problem("all rows must have the same number of cells", f"{at}/rows")


def _column(value: Any, at: str) -> Iterator[Problem]:
    """Accept a column's settings, or null for a column that keeps the defaults."""
    if value is not None:
        yield from shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})(value, at)


_CELL = by_type(
    {
        "raw_text": shape({"type": one_of("raw_text"), "text": string(3000)}),
        "raw_number": shape({"type": one_of("raw_number"), "value": anything, "text": string(3000)}),
        "rich_text": _RICH_TEXT,
    }
)

SECTION = _block(
    "section",
    {},
    {
        "text": any_text(3000),
        "fields": array(any_text(2000), 10),
        "accessory": by_type(IN_SECTION),
        "expand": flag,
    },
    [some_of("text", "fields")],
)
IMAGE_BLOCK = _block(
    "image",
    {"alt_text": string(2000)},
    {"image_url": web_address(3000), "slack_file": SLACK_FILE, "title": plain_text(2000)},
    [only_one_of("image_url", "slack_file")],
)
VIDEO = _block(
    "video",
    {
        "alt_text": string(2000),
        "title": plain_text(199),
        "thumbnail_url": web_address(3000),
        "video_url": web_address(3000),
    },
    {
        "title_url": web_address(3000),
        "description": plain_text(199),
        "author_name": string(49),
        "provider_name": string(255),
        "provider_icon_url": web_address(3000),
    },
)

EVERYWHERE: dict[str, Rule] = {
    "section": SECTION,
    "divider": _block("divider", {}),
    "header": _block("header", {"text": plain_text(150)}),
    "context": _block(
        "context",
        {"elements": array(by_type({"image": IMAGE, "plain_text": any_text(3000), "mrkdwn": any_text(3000)}), 10)},
    ),
    "actions": _block("actions", {"elements": array(by_type(IN_ACTIONS), 25)}, also=[_action_ids_differ]),
    "image": IMAGE_BLOCK,
    "input": _block(
        "input",
        {"label": plain_text(2000), "element": by_type(IN_INPUT)},
        {"hint": plain_text(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": _RICH_TEXT,
    "video": VIDEO,
}
"""The blocks that messages, modals and Home tabs all take."""

MESSAGES_ONLY: dict[str, Rule] = {
    "markdown": _block("markdown", {"text": string(12_000)}),
    "table": _block(
        "table",
        {"rows": array(array(_CELL, 20), 100)},
        {"column_settings": array(_column, 20, 0)},
        [_table_fits],
    ),
    "context_actions": _block(
        "context_actions",
        {"elements": array(by_type(IN_CONTEXT_ACTIONS), 5)},
        also=[_action_ids_differ],
    ),
    "file": _block("file", {"external_id": string(255), "source": one_of("remote")}),
}

IN_MESSAGE = by_type({**EVERYWHERE, **MESSAGES_ONLY})
IN_VIEW = by_type(EVERYWHERE)
