"""One entry in full: what it is, what it says, what it is linked to, and what can be done with it.

A card that is longer than a message is laid out on pages, so nothing that is on file is out of reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.dates import Dating, Distance, from_edtf, show, show_distance
from bot.domain.entries import Entry, LinkBasis, LinkedEntry, Quote, Stamp
from bot.domain.ids import displayed
from bot.domain.kinds import EVENT, Field, FieldType
from handlers import ids
from handlers.ids import numbered
from handlers.mrkdwn import Mrkdwn, bold, is_web_address, italic, joined, link, moment, mrkdwn, outside, quote, shorten
from handlers.plain import pieces, size
from handlers.views.blocks import (
    HEADER_LIMIT,
    SECTION_LIMIT,
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    facts,
    header,
    menu,
    message,
    option,
    overflow,
    section,
)
from handlers.views.lines import (
    DATED,
    aliases_of,
    command_for,
    cut,
    is_only_seen,
    named,
    one_of,
    open_button,
    openers,
    share_button,
    upper,
    when,
    when_of,
)
from handlers.views.paging import pages, turn
from handlers.views.press_card import triage
from handlers.views.press_item import press_groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.kinds import Kind
    from bot.services.cards import Card, Neighbour
    from handlers.language import Command

SHORT_FACT = 200  # a longer value gets a paragraph of its own
TEXT_PIECE = 2_400
BUTTONS_A_ROW = 8
LINKS_A_PART = 10
LINK_TITLE = 110
LINE_FACT = 200
NOTE_SHOWN = 120
ALIASES_SHOWN = 10


def card(card: Card, *, private: bool, page: int = 0) -> Message:
    """An entry's card. `private` says that only one person sees it, so that it can be shared."""
    entry = card.entry
    laid = pages([group for group in _groups(card) if group])
    page = min(max(page, 0), len(laid) - 1)
    again = command_for(entry.id)
    blocks = [*_heading(entry), *laid[page]]
    blocks += [context(mrkdwn("Page {page} of {of}", page=page + 1, of=len(laid)))] if len(laid) > 1 else []
    blocks += actions(turn(again, page, more=page + 1 < len(laid)))
    blocks += [_stamps(entry), *(triage(card.press) if card.press and card.may_edit else [])]
    blocks += actions(_buttons(card, again.on_page(page) if private else None))
    return message(joined([f"{entry.id} {entry.title}", when_of(entry.kind, entry.date)], " · "), blocks)


def _heading(entry: Entry) -> list[Block]:
    """What it is, when, what sort, who: the first thing that one looks for."""
    title = f"{entry.id} · {entry.title}"
    first = header(title) if size(title) <= HEADER_LIMIT else section(bold(title))
    kind = one_of(entry.kind)
    aliases = aliases_of(entry.content.aliases, ALIASES_SHOWN)
    return [first, context(joined([upper(kind), aliases], " · ")), *([section(line)] if (line := _line(entry)) else [])]


def _line(entry: Entry) -> Mrkdwn:
    """`*June 27, 2019* · assessment · HSI Cyber Crimes Center`."""
    date = mrkdwn("*{date}*", date=upper(when(entry.date))) if entry.date else _undated(entry.kind)
    written = entry.date.text if entry.date else ""
    as_written = f"written “{shorten(written, 80)}”" if entry.date and _differs(entry.date) else ""
    own = (cut(entry.content.fields.get(field.name, ""), LINE_FACT) for field in _line_fields(entry))
    return joined([date, as_written, *own], " · ")


def _differs(date: Dating) -> bool:
    """Whether the source writes the date in another way than we do."""
    return bool(date.text) and date.text != show(date) and not is_only_seen(date)


def _undated(kind: Kind) -> Mrkdwn:
    return mrkdwn("*Undated*: the source gives no date") if kind in DATED else Mrkdwn()


def _line_fields(entry: Entry) -> list[Field]:
    """The fields that stand in the first line: what sort, and the unit or outlet."""
    units = [field for field in entry.kind.fields if field.type is FieldType.UNIT]
    typed = [entry.kind.type_field] if entry.kind.type_field else []
    return [field for field in (*typed, *units[:1]) if not _is_long(field, entry.content.fields.get(field.name, ""))]


def _groups(card: Card) -> Iterator[list[Block]]:
    """The parts of the card that stay together, in the order in which people ask for them."""
    entry = card.entry
    if entry.kind is EVENT:
        yield _neighbours(card)
    yield _facts(entry)
    if card.press is not None:
        yield from press_groups(card.press)
    yield from ([block] for block in _quotes(entry))
    yield from ([section(piece)] for piece in _text(entry.content.body))
    yield from ([block] for block in _long_facts(entry))
    yield from _links(entry)
    if entry.content.tags:
        tags = mrkdwn("Tags: {tags}", tags=", ".join(entry.content.tags))
        yield [context(piece) for piece in map(Mrkdwn, pieces(tags, SECTION_LIMIT))]


def _facts(entry: Entry) -> list[Block]:
    """The short fields that are not in the first line."""
    first = _line_fields(entry)
    given = ((field, entry.content.fields.get(field.name, "")) for field in entry.kind.fields if field not in first)
    return facts((field.label, _value(field, value)) for field, value in given if value and not _is_long(field, value))


def _is_long(field: Field, value: str) -> bool:
    return field.type is FieldType.LONG or len(value) > SHORT_FACT


def _value(field: Field, value: str) -> Mrkdwn:
    if field.type is FieldType.URL and is_web_address(value):
        return link(value, shorten(value.split("//", 1)[-1], 60))
    return outside(show(from_edtf(value)) if field.type is FieldType.DATE else value)


def _long_facts(entry: Entry) -> Iterator[Block]:
    for field in entry.kind.fields:
        value = entry.content.fields.get(field.name, "")
        if value and _is_long(field, value):
            yield from map(section, _text(joined([bold(field.label), _value(field, value)])))


def _neighbours(card: Card) -> list[Block]:
    """How far it is to the events beside this one, and the way there."""
    near = [neighbour for neighbour in (card.before, card.after) if neighbour is not None]
    if not near:
        return []
    before = [_step(card.before, "← {id}", "~before")] if card.before else []
    after = [_step(card.after, "{id} →", "~after")] if card.after else []
    whys = {neighbour.distance.why: None for neighbour in near if neighbour.distance.why}
    said = [why for why in whys if not any(why in other for other in whys if other != why)]
    because = [context(mrkdwn("Not to the day: {whys}.", whys="; ".join(said)))] if said else []
    return [section(joined(map(_neighbour, near))), *because, *actions([*before, *after])]


def _neighbour(neighbour: Neighbour) -> Mrkdwn:
    """`6 days after *T-1* … · June 21, 2019`."""
    line = neighbour.line
    text = mrkdwn("{apart} {other}", apart=upper(_apart(neighbour.distance)), other=named(line.id, line.title))
    return joined([text, when(line.date)], " · ")


def _step(neighbour: Neighbour, label: str, tail: str) -> Element:
    line = neighbour.line
    return open_button(line.id, line.title, label=label.format(id=line.id), tail=tail)


def _apart(found: Distance) -> str:
    """`6 days after`, from this event to the one beside it; `up to 29 days from` where their order is not known."""
    if found.order:
        return f"{show_distance(found)} {'before' if found.order > 0 else 'after'}"
    return "the same day as" if found.exact else f"{show_distance(found)} from"


def _quotes(entry: Entry) -> Iterator[Block]:
    for item in entry.content.quotes:
        words = mrkdwn("“{words}”", words=item.text.strip())
        yield from map(section, _quoted(joined([words, _source(item)], "  ")))


def _quoted(text: Mrkdwn, limit: int = TEXT_PIECE) -> Iterator[Mrkdwn]:
    """`text` as quotations that each fit a section: the mark before every line makes a text of short lines longer."""
    for piece in map(Mrkdwn, pieces(text, limit)):
        quoted = quote(piece)
        if size(quoted) <= TEXT_PIECE:
            yield quoted
        else:
            yield from _quoted(piece, limit // 2)


def _source(item: Quote) -> Mrkdwn:
    """`(fn7, p. 3)`, or nothing."""
    page = f"p. {item.page}" if item.page else ""
    parts = joined([*displayed((item.alias,)), page, shorten(item.note, NOTE_SHOWN)], ", ")
    return mrkdwn("({parts})", parts=parts) if parts else Mrkdwn()


def _text(text: str) -> Iterator[Mrkdwn]:
    """A long text as paragraphs that each fit a section. It is escaped first, because that makes it longer."""
    return map(Mrkdwn, pieces(outside(text), TEXT_PIECE))


def _links(entry: Entry) -> Iterator[list[Block]]:
    """The entries linked to this one, grouped by how the link reads, each with what opens it."""
    by_reading: dict[str, list[LinkedEntry]] = {}
    for linked in sorted(entry.linked, key=lambda item: not item.outgoing):
        by_reading.setdefault(linked.reads, []).append(linked)
    ordered = [linked for group in by_reading.values() for linked in group]
    for number, part in enumerate(_parts(ordered)):
        yield [section(_link_lines(part)), *_openers(part, number)]


def _parts(ordered: list[LinkedEntry], most: int = LINKS_A_PART) -> Iterator[list[LinkedEntry]]:
    """Some links at a time, as many as one section takes."""
    for start in range(0, len(ordered), most):
        part = ordered[start : start + most]
        if size(_link_lines(part)) <= SECTION_LIMIT or len(part) == 1:
            yield part
        else:
            yield from _parts(part, most // 2)


def _link_lines(part: list[LinkedEntry]) -> Mrkdwn:
    """`*Cites*` and below it a line for each entry."""
    lines: list[Mrkdwn] = []
    reading = ""
    for linked in part:
        if linked.reads != reading:
            reading = linked.reads
            lines.append(bold(upper(reading)))
        lines.append(_link_line(linked))
    return joined(lines)


def _link_line(linked: LinkedEntry) -> Mrkdwn:
    inferred = italic("inferred") if linked.basis is LinkBasis.INFERRED else ""
    rest = joined([when(linked.date) if linked.date else "", inferred, shorten(linked.note, NOTE_SHOWN)], " · ")
    line = mrkdwn("• *{id}* {title}", id=linked.id, title=shorten(linked.title, LINK_TITLE))
    return joined([line, rest], " · ")


def _openers(part: list[LinkedEntry], number: int) -> list[Block]:
    """A button for each of a few entries, a menu for many."""
    unique = {linked.id: linked for linked in part}
    if len(unique) <= BUTTONS_A_ROW:
        return openers(part, tail=f"~{number}")
    options = [option(f"{linked.id} · {linked.title}", str(linked.id)) for linked in unique.values()]
    return actions([menu(numbered(ids.OPEN_CARD, f"menu{number}"), "Open a linked entry…", options)])


def _stamps(entry: Entry) -> Block:
    done = {"import": "Imported", "feed": "Logged"}.get(entry.created.where, "Added")
    changed = mrkdwn("changed{by}", by=_by(entry.changed)) if entry.version > 1 else Mrkdwn()
    return context(joined([mrkdwn("{done}{by}", done=done, by=_by(entry.created)), changed], " · "))


def _by(stamp: Stamp) -> Mrkdwn:
    """` by Alice Moreno, Nov 21 at 9:05`."""
    who = mrkdwn(" by {who},", who=shorten(stamp.name, 80)) if stamp.name else Mrkdwn()
    return mrkdwn("{who} {when}", who=who, when=moment(stamp.at))


def _link_button(name: str) -> Element:
    return button("Link", numbered(ids.LINK_ENTRY, name), name, says=f"Link {name} to another entry")


def _buttons(card: Card, shared: Command | None) -> list[Element | None]:
    """What can be done with the entry: `shared` is the command whose answer may be shown to everybody."""
    name = str(card.entry.id)
    edits = card.may_edit
    return [
        button("Edit", numbered(ids.EDIT_ENTRY, name), name) if edits else None,
        _link_button(name) if edits and card.press is None else None,  # triage has its own
        button("History", numbered(ids.ENTRY_HISTORY, name), f"{name} 0"),
        share_button(shared) if shared else None,
        overflow(numbered(ids.ENTRY_MORE, name), [option("Delete…", f"delete {name}")]) if edits else None,
    ]
