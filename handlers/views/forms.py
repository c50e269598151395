"""Forms, built from an entry's kind. Every form can be built again from what it holds, so nothing typed is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.kinds import EVENT, RECORD, Field
from handlers import ids
from handlers.form_context import Context
from handlers.form_state import Choice
from handlers.form_values import FormValues, from_entry
from handlers.mrkdwn import Mrkdwn, bold, joined, mrkdwn
from handlers.views import inputs
from handlers.views.blocks import TITLE_LIMIT, Block, divider, modal, option, section, words
from handlers.views.blocks import context as small
from handlers.views.inputs import asked, box
from handlers.views.lines import cut, named, one_of, when
from handlers.views.troubles import with_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.entries import Entry, LinkedEntry

View = dict[str, Any]

NOTICE = "notice"
NOTICE_LIMIT = 2_000
THEIRS_LIMIT = 300
DATE_HINT = "June 27, 2019 · June 2020 · about 2020. Empty if the source gives none."
QUOTES_HINT = "Word for word, an empty line between two. At the end, where known: (p.\u00a03, fn\u00a07)"


def entry_form(
    values: FormValues,
    context: Context,
    *,
    either: bool = False,
    linked: Sequence[LinkedEntry] = (),
    notice: str = "",
    offer_anyway: bool = False,
    theirs: Entry | None = None,
) -> View:
    """The form of an entry, new or on file, holding `values`.

    `either` offers record and event for choice. `linked` gives the titles of entries that `values` names by id alone.
    `notice` is said on top: with `offer_anyway` there is a box to tick beside it, and with `theirs`, the entry as
    somebody else has left it, what differs from what is typed.
    """
    context = replace(context, either=either or context.either)
    blocks = _notices(notice, offer_anyway, values, theirs)
    blocks += _either(context) if context.either else []
    blocks += _inputs(values, context, linked)
    title = f"Edit {context.target}" if context.target else f"Add {context.kind.with_article}"
    return modal("Save to Paper Trail" if context.either else title, blocks, ids.ENTRY_FORM, context, submit="Save")


def _notices(notice: str, offer_anyway: bool, values: FormValues, theirs: Entry | None) -> list[Block]:
    blocks = [_notice(notice)] if notice else []
    if theirs is not None:
        blocks.append(section(_differences(values, theirs)))
    if offer_anyway:
        tick = {"type": "checkboxes", "options": [option("Yes, add it anyway", "yes")]}
        blocks.append(asked(ids.ANYWAY, "Is it another one?", tick))
    return [*blocks, divider()] if blocks else []


def _notice(sentence: str) -> Block:
    return section(mrkdwn(":warning: {sentence}", sentence=with_code(sentence[:NOTICE_LIMIT])), block_id=NOTICE)


def _differences(values: FormValues, theirs: Entry) -> Mrkdwn:
    """What is on file where it differs from what is typed, so that both can be compared in one place."""
    there = from_entry(theirs)
    parts = [
        ("Title", there.title, values.title),
        ("Date", there.date, values.date),
        *((own.label, there.fields.get(own.name, ""), values.fields.get(own.name, "")) for own in theirs.kind.fields),
        ("Quotations", there.quotes, values.quotes),
        ("Text", there.body, values.body),
        ("Tags", ", ".join(there.tags), ", ".join(values.tags)),
        ("Other names", there.aliases, values.aliases),
        ("Links to", _ids(there.linked), _ids(values.linked)),
    ]
    lines = [
        mrkdwn(
            "*{label}* on file: {theirs}",
            label=label,
            theirs=cut(_one_line(on_file), THEIRS_LIMIT) or mrkdwn("_nothing_"),
        )
        for label, on_file, typed in parts
        if _one_line(on_file) != _one_line(typed)
    ]
    return (
        joined([bold(f"{theirs.id} on file now, where it differs from this form:"), *lines[:8]])
        if lines
        else mrkdwn("What is on file now is the same as what is typed here.")
    )


def _ids(choices: Sequence[Choice]) -> str:
    return ", ".join(sorted(choice.value for choice in choices))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _either(context: Context) -> list[Block]:
    options = [
        option("A record: something to cite", RECORD.name),
        option("An event: a date on the timeline", EVENT.name),
    ]
    chosen = next(item for item in options if item["value"] == (EVENT if context.kind is EVENT else RECORD).name)
    element = {"type": "radio_buttons", "options": options, "initial_option": chosen}
    return [asked(ids.KIND, "File it as", element, required=True)]


def _inputs(values: FormValues, context: Context, linked: Sequence[LinkedEntry]) -> Iterator[Block]:
    yield asked(ids.TITLE, "Title", box(values.title), required=True)
    yield asked(ids.DATE, "Date", box(values.date, example="June 27, 2019"), hint=DATE_HINT)
    own_fields = _shared_fields() if context.either else context.kind.fields
    yield from (inputs.own_field(own, values.fields.get(own.name, "")) for own in own_fields if own.in_form)
    yield from inputs.long_text(ids.QUOTES, "Quotations", inputs.paragraph_parts(values.quotes), hint=QUOTES_HINT)
    if context.kept:
        rest = "1 more does not fit in a form and stays as it is."
        many = "{count} more do not fit in a form and stay as they are."
        yield small(mrkdwn(rest if context.kept == 1 else many, count=context.kept))
    yield from inputs.long_text(ids.BODY, "In our own words", inputs.text_parts(values.body))
    tags = [Choice(tag) for tag in values.tags]
    yield inputs.searched(ids.TAGS, "Tags", "Search, or type a new one", tags)
    yield asked(ids.ALIASES, "Other names", box(values.aliases, example="fn7, Tab A"))
    yield from _links(values, context, linked)


def _shared_fields() -> list[Field]:
    """The fields that records and events both have, under both labels, but for their types, which differ."""
    labels = {own.name: own.label for own in EVENT.fields if own.name != "type"}
    shared = [own for own in RECORD.fields if own.name in labels]
    return [replace(own, label=" / ".join(dict.fromkeys((own.label, labels[own.name])))) for own in shared]


def _links(values: FormValues, context: Context, linked: Sequence[LinkedEntry]) -> Iterator[Block]:
    titles = {str(item.id): f"{item.id} · {item.title}" for item in linked}
    chosen = [Choice(item.value, item.label or titles.get(item.value, "")) for item in values.linked]
    this = "this entry" if context.either else f"this {one_of(context.kind)}"
    yield inputs.searched(ids.LINKED, "Linked entries", "Search by id or words", chosen)
    yield inputs.relation(f"New links say: {this} …", values.relation)
    yield inputs.basis("New links are", values.basis)


def delete_form(entry: Entry, *, channel: str = "") -> View:
    """Asks why an entry is to be deleted, and says what that does."""
    blocks = [
        section(joined([named(entry.id, entry.title), when(entry.date)])),
        small(
            mrkdwn("It goes off all lists. Its history stays, and {id} is never given to another entry.", id=entry.id)
        ),
        asked(ids.REASON, "Why?", box("", example="A copy of R-3"), required=True),
    ]
    if inbound := [item for item in entry.linked if not item.outgoing]:
        count = f"{len(inbound)} entries link" if len(inbound) > 1 else "1 entry links"
        blocks.insert(1, small(mrkdwn("{count} to it: {ids}", count=count, ids=cut(_named(inbound), 500))))
    context = Context(entry.kind, channel=channel).for_entry(entry)
    return modal(f"Delete {entry.id}", blocks, ids.DELETE_FORM, context, submit="Delete")


def _named(linked: Sequence[LinkedEntry]) -> str:
    return ", ".join(dict.fromkeys(str(item.id) for item in linked))


def link_form(entry: Entry, *, channel: str = "") -> View:
    """Asks which entry to link to, how the link reads, and what it rests on."""
    search = {"type": "external_select", "placeholder": words("Search by id or words", 150), "min_query_length": 0}
    blocks = [
        section(joined([named(entry.id, entry.title), when(entry.date)])),
        inputs.relation(f"{entry.id} …"),
        asked(ids.LINKED, "… this entry", search, required=True),
        inputs.basis("This link is"),
        asked(ids.NOTE, "Note", box("", example="Where it says so, or why you conclude it", tall=True)),
    ]
    context = Context(entry.kind, channel=channel).for_entry(entry)
    return modal(f"Link {entry.id}", blocks, ids.LINK_FORM, context, submit="Link")


def loading_form(title: str) -> View:
    """What opens at once and is replaced when the data is there."""
    return _told(title, [section(mrkdwn(":hourglass_flowing_sand: One moment…"))])


def error_view(sentence: str) -> View:
    """A form that cannot be shown, and why."""
    return _told("Paper Trail", [_notice(sentence)])


def _told(title: str, blocks: Sequence[Block]) -> View:
    return {
        "type": "modal",
        "title": words(title, TITLE_LIMIT),
        "close": words("Close", TITLE_LIMIT),
        "blocks": [*blocks],
    }


def with_notice(view: Mapping[str, Any], sentence: str) -> View:
    """The form that Slack sent, with everything typed in it, under a sentence that says why it was not saved."""
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    state = (view.get("state") or {}).get("values") or {}
    blocks = [_refilled(block, state) for block in view["blocks"] if block.get("block_id") != NOTICE]
    return {**{name: view[name] for name in kept if view.get(name)}, "blocks": [_notice(sentence), *blocks]}


_HELD = {
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
}


def _refilled(block: Mapping[str, Any], state: Mapping[str, Any]) -> Block:
    """An input block that starts with what was typed or chosen in it."""
    if block.get("type") != "input":
        return dict(block)
    element = {name: value for name, value in block["element"].items() if name not in _HELD.values()}
    held = (state.get(block["block_id"]) or {}).get(element.get("action_id")) or {}
    element.update({initial: held[name] for name, initial in _HELD.items() if held.get(name)})
    return {**block, "element": element}
