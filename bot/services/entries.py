"""Adding, editing, linking and deleting entries, and taking that back.

Each public method is one transaction. Every write leaves a revision, and keeps the search index true in the same
transaction. `delivery` names what Slack delivered: that it was handled is written together with what it did, so neither
is there without the other, and a repeat raises `AlreadyDone`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from bot.domain.entries import RELATION_BY_NAME, Draft, Entry, LinkDraft, checked, clean_line
from bot.domain.entry_json import Problems, from_json, to_json
from bot.domain.history import UNDO_WINDOW, Revision
from bot.domain.ids import PublicId, read_id
from bot.domain.kinds import PRESS
from bot.errors import BadInput, Conflict, Duplicate, NotFound
from bot.services.press.adding import add_copy, as_logged, as_published, must_be_another_story
from bot.services.reading import find, look_up
from bot.services.stamping import stamp_of
from bot.services.writing import Step, indexed, must_edit, rewrite, stale, state, take_off, writing

if TYPE_CHECKING:
    from datetime import tzinfo

    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

TAKEN_BACK = "taken back"


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, and the entry as it is now."""

    revision: Revision
    entry: Entry


class Entries:
    """Use cases that change entries."""

    def __init__(self, store: Store, clock: Clock, tz: tzinfo = UTC) -> None:
        self._store = store
        self._clock = clock
        self._tz = tz

    def add(self, asking: Asking, draft: Draft, *, although_like: bool = False, delivery: str = "") -> Entry:
        """Put a new entry on file.

        Raises `Duplicate` when one like it is there (same title and date, or same address), unless `although_like`.
        """
        must_edit(asking, f"add {draft.kind.with_article}")
        now = self._clock()
        draft = as_logged(checked(draft), now.astimezone(self._tz).date())
        with writing(self._store, delivery, now) as tx:
            twin = None if although_like else tx.entries.like(draft, asking.dossier.key)
            if twin is not None:
                raise Duplicate(
                    f"This looks like {twin.entry.id} “{twin.entry.title}”, which is on file already.",
                    public_id=str(twin.entry.id),
                )
            if draft.kind is PRESS and not although_like:
                must_be_another_story(tx, asking.dossier.key, draft, now)
            _must_lead_somewhere(tx, asking, draft.links)
            public_id = tx.entries.next_id(draft.kind)
            stamp = stamp_of(asking, now)
            key = tx.entries.insert(public_id, asking.dossier, draft, stamp)
            if draft.kind is PRESS:
                add_copy(tx, asking.dossier.key, key, draft, now)
            tx.revisions.add(key, Revision(public_id, 1, "add", stamp, None, to_json(draft)))
            return indexed(tx, key)

    def edit(self, asking: Asking, public_id: PublicId, version: int, draft: Draft, *, delivery: str = "") -> Entry:
        """Replace the content of an entry that was read at `version`.

        Raises `StaleEdit` when somebody else changed it since. An edit that changes nothing writes nothing.
        """
        must_edit(asking, "edit entries")
        draft = as_published(checked(draft))
        with writing(self._store, delivery, self._clock()) as tx:
            on_file = find(tx, asking, public_id)
            if on_file.entry.version != version:
                raise stale(on_file.entry)
            if draft == on_file.entry.content:
                return on_file.entry
            _must_lead_somewhere(tx, asking, _new_links(on_file.entry.content, draft))
            return rewrite(tx, on_file, draft, Step("edit", stamp_of(asking, self._clock())))

    def link(self, asking: Asking, public_id: PublicId, link: LinkDraft, *, delivery: str = "") -> Entry:
        """Add one link to an entry. Raises `Conflict` where the two are linked in that way already."""
        must_edit(asking, "link entries")
        with writing(self._store, delivery, self._clock()) as tx:
            on_file = find(tx, asking, public_id)
            target = look_up(tx, asking, link.to)
            link = replace(link, to=str(target.entry.id))
            content = on_file.entry.content
            if any((old.rel, old.to) == (link.rel, link.to) for old in content.links):
                reads = RELATION_BY_NAME[link.rel].forward
                raise Conflict(f"“{public_id} {reads} {link.to}” is on file already, so nothing was changed.")
            draft = checked(replace(content, links=(*content.links, link)))
            return rewrite(tx, on_file, draft, Step("link", stamp_of(asking, self._clock())))

    def delete(self, asking: Asking, public_id: PublicId, reason: str, *, delivery: str = "") -> Entry:
        """Take an entry off the lists, with the reason. Its history stays, and its id is never given again."""
        must_edit(asking, "delete entries")
        reason = clean_line(reason)[:500]
        if not reason:
            raise BadInput(f"Say why, as in `delete {public_id} because it is a copy`.", field="reason")
        with writing(self._store, delivery, self._clock()) as tx:
            on_file = find(tx, asking, public_id)
            return take_off(tx, on_file, reason, Step("delete", stamp_of(asking, self._clock()), reason=reason))

    def undo_last(self, asking: Asking) -> Undone:
        """Take back the last thing that this person did, within ten minutes."""
        must_edit(asking, "undo")
        with self._store.write() as tx:
            since = self._clock() - UNDO_WINDOW
            revision = tx.revisions.last_by(asking.person.identity, since)
            if revision is None:
                raise NotFound("There is nothing of yours to undo: undo reaches back ten minutes.")
            return self._undo(tx, asking, revision)

    def undo(self, asking: Asking, public_id: PublicId, version: int) -> Undone:
        """Take back one step that this person took, within ten minutes."""
        must_edit(asking, "undo")
        with self._store.write() as tx:
            on_file = find(tx, asking, public_id, deleted=True)
            revision = tx.revisions.at(on_file.key, version)
            if revision is None or revision.done.who != asking.person.identity:
                raise Conflict("Only the person who did it can take it back. Edit or delete the entry instead.")
            if revision.done.at < self._clock() - UNDO_WINDOW:
                raise Conflict("Ten minutes have passed, so it stays as it is. Edit or delete the entry instead.")
            return self._undo(tx, asking, revision)

    def _undo(self, tx: Transaction, asking: Asking, revision: Revision) -> Undone:
        on_file = find(tx, asking, revision.entry, deleted=True)
        if state(on_file.entry) != revision.after:
            changed = on_file.entry.changed
            who = "yourself" if changed.who == asking.person.identity else changed.name or "somebody else"
            raise Conflict(
                f"{revision.entry} was changed after that by {who}, so it was left as it is."
                f" `/records {revision.entry} history` shows both."
            )
        step = Step("undo", stamp_of(asking, self._clock()), undoes=revision.version)
        if revision.before is None:
            entry = take_off(tx, on_file, TAKEN_BACK, step)
        else:
            draft = from_json(revision.before, str(revision.entry), Problems())
            if draft is None:
                raise Conflict(
                    f"The earlier content of {revision.entry} can no longer be read, so it was left as it is."
                )
            entry = rewrite(tx, on_file, draft, step)
        return Undone(revision, entry)


def _new_links(before: Draft, after: Draft) -> tuple[LinkDraft, ...]:
    known = {(link.rel, link.to) for link in before.links}
    return tuple(link for link in after.links if (link.rel, link.to) not in known)


def _must_lead_somewhere(tx: Transaction, asking: Asking, links: tuple[LinkDraft, ...]) -> None:
    for link in links:
        target = read_id(link.to)
        if target is None or tx.entries.by_id(target) is None:
            raise BadInput(f"There is no {link.to[:60]} to link to.", field="links")
