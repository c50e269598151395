"""From text to words: case and accents folded, word boundaries kept, compounds findable in both spellings.

"E-mail" is the words `e` and `mail`, and as a compound also `email`, so either spelling finds the other. "U.S." is
`us`, "agency’s" is `agency`. Scripts that put no space between words are taken sign by sign, so that a name in them is
found as a phrase.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Final, NamedTuple

from Stemmer import Stemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST_WORD: Final = 64


class Words(NamedTuple):
    """The words of a text in order, and beside them its compounds written as one word."""

    in_order: tuple[str, ...]
    compounds: tuple[str, ...] = ()


_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_SPACELESS: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"


def _vowel_signs() -> str:
    """The marks that are part of a word in scripts where a vowel is a mark: without them words fall apart."""
    marks = (chr(code) for code in range(0x0370, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
    return re.escape("".join(mark for mark in marks if not re.match(f"[{_SPACELESS}]", mark)))


_PIECE: Final = re.compile(
    r"(?P<acronym>\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?)"
    rf"|(?P<sign>[{_SPACELESS}])"
    rf"|(?P<word>(?:[^\W_{_SPACELESS}]|[{_vowel_signs()}])+(?:['’ʼ-](?:[^\W_{_SPACELESS}])+)*)"
)
_PLAIN_PIECE: Final = re.compile(
    r"(?P<acronym>\b(?:[a-z]\.){2,}(?:[a-z]\b)?)|(?P<sign>(?!))|(?P<word>[a-z0-9]+(?:['-][a-z0-9]+)*)"
)
_JOINED: Final = re.compile(r"[a-z0-9]['-][a-z0-9]|[a-z]\.[a-z]\.")
_PLAIN_WORD: Final = re.compile("[a-z0-9]+")
_APOSTROPHE: Final = re.compile("['’ʼ]")
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def folded(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", plain.casefold())


def words(text: str) -> Words:
    """The words of `text`."""
    text = folded(text)
    if text.isascii() and not _JOINED.search(text):  # most texts, and many times faster
        found = _PLAIN_WORD.findall(text)
        return Words(tuple(found) if len(text) <= LONGEST_WORD else tuple(word[:LONGEST_WORD] for word in found))
    in_order: list[str] = []
    compounds: list[str] = []
    for parts in _pieces(text):
        in_order += parts
        if len(parts) > 1 and all(_LETTERS.fullmatch(part) for part in parts):
            compounds.append("".join(parts)[:LONGEST_WORD])
    return Words(tuple(in_order), tuple(compounds))


def _pieces(text: str) -> Iterator[list[str]]:
    pattern = _PLAIN_PIECE if text.isascii() else _PIECE
    for found in pattern.finditer(text):
        if found["acronym"]:
            yield [found["acronym"].replace(".", "")]
        elif found["sign"]:
            yield [found["sign"]]
        else:
            yield [part[:LONGEST_WORD] for part in map(_bare, found["word"].split("-")) if part]


def _bare(part: str) -> str:
    """A word without its apostrophes, and without the genitive that follows one."""
    if part.isalnum():
        return part
    pieces = _APOSTROPHE.split(part)
    if len(pieces) > 1 and pieces[-1] == "s":
        pieces = pieces[:-1]
    return "".join(pieces)


class _Stemmers(local):
    """One stemmer a thread: Snowball's keeps its place in a word between calls."""

    def __init__(self) -> None:
        self.english = Stemmer("english", 0)


_stemmers: Final = _Stemmers()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem under which a folded word is found: Snowball's English stemmer, for words of plain letters only."""
    if len(word) < 3 or not word.isascii() or not word.isalpha():
        return word
    return sys.intern(str(_stemmers.english.stemWord(word)))
