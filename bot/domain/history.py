"""History: what a write changed, and what taking it back would mean. History is append-only; undo is a new revision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.entries import Stamp
    from bot.domain.ids import PublicId

UNDO_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Revision:
    """One step of an entry's history. `before` and `after` are its content as JSON (see `entry_json`).

    `before` is None for the step that made the entry, `after` is None for the one that deleted it.
    `action` is one of add, edit, delete, restore, link, undo, import, and log, where a feed brought it. `reason` is
    what was given for a deletion: it stays in the history when the deletion is taken back.
    """

    entry: PublicId
    version: int
    action: str
    done: Stamp
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    undoes: int | None = None
    batch: str = ""
    reason: str = ""


def changed_keys(revision: Revision) -> tuple[str, ...]:
    """Which parts of the content a step changed, in the order of the entry's JSON; fields by their own names."""
    before = _flat(revision.before or {})
    after = _flat(revision.after or {})
    return tuple(key for key in {**before, **after} if before.get(key) != after.get(key))


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    flat = {key: value for key, value in content.items() if key not in ("fields", "kind")}
    flat.update(content.get("fields", {}))
    return flat
