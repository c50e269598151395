"""The forms of a feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.press.feed import FeedLog
from handlers import ids
from handlers.form_context import Subject
from handlers.form_state import Choice
from handlers.mrkdwn import bold, joined, mrkdwn, shorten
from handlers.views import inputs
from handlers.views.blocks import Block, menu, option, section, words
from handlers.views.forms import NAME_LIMIT
from handlers.views.inputs import asked, box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.press.feed import Feed

View = dict[str, Any]

PACES = (
    ("auto", "Its own pace (10 minutes to 24 hours)"),
    ("10m", "Every 10 minutes"),
    ("30m", "Every 30 minutes"),
    ("1h", "Every hour"),
    ("6h", "Every 6 hours"),
    ("24h", "Once a day"),
)


def feed_form(feed: Feed | None, *, channel: str, url: str = "") -> View:
    """Adds a feed, or changes one. The address of a feed that is there stays: another address is another feed."""
    given = feed.outlet if feed else ""
    blocks: list[Block] = []
    if feed is None:
        hint = "A feed’s address, or a site’s: I look for its feed"
        blocks.append(asked(ids.URL, "Address", box(url, example="https://www.vox.com/rss"), hint=hint, required=True))
    else:
        blocks.append(section(joined([bold(shorten(feed.name, 80)), mrkdwn("`{url}`", url=shorten(feed.url, 300))])))
    flags = [Choice(flag) for flag in (feed.flags if feed else ())]
    blocks += [
        asked(ids.OUTLET, "Outlet", box(given, example="Vox"), hint="As it is to stand in the log"),
        inputs.searched(ids.TAGS, "Flags for everything that it brings", "Search, or type a new one", flags),
        _log(feed.log if feed else FeedLog.MATCHES),
        _pace(feed),
    ]
    title = f"Edit feed {feed.id}" if feed else "Add a feed"
    return _view(title, blocks, ids.FEED_FORM, Subject(channel, feed.id if feed else 0), "Save" if feed else "Add")


def _log(chosen: FeedLog) -> Block:
    options = [
        option("What a watch matches", FeedLog.MATCHES.value),
        option("Everything: the feed is itself a search", FeedLog.EVERYTHING.value),
    ]
    initial = next(item for item in options if item["value"] == chosen.value)
    element = {"type": "radio_buttons", "options": options, "initial_option": initial}
    return asked(ids.FEED_LOG, "What goes into the log", element, required=True)


def _pace(feed: Feed | None) -> Block:
    minutes = int(feed.every.total_seconds() // 60) if feed and feed.every else 0
    known = {"auto": 0, "10m": 10, "30m": 30, "1h": 60, "6h": 360, "24h": 1_440}
    paces = list(PACES)
    chosen = next((value for value, length in known.items() if length == minutes), f"{minutes}m")
    if chosen not in known:
        paces.append((chosen, f"Every {minutes} minutes"))
    options = [option(label, value) for value, label in paces]
    return asked(ids.PACE, "How often", menu(ids.PACE, "Choose one", options, chosen), required=True)


def removal_form(feed: Feed, *, channel: str) -> View:
    """Asks why a feed is to be removed, and says what that does."""
    text = mrkdwn("What it brought stays in the log. It is not polled any more.")
    blocks = [
        section(joined([bold(shorten(feed.name, 80)), mrkdwn("`{url}`", url=shorten(feed.url, 300)), text])),
        asked(ids.REASON, "Why?", box("", example="It has moved"), required=True),
    ]
    return _view(f"Remove feed {feed.id}", blocks, ids.FEED_REMOVAL_FORM, Subject(channel, feed.id), "Remove")


def _view(title: str, blocks: Sequence[Block], callback_id: str, subject: Subject, submit: str) -> View:
    return {
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": subject.encode(),
        "title": words(title, NAME_LIMIT),
        "submit": words(submit, NAME_LIMIT),
        "close": words("Cancel", NAME_LIMIT),
        "blocks": [*blocks],
    }
