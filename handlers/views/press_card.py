"""The card of a press item: what it is, why it is in the log, what people did about it, and what can be done.

One card serves the channel, where it is kept current, and the one person who asks. Whatever a feed gives is outside
text: it is escaped here, and shortened so that neither a title nor an address can push the buttons away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.dates import show
from bot.domain.press.merging import merged_into
from bot.domain.press.watch import Place
from bot.services.press.items import DISMISSED, NEW, NOT_ASKED, PressItem
from handlers import ids
from handlers.ids import numbered
from handlers.mrkdwn import Mrkdwn, bold, joined, link, moment, mrkdwn, quote
from handlers.plain import size
from handlers.views.blocks import (
    Block,
    Element,
    Message,
    actions,
    button,
    context,
    menu,
    message,
    option,
    section,
)
from handlers.views.lines import cut, named, open_button, upper, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.services.press.items import Alike, Note, Triaged, Why

TITLE_SHOWN: Final = 300
LINK_SHOWN: Final = 2_600  # of a section's 3,000: a title with its address
NAME_SHOWN: Final = 80
EXCERPT: Final = 240
WATCHES_SHOWN, HITS_SHOWN, WORDS_SHOWN = 3, 5, 60
OUTLETS_SHOWN, FLAGS_SHOWN = 5, 12
REASON_SHOWN: Final = 300
NOTE_SHOWN: Final = 1_500

_PLACES: Final = {
    Place.TITLE: "the title",
    Place.TEXT: "the text",
    Place.OUTLET: "the outlet",
    Place.AUTHOR: "the author",
}
_DONE: Final = {NEW: "Reopened", DISMISSED: "Dismissed"}
RESPONSES: Final = {
    "not asked": "Agency: not asked",
    "asked": "Agency: asked",
    "none": "Agency: no answer",
    "declined": "Agency: declined",
    "responded": "Agency: responded…",
}


def press_card(item: PressItem) -> Message:
    """The card as it stands in a channel."""
    heading = joined([f"{item.entry.id} {item.entry.title}", item.field("outlet")], " · ")
    if item.entry.deleted_because:
        return message(heading, [section(title_of(item)), *_gone(item)])
    excerpt = cut(" ".join(item.entry.content.body.split()), EXCERPT)
    blocks = [
        section(joined([title_of(item), _facts(item), quote(excerpt) if excerpt else ""])),
        *about(item),
        *offers(item.alike[:1], item),
        *(context(note) for note in [_noted(item)] if note),
        *triage(item),
    ]
    return message(heading, blocks)


def title_of(item: PressItem) -> Mrkdwn:
    """The title as a link, where the item has an address that a link takes."""
    return linked_title(item.entry.title, item.field("url"))


def linked_title(title: str, url: str, limit: int = TITLE_SHOWN) -> Mrkdwn:
    """A title in bold, as a link where there is an address that fits."""
    shown = cut(title, limit)
    whole = link(url, shown) if url else shown
    return bold(whole if size(whole) <= LINK_SHOWN else shown)


def _facts(item: PressItem) -> Mrkdwn:
    """`P-4 · Vox · November 24, 2026 · broadcast · Ada Writer`."""
    sort = item.field("type")
    facts = [cut(item.field("outlet"), NAME_SHOWN), when(item.entry.date), "" if sort == "article" else sort]
    return joined([bold(str(item.entry.id)), *facts, cut(item.field("author"), NAME_SHOWN)], " · ")


def about(item: PressItem) -> list[Block]:
    """Why it is in the log, where else the story is, its flags, what the agency said, and what was done."""
    lines = [
        *why_lines(item.why),
        also_in(item.other_outlets),
        _flags("Flags", item.entry.content.tags),
        suggested(item),
        _response(item),
    ]
    kept = joined(lines)
    done = triaged(item.triaged)
    return [*([section(kept)] if kept else []), *([context(done)] if done else [])]


def why_lines(why: Sequence[Why]) -> list[Mrkdwn]:
    """`Matched *clearview* in the title, *ICE* in the text (Face search)`, a line for each watch."""
    lines = [
        mrkdwn("Matched {hits} ({watch})", hits=hits(one), watch=cut(one.watch, NAME_SHOWN))
        for one in why[:WATCHES_SHOWN]
    ]
    rest = len(why) - WATCHES_SHOWN
    return [
        *lines,
        *([mrkdwn("… and {rest} more", rest=f"{rest} watch{'' if rest == 1 else 'es'}")] if rest > 0 else []),
    ]


def hits(why: Why) -> Mrkdwn:
    """What a watch found, and where: `*clearview*, *face* in the title, *ICE* in the text`."""
    by_place: dict[Place, dict[str, Mrkdwn]] = {}
    for hit in why.hits[:HITS_SHOWN]:
        by_place.setdefault(hit.place, {})[hit.words.casefold()] = bold(cut(" ".join(hit.words.split()), WORDS_SHOWN))
    parts = [
        mrkdwn("{words} in {place}", words=joined(words.values(), ", "), place=_PLACES[place])
        for place, words in by_place.items()
    ]
    rest = len(why.hits) - HITS_SHOWN
    return joined([*parts, f"{rest} more" if rest > 0 else ""], ", ") or mrkdwn("what it asks for")


def also_in(outlets: Sequence[str]) -> Mrkdwn:
    """`Also in 3 outlets: AP, The Hill, Wired`."""
    if not outlets:
        return Mrkdwn()
    shown = joined((cut(outlet, NAME_SHOWN) for outlet in outlets[:OUTLETS_SHOWN]), ", ")
    rest = ", …" if len(outlets) > OUTLETS_SHOWN else ""
    return mrkdwn("Also in {count}: {shown}{rest}", count=counted_outlets(len(outlets)), shown=shown, rest=rest)


def counted_outlets(count: int) -> str:
    """`1 outlet`, `3 outlets`."""
    return f"{count:,} outlet{'' if count == 1 else 's'}"


def suggested(item: PressItem) -> Mrkdwn:
    """The flags that its watches suggest and that it does not have."""
    return _flags("Suggested flags", item.suggested)


def _flags(label: str, flags: Sequence[str]) -> Mrkdwn:
    if not flags:
        return Mrkdwn()
    rest = f", and {len(flags) - FLAGS_SHOWN} more" if len(flags) > FLAGS_SHOWN else ""
    shown = joined((cut(flag, NAME_SHOWN) for flag in flags[:FLAGS_SHOWN]), ", ")
    return mrkdwn("{label}: {shown}{rest}", label=label, shown=shown, rest=rest)


def _response(item: PressItem) -> Mrkdwn:
    if item.response == NOT_ASKED:
        return Mrkdwn()
    said = cut(" ".join(item.field("agency_response_text").split()), REASON_SHOWN)
    answered = {"none": "no answer"}.get(item.response, item.response)
    return joined([mrkdwn("Agency response: {answered}", answered=answered), said], " · ")


def triaged(step: Triaged | None) -> Mrkdwn:
    """`Reviewed by Eda Editor, Nov 24 at 9:05`, with the reason where one was given."""
    if step is None:
        return Mrkdwn()
    at = moment(step.at) if step.at else show(step.on) if step.on else ""
    by = mrkdwn(" by {who}", who=cut(step.by, NAME_SHOWN)) if step.by else ""
    done = mrkdwn("{done}{by}", done=_DONE.get(step.status, upper(step.status)), by=by)
    said = joined([done, at], ", ")
    return mrkdwn("{said}: {why}", said=said, why=cut(step.reason, REASON_SHOWN)) if step.reason else said


def offers(alike: Sequence[Alike], item: PressItem) -> list[Block]:
    """Other items that may be the same story, each with the way to say whether it is."""
    blocks: list[Block] = []
    for other in alike:
        pair = f"{item.entry.id} {other.id}"
        about_it = joined([named(other.id, other.title), cut(other.outlet, NAME_SHOWN), when(other.date)], " · ")
        blocks.append(section(joined(["Perhaps the same story as", about_it], " ")))
        buttons = [
            button("Same story", numbered(ids.PRESS_SAME_STORY, pair), pair, says=f"The same story as {other.id}"),
            button("Different", numbered(ids.PRESS_DIFFERENT, pair), pair, says=f"Not the story of {other.id}"),
            open_button(other.id, other.title, label=f"Open {other.id}", tail="~alike"),
        ]
        blocks += actions(buttons)
    return blocks


def _noted(item: PressItem) -> Mrkdwn:
    count = len(item.notes)
    return mrkdwn("{notes} in the thread", notes=f"{count} note{'' if count == 1 else 's'}") if count else Mrkdwn()


def _gone(item: PressItem) -> list[Block]:
    """What is said of an item that was taken off the lists."""
    entry = item.entry
    by = mrkdwn(" by {who},", who=cut(entry.changed.name, NAME_SHOWN)) if entry.changed.name else ""
    why = cut(entry.deleted_because or "", REASON_SHOWN)
    off = mrkdwn("{id} is off the lists: {why} ·{by} {at}", id=entry.id, why=why, by=by, at=moment(entry.changed.at))
    other = merged_into(entry.deleted_because)
    return [context(off), *actions([open_button(other, label=f"Open {other}", tail="~story") if other else None])]


def triage(item: PressItem) -> list[Block]:
    """The buttons: what can be done next, for a new item its review first."""
    name = str(item.entry.id)

    def pressed(label: str, action: str, style: str = "", says: str = "") -> Element:
        return button(label, numbered(action, name), name, style=style, says=says)

    first = (
        [pressed("Reviewed", ids.PRESS_REVIEW, "primary", f"Mark {name} as reviewed")]
        if item.status == NEW
        else [pressed("Reopen", ids.PRESS_REOPEN, says=f"Reopen {name}")]
    )
    return actions(
        [
            *first,
            pressed("Flag…", ids.PRESS_FLAG, says=f"Set the flags of {name}"),
            button("Link…", numbered(ids.LINK_ENTRY, f"{name}~triage"), name, says=f"Link {name} to another entry"),
            pressed("Note…", ids.PRESS_NOTE, says=f"Note something about {name}"),
            pressed("Dismiss", ids.PRESS_DISMISS, says=f"Dismiss {name}") if item.status == NEW else None,
            pressed("Same story as…", ids.PRESS_SAME, says=f"Say which item tells the story of {name}"),
            _responses(item),
        ]
    )


def _responses(item: PressItem) -> Element:
    name, was = str(item.entry.id), item.response.replace(" ", "-")
    values = {response: f"{name} {response.replace(' ', '-')} {was}" for response in RESPONSES}
    options = [option(label, values[response]) for response, label in RESPONSES.items()]
    return menu(numbered(ids.PRESS_RESPONSE, name), "Agency response", options, values.get(item.response, ""))


def note_line(note: Note) -> Mrkdwn:
    """A note with who wrote it and when."""
    by = mrkdwn("*{who}*, ", who=cut(note.written.name, NAME_SHOWN)) if note.written.name else ""
    head = mrkdwn("{by}{at}", by=by, at=moment(note.written.at))
    return joined([head, cut(note.text, NOTE_SHOWN)])
