"""Plain text on its way to a screen: without what cannot be seen, and short without being broken."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ELLIPSIS: Final = "…"

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 (but tab and line feed) and C1 controls
    "\xad\u180e\u200b\u2060-\u2064\ufeff"  # soft hyphen, zero width spaces and joiners
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"  # direction: could show a name or a date backwards
    "\ufff9-\ufffb\ufffe\uffff"  # annotations, noncharacters
    "\ud800-\udfff"  # lone surrogates: cannot be encoded at all
    "\U000e0000-\U000e007f"  # tags: hidden ASCII
    "]"
)
_JOINERS: Final = re.compile("(.?)([\u200c\u200d]+)(?=(.?))", re.DOTALL)
_UNSENDABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Return `text` without controls, direction overrides, zero width characters and lone surrogates.

    A joiner stays between two characters that are not ASCII, where emoji families and Persian words need it.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text))
    return _JOINERS.sub(_needed_joiner, text)


def _needed_joiner(found: re.Match[str]) -> str:
    before, joiners, after = found.groups()
    needed = before and after and not before.isascii() and not after.isascii()
    return f"{before}{joiners[0]}" if needed else before


def sendable(text: str) -> str:
    """Return `text` without what a JSON payload must not hold: controls, lone surrogates, noncharacters."""
    return _UNSENDABLE.sub("", text)


def size(text: str) -> int:
    """Return the length of `text` in UTF-16 units: Slack names no unit, and characters are fewer."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


# What loses its meaning when it is cut: mrkdwn links, mentions and dates; escaped characters; emoji names.
_WHOLE: Final = re.compile(r"<(?:[@#!]|https?:|mailto:|tel:|slack:)[^<>\n]*>|&(?:amp|lt|gt);|:[a-z0-9_+'-]{1,50}:")
_WORD_SEARCH: Final = 24
"""How many characters back a cut may move to end on a whole word."""


def shorten(text: str, limit: int) -> str:
    """Return `text` in at most `limit` characters, ended by "…" when something is left out.

    Never cuts through an escaped character, a link or mention, an emoji or a letter with its accents,
    and ends on a whole word where one ends close by.
    """
    if size(text) <= limit:
        return text
    if limit < 1:
        return ""
    return text[: _cut_before(text, limit - 1)].rstrip() + ELLIPSIS


def pieces(text: str, limit: int) -> Iterator[str]:
    """Split `text` into pieces of at most `limit` characters, at line ends if it can, else at spaces.

    Only white space at the splits is lost, and a link that alone is longer than `limit`: it becomes "…".
    """
    while size(text) > limit:
        at = text.rfind("\n", _fitting(text, limit) // 2, _fitting(text, limit) + 1)
        at = at if at > 0 else _cut_before(text, limit)
        if at == 0:
            too_long = _WHOLE.match(text)
            at = too_long.end() if too_long else max(_fitting(text, limit), 1)
        piece = text[:at].rstrip()
        if piece:
            yield piece if size(piece) <= limit else ELLIPSIS
        text = text[at:].lstrip()
    if text.strip():
        yield text.rstrip()


def _fitting(text: str, limit: int) -> int:
    """Return how many characters of `text`, from its start, have a size of at most `limit`."""
    count = min(len(text), limit)
    while (excess := size(text[:count]) - limit) > 0:
        count -= (excess + 1) // 2
    return count


def _cut_before(text: str, limit: int) -> int:
    """Return the last position where `text` can be cut so that what stays before it fits `limit`."""
    at = _before_whole(text, _fitting(text, limit))
    while at > 0 and _joined_at(text, at):
        at -= 1
    at = _before_whole(text, at)
    word = max(text.rfind(" ", max(at - _WORD_SEARCH, 0), at), text.rfind("\n", max(at - _WORD_SEARCH, 0), at))
    if word > 0 and word == _before_whole(text, word) and not text[at : at + 1].isspace():
        return word
    return at


def _before_whole(text: str, at: int) -> int:
    """Return `at`, or the start of the unbreakable run of characters that it is in the middle of."""
    for found in _WHOLE.finditer(text):
        if found.start() >= at:
            break
        if at < found.end():
            return found.start()
    return at


def _joined_at(text: str, at: int) -> bool:
    """Tell whether the characters on both sides of `at` are seen as one: an accent, a family, a flag."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if _extends(after) or before == "\u200d":
        return True
    if _is_flag_letter(before) and _is_flag_letter(after):
        letters = len(text[:at]) - len(text[:at].rstrip(_FLAG_LETTERS))
        return letters % 2 == 1
    return "\u1160" <= after <= "\u11ff"  # vowels and finals of a Hangul syllable


_FLAG_LETTERS: Final = "".join(map(chr, range(0x1F1E6, 0x1F200)))


def _is_flag_letter(character: str) -> bool:
    return character in _FLAG_LETTERS


def _extends(character: str) -> bool:
    """Tell whether a character belongs to the one before it: accents, variants, skin tones, joiners."""
    return (
        unicodedata.category(character).startswith("M")
        or character in "\u200c\u200d"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )
