"""Entries: everything that can be cited.

A `Draft` is what an editor gives; an `Entry` is what is on file: a draft's content with its public id, its dossier,
its version and who made it when. Both are frozen, so both can be compared, kept in history and shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.domain.ids import MAX_ALIAS, PublicId, alias_key
from bot.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.domain.dates import Dating
    from bot.domain.kinds import Kind
    from bot.domain.people import Identity

MAX_TITLE = 300
MAX_BODY = 12_000
MAX_QUOTE = 3_000
MAX_TAG = 50
MAX_FIELD = 2_000
MAX_MANY = 100  # tags, aliases, quotations or links of one entry

_CALLED = {
    "body": "text",
    "tags": "tag",
    "aliases": "other name",
    "quotes": "quotation",
    "links": "note on a link",
    "url": "address",
}
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


class LinkBasis(StrEnum):
    """Whether the source states that two entries belong together, or whether it is the editors' inference."""

    STATED = "stated"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Relation:
    """A type of link, with how it reads from either end."""

    name: str
    forward: str
    backward: str


RELATIONS: tuple[Relation, ...] = (
    Relation("cites", "cites", "cited by"),
    Relation("supports", "supports", "supported by"),
    Relation("contradicts", "contradicts", "contradicted by"),
    Relation("called-into-question-by", "called into question by", "calls into question"),
    Relation("answers", "answers", "answered by"),
    Relation("about", "about", "subject of"),
    Relation("covers", "covers", "covered by"),
    Relation("circulates", "circulates", "circulated in"),
    Relation("mentions", "mentions", "mentioned in"),
    Relation("produced-by", "produced by", "produced"),
    Relation("requires", "requires", "required by"),
    Relation("follows", "follows", "followed by"),
    Relation("same-event", "same event as", "same event as"),
    Relation("related", "related to", "related to"),
)
RELATION_BY_NAME: dict[str, Relation] = {relation.name: relation for relation in RELATIONS}


@dataclass(frozen=True, slots=True)
class Quote:
    """Words taken letter for letter from a source; `alias` is the footnote they are marked with."""

    text: str
    page: str = ""
    alias: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkDraft:
    """A link as an editor gives it: `to` is the public id of the other entry, as text."""

    rel: str
    to: str
    basis: LinkBasis = LinkBasis.STATED
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkedEntry:
    """The other end of a link, with as much of it as a card shows. `outgoing` tells which end this one is.

    `dossier` is the slug of the other end's dossier: links may lead from one to another.
    """

    rel: str
    outgoing: bool
    id: PublicId
    title: str
    date: Dating | None
    basis: LinkBasis
    note: str = ""
    dossier: str = ""

    @property
    def reads(self) -> str:
        """How the link reads from here: "cites", or "cited by" from the other end."""
        relation = RELATION_BY_NAME[self.rel]
        return relation.forward if self.outgoing else relation.backward


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of an entry. `fields` holds the kind's own columns as text; an absent key is no value."""

    kind: Kind
    title: str
    body: str = ""
    date: Dating | None = None
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    links: tuple[LinkDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who did something, when (UTC), and where: a channel id, or the name of a door such as "import"."""

    who: Identity
    at: datetime
    where: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on file. `version` counts its revisions; an edit must name the version it started from."""

    id: PublicId
    dossier: str
    content: Draft
    version: int
    created: Stamp
    changed: Stamp
    deleted_because: str | None = None
    linked: tuple[LinkedEntry, ...] = ()

    @property
    def kind(self) -> Kind:
        """The entry's kind."""
        return self.content.kind

    @property
    def title(self) -> str:
        """The entry's title."""
        return self.content.title

    @property
    def date(self) -> Dating | None:
        """The entry's date, or None where the source gives none."""
        return self.content.date


@dataclass(frozen=True, slots=True)
class Line:
    """As much of an entry as a list shows. `detail` is its type and unit or outlet, in words."""

    id: PublicId
    title: str
    date: Dating | None
    type: str = ""
    unit: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """The entry's kind."""
        return self.id.kind


def likeness(title: str, date: Dating | None) -> str:
    """A key that two entries share when they are probably one: the title's letters and digits, and the date."""
    letters = "".join(character for character in alias_key(title) if character.isalnum())
    return f"{letters}|{date.edtf if date else ''}"


def clean_text(text: str) -> str:
    """Text without control characters, bidirectional overrides and lone surrogates, with plain line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _CONTROL.sub("", text).strip()


def clean_line(text: str) -> str:
    """`clean_text` on one line: runs of white space become one space."""
    return " ".join(clean_text(text).split())


def checked(draft: Draft) -> Draft:
    """The draft as it may be stored: cleaned, without doubles, every value of its field's type.

    Raises `BadInput` with the field's name for the first value that cannot be used.
    """
    return replace(
        draft,
        title=_within(clean_line(draft.title), MAX_TITLE, "title", required=True),
        body=_within(clean_text(draft.body), MAX_BODY, "body"),
        date=replace(draft.date, text=clean_line(draft.date.text)) if draft.date else None,
        tags=_names(draft.tags, MAX_TAG, "tags"),
        aliases=_names(draft.aliases, MAX_ALIAS, "aliases"),
        quotes=_quotes(draft.quotes),
        fields=_fields(draft),
        links=_links(draft.links),
    )


def _within(text: str, limit: int, name: str, *, required: bool = False) -> str:
    if required and not text:
        raise BadInput(f"A {name} is needed.", field=name)
    if len(text) > limit:
        called = _CALLED.get(name, name)
        raise BadInput(f"The {called} has {len(text):,} characters; at most {limit:,} fit.", field=name)
    return text


def _names(names: tuple[str, ...], limit: int, field_name: str) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for name in names:
        cleaned = clean_line(name.replace(",", " "))
        if cleaned:
            kept.setdefault(alias_key(cleaned), _within(cleaned, limit, field_name))
    if len(kept) > MAX_MANY:
        raise BadInput(f"At most {MAX_MANY} {field_name} fit on one entry.", field=field_name)
    return tuple(kept.values())


def _quotes(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    kept = tuple(
        Quote(
            _within(clean_text(quote.text), MAX_QUOTE, "quotes"),
            _within(clean_line(quote.page), MAX_ALIAS, "quotes"),
            _within(clean_line(quote.alias), MAX_ALIAS, "quotes"),
            _within(clean_text(quote.note), MAX_QUOTE, "quotes"),
        )
        for quote in quotes
        if clean_text(quote.text)
    )
    if len(kept) > MAX_MANY:
        raise BadInput(f"At most {MAX_MANY} quotations fit on one entry.", field="quotes")
    return kept


def _fields(draft: Draft) -> Mapping[str, str]:
    known = {field.name for field in draft.kind.fields}
    for name in draft.fields:
        if name not in known:
            raise BadInput(f"A {draft.kind.name} has no “{name[:60]}”.", field=name)
    cleaned = {
        field.name: field.check(_within(clean_text(draft.fields.get(field.name, "")), MAX_FIELD, field.name))
        for field in draft.kind.fields
    }
    return MappingProxyType({name: value for name, value in cleaned.items() if value})


def _links(links: tuple[LinkDraft, ...]) -> tuple[LinkDraft, ...]:
    kept: dict[tuple[str, str], LinkDraft] = {}
    for link in links:
        if link.rel not in RELATION_BY_NAME:
            known = ", ".join(RELATION_BY_NAME)
            raise BadInput(f"“{link.rel[:60]}” is not a kind of link. Use one of: {known}.", field="links")
        kept.setdefault((link.rel, link.to), replace(link, note=_within(clean_text(link.note), MAX_FIELD, "links")))
    if len(kept) > MAX_MANY:
        raise BadInput(f"At most {MAX_MANY} links fit on one entry.", field="links")
    return tuple(kept.values())
