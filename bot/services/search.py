"""Looking things up by words: results with their count, help with typing errors, and suggestions for forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.ids import read_id
from bot.domain.kinds import KINDS, Kind
from bot.domain.search import parse_query
from bot.errors import BadInput, NotFound
from bot.services.finding import Seeker
from bot.services.reading import look_up

if TYPE_CHECKING:
    from bot.domain.entries import Line
    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

PAGE = 10
SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what a search found.

    `total` counts all pages, up to a cap that `capped` tells of; `page` counts from 0. `instead_of` is what was typed
    when the words were corrected. `elsewhere` counts what the same words find among the other kinds, and `nearest`,
    where nothing was found, what searches for a little less would find.
    """

    query: str
    lines: tuple[Line, ...]
    total: int
    capped: bool
    page: int
    instead_of: str = ""
    elsewhere: tuple[tuple[Kind, int], ...] = ()
    nearest: tuple[tuple[str, int], ...] = ()


class Search:
    """Use cases that find entries."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def find(self, asking: Asking, text: str, *, kinds: tuple[Kind, ...], page: int = 0) -> Results:
        """Entries of those kinds that `text` finds, in the search language of `bot.domain.search`.

        Without words, the entries added last. A query that names kinds of its own (`kind:event`) is taken at its word.
        """
        with self._store.read() as tx:
            if not text.strip():
                latest = tx.entries.latest(asking.dossier.key, kinds, limit=PAGE, offset=page * PAGE)
                return Results("", tx.entries.lines(latest.entry_ids), latest.total, latest.capped, page)
            sought = Seeker(tx, asking, kinds, self._clock().date(), PAGE).seek(text, page)
            return Results(
                query=sought.text,
                lines=tx.entries.lines(sought.keys),
                total=sought.total,
                capped=sought.capped,
                page=page,
                instead_of=sought.instead_of,
                elsewhere=sought.elsewhere,
                nearest=sought.nearest,
            )

    def suggest_entries(self, asking: Asking, typed: str, kinds: tuple[Kind, ...] = KINDS) -> tuple[Line, ...]:
        """Entries of those kinds for a menu that searches while one types: by id, alias or the beginning of words."""
        with self._store.read() as tx:
            if not typed.strip():
                latest = tx.entries.latest(asking.dossier.key, kinds, limit=SUGGESTED, offset=0)
                return tx.entries.lines(latest.entry_ids)
            try:
                on_file = look_up(tx, asking, typed)
                named = (on_file.key,) if on_file.entry.kind in kinds else ()
            except NotFound:
                if read_id(typed) is not None:
                    return ()
                named = ()
            return tx.entries.lines((*named, *self._beginning(tx, asking, typed, kinds, named)))

    def _beginning(
        self, tx: Transaction, asking: Asking, typed: str, kinds: tuple[Kind, ...], apart_from: tuple[int, ...]
    ) -> list[int]:
        words = ["".join(letter for letter in word if letter.isalnum()) for word in typed.split()]
        prefixes = " ".join(f"{word}*" for word in words if word)
        try:
            query = parse_query(prefixes, today=self._clock().date())
        except BadInput:
            return []
        names = None if kinds is KINDS else tuple(kind.name for kind in kinds)
        found = tx.search.find(query, dossier_id=asking.scope, kinds=names, units={}, limit=SUGGESTED, offset=0)
        return [key for key in found.entry_ids if key not in apart_from]

    def suggest_tags(self, typed: str) -> tuple[str, ...]:
        """Tags in use that begin with what was typed, the most used first."""
        with self._store.read() as tx:
            return tx.entries.known_tags(typed, SUGGESTED)
