"""Feed text as plain text on one line: what Slack can show, and what watches look through."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from bot.domain.entries import clean_line

_ENOUGH: Final = 3  # times the limit: usually holds the limit's worth of text, with its markup
_AT_MOST: Final = 12

# Every pattern here takes linear time. A tag's pattern never runs past the next "<", so that no character is looked at
# for more than one tag; what is dropped whole and never ends is dropped to the end.
_DROPPED: Final = re.compile(r"<(?:!--.*?(?:-->|\Z)|(?i:(script|style)\b.*?(?:</\1[^>]*>?|\Z)))", re.DOTALL)
_REST: Final = r"""(?:[^<>"']*+(?:"[^"<]*+"[^<>"']*+|'[^'<]*+'[^<>"']*+)*+>|[^<>]*+(?:>|\Z))"""
_WITHIN_A_WORD: Final = re.compile(
    r"</?(?i:a|abbr|acronym|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strike|strong|sub|sup"
    rf"|time|tt|u|var|wbr)(?=[\s/>]){_REST}"
)
_TAG: Final = re.compile(rf"<[A-Za-z/!?]{_REST}")
_C1: Final = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


def plain_line(text: str, limit: int) -> str:
    """The text of an HTML fragment on one line, of at most `limit` characters, the last of them "…" where it was cut.

    Tags are taken out, those between words leaving a space; scripts, styles and comments go with their content;
    entities are decoded once; control characters and bidirectional overrides are removed. Only the beginning of a long
    fragment is looked at, so the time is bounded by `limit`.
    """
    line = _line(text[: limit * _ENOUGH])
    if len(line) <= limit and len(text) > limit * _ENOUGH:
        line = _line(text[: limit * _AT_MOST])
    return shortened(line, limit)


def shortened(line: str, limit: int) -> str:
    """The line within `limit` characters, the last of them "…" where it was cut."""
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _line(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", _WITHIN_A_WORD.sub("", _DROPPED.sub(" ", text)))
    if "&" in text:
        text = unescape(text)
    line = " ".join(text.split())
    # Printable text holds nothing that has to be removed, and finding that out is a tenth of the work.
    return line if line.isprintable() else clean_line(line.translate(_C1))


def without_markup(text: str) -> str:
    """Text that is not HTML, written so that `plain_line` keeps what looks like a tag."""
    return text.replace("<", "&lt;")
