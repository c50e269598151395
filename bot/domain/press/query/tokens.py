"""From text to tokens, each with its place: `ICE`, `NEAR/5`, `"facial recognition"`, `title:`, `(`.

Operators count in any case, because whoever types `clearview or "facial recognition"` means OR. In double quotes they
are words: `"or"`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bot.domain.press.query.nodes import Term
from bot.domain.press.query.refusal import Unreadable
from bot.domain.press.watch import Place
from bot.domain.search.words import pieces
from bot.domain.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_APART: Final = 100
SHORTEST_BEGINNING: Final = 3
FIELDS: Final = tuple(place.value for place in Place)

_MEANT: Final = {
    "headline": "title",
    "body": "text",
    "summary": "text",
    "content": "text",
    "source": "outlet",
    "from": "outlet",
    "site": "outlet",
    "by": "author",
    "byline": "author",
}
_MINUS: Final = "-–−"
_RUN: Final = re.compile(r'[^\s"()]+')
_FIELD: Final = re.compile(r"(?P<name>[A-Za-z]+):")
_NEAR: Final = re.compile(r"near(?:/(?P<count>.*))?", re.IGNORECASE)
_INNER_QUESTION: Final = re.compile(r"\w\?\w")
_TRAILING: Final = ",;.!?:"
_SIGNS: Final = {
    "|": "write OR between the two.",
    "&": "words beside each other are joined by “and” already.",
    "~": "for words near each other write NEAR/5 between them.",
    "!": "to leave something out, put - right before it.",
}


class Sort(StrEnum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    OR = "or"
    AND = "and"
    NOT = "not"
    NEAR = "near"
    FIELD = "field"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it stands in the query, at `at` counted from 0, with what it means."""

    sort: Sort
    at: int
    text: str
    term: Term | None = None
    place: Place | None = None
    within: int = 0


_OPERATORS: Final = {"or": Sort.OR, "and": Sort.AND, "not": Sort.NOT}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query that stands on one line. Raises `Unreadable`."""
    at = 0
    while at < len(text):
        if text[at] == " ":
            at += 1
            continue
        token = _token(text, at)
        yield token
        at += len(token.text)


def _token(text: str, at: int) -> Token:
    sign = text[at]
    if sign in "()":
        return Token(Sort(sign), at, sign)
    if sign == '"':
        return _phrase(text, at)
    if sign in _MINUS:
        if text[at + 1 : at + 2].strip():
            return Token(Sort.NOT, at, sign)
        raise Unreadable(text, at, "put it right before what is to be left out, as in `-sports`.", found=sign)
    return _of_run(text, at)


def _of_run(text: str, at: int) -> Token:
    """The token that begins a run of characters without a blank, a quotation mark or a parenthesis."""
    found = _RUN.match(text, at)
    run = found[0] if found else text[at]
    if (sort := _OPERATORS.get(run.lower())) is not None:
        return Token(sort, at, run)
    if (near := _NEAR.fullmatch(run)) is not None:
        return Token(Sort.NEAR, at, run, within=_within(text, at, run, near["count"]))
    if (field := _FIELD.match(run)) is not None and _is_field(text, at, field):
        return Token(Sort.FIELD, at, field[0], place=Place(field["name"].lower()))
    return Token(Sort.TERM, at, run, term=_word(text, at, run))


def _within(text: str, at: int, run: str, count: str | None) -> int:
    if count is not None and count.isascii() and count.isdecimal() and 1 <= int(count[:9]) <= MOST_APART:
        return int(count)
    what = (
        f"NEAR takes a number of words from 1 to {MOST_APART}, as in NEAR/5."
        if count is not None
        else "NEAR needs a number of words, as in NEAR/5. To look for the word itself, write it in double quotes."
    )
    raise Unreadable(text, at, what, found=run)


def _is_field(text: str, at: int, found: re.Match[str]) -> bool:
    """Whether what ends with a colon says where to look. A word before a colon and a blank is only a word."""
    name = found["name"].lower()
    if name in FIELDS:
        return True
    following = text[at + found.end() : at + found.end() + 1]
    if not following.strip():
        return False
    near = _MEANT.get(name) or did_you_mean(name, FIELDS)
    hint = f"Did you mean “{near}:”?" if near else "There are title:, text:, outlet: and author:."
    raise Unreadable(
        text, at, f"there is no such field. {hint} To look for the words, put them in double quotes.", found=found[0]
    )


def _phrase(text: str, at: int) -> Token:
    end = text.find('"', at + 1)
    if end < 0:
        raise Unreadable(text, at, 'the quotation mark that opens here is not closed. Add a " where the phrase ends.')
    typed, inside = text[at : end + 1], text[at + 1 : end].strip()
    is_beginning = inside.endswith("*")
    body = inside.removesuffix("*")
    if "*" in body:
        raise Unreadable(text, at + 1 + text[at + 1 :].index("*"), _STAR, found=typed)
    return Token(Sort.TERM, at, typed, term=_term(text, at, typed, body, is_beginning=is_beginning))


_STAR: Final = "one star may stand, at the end of a word or phrase only, as in `surveil*`."


def _word(text: str, at: int, run: str) -> Term:
    is_beginning = run.rstrip(_TRAILING).endswith("*")
    body = run.rstrip(_TRAILING).removesuffix("*") if is_beginning else run  # the dot of "U.S." belongs to the word
    if "*" in body:
        raise Unreadable(text, at + run.index("*"), _STAR, found=run)
    if _INNER_QUESTION.search(body):
        raise Unreadable(text, at, "? does not stand for a letter. A beginning finds more: `surveil*`.", found=run)
    if (sign := run[0]) in _SIGNS and (sign == "~" or not pieces(body)):
        raise Unreadable(text, at, _SIGNS[sign], found=run)
    return _term(text, at, run, body, is_beginning=is_beginning)


def _term(text: str, at: int, typed: str, body: str, *, is_beginning: bool) -> Term:
    found = pieces(body)
    if is_beginning and (not found or len(found[-1][-1]) < SHORTEST_BEGINNING):
        what = f"a beginning needs at least {SHORTEST_BEGINNING} letters before its star, as in `surveil*`."
        raise Unreadable(text, at, what, found=typed)
    if not found:
        raise Unreadable(text, at, "there is no word in it to look for.", found=typed)
    return Term(found, is_beginning=is_beginning)
