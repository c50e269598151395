"""Saying no: how a date that cannot be used is told to the person who wrote it.

Every refusal says what is wrong in one sentence and then shows what is right. What was typed is repeated only
so far that it can be recognised.
"""

from __future__ import annotations

from bot.errors import BadDate

LONGEST_ECHO = 60
EXAMPLES = "Write it like June 27, 2019, 2019-06-27, June 2020 or 2019."


def quoted(text: str) -> str:
    """`text` in quotation marks, on one line, at most 60 characters of it, without what cannot be printed."""
    head = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_ECHO])
    line = " ".join(head.split())
    if len(line) > LONGEST_ECHO or len(text) > 4 * LONGEST_ECHO:
        line = line[: LONGEST_ECHO - 1].rstrip() + "…"
    return f"“{line}”"


def refusal(wrong: str, right: str = EXAMPLES) -> BadDate:
    """The error to raise: one sentence on what is wrong, then what to write instead."""
    return BadDate(f"{wrong} {right}")
