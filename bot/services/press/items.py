"""A press item as it is shown: the entry, why it is in the log, its copies, and what people did about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.dates import Dating
    from bot.domain.entries import Entry, Stamp
    from bot.domain.ids import PublicId
    from bot.domain.kinds import Kind
    from bot.domain.press.posted import Posted
    from bot.domain.press.watch import Hit

NEW, REVIEWED, DISMISSED = "new", "reviewed", "dismissed"
STATUSES = (NEW, REVIEWED, DISMISSED)
NOT_ASKED, RESPONDED = "not asked", "responded"


@dataclass(frozen=True, slots=True)
class Why:
    """One watch that matched: its name, what of it stands where in the item, and the flags that it suggests."""

    watch: str
    hits: tuple[Hit, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoryCopy:
    """One place where the story was found. `feed` is the feed's name; empty for what was added by hand."""

    outlet: str
    title: str
    url: str
    seen: datetime
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Another item that may be the same story; people decide. `score` is from 0 to 100."""

    id: PublicId
    title: str
    outlet: str
    date: Dating | None
    score: float


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody noted about an item, with who, when and where."""

    text: str
    written: Stamp


@dataclass(frozen=True, slots=True)
class Triaged:
    """The step that gave an item its status. `by` is empty where nobody is known, `at` is None where only the day is.

    `reason` is what was given for it.
    """

    status: str
    by: str
    at: datetime | None = None
    on: Dating | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PressItem:
    """An entry of the press log with all that its card shows. Copies stand in the order in which they were found."""

    entry: Entry
    why: tuple[Why, ...] = ()
    copies: tuple[StoryCopy, ...] = ()
    alike: tuple[Alike, ...] = ()
    notes: tuple[Note, ...] = ()
    triaged: Triaged | None = None
    posted: tuple[Posted, ...] = ()

    def field(self, name: str) -> str:
        """One of its own fields as text; empty where it has none."""
        return self.entry.content.fields.get(name, "")

    @property
    def status(self) -> str:
        """New, reviewed or dismissed."""
        return self.field("status") or NEW

    @property
    def response(self) -> str:
        """How the agency responded, or whether it was asked."""
        return self.field("agency_response") or NOT_ASKED

    @property
    def suggested(self) -> tuple[str, ...]:
        """The flags that its watches suggest and that it does not have yet."""
        has = {flag.casefold() for flag in self.entry.content.tags}
        flags = {flag.casefold(): flag for why in self.why for flag in why.flags}
        return tuple(flag for key, flag in flags.items() if key not in has)

    @property
    def other_outlets(self) -> tuple[str, ...]:
        """The other outlets that carry the story, each once."""
        own = self.field("outlet").casefold()
        outlets = {copy.outlet.casefold(): copy.outlet for copy in self.copies if copy.outlet}
        return tuple(outlet for key, outlet in outlets.items() if key != own)


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of two items that tell one story: the one that was taken off the lists, and the one that stays."""

    gone: Entry
    item: PressItem


@dataclass(frozen=True, slots=True)
class PressLine:
    """As much of a press item as a list shows. `words` are those that watches found, `outlets` counts other outlets."""

    id: PublicId
    title: str
    url: str
    outlet: str
    type: str
    date: Dating | None
    status: str
    flags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    outlets: int = 0


@dataclass(frozen=True, slots=True)
class PressPage:
    """One page of the press log.

    `query` is the search as it was carried out, empty for the latest; `unfiltered` is the same without a status.
    `counts` says for each status how many there are of the same search. The rest is as in `Results`.
    """

    query: str
    unfiltered: str
    status: str
    lines: tuple[PressLine, ...]
    total: int
    capped: bool
    page: int
    counts: tuple[tuple[str, int], ...] = ()
    instead_of: str = ""
    elsewhere: tuple[tuple[Kind, int], ...] = ()
    nearest: tuple[tuple[str, int], ...] = ()
    may_edit: bool = False
