"""The feeds: the list with each one's health, and what is said of one after something was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.press.feed import FeedLog, FeedState
from bot.services.feeds import PAGE
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
from handlers.views.lines import cut, run_button
from handlers.views.paging import past_the_end, position, turn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

    from bot.feeds.discover import Discovered

    from bot.domain.press.feed import Feed
    from bot.services.feeds import FeedLine, FeedList, ImportedFeeds
    from bot.services.polling import FeedPolled

NAME_LIMIT = 80
REASON_LIMIT = 160
OFFERED = 8
REFUSED_SHOWN = 10

_HOW_TO_ADD = mrkdwn("Add one with `/press feeds add https://www.vox.com/rss | outlet: Vox`, or give a site’s address.")
_UNWATCHED = mrkdwn(
    "There is no watch yet, so everything that these feeds bring is logged. `/press watch add clearview`"
)


def feed_list(listed: FeedList, again: Command, *, private: bool) -> Message:
    """One page of the feeds, each with its health; what can be done stands in each one's menu."""
    if not listed.total:
        return answer(joined([bold("No feed is polled yet"), _HOW_TO_ADD if listed.may_edit else ""]), _adding(listed))
    heading = _heading(listed)
    if not listed.lines:
        return past_the_end(heading, again)
    blocks = [section(heading), *(_row(line, may_edit=listed.may_edit) for line in listed.lines)]
    blocks += position(listed.page, PAGE, len(listed.lines), listed.total)
    if not listed.watched:
        blocks.append(context(_UNWATCHED))
    more = (listed.page + 1) * PAGE < listed.total
    return message(heading, [*blocks, *actions([*turn(again, listed.page, more=more), *_adding(listed)])])


def _heading(listed: FeedList) -> Mrkdwn:
    failing = mrkdwn("{count} failing", count=listed.failing) if listed.failing else "all well"
    return joined([mrkdwn("*{feeds}*", feeds=counted(listed.total)), failing], " · ")


def counted(count: int) -> str:
    """`1 feed`, `1,000 feeds`."""
    return f"{count:,} feed{'' if count == 1 else 's'}"


def _adding(listed: FeedList) -> list[Element]:
    if not listed.may_edit:
        return []
    add = button("Add a feed", ids.ADD_FEED, "feed")
    return [add, *([run_button("Export", Command("press", "feeds export"), "export")] if listed.total else [])]


def _row(line: FeedLine, *, may_edit: bool) -> Block:
    block = section(joined([_name(line.feed), health(line)]))
    if may_edit:
        block["accessory"] = _menu(line.feed)
    return block


def _name(feed: Feed) -> Mrkdwn:
    """`*3* Vox · vox.com`, linked to the feed."""
    log = "logs everything" if feed.log is FeedLog.EVERYTHING else ""
    flags = mrkdwn("flags {flags}", flags=shorten(", ".join(feed.flags), NAME_LIMIT)) if feed.flags else ""
    name = mrkdwn("*{id}*  {name}", id=feed.id, name=link(feed.url, shorten(feed.name, NAME_LIMIT)))
    return joined([name, log, flags], " · ")


def health(line: FeedLine) -> Mrkdwn:
    """How a feed does, in one or two lines: what is wrong first."""
    feed = line.feed
    if feed.state is not FeedState.ACTIVE:
        why = mrkdwn(": {why}", why=cut(feed.state_reason, REASON_LIMIT)) if feed.state_reason else ""
        return mrkdwn(
            "{state}{why}", state={"paused": "⏸ Paused", "retired": "⏹ Retired"}.get(feed.state, "Removed"), why=why
        )
    counts = mrkdwn("{seen:,} items, {logged:,} logged", seen=feed.seen, logged=line.logged)
    if feed.trouble is not None:
        trouble = mrkdwn(
            "⚠ Failing since {since}: {why}",
            since=moment(feed.trouble.since),
            why=cut(feed.trouble.reason, REASON_LIMIT),
        )
        return joined([trouble, joined([mrkdwn("next try {at}", at=moment(feed.next_at)), counts], " · ")])
    if feed.succeeded_at is None:
        return Mrkdwn("Not read yet; it is next in turn")
    read = mrkdwn("✓ Read {at}", at=moment(feed.succeeded_at))
    return joined([read, mrkdwn("next {at}", at=moment(feed.next_at)), counts, _pace(feed.every)], " · ")


def _pace(every: timedelta | None) -> str:
    if every is None:
        return ""
    minutes = int(every.total_seconds() // 60)
    return f"every {minutes // 60} h" if minutes % 60 == 0 else f"every {minutes} min"


def _menu(feed: Feed) -> Element:
    turned = (
        option("Resume", f"resume {feed.id}")
        if feed.state is not FeedState.ACTIVE
        else option("Pause", f"pause {feed.id}")
    )
    poll = [option("Poll now", f"poll {feed.id}")] if feed.state is FeedState.ACTIVE else []
    choices = [*poll, option("Edit…", f"edit {feed.id}"), turned, option("Remove…", f"remove {feed.id}")]
    return overflow(numbered(ids.FEED_MORE, feed.id), choices)


def added(line: FeedLine, polled: FeedPolled | None) -> Message:
    """A feed was added, and read for the first time."""
    heading = mrkdwn("Feed {id} is added: {name}", id=line.feed.id, name=link(line.feed.url, _short(line.feed)))
    return _about(line, heading, _first(polled))


def _first(polled: FeedPolled | None) -> Mrkdwn:
    if polled is None or polled.dropped:
        return Mrkdwn("It is read within the next seconds; the press channel will say what it holds.")
    if polled.failure:
        return mrkdwn("It cannot be read yet: {why}. I keep trying.", why=polled.failure)
    items = f"{polled.items:,} item{'' if polled.items == 1 else 's'}"
    return mrkdwn(
        "It holds {items}, of which {logged:,} went into the log. What comes from now on is posted.",
        items=items,
        logged=polled.logged,
    )


def polled(line: FeedLine, polled: FeedPolled | None) -> Message:
    """What polling one feed by hand came to."""
    name = mrkdwn("*{id}* {name}", id=line.feed.id, name=_short(line.feed))
    if polled is None or polled.dropped:
        said = mrkdwn("{name} cannot be polled just now: its server asked to wait, or it is being polled.", name=name)
    elif polled.failure:
        said = mrkdwn("{name} could not be read: {why}.", name=name, why=polled.failure)
    elif not polled.items:
        said = mrkdwn("{name}: nothing new.", name=name)
    else:
        said = mrkdwn("{name}: {items:,} new, {logged:,} logged.", name=name, items=polled.items, logged=polled.logged)
    return _about(line, said, Mrkdwn())


def polled_soon(count: int) -> Message:
    """All active feeds are due now."""
    return answer(mrkdwn("{feeds} will be polled within the next minutes.", feeds=counted(count)), [_all()])


def changed(line: FeedLine) -> Message:
    """A feed's settings were changed."""
    return _about(
        line, mrkdwn("Feed {id}, {name}, is changed.", id=line.feed.id, name=bold(_short(line.feed))), Mrkdwn()
    )


def turned(line: FeedLine, verb: str) -> Message:
    """A feed was paused or resumed."""
    done = {"pause": "paused", "resume": "polled again"}[verb]
    return _about(
        line,
        mrkdwn("Feed {id}, {name}, is {done}.", id=line.feed.id, name=bold(_short(line.feed)), done=done),
        Mrkdwn(),
    )


def removed(feed: Feed) -> Message:
    """A feed was taken off the list."""
    text = mrkdwn(
        "Feed {id}, {name}, is removed. What it brought stays in the log.", id=feed.id, name=bold(_short(feed))
    )
    return answer(text, [_all()])


def _about(line: FeedLine, heading: Mrkdwn, more: Mrkdwn) -> Message:
    name = str(line.feed.id)
    edit = button("Edit", numbered(ids.FEED_EDIT, name), name, says=f"Edit feed {name}")
    return message(heading, [section(joined([heading, more, health(line)])), *actions([edit, _all()])])


def _short(feed: Feed) -> str:
    return shorten(feed.name, NAME_LIMIT)


def _all() -> Element:
    return run_button("All feeds", Command("press", "feeds"), "feeds")


def which_feed(found: Sequence[Discovered], parts: str) -> Message:
    """A page names several feeds: the person chooses."""
    text = mrkdwn("That page has {count} feeds. Which one?", count=len(found))
    more = f" | {parts.strip()}" if parts.strip() else ""
    buttons = [
        run_button(shorten(one.title or one.url, 60), Command("press", f"feeds add {one.url}{more}"), f"found{number}")
        for number, one in enumerate(found[:OFFERED])
    ]
    rest = len(found) - OFFERED
    lines = [mrkdwn("• {title} `{url}`", title=one.title, url=one.url) for one in found[:OFFERED]]
    return message(
        text,
        [
            section(joined([text, *lines])),
            *([context(mrkdwn("{rest} more are left out.", rest=rest))] if rest > 0 else []),
            *actions(buttons),
        ],
    )


def how_to_import() -> Message:
    """An import needs a file."""
    text = mrkdwn(
        "Attach an OPML file to a direct message to me, and write `press feeds import` with it. Every feed reader can"
        " export one."
    )
    return answer(text, [_all()])


def imported(done: ImportedFeeds, refused: Sequence[tuple[str, str]]) -> Message:
    """What became of a list of feeds."""
    text = mrkdwn("*{feeds}* added", feeds=counted(len(done.added)))
    known = f"{done.known:,} were there already" if done.known else ""
    wrong = [*done.refused, *refused]
    lines = [mrkdwn("• `{url}` {why}", url=shorten(url, 150), why=why) for url, why in wrong[:REFUSED_SHOWN]]
    more = [mrkdwn("and {more} more", more=len(wrong) - REFUSED_SHOWN)] if len(wrong) > REFUSED_SHOWN else []
    left = [section(joined([mrkdwn("These addresses cannot be polled:"), *lines, *more]))] if wrong else []
    next_ = context(mrkdwn("They are read within the next minutes. What they hold now is logged, not posted."))
    heading = joined([text, known], " · ")
    return message(heading, [section(heading), *left, *([next_] if done.added else []), *actions([_all()])])


def exported(count: int, name: str, *, direct: bool) -> Message:
    """The list was sent as a file."""
    where = "in a direct message" if direct else "below"
    return answer(mrkdwn("{feeds} are in `{name}`, {where}.", feeds=counted(count), name=name, where=where), [])


def form_button(name: str = "") -> Message:
    """Where Slack gives no trigger for a form: a button that has one."""
    if name:
        edit = button("Edit…", numbered(ids.FEED_EDIT, name), name)
        return answer(mrkdwn("The form for feed {name} opens here:", name=name), [edit])
    return answer(Mrkdwn("The form for a new feed opens here:"), [button("Add a feed", ids.ADD_FEED, "feed")])


def how_to_remove(name: str) -> Message:
    """Where Slack gives no trigger for the form that asks for the reason."""
    return answer(mrkdwn("Say why: `press feeds remove {name} it has moved`.", name=name), [_all()])
