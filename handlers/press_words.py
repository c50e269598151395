"""What people type after `/press`: what is done to an item, and one item in one line. Pure: text in, values out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.dates import read_date
from bot.domain.entries import Draft
from bot.domain.ids import PublicId, read_id
from bot.domain.kinds import PRESS
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput
from handlers.mrkdwn import is_web_address
from handlers.written import Parts, type_named

if TYPE_CHECKING:
    from datetime import date

EXAMPLE: Final = "/press add Title | Vox | June 20, 2019 | https://…"

_VERBS: Final = {
    "review": "review",
    "reviewed": "review",
    "dismiss": "dismiss",
    "dismissed": "dismiss",
    "reopen": "reopen",
    "flag": "flag",
    "flags": "flag",
    "unflag": "unflag",
    "note": "note",
    "response": "response",
    "same": "same",
    "different": "different",
}
_ELSEWHERE: Final = ("history", "edit", "delete", "link")
_RESPONSES: Final = {
    "not asked": "not asked",
    "asked": "asked",
    "none": "none",
    "no answer": "none",
    "no response": "none",
    "declined": "declined",
    "responded": "responded",
}
_ID: Final = r"P\s?[-‐‑–—]?\s?\d+"
_ID_FIRST: Final = re.compile(rf"^(?P<id>{_ID})\s+(?P<verb>[a-z]+)\b[\s:,]*(?P<rest>.*)$", re.DOTALL | re.IGNORECASE)
_VERB_FIRST: Final = re.compile(rf"^(?P<verb>[a-z]+)\s+(?P<id>{_ID})\b[\s:,]*(?P<rest>.*)$", re.DOTALL | re.IGNORECASE)
_OTHER: Final = re.compile(r"^(?:story\b\s*)?(?:(?:as|from|to)\b\s*)?(?P<name>\S.*)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do to one item: `verb` is a key of triage, `rest` the words after it."""

    verb: str
    id: PublicId
    rest: str


def read_deed(text: str) -> Deed | None:
    """`P-4 dismiss because it is about sport`, or `dismiss P-4 …`; None where the text is neither.

    Raises `BadInput` for an id with a word after it that is nearly a verb.
    """
    for pattern in (_ID_FIRST, _VERB_FIRST):
        match = pattern.match(text.strip())
        public_id = read_id(match["id"]) if match else None
        if match is None or public_id is None:
            continue
        word = match["verb"].lower()
        if word in _VERBS:
            return Deed(_VERBS[word], public_id, match["rest"].strip())
        if pattern is _ID_FIRST and word not in _ELSEWHERE:
            raise _no_such(word, public_id)
    return None


def _no_such(word: str, public_id: PublicId) -> BadInput:
    near = did_you_mean(word, (*_VERBS, *_ELSEWHERE))
    hint = f" Did you mean `/press {public_id} {near}`?" if near else ""
    known = "review, dismiss, reopen, flag, note, response, same as P-3, link, edit, history, delete"
    return BadInput(f"Nothing is called “{word[:30]}” here.{hint} To an item one can: {known}.")


def read_flags(rest: str) -> tuple[str, ...]:
    """`First Amendment, Privacy` as flags. Raises `BadInput` where there is none."""
    flags = tuple(flag for part in rest.split(",") if (flag := part.strip().strip("“”\"'")))
    if not flags:
        raise BadInput("Say which flags, as in `/press P-4 flag First Amendment, Privacy`.", field="tags")
    return flags


def read_response(rest: str) -> tuple[str, str | None]:
    """`asked`, `responded: no comment` as a response and what was said; None where nothing was.

    Raises `BadInput` for anything else.
    """
    folded = " ".join(rest.lower().replace("-", " ").split())
    for words, response in sorted(_RESPONSES.items(), key=lambda item: -len(item[0])):
        if re.match(rf"^{words}\b", folded):
            apart = r"[\s-]+".join(words.split())
            return response, re.sub(rf"^\W*{apart}\b[\s:,]*", "", rest, flags=re.IGNORECASE).strip() or None
    near = did_you_mean(folded.partition(" ")[0], tuple(_RESPONSES))
    hint = f" Did you mean “{near}”?" if near else ""
    choices = ", ".join(PRESS.field("agency_response").choices)
    raise BadInput(
        f"Say how it responded, as in `/press P-4 response asked`.{hint} One of: {choices}.", field="response"
    )


def read_other(rest: str, deed: str) -> str:
    """The item in `same as P-3` or `different from P-3`. Raises `BadInput` where there is none."""
    match = _OTHER.match(rest.strip().rstrip(".!"))
    found = read_id(match["name"]) if match else None
    if found is None or found.kind is not PRESS:
        example = "same as P-3" if deed == "same" else "different from P-3"
        raise BadInput(f"Say which item, as in `/press P-4 {example}`.", field="other")
    return str(found)


def read_line(text: str) -> Parts:
    """`Title | outlet | date | address | kind` with the parts after the title in any order; all but it optional.

    Of parts that are neither an address nor a kind the one that looks like a date is the date, another the outlet.
    """
    title, *parts = (part.strip() for part in text.split("|"))
    fields: dict[str, str] = {}
    dates: list[str] = []
    others: list[str] = []
    for part in filter(None, parts):
        chosen = type_named(PRESS, part)
        if is_web_address(part) and "url" not in fields:
            fields["url"] = part
        elif chosen and "type" not in fields:
            fields["type"] = chosen
        elif not dates and _is_date(part):
            dates.append(part)
        elif "outlet" not in fields:
            fields["outlet"] = part
        else:
            others.append(part)
    return Parts(title, dates[0] if dates else "", fields, tuple(others))


def read_item(text: str, *, today: date) -> Draft:
    """One line as a press item. Raises `BadInput` or `BadDate` with what would be right."""
    parts = read_line(text)
    if not parts.title:
        raise BadInput(f"Begin with the title: `{EXAMPLE}`.", field="title")
    if parts.rest:
        raise BadInput(f"“{parts.rest[0][:60]}” is one part too many. Write `{EXAMPLE}`.")
    when = read_date(parts.date, today=today) if parts.date else None
    return Draft(kind=PRESS, title=parts.title, date=when, fields=parts.fields)


_DATE_WORDS: Final = re.compile(
    r"\b(19|20)\d\d\b|^\d{1,2}/\d{1,4}|\b(yesterday|today|last|ago)\b|"
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d",
    re.IGNORECASE,
)


def _is_date(part: str) -> bool:
    """Whether a part is meant as a date; an outlet such as “Channel 4” or “France 24” is not."""
    return _DATE_WORDS.search(part) is not None
