"""Which characters the bytes of a document stand for."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

_MARKS: Final = (  # longest first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"), (b"{\0", "utf-16-le"), (b"\0{", "utf-16-be"))
_DECLARED: Final = re.compile(rb"""\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_HEADER: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
# Names of charsets, as opposed to Python's codecs that are none (or, like punycode, take quadratic time).
_A_CHARSET: Final = re.compile(
    r"utf-?(?:8|16|32)|iso|ibm|cp|windows|mac|koi|gb|big5|euc|shift|s?jis|ks|tis|latin|us-ascii|ascii|hz|johab"
)
# Each is what people mean by the other: a superset that browsers take for it as well.
_MEANT: Final = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874",
}  # fmt: skip
_WIDE: Final = ("utf-16", "utf-32")
_NEVER_UTF8: Final = (*_WIDE, "iso2022", "hz")  # their bytes may be valid UTF-8, and mean something else
_LAST: Final = "cp1252"
_WRONG: Final = "\N{REPLACEMENT CHARACTER}"
_TOLERATED: Final = 5  # one wrong character in so many that are not ASCII is damage, more are the wrong charset
_CHUNK: Final = 2**20


class Decoded(NamedTuple):
    """A document in UTF-8, without a byte order mark. `as_told` is False where it was not in the charset it names."""

    content: bytes
    as_told: bool


def in_utf8(content: bytes, content_type: str) -> Decoded:
    """The document in UTF-8, whatever it was in. Bytes that are wrong in every likely charset become U+FFFD.

    A byte order mark decides. Otherwise what is valid UTF-8 is UTF-8, whatever is declared: by chance it hardly ever
    is, and declarations are often wrong. Then the document's own declaration counts before the header's, which is
    often the server's default for all files; then Windows-1252, as in browsers.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], [name])
    unmarked = [name for start, name in _UNMARKED if content.startswith(start)]
    return _decoded(content, unmarked or _named(content, content_type))


def _named(content: bytes, content_type: str) -> list[str]:
    """The charsets that the document and the header name, as Python calls them."""
    declared = _DECLARED.match(content)
    header = _HEADER.search(content_type)
    names = (declared[1].decode("ascii") if declared else "", header[1] if header else "")
    # Programs that write a text first and encode it afterwards declare UTF-16 and send UTF-8.
    cannot_be = () if b"\0" in content[:4] else _WIDE
    return [known for name in names if (known := _codec(name)) and not known.startswith(cannot_be)]


def _codec(name: str) -> str:
    if not _A_CHARSET.match(name.lower()):
        return ""
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return ""
    return _MEANT.get(known, known)


def _decoded(content: bytes, names: list[str]) -> Decoded:
    likely = ["utf-8", *names, _LAST]
    if names and names[0].startswith(_NEVER_UTF8):
        del likely[0]
    elif _is_utf8(content):
        return Decoded(content, as_told=True)
    for name in likely:
        text = content.decode(name, "replace")
        wrong = text.count(_WRONG)
        if wrong * _TOLERATED <= _not_ascii(text) or name == _LAST:
            break
    return Decoded(text.encode("utf-8", "replace"), as_told=not wrong and (name in names or not names))


def _not_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _is_utf8(content: bytes) -> bool:
    """Whether it is valid, looked at piece by piece: one emoji makes a whole text four bytes a character."""
    if content.isascii():
        return True
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), _CHUNK):
            decoder.decode(content[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
