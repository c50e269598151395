"""Putting what feeds bring into the press log, copies beside the story that they are of. Used inside a transaction.

An item joins a story by itself only where `bot.domain.press.story.same_story` says so; where it is merely alike, people
are asked. The copies stay as evidence under the one press item.
"""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from bot.domain.dates import Basis, Dating, from_edtf
from bot.domain.entries import MAX_BODY, MAX_TITLE, Draft, Stamp, checked, clean_line
from bot.domain.kinds import MOST_URL_BYTES, PRESS
from bot.domain.people import Identity
from bot.domain.press.item import FIRST_SEEN
from bot.domain.press.story import Recent, StoryFacts
from bot.domain.press.telling import Logged
from bot.services.filing import put_on_file
from bot.services.gathering import Stories, Story
from bot.services.press.telling import card_changed
from storage.press import NewCopy, NewMatch

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime, tzinfo

    from bot.domain.dossiers import Dossier
    from bot.domain.ids import PublicId
    from bot.services.gathering import Arrival
    from storage.press import Copy
    from storage.transaction import Transaction

SAME_WITHIN: Final = timedelta(hours=72)
DOOR: Final = "feed"
POLLER: Final = Identity("", DOOR)
MOST_LIKENESSES: Final = 3
MOST_COMPARED: Final = 500  # in one transaction: each is compared with every headline of the last days


class Headlines:
    """The stories of the last days, by dossier: read once in a transaction, and kept current within it."""

    def __init__(self, tx: Transaction, now: datetime) -> None:
        self._tx = tx
        self._since = now - SAME_WITHIN
        self._known: dict[int, tuple[list[int], Recent]] = {}

    def add(self, dossier: Dossier, entry: int, facts: StoryFacts) -> None:
        """One more story: its entry's key, and what tells it from others."""
        entries, recent = self.read(dossier)
        entries.append(entry)
        recent.add(facts)

    def like(self, dossier: Dossier, facts: StoryFacts) -> list[tuple[int, float]]:
        """The few entries that are most like it, each with its likeness, the likest first."""
        entries, recent = self.read(dossier)
        best: dict[int, float] = {}
        for number, score in recent.like(facts).items():
            best[entries[number]] = max(score, best.get(entries[number], 0.0))
        return sorted(best.items(), key=lambda item: -item[1])[:MOST_LIKENESSES]

    def read(self, dossier: Dossier) -> tuple[list[int], Recent]:
        """The stories that are on file when this is asked first, and those added since, with their entries' keys."""
        if dossier.key not in self._known:
            copies = self._tx.press.recent_copies(dossier.key, self._since)
            self._known[dossier.key] = [copy.entry_id for copy in copies], Recent(copy.facts for copy in copies)
        return self._known[dossier.key]


def log_arrivals(
    tx: Transaction, dossier: Dossier, arrivals: Sequence[Arrival], headlines: Headlines, now: datetime, tz: tzinfo
) -> dict[int, Logged]:
    """Log arrivals of one dossier, whatever feeds they came from; returns what became of each, by its row."""
    headlines.read(dossier)  # before the new ones are among them: nothing is like itself
    stories = _gathered(tx, dossier, arrivals)
    fresh = [story for story in stories if not story.on_file]
    joined = [story for story in stories if story.on_file]
    _add(tx, dossier, fresh, now, tz)
    _attach(tx, dossier, joined, now)
    _tell_of_copies(tx, joined, now)
    _offer_likenesses(tx, dossier, fresh, headlines)
    tx.items.logged([(arrival.item_id, story.entry) for story in stories for arrival in story.arrivals if story.entry])
    return {
        arrival.item_id: Logged(
            story.entry, tuple(match.watch_id for match in arrival.matches), new=not story.on_file and number == 0
        )
        for story in stories
        if story.entry is not None
        for number, arrival in enumerate(story.arrivals)
    }


def _gathered(tx: Transaction, dossier: Dossier, arrivals: Sequence[Arrival]) -> list[Story]:
    """The arrivals by story: those on file that they are copies of, and new ones."""
    keys = [arrival.item.keys for arrival in arrivals]
    copies = tx.press.copies_alike(
        dossier.key,
        canonical_keys={key.url for key in keys if key.url},
        title_keys={key.title for key in keys if key.title},
        since=min(arrival.item.seen for arrival in arrivals) - SAME_WITHIN,
    )
    stories = Stories(_on_file(copies))
    for arrival in arrivals:
        stories.take(arrival)
    return [story for story in stories.all if story.arrivals]


def _on_file(copies: Iterable[Copy]) -> Iterable[Story]:
    by_entry: dict[int, list[StoryFacts]] = {}
    for copy in copies:
        by_entry.setdefault(copy.entry_id, []).append(copy.facts)
    return (Story(facts, [], entry, on_file=True) for entry, facts in by_entry.items())


def _add(tx: Transaction, dossier: Dossier, stories: Sequence[Story], now: datetime, tz: tzinfo) -> None:
    """Put new stories on file, each as the first of its arrivals tells it."""
    if not stories:
        return
    firsts = [story.arrivals[0] for story in stories]
    drafts = [press_draft(first, tz) for first in firsts]
    ids = tx.bulk.next_ids([PRESS] * len(drafts))
    items: list[tuple[PublicId, Draft]] = list(zip(ids, drafts, strict=True))
    stamps = [Stamp(POLLER, now, DOOR, first.feed.name) for first in firsts]

    def attach(keys: tuple[int, ...]) -> None:
        for story, key in zip(stories, keys, strict=True):
            story.entry = key
        _attach(tx, dossier, stories, now)

    put_on_file(tx, dossier, items, stamps, batch=str(uuid4()), action="log", before_indexing=attach)


def _attach(tx: Transaction, dossier: Dossier, stories: Sequence[Story], now: datetime) -> None:
    """Write the copies and matches of stories whose entries are on file."""
    arrived = [(story.entry, arrival) for story in stories if story.entry is not None for arrival in story.arrivals]
    tx.press.add_copies(
        dossier.key,
        [NewCopy(entry, arrival.feed.id, arrival.item, arrival.outlet) for entry, arrival in arrived],
    )
    tx.press.add_matches([NewMatch(entry, match, now) for entry, arrival in arrived for match in arrival.matches])


def _tell_of_copies(tx: Transaction, joined: Sequence[Story], now: datetime) -> None:
    """Stories on file that got copies are found by them as well, and their cards show them."""
    tx.press.reindex([story.entry for story in joined if story.entry is not None])
    for story in joined:
        if story.entry is not None:
            card_changed(tx, story.entry, 0, now, what=f"copy-{story.arrivals[-1].item_id}")


def _offer_likenesses(tx: Transaction, dossier: Dossier, stories: Sequence[Story], headlines: Headlines) -> None:
    """Note which new stories are alike to others of the last days, so that people can say whether they are one."""
    for number, story in enumerate(stories):
        if story.entry is None:
            continue
        if number < MOST_COMPARED and (likest := headlines.like(dossier, story.facts[0])):
            tx.press.add_likenesses(story.entry, likest)
        headlines.add(dossier, story.entry, story.facts[0])


def press_draft(arrival: Arrival, tz: tzinfo) -> Draft:
    """A press item as the feed gives it. Its date is the day on which it was published, as the feed wrote it.

    Where the feed gives none that can be believed, it is the day on which we first saw it, marked as derived.
    """
    item = arrival.item
    seen = item.seen.astimezone(tz).date().isoformat()
    published = item.published.date().isoformat() if item.published else ""
    fields = {
        "type": "article",
        "outlet": clean_line(arrival.outlet)[:MAX_TITLE],
        "author": clean_line(item.author)[:MAX_TITLE],
        "url": _address(item.url),
        "canonical_url": _address(item.canonical),
        "published": published,
        "seen": seen,
        "status": "new",
        "agency_response": "not asked",
    }
    return checked(
        Draft(
            kind=PRESS,
            title=_within(clean_line(item.title) or "Untitled", MAX_TITLE),
            body=_within(item.summary, MAX_BODY),
            date=_dating(published, seen),
            tags=arrival.feed.flags,
            fields=MappingProxyType({name: value for name, value in fields.items() if value}),
        )
    )


def _dating(published: str, seen: str) -> Dating:
    if published:
        return from_edtf(published)
    return from_edtf(seen, text=f"{FIRST_SEEN} {seen}", basis=Basis.DERIVED)


def _address(url: str) -> str:
    return url if url.startswith(("http://", "https://")) and len(url.encode()) <= MOST_URL_BYTES else ""


def _within(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
