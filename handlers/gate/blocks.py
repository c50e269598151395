"""The blocks of one surface as a list: each within its limits, and all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from handlers.gate.limits import (
    MARKDOWN_TOTAL,
    SHAPES,
    TABLE_TOTAL,
    TABLES,
    WEIGHT_OF_A_CONTAINER,
)
from handlers.gate.mend import PLACEHOLDER, TOO_LONG, TOO_MANY, WRONG_KIND, mended_object
from handlers.gate.rules import Several, Words
from handlers.plain import pieces, shorten, size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from handlers.gate.ledger import Ledger

Block = dict[str, Any]

NOT_UNIQUE: Final = "not unique"
_SPREAD: Final = ("text", "elements", "fields")
_TAIL_KINDS: Final = frozenset({"actions", "context", "context_actions"})
_TAIL_MOST: Final = 2
"""How many blocks at the end stay when a message is too long: the paging buttons and the line beside them."""


def mended_blocks(blocks: Any, kinds: frozenset[str], ledger: Ledger) -> list[Block]:
    """Return the blocks, each as Slack takes it, long ones spread over several; `kinds` are those allowed."""
    if not isinstance(blocks, (list, tuple)):
        ledger.refuse("blocks", WRONG_KIND)
    result: list[Block] = []
    for block in blocks:
        if block is None:
            continue
        kind = block.get("type") if isinstance(block, dict) else None
        if kind not in kinds:
            ledger.mend(f"{kind}", WRONG_KIND)
            continue
        fine = mended_object(SHAPES[kind], block, kind, ledger)
        if fine is not None:
            result += _spread(fine, ledger)
    return _with_one_focus(_with_unique_ids(result, ledger), ledger)


def _spread(block: Block, ledger: Ledger) -> Iterator[Block]:
    """Yield a block whose text or list is too long as several; only the first keeps id and accessory."""
    follow_up: Block = {name: block[name] for name in ("type", "expand") if name in block}
    parts = [{name: chunk} for name in _SPREAD for chunk in _chunks(block, name, ledger)]
    if "text" in block and "fields" in block:  # a section shows both: fields belong under the end of the text
        at = sum("text" in part for part in parts)
        parts[at - 1 : at + 1] = [{**parts[at - 1], **parts[at]}]
    if len(parts) < 2:
        yield block
        return
    rest: Block = {name: block[name] for name in block if name not in _SPREAD}
    for index, part in enumerate(parts):
        yield {**(follow_up if index else rest), **part}


def _chunks(block: Block, name: str, ledger: Ledger) -> list[Any]:
    """Return the field of a block in chunks within its limit; one chunk for a field that does not split."""
    if name not in block:
        return []
    rule = SHAPES[block["type"]].fields.get(name)
    value = block[name]
    if isinstance(rule, Words) and rule.splits:
        return [{**value, "text": piece} for piece in pieces(value["text"], rule.most)]
    if isinstance(rule, Several) and rule.splits and len(value) > rule.most:
        ledger.mend(f"{block['type']}.{name}", TOO_MANY)
        return [value[start : start + rule.most] for start in range(0, len(value), rule.most)]
    return [value]


def _with_unique_ids(blocks: list[Block], ledger: Ledger) -> list[Block]:
    """Return the blocks with block ids unique in the surface, and action ids unique within each block.

    Slack allows one action id in several blocks: the "Open" button of each row of a list.
    """
    seen: set[str] = set()
    for block in blocks:  # all of them made here, so they may be changed
        block_id = block.get("block_id")
        if block_id in seen:
            if block["type"] == "input":
                ledger.refuse("input.block_id", NOT_UNIQUE)  # one of two answers would be lost
            ledger.mend(f"{block['type']}.block_id", NOT_UNIQUE)
            del block["block_id"]
        elif block_id is not None:
            seen.add(block_id)
        if block["type"] in {"actions", "context_actions"}:
            block["elements"] = _with_unique_action_ids(block["elements"], ledger)
    return blocks


def _with_unique_action_ids(elements: Sequence[Block], ledger: Ledger) -> list[Block]:
    seen: set[str] = set()
    kept: list[Block] = []
    for element in elements:
        action_id = element.get("action_id")
        if action_id is not None and action_id in seen:
            ledger.mend(f"{element['type']}.action_id", NOT_UNIQUE)
            continue
        seen |= {action_id} if action_id is not None else set()
        kept.append(element)
    return kept


def _with_one_focus(blocks: list[Block], ledger: Ledger) -> list[Block]:
    """Return the blocks with at most one element that takes the focus: Slack refuses a view with two."""
    taken = False
    for block in blocks:
        for element in (block.get("element"), block.get("accessory"), *block.get("elements", ())):
            if element and element.get("focus_on_load"):
                if taken:
                    ledger.mend(f"{element['type']}.focus_on_load", NOT_UNIQUE)
                    del element["focus_on_load"]
                taken = True
    return blocks


def within_totals(blocks: list[Block], ledger: Ledger) -> list[Block]:
    """Return a message's blocks with its markdown and its tables within what one message may hold of them."""
    markdown_left, tables_left, cells_left = MARKDOWN_TOTAL, TABLES, TABLE_TOTAL
    result: list[Block] = []
    for block in blocks:
        if block["type"] == "markdown":
            text = block["text"]
            if size(text) > markdown_left:
                ledger.mend("markdown.text", TOO_LONG)
                text = shorten(text, markdown_left)
            markdown_left -= size(text)
            result += [{**block, "text": text}] if text else []
        elif block["type"] == "table":
            tables_left -= 1
            if tables_left < 0:
                ledger.mend("table", TOO_MANY)
                continue
            result += _table_within(block, cells_left, ledger)
        else:
            result.append(block)
    return result


def _table_within(table: Block, characters: int, ledger: Ledger) -> Iterator[Block]:
    """Yield a table with equally long rows and at most so many characters, and a line on what is left out."""
    width = max(len(row) for row in table["rows"])
    rows: list[list[Any]] = []
    for row in table["rows"]:
        characters -= text_size(row)
        if characters < 0:
            break
        if len(row) < width:
            ledger.mend("table.rows", "not equally long")
        rows.append([*row, *({"type": "raw_text", "text": PLACEHOLDER} for _ in range(width - len(row)))])
    if rows:
        yield {**table, "rows": rows}
    left_out = len(table["rows"]) - len(rows)
    if left_out:
        ledger.mend("table.rows", TOO_LONG)
        yield _note(f"… {left_out} more rows not shown")


def trimmed(blocks: list[Block], most: int, weight: int | None, ledger: Ledger) -> list[Block]:
    """Return at most `most` blocks of at most `weight`: the first, a line on the rest, and the last ones."""
    if len(blocks) <= most and (weight is None or weight_of(blocks) <= weight):
        return blocks
    ledger.mend("blocks", TOO_MANY if len(blocks) > most else TOO_LONG)
    tail = _tail(blocks, weight)
    head = blocks[: len(blocks) - len(tail)]
    note = _note(f"… {len(head)} more not shown")
    room = most - len(tail) - 1
    left = None if weight is None else weight - weight_of([*tail, note])
    kept: list[Block] = []
    for block in head[:room]:
        left = None if left is None else left - weight_of(block)
        if left is not None and left < 0:
            break
        kept.append(block)
    left_out = [block for block in head[len(kept) :] if block["type"] != "divider"]
    return [*kept, *([_note(f"… {len(left_out)} more not shown")] if left_out else []), *tail]


def _tail(blocks: Sequence[Block], weight: int | None) -> list[Block]:
    """Return the blocks at the end that stay; of a message, they take up at most half of the weight."""
    tail: list[Block] = []
    for block in reversed(blocks):
        longer = [block, *tail]
        too_heavy = weight is not None and weight_of(longer) > weight // 2
        if block["type"] not in _TAIL_KINDS or len(tail) == _TAIL_MOST or too_heavy:
            break
        tail = longer
    return tail


def _note(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text}]}


def weight_of(value: Any) -> int:
    """Return how much of a message's undocumented limit a payload takes up."""
    return text_size(value) + WEIGHT_OF_A_CONTAINER * _containers(value)


def text_size(value: Any) -> int:
    """Return the size of all texts in a payload together."""
    if isinstance(value, list):
        return sum(map(text_size, value))
    if not isinstance(value, dict):
        return 0
    return sum(
        size(inside) if isinstance(inside, str) and name in {"text", "alt_text"} else text_size(inside)
        for name, inside in value.items()
    )


def _containers(value: Any) -> int:
    if isinstance(value, list):
        return sum(map(_containers, value))
    if not isinstance(value, dict):
        return 0
    return ("type" in value) + sum(map(_containers, value.values()))
