"""What the source of the starter dossier states, checked by hand, and the dossier that is compared with it.

`clearview.json` holds the facts: dates, footnotes and what they are attached to, quotations, names.
`clearview_shingles.txt` holds a hash of every run of eight words in the source, so copying is noticed without
keeping the source here.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import starter

if TYPE_CHECKING:
    from collections.abc import Iterator

_HERE = Path(__file__).parent
_RUN = 8  # words; names of organisations are up to seven words long
_SHINGLES = frozenset((_HERE / "clearview_shingles.txt").read_text(encoding="utf-8").split())

FACTS: dict[str, Any] = json.loads((_HERE / "clearview.json").read_text(encoding="utf-8"))
DOSSIER: dict[str, Any] = json.loads(starter.read())
ENTRIES: list[dict[str, Any]] = DOSSIER["entries"]
GLOSSARY: list[dict[str, Any]] = DOSSIER["glossary"]
BY_ALIAS: dict[str, dict[str, Any]] = {alias: entry for entry in ENTRIES for alias in entry["aliases"]}


def of_kind(kind: str) -> list[dict[str, Any]]:
    """The dossier's entries of that kind, in their order."""
    return [entry for entry in ENTRIES if entry["kind"] == kind]


def links(entry: dict[str, Any], rel: str) -> list[dict[str, Any]]:
    """The entry's own links of that relation."""
    return [link for link in entry.get("links", []) if link["rel"] == rel]


def dating(entry: dict[str, Any]) -> list[str]:
    """The entry's EDTF date and its basis, or nothing."""
    return [entry["date"], entry["date_basis"]] if "date" in entry else []


def own_words(entry: dict[str, Any]) -> Iterator[str]:
    """Every text of the entry that is the editors' to word: all but its quotations."""
    yield entry["title"]
    yield entry["body"]
    yield from entry.get("fields", {}).values()
    yield from (noted["note"] for noted in entry.get("links", []) + entry.get("quotes", []) if "note" in noted)


def copied_runs(text: str) -> list[str]:
    """Runs of eight words in `text` that stand in the source too, whatever their case and punctuation."""
    words = re.findall("[a-z0-9]+", re.sub("['’]", "", text.casefold()))
    runs = (" ".join(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1))
    return [run for run in runs if hashlib.sha256(run.encode()).hexdigest()[:12] in _SHINGLES]
