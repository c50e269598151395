"""Press items that people add by hand: what every item of the log has, and whether the story is there already.

Used inside the transaction that adds the entry.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.dates import Basis, from_edtf
from bot.domain.entries import checked
from bot.domain.kinds import PRESS
from bot.domain.press.address import canonical_key, canonical_url
from bot.domain.press.identity import keys_of
from bot.domain.press.item import FIRST_SEEN, MAX_SUMMARY, NewItem, ParsedItem
from bot.errors import Duplicate
from bot.services.press.items import NEW, NOT_ASKED
from storage.press import NewCopy

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.domain.entries import Draft
    from storage.transaction import Transaction


def as_logged(draft: Draft, today: date) -> Draft:
    """A press item as the log holds it: new, unless it says otherwise, first seen today, with its canonical address.

    Its date is that of publication; where the editor gives none, the day on which it was added, marked as derived.
    """
    if draft.kind is not PRESS:
        return draft
    seen = draft.fields.get("seen") or today.isoformat()
    fields = {"type": "article", "status": NEW, "agency_response": NOT_ASKED, **draft.fields, "seen": seen}
    when = draft.date or from_edtf(seen, text=f"{FIRST_SEEN} {seen}", basis=Basis.DERIVED)
    return as_published(replace(draft, date=when, fields=MappingProxyType(fields)))


def as_published(draft: Draft) -> Draft:
    """A press item whose address and date say the same in their two places each."""
    if draft.kind is not PRESS:
        return draft
    fields = dict(draft.fields)
    if fields.get("url"):
        fields["canonical_url"] = canonical_url(fields["url"])
    if draft.date is not None and draft.date.basis is Basis.STATED:
        fields["published"] = draft.date.edtf
    return checked(replace(draft, fields=MappingProxyType(fields)))


def must_be_another_story(tx: Transaction, dossier_id: int, draft: Draft, now: datetime) -> None:
    """Raises `Duplicate` where the log has a story under the same address, whichever copy of it that was."""
    key = canonical_key(draft.fields.get("url", ""))
    copies = tx.press.copies_alike(dossier_id, canonical_keys={key}, title_keys=set(), since=now) if key else ()
    for found in tx.entries.load([copy.entry_id for copy in copies]):
        if found.entry.deleted_because is None:
            raise Duplicate(
                f"This looks like {found.entry.id} “{found.entry.title}”, which is in the log already.",
                public_id=str(found.entry.id),
            )


def add_copy(tx: Transaction, dossier_id: int, key: int, draft: Draft, now: datetime) -> None:
    """Note where the story was found, so that feeds which bring it later add their copies to this item."""
    fields = draft.fields
    url = fields.get("url", "")
    parsed = ParsedItem(url=url, title=draft.title, summary=draft.body[:MAX_SUMMARY], author=fields.get("author", ""))
    item = NewItem(
        keys=keys_of(parsed, now),
        guid="",
        url=url,
        canonical=fields.get("canonical_url", ""),
        title=draft.title,
        summary=parsed.summary,
        author=parsed.author,
        source="",
        published=None,
        seen=now,
    )
    tx.press.add_copies(dossier_id, [NewCopy(key, None, item, fields.get("outlet", ""))])
