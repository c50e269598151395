"""Watches as people keep them: the list, adding, changing, muting, removing, and trying a query on what came.

Each public method is one transaction. Members see the list and try queries; editors and admins change it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from bot.domain.entries import clean_line
from bot.domain.people import Asking, Role
from bot.domain.press.query import parse_watch
from bot.domain.press.watch import FOREVER, Watch, WatchDraft
from bot.errors import BadInput, Duplicate, NotFound, StaleEdit
from bot.services.feeds import checked_flags
from bot.services.stamping import stamp_of
from bot.services.watch_names import (
    checked_channel,
    checked_name,
    default_name,
    exactly_named,
    watch_at_start,
    watch_named,
)
from bot.services.watch_trial import WatchTest, try_on
from bot.services.writing import must_edit, writing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

    from bot.services.clock import Clock
    from storage.engine import Store

PAGE: Final = 10
WEEK: Final = timedelta(days=7)
MONTH: Final = timedelta(days=30)
MAX_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class WatchLine:
    """One watch, with how many press items it matched in the last 7 and in the last 30 days up to `now`."""

    watch: Watch
    week: int
    month: int
    now: datetime

    @property
    def is_muted(self) -> bool:
        """Whether people are told nothing of its matches."""
        return self.watch.is_muted(self.now)


@dataclass(frozen=True, slots=True)
class WatchList:
    """One page of a dossier's watches, the oldest first; `page` counts from 0."""

    lines: tuple[WatchLine, ...]
    total: int
    page: int
    may_edit: bool


@dataclass(frozen=True, slots=True)
class AddedWatch:
    """A new watch. `first`: there was none before, so everything was logged, which ends now."""

    watch: Watch
    first: bool


class Watches:
    """Use cases of the list of watches."""

    def __init__(self, store: Store, clock: Clock, tz: tzinfo) -> None:
        self._store = store
        self._clock = clock
        self._tz = tz

    def today(self) -> date:
        """The day that it is."""
        return self._clock().astimezone(self._tz).date()

    # -- looking ----------------------------------------------------------------------------------------------

    def list(self, asking: Asking, page: int = 0) -> WatchList:
        """The watches of the place's dossier, with how often each matched."""
        asking.person.must_be(Role.MEMBER, to="see the watches")
        now = self._clock()
        with self._store.read() as tx:
            watches = tx.watches.all(asking.dossier.key)
            week = tx.watches.matched(asking.dossier.key, now - WEEK)
            month = tx.watches.matched(asking.dossier.key, now - MONTH)
        shown = watches[page * PAGE : (page + 1) * PAGE]
        return WatchList(
            lines=tuple(WatchLine(watch, week.get(watch.id, 0), month.get(watch.id, 0), now) for watch in shown),
            total=len(watches),
            page=page,
            may_edit=asking.person.role >= Role.EDITOR,
        )

    def one(self, asking: Asking, name: str) -> WatchLine:
        """The watch that `name` means: its number, its name, or how that begins. Raises `NotFound` or `BadInput`."""
        asking.person.must_be(Role.MEMBER, to="see the watches")
        now = self._clock()
        with self._store.read() as tx:
            watch = watch_named(tx, asking, name)
            week = tx.watches.matched(asking.dossier.key, now - WEEK).get(watch.id, 0)
            return WatchLine(watch, week, tx.watches.matched(asking.dossier.key, now - MONTH).get(watch.id, 0), now)

    def at_start(self, asking: Asking, text: str) -> tuple[Watch, str]:
        """The watch that `text` begins with, and what comes after its name or number."""
        asking.person.must_be(Role.MEMBER, to="see the watches")
        with self._store.read() as tx:
            return watch_at_start(tx, asking, text)

    def test(self, asking: Asking, text: str, page: int = 0) -> WatchTest:
        """What a query, or the query of the watch that `text` names, would have caught of what came in 30 days."""
        asking.person.must_be(Role.MEMBER, to="try watches")
        with self._store.read() as tx:
            watch = exactly_named(tx, asking, text)
            query = parse_watch(watch.query if watch else text)
            return replace(try_on(tx, asking, query, self._clock() - MONTH, page), watch=watch)

    # -- changing ---------------------------------------------------------------------------------------------

    def add(self, asking: Asking, draft: WatchDraft, *, delivery: str = "") -> AddedWatch:
        """Watch for something from now on. Raises `BadQuery`, and `Duplicate` for a name or a query that is there."""
        must_edit(asking, "add watches")
        draft = checked_draft(draft, asking)
        with writing(self._store, delivery, self._clock()) as tx:
            there = tx.watches.all(asking.dossier.key)
            _must_be_new(draft, there)
            return AddedWatch(tx.watches.add(asking.dossier.key, draft, stamp_of(asking, self._clock())), not there)

    def edit(self, asking: Asking, watch_id: int, version: int, draft: WatchDraft, *, delivery: str = "") -> Watch:
        """Change a watch that was read at `version`. Raises `StaleEdit` where somebody changed it since then."""
        must_edit(asking, "change watches")
        with writing(self._store, delivery, self._clock()) as tx:
            watch = watch_named(tx, asking, str(watch_id))
            if draft.name == default_name(watch.query):  # it was never named, so it is called by its new query
                draft = replace(draft, name="")
            draft = checked_draft(draft, asking)
            _must_be_new(draft, [one for one in tx.watches.all(asking.dossier.key) if one.id != watch.id])
            changed = tx.watches.change(watch.id, version, draft, stamp_of(asking, self._clock()))
            if changed is None:
                raise StaleEdit(
                    f"Somebody changed watch {watch.id} while you were writing. What you typed is still here. Save"
                    " again to put it in place of theirs.",
                    version=watch.version,
                )
            return changed

    def mute(self, asking: Asking, name: str, until: date | timedelta | None, *, delivery: str = "") -> Watch:
        """Tell nobody of a watch's matches until that day begins, for that long, or (None) until it is unmuted.

        They are logged all the same.
        """
        must_edit(asking, "mute watches")
        return self._mute(asking, name, self._until(until), delivery)

    def unmute(self, asking: Asking, name: str, *, delivery: str = "") -> Watch:
        """Tell of its matches again."""
        must_edit(asking, "unmute watches")
        return self._mute(asking, name, None, delivery)

    def remove(self, asking: Asking, name: str, reason: str, *, delivery: str = "") -> Watch:
        """Take a watch off the list, with the reason. What it matched stays in the log."""
        must_edit(asking, "remove watches")
        because = clean_line(reason)[:MAX_REASON]
        if not because:
            raise BadInput(
                f"Say why, as in `/press watch remove {clean_line(name)[:60]} too many hits`.", field="reason"
            )
        with writing(self._store, delivery, self._clock()) as tx:
            watch = watch_named(tx, asking, name)
            return _there(tx.watches.remove(watch.id, because, stamp_of(asking, self._clock())))

    def _mute(self, asking: Asking, name: str, until: datetime | None, delivery: str) -> Watch:
        with writing(self._store, delivery, self._clock()) as tx:
            watch = watch_named(tx, asking, name)
            return _there(tx.watches.mute(watch.id, until, stamp_of(asking, self._clock())))

    def _until(self, until: date | timedelta | None) -> datetime:
        if until is None:
            return FOREVER
        now = self._clock()
        moment = now + until if isinstance(until, timedelta) else datetime.combine(until, time(), self._tz)
        if moment <= now:
            raise BadInput("That is over already. Say a day to come, as in `until December 1`, or `for 3 days`.")
        return moment


def checked_draft(draft: WatchDraft, asking: Asking) -> WatchDraft:
    """A draft as it may be stored. Raises `BadInput` that names the part that is wrong."""
    query = parse_watch(draft.query)
    return replace(
        draft,
        query=query.text,
        name=checked_name(draft.name, query.text),
        flags=checked_flags(draft.flags),
        channel=checked_channel(draft.channel, here=asking.channel),
    )


def _must_be_new(draft: WatchDraft, there: Sequence[Watch]) -> None:
    """Raises `Duplicate` where another watch looks for the same, or has the name."""
    root = parse_watch(draft.query).root
    for watch in there:
        if parse_watch(watch.query).root == root:
            raise Duplicate(f"Watch {watch.id}, “{watch.name}”, looks for the same already.", public_id=str(watch.id))
        if watch.name.casefold() == draft.name.casefold():
            raise Duplicate(
                f"Watch {watch.id} is called “{watch.name}” already. Give this one another name: `| name: …`.",
                public_id=str(watch.id),
            )


def _there(watch: Watch | None) -> Watch:
    if watch is None:
        raise NotFound("That watch is not there any more.")
    return watch
