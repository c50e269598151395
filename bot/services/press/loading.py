"""Press items by their keys, as cards in a channel show them. Used inside other use cases' transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.press.items import Note
from bot.services.press.reading import item_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.press.items import PressItem
    from storage.transaction import Transaction


def load_items(tx: Transaction, keys: Sequence[int]) -> tuple[PressItem, ...]:
    """The items with those keys, in that order; also those that were taken off the lists, which their cards say."""
    return tuple(item_of(tx, None, on_file) for on_file in tx.entries.load(keys))


def load_note(tx: Transaction, key: int) -> Note | None:
    """The note with that key."""
    found = tx.press.note(key)
    return None if found is None else Note(found.text, found.written)
