"""Entries written in one line: `Title | 2019-06-20 | memo`, and what is done to them: `delete R-7 because …`.

Pure: text in, values out. Errors are sentences that say what is right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import process

from bot.domain.dates import Dating, read_date
from bot.domain.entries import RELATION_BY_NAME, RELATIONS, Draft, LinkBasis, LinkDraft
from bot.domain.ids import PublicId, read_id
from bot.domain.kinds import EVENT, Kind
from bot.errors import BadDate, BadInput
from handlers.mrkdwn import is_web_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

VERBS = ("edit", "delete", "history", "link", "follow", "cite")
_VERB_FIRST = re.compile(
    r"^(?P<verb>[a-z]+)\s+(?P<id>[A-Za-z]{1,3}\s?-?\s?\d+)\b[\s:,]*(?P<rest>.*)$", re.DOTALL | re.IGNORECASE
)
_ID_FIRST = re.compile(
    r"^(?P<id>[A-Za-z]{1,3}\s?-?\s?\d+)\s+(?P<verb>[a-z]+)\b[\s:,]*(?P<rest>.*)$", re.DOTALL | re.IGNORECASE
)
_BECAUSE = re.compile(r"^(because|as|since|for|:|-|–)[:,]?\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something to do to one entry: `name` is one of VERBS, `rest` the words after it."""

    name: str
    id: PublicId
    rest: str


def read_verb(text: str) -> Verb | None:
    """`delete R-7 twice on file` or `R-7 history`; None where the text is neither."""
    for pattern in (_VERB_FIRST, _ID_FIRST):
        match = pattern.match(text.strip())
        if match and match["verb"].lower() in VERBS and (public_id := read_id(match["id"])):
            return Verb(match["verb"].lower(), public_id, match["rest"].strip())
    return None


def read_reason(rest: str) -> str:
    """The reason in `delete R-7 because it is a copy`: "it is a copy"."""
    return _BECAUSE.sub("", rest.strip()).strip()


def read_link(rest: str) -> LinkDraft:
    """`supports F-2 [inferred] [note]` as a link. The relation may be said from this end in words or by its name."""
    words = rest.split()
    for used in range(min(4, len(words)), 0, -1):
        relation = RELATION_BY_NAME.get("-".join(words[:used]).lower())
        if relation is not None:
            return _link_to(relation.name, words[used:])
    near = process.extractOne(words[0].lower(), list(RELATION_BY_NAME), score_cutoff=60) if words else None
    hint = f" Did you mean “{near[0]}”?" if near else ""
    known = ", ".join(relation.name for relation in RELATIONS)
    raise BadInput(f"Say how they are linked, as in `link R-1 supports F-2`.{hint} Known links: {known}.")


def _link_to(relation: str, words: list[str]) -> LinkDraft:
    target = read_id(words[0]) if words else None
    used = 1
    if target is None and len(words) > 1:
        target, used = read_id(" ".join(words[:2])), 2
    name = str(target) if target else (words[0] if words else "")
    if not name:
        raise BadInput(f"Say what to link to, as in `link R-1 {relation} F-2`.")
    rest = words[used if target else 1 :]
    basis = LinkBasis.STATED
    if rest and rest[0].strip("[]()").lower() in {item.value for item in LinkBasis}:
        basis, rest = LinkBasis(rest[0].strip("[]()").lower()), rest[1:]
    return LinkDraft(relation, name, basis, " ".join(rest).strip("[]"))


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a line as they were typed: `date` is the first that is nothing else, `rest` what is left over."""

    title: str
    date: str
    fields: Mapping[str, str]
    rest: tuple[str, ...]


def read_parts(kind: Kind, text: str) -> Parts:
    """`Title | date | type | https://…`, the parts after the title in any order and each optional."""
    title, *parts = [part.strip() for part in text.split("|")]
    fields: dict[str, str] = {}
    others: list[str] = []
    for part in parts:
        chosen = type_named(kind, part)
        if chosen and "type" not in fields:
            fields["type"] = chosen
        elif is_web_address(part) and "url" not in fields:
            fields["url"] = part
        elif part and part.lower() != "undated":
            others.append(part)
    return Parts(title, others[0] if others else "", fields, tuple(others[1:]))


def read_draft(kind: Kind, text: str, *, today: date) -> Draft:
    """A line as a draft (see `read_parts`).

    A part that is neither a date nor a type of this kind is refused with what both look like.
    """
    parts = read_parts(kind, text)
    if not parts.title:
        raise BadInput(f"Begin with the title: `{_example(kind)}`.", field="title")
    when = _date_or_hint(kind, parts.date, today) if parts.date else None
    if parts.rest:
        raise BadInput(f"“{parts.rest[0][:60]}” is one part too many. Write `{_example(kind)}`.")
    return Draft(kind=kind, title=parts.title, date=when, fields=parts.fields)


def type_named(kind: Kind, part: str) -> str | None:
    """The type of that kind which a part of a line names, however it is spelled; None where it names none."""
    choices = kind.type_field.choices if kind.type_field else ()
    folded = part.casefold().replace("-", "").replace(" ", "")
    return next((choice for choice in choices if choice.replace(" ", "") == folded), None)


def _date_or_hint(kind: Kind, part: str, today: date) -> Dating:
    try:
        return read_date(part, today=today)
    except BadDate as error:
        if any(character.isdigit() for character in part) or not kind.type_field:
            raise
        choices = kind.type_field.choices
        near = process.extractOne(part.casefold(), choices, score_cutoff=70)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        raise BadInput(
            f"“{part[:60]}” is neither a date nor a kind of {kind.name}.{hint} Kinds: {', '.join(choices)}."
        ) from error


def _example(kind: Kind) -> str:
    return "/timeline add Text | June 21, 2019" if kind is EVENT else "/records add Title | June 20, 2019 | memo"
