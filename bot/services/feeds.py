"""Feeds as people keep them: the list with each one's health, adding, changing, pausing, removing.

Each public method is one transaction. Polling itself is in `bot.services.polling`. Members see the list; editors and
admins change it. Where people of other organisations read along, nothing is said of feeds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.entries import MAX_TAG, clean_line
from bot.domain.people import Asking, Role
from bot.domain.press.address import canonical_key
from bot.domain.press.feed import Feed, FeedDraft, FeedState
from bot.domain.press.item import MAX_NAME
from bot.errors import BadInput, Conflict, Duplicate, NotAllowed
from bot.services.feed_finding import dossier_key, feed_meant, feed_named, line_of, there
from bot.services.feed_lines import (
    FAILING,
    PAGE,
    PARTS,
    PAUSED,
    FeedChange,
    FeedLine,
    FeedList,
    ImportedFeeds,
    is_resting,
)
from bot.services.stamping import stamp_of
from bot.services.writing import must_edit, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

MOST_FLAGS: Final = 20
MAX_REASON: Final = 500


class Feeds:
    """Use cases of the list of feeds."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # -- looking ----------------------------------------------------------------------------------------------

    def list(self, asking: Asking, page: int = 0, which: str = "") -> FeedList:
        """The feeds of the place's dossier; with `which`, only those that are failing or paused."""
        must_see(asking)
        with self._store.read() as tx:
            feeds = tx.feeds.all(asking.dossier.key)
            parts = {"": feeds, **{part: tuple(filter(belongs, feeds)) for part, belongs in PARTS.items()}}
            shown = parts[which][page * PAGE : (page + 1) * PAGE]
            logged = tx.press.logged_by_feed([feed.id for feed in shown])
            watched = tx.watches.any(asking.dossier.key)
        return FeedList(
            lines=tuple(FeedLine(feed, logged.get(feed.id, 0)) for feed in shown),
            shown=len(parts[which]),
            total=len(feeds),
            page=page,
            failing=len(parts[FAILING]),
            paused=len(parts[PAUSED]),
            watched=watched,
            may_edit=asking.person.role >= Role.EDITOR,
            which=which,
        )

    def one(self, asking: Asking, name: str) -> FeedLine:
        """The feed that `name` means. Raises `NotFound`, and `BadInput` where several are called so."""
        must_see(asking)
        with self._store.read() as tx:
            return line_of(tx, asking, feed_named(tx, asking, name))

    def meant(self, asking: Asking, typed: str) -> tuple[FeedLine, str]:
        """The feed that the words begin with, and what is said after it, such as a reason. Raises as `one` does."""
        must_see(asking)
        with self._store.read() as tx:
            feed, rest = feed_meant(tx, asking, typed)
            return line_of(tx, asking, feed), rest

    def every(self, asking: Asking) -> tuple[Feed, ...]:
        """All feeds of the place's dossier, for writing them to a file."""
        must_change(asking, "export feeds")
        with self._store.read() as tx:
            return tx.feeds.all(asking.dossier.key)

    # -- changing ---------------------------------------------------------------------------------------------

    def add(self, asking: Asking, draft: FeedDraft, *, dossier: str = "", delivery: str = "") -> Feed:
        """Poll a new feed from now on. Raises `Duplicate` where the dossier has that address, in whatever spelling.

        `dossier` is a slug, where it is not the place's own.
        """
        must_change(asking, "add feeds")
        with writing(self._store, delivery, self._clock()) as tx:
            draft = _checked(replace(draft, dossier_id=dossier_key(tx, asking, dossier)))
            known = _by_key(tx, draft.dossier_id).get(canonical_key(draft.url))
            if known is not None:
                raise _duplicate(known)
            try:
                return tx.feeds.add(draft, stamp_of(asking, self._clock()))
            except Conflict:
                raise _duplicate(there(tx.feeds.by_url(draft.dossier_id, draft.url))) from None

    def import_many(self, asking: Asking, drafts: Sequence[FeedDraft], *, delivery: str = "") -> ImportedFeeds:
        """Add every feed of a list that the place's dossier does not have yet."""
        must_change(asking, "add feeds")
        with writing(self._store, delivery, self._clock()) as tx:
            return self._import(tx, asking, drafts)

    def _import(self, tx: Transaction, asking: Asking, drafts: Sequence[FeedDraft]) -> ImportedFeeds:
        known = _by_key(tx, asking.dossier.key)
        fresh: dict[int, FeedDraft] = {}
        there: dict[int, Feed] = {}
        refused: list[tuple[str, str]] = []
        for draft in drafts:
            try:
                draft = _checked(replace(draft, dossier_id=asking.dossier.key))
            except BadInput as error:
                refused.append((draft.url, str(error)))
                continue
            key = canonical_key(draft.url)
            if key in known:
                there[key] = known[key]
            else:
                fresh.setdefault(key, draft)
        added = tx.feeds.add_many(list(fresh.values()), stamp_of(asking, self._clock()))
        return ImportedFeeds(added, tuple(there.values()), tuple(refused))

    def change(self, asking: Asking, name: str, change: FeedChange, *, delivery: str = "") -> FeedLine:
        """Set what `change` says on the feed that `name` means."""
        must_change(asking, "change feeds")
        with writing(self._store, delivery, self._clock()) as tx:
            feed = feed_named(tx, asking, name)
            tx.feeds.change(
                feed.id,
                stamp_of(asking, self._clock()),
                outlet=None if change.outlet is None else clean_line(change.outlet)[:MAX_NAME],
                flags=None if change.flags is None else checked_flags(change.flags),
                log=change.log,
                every=change.every,
                dossier_id=None if change.dossier is None else dossier_key(tx, asking, change.dossier),
            )
            return line_of(tx, asking, there(tx.feeds.by_id(feed.id)))

    def pause(self, asking: Asking, name: str, reason: str = "", *, delivery: str = "") -> FeedLine:
        """Stop polling a feed until it is resumed."""
        return self._turn(asking, name, FeedState.PAUSED, reason, delivery)

    def resume(self, asking: Asking, name: str, *, delivery: str = "") -> FeedLine:
        """Poll a feed again, at once; also one that retired, and one that was removed."""
        return self._turn(asking, name, FeedState.ACTIVE, "", delivery)

    def remove(self, asking: Asking, name: str, reason: str, *, delivery: str = "") -> FeedLine:
        """Take a feed off the list, with the reason. What it brought stays."""
        if not clean_line(reason):
            raise BadInput("Say why, so that others know.", field="reason")
        return self._turn(asking, name, FeedState.REMOVED, reason, delivery)

    def _turn(self, asking: Asking, name: str, state: FeedState, reason: str, delivery: str) -> FeedLine:
        must_change(asking, _TO_TURN[state])
        with writing(self._store, delivery, now := self._clock()) as tx:
            feed = feed_named(tx, asking, name, removed=state is FeedState.ACTIVE)
            before = tx.feeds.set_state(feed.id, state, clean_line(reason)[:MAX_REASON], stamp_of(asking, now))
            if before is state:
                raise Conflict(f"Feed {feed.id}, “{feed.name}”, is {_IS[state]} already.")
            if state is FeedState.ACTIVE:
                tx.feeds.poll_soon([feed.id], now)
            return line_of(tx, asking, there(tx.feeds.by_id(feed.id)))

    # -- polling ----------------------------------------------------------------------------------------------

    def poll_soon(self, asking: Asking, name: str) -> FeedLine:
        """Have a feed polled with the next tick, or as soon as its server may be asked."""
        must_change(asking, "poll feeds")
        with self._store.write() as tx:
            feed = feed_named(tx, asking, name)
            tx.feeds.poll_soon([feed.id], self._clock())
            return line_of(tx, asking, there(tx.feeds.by_id(feed.id)))

    def poll_all_soon(self, asking: Asking) -> int:
        """Have every active feed of the dossier polled with the next tick; returns how many there are."""
        must_change(asking, "poll feeds")
        with self._store.write() as tx:
            active = [feed.id for feed in tx.feeds.all(asking.dossier.key) if feed.state is FeedState.ACTIVE]
            tx.feeds.poll_soon(active, self._clock())
        return len(active)


_TO_TURN: Final = {
    FeedState.PAUSED: "pause feeds",
    FeedState.ACTIVE: "resume feeds",
    FeedState.REMOVED: "remove feeds",
}
_IS: Final = {
    FeedState.PAUSED: "paused",
    FeedState.ACTIVE: "polled",
    FeedState.REMOVED: "removed",
    FeedState.RETIRED: "retired",
}


def must_see(asking: Asking) -> None:
    """Raises `NotAllowed` unless the person is a member, and where people of other organisations read along."""
    asking.person.must_be(Role.MEMBER, to="see the feeds")
    _must_be_among_us(asking)


def must_change(asking: Asking, to: str) -> None:
    """The same for what only editors do; and `NotFound` where there is no dossier yet."""
    must_edit(asking, to)
    _must_be_among_us(asking)


def _must_be_among_us(asking: Asking) -> None:
    if asking.overheard:
        raise NotAllowed(
            "People of other organisations read along here, so I say nothing of feeds. Ask me with `/press feeds`, or"
            " in a direct message."
        )


def _by_key(tx: Transaction, dossier_id: int) -> dict[int, Feed]:
    """The dossier's feeds by their addresses, however those are spelled."""
    return {canonical_key(feed.url): feed for feed in tx.feeds.all(dossier_id)}


def _duplicate(known: Feed) -> Duplicate:
    again = f" `/press feeds resume {known.id}` polls it again." if is_resting(known) else ""
    return Duplicate(
        f"That is feed {known.id}, “{known.name}”, which is {_IS[known.state]} already.{again}",
        public_id=str(known.id),
    )


def _checked(draft: FeedDraft) -> FeedDraft:
    return replace(draft, outlet=clean_line(draft.outlet)[:MAX_NAME], flags=checked_flags(draft.flags))


def checked_flags(flags: tuple[str, ...]) -> tuple[str, ...]:
    """Flags as they may be stored: cleaned, each once. Raises `BadInput`."""
    kept = {flag.casefold(): flag for flag in reversed([clean_line(one) for one in flags]) if flag}
    cleaned = tuple(reversed(kept.values()))
    if len(cleaned) > MOST_FLAGS:
        raise BadInput(f"At most {MOST_FLAGS} flags fit.", field="flags")
    for flag in cleaned:
        if len(flag) > MAX_TAG:
            raise BadInput(f"The flag “{flag[:30]}…” is longer than {MAX_TAG} characters.", field="flags")
    return cleaned
