"""How entries read wherever they are shown: their ids, dates, details, and one row of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.dates import Basis, Dating, show
from bot.domain.ids import PublicId, displayed
from bot.domain.kinds import EVENT, PRESS, RECORD, Kind
from bot.domain.press.item import FIRST_SEEN
from handlers.ids import OPEN_CARD, RUN_COMMAND, SHARE_COMMAND, numbered
from handlers.language import Command, to_value
from handlers.mrkdwn import Mrkdwn, bold, joined, mrkdwn, outside, shorten
from handlers.plain import sendable
from handlers.views.blocks import Block, Element, actions, button, section

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.domain.entries import Line, LinkedEntry

UNDATED = "undated"
DATED = (RECORD, EVENT, PRESS)
ALIASES_SHOWN = 4
TITLE_LIMIT = 140  # two lines of a list; the card has it all
DETAIL_LIMIT = 48
FEW = 3  # buttons that have room for a verb


def when(date: Dating | None) -> str:
    """A date as stated, or "undated"; says so where it was derived, inferred, or is only when something was found."""
    if date is None:
        return UNDATED
    return f"{FIRST_SEEN} {show(date)}" if is_only_seen(date) else show(date, basis=True)


def is_only_seen(date: Dating) -> bool:
    """Whether it is no date of the source's, but the day on which we found it."""
    return date.basis is Basis.DERIVED and date.text.startswith(FIRST_SEEN)


def when_of(kind: Kind, date: Dating | None) -> str:
    """The same, and nothing for a kind that is not expected to have a date: a finding, a question."""
    return when(date) if date is not None or kind in DATED else ""


def upper(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]


def aliases_of(aliases: tuple[str, ...], most: int = ALIASES_SHOWN) -> str:
    """The aliases that are for people, the first few of many."""
    shown = displayed(aliases)
    rest = f" +{len(shown) - most}" if len(shown) > most else ""
    return ", ".join(shorten(alias, 40) for alias in shown[:most]) + rest


def one_of(kind: Kind) -> str:
    """What one entry of a kind is called: "press item"."""
    return kind.one


def with_article(noun: str) -> str:
    """`an editor`, `a record`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def counted(count: int, kind: Kind | None = None, *, capped: bool = False) -> str:
    """`12 records`, `1 press item`, `more than 1,000 entries`."""
    plural = kind.plural if kind else "entries"
    single = one_of(kind) if kind else "entry"
    if capped:
        return f"more than {count - 1:,} {plural}"
    return f"{count:,} {single if count == 1 else plural}"


def details(parts: Iterable[str]) -> Mrkdwn:
    """Short facts on one line, set apart by dots."""
    return joined((cut(" ".join(part.split()), DETAIL_LIMIT) for part in parts), " · ")


def cut(text: str, limit: int) -> Mrkdwn:
    """Outside text in at most `limit` characters as they are sent, that is, counted after escaping."""
    return Mrkdwn(shorten(outside(text), limit))


def named(id_: PublicId, title: str, limit: int = TITLE_LIMIT) -> Mrkdwn:
    """An id in bold and its title: **R-7** Title."""
    return mrkdwn("*{id}*  {title}", id=id_, title=cut(title, limit))


def listed(lines: Sequence[Line], *, by_date: bool = False) -> list[Block]:
    """Entries, a paragraph each, and below them a row of buttons that open them.

    The buttons bear the ids and stand together: beside each paragraph they would double the list's length on a phone.
    """
    return [*(row(line, by_date=by_date) for line in lines), *openers(lines)]


def row(line: Line, *, by_date: bool = False) -> Block:
    """An entry in a list: its id and title first, or, on the timeline, its date."""
    if by_date:
        return event_row(line)
    first = bold(joined([str(line.id), cut(line.title, TITLE_LIMIT)], "  "))
    date = when_of(line.kind, line.date)
    return section(joined([first, details([date, line.type, line.unit, aliases_of(line.aliases)])]))


def event_row(line: Line, *more: str) -> Block:
    """An entry on the timeline; `more` is said before its details."""
    first = mrkdwn("*{date}*  {title}", date=upper(when(line.date)), title=cut(line.title, TITLE_LIMIT))
    rest = details([*more, line.type, line.unit, aliases_of(line.aliases)])
    return section(joined([first, joined([bold(str(line.id)), rest], " · ")]))


def openers(lines: Sequence[Line | LinkedEntry], *, tail: str = "") -> list[Block]:
    """A row of buttons, one for each entry."""
    unique = {line.id: line for line in lines}
    verb = "Open " if len(unique) <= FEW else ""
    buttons = [open_button(id_, line.title, label=f"{verb}{id_}", tail=tail) for id_, line in unique.items()]
    return actions(buttons)


def open_button(id_: PublicId, title: str = "", *, label: str = "Open", tail: str = "") -> Element:
    """The button that opens an entry's card. `tail` tells two buttons for one entry apart."""
    return button(label, numbered(OPEN_CARD, f"{id_}{tail}"), str(id_), says=f"Open {id_} {title}".strip())


def run_button(label: str, command: Command, tail: object, *, says: str = "", style: str = "") -> Element:
    """A button that answers `command` in place of the message it stands on."""
    return button(label, numbered(RUN_COMMAND, tail), command_value(command), says=says, style=style)


def command_value(command: Command) -> str:
    """The command as a button's value, without what JSON must not hold: people paste all sorts of things."""
    return sendable(to_value(command))


def share_button(command: Command) -> Element:
    """The button that shows an answer to everybody in the channel."""
    return button("Share", numbered(SHARE_COMMAND, "answer"), command_value(command), says="Share with this channel")


def command_for(id_: PublicId) -> Command:
    """The command that shows an entry."""
    return Command({EVENT.name: "timeline", PRESS.name: "press"}.get(id_.kind.name, "records"), str(id_))
