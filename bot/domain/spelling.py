"""Typing errors: the known word that was most likely meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    from collections.abc import Sequence


def slips(typed: str) -> int:
    """How many slips a typing error may hold: one in a short word, two in a longer one."""
    return 1 if len(typed) <= 5 else 2


def did_you_mean(typed: str, known: Sequence[str]) -> str | None:
    """The known word that a typing error most likely meant; None where nothing is near."""
    typed = typed.casefold()
    if len(typed) < 3:
        return None
    found = process.extractOne(typed, known, scorer=DamerauLevenshtein.distance, score_cutoff=slips(typed))
    return found[0] if found else None
