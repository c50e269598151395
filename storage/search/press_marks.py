"""The marks that a press item has by what hangs on it: by which watches and feeds it is in the log."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import literal, select, union

from storage.parts import in_parts
from storage.press_schema import press_copies, press_matches
from storage.search.marks import feed_mark, watch_mark
from storage.statements import KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_MARK: Final = {"watch": watch_mark, "feed": feed_mark}
_BY: Final = union(
    select(press_matches.c.entry_id, literal("watch"), press_matches.c.watch_id).where(
        press_matches.c.entry_id.in_(KEYS)
    ),
    select(press_copies.c.entry_id, literal("feed"), press_copies.c.feed_id).where(
        press_copies.c.entry_id.in_(KEYS), press_copies.c.feed_id.is_not(None)
    ),
)


def press_marks(connection: Connection, keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The marks of those press items that have any, by their keys: one query for many."""
    marks: dict[int, tuple[str, ...]] = defaultdict(tuple)
    for part in in_parts(keys):
        for key, sort, number in connection.execute(_BY, {"keys": part}):
            marks[key] += (_MARK[sort](number),)
    return marks
