"""Finding one entry by what people call it, within what they may see. Used inside other use cases' transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.ids import PublicId, read_id
from bot.domain.kinds import EVENT, PRESS
from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.domain.people import Asking
    from storage.entries import OnFile
    from storage.transaction import Transaction


def find(tx: Transaction, asking: Asking, public_id: PublicId, *, deleted: bool = False) -> OnFile:
    """The entry with that id, or `NotFound`: the same words for what is absent and for what may not be seen."""
    on_file = tx.entries.by_id(public_id, deleted=True)
    if on_file is None or asking.scope not in (None, on_file.dossier_id):
        raise _no_such(public_id)
    if on_file.entry.deleted_because is None or deleted:
        return on_file
    if asking.scope is not None:
        raise _no_such(public_id)
    on, why = on_file.entry.changed.at, on_file.entry.deleted_because.rstrip(".")
    raise NotFound(f"{public_id} was deleted on {on:%B} {on.day}, {on.year}: {why}.")


def _no_such(public_id: PublicId) -> NotFound:
    command = {EVENT: "/timeline", PRESS: "/press"}.get(public_id.kind, "/records")
    return NotFound(f"There is no {public_id}. Try `{command}` with a word of its title.")


def look_up(tx: Transaction, asking: Asking, name: str, *, deleted: bool = False) -> OnFile:
    """The entry that `name` means: a public id in any spelling, or an alias, the place's own dossier first."""
    public_id = read_id(name)
    if public_id is not None:
        return find(tx, asking, public_id, deleted=deleted)
    on_file = tx.entries.by_alias(name, asking.dossier.key)
    if on_file is None and asking.scope is None:
        on_file = tx.entries.by_alias(name, None)
    if on_file is None:
        raise NotFound(f"Nothing on file is called “{name.strip()[:60]}”.")
    return on_file
