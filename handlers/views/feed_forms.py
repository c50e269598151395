"""The forms of a feed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.press.feed import FeedLog
from handlers import ids
from handlers.feed_values import MINUTE, FeedSubject, FeedValues
from handlers.form_state import Choice
from handlers.mrkdwn import bold, joined, mrkdwn, shorten
from handlers.views import inputs
from handlers.views.blocks import Block, context, menu, modal, option, section
from handlers.views.feeds import name_of
from handlers.views.inputs import asked, box

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from bot.domain.dossiers import Dossier
    from bot.domain.press.feed import Feed

View = dict[str, Any]

URL_SHOWN: Final = 300
MOST_DOSSIERS: Final = 100

_PACES: Final = (
    (0, "Its own pace: 10 minutes to 24 hours"),
    (10, "Every 10 minutes"),
    (30, "Every 30 minutes"),
    (60, "Every hour"),
    (360, "Every 6 hours"),
    (1_440, "Once a day"),
)


def feed_form(feed: Feed | None, values: FeedValues, dossiers: Sequence[Dossier], *, channel: str) -> View:
    """Adds a feed, or changes one, opening with `values`.

    The address of a feed that is there stays: another address is another feed. Where there are several dossiers, one
    can be chosen.
    """
    places = _dossier(dossiers, values.dossier)
    values = values if places else replace(values, dossier="")
    subject = FeedSubject(channel, feed.id if feed else 0).showing(values)
    flags = [Choice(flag) for flag in values.flags]
    blocks = [
        _about(feed) if feed else _address(values.url),
        asked(ids.OUTLET, "Outlet", box(values.outlet, example="Vox"), hint="As it is to stand in the log"),
        inputs.searched(ids.TAGS, "Flags for all that it brings", "Search, or type a new one", flags),
        _log(values.log),
        _pace(values.every),
        *places,
    ]
    title, submit = (f"Edit feed {feed.id}", "Save") if feed else ("Add a feed", "Add")
    return modal(title, blocks, ids.FEED_FORM, subject, submit=submit)


def _about(feed: Feed) -> Block:
    return section(joined([bold(name_of(feed)), mrkdwn("`{url}`", url=shorten(feed.url, URL_SHOWN))]))


def _address(typed: str) -> Block:
    hint = "The feed’s, or the site’s: then I look for its feed"
    return asked(ids.URL, "Address", box(typed, example="vox.com"), hint=hint, required=True)


def _log(chosen: FeedLog) -> Block:
    options = [
        option("What a watch matches", FeedLog.MATCHES.value),
        option("Everything: the feed is itself a search", FeedLog.EVERYTHING.value),
    ]
    initial = next(item for item in options if item["value"] == chosen.value)
    element = {"type": "radio_buttons", "options": options, "initial_option": initial}
    return asked(ids.FEED_LOG, "What goes into the log", element, required=True)


def _pace(every: timedelta) -> Block:
    minutes = every // MINUTE
    paces = dict(_PACES) | ({} if minutes in dict(_PACES) else {minutes: _spelled(minutes)})
    options = [option(label, _value(length)) for length, label in paces.items()]
    return asked(ids.PACE, "How often", menu(ids.PACE, "Choose one", options, _value(minutes)), required=True)


def _value(minutes: int) -> str:
    return f"{minutes} min" if minutes else "auto"


def _spelled(minutes: int) -> str:
    return f"Every {minutes // 60} hours" if minutes % 60 == 0 else f"Every {minutes} minutes"


def _dossier(dossiers: Sequence[Dossier], chosen: str) -> list[Block]:
    """The menu of dossiers, where there are several. A feed of one that is not among them stays there: no menu."""
    options = [option(dossier.name, dossier.slug) for dossier in dossiers[:MOST_DOSSIERS]]
    if len(options) < 2 or chosen not in [item["value"] for item in options]:
        return []
    return [asked(ids.DOSSIER, "Dossier", menu(ids.DOSSIER, "Choose one", options, chosen), required=True)]


def removal_form(feed: Feed, *, channel: str) -> View:
    """Asks why a feed is to be removed, and says what that does."""
    blocks = [
        _about(feed),
        context(mrkdwn("It is not polled any more. What it brought stays in the log.")),
        asked(ids.REASON, "Why?", box("", example="It has moved"), required=True),
    ]
    return modal(
        f"Remove feed {feed.id}", blocks, ids.FEED_REMOVAL_FORM, FeedSubject(channel, feed.id), submit="Remove"
    )
