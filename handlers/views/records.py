"""What a search found: the count first, then a line for each entry, then where else to look."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.kinds import RECORD, Kind
from bot.services.search import PAGE, Results
from handlers.ids import ADD_ENTRY
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, joined, mrkdwn, shorten
from handlers.views import timeline
from handlers.views.blocks import Block, Element, Message, actions, button, context, message, section
from handlers.views.lines import counted, listed, run_button, share_button, upper
from handlers.views.paging import past_the_end, position, turn

if TYPE_CHECKING:
    from bot.domain.entries import Line

WORDS_SHOWN = 150
NEAREST_SHOWN = 60
_MARKS = tuple("\"“„«‘'")

EXAMPLES = mrkdwn("Try `/records facial recognition`, `/records from:HSI date:2019` or an id: `/records R-7`.")


def results(results: Results, again: Command, *, private: bool) -> Message:
    """One page of search results. `again` is the command that was answered; `private` says only one person sees it."""
    heading = _heading(results)
    if not results.lines:
        return past_the_end(heading, again) if results.total else _nothing(results, again)
    blocks = [section(joined([_correction(results), heading])), *listed(results.lines)]
    blocks += position(results.page, PAGE, len(results.lines), results.total, capped=results.capped)
    more = (results.page + 1) * PAGE < results.total
    buttons = [*turn(again, results.page, more=more), *([share_button(again)] if private else [])]
    blocks += actions([*buttons, *_elsewhere(results, "Also ")])
    if not results.query:
        blocks.append(
            context(
                mrkdwn("Add words to search: `/records clearview contract`, `kind:memo`, `from:HSI`, `before:2020`.")
            )
        )
    return message(heading, blocks)


def _heading(results: Results) -> Mrkdwn:
    count = counted(results.total, _only_kind(results.lines), capped=results.capped)
    if not results.query:
        return mrkdwn("*{count}* on file, the latest first", count=upper(count))
    return mrkdwn("*{count}* for {words}", count=upper(count), words=_in_marks(results.query))


def _in_marks(query: str) -> str:
    """The words in quotation marks, unless they have their own."""
    words = shorten(query, WORDS_SHOWN)
    return words if words[:1] in _MARKS else f"“{words}”"


def _only_kind(lines: tuple[Line, ...]) -> Kind | None:
    kinds = {line.kind.name: line.kind for line in lines}
    return kinds.popitem()[1] if len(kinds) == 1 else None


def _correction(results: Results) -> Mrkdwn:
    if not results.instead_of:
        return Mrkdwn()
    return mrkdwn(
        "Showing results for *{words}* (instead of “{typed}”)",
        words=shorten(results.query, WORDS_SHOWN),
        typed=shorten(results.instead_of, WORDS_SHOWN),
    )


def _elsewhere(results: Results, before: str = "") -> list[Element]:
    """Buttons that run the same words over the other kinds that have them."""
    return [
        run_button(
            before + counted(count, kind),
            Command("records", f"kind:{kind.name} {results.query}"),
            kind.name,
            says=f"Show {counted(count, kind)} for the same words",
        )
        for kind, count in results.elsewhere
    ]


def _nothing(results: Results, again: Command) -> Message:
    if not results.query:
        return _nothing_on_file(again)
    sought = "events" if again.name == "timeline" else RECORD.plural
    if "kind:" in results.query:
        sought = "entries"
    heading = mrkdwn("*No {sought}* for {words}.", sought=sought, words=_in_marks(results.query))
    blocks = [section(heading)]
    if results.elsewhere:
        blocks += [context(mrkdwn("These words are in other entries:")), *actions(_elsewhere(results))]
    elif results.nearest:
        blocks += [context(mrkdwn("Nothing fits all of it. What comes near:")), *actions(_nearest(results, again))]
    blocks.append(context(timeline.EXAMPLES if again.name == "timeline" else EXAMPLES))
    return message(heading, blocks)


def _nearest(results: Results, again: Command) -> list[Element]:
    """Buttons for the searches that ask for a little less, each with what it finds."""
    return [
        run_button(
            f"{shorten(text, NEAREST_SHOWN)} ({count:,})",
            replace(again, text=text, page=0),
            f"nearest-{number}",
            says=f"Search for {text}",
        )
        for number, (text, count) in enumerate(results.nearest)
    ]


def _nothing_on_file(again: Command) -> Message:
    kind = "event" if again.name == "timeline" else "record"
    heading = mrkdwn("*Nothing is on file here yet.*")
    how: list[Block] = [
        section(
            joined(
                [
                    heading,
                    mrkdwn("Editors add with the button, or at once: `/records add Title | June 20, 2019 | memo`."),
                ]
            )
        ),
        *actions([button(f"Add the first {kind}", ADD_ENTRY, kind, style="primary")]),
    ]
    return message(heading, how)
