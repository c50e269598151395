"""The press log: the latest items, and those that a search finds, with how many there are of each status."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.kinds import PRESS
from bot.domain.people import Role
from bot.domain.search import parse_query
from bot.errors import BadInput
from bot.services.finding import Seeker, Sought
from bot.services.press.items import NEW, STATUSES, PressItem, PressLine, PressPage
from bot.services.press.reading import find_press, item_of
from bot.services.press.rows import rows_of
from bot.services.writing import must_edit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, tzinfo

    from bot.domain.entries import Entry
    from bot.domain.people import Asking
    from bot.domain.press.table import PressRow
    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

PAGE: Final = 10
MOST_EXPORTED: Final = 20_000

_STATUS: Final = re.compile(r"^[-–−]?status:", re.IGNORECASE)


class PressLog:
    """Use cases that show the log. Days are those of the coalition's zone `tz`."""

    def __init__(self, store: Store, clock: Clock, tz: tzinfo) -> None:
        self._store = store
        self._clock = clock
        self._tz = tz

    def today(self) -> date:
        """Today, where the coalition is."""
        return self._clock().astimezone(self._tz).date()

    def log(self, asking: Asking, text: str, page: int = 0) -> PressPage:
        """One page of what `text` finds in the log, in the search language; without words, what was logged last."""
        with self._store.read() as tx:
            seeker = Seeker(tx, asking, (PRESS,), self.today(), PAGE)
            if text.strip():
                return self._found(seeker, seeker.seek(text, page), page)
            latest = tx.entries.latest(asking.dossier.key, (PRESS,), limit=PAGE, offset=page * PAGE)
            return PressPage(
                query="",
                unfiltered="",
                status="",
                lines=_lines(tx, latest.entry_ids),
                total=latest.total,
                capped=latest.capped,
                page=page,
                counts=_counts(seeker, ""),
                may_edit=asking.person.role >= Role.EDITOR,
            )

    def _found(self, seeker: Seeker, sought: Sought, page: int) -> PressPage:
        pieces = parse_query(sought.text, today=self.today()).pieces
        unfiltered = " ".join(piece for piece in pieces if not _STATUS.match(piece))
        statuses = sought.query.wanted.statuses
        return PressPage(
            query=sought.text,
            unfiltered=unfiltered,
            status=statuses[0] if len(statuses) == 1 else "",
            lines=_lines(seeker.tx, sought.keys),
            total=sought.total,
            capped=sought.capped,
            page=page,
            counts=_counts(seeker, unfiltered),
            instead_of=sought.instead_of,
            elsewhere=sought.elsewhere,
            nearest=sought.nearest,
            may_edit=seeker.asking.person.role >= Role.EDITOR,
        )

    def export(self, asking: Asking, text: str) -> tuple[PressRow, ...]:
        """All that `text` finds in the log as rows of a table, the newest first; without words, the whole log.

        Raises `BadInput` where that is more than a table may hold.
        """
        must_edit(asking, "export the press log")
        with self._store.read() as tx:
            if text.strip():
                keys: Sequence[int] = Seeker(tx, asking, (PRESS,), self.today(), PAGE).every(text, MOST_EXPORTED + 1)
            else:
                keys = tx.entries.latest(asking.dossier.key, (PRESS,), limit=MOST_EXPORTED + 1, offset=0).entry_ids
            if len(keys) > MOST_EXPORTED:
                raise BadInput(
                    f"That is more than {MOST_EXPORTED:,} press items. Narrow it down, as in"
                    " `/press export since:2026-01`."
                )
            return tuple(row for row in rows_of(tx, keys) if row.id.startswith(f"{PRESS.prefix}-"))

    def item(self, asking: Asking, name: str) -> PressItem:
        """The press item that `name` means, with all that its card shows."""
        with self._store.read() as tx:
            return item_of(tx, asking, find_press(tx, asking, name))


def _counts(seeker: Seeker, unfiltered: str) -> tuple[tuple[str, int], ...]:
    return tuple((status, seeker.count(f"{unfiltered} status:{status}".strip())) for status in STATUSES)


def _lines(tx: Transaction, keys: Sequence[int]) -> tuple[PressLine, ...]:
    entries = {found.key: found.entry for found in tx.entries.load(keys)}
    matches, copies = tx.press.matches_of(keys), tx.press.copies_of(keys)
    lines = []
    for key in keys:
        words = {hit.words.casefold(): hit.words for match in matches.get(key, ()) for hit in match.hits}
        outlets = {copy.outlet.casefold() for copy in copies.get(key, ()) if copy.outlet}
        if key in entries:
            lines.append(_line(entries[key], tuple(words.values()), outlets))
    return tuple(lines)


def _line(entry: Entry, words: tuple[str, ...], outlets: set[str]) -> PressLine:
    fields = entry.content.fields
    outlet = fields.get("outlet", "")
    return PressLine(
        id=entry.id,
        title=entry.title,
        url=fields.get("url", ""),
        outlet=outlet,
        type=fields.get("type", ""),
        date=entry.date,
        status=fields.get("status") or NEW,
        flags=entry.content.tags,
        words=words,
        outlets=len(outlets - {outlet.casefold()}),
    )
