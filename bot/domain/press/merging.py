"""How the log says that one item was taken off because another one tells the same story."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.ids import read_id

if TYPE_CHECKING:
    from bot.domain.ids import PublicId

_MERGED = re.compile(r"^the same story as (?P<id>P-\d+)$")


def merged_because(other: PublicId) -> str:
    """The reason with which an item is taken off the lists."""
    return f"the same story as {other}"


def merged_into(reason: str | None) -> PublicId | None:
    """The item that tells the story of one that was taken off with this reason; None where it was another reason."""
    found = _MERGED.match(reason or "")
    return read_id(found["id"]) if found else None
