"""What is said in the press channel besides cards: a feed's first reading, a flood, and how feeds do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.press.notice import NoticeKind
from handlers import ids
from handlers.ids import numbered
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, joined, link, moment, mrkdwn
from handlers.views.blocks import Element, Message, answer, button, message, section
from handlers.views.lines import command_value, cut
from handlers.views.press_card import note_line

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.press.feed import Feed
    from bot.services.press.items import Note

NAME_SHOWN: Final = 120
REASON_SHOWN: Final = 300
URL_SHOWN: Final = 200


def first_fetch(feed: Feed, items: int, logged: int) -> Message:
    """A feed was read for the first time: what it held is logged and not posted."""
    held = f"{items:,} item{'' if items == 1 else 's'}"
    text = mrkdwn(
        "{name} was read for the first time: {held}, of which {logged} into the log. From now on what matches is"
        " posted here.",
        name=_name(feed),
        held=held,
        logged=_went(logged),
    )
    return answer(
        text, [_open_list(feed, f"Show {'it' if logged == 1 else 'them'}", f"feed:{feed.id}")] if logged else []
    )


def _went(logged: int) -> str:
    return "none went" if not logged else f"{logged:,} went"


def flood(feed: Feed, count: int) -> Message:
    """So many items of one feed matched in one poll that they are told together."""
    text = mrkdwn(
        "{name} brought *{count}* matches at once. They are in the log, and are not posted one by one.",
        name=_name(feed),
        count=f"{count:,}",
    )
    return answer(text, [_open_list(feed, "Open the list", f"feed:{feed.id} status:new")])


def feed_notice(
    kind: NoticeKind, feed: Feed, *, since: datetime | None = None, reason: str = "", moved_from: str = ""
) -> Message:
    """How a feed does: it fails since then and why, it recovered, its server says that it is gone, or it moved."""
    because = mrkdwn(" because {why}", why=cut(reason, REASON_SHOWN)) if reason else Mrkdwn()
    at = mrkdwn(" since {at}", at=moment(since)) if since else Mrkdwn()
    name, address = _name(feed), mrkdwn("`{url}`", url=cut(feed.url, URL_SHOWN))
    said = {
        NoticeKind.FEED_FAILING: mrkdwn(
            ":warning: {name} cannot be read{at}{because}. I keep trying.", name=name, at=at, because=because
        ),
        NoticeKind.FEED_RECOVERED: mrkdwn("{name} can be read again. It could not be read{at}.", name=name, at=at),
        NoticeKind.FEED_RETIRED: mrkdwn(
            ":warning: {name} is gone for good, its server says, so it is not polled any more. `/press feeds resume"
            " {id}` tries again.",
            name=name,
            id=feed.id,
        ),
        NoticeKind.FEED_MOVED: mrkdwn(
            "{name} has moved for good, its server says. It is polled at {address} now{old}.",
            name=name,
            address=address,
            old=mrkdwn(", and was at `{url}`", url=cut(moved_from, URL_SHOWN)) if moved_from else Mrkdwn(),
        ),
    }
    return answer(joined([said[kind]]), [show_button("All feeds", Command("press", "feeds"), "feeds")])


def note(note: Note) -> Message:
    """A note as it stands in the card's thread."""
    return message(mrkdwn("Note: {text}", text=note.text), [section(note_line(note))])


def show_button(label: str, command: Command, tail: object) -> Element:
    """A button that answers `command` to the one who presses, and leaves the message as it is for everybody."""
    return button(label, numbered(ids.SHOW_COMMAND, tail), command_value(command))


def _open_list(feed: Feed, label: str, words: str) -> Element:
    return show_button(label, Command("press", words), feed.id)


def _name(feed: Feed) -> Mrkdwn:
    name = cut(feed.name, NAME_SHOWN)
    return mrkdwn("*{name}*", name=link(feed.site, name) if feed.site else name)
