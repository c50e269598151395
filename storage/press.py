"""What hangs on press items: the copies of the story, why it was logged, what is alike, and what people noted."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    or_,
    select,
    text,
    union_all,
    update,
)

from storage.entries import Entries
from storage.lists import AMONG, as_list
from storage.press_rows import Copy, KeptMatch, KeptNote, NewCopy, NewMatch, copy_columns, to_copy, to_match, to_note
from storage.press_schema import feeds, press_copies, press_likenesses, press_matches, press_notes, watches
from storage.row_writing import write_many
from storage.rows import stamp_columns
from storage.search import SearchIndex
from storage.statements import KEYS
from storage.upsert import INSERTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from bot.domain.entries import Stamp

__all__ = ["Copy", "KeptMatch", "KeptNote", "NewCopy", "NewMatch", "Press"]

MOST_RECENT: Final = 1_000


_FEED_NAME: Final = func.coalesce(func.nullif(feeds.c.outlet, ""), func.nullif(feeds.c.title, ""), feeds.c.host, "")
_COPIES: Final = select(press_copies, _FEED_NAME.label("feed")).outerjoin(feeds, feeds.c.id == press_copies.c.feed_id)
_COPIES_OF: Final = _COPIES.where(press_copies.c.entry_id.in_(KEYS)).order_by(press_copies.c.seen_at, press_copies.c.id)
_RECENT: Final = (
    _COPIES.where(press_copies.c.dossier_id == bindparam("dossier"), press_copies.c.seen_at >= bindparam("since"))
    .order_by(press_copies.c.seen_at.desc(), press_copies.c.id.desc())
    .limit(bindparam("most"))
)
_MATCHES_OF: Final = (
    select(press_matches, watches.c.name, watches.c.flags)
    .join(watches, watches.c.id == press_matches.c.watch_id)
    .where(press_matches.c.entry_id.in_(KEYS))
    .order_by(press_matches.c.at, press_matches.c.watch_id)
)
_ADD_MATCHES: Final = {name: insert(press_matches).on_conflict_do_nothing() for name, insert in INSERTS.items()}
_ADD_LIKENESSES: Final = {name: insert(press_likenesses).on_conflict_do_nothing() for name, insert in INSERTS.items()}
_ENTRY: Final[BindParameter[Any]] = bindparam("entry")
_LIKENESSES_OF: Final = union_all(
    select(press_likenesses.c.other_id, press_likenesses.c.score).where(press_likenesses.c.entry_id == _ENTRY),
    select(press_likenesses.c.entry_id, press_likenesses.c.score).where(press_likenesses.c.other_id == _ENTRY),
)
_NOTES: Final = select(press_notes).order_by(press_notes.c.id)
_BROUGHT: Final = (
    select(press_copies.c.feed_id, func.count(press_copies.c.entry_id.distinct()))
    .where(press_copies.c.feed_id.in_(KEYS))
    .group_by(press_copies.c.feed_id)
)


def _alike(dialect: str) -> Select[Any]:
    among = AMONG[dialect]
    ids = text(
        f"SELECT id FROM press_copies WHERE dossier_id = :dossier AND canonical_key {among.format('canonical')}"  # noqa: S608
        f" UNION SELECT id FROM press_copies WHERE dossier_id = :dossier AND title_key {among.format('titles')}"
        " AND seen_at >= :since"
    ).bindparams(bindparam("since", type_=press_copies.c.seen_at.type))
    found = ids.columns(id=BigInteger()).subquery("found")
    return _COPIES.join(found, found.c.id == press_copies.c.id).order_by(press_copies.c.id)


_ALIKE: Final = {dialect: _alike(dialect) for dialect in AMONG}


class Press:
    """Queries on what hangs on press items. Entries are named by their keys.

    After copies or matches were added to an entry that is in the search index already, it has to be put there again
    (`reindex`): the feeds and watches of an item are part of its document.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._dialect = connection.dialect.name

    # -- copies -----------------------------------------------------------------------------------------------

    def add_copies(self, dossier_id: int, copies: Sequence[NewCopy]) -> None:
        """Note where stories of a dossier were found."""
        if copies:
            write_many(self._connection, press_copies, [copy_columns(dossier_id, copy) for copy in copies])

    def copies_of(self, keys: Sequence[int]) -> dict[int, tuple[Copy, ...]]:
        """The copies of each of the entries, in the order in which they were found."""
        found: dict[int, tuple[Copy, ...]] = defaultdict(tuple)
        if keys:
            for row in self._connection.execute(_COPIES_OF, {"keys": keys}).mappings():
                found[row["entry_id"]] += (to_copy(row),)
        return found

    def copies_alike(
        self, dossier_id: int, *, canonical_keys: Collection[int], title_keys: Collection[int], since: datetime
    ) -> tuple[Copy, ...]:
        """Copies in a dossier with one of those addresses, whenever, or one of those titles, found since then.

        The oldest comes first. Those of entries that were deleted are among them: a story that people took off the
        lists does not come back with its next copy.
        """
        given = {
            "dossier": dossier_id,
            "canonical": as_list(self._connection, canonical_keys),
            "titles": as_list(self._connection, title_keys),
            "since": since,
        }
        return tuple(map(to_copy, self._connection.execute(_ALIKE[self._dialect], given).mappings()))

    def recent_copies(self, dossier_id: int, since: datetime, *, most: int = MOST_RECENT) -> tuple[Copy, ...]:
        """The copies that were found since then in a dossier, the newest first and no more than `most`."""
        given = {"dossier": dossier_id, "since": since, "most": most}
        return tuple(map(to_copy, self._connection.execute(_RECENT, given).mappings()))

    def logged_by_feed(self, feed_ids: Sequence[int]) -> dict[int, int]:
        """How many press items each of those feeds brought; a feed that brought none is not there."""
        rows = self._connection.execute(_BROUGHT, {"keys": feed_ids}) if feed_ids else ()
        return {row[0]: row[1] for row in rows}

    # -- matches ----------------------------------------------------------------------------------------------

    def add_matches(self, matches: Sequence[NewMatch]) -> None:
        """Note why entries are in the log. Of two matches of one watch on one entry the first stays."""
        rows = [
            {
                "entry_id": one.entry_id,
                "watch_id": one.match.watch_id,
                "hits": [[hit.words, hit.place.value] for hit in one.match.hits],
                "at": one.at,
            }
            for one in matches
        ]
        if rows:
            self._connection.execute(_ADD_MATCHES[self._dialect], rows)

    def matches_of(self, keys: Sequence[int]) -> dict[int, tuple[KeptMatch, ...]]:
        """Why each of the entries is in the log, the first reason first; by removed watches as well."""
        found: dict[int, tuple[KeptMatch, ...]] = defaultdict(tuple)
        if keys:
            for row in self._connection.execute(_MATCHES_OF, {"keys": keys}).mappings():
                found[row["entry_id"]] += (to_match(row),)
        return found

    # -- stories that are alike -------------------------------------------------------------------------------

    def add_likenesses(self, key: int, others: Iterable[tuple[int, float]]) -> None:
        """Note that an entry is like others, each with how much (0 to 100)."""
        rows = [{"entry_id": key, "other_id": other, "score": score} for other, score in others]
        if rows:
            self._connection.execute(_ADD_LIKENESSES[self._dialect], rows)

    def likenesses_of(self, key: int) -> tuple[tuple[int, float], ...]:
        """The entries that are like this one, with how much."""
        return tuple((other, score) for other, score in self._connection.execute(_LIKENESSES_OF, {"entry": key}))

    def part(self, key: int, other: int) -> bool:
        """Two entries are not the same story after all; whether they had been thought alike."""
        one, two = press_likenesses.c.entry_id, press_likenesses.c.other_id
        apart = delete(press_likenesses).where(or_((one == key) & (two == other), (one == other) & (two == key)))
        return self._connection.execute(apart).rowcount > 0

    def merge(self, key: int, into: int) -> None:
        """Two entries are the same story: what was found, noted and matched of the first is now the second's."""
        for table in (press_copies, press_notes):
            moved = update(table).where(table.c.entry_id == key)
            self._connection.execute(moved.values(entry_id=into, came_with=func.coalesce(table.c.came_with, key)))
        rows = self._connection.execute(select(press_matches).where(press_matches.c.entry_id == key)).mappings()
        if matches := [{**row, "entry_id": into} for row in rows]:
            self._connection.execute(_ADD_MATCHES[self._dialect], matches)

    def unmerge(self, key: int) -> None:
        """An entry is a story of its own again: it has its copies, notes and matches back.

        What the other one was matched by stays matched: its text may well be the same.
        """
        for table in (press_copies, press_notes):
            self._connection.execute(update(table).where(table.c.came_with == key).values(entry_id=key, came_with=None))

    # -- notes ------------------------------------------------------------------------------------------------

    def add_note(self, key: int, note: str, stamp: Stamp) -> int:
        """A note about an entry; returns its id."""
        values = {"entry_id": key, "text": note, **stamp_columns("written", stamp)}
        written: int = self._connection.execute(
            press_notes.insert().values(values).returning(press_notes.c.id)
        ).scalar_one()
        return written

    def notes_of(self, key: int) -> tuple[KeptNote, ...]:
        """The notes about an entry, the oldest first."""
        rows = self._connection.execute(_NOTES.where(press_notes.c.entry_id == key)).mappings()
        return tuple(map(to_note, rows))

    def notes_among(self, keys: Sequence[int]) -> dict[int, tuple[KeptNote, ...]]:
        """The notes about each of the entries, the oldest first."""
        found: dict[int, tuple[KeptNote, ...]] = defaultdict(tuple)
        if keys:
            for row in self._connection.execute(
                _NOTES.where(press_notes.c.entry_id.in_(KEYS)), {"keys": keys}
            ).mappings():
                found[row["entry_id"]] += (to_note(row),)
        return found

    def note(self, note_id: int) -> KeptNote | None:
        """The note with that id."""
        row = self._connection.execute(_NOTES.where(press_notes.c.id == note_id)).mappings().first()
        return None if row is None else to_note(row)

    # -- search -----------------------------------------------------------------------------------------------

    def reindex(self, keys: Sequence[int]) -> None:
        """Put entries into the search index as they are now; those that were deleted stay out of it."""
        if keys:
            found = Entries(self._connection).load(list(dict.fromkeys(keys)))
            alive = [one for one in found if one.entry.deleted_because is None]
            SearchIndex(self._connection).put_many([(one.key, one.dossier_id, one.entry.content) for one in alive])
