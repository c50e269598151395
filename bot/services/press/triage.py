"""What people do about press items: review, dismiss, flag, note, and say which ones tell the same story.

Each public method is one transaction. Of two people who press at once the first wins: the item is held while its state
is looked at, and the second is told who was first and what they did. `delivery` is as in `bot.services.entries`.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.dates import from_edtf
from bot.domain.entries import Draft, checked, clean_line, clean_text
from bot.domain.ids import alias_key
from bot.domain.kinds import PRESS
from bot.domain.press.merging import merged_because
from bot.errors import BadInput, Conflict
from bot.services.press.items import DISMISSED, NEW, NOT_ASKED, REVIEWED, Merged, PressItem
from bot.services.press.reading import (
    find_press,
    hold_press,
    item_of,
    must_be_there,
    step_that_flagged,
    step_that_set,
)
from bot.services.press.telling import card_changed, note_written
from bot.services.stamping import stamp_of
from bot.services.writing import Step, indexed, must_edit, rewrite, take_off, writing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from bot.domain.history import Revision
    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.entries import OnFile
    from storage.transaction import Transaction

MOST_NOTE: Final = 3_000
MOST_REASON: Final = 500

_DONE: Final = {REVIEWED: "reviewed", DISMISSED: "dismissed", NEW: "reopened"}


class Triage:
    """Use cases of triage. Days are those of the coalition's zone `tz`."""

    def __init__(self, store: Store, clock: Clock, tz: tzinfo) -> None:
        self._store = store
        self._clock = clock
        self._tz = tz

    # -- status -----------------------------------------------------------------------------------------------

    def review(self, asking: Asking, name: str, *, delivery: str = "") -> PressItem:
        """Mark a new item as reviewed."""
        return self._turn(asking, name, REVIEWED, "review", "", delivery)

    def dismiss(self, asking: Asking, name: str, reason: str = "", *, delivery: str = "") -> PressItem:
        """Mark a new item as of no interest, with the reason where one is given."""
        return self._turn(asking, name, DISMISSED, "dismiss", clean_line(reason)[:MOST_REASON], delivery)

    def reopen(self, asking: Asking, name: str, *, delivery: str = "") -> PressItem:
        """Make an item new again."""
        return self._turn(asking, name, NEW, "reopen", "", delivery)

    def _turn(self, asking: Asking, name: str, to: str, action: str, reason: str, delivery: str) -> PressItem:
        with self._holding(asking, name, f"{action} press items", delivery) as (tx, on_file):
            fields = dict(on_file.entry.content.fields)
            status = fields.get("status") or NEW
            if (status == NEW) is (to == NEW):
                raise _second(asking, on_file, step_that_set(tx, on_file, "status"), _DONE[status])
            for own in ("reviewer", "reviewed_on"):
                fields.pop(own, None)
            if to != NEW:
                fields |= {"reviewer": asking.person.name, "reviewed_on": self._today()}
            fields["status"] = to
            return self._changed(tx, asking, on_file, action, reason, fields=fields)

    # -- flags, agency response, notes ------------------------------------------------------------------------

    def flag(
        self,
        asking: Asking,
        name: str,
        flags: Sequence[str],
        *,
        without: Sequence[str] = (),
        delivery: str = "",
    ) -> PressItem:
        """Put flags on an item, and take those off that stand in `without`. Others stay, whoever put them there."""
        with self._holding(asking, name, "flag press items", delivery) as (tx, on_file):
            off = {alias_key(flag) for flag in without}
            content = on_file.entry.content
            kept = [flag for flag in content.tags if alias_key(flag) not in off]
            draft = checked(replace(content, tags=(*kept, *flags)))
            if draft.tags == content.tags:
                raise _second(asking, on_file, step_that_flagged(tx, on_file), "flagged so")
            return self._changed(tx, asking, on_file, "flag", tags=draft.tags)

    def respond(
        self,
        asking: Asking,
        name: str,
        response: str,
        text: str | None = None,
        *,
        was: str | None = None,
        delivery: str = "",
    ) -> PressItem:
        """Set how the agency responded. Without `text`, what it said stays, unless it was not asked or has yet to say.

        `was` is the response that the person saw: raises `Conflict` where somebody set another one since.
        """
        response = PRESS.field("agency_response").check(response.strip().lower()) or NOT_ASKED
        with self._holding(asking, name, "set the agency’s response", delivery) as (tx, on_file):
            fields = dict(on_file.entry.content.fields)
            now = fields.get("agency_response") or NOT_ASKED
            said = fields.get("agency_response_text", "")
            if text is None:
                text = "" if response in (NOT_ASKED, "asked") else said
            if (now, said) == (response, clean_text(text)) or was not in (None, now):
                step = step_that_set(tx, on_file, "agency_response", "agency_response_text")
                raise _second(asking, on_file, step, f"set to “{now}”")
            fields |= {"agency_response": response, "agency_response_text": text}
            return self._changed(tx, asking, on_file, "respond", fields=fields)

    def note(self, asking: Asking, name: str, text: str, *, delivery: str = "") -> PressItem:
        """Note something about an item; it is said in the thread of its card."""
        text = clean_text(text)
        if not text:
            raise BadInput("Say what to note, as in `/press P-4 note quoted by two senators`.", field="note")
        if len(text) > MOST_NOTE:
            raise BadInput(f"The note has {len(text):,} characters; at most {MOST_NOTE:,} fit.", field="note")
        with self._holding(asking, name, "note something about press items", delivery) as (tx, on_file):
            now = self._clock()
            note = tx.press.add_note(on_file.key, text, stamp_of(asking, now))
            note_written(tx, on_file.key, on_file.entry.version, note, now)
            return item_of(tx, asking, on_file)

    # -- the same story ---------------------------------------------------------------------------------------

    def same_as(self, asking: Asking, name: str, other: str, *, delivery: str = "") -> Merged:
        """Take an item off the lists because `other` tells the same story.

        Copies, matches and notes go over to it. Undoing brings the item back with what is its own (see
        `bot.services.press.undoing`); what others added to it meanwhile is in its history only.
        """
        with self._both(asking, name, other, delivery) as (tx, item, story):
            if item.dossier_id != story.dossier_id:
                raise BadInput(f"{item.entry.id} and {story.entry.id} are in different dossiers.", field="other")
            now = self._clock()
            because = merged_because(story.entry.id)
            gone = take_off(tx, item, because, Step("merge", stamp_of(asking, now), reason=because))
            tx.press.merge(item.key, story.key)
            indexed(tx, story.key)
            card_changed(tx, story.key, story.entry.version, now, what=f"story-{item.key}-{item.entry.version}")
            return Merged(gone, item_of(tx, asking, story))

    def not_same(self, asking: Asking, name: str, other: str, *, delivery: str = "") -> PressItem:
        """Say that two items that are alike are not the same story: it is not asked again."""
        with self._both(asking, name, other, delivery) as (tx, item, story):
            if not tx.press.part(item.key, story.key):
                raise Conflict(f"Somebody said already that {item.entry.id} and {story.entry.id} are different.")
            now = self._clock()
            for one, two in ((item, story), (story, item)):
                card_changed(tx, one.key, one.entry.version, now, what=f"different-{two.key}")
            return item_of(tx, asking, item)

    @contextmanager
    def _both(
        self, asking: Asking, name: str, other: str, delivery: str
    ) -> Iterator[tuple[Transaction, OnFile, OnFile]]:
        must_edit(asking, "say which items are the same story")
        with writing(self._store, delivery, self._clock()) as tx:
            first = find_press(tx, asking, name, deleted=asking.scope is None)
            second = find_press(tx, asking, other, deleted=asking.scope is None)
            if first.key == second.key:
                raise BadInput(f"{first.entry.id} is always the same story as itself. Name another one.", field="other")
            first, second = tx.entries.held([first.key, second.key])
            must_be_there(first)
            must_be_there(second)
            yield tx, first, second

    # -- how ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _holding(self, asking: Asking, name: str, to: str, delivery: str) -> Iterator[tuple[Transaction, OnFile]]:
        must_edit(asking, to)
        with writing(self._store, delivery, self._clock()) as tx:
            yield tx, hold_press(tx, asking, name)

    def _changed(
        self,
        tx: Transaction,
        asking: Asking,
        on_file: OnFile,
        action: str,
        reason: str = "",
        **content: object,
    ) -> PressItem:
        draft: Draft = checked(replace(on_file.entry.content, **content))  # type: ignore[arg-type]  # parts of a draft
        entry = rewrite(tx, on_file, draft, Step(action, stamp_of(asking, self._clock()), reason=reason))
        return item_of(tx, asking, replace(on_file, entry=entry))

    def _today(self) -> str:
        return from_edtf(self._clock().astimezone(self._tz).date().isoformat()).edtf


def _second(asking: Asking, on_file: OnFile, step: Revision | None, done: str) -> Conflict:
    """The error for the one who came second: who was first, and what they did."""
    name = on_file.entry.id
    if step is None:
        return Conflict(f"{name} is {done} already, so nothing was changed.")
    if step.done.who == asking.person.identity:
        return Conflict(f"You were there before: {name} is {done} already, so nothing was changed.")
    who = step.done.name or "Somebody else"
    return Conflict(f"{who} was first: {name} is {done} already, so nothing was changed.")
