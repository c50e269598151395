"""Changing one entry inside a use case's transaction: content, history and search index in one go.

Everything that changes an entry on file comes through `rewrite` or `take_off`, whoever asks for it and however.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.domain.entry_json import to_json
from bot.domain.history import Revision
from bot.domain.kinds import PRESS
from bot.domain.people import Asking, Role
from bot.errors import AlreadyDone, NotFound, StaleEdit
from bot.services.press.telling import item_changed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.domain.entries import Draft, Entry, Stamp
    from storage.engine import Store
    from storage.entries import OnFile
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Step:
    """What a change is in history: its name, who takes it, the version that it takes back, and the reason given."""

    action: str
    stamp: Stamp
    undoes: int | None = None
    reason: str = ""


@contextmanager
def writing(store: Store, delivery: str, now: datetime) -> Iterator[Transaction]:
    """A transaction that notes that `delivery` was handled. Raises `AlreadyDone` where it was handled before."""
    with store.write() as tx:
        if delivery and not tx.handled.claim(delivery, now):
            raise AlreadyDone("That was done already.")
        yield tx


def must_edit(asking: Asking, to: str) -> None:
    """Raises `NotAllowed` unless the person is an editor, and `NotFound` where there is no dossier yet."""
    asking.person.must_be(Role.EDITOR, to=to)
    if not asking.dossier.key:
        raise NotFound("There is no dossier yet. `papertrail import --starter` loads one.")


def rewrite(tx: Transaction, on_file: OnFile, draft: Draft, step: Step) -> Entry:
    """Replace an entry's content. Raises `StaleEdit` where somebody else changed it since it was read."""
    if not tx.entries.rewrite(on_file, draft, step.stamp):
        raise stale(on_file.entry)
    _note(tx, on_file, step, state(on_file.entry), to_json(draft))
    if on_file.entry.kind is PRESS:
        item_changed(tx, on_file, step.stamp.at)
    return indexed(tx, on_file.key)


def take_off(tx: Transaction, on_file: OnFile, because: str, step: Step) -> Entry:
    """Take an entry off the lists. Raises `StaleEdit` where somebody else changed it since it was read."""
    content = on_file.entry.content
    if not tx.entries.rewrite(on_file, content, step.stamp, deleted_because=because):
        raise stale(on_file.entry)
    _note(tx, on_file, step, to_json(content), None)
    tx.search.remove(on_file.key)
    if on_file.entry.kind is PRESS:
        item_changed(tx, on_file, step.stamp.at)
    return tx.entries.load([on_file.key])[0].entry


def indexed(tx: Transaction, key: int) -> Entry:
    """The entry with that key, once its words are in the search index as they are now."""
    on_file = tx.entries.load([key])[0]
    tx.search.put(key, on_file.dossier_id, on_file.entry.content)
    return on_file.entry


def state(entry: Entry) -> dict[str, Any] | None:
    """The content as history holds it: None for what is deleted."""
    return None if entry.deleted_because else to_json(entry.content)


def stale(entry: Entry) -> StaleEdit:
    """The error for a change that began from an older version."""
    who = entry.changed.name or "Somebody else"
    return StaleEdit(
        f"{who} changed {entry.id} while you were writing. What you typed is still here. Save again to put it in"
        " place of theirs.",
        version=entry.version,
    )


def _note(
    tx: Transaction, on_file: OnFile, step: Step, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> None:
    entry, version = on_file.entry.id, on_file.entry.version + 1
    revision = Revision(entry, version, step.action, step.stamp, before, after, undoes=step.undoes, reason=step.reason)
    tx.revisions.add(on_file.key, revision)
