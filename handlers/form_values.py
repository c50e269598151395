"""What a form holds, as plain values: from an entry, from what Slack sends back, and on to a draft.

A form can be built again from its `FormValues` at any time, so what was typed is never lost. What a form does not
show (a field that is not for forms, a quotation too long for a box) is kept from the entry as it is on file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.dates import Dating, from_edtf, read_date, show
from bot.domain.entries import Draft, Entry, LinkBasis, LinkDraft, Quote, checked
from bot.domain.ids import displayed
from bot.domain.kinds import BY_NAME, Field, FieldType, Kind
from bot.errors import BadInput
from handlers import ids, quotations
from handlers.form_context import Context, Subject, linked_to
from handlers.form_state import Choice, State
from handlers.plain import size
from handlers.quotations import BOX

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
from functools import partial

__all__ = [
    "Choice",
    "Context",
    "FormErrors",
    "FormValues",
    "block_of",
    "channel_of",
    "field_block",
    "from_entry",
    "read",
    "read_delete",
    "read_link",
    "to_draft",
]

DEFAULT_RELATION = "related"
T = TypeVar("T")
_BLOCKS = {
    "title": ids.TITLE,
    "body": ids.BODY,
    "date": ids.DATE,
    "tags": ids.TAGS,
    "aliases": ids.ALIASES,
    "quotes": ids.QUOTES,
    "links": ids.LINKED,
    "reason": ids.REASON,
}


@dataclass(frozen=True, slots=True)
class FormValues:
    """What an entry's form holds, all of it as typed. `fields` are the kind's own; `anyway` adds a likely double.

    `linked` are the entries that stand in the form as linked, `shown` those that stood there when it opened. A `notice`
    is said above a new form that could not be filled as it should have been.
    """

    title: str = ""
    date: str = ""
    body: str = ""
    quotes: str = ""
    tags: tuple[str, ...] = ()
    aliases: str = ""
    linked: tuple[Choice, ...] = ()
    shown: tuple[str, ...] = ()
    relation: str = DEFAULT_RELATION
    basis: str = LinkBasis.STATED.value
    fields: Mapping[str, str] = field(default_factory=dict)
    anyway: bool = False
    notice: str = ""


class FormErrors(BadInput):
    """Everything that is wrong with what a form holds: block id → sentence."""

    def __init__(self, by_block: Mapping[str, str]) -> None:
        self.by_block = dict(by_block)
        super().__init__("\n".join(self.by_block.values()))


def block_of(name: str | None, kind: Kind) -> str | None:
    """The block in which a part of an entry is typed; None where the form does not show that part."""
    if name in _BLOCKS:
        return _BLOCKS[name]
    return next((field_block(own) for own in kind.fields if own.name == name and own.in_form), None)


def field_block(own: Field) -> str:
    """The block of one of a kind's own fields."""
    return ids.numbered(ids.FIELD, own.name)


# From an entry


def from_entry(entry: Entry) -> FormValues:
    """What the form of an entry on file holds when it opens."""
    content = entry.content
    linked = linked_to(entry)
    return FormValues(
        title=content.title,
        date=show(content.date) if content.date else "",
        body=content.body,
        quotes=quotations.write(quotations.fitting(content.quotes)),
        tags=content.tags,
        aliases=", ".join(displayed(content.aliases)),
        linked=linked,
        shown=tuple(choice.value for choice in linked),
        fields={own.name: _in_words(own, content.fields.get(own.name, "")) for own in entry.kind.fields},
    )


def _in_words(own: Field, value: str) -> str:
    """A field's value as the form shows it; nothing where it is too long for a box."""
    if size(value) > BOX:
        return ""
    return show(from_edtf(value)) if own.type is FieldType.DATE and value else value


# From Slack


def read(view: Mapping[str, Any]) -> tuple[FormValues, Context]:
    """What an entry's form holds when it is sent, and what it is about."""
    state = State(view)
    context = _context(view)
    chosen = state.chosen(ids.KIND)
    if context.either and chosen in BY_NAME:
        context = replace(context, kind=BY_NAME[chosen])
    values = FormValues(
        title=state.text(ids.TITLE),
        date=state.text(ids.DATE),
        body=state.joined(ids.BODY, "\n"),
        quotes=state.joined(ids.QUOTES, "\n\n"),
        tags=tuple(choice.value for choice in state.choices(ids.TAGS)),
        aliases=state.text(ids.ALIASES),
        linked=state.choices(ids.LINKED),
        shown=context.shown,
        relation=state.chosen(ids.RELATION) or DEFAULT_RELATION,
        basis=state.chosen(ids.BASIS) or LinkBasis.STATED.value,
        fields={own.name: state.typed_or_chosen(field_block(own)) for own in context.kind.fields},
        anyway=bool(state.choices(ids.ANYWAY)),
    )
    return values, context


def channel_of(view: Mapping[str, Any]) -> str:
    """The channel that a form was opened in; empty where it was opened elsewhere."""
    return Subject.decode(str(view.get("private_metadata") or "")).channel


def read_delete(view: Mapping[str, Any]) -> tuple[Context, str]:
    """What a deletion's form holds: what it is about, and the reason."""
    return _context(view), State(view).text(ids.REASON)


def read_link(view: Mapping[str, Any]) -> tuple[Context, LinkDraft]:
    """What a link's form holds: what it is about, and the link."""
    state = State(view)
    relation = state.chosen(ids.RELATION) or DEFAULT_RELATION
    basis = LinkBasis(state.chosen(ids.BASIS) or LinkBasis.STATED.value)
    return _context(view), LinkDraft(relation, state.chosen(ids.LINKED), basis, state.text(ids.NOTE))


def _context(view: Mapping[str, Any]) -> Context:
    return Context.decode(str(view.get("private_metadata") or ""))


# To a draft


def to_draft(values: FormValues, kind: Kind, *, today: date, base: Draft | None) -> Draft:
    """The draft that the form describes. `base` is the entry as it is on file, None for a new one.

    Raises one `FormErrors` with everything that is wrong, so that a person mends it in one go.
    """
    base = base or Draft(kind, title="")
    errors: dict[str, str] = {}
    draft = Draft(
        kind=kind,
        title=values.title,
        body=base.body if _same_words(values.body, base.body) else values.body,
        date=_tried(errors, ids.DATE, partial(_date, values.date, base.date, today)),
        tags=values.tags,
        aliases=_tried(errors, ids.ALIASES, partial(_aliases, values.aliases, base.aliases)) or (),
        quotes=_quotes(values.quotes, base.quotes),
        fields=_fields(values, base, today, errors),
        links=_links(values, base.links),
    )
    _check_parts(draft, errors)
    if errors:
        raise FormErrors(errors)
    return checked(draft)


def _tried(errors: dict[str, str], block: str, make: Callable[[], T]) -> T | None:
    try:
        return make()
    except BadInput as error:
        errors.setdefault(block, str(error))
        return None


def _same_words(typed: str, stored: str) -> bool:
    """Whether two texts differ in white space at most: a form spreads a long text over boxes, which shifts it."""
    return typed.split() == stored.split()


def _date(typed: str, stored: Dating | None, today: date) -> Dating | None:
    """The date as typed. One that was left alone keeps its wording at the source and its basis."""
    if stored is not None and typed.strip() == show(stored):
        return stored
    if not typed.strip() or typed.strip().casefold() in ("undated", "unknown", "no date"):
        return None
    return read_date(typed, today=today)


def _aliases(typed: str, stored: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(name.strip() for name in typed.replace("\n", ",").split(",") if name.strip())
    if names == displayed(stored):
        return stored
    if any(":" in name for name in names):
        raise BadInput("A name for people has no colon in it. Write it without one.")
    return (*names, *(name for name in stored if ":" in name))


def _quotes(typed: str, stored: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """The quotations as typed, and after them those that the form had no room for."""
    shown = quotations.fitting(stored)
    if _same_words(typed, quotations.write(shown)):
        return stored
    return (*quotations.read(typed), *(quote for quote in stored if quote not in shown))


def _fields(values: FormValues, base: Draft, today: date, errors: dict[str, str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for own in base.kind.fields:
        stored = base.fields.get(own.name, "")
        typed = values.fields.get(own.name, "").strip()
        if not own.in_form or typed == _in_words(own, stored):
            fields[own.name] = stored
        elif own.type is FieldType.DATE and typed:
            dating = _tried(errors, field_block(own), partial(read_date, typed, today=today))
            fields[own.name] = dating.edtf if dating else ""
        else:
            fields[own.name] = typed
    return {name: value for name, value in fields.items() if value}


def _links(values: FormValues, stored: tuple[LinkDraft, ...]) -> tuple[LinkDraft, ...]:
    """Links to what still stands in the form, or never stood there, stay as they are; what is new gets the relation."""
    chosen = [choice.value for choice in values.linked]
    kept = [link for link in stored if link.to in chosen or link.to not in values.shown]
    known = {link.to for link in stored} | {*values.shown}
    basis = LinkBasis(values.basis)
    return (*kept, *(LinkDraft(values.relation, to, basis) for to in chosen if to not in known))


def _check_parts(draft: Draft, errors: dict[str, str]) -> None:
    """Check each part by itself, so that one that is wrong does not hide the others."""
    empty = Draft(draft.kind, title="-")
    alone = {
        ids.TITLE: replace(empty, title=draft.title),
        ids.BODY: replace(empty, body=draft.body),
        ids.TAGS: replace(empty, tags=draft.tags),
        ids.ALIASES: replace(empty, aliases=draft.aliases),
        ids.QUOTES: replace(empty, quotes=draft.quotes),
        ids.LINKED: replace(empty, links=draft.links),
        **{
            field_block(draft.kind.field(name)): replace(empty, fields={name: value})
            for name, value in draft.fields.items()
        },
    }
    for block, part in alone.items():
        _tried(errors, block, partial(checked, part))
