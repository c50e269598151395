r"""Quotations as an editor types them in one box, and back.

One quotation a paragraph, with its source in brackets at the end where it has one:

    ICE’s use of Clearview AI is privacy sensitive, requiring PIA coverage. (p. 3, fn 7)

    We recently became aware that agents were using the tool. (fn 11, note: first sentence)

Quotation marks round a paragraph are not part of it. The brackets hold `p.` or `pp.`, `fn` or `marked` (the name of
the mark, where it is no footnote), and `note:`. Other brackets belong to the words; `()` at the end says that the
brackets before it do so too. An empty line within a quotation is written `¶`, and inside the brackets a backslash
takes `,`, `(` and `)` at their word. Writing what was read, and reading what was written, changes nothing.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from bot.domain.entries import Quote, clean_line, clean_text
from bot.domain.ids import alias_key
from handlers.plain import size

BOX = 3_000  # characters that one input takes
VIEW_SHARE = 60_000  # bytes of a view's 250,000, as JSON, that quotations may take

if TYPE_CHECKING:
    from collections.abc import Iterable

_PARAGRAPHS = re.compile(r"\n(?:[^\S\n]*\n)+")
_SOURCE = re.compile(r"\s\((?P<parts>(?:[^()\\]|\\.)*)\)$", re.DOTALL)
_PART_END = re.compile(r"(?<!\\)((?:\\\\)*),")
_PAGE = re.compile(r"^pp?\.?\s+(?P<page>\S.*)$|^pages?\s+(?P<pages>\S.*)$", re.IGNORECASE | re.DOTALL)
_FOOTNOTE = re.compile(r"^fn\s*(?P<number>[1-9]\d{0,5})$", re.IGNORECASE)
_MARKED = re.compile(r"^marked\s+(?P<alias>\S.*)$", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"^note:\s*(?P<note>\S.*)$", re.IGNORECASE | re.DOTALL)
_MORE_PAGES = re.compile(r"^\d[\d–-]*$")
_EMPTY_LINE = re.compile(r"^(?P<escape>\\*)¶(?P<space>[^\S\n]*)$")
_GUARD = re.compile(r"\\+[“\"«„]")
_MARKS = {"“": "”", '"': '"', "«": "»", "„": "“"}


def write(quotes: Iterable[Quote]) -> str:
    """The quotations as text for one box."""
    return "\n\n".join(map(write_one, quotes))


def read(text: str) -> tuple[Quote, ...]:
    """The quotations that the text holds. Everything reads as something: there is no wrong text."""
    paragraphs = _PARAGRAPHS.split(clean_text(text))
    return tuple(quote for quote in map(_read_one, paragraphs) if quote.text)


def write_one(quote: Quote) -> str:
    """One quotation as a paragraph."""
    words = "\n".join(map(_line_out, clean_text(quote.text).split("\n")))
    words = _guarded(words)
    source = _source_out(quote)
    if source or _SOURCE.search(words):
        return f"{words} ({source})"
    return words


def fitting(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """The quotations that a form has room for: each fits a box, and all of them their share of a view."""
    shown: list[Quote] = []
    room = VIEW_SHARE
    for quote in quotes:
        written = write_one(quote)
        room -= len(json.dumps(written))
        if size(written) <= BOX and room >= 0:
            shown.append(quote)
    return tuple(shown)


def _read_one(paragraph: str) -> Quote:
    words, source = paragraph.strip(), Quote("")
    found = _SOURCE.search(words)
    if found is not None and (read_source := _source_in(found["parts"])) is not None:
        words, source = words[: found.start()].strip(), read_source
    text = "\n".join(map(_line_in, _unmarked(words).split("\n")))
    return Quote(clean_text(text), source.page, source.alias, source.note)


def _guarded(words: str) -> str:
    """The words with their own quotation marks kept: in another pair, or behind a backslash where that is not clear."""
    if _unmarked(words) == words:
        return words
    wrapped = f"“{words}”"
    return wrapped if _unmarked(wrapped) == words else f"\\{words}"


def _unmarked(words: str) -> str:
    """The words without the pair of quotation marks round all of them, if there is one."""
    if _GUARD.match(words):
        return words[1:]
    closing = _MARKS.get(words[:1])
    if closing is None or len(words) < 3 or not words.endswith(closing) or not _is_one_pair(words, closing):
        return words
    return words[1:-1].strip()


def _is_one_pair(words: str, closing: str) -> bool:
    """Whether the mark that opens the words is closed only at their end."""
    opening, depth = words[0], 0
    for at, character in enumerate(words):
        if character == closing and (opening != closing or at > 0):
            depth -= 1
            if depth <= 0:
                return at == len(words) - 1
        elif character == opening:
            depth += 1
    return False


def _line_out(line: str) -> str:
    if not line.strip():
        return f"¶{line}"
    return f"\\{line}" if _EMPTY_LINE.match(line) else line


def _line_in(line: str) -> str:
    found = _EMPTY_LINE.match(line)
    if found is None:
        return line
    return line[1:] if found["escape"] else found["space"]


def _source_out(quote: Quote) -> str:
    parts = []
    if quote.page:
        parts.append(f"p. {_escaped(quote.page)}")
    if quote.alias:
        footnote = _FOOTNOTE.match(quote.alias)
        exact = footnote is not None and quote.alias == f"fn{footnote['number']}"
        parts.append(f"fn {quote.alias[2:]}" if exact else f"marked {_escaped(quote.alias)}")
    if quote.note:
        parts.append(f"note: {_escaped(quote.note)}")
    return ", ".join(parts)


def _source_in(inside: str) -> Quote | None:
    """What the brackets say, or None where they do not name a source. Empty brackets name none on purpose."""
    if not inside.strip():
        return Quote("")
    page = alias = note = ""
    for part in _split(inside):
        if found := _PAGE.match(part):
            page = _plain(found["page"] or found["pages"])
        elif page and not alias and not note and _MORE_PAGES.match(part):
            page = f"{page}, {part}"
        elif found := _FOOTNOTE.match(part) or _FOOTNOTE.match(alias_key(part)):
            alias = f"fn{found['number']}"
        elif found := _MARKED.match(part):
            alias = _plain(found["alias"])
        elif found := _NOTE.match(part):
            note = _plain(found["note"])
        else:
            return None
    return Quote("", clean_line(page), clean_line(alias), clean_text(note))


def _split(inside: str) -> list[str]:
    """The parts between commas that no backslash takes at their word."""
    return [part.strip() for part in _PART_END.sub(lambda end: f"{end[1]}\x00", inside).split("\x00")]


def _escaped(text: str) -> str:
    return re.sub(r"([\\(),])", r"\\\1", text).replace("\n", "\\n")


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text, flags=re.DOTALL)
