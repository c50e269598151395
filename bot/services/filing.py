"""Putting many new entries on file in one step. Used inside other use cases' transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.entry_json import to_json
from bot.domain.history import Revision
from storage.parts import ENTRIES_IN_HAND, in_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.dossiers import Dossier
    from bot.domain.entries import Draft, Stamp
    from bot.domain.ids import PublicId
    from storage.transaction import Transaction


def put_on_file(
    tx: Transaction,
    dossier: Dossier,
    items: Sequence[tuple[PublicId, Draft]],
    stamps: Sequence[Stamp],
    *,
    batch: str,
    action: str = "import",
    before_indexing: Callable[[tuple[int, ...]], None] | None = None,
) -> tuple[int, ...]:
    """Write checked drafts as new entries, with their history and in the search index; returns their keys in order.

    `stamps` says of each who put it on file, and when.

    Links must lead to public ids, on file or among the items. `batch` marks the revisions of one step, `action` says
    what it was. `before_indexing` writes what else the index reads of the entries, given their keys. Raises `BadInput`
    when an alias names another entry or a link leads nowhere.
    """
    keys = tx.bulk.insert(dossier, items, stamps)
    tx.revisions.add_many(
        (key, Revision(public_id, 1, action, stamp, None, to_json(draft), batch=batch))
        for key, (public_id, draft), stamp in zip(keys, items, stamps, strict=True)
    )
    if before_indexing is not None:
        before_indexing(keys)
    words = ((key, dossier.key, draft) for key, (_, draft) in zip(keys, items, strict=True))
    for part in in_parts(words, ENTRIES_IN_HAND):
        tx.search.put_many(part)
    return keys
