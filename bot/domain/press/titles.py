"""Titles: the one that an item has or is given, and the form in which two of them are compared."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from bot.domain.press.hashing import hash64
from bot.domain.press.item import MAX_ITEM_TITLE

if TYPE_CHECKING:
    from bot.domain.press.item import ParsedItem

MADE_UP: Final = 100  # characters of a title that is made of the text's beginning

_TO_SPACE: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_QUOTES: Final = re.compile("[\u00a0\u2010-\u2015\u2018-\u201f\u2026]")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_UNWORDLY: Final = re.compile(r"[\W_]")


def normal_title(title: str) -> str:
    """A title without case, accents, punctuation and spacing: "ICE’s “Clearview” Deal" is "ice s clearview deal".

    Every word stays, so titles that mean different things stay different. A title of signs alone is itself. The
    result of the result is the result.
    """
    plain = title if title.isascii() else _QUOTES.sub(" ", title)  # most titles are plain but for these
    plain = plain.lower().translate(_TO_SPACE) if plain.isascii() else _plain(plain)
    return " ".join(plain.split()) or " ".join(title.split())


def title_key(title: str) -> int:
    """What titles are compared by: the hash of the normalised title; 0 for an empty one."""
    return hash64(normal_title(title))


def title_of(item: ParsedItem) -> str:
    """The item's title; where it has none, the beginning of its text, else its link, else its guid."""
    title = item.title.strip() or _beginning(item.summary) or item.url.strip() or item.guid.strip()
    return title[:MAX_ITEM_TITLE]


def _plain(title: str) -> str:
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", title.casefold()))
    return _UNWORDLY.sub(_word_sign, unicodedata.normalize("NFKC", bare.casefold()))


def _word_sign(found: re.Match[str]) -> str:
    """A sign that is no letter: kept where it belongs to a word, as the vowel signs of many scripts do."""
    category = unicodedata.category(found[0])
    if category[0] == "M":
        return found[0]
    return "" if category == "Cf" else " "


def _beginning(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text[: 4 * MADE_UP].split())
    if len(line) <= MADE_UP:
        return line
    cut = line[:MADE_UP].rpartition(" ")[0] or line[: MADE_UP - 1]
    return f"{cut}…"
