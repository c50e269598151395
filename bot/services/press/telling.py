"""Cards in Slack are kept true: what changes an item that is shown there leaves a notice for its card.

Used inside the transaction that changes it, so the notice is there just when the change is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.press.merging import merged_into
from bot.domain.press.notice import NewNotice, NoticeKind

if TYPE_CHECKING:
    from datetime import datetime

    from storage.entries import OnFile
    from storage.transaction import Transaction


def item_changed(tx: Transaction, on_file: OnFile, now: datetime) -> None:
    """An item gets its next version: its cards follow, whatever the change was and wherever it was made.

    One that had been taken off as the same story as another has its own copies and notes back first.
    """
    other = merged_into(on_file.entry.deleted_because)
    if other is not None:
        tx.press.unmerge(on_file.key)
        story = tx.entries.by_id(other, deleted=True)
        if story is not None:
            tx.press.reindex([story.key])
            what = f"back-{on_file.key}-{on_file.entry.version}"
            card_changed(tx, story.key, story.entry.version, now, what=what)
    card_changed(tx, on_file.key, on_file.entry.version + 1, now)


def card_changed(tx: Transaction, key: int, version: int, now: datetime, *, what: str = "") -> None:
    """Have the cards of the entry with that key say what is on file now.

    `version` is the entry's; `what` names a change that its version does not count, such as a copy or a note.
    """
    if tx.notices.posted_for(key):
        dedupe = f"update:{key}:{version}" + (f":{what}" if what else "")
        facts = {"entry": key, "version": version}
        tx.notices.add([NewNotice(NoticeKind.CARD_UPDATE, dedupe, entry_id=key, facts=facts)], now)


def note_written(tx: Transaction, key: int, version: int, note: int, now: datetime) -> None:
    """Have a note said in the threads of the item's cards, and counted on them."""
    if tx.notices.posted_for(key):
        facts = {"entry": key, "note": note}
        tx.notices.add([NewNotice(NoticeKind.PRESS_NOTE, f"note:{note}", entry_id=key, facts=facts)], now)
        card_changed(tx, key, version, now, what=f"note-{note}")
