"""Rules about a surface as a whole: a message's blocks, a modal, a Home tab, a menu's answer."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from workspace.block_kit.blocks import IN_MESSAGE, IN_VIEW
from workspace.block_kit.rules import Problem, array, flag, listed, one_of, only_one_of, shape, string
from workspace.block_kit.texts import OPTION, OPTION_GROUP, plain_text
from workspace.wire import compact

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MARKDOWN_CHARACTERS = 12_000
MESSAGE_CHARACTERS = 13_000
VIEW_BYTES = 250_000

_MESSAGE_BLOCKS = array(IN_MESSAGE, MESSAGE_BLOCKS, 0)
_VIEW_BLOCKS = array(IN_VIEW, VIEW_BLOCKS)
_VIEW_FIELDS = {
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "private_metadata": string(3000, 0),
}
_MODAL = shape(
    {"type": one_of("modal"), "title": plain_text(24), "blocks": _VIEW_BLOCKS},
    {
        **_VIEW_FIELDS,
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
    },
)
_HOME = shape({"type": one_of("home"), "blocks": _VIEW_BLOCKS}, _VIEW_FIELDS)
_OPTIONS = shape(
    {},
    {"options": array(OPTION, 100, 0), "option_groups": array(OPTION_GROUP, 100, 0)},
    [only_one_of("options", "option_groups")],
)


def message_problems(blocks: Any, at: str = "/blocks") -> list[Problem]:
    """Return what is wrong with the blocks of a message, in the order of the blocks."""
    problems = list(_MESSAGE_BLOCKS(blocks, at))
    if isinstance(blocks, list):
        problems += chain(_block_ids_differ(blocks, at), _markdown_fits(blocks, at), _tables_fit(blocks, at))
    return problems


def view_problems(view: Any, at: str = "/view") -> list[Problem]:
    """Return what is wrong with a view, a modal or a Home tab."""
    if not isinstance(view, dict):
        return [Problem("must be an object", at)]
    kind = view.get("type")
    if kind is None:
        return [Problem("missing required field: type", at)]
    if kind not in ("modal", "home"):
        return [Problem(f"unsupported type: {kind}", f"{at}/type")]
    problems = list((_MODAL if kind == "modal" else _HOME)(view, at))
    blocks = view.get("blocks")
    if isinstance(blocks, list):
        problems += chain(_block_ids_differ(blocks, f"{at}/blocks"), _one_focus(blocks, at))
        if kind == "modal" and _has_inputs(blocks) and not view.get("submit"):
            problems.append(Problem("missing required field: submit (required with input blocks)", at))
    return problems


def option_problems(answer: Any, at: str = "") -> list[Problem]:
    """Return what is wrong with an app's answer to an external menu."""
    return list(_OPTIONS(answer, at))


def blocks_are_too_long(blocks: list[Any]) -> bool:
    """Tell whether all texts of a message's blocks together pass Slack's undocumented limit.

    Slack answers `msg_blocks_too_long` somewhere above 13,000 characters, less when there are more blocks.
    """
    return _text_in(blocks) > MESSAGE_CHARACTERS


def view_is_too_large(view: Any) -> bool:
    """Tell whether a view is more than 250 kB."""
    return len(compact(view).encode()) > VIEW_BYTES


def _text_in(value: Any) -> int:
    if isinstance(value, list):
        return sum(_text_in(one) for one in value)
    if not isinstance(value, dict):
        return 0
    return sum(
        len(inside) if name == "text" and isinstance(inside, str) else _text_in(inside)
        for name, inside in value.items()
    )


def _kinds(blocks: list[Any], kind: str) -> list[tuple[int, dict[str, Any]]]:
    return [
        (index, block) for index, block in enumerate(blocks) if isinstance(block, dict) and block.get("type") == kind
    ]


def _has_inputs(blocks: list[Any]) -> bool:
    return bool(_kinds(blocks, "input"))


def _block_ids_differ(blocks: list[Any], at: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id") if isinstance(block, dict) else None
        if isinstance(block_id, str) and block_id in seen:
            yield Problem(f'`block_id` "{block_id}" already exists', f"{at}/{index}/block_id")
        elif isinstance(block_id, str):
            seen.add(block_id)


def _markdown_fits(blocks: list[Any], at: str) -> Iterator[Problem]:
    total = sum(len(str(block.get("text") or "")) for _, block in _kinds(blocks, "markdown"))
    if total > MARKDOWN_CHARACTERS:
        yield Problem(f"markdown must be less than {MARKDOWN_CHARACTERS + 1} characters in all", at)


def _tables_fit(blocks: list[Any], at: str) -> Iterator[Problem]:
    for index, _ in _kinds(blocks, "table")[1:]:
        yield Problem("only_one_table_allowed", f"{at}/{index}")


def _one_focus(blocks: list[Any], at: str) -> Iterator[Problem]:
    """Accept a view of which at most one element asks for the focus."""
    asking = sum(
        isinstance(element, dict) and element.get("focus_on_load") is True
        for block in blocks
        if isinstance(block, dict)
        for element in [block.get("element"), block.get("accessory"), *listed(block.get("elements"))]
    )
    if asking > 1:
        yield Problem("only one element can have focus_on_load set to true", f"{at}/blocks")
