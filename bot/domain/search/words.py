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
from itertools import accumulate
from threading import local
from typing import TYPE_CHECKING, Final, NamedTuple

from Stemmer import Stemmer

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_WORD: Final = 64


class Words(NamedTuple):
    """The words of a text in order, and beside them its compounds written as one word."""

    in_order: tuple[str, ...]
    compounds: tuple[str, ...] = ()


class Written(NamedTuple):
    """How the words of a text are written. Words that are written together, as in "e-mail", are one piece.

    `firsts` holds for each piece the number of its first word, `spans` where it stands: `text[start:end]`; both are 0
    where that is not known.
    """

    firsts: list[int]
    spans: list[tuple[int, int]]


_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_SPACELESS: Final = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"


def _vowel_signs() -> str:
    """The marks that are part of a word in scripts where a vowel is a mark: without them words fall apart."""
    marks = (chr(code) for code in range(0x0370, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc"))
    return re.escape("".join(mark for mark in marks if not re.match(f"[{_SPACELESS}]", mark)))


_PIECE: Final = re.compile(
    r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?"  # an acronym, the only one with dots
    rf"|[{_SPACELESS}]"
    rf"|(?:[^\W_{_SPACELESS}]|[{_vowel_signs()}])+(?:['’ʼ-](?:[^\W_{_SPACELESS}])+)*"
)
_PLAIN_PIECE: Final = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?|[a-z0-9]+(?:['-][a-z0-9]+)*")
_JOINED: Final = re.compile(r"[a-z0-9]['-][a-z0-9]|[a-z]\.[a-z]\.")
_PLAIN_WORD: Final = re.compile("[a-z0-9]+")
_PRINTED: Final = (("’", "'"), ("“", " "), ("”", " "), ("‘", " "), ("–", " "), ("—", " "), ("•", " "))
_APOSTROPHE: Final = re.compile("['’ʼ]")
_CLUSTER: Final = re.compile(
    r"(?P<plain>[\x00-\x7f]+(?=[\x00-\x7f]|\Z))|(?s:.)[\u0300-\u036f\u1160-\u11ff" + _vowel_signs() + "]*"
)
_LETTERS: Final = re.compile(r"[^\W\d_]+")


def folded(text: str) -> str:
    """The text without case and accents."""
    if text.isascii():
        return text.lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", plain.casefold())


def _plain(text: str) -> str:
    """The folded text with typists' marks for printers', of the same length: plain letters are read much faster."""
    text = folded(text)
    if not text.isascii():
        for printed, typed in _PRINTED:
            text = text.replace(printed, typed)
    return text


def words(text: str) -> Words:
    """The words of `text`."""
    text = _plain(text)
    if text.isascii() and not _JOINED.search(text):  # most texts, and many times faster
        found = _PLAIN_WORD.findall(text)
        return Words(tuple(found) if len(text) <= LONGEST_WORD else tuple(word[:LONGEST_WORD] for word in found))
    in_order: list[str] = []
    compounds: list[str] = []
    for piece in _pattern(text).findall(text):
        if piece.isalnum():  # nearly all of them
            in_order.append(piece[:LONGEST_WORD])
            continue
        parts = _parts(piece)
        in_order += parts
        if whole := compound(parts):
            compounds.append(whole)
    return Words(tuple(in_order), tuple(compounds))


def pieces(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of `text` as `words` has them, those together that are written together."""
    text = _plain(text)
    return tuple(tuple(parts) for piece in _pattern(text).findall(text) if (parts := _parts(piece)))


def compound(parts: Sequence[str]) -> str:
    """Words that are written together, as one word; empty where that is nothing else."""
    if len(parts) > 1 and all(_LETTERS.fullmatch(part) for part in parts):
        return "".join(parts)[:LONGEST_WORD]
    return ""


def written(text: str) -> Written:
    """Where the words of `text` stand in it. This takes longer than `words`."""
    plain, starts, ends = _folded_from(text)
    spans = [found.span() for found in _pattern(plain).finditer(plain)]
    counts = [1 if (piece := plain[start:end]).isalnum() else len(_parts(piece)) for start, end in spans]
    firsts = accumulate(counts, initial=0)
    told = [(first, span) for first, span, count in zip(firsts, spans, counts, strict=False) if count]
    return Written([first for first, _ in told], [(starts[start], ends[end - 1]) for _, (start, end) in told])


def _folded_from(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """The folded text, and for each of its characters where that which it comes from begins and ends in `text`."""
    if text.isascii():
        return text.lower(), range(len(text)), range(1, len(text) + 1)
    plain: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for found in _CLUSTER.finditer(text):
        part, (start, end) = folded(found[0]), found.span()
        plain.append(part)
        starts += range(start, end) if found["plain"] else [start] * len(part)
        ends += range(start + 1, end + 1) if found["plain"] else [end] * len(part)
    whole = folded(text)
    if "".join(plain) != whole:  # characters that become one only beside each other: rare, and then no place is known
        return _plain(text), [0] * len(whole), [0] * len(whole)
    return _plain(text), starts, ends


def _pattern(text: str) -> re.Pattern[str]:
    return _PLAIN_PIECE if text.isascii() else _PIECE


def _parts(piece: str) -> list[str]:
    if "." in piece:
        return [piece.replace(".", "")]
    return [part[:LONGEST_WORD] for part in map(_bare, piece.split("-")) if part]


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
