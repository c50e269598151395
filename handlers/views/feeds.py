"""The feeds: the list with each one's health, and one of them on a card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import FeedLog, FeedState
from bot.services.feed_lines import FAILING, PAGE, PAUSED
from handlers import ids
from handlers.ids import numbered
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, bold, joined, link, moment, mrkdwn, shorten
from handlers.views.blocks import (
    Block,
    Element,
    Message,
    actions,
    answer,
    button,
    context,
    message,
    option,
    overflow,
    section,
)
from handlers.views.lines import cut, run_button, share_button
from handlers.views.paging import past_the_end, position, turn

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.domain.press.feed import Feed
    from bot.services.feed_lines import FeedLine, FeedList

NAME_SHOWN: Final = 80
FLAGS_SHOWN: Final = 100
REASON_SHOWN: Final = 160
LINKED: Final = 400  # a longer address is not linked: ten of them would be more than a message takes
SAID_SHOWN: Final = 600

NOTHING: Final = Mrkdwn()
FEEDS: Final = Command("press", "feeds")
HOW_TO_ADD: Final = mrkdwn("Add one: `/press feeds add vox.com`. An address of a site will do, I look for its feed.")
UNWATCHED: Final = mrkdwn(
    "There is no watch yet, so all that these feeds bring is logged. Watch for words: `/press watch add clearview`"
)


def feed_list(listed: FeedList, again: Command, *, private: bool, said: Mrkdwn = NOTHING) -> Message:
    """One page of the feeds, each with its health and, for editors, a menu of what can be done.

    `said` is what was done just now; it stands above the list.
    """
    if not listed.total:
        none = joined([said, bold("No feed is polled yet."), HOW_TO_ADD if listed.may_edit else ""])
        return answer(none, [*_add(listed)])
    heading = _heading(listed)
    if not listed.lines and listed.shown:
        return past_the_end(heading, again)
    blocks = [section(joined([cut(said, SAID_SHOWN), heading], "\n\n"))]
    blocks += [_row(listed, line) for line in listed.lines]
    blocks += position(listed.page, PAGE, len(listed.lines), listed.shown)
    if not listed.watched and not listed.which:
        blocks.append(context(UNWATCHED))
    more = (listed.page + 1) * PAGE < listed.shown
    share = share_button(again) if private else None
    blocks += actions([*turn(again, listed.page, more=more), *_parts(listed), *_add(listed), share])
    return message(joined([said, heading]), blocks)


def _heading(listed: FeedList) -> Mrkdwn:
    """`*12 feeds* · 2 failing · 1 paused`, or that all is well."""
    counts = [bold(counted(listed.total))]
    if listed.failing:
        counts.append(mrkdwn("{count:,} failing", count=listed.failing))
    if listed.paused:
        counts.append(mrkdwn("{count:,} paused", count=listed.paused))
    well = "" if listed.failing or listed.paused else "all well"
    shown = {FAILING: "These are failing:", PAUSED: "These are not polled:"}.get(listed.which, "")
    if listed.which and not listed.shown:
        shown = {FAILING: "None is failing.", PAUSED: "None is paused."}[listed.which]
    return joined([joined([*counts, well], " · "), shown])


def counted(count: int) -> str:
    """`1 feed`, `1,000 feeds`."""
    return f"{count:,} feed{'' if count == 1 else 's'}"


def _parts(listed: FeedList) -> list[Element]:
    """The ways to the failing and the paused ones, and from there back to all."""
    found = [
        run_button(
            f"{part.capitalize()} ({count:,})", Command("press", f"feeds {part}"), part, says=f"Show {part} feeds"
        )
        for part, count in ((FAILING, listed.failing), (PAUSED, listed.paused))
        if count and part != listed.which and count < listed.total
    ]
    return [*found, *([all_feeds()] if listed.which else [])]


def _add(listed: FeedList) -> list[Element]:
    return [button("Add a feed", ids.ADD_FEED, "feed")] if listed.may_edit else []


def all_feeds() -> Element:
    """The button to the list."""
    return run_button("All feeds", FEEDS, "feeds")


# -- one feed -------------------------------------------------------------------------------------------------


def _row(listed: FeedList, line: FeedLine) -> Block:
    block = section(joined([title(line), health(line)]))
    if listed.may_edit:
        block["accessory"] = _menu(line.feed, f"{listed.page} {listed.which}".strip())
    return block


def title(line: FeedLine) -> Mrkdwn:
    """`*3*  Vox`, linked to the feed, with what was set on it that is out of the ordinary."""
    feed = line.feed
    shown = link(feed.url, name_of(feed)) if len(feed.url) <= LINKED else name_of(feed)
    name = mrkdwn("*{id}*  {name}", id=feed.id, name=shown)
    log = "logs everything" if feed.log is FeedLog.EVERYTHING else ""
    flags = mrkdwn("flags {flags}", flags=cut(", ".join(feed.flags), FLAGS_SHOWN)) if feed.flags else ""
    dossier = mrkdwn("for {dossier}", dossier=cut(line.dossier, NAME_SHOWN)) if line.dossier else ""
    return joined([name, log, _pace(feed.every), flags, dossier], " · ")


def name_of(feed: Feed) -> str:
    """What people call a feed, on one line and not too long."""
    return shorten(" ".join(feed.name.split()), NAME_SHOWN)


def health(line: FeedLine) -> Mrkdwn:
    """How a feed does, in one or two lines: what is wrong first, then last success, next poll and what it brought."""
    feed = line.feed
    if feed.state is not FeedState.ACTIVE:
        return joined([_resting(feed), joined([_last(feed), _counts(line)], " · ")])
    if feed.trouble is not None:
        trouble = mrkdwn(
            "⚠ Failing since {since}: {why}",
            since=moment(feed.trouble.since),
            why=cut(feed.trouble.reason, REASON_SHOWN),
        )
        return joined([trouble, joined([_last(feed), _next(feed, "next try"), _counts(line)], " · ")])
    if feed.succeeded_at is None:
        return mrkdwn("Not read yet: it is next in turn.")
    read = mrkdwn("✓ Read {at}", at=moment(feed.succeeded_at))
    return joined([read, _next(feed, "next"), _counts(line)], " · ")


def _resting(feed: Feed) -> Mrkdwn:
    state = {FeedState.PAUSED: "⏸ Paused", FeedState.RETIRED: "⏹ Retired"}.get(feed.state, "⏹ Removed")
    why = cut(feed.state_reason, REASON_SHOWN)
    return mrkdwn("{state}: {why}", state=state, why=why) if why else mrkdwn("{state}", state=state)


def _last(feed: Feed) -> Mrkdwn:
    if feed.succeeded_at is None:
        return mrkdwn("Never read")
    return mrkdwn("Last read {at}", at=moment(feed.succeeded_at))


def _next(feed: Feed, word: str) -> Mrkdwn:
    return mrkdwn("{word} {at}", word=word, at=moment(feed.next_at))


def _counts(line: FeedLine) -> Mrkdwn:
    items = "item" if line.feed.seen == 1 else "items"
    return mrkdwn("{seen:,} {items}, {logged:,} logged", seen=line.feed.seen, items=items, logged=line.logged)


def _pace(every: timedelta | None) -> str:
    minutes = int(every.total_seconds() // 60) if every else 0
    if not minutes:
        return ""
    return f"every {minutes // 60} h" if minutes % 60 == 0 else f"every {minutes} min"


def _menu(feed: Feed, place: str) -> Element:
    """What can be done; `place` is the page of the list and its part, so that the list comes back as it was."""
    active = feed.state is FeedState.ACTIVE
    verbs = [("Poll now", "poll")] if active else []
    verbs += [("Edit…", "edit"), ("Pause", "pause") if active else ("Resume", "resume"), ("Remove…", "remove")]
    choices = [option(label, f"{verb} {feed.id} {place}") for label, verb in verbs]
    return overflow(numbered(ids.FEED_MORE, feed.id), choices)


def card(line: FeedLine, *, may_edit: bool, said: Mrkdwn = NOTHING) -> Message:
    """One feed with its health and what can be done; `said` is what was done just now."""
    heading = said or title(line)
    shown = joined([cut(said, SAID_SHOWN), title(line), health(line)])
    buttons = [*(_deeds(line.feed) if may_edit else []), all_feeds()]
    return message(heading, [section(shown), *actions(buttons)])


def _deeds(feed: Feed) -> list[Element]:
    name = str(feed.id)
    edit = button("Edit…", numbered(ids.FEED_EDIT, name), name, says=f"Edit feed {name}")
    if feed.state is FeedState.REMOVED:
        return [deed(feed, "Bring it back", "resume")]
    if feed.state is not FeedState.ACTIVE:
        return [deed(feed, "Resume", "resume"), edit, deed(feed, "Remove…", "remove")]
    return [deed(feed, "Poll now", "poll"), edit, deed(feed, "Pause", "pause"), deed(feed, "Remove…", "remove")]


def deed(feed: Feed, label: str, verb: str) -> Element:
    """A button that does `verb` to a feed, and shows it then."""
    return run_button(label, Command("press", f"feeds {verb} {feed.id}"), verb, says=f"{label} feed {feed.id}")
