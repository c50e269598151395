"""What is said after something was done to feeds, or could not be done, with what is likely next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.press.feed import FeedState
from handlers import ids
from handlers.ids import numbered
from handlers.language import MAX_TYPED, Command
from handlers.mrkdwn import Mrkdwn, joined, moment, mrkdwn, shorten
from handlers.plain import sendable, size
from handlers.views.blocks import Block, Element, Message, actions, answer, button, context, message, section
from handlers.views.feeds import REASON_SHOWN, all_feeds, card, counted, deed, health, name_of, title
from handlers.views.lines import cut, run_button
from handlers.views.troubles import sorry, unknown, with_code

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.press.feed import Feed
    from bot.feeds.discover import Discovered
    from bot.services.feed_lines import FeedLine, ImportedFeeds
    from bot.services.polling import FeedPolled
    from handlers.feed_values import FeedValues

OFFERED: Final = 8
LISTED: Final = 20
REFUSED_SHOWN: Final = 10
URL_SHOWN: Final = 150
TYPED_MOST: Final = 1_900  # of the 2,000 that a button holds

_VERBS: Final = (
    ("add vox.com | outlet: Vox", "a feed, or a site whose feed I look for"),
    ("3", "how feed 3 does; also by its outlet or address"),
    ("pause 3 too loud", "and `resume 3`"),
    ("remove 3 it has moved", "the reason is asked for"),
    ("set 3 | every: 1 hour | flags: Privacy", "also `outlet:`, `log: everything`, `dossier:`"),
    ("poll 3", "now; `poll all` for every feed"),
    ("import", "with an OPML file attached; `export` gives one"),
)


# -- one feed -------------------------------------------------------------------------------------------------


def added(line: FeedLine, polled: FeedPolled | None) -> Message:
    """A feed was added, and read for the first time."""
    feed = line.feed
    said = mrkdwn("Feed {id} is added: {name}.", id=feed.id, name=name_of(feed))
    name = str(feed.id)
    buttons = [
        button("Edit…", numbered(ids.FEED_EDIT, name), name, says=f"Edit feed {name}"),
        deed(feed, "Remove…", "remove"),
        all_feeds(),
    ]
    return message(said, [section(joined([said, _first(line, polled)])), *actions(buttons)])


def _first(line: FeedLine, polled: FeedPolled | None) -> Mrkdwn:
    """What the first poll came to, and what comes next."""
    if polled is None or polled.dropped:
        return mrkdwn("It is read within the next minute; the press channel will say what it holds.")
    if polled.failure:
        failure = mrkdwn("⚠ It cannot be read yet: {why}.", why=cut(polled.failure, REASON_SHOWN))
        return joined([failure, mrkdwn("I try again {at}.", at=moment(line.feed.next_at))])
    items = f"{polled.items:,} item{'' if polled.items == 1 else 's'}"
    holds = mrkdwn("It holds {items}; {logged:,} went into the log.", items=items, logged=polled.logged)
    return joined([holds, mrkdwn("What comes from now on is posted. Next poll {at}.", at=moment(line.feed.next_at))])


def already(sentence: str, line: FeedLine) -> Message:
    """What somebody wanted to add is there."""
    return card(line, may_edit=True, said=mrkdwn("{sentence} Nothing was added.", sentence=with_code(sentence)))


def poll_said(line: FeedLine, polled: FeedPolled | None, now: datetime) -> Mrkdwn:
    """What polling one feed by hand came to."""
    feed = line.feed
    name = mrkdwn("Feed {id}, {name}", id=feed.id, name=name_of(feed))
    if polled is None or polled.dropped:
        if feed.not_before is not None and feed.not_before > now:
            return mrkdwn(
                "{name}: its server asked to be left alone until {at}.", name=name, at=moment(feed.not_before)
            )
        return mrkdwn("{name}, is next in turn: it, or its server, was asked a moment ago.", name=name)
    if polled.failure:
        return mrkdwn("{name}, could not be read: {why}.", name=name, why=cut(polled.failure, REASON_SHOWN))
    if not polled.items:
        return mrkdwn("{name}: nothing new.", name=name)
    return mrkdwn("{name}: {items:,} new, {logged:,} logged.", name=name, items=polled.items, logged=polled.logged)


def turned(line: FeedLine) -> Message:
    """A feed was paused, resumed or removed; the way back stands first."""
    said = turn_said(line)
    feed = line.feed
    if feed.state is FeedState.ACTIVE:
        return message(
            said,
            [section(joined([said, title(line), health(line)])), *actions([deed(feed, "Pause", "pause"), all_feeds()])],
        )
    label = "Bring it back" if feed.state is FeedState.REMOVED else "Resume"
    return answer(said, [deed(feed, label, "resume"), all_feeds()])


def turn_said(line: FeedLine) -> Mrkdwn:
    """The same in a sentence, or two."""
    feed = line.feed
    reason = cut(feed.state_reason.rstrip(". "), REASON_SHOWN)
    why = mrkdwn(": {why}", why=reason) if reason else Mrkdwn()
    done, more = {
        FeedState.PAUSED: ("paused", ""),
        FeedState.REMOVED: ("removed", "What it brought stays in the log."),
    }.get(feed.state, ("polled again", ""))
    said = mrkdwn("Feed {id}, {name}, is {done}{why}.", id=feed.id, name=name_of(feed), done=done, why=why)
    return joined([said, more], " ")


def changed(line: FeedLine) -> Message:
    """A feed's settings were changed."""
    said = mrkdwn("Feed {id} is saved.", id=line.feed.id)
    return card(line, may_edit=True, said=said)


def unchanged(line: FeedLine) -> Message:
    """A form was saved as it was opened."""
    return card(line, may_edit=True, said=mrkdwn("Feed {id} stays as it was.", id=line.feed.id))


# -- several --------------------------------------------------------------------------------------------------


def polled_soon(count: int) -> Message:
    """All active feeds are due now."""
    if not count:
        return answer(mrkdwn("There is no feed to poll."), [all_feeds()])
    return answer(mrkdwn("{feeds} will be polled within the next minutes.", feeds=counted(count)), [all_feeds()])


def which_feed(found: Sequence[Discovered], values: FeedValues) -> Message:
    """A page names several feeds: the person chooses. What they typed goes with the choice."""
    text = mrkdwn("That page has {count} feeds. Which one?", count=len(found))
    shown = found[:OFFERED]
    lines = [_offer(number, one) for number, one in enumerate(shown, start=1)]
    commands = [Command("press", f"feeds add {values.line(one.url)}") for one in shown]
    buttons = [
        run_button(f"Add {number}", command, f"found{number}", says=f"Add {one.title or one.url}")
        for number, (one, command) in enumerate(zip(shown, commands, strict=True), start=1)
        if size(command.text) <= MAX_TYPED
    ]
    rest = len(found) - OFFERED
    more = [context(mrkdwn("{rest} more are left out.", rest=rest))] if rest > 0 else []
    return message(text, [section(joined([text, *lines])), *more, *actions(buttons)])


def _offer(number: int, found: Discovered) -> Mrkdwn:
    first, *rest = [part for part in (cut(found.title, URL_SHOWN), _code(found.url)) if part]
    return joined([mrkdwn("*{number}*  {first}", number=number, first=first), *rest])


def _code(url: str) -> Mrkdwn:
    return mrkdwn("`{url}`", url=shorten(url, URL_SHOWN))


def imported(done: ImportedFeeds, refused: Sequence[tuple[str, str]]) -> Message:
    """What became of a list of feeds: which were added, which were there, which cannot be polled and why."""
    wrong = [*done.refused, *refused]
    heading = joined(
        [
            mrkdwn("*{feeds} added*", feeds=counted(len(done.added))),
            f"{len(done.known):,} there already" if done.known else "",
            f"{len(wrong):,} refused" if wrong else "",
        ],
        " · ",
    )
    shown = [_names("Added", done.added), _names("There already", done.known), _refusals(wrong)]
    next_ = mrkdwn("They are read within the next minutes. What they hold now is logged, not posted.")
    blocks = [section(heading), *(section(part) for part in shown if part)]
    return message(heading, [*blocks, *([context(next_)] if done.added else []), *actions([all_feeds()])])


def _names(label: str, feeds: Sequence[Feed]) -> Mrkdwn:
    """`Added: 3 Vox, 4 404 Media …`."""
    names = [mrkdwn("{id} {name}", id=feed.id, name=cut(name_of(feed), 50)) for feed in feeds[:LISTED]]
    rest = f"and {len(feeds) - LISTED:,} more" if len(feeds) > LISTED else ""
    return (
        mrkdwn("{label}: {names}", label=label, names=joined([joined(names, ", "), rest], " ")) if feeds else Mrkdwn()
    )


def _refusals(wrong: Sequence[tuple[str, str]]) -> Mrkdwn:
    lines = [mrkdwn("• {url} {why}", url=_code(url), why=cut(why, URL_SHOWN)) for url, why in wrong[:REFUSED_SHOWN]]
    more = f"and {len(wrong) - REFUSED_SHOWN:,} more" if len(wrong) > REFUSED_SHOWN else ""
    return joined(["Refused:", *lines, more]) if wrong else Mrkdwn()


def exported(count: int, name: str, *, direct: bool) -> Message:
    """The list was sent as a file."""
    where = "I sent it to you directly." if direct else ""
    said = mrkdwn("{feeds} in `{name}`.", feeds=counted(count), name=name)
    return answer(joined([said, where], " "), [])


def nothing_to_export() -> Message:
    """There is no feed to put into a file."""
    return answer(mrkdwn("There is no feed to export yet."), [_add_button()])


# -- what is missing ------------------------------------------------------------------------------------------


def not_added(sentence: str, typed: str) -> Message:
    """A feed that cannot be added as it was typed: why, and a form that holds what was typed."""
    says = sorry(sentence)
    kept = context(mrkdwn("What you typed is in the form."))
    return {**says, "blocks": [*says["blocks"], kept, *actions([_add_button(typed, label="Open the form")])]}


def _add_button(typed: str = "", *, label: str = "Add a feed") -> Element:
    value = sendable(f"feed {typed}".strip())
    return button(label, ids.ADD_FEED, shorten(value, TYPED_MOST), style="primary")


def form_button(name: str = "") -> Message:
    """A button for a form that cannot open by itself: Slack opens one only for a press or a slash command."""
    if name:
        edit = button(f"Edit feed {name}", numbered(ids.FEED_EDIT, name), name, style="primary")
        return answer(mrkdwn("Press the button to edit feed {name}.", name=name), [edit])
    return answer(mrkdwn("Press the button for the form."), [_add_button()])


def how_to_remove(line: FeedLine) -> Message:
    """Where Slack gives no trigger for the form that asks for the reason."""
    feed = line.feed
    text = mrkdwn("Why is feed {id}, {name}, to be removed?", id=feed.id, name=name_of(feed))
    how = mrkdwn("Say it with the reason, `press feeds remove {id} it has moved`, or press:", id=feed.id)
    return answer(joined([text, how]), [deed(feed, "Remove…", "remove"), all_feeds()])


def how_to_import() -> Message:
    """An import needs a file."""
    return answer(
        mrkdwn(
            "Attach the OPML file to a direct message to me, and write `press feeds import` with it. Feed readers call"
            " it “Export”."
        ),
        [all_feeds()],
    )


def unknown_word(word: str, near: str | None, rest: str, *, may_edit: bool) -> Message:
    """A word that is no verb, and the one that was most likely meant; where none is near, what works."""
    if near is not None:
        return unknown("press feeds", word, near, rest)
    text = mrkdwn("There is no `/press feeds {word}`.", word=shorten(word, 60))
    return message(text, [section(text), *_help(may_edit=may_edit)])


def help_message(*, may_edit: bool) -> Message:
    """What can be done with feeds."""
    text = mrkdwn("*Feeds* are polled for coverage. `/press feeds` lists them.")
    return message(text, [section(text), *_help(may_edit=may_edit)])


def _help(*, may_edit: bool) -> list[Block]:
    lines = [mrkdwn("`/press feeds {verb}` {what}", verb=verb, what=Mrkdwn(what)) for verb, what in _VERBS]
    shown = [section(joined(lines))] if may_edit else []
    return [*shown, *actions([all_feeds()])]
