"""Dossiers: what belongs to one topic."""

from __future__ import annotations

import re
from dataclasses import dataclass

SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,62}$")


@dataclass(frozen=True, slots=True)
class Dossier:
    """One topic's file. `key` is the store's own; people use the name, programs the slug."""

    key: int
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the dossier's vocabulary: what it means, the unit it lies within, and its other names."""

    term: str
    means: str = ""
    within: str = ""
    synonyms: tuple[str, ...] = ()
