"""Public ids and aliases, read as people say them.

A public id is a kind's prefix and a number: R-12. It is given out once and never again. An alias is another name of
an entry: fn7. An alias with a colon in it ("f:sensitive") is a key for files and programs and is never displayed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.kinds import BY_PREFIX, Kind

_ID = re.compile(r"^\s*\[?(?P<prefix>[A-Za-z]{1,3})\s*[-‐‑–—#.]?\s*0*(?P<number>[1-9]\d{0,8})\]?\s*$")
_FOOTNOTE = re.compile(r"^\s*(?:fn|footnotes?|note)\s*[-.#]?\s*0*(?P<number>[1-9]\d{0,5})\s*$", re.IGNORECASE)
MAX_ALIAS = 80


@dataclass(frozen=True, slots=True, order=True)
class PublicId:
    """An id that people can say aloud: `prefix` is a kind's, `number` counts from 1."""

    prefix: str
    number: int

    @property
    def kind(self) -> Kind:
        """The kind that the prefix belongs to."""
        return BY_PREFIX[self.prefix]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.number}"


def read_id(text: str) -> PublicId | None:
    """`R-12`, `r12`, `R 12`, `R#012` → R-12; None where the text is not the id of a known kind."""
    match = _ID.match(text)
    if match is None or match["prefix"].upper() not in BY_PREFIX:
        return None
    return PublicId(match["prefix"].upper(), int(match["number"]))


def alias_key(text: str) -> str:
    """The form under which an alias is stored and looked up: `Footnote 7`, `fn 7` and `FN7` are all `fn7`.

    Other aliases lose case and runs of white space only, so that `Tab A` and `tab  a` are one name.
    """
    footnote = _FOOTNOTE.match(text)
    if footnote is not None:
        return f"fn{footnote['number']}"
    return " ".join(text.split()).casefold()


def displayed(aliases: tuple[str, ...]) -> tuple[str, ...]:
    """The aliases that are for people: those without a colon."""
    return tuple(alias for alias in aliases if ":" not in alias)
