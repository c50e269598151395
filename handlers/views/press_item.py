"""What a press item's whole card has beside what every entry's has: why it is here, its copies, notes and offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.mrkdwn import Mrkdwn, bold, joined, link, moment, mrkdwn
from handlers.views.blocks import Block, context, section
from handlers.views.lines import cut
from handlers.views.press_card import NAME_SHOWN, also_in, note_line, offers, suggested, triaged, why_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.services.press.items import PressItem, StoryCopy

COPIES_SHOWN: Final = 10
COPY_TITLE: Final = 120


def press_groups(item: PressItem) -> Iterator[list[Block]]:
    """The parts that stay together, in the order in which people ask for them."""
    about = joined([*why_lines(item.why), also_in(item.other_outlets), suggested(item)])
    done = triaged(item.triaged)
    yield [*([section(about)] if about else []), *([context(done)] if done else [])]
    for other in item.alike:
        yield offers([other], item)
    if len(item.copies) > 1:
        yield [section(_copies(item))]
    for note in item.notes:
        yield [section(note_line(note))]


def _copies(item: PressItem) -> Mrkdwn:
    """The copies of the story, each with where and when it was found."""
    lines = [_copy(copy) for copy in item.copies[:COPIES_SHOWN]]
    rest = len(item.copies) - COPIES_SHOWN
    heading = bold(f"{len(item.copies):,} copies of the story")
    return joined([heading, *lines, mrkdwn("… and {rest} more", rest=f"{rest:,}") if rest > 0 else ""])


def _copy(copy: StoryCopy) -> Mrkdwn:
    title = cut(copy.title, COPY_TITLE)
    shown = link(copy.url, title) if len(copy.url) < COPY_TITLE else title
    feed = mrkdwn("by feed {feed}", feed=cut(copy.feed, NAME_SHOWN)) if copy.feed else "by hand"
    name = joined([cut(copy.outlet, NAME_SHOWN), shown], ": ")
    return mrkdwn("• {rest}", rest=joined([name, feed, moment(copy.seen, "date")], " · "))
