"""Feeds as people keep them: the list with each one's health, adding, changing, pausing, removing.

Each public method is one transaction. Polling itself is in `bot.services.polling`. Members see the list; editors and
admins change it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.domain.entries import MAX_TAG, clean_line
from bot.domain.people import Asking, Role
from bot.domain.press.feed import Feed, FeedDraft, FeedLog, FeedState
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput, Conflict, Duplicate, NotFound
from bot.services.stamping import stamp_of
from bot.services.writing import must_edit, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from bot.services.clock import Clock
    from storage.engine import Store
    from storage.transaction import Transaction

PAGE: Final = 10
MOST_FLAGS: Final = 20
SHORTEST_MINUTES: Final = 10
LONGEST_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed with what its line in the list shows: `logged` counts the press items that it brought."""

    feed: Feed
    logged: int


@dataclass(frozen=True, slots=True)
class FeedList:
    """One page of a dossier's feeds, the oldest first; `page` counts from 0. `failing` counts those in trouble."""

    lines: tuple[FeedLine, ...]
    total: int
    page: int
    failing: int
    watched: bool  # whether there is a watch: without one everything is logged
    may_edit: bool


@dataclass(frozen=True, slots=True)
class FeedChange:
    """What an editor may set on a feed; None leaves it as it is. `every` of zero gives the pace back to the feed."""

    outlet: str | None = None
    flags: tuple[str, ...] | None = None
    log: FeedLog | None = None
    every: timedelta | None = None
    dossier: str | None = None


@dataclass(frozen=True, slots=True)
class ImportedFeeds:
    """What became of a list of feeds: added now, there already, and refused with the reason."""

    added: tuple[Feed, ...]
    known: int
    refused: tuple[tuple[str, str], ...]


class Feeds:
    """Use cases of the list of feeds."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def list(self, asking: Asking, page: int = 0) -> FeedList:
        """The feeds of the place's dossier, with their health."""
        asking.person.must_be(Role.MEMBER, to="see the feeds")
        with self._store.read() as tx:
            feeds = tx.feeds.all(asking.dossier.key)
            shown = feeds[page * PAGE : (page + 1) * PAGE]
            logged = tx.press.logged_by_feed([feed.id for feed in shown])
            watched = tx.watches.any(asking.dossier.key)
        return FeedList(
            lines=tuple(FeedLine(feed, logged.get(feed.id, 0)) for feed in shown),
            total=len(feeds),
            page=page,
            failing=sum(feed.trouble is not None and feed.state is FeedState.ACTIVE for feed in feeds),
            watched=watched,
            may_edit=asking.person.role >= Role.EDITOR,
        )

    def one(self, asking: Asking, name: str) -> FeedLine:
        """The feed that `name` means: its number in the list, its address, or its outlet. Raises `NotFound`."""
        asking.person.must_be(Role.MEMBER, to="see the feeds")
        with self._store.read() as tx:
            feed = feed_named(tx, asking, name)
            return FeedLine(feed, tx.press.logged_by_feed([feed.id]).get(feed.id, 0))

    def every(self, asking: Asking) -> tuple[Feed, ...]:
        """All feeds of the place's dossier, for writing them to a file."""
        asking.person.must_be(Role.MEMBER, to="see the feeds")
        with self._store.read() as tx:
            return tx.feeds.all(asking.dossier.key)

    def add(self, asking: Asking, draft: FeedDraft, *, dossier: str = "", delivery: str = "") -> Feed:
        """Poll a new feed from now on. Raises `Duplicate` where the dossier has that address already.

        `dossier` is a slug, where it is not the place's own.
        """
        must_edit(asking, "add feeds")
        with writing(self._store, delivery, self._clock()) as tx:
            draft = replace(draft, dossier_id=self._dossier(tx, asking, dossier), flags=checked_flags(draft.flags))
            known = tx.feeds.by_url(draft.dossier_id, draft.url)
            if known is not None:
                raise Duplicate(
                    f"That is feed {known.id}, “{known.name}”, which is {known.state.value} already.",
                    public_id=str(known.id),
                )
            return tx.feeds.add(draft, stamp_of(asking, self._clock()))

    def import_many(self, asking: Asking, drafts: Sequence[FeedDraft], *, delivery: str = "") -> ImportedFeeds:
        """Add every feed of a list that the dossier does not have yet."""
        must_edit(asking, "add feeds")
        with writing(self._store, delivery, self._clock()) as tx:
            return add_many(tx, asking, drafts, self._clock())

    def change(self, asking: Asking, name: str, change: FeedChange, *, delivery: str = "") -> Feed:
        """Set what `change` says on the feed that `name` means."""
        must_edit(asking, "change feeds")
        with writing(self._store, delivery, self._clock()) as tx:
            feed = feed_named(tx, asking, name)
            change = replace(change, flags=None if change.flags is None else checked_flags(change.flags))
            tx.feeds.change(
                feed.id,
                stamp_of(asking, self._clock()),
                outlet=None if change.outlet is None else clean_line(change.outlet)[:200],
                flags=change.flags,
                log=change.log,
                every=change.every,
                dossier_id=None if change.dossier is None else self._dossier(tx, asking, change.dossier),
            )
            return _there(tx.feeds.by_id(feed.id))

    def pause(self, asking: Asking, name: str, reason: str = "", *, delivery: str = "") -> Feed:
        """Stop polling a feed until it is resumed."""
        return self._turn(asking, name, FeedState.PAUSED, reason, delivery)

    def resume(self, asking: Asking, name: str, *, delivery: str = "") -> Feed:
        """Poll a feed again, at once; also one that retired."""
        return self._turn(asking, name, FeedState.ACTIVE, "", delivery)

    def remove(self, asking: Asking, name: str, reason: str, *, delivery: str = "") -> Feed:
        """Take a feed off the list, with the reason. What it brought stays."""
        if not clean_line(reason):
            raise BadInput(
                f"Say why, as in `/press feeds remove {clean_line(name)[:60]} it has moved`.", field="reason"
            )
        return self._turn(asking, name, FeedState.REMOVED, reason, delivery)

    def poll_all_soon(self, asking: Asking) -> int:
        """Have every active feed of the dossier polled with the next tick; returns how many there are."""
        must_edit(asking, "poll feeds")
        with self._store.write() as tx:
            active = [feed.id for feed in tx.feeds.all(asking.dossier.key) if feed.state is FeedState.ACTIVE]
            tx.feeds.poll_soon(active, self._clock())
        return len(active)

    def _turn(self, asking: Asking, name: str, state: FeedState, reason: str, delivery: str) -> Feed:
        must_edit(asking, _VERBS[state])
        with writing(self._store, delivery, self._clock()) as tx:
            feed = feed_named(tx, asking, name)
            if feed.state is state:
                raise Conflict(f"Feed {feed.id}, “{feed.name}”, is {state.value} already.")
            now = self._clock()
            tx.feeds.set_state(feed.id, state, clean_line(reason)[:500], stamp_of(asking, now))
            if state is FeedState.ACTIVE:
                tx.feeds.poll_soon([feed.id], now)
            return _there(tx.feeds.by_id(feed.id))

    def _dossier(self, tx: Transaction, asking: Asking, slug: str) -> int:
        if not slug:
            return asking.dossier.key
        found = tx.dossiers.by_slug(slug.strip().casefold())
        if found is None:
            known = ", ".join(dossier.slug for dossier in tx.dossiers.all())
            raise BadInput(f"There is no dossier “{clean_line(slug)[:60]}”. There is: {known}.", field="dossier")
        return found.key


_VERBS: Final = {
    FeedState.PAUSED: "pause feeds",
    FeedState.ACTIVE: "resume feeds",
    FeedState.REMOVED: "remove feeds",
}


def feed_named(tx: Transaction, asking: Asking, name: str) -> Feed:
    """The feed that `name` means: its number, its address, or its outlet. Raises `NotFound` or `BadInput`."""
    typed = clean_line(name).strip("<>“”\"'#.")
    feeds = tx.feeds.all(asking.dossier.key)
    if typed.isascii() and typed.isdecimal():
        found = [feed for feed in feeds if feed.id == int(typed)]
    else:
        found = [feed for feed in feeds if typed in (feed.url, feed.site)] or _called(feeds, typed)
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{feed.id} ({feed.host})" for feed in found[:5])
        raise BadInput(f"Several feeds are called “{typed[:60]}”: {several}. Say the number.")
    near = did_you_mean(typed, tuple(feed.name for feed in feeds)) if typed else None
    hint = f" Did you mean “{near}”?" if near else ""
    raise NotFound(f"There is no feed “{typed[:60]}”.{hint} `/press feeds` lists them with their numbers.")


def _called(feeds: Sequence[Feed], typed: str) -> list[Feed]:
    folded = typed.casefold()
    exactly = [feed for feed in feeds if folded in (feed.outlet.casefold(), feed.title.casefold())]
    return exactly or [feed for feed in feeds if folded and feed.name.casefold().startswith(folded)]


def add_many(tx: Transaction, asking: Asking, drafts: Sequence[FeedDraft], now: datetime) -> ImportedFeeds:
    """Add those of the feeds that their dossier does not have, each once."""
    added: dict[str, Feed] = {}
    known = 0
    refused: list[tuple[str, str]] = []
    stamp = stamp_of(asking, now)
    for draft in drafts:
        try:
            draft = replace(draft, dossier_id=asking.dossier.key, flags=checked_flags(draft.flags))
        except BadInput as error:
            refused.append((draft.url, str(error)))
            continue
        if draft.url in added or tx.feeds.by_url(asking.dossier.key, draft.url) is not None:
            known += 1
        else:
            added[draft.url] = tx.feeds.add(draft, stamp)
    return ImportedFeeds(tuple(added.values()), known, tuple(refused))


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


def _there(feed: Feed | None) -> Feed:
    if feed is None:
        raise NotFound("That feed is not there any more.")
    return feed
