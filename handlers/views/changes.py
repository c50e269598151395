"""What one step changed, in words: which part, what it was before, what it is now. Generic over kinds and fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.entries import RELATION_BY_NAME
from bot.domain.history import Revision, changed_keys
from handlers.mrkdwn import Mrkdwn, joined, mrkdwn
from handlers.views.lines import cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.kinds import Kind

VALUE_LIMIT = 110
ITEMS_SHOWN = 3
CHANGES_SHOWN = 5

_LABELS = {
    "title": "Title",
    "body": "Text",
    "date": "Date",
    "date_text": "Date as written",
    "date_basis": "Basis of the date",
    "tags": "Tags",
    "aliases": "Other names",
    "quotes": "Quotations",
    "links": "Links",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One part that changed. `before` and `after` are empty where there was or is nothing."""

    label: str
    before: str = ""
    after: str = ""
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def changes(revision: Revision) -> tuple[Change, ...]:
    """What a step changed, part by part. A date's wording is not repeated where the date itself changed."""
    keys = changed_keys(revision)
    if "date" in keys:
        keys = tuple(key for key in keys if key != "date_text")
    before, after = _parts(revision.before), _parts(revision.after)
    return tuple(_change(key, before.get(key), after.get(key), revision.entry.kind) for key in keys)


def _parts(content: Mapping[str, Any] | None) -> dict[str, Any]:
    content = content or {}
    date = {"date": content.get("date_text") or content["date"]} if content.get("date") else {}
    return {**content, **content.get("fields", {}), **date}


def _change(key: str, before: Any, after: Any, kind: Kind) -> Change:
    label = _LABELS.get(key) or _field_label(key, kind)
    if isinstance(before, list) or isinstance(after, list):
        old, new = _items(before or []), _items(after or [])
        gone = tuple(item for item in old if item not in new)
        added = tuple(item for item in new if item not in old)
        return Change(label, gone=gone, new=added) if gone or added else Change(label, after="in another order")
    return Change(label, str(before or ""), str(after or ""))


def _field_label(key: str, kind: Kind) -> str:
    try:
        return kind.field(key).label
    except KeyError:
        return key.replace("_", " ").capitalize()


def _items(values: Sequence[Any]) -> list[str]:
    return [_item(value) for value in values]


def _item(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "rel" in value:
        relation = RELATION_BY_NAME.get(str(value["rel"]))
        reads = relation.forward if relation else value["rel"]
        inferred = " (inferred)" if value.get("basis") == "inferred" else ""
        note = f": {value['note']}" if value.get("note") else ""
        return f"{reads} {value.get('to', '')}{inferred}{note}"
    source = ", ".join(str(value[part]) for part in ("alias", "page", "note") if value.get(part))
    return f"“{value.get('text', '')}”" + (f" ({source})" if source else "")


def told(found: Sequence[Change], most: int = CHANGES_SHOWN) -> Mrkdwn:
    """The changes, one a line, the first few of many."""
    lines = [_line(change) for change in found[:most]]
    if len(found) > most:
        lines.append(mrkdwn("… and {count} more", count=len(found) - most))
    return joined(lines)


def _line(change: Change) -> Mrkdwn:
    label = mrkdwn("• *{label}*", label=change.label)
    if change.gone or change.new:
        return joined([label, _items_told("added", change.new), _items_told("removed", change.gone)], "  ")
    before, after = cut(_one_line(change.before), VALUE_LIMIT), cut(_one_line(change.after), VALUE_LIMIT)
    if not before:
        return joined([label, after], "  ")
    return mrkdwn("{label}  {before} → {after}", label=label, before=before, after=after or mrkdwn("_nothing_"))


def _items_told(word: str, items: Sequence[str]) -> Mrkdwn:
    """`added PIA, SORN and 3 more`, or nothing."""
    if not items:
        return Mrkdwn()
    shown = joined([cut(_one_line(item), VALUE_LIMIT // 2) for item in items[:ITEMS_SHOWN]], ", ")
    rest = len(items) - ITEMS_SHOWN
    more = mrkdwn(" and {rest} more", rest=rest) if rest > 0 else Mrkdwn()
    return mrkdwn("_{word}_ {shown}{more}", word=word, shown=shown, more=more)


def _one_line(text: str) -> str:
    return " ".join(text.split())
