"""What is told of one poll of one feed: which cards, which summaries. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.press.notice import NewNotice, NoticeKind
from bot.domain.press.plan import Change
from bot.domain.press.watch import Alert

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.press.feed import Feed
    from bot.domain.press.plan import Plan
    from bot.domain.press.watch import Watch

FLOOD: Final = 20  # more matches of one feed in one poll than this are told in one message


@dataclass(frozen=True, slots=True)
class Logged:
    """An item that was put in the log: its entry's key, and the watches that matched. None: everything is logged.

    `new` says that it is a press item of its own, not a copy of one that was there.
    """

    entry: int
    watches: tuple[int, ...]
    new: bool = True


def notices_of(
    old: Feed, plan: Plan, logged: Sequence[Logged], watches: Mapping[int, Watch], now: datetime
) -> tuple[NewNotice, ...]:
    """What people are told of this poll. The first document of a feed is told in one line, whatever is in it."""
    about = tuple(_change(old, plan.feed, change, now) for change in plan.changes)
    if plan.first:
        return (*about, _first(plan, sum(item.new for item in logged)))
    return (*about, *_cards(plan.feed, logged, watches, now))


def _first(plan: Plan, logged: int) -> NewNotice:
    facts = {"feed": plan.feed.id, "items": len(plan.new), "logged": logged}
    return NewNotice(NoticeKind.FIRST_FETCH, f"first:{plan.feed.id}", facts=facts)


def _cards(feed: Feed, logged: Sequence[Logged], watches: Mapping[int, Watch], now: datetime) -> tuple[NewNotice, ...]:
    places = _places(logged, watches, now)
    told = {item.entry for items in places.values() for item in items}
    if len(told) > FLOOD:
        return tuple(_flood(feed, channel, items, now) for channel, items in places.items())
    return tuple(_card(channel, item) for channel, items in places.items() for item in items)


def _places(logged: Sequence[Logged], watches: Mapping[int, Watch], now: datetime) -> dict[str, list[Logged]]:
    """For each channel what is to be told there, in order."""
    places: dict[str, dict[int, Logged]] = {}
    for item in logged:
        for channel in _channels(item, watches, now):
            places.setdefault(channel, {}).setdefault(item.entry, item)
    return {channel: list(items.values()) for channel, items in places.items()}


def _channels(item: Logged, watches: Mapping[int, Watch], now: datetime) -> tuple[str, ...]:
    """Where an item is told at once. What everything-feeds bring goes to the press channel; a copy only to channels
    of watches, which may not have heard of the story yet (a card is posted once in each, see `dedupe`)."""
    if not item.watches:
        return ("",) if item.new else ()
    matched = (watches[key] for key in item.watches if key in watches)
    return tuple(dict.fromkeys(watch.channel for watch in matched if _is_heard(watch, now)))


def _is_heard(watch: Watch, now: datetime) -> bool:
    return watch.alert is Alert.NOW and not (watch.muted_until and watch.muted_until > now)


def _card(channel: str, item: Logged) -> NewNotice:
    return NewNotice(
        NoticeKind.PRESS_CARD,
        f"card:{item.entry}:{channel}",
        channel=channel,
        entry_id=item.entry,
        facts={"entry": item.entry},
    )


def _flood(feed: Feed, channel: str, items: Sequence[Logged], now: datetime) -> NewNotice:
    return NewNotice(
        NoticeKind.FLOOD,
        f"flood:{feed.id}:{now.isoformat()}:{channel}",
        channel=channel,
        facts={"feed": feed.id, "entries": [item.entry for item in items]},
    )


def _change(old: Feed, feed: Feed, change: Change, now: datetime) -> NewNotice:
    facts: dict[str, object] = {"feed": feed.id}
    trouble = feed.trouble or old.trouble
    if change in (Change.FAILING, Change.RECOVERED) and trouble is not None:
        facts |= {"since": trouble.since.isoformat(), "reason": trouble.reason}
    if change is Change.MOVED:
        facts |= {"from": old.url, "to": feed.url}
    return NewNotice(NoticeKind(change.value), f"{change.value}:{feed.id}:{now.isoformat()}", facts=facts)


def to_archive(logged: Sequence[Logged]) -> tuple[NewNotice, ...]:
    """What is to be saved to an archive: each new item, once."""
    return tuple(
        NewNotice(NoticeKind.ARCHIVE, f"archive:{item.entry}", entry_id=item.entry, facts={"entry": item.entry})
        for item in logged
        if item.new
    )
