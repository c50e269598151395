"""The starter dossier: one coalition's analysis of ICE's use of Clearview AI, as an entries file.

It is package data, so it is found wherever the package is installed. Titles and bodies are written for this
project; quotations are letter for letter, and name the footnote they are marked with. A sentence that begins
"Not stated:" says what the source leaves out; one that begins "Derived:" says what follows from it without
standing in it.
"""

from __future__ import annotations

from importlib import resources

FILE_NAME = "clearview.json"


def read() -> str:
    """The text of the starter dossier's entries file (JSON, format "paper-trail/1")."""
    return resources.files(__name__).joinpath(FILE_NAME).read_text(encoding="utf-8")
