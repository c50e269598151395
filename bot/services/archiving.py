"""Items that are to be saved to an archive: claimed like notices, and the link put on file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from bot.domain.entries import Stamp, checked
from bot.domain.people import Identity
from bot.domain.press.notice import ClaimedNotice, NoticeKind
from bot.errors import BadInput
from bot.services.writing import Step, rewrite

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services.clock import Clock
    from storage.engine import Store

DOOR: Final = "archive"
ARCHIVER: Final = Identity("", DOOR)
LEASE: Final = timedelta(minutes=5)  # an archive fetches the page itself before it answers
FIRST_PAUSE: Final = timedelta(minutes=5)
LONGEST_PAUSE: Final = timedelta(hours=12)
MOST_TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class ToArchive:
    """An item to be saved: the claim, and the address of its page."""

    claimed: ClaimedNotice
    url: str


class Archiving:
    """Use cases of archiving."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def claim(self) -> ToArchive | None:
        """The item that has waited longest; None where nothing waits. One without a page, or saved already, is done."""
        with self._store.write() as tx:
            while claimed := tx.notices.claim(
                self._clock(), limit=1, lease=LEASE, kinds=frozenset({NoticeKind.ARCHIVE})
            ):
                (one,) = claimed
                found = tx.entries.load([one.notice.entry_id]) if one.notice.entry_id is not None else ()
                fields = found[0].entry.content.fields if found else {}
                if fields.get("url") and not fields.get("archive_url") and found[0].entry.deleted_because is None:
                    return ToArchive(one, fields["url"])
                tx.notices.drop(one.id, one.token, "nothing to save")
        return None

    def saved(self, wanted: ToArchive, link: str) -> None:
        """Put the archive's link on file, with its step in the item's history.

        An item that was changed meanwhile stays as it is, where it has another page, or a link, or was deleted.
        """
        claimed, key = wanted.claimed, wanted.claimed.notice.entry_id
        now = self._clock()
        with self._store.write() as tx:
            if not tx.notices.delivered(claimed.id, claimed.token, None, now) or key is None:
                return
            (on_file,) = tx.entries.load([key])
            fields = on_file.entry.content.fields
            wants_it = fields.get("url") == wanted.url and not fields.get("archive_url")
            if on_file.entry.deleted_because is not None or not wants_it:
                return
            try:
                linked = MappingProxyType({**fields, "archive_url": link})
                draft = checked(replace(on_file.entry.content, fields=linked))
            except BadInput:  # an archive's address that is no address, or too long to keep
                return
            rewrite(tx, on_file, draft, Step("archive", Stamp(ARCHIVER, now, DOOR)))

    def failed(self, wanted: ToArchive, reason: str, again_at: datetime | None) -> None:
        """It was not saved: it is tried again then, or after a growing pause if that is later; never where None."""
        claimed, now = wanted.claimed, self._clock()
        with self._store.write() as tx:
            if again_at is None or claimed.attempts + 1 >= MOST_TRIES:
                tx.notices.drop(claimed.id, claimed.token, reason)
            else:
                grown = now + min(FIRST_PAUSE * 2**claimed.attempts, LONGEST_PAUSE)
                tx.notices.later(claimed.id, claimed.token, max(grown, again_at), reason)
