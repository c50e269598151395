"""What the form of a feed holds, from a feed on file, from what was typed in one line, or from the form itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from zlib import crc32

from bot.domain.press.feed import FeedDraft, FeedLog
from bot.domain.press.item import MAX_URL
from bot.errors import BadInput, NotFound
from bot.services.feed_lines import FeedChange
from handlers import ids
from handlers.feed_words import PARTS, read_every, read_log, read_parts, with_pipes
from handlers.form_context import OLD_FORM
from handlers.form_state import State
from handlers.piped import Piped, write_piped
from handlers.plain import shorten

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.press.feed import Feed
    from bot.feeds.discover import Discovered

NO_TIME: Final = timedelta()
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class FeedValues:
    """Every input. `every` of zero is the feed's own pace; `dossier` is a slug, empty for the place's own."""

    url: str = ""
    outlet: str = ""
    flags: tuple[str, ...] = ()
    log: FeedLog = FeedLog.MATCHES
    every: timedelta = NO_TIME
    dossier: str = ""

    def draft(self, dossier_id: int, found: Discovered) -> FeedDraft:
        """The feed to add, at the address that was found."""
        return FeedDraft(
            dossier_id=dossier_id,
            url=found.url,
            title=found.title,
            outlet=self.outlet,
            flags=self.flags,
            log=self.log,
            every=self.every or None,
        )

    def line(self, url: str) -> str:
        """What one would type for a feed at `url` with the same settings."""
        parts = {
            "outlet": self.outlet,
            "dossier": self.dossier,
            "log": "" if self.log is FeedLog.MATCHES else self.log.value,
            "flags": ", ".join(self.flags),
            "every": f"{self.every // MINUTE} min" if self.every else "",
        }
        return write_piped(Piped(url, parts))


def of_feed(feed: Feed, dossier: str) -> FeedValues:
    """What the form of a feed on file opens with; `dossier` is its slug."""
    return FeedValues(feed.url, feed.outlet, feed.flags, feed.log, feed.every or NO_TIME, dossier)


def of_line(text: str) -> FeedValues:
    """What was typed in one line. Raises `BadInput` for what cannot be used."""
    piped = read_parts(text)
    parts = piped.parts
    return FeedValues(
        url=piped.first,
        outlet=parts.get("outlet", ""),
        flags=piped.several("flags"),
        log=read_log(parts["log"]) if "log" in parts else FeedLog.MATCHES,
        every=read_every(parts["every"]) if "every" in parts else NO_TIME,
        dossier=parts.get("dossier", ""),
    )


def as_far_as_read(text: str) -> FeedValues:
    """The same for a line in which something is wrong: what can be read of it."""
    first, *rest = with_pipes(text).split("|")
    values = FeedValues(url=shorten(" ".join(first.split()), MAX_URL))
    for part in rest:
        try:
            values = _with(values, part)
        except BadInput:
            continue
    return values


def _with(values: FeedValues, part: str) -> FeedValues:
    read = of_line(f"- | {part}")
    given = {name: getattr(read, name) for name in PARTS if getattr(read, name)}
    return replace(values, **given)


def of_form(view: Mapping[str, Any]) -> FeedValues:
    """What stands in a form that was sent."""
    state = State(view)
    return FeedValues(
        url=state.text(ids.URL),
        outlet=state.text(ids.OUTLET),
        flags=tuple(choice.value for choice in state.choices(ids.TAGS)),
        log=FeedLog(state.chosen(ids.FEED_LOG) or FeedLog.MATCHES),
        every=read_every(state.chosen(ids.PACE)),
        dossier=state.chosen(ids.DOSSIER),
    )


@dataclass(frozen=True, slots=True)
class FeedSubject:
    """What a form of feeds is about: the feed with that number, 0 for a new one; and what stood in it when it opened.

    `shown` is a short sum of each input's value, so that what was left alone is not written over what somebody else has
    set meanwhile.
    """

    channel: str = ""
    number: int = 0
    shown: tuple[str, ...] = ()

    def showing(self, values: FeedValues) -> FeedSubject:
        """The same, knowing that the form opens with these values."""
        return replace(self, shown=_sums(values))

    def change(self, values: FeedValues) -> FeedChange:
        """What was changed in the form; nothing of what stands in it as it stood when it opened."""
        changed = [name for name, now, before in zip(PARTS, _sums(values), self.shown, strict=True) if now != before]
        return FeedChange(**{name: getattr(values, name) for name in changed})

    def encode(self) -> str:
        """As a form's `private_metadata`."""
        content = {"channel": self.channel, "number": self.number, "shown": " ".join(self.shown)}
        return json.dumps({key: value for key, value in content.items() if value}, separators=(",", ":"))

    @classmethod
    def decode(cls, view: Mapping[str, Any]) -> FeedSubject:
        """What `encode` wrote into the form; `NotFound` for anything else."""
        try:
            content = json.loads(str(view.get("private_metadata") or ""))
            number, shown = int(content.get("number", 0)), tuple(str(content.get("shown", "")).split())
            subject = cls(str(content.get("channel", "")), number, shown)
        except (ValueError, TypeError, AttributeError) as error:
            raise NotFound(OLD_FORM) from error
        if len(shown) not in (0, len(PARTS)):
            raise NotFound(OLD_FORM)
        return subject


def _sums(values: FeedValues) -> tuple[str, ...]:
    return tuple(f"{crc32(repr(getattr(values, name)).encode()):x}" for name in PARTS)
