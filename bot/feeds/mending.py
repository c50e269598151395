"""What is wrong with most XML that is not well-formed, set right without looking at its elements."""

from __future__ import annotations

import re
from html.entities import html5
from itertools import islice
from typing import Final

MOST: Final = 200_000

_CONTROLS: Final = bytes({*range(0x20), 0x7F} - {0x09, 0x0A, 0x0D})
_REFERENCE: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)"
    rb"|&(?!(?:amp|lt|gt|quot|apos);)"
    rb"(?:#(?:(?P<code>\d{1,7})|[xX](?P<hex>[0-9a-fA-F]{1,6}));|(?P<name>[A-Za-z]\w{1,31});)?",
    re.DOTALL,
)


def mended(content: bytes) -> bytes:
    """The UTF-8 document without control characters, bare ampersands, HTML's entities and numbers of no character.

    An ampersand that begins no reference, or one to an entity that nobody knows, becomes `&amp;`. CDATA sections keep
    theirs. The time is linear; what lies behind the first `MOST` such places stays as it is.
    """
    content = content.translate(None, _CONTROLS)
    whole = bytearray()
    end = 0
    for found in islice(_REFERENCE.finditer(content), MOST):  # `sub` would hold millions of pieces before it joins them
        whole += content[end : found.start()]
        whole += _mended(found)
        end = found.end()
    whole += content[end:]
    return bytes(whole)


def _mended(found: re.Match[bytes]) -> bytes:
    whole, name = found[0], found["name"]
    if whole[0] == 0x3C:
        return whole
    if name:
        known = html5.get(f"{name.decode('ascii')};", "&")
        return b"&amp;" + whole[1:] if known[0] in "&<" else known.encode("utf-8")
    if whole == b"&":
        return b"&amp;"
    code = int(found["code"]) if found["code"] else int(found["hex"], 16)
    return whole if _is_a_character(code) else b""


def _is_a_character(code: int) -> bool:
    return code in (0x09, 0x0A, 0x0D) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
