"""A press item put together inside another use case's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.dates import from_edtf
from bot.domain.kinds import PRESS
from bot.errors import BadDate, Conflict, NotFound
from bot.services.press.items import NEW, Alike, Note, PressItem, StoryCopy, Triaged, Why
from bot.services.reading import look_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.history import Revision
    from bot.domain.people import Asking
    from storage.entries import OnFile
    from storage.transaction import Transaction

STEPS_LOOKED_AT = 100


def find_press(tx: Transaction, asking: Asking, name: str, *, deleted: bool = False) -> OnFile:
    """The press item that `name` means. Raises `NotFound` for anything else."""
    on_file = look_up(tx, asking, name, deleted=deleted)
    if on_file.entry.kind is not PRESS:
        raise NotFound(f"{on_file.entry.id} is {on_file.entry.kind.with_article}, not a press item.")
    return on_file


def hold_press(tx: Transaction, asking: Asking, name: str) -> OnFile:
    """The same, kept from being changed by others until the transaction ends.

    Raises `Conflict` for one that was taken off the lists, with who did that.
    """
    on_file = find_press(tx, asking, name, deleted=asking.scope is None)
    (on_file,) = tx.entries.held([on_file.key])
    must_be_there(on_file)
    return on_file


def must_be_there(on_file: OnFile) -> None:
    """Raises `Conflict` where somebody took the item off the lists meanwhile."""
    entry = on_file.entry
    if entry.deleted_because is not None:
        who = entry.changed.name or "Somebody"
        because = entry.deleted_because.rstrip(".")
        raise Conflict(f"{who} took {entry.id} off the lists: {because}. Nothing was changed.")


def item_of(tx: Transaction, asking: Asking | None, on_file: OnFile) -> PressItem:
    """The item with all that its card shows. `asking` None is the card in a channel.

    Whoever reads no more than the channel's dossier is not told what the team noted.
    """
    key = on_file.key
    inside = asking is None or asking.scope is None
    return PressItem(
        entry=on_file.entry,
        why=_why(tx, key),
        copies=tuple(
            StoryCopy(copy.outlet, copy.title, copy.url, copy.seen, copy.feed)
            for copy in tx.press.copies_of([key])[key]
        ),
        alike=_alike(tx, key) if inside else (),
        notes=tuple(Note(note.text, note.written) for note in tx.press.notes_of(key)) if inside else (),
        triaged=triaged_of(tx, on_file),
        posted=tx.notices.posted_for(key),
    )


def _why(tx: Transaction, key: int) -> tuple[Why, ...]:
    return tuple(Why(match.watch, match.hits, match.flags) for match in tx.press.matches_of([key])[key])


def _alike(tx: Transaction, key: int) -> tuple[Alike, ...]:
    scores = dict(tx.press.likenesses_of(key))
    lines = {found.key: found.entry for found in tx.entries.load(list(scores)) if found.entry.deleted_because is None}
    found = (
        Alike(entry.id, entry.title, entry.content.fields.get("outlet", ""), entry.date, scores[other])
        for other, entry in lines.items()
    )
    return tuple(sorted(found, key=lambda alike: -alike.score))


def triaged_of(tx: Transaction, on_file: OnFile) -> Triaged | None:
    """The step that gave the item the status that it has; None for one that nobody has looked at."""
    fields = on_file.entry.content.fields
    status = fields.get("status") or NEW
    step = step_that_set(tx, on_file, "status")
    if step is not None:
        if status == NEW and not _had(step.before, "status"):
            return None
        return Triaged(status, step.done.name, step.done.at, reason=step.reason)
    if status == NEW:
        return None
    try:
        day = from_edtf(fields["reviewed_on"]) if fields.get("reviewed_on") else None
    except BadDate:
        day = None
    return Triaged(status, fields.get("reviewer", ""), on=day)


def step_that_set(tx: Transaction, on_file: OnFile, *names: str) -> Revision | None:
    """The last step that changed any of those fields, where it is among the last of the item's history."""
    return _step(tx, on_file, lambda content: [_field(content, name) for name in names])


def step_that_flagged(tx: Transaction, on_file: OnFile) -> Revision | None:
    """The last step that changed the item's flags."""
    return _step(tx, on_file, lambda content: (content or {}).get("tags"))


def _step(tx: Transaction, on_file: OnFile, part: Callable[[Mapping[str, Any] | None], object]) -> Revision | None:
    revisions = tx.revisions.of(on_file.key, limit=STEPS_LOOKED_AT)
    changed = (one for one in revisions if one.before is not None and part(one.before) != part(one.after))
    return next(changed, None)


def _field(content: Mapping[str, Any] | None, name: str) -> object:
    return (content or {}).get("fields", {}).get(name)


def _had(content: Mapping[str, Any] | None, name: str) -> bool:
    return _field(content, name) not in (None, "", NEW)
