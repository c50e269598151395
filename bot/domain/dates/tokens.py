"""What people type, cleaned and cut into the pieces that a date is made of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from bot.domain.dates.refusals import quoted, refusal

LONGEST: Final = 200
_SUPERSCRIPTS: Final = dict.fromkeys(map(ord, "¹²³⁰⁴⁵⁶⁷⁸⁹"))
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_QUOTES: Final = dict.fromkeys(map(ord, "’‘ʼ"), "'")
_LETTERS: Final = r"[^\W\d_]"

_TOKEN: Final = re.compile(
    rf"""
    (?P<decade>[0-9]{{3}}0'?s)(?!\w)
  | (?P<ymd>[0-9]{{4}}(?P<s1>[-/.])[0-9]{{1,2}}(?P=s1)[0-9]{{1,2}})(?!\w)
  | (?P<xxy>[0-9]{{1,2}}(?P<s2>[-/.])[0-9]{{1,2}}(?P=s2)(?:[0-9]{{4}}|[0-9]{{2}}))(?!\w)
  | (?P<ym>[0-9]{{4}}[-/.][0-9]{{1,2}})(?!\w)
  | (?P<my>[0-9]{{1,2}}[-/.][0-9]{{4}})(?!\w)
  | (?P<dmy_word>[0-9]{{1,2}}-{_LETTERS}{{3,9}}-[0-9]{{4}})(?!\w)
  | (?P<my_word>{_LETTERS}{{3,9}}-[0-9]{{4}})(?!\w)
  | (?P<quarter>(?:[0-9]{{4}}-?)?q[1-4])(?!\w)
  | (?P<ordinal>[0-9]{{1,2}}(?:st|nd|rd|th))(?!\w)
  | (?P<short_year>'[0-9]{{2}}s?)(?!\w)
  | (?P<number>[0-9]+)(?![^\W_])
  | (?P<word>{_LETTERS}+)
  | (?P<to>\.{{2,3}}|-+)
  | (?P<mark>[~?%])
  | (?P<skip>[\s,.;()]+)
  | (?P<other>.)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a typed date and its kind, the name of a group of the pattern above."""

    kind: str
    text: str


def cleaned(text: str) -> str:
    """`text` on one line, in lower case, with plain digits, dashes and apostrophes, without footnote marks.

    Raises `BadDate` if it is empty, far too long, or has control characters in it.
    """
    if len(text) > LONGEST:
        raise refusal(f"{quoted(text)} is too long for a date.")
    plain = unicodedata.normalize("NFKC", text.translate(_SUPERSCRIPTS)).translate(_DASHES).translate(_QUOTES)
    line = on_one_line(plain)
    if any(unicodedata.category(c) in {"Cc", "Cs"} for c in line):
        raise refusal(f"{quoted(text)} has characters in it that cannot be read.")
    if not line:
        raise refusal("There is no date here.")
    return line.casefold()


def on_one_line(text: str) -> str:
    """`text` with single blanks and without characters that only format, such as zero-width spaces."""
    return " ".join("".join(c for c in text if unicodedata.category(c) != "Cf").split())


def tokens(line: str) -> tuple[Token, ...]:
    """The pieces of a cleaned line, in order, without blanks and commas."""
    found = (Token(match.lastgroup or "", match[0]) for match in _TOKEN.finditer(line))
    return tuple(token for token in found if token.kind != "skip")
