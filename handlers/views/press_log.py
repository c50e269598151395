"""The press log as a list: how many, a paragraph for each item, and buttons that narrow it down by status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.kinds import PRESS
from bot.services.press.items import NEW, PressLine, PressPage
from bot.services.press.press_log import PAGE
from handlers import ids
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, bold, joined, mrkdwn
from handlers.plain import shorten
from handlers.views.blocks import Block, Element, Message, actions, button, context, message, section
from handlers.views.lines import counted, cut, open_button, run_button, share_button, upper, when
from handlers.views.paging import past_the_end, position, turn
from handlers.views.press_card import counted_outlets, linked_title

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE_SHOWN: Final = 140
DETAIL_SHOWN: Final = 60
WORDS_FOUND: Final = 4
FLAGS_SHOWN: Final = 4
WORDS_SHOWN: Final = 150
NEAREST_SHOWN: Final = 60
COUNTED: Final = 1_000  # a search counts no further

BOARD: Final = Command("press", "board")
EXAMPLES: Final = mrkdwn(
    'Try `/press clearview`, `status:new`, `outlet:Vox`, `flag:"First Amendment"`, `since:last-week`, or an id:'
    " `/press P-4`."
)


def press_log(page: PressPage, again: Command, *, private: bool) -> Message:
    """One page of the log. `again` is the command that was answered; `private` says that only one person sees it."""
    heading = _heading(page)
    if not page.lines:
        return past_the_end(heading, again) if page.total else _nothing(page, heading, again)
    blocks = [section(joined([_correction(page), heading])), *(_row(line) for line in page.lines)]
    blocks += actions(_openers(page.lines))
    blocks += position(page.page, PAGE, len(page.lines), page.total, capped=page.capped)
    more = (page.page + 1) * PAGE < page.total
    blocks += actions([*turn(again, page.page, more=more), *([share_button(again)] if private else [])])
    blocks += actions([*_filters(page), run_button("Board", BOARD, "board")])
    if page.elsewhere:
        blocks += actions(_elsewhere(page, "Also "))
    if not page.query:
        blocks.append(context(EXAMPLES))
    return message(heading, blocks)


def _heading(page: PressPage) -> Mrkdwn:
    count = upper(counted(page.total, PRESS, capped=page.capped))
    if not page.query:
        return mrkdwn("*{count}* in the log, the latest first", count=count)
    return mrkdwn("*{count}* for {words}", count=count, words=_in_marks(page.query))


def _in_marks(query: str) -> str:
    shown = shorten(query, WORDS_SHOWN)
    return shown if shown[:1] in "\"“„«‘'" else f"“{shown}”"


def _correction(page: PressPage) -> Mrkdwn:
    if not page.instead_of:
        return Mrkdwn()
    return mrkdwn(
        "Showing results for *{words}* (instead of “{typed}”)",
        words=shorten(page.query, WORDS_SHOWN),
        typed=shorten(page.instead_of, WORDS_SHOWN),
    )


def _row(line: PressLine) -> Block:
    """`P-4  Title` as a link, and below it where, when, how it stands and why it is here."""
    title = joined([bold(str(line.id)), linked_title(line.title, line.url, TITLE_SHOWN)], "  ")
    return section(joined([title, _details(line), _found(line)]))


def _details(line: PressLine) -> Mrkdwn:
    status = mrkdwn("*new*") if line.status == NEW else line.status
    flags = joined((cut(flag, DETAIL_SHOWN) for flag in line.flags[:FLAGS_SHOWN]), ", ")
    sort = "" if line.type == "article" else line.type
    parts = [cut(line.outlet, DETAIL_SHOWN), when(line.date), sort, status, flags]
    return joined(parts, " · ")


def _found(line: PressLine) -> Mrkdwn:
    """`Matched *clearview* · also in 2 outlets`."""
    shown = joined((bold(cut(words, DETAIL_SHOWN)) for words in line.words[:WORDS_FOUND]), ", ")
    more = ", …" if len(line.words) > WORDS_FOUND else ""
    matched = mrkdwn("Matched {shown}{more}", shown=shown, more=more) if shown else ""
    also = f"{'also' if matched else 'Also'} in {counted_outlets(line.outlets)}" if line.outlets else ""
    return joined([matched, also], " · ")


def _openers(lines: Sequence[PressLine]) -> list[Element]:
    return [open_button(line.id, line.title, label=str(line.id)) for line in lines]


def _filters(page: PressPage) -> list[Element]:
    """A button for each status with how many there are, and the way back to all."""
    found = [
        run_button(
            f"{upper(status)} ({_many(count)})",
            Command("press", f"{page.unfiltered} status:{status}".strip()),
            f"status-{status}",
            says=f"Show what is {status}",
            style="primary" if status == page.status else "",
        )
        for status, count in page.counts
        if count
    ]
    everything = run_button(
        "All", Command("press", page.unfiltered), "status-all", says="Show all, whatever their status"
    )
    return [*found, *([everything] if page.status else [])]


def _many(count: int) -> str:
    return f"{count:,}" if count <= COUNTED else f"more than {COUNTED:,}"


def _elsewhere(page: PressPage, before: str = "") -> list[Element]:
    return [
        run_button(
            before + counted(count, kind),
            Command("records", f"kind:{kind.name} {page.query}"),
            kind.name,
            says=f"Show {counted(count, kind)} for the same words",
        )
        for kind, count in page.elsewhere
    ]


def _nothing(page: PressPage, heading: Mrkdwn, again: Command) -> Message:
    if not page.query:
        return _nothing_on_file(page)
    heading = mrkdwn("*No press items* for {words}.", words=_in_marks(page.query))
    blocks = [section(heading)]
    if page.elsewhere:
        blocks += [context(mrkdwn("These words are in other entries:")), *actions(_elsewhere(page))]
    elif page.nearest:
        nearest = [
            run_button(
                f"{shorten(text, NEAREST_SHOWN)} ({count:,})",
                Command(again.name, text),
                f"nearest-{number}",
                says=f"Search for {text}",
            )
            for number, (text, count) in enumerate(page.nearest)
        ]
        blocks += [context(mrkdwn("Nothing fits all of it. What comes near:")), *actions(nearest)]
    blocks += actions(_filters(page))
    return message(heading, [*blocks, context(EXAMPLES)])


def _nothing_on_file(page: PressPage) -> Message:
    heading = mrkdwn("*Nothing is in the press log here yet.*")
    how = mrkdwn(
        "Add a feed, `/press feeds add https://www.vox.com/rss`, and what it brings is logged. One item at a time:"
        " `/press add https://…`."
    )
    first = button("Add the first item", ids.ADD_ENTRY, PRESS.name, style="primary") if page.may_edit else None
    feeds = run_button("Feeds", Command("press", "feeds"), "feeds")
    return message(heading, [section(joined([heading, how])), *actions([first, feeds])])
