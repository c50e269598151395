"""The timeline: what happened when, how far apart, and where nothing is known."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.domain.dates import Dating, Distance, Span, distance, sort_key
from bot.errors import BadInput
from bot.services.reading import look_up

if TYPE_CHECKING:
    from bot.domain.entries import Entry, Line
    from bot.domain.people import Asking
    from bot.services.clock import Clock
    from storage.engine import Store

PAGE = 10
LONGEST = 5
AROUND = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Events:
    """One page of events in order of date. `page` counts from 0; `total` counts all pages; `about` says which."""

    lines: tuple[Line, ...]
    total: int
    page: int
    about: str = ""
    nearest: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch between two neighbouring events."""

    before: Line
    after: Line
    distance: Distance


@dataclass(frozen=True, slots=True)
class Between:
    """Two dated entries in order of date, how far apart they are, and the events that lie between them."""

    first: Line
    second: Line
    distance: Distance
    events: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """The events near a dated entry, in order of date, each with its distance from it."""

    centre: Line
    events: tuple[tuple[Line, Distance], ...]


class Timeline:
    """Use cases that look at dates."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def events(self, asking: Asking, span: Span | None, page: int = 0) -> Events:
        """The events whose date overlaps `span`, or all of them. An empty page brings the nearest events instead."""
        with self._store.read() as tx:
            keys, total = tx.timeline.within(asking.dossier.key, span, limit=PAGE, offset=page * PAGE)
            beside = () if total or span is None else tx.timeline.nearest(asking.dossier.key, span)
            nearest = tx.entries.lines([key for key in beside if key is not None])
            return Events(tx.entries.lines(keys), total, page, span.label if span else "", nearest)

    def gaps(self, asking: Asking) -> tuple[Gap, ...]:
        """The longest stretches between neighbouring events, the longest first."""
        with self._store.read() as tx:
            dated = tx.timeline.dates(asking.dossier.key)
            stretches = [
                (distance(before, after), before_key, after_key)
                for (before_key, before), (after_key, after) in itertools.pairwise(dated)
            ]
            stretches.sort(key=lambda stretch: -stretch[0].least)
            longest = [stretch for stretch in stretches if stretch[0].least > 0][:LONGEST]
            gaps = []
            for far, *keys in longest:
                before, after = tx.entries.lines(keys)
                gaps.append(Gap(before, after, far))
            return tuple(gaps)

    def between(self, asking: Asking, name: str, other: str) -> Between:
        """How far apart two dated entries are, exactly or as an honest range, and what lies between them."""
        with self._store.read() as tx:
            ends = sorted(
                ((look_up(tx, asking, item)) for item in (name, other)),
                key=lambda found: sort_key(found.entry.date),
            )
            first, second = (_dated(end.entry) for end in ends)
            lines = tx.entries.lines([end.key for end in ends])
            inside = Span(first.hi or first.lo, second.lo or second.hi, "")
            keys, _ = (
                tx.timeline.within(asking.dossier.key, inside, limit=PAGE + 2, offset=0)
                if inside.lo and inside.hi and inside.lo <= inside.hi
                else ((), 0)
            )
            own = {end.key for end in ends}
            events = tx.entries.lines([key for key in keys if key not in own][:PAGE])
            return Between(lines[0], lines[1], distance(first, second), events)

    def around(self, asking: Asking, name: str) -> Around:
        """What happened within ninety days of a dated entry."""
        with self._store.read() as tx:
            centre = look_up(tx, asking, name)
            when = _dated(centre.entry)
            lo = (when.lo or when.hi or date.min) - AROUND
            hi = (when.hi or when.lo or date.max) + AROUND
            keys, _ = tx.timeline.within(asking.dossier.key, Span(lo, hi, ""), limit=PAGE * 2, offset=0)
            lines = tx.entries.lines([key for key in keys if key != centre.key])
            near = tuple((line, distance(when, line.date)) for line in lines if line.date is not None)
            return Around(tx.entries.lines([centre.key])[0], near)

    def on_day(self, asking: Asking, day: date) -> Events:
        """What is dated on this day of any year, of every kind."""
        with self._store.read() as tx:
            keys = tx.timeline.on_day(asking.dossier.key, day.month, day.day)
            return Events(tx.entries.lines(keys[:PAGE]), len(keys), 0, f"{day:%B} {day.day}")

    def today(self) -> date:
        """Today, in UTC."""
        return self._clock().date()


def _dated(entry: Entry) -> Dating:
    if entry.date is None:
        raise BadInput(f"{entry.id} has no date, so nothing can be measured from it.")
    return entry.date
