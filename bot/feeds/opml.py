"""Lists of feeds as OPML, which feed readers exchange: read from anybody's file, written for anybody's reader.

Read with the standard library's expat, which gives the line of an error. It expands nothing here: a document type with
declarations of its own is refused, so there are no entities and no default attributes to blow a small file up, and
external ones are never fetched. What is read is bounded in bytes, levels, outlines and feeds.
Source: opml.org/spec2.opml.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.parsers import expat

from bot.domain.entries import clean_line
from bot.domain.press.feed import FeedDraft
from bot.domain.press.item import MAX_NAME, MAX_URL
from bot.errors import BadFile
from bot.feeds.charset import in_utf8
from bot.feeds.guard import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.press.feed import Feed
    from bot.feeds.guard import Guard

MOST_BYTES: Final = 5 * 2**20
MOST_FEEDS: Final = 5_000
MOST_OUTLINES: Final = 20_000
MOST_LEVELS: Final = 50

Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of a list. `folder` is the path of outlines that it stands under, outermost first.

    `title` is the feed's own; `outlet` is what people call it, where that is something else. These and each name in
    `folder` are on one line and at most `MAX_NAME` characters long; `url` and `site` are as the file has them.
    """

    url: str
    title: str = ""
    site: str = ""
    folder: tuple[str, ...] = ()
    outlet: str = ""


def is_opml(raw: bytes) -> bool:
    """Whether a file is one for `read_opml`, as opposed to JSON: whether it begins with a tag."""
    return in_utf8(raw[:256], "").content.lstrip().startswith(b"<")


def read_opml(raw: bytes) -> tuple[OpmlFeed, ...]:
    """The feeds of an OPML 1.0 or 2.0 file, in whatever charset; each address once, where it is first.

    CPU-bound, for up to a second. Raises `BadFile`, with the line of what is wrong.
    """
    if len(raw) > MOST_BYTES:
        raise _bad(f"it is larger than {MOST_BYTES // 2**20} MB, which is the most that is read.")
    content, reading = _in_utf8(raw), _Reading()
    try:
        reading.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _bad(_why(error, content)) from error
    if not reading.feeds:
        raise _bad("there is no feed in it: no outline has an xmlUrl.")
    return tuple(reading.feeds.values())


_SAYS_UTF16: Final = re.compile(rb"(\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"'])utf-?(?:16|32)[a-z-]*", re.IGNORECASE)


def _in_utf8(raw: bytes) -> bytes:
    """The file in UTF-8. Where one can read in single bytes that it is UTF-16, it is not; programs in .NET write so."""
    return in_utf8(_SAYS_UTF16.sub(rb"\1utf-8", raw, count=1), "").content


class _Reading:
    """The feeds seen so far, and the outlines that are open."""

    def __init__(self) -> None:
        self.feeds: dict[str, OpmlFeed] = {}
        self.parser = expat.ParserCreate("utf-8")  # as it is now, whatever the file declares
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._folders: list[str] = []
        self._level = 0
        self._outlines = 0

    def _start(self, name: str, attributes: Attributes) -> None:
        if self._level == 0 and name.lower() != "opml":
            raise self._wrong(f"this begins with <{clean_line(name)[:40]}> and is no OPML list of feeds.")
        self._level += 1
        if self._level > MOST_LEVELS:
            raise self._wrong(f"the outlines are more than {MOST_LEVELS} levels deep.")
        if name.lower() == "outline":
            self._outline({key.lower(): value for key, value in attributes.items()})

    def _outline(self, given: Attributes) -> None:
        self._outlines += 1
        if self._outlines > MOST_OUTLINES:
            raise self._wrong(f"there are more than {MOST_OUTLINES:,} outlines. Split the file.")
        url = given.get("xmlurl", "").strip()
        called, own = _name(given.get("text", "")), _name(given.get("title", ""))
        if called == url:  # a feed without a name is shown by its address
            called = ""
        if url:
            title = own or called
            outlet = called if called != title else ""
            folder = tuple(filter(None, self._folders)) or _category(given)
            self._keep(OpmlFeed(_web(url), title, given.get("htmlurl", "").strip(), folder, outlet))
        self._folders.append(called or own)

    def _keep(self, feed: OpmlFeed) -> None:
        self.feeds.setdefault(feed.url, feed)
        if len(self.feeds) > MOST_FEEDS:
            raise self._wrong(f"there are more than {MOST_FEEDS:,} feeds. Split the file.")

    def _end(self, name: str) -> None:
        self._level -= 1
        if name.lower() == "outline":
            self._folders.pop()

    def _doctype(self, _name: str, _system: str | None, _public: str | None, declares: int) -> None:
        if declares:
            raise self._wrong("it declares entities or attributes of its own, which is refused.")

    def _wrong(self, problem: str) -> BadFile:
        return _bad(f"line {self.parser.CurrentLineNumber}: {problem}")


def _bad(problem: str) -> BadFile:
    return BadFile((problem,))


def _why(error: expat.ExpatError, content: bytes) -> str:
    says = expat.ErrorString(error.code) or "not well-formed"
    line = content.split(b"\n")[error.lineno - 1 :][:1]
    hint = " Perhaps there is an & that should be &amp;." if b"&" in b"".join(line) else ""
    return f"line {error.lineno}, character {error.offset + 1}: this is not XML that can be read ({says}).{hint}"


def _name(text: str) -> str:
    return clean_line(text)[:MAX_NAME].strip()


def _web(url: str) -> str:
    """`feed:` addresses, which some readers write, as the web addresses that they stand for."""
    scheme, colon, rest = url.partition(":")
    if not colon or scheme.lower() != "feed":
        return url
    return f"http:{rest}" if rest.startswith("//") else rest


def _category(given: Mapping[str, str]) -> tuple[str, ...]:
    """The first of the categories `/News/Local,/Law`, as a path."""
    first = given.get("category", "").partition(",")[0]
    return tuple(filter(None, map(_name, first.split("/")[: MOST_LEVELS + 1])))[:MOST_LEVELS]


def feeds_of(
    listed: Iterable[OpmlFeed], dossier_id: int, guard: Guard
) -> tuple[list[FeedDraft], list[tuple[str, str]]]:
    """The feeds of a list that may be polled, for a dossier; and the addresses of those that may not, with the reason.

    Several addresses that are one when written the usual way are one feed.
    """
    drafts: dict[str, FeedDraft] = {}
    refused: list[tuple[str, str]] = []
    for feed in listed:
        try:
            url = guard.check_url(feed.url)
        except Refused as refusal:
            refused.append((feed.url, refusal.reason))
            continue
        site = feed.site if len(feed.site) <= MAX_URL and feed.site.startswith(("http://", "https://")) else ""
        drafts.setdefault(url, FeedDraft(dossier_id, url, outlet=feed.outlet, title=feed.title, site=site))
    return list(drafts.values()), refused


def write_opml(name: str, feeds: Iterable[Feed]) -> bytes:
    """The feeds of a dossier as an OPML 2.0 file, in their order; the same feeds always give the same bytes."""
    return written(name, (OpmlFeed(feed.url, feed.title, feed.site, outlet=feed.outlet) for feed in feeds))


def written(name: str, feeds: Iterable[OpmlFeed]) -> bytes:
    """A list of feeds as an OPML 2.0 file; those of one folder stand together, where its first one does."""
    top = _Folder()
    for feed in feeds:
        folder = top
        for step in feed.folder:
            folder = folder.within(step)
        folder.lines.append(_outline_of(feed))
    body = "\n".join(top.outlines("    "))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n  <head>\n    <title>{_escaped(name)}</title>\n'
        f"  </head>\n  <body>\n{body}\n  </body>\n</opml>\n"
    ).encode()


class _Folder:
    """An outline that holds others: its lines, and the folders in it at the place where each first came up."""

    def __init__(self) -> None:
        self.lines: list[str | tuple[str, _Folder]] = []
        self._named: dict[str, _Folder] = {}

    def within(self, name: str) -> _Folder:
        """The folder of that name in this one."""
        if name not in self._named:
            self._named[name] = _Folder()
            self.lines.append((name, self._named[name]))
        return self._named[name]

    def outlines(self, indent: str) -> list[str]:
        """What is in it, as lines of XML."""
        shown: list[str] = []
        for line in self.lines:
            if isinstance(line, str):
                shown.append(f"{indent}{line}")
            else:
                name, folder = line
                shown += [f'{indent}<outline text="{_escaped(name)}">', *folder.outlines(f"{indent}  ")]
                shown.append(f"{indent}</outline>")
        return shown


def _outline_of(feed: OpmlFeed) -> str:
    names = {"text": feed.outlet or feed.title or feed.url, "title": feed.title or feed.outlet}
    given = {"type": "rss", **names, "xmlUrl": feed.url, "htmlUrl": feed.site}
    attributes = [f'{name}="{_escaped(value)}"' for name, value in given.items() if value]
    return f"<outline {' '.join(attributes)}/>"


_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def _escaped(text: str) -> str:
    """Text as it may stand in XML, between tags and in double quotes alike."""
    return _UNWRITABLE.sub("", text).translate(_ESCAPES)
