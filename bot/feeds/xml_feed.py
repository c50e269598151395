"""RSS 0.9x to 2.0, RSS 1.0 and Atom, as long as they are well-formed: read straight from expat, nearly every feed.

feedparser reads these as well, and everything else (`loose_feed`); but of its 8 ms for a usual feed 7 go into what is
not needed here. A test holds both to the same result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.parsers.expat import ExpatError, ParserCreate, errors

from bot.domain.press.item import MAX_ITEMS
from bot.feeds.raw_feed import BETWEEN, NotAFeed, RawFeed

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MOST_TEXT: Final = 24_000  # characters of one text: more than is looked at afterwards

_PIECE: Final = 2**18  # bytes given to expat at once; in between a text is held to its limit
_MOST_PIECES: Final = 5_000  # tags and texts between them
_BUFFER: Final = 2**15
_BASE: Final = "http://www.w3.org/XML/1998/namespace}base"
_ABOUT: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_NO_MEMORY: Final = errors.codes[errors.XML_ERROR_NO_MEMORY]

_ROOTS: Final = ("rss", "rdf", "feed", "channel")
_PREFIXES: Final = {
    "": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/1999/xhtml": "xhtml:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
_USERLAND: Final = "http://backend.userland.com/rss"  # and anything behind it

_ITEM: Final = "an item"
_CHANNEL: Final = "a channel"
_IN_FEED: Final = {
    "item": _ITEM, "entry": _ITEM, "channel": _CHANNEL,
    "title": "title", "link": "link", "ttl": "ttl", "sy:updateperiod": "period", "sy:updatefrequency": "frequency",
    "skiphours": "hours", "skipdays": "days",
}  # fmt: skip
_IN_ITEM: Final = {
    "title": "title", "dc:title": "other_title", "media:title": "other_title", "itunes:title": "other_title",
    "link": "link", "feedburner:origlink": "target", "guid": "guid", "id": "guid", "enclosure": "enclosure",
    "description": "summary", "summary": "summary", "abstract": "summary", "dc:description": "summary",
    "itunes:summary": "summary", "media:description": "summary",
    "content": "content", "content:encoded": "content", "fullitem": "content", "xhtml:body": "content",
    "body": "content", "author": "author", "dc:creator": "author", "dc:author": "author", "itunes:author": "author",
    "source": "source", "pubdate": "published", "published": "published", "issued": "published",
    "dcterms:issued": "published", "created": "created", "dcterms:created": "created", "updated": "updated",
    "modified": "updated", "lastbuilddate": "updated", "dc:date": "updated", "dcterms:modified": "updated",
}  # fmt: skip
_TEXTS: Final = ("text", "html", "xhtml", "plain")
_XHTML: Final = ("xhtml", "application/xhtml+xml")
_HTML: Final = ("text/html", "html", "xhtml", "application/xhtml+xml")


class Damaged(Exception):
    """XML that is not well-formed. `reason` is for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OwnEntities(Damaged):
    """A document that declares entities: they may stand for each other without end, so nothing here expands them."""


class _Done(Exception):
    """All that is wanted has been read."""


def read(content: bytes) -> RawFeed:
    """The feed in a UTF-8 document, its items up to `MAX_ITEMS`.

    Time and memory are linear in the document, whatever is in it. Raises `Damaged` if it is not well-formed,
    `OwnEntities` if it declares any, `NotAFeed` if it is another kind of XML, `MemoryError`.
    """
    return _Reader().read(content)


class _Names(dict[str, str]):
    """What an element means where it stands, by its name as expat gives it ("namespace}name"); empty for nothing."""

    def __init__(self, fields: dict[str, str], own: str) -> None:
        super().__init__()
        self._fields, self._own = fields, own

    def __missing__(self, name: str) -> str:
        meaning = self._fields.get(_plain_name(name, self._own), "")
        if meaning:  # what means nothing is not kept: there is no end of it
            self[name] = meaning
        return meaning


def _plain_name(name: str, own: str) -> str:
    """The name with its usual prefix, in lower case. `own` is the root's namespace: its elements have none."""
    space, _, local = name.rpartition("}")
    if space == own:
        return local.lower()
    space = space.lower()
    prefix = "" if space.startswith(_USERLAND) else _PREFIXES.get(space, "?:")
    return f"{prefix}{local.lower()}"


class _Reader:
    """What stands open while expat goes through the document.

    `level` is the depth at which elements mean something: children of the root, of a channel or of an item, whose
    texts go into `into`. `names` says what they mean. `field` is the text that is being read, in `pieces`.
    """

    def __init__(self) -> None:
        self.feed = RawFeed()
        self.into = self.feed.facts
        self.in_item = False
        self.depth = 0
        self.level = 1
        self.outer: list[tuple[int, _Names]] = []
        self.field = ""
        self.pieces: list[str] = []
        self.parser = self._parser()

    def _parser(self) -> XMLParserType:
        parser = ParserCreate("utf-8", "}")
        parser.buffer_text = True
        parser.buffer_size = _BUFFER
        parser.StartElementHandler = self._root
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _refuse_entities
        parser.SkippedEntityHandler = self._unknown_entity
        return parser

    def read(self, content: bytes) -> RawFeed:
        """The whole document through the parser, once."""
        try:
            self._parse(memoryview(content))
        except _Done:
            pass
        except ExpatError as error:
            if error.code == _NO_MEMORY:
                raise MemoryError from error
            raise Damaged(f"its XML is damaged in line {error.lineno}") from None
        finally:  # the parser and its handlers hold each other
            self.parser.StartElementHandler = self.parser.EndElementHandler = None
            self.parser.CharacterDataHandler = self.parser.SkippedEntityHandler = None
        return self.feed

    def _parse(self, content: memoryview) -> None:
        for start in range(0, len(content), _PIECE):
            self.parser.Parse(content[start : start + _PIECE], False)
            if sum(map(len, self.pieces)) > MOST_TEXT:
                self.parser.CharacterDataHandler = None
        self.parser.Parse(b"", True)

    def _unknown_entity(self, *_entity: object) -> None:
        raise Damaged(f"its XML is damaged in line {self.parser.CurrentLineNumber}")

    def _root(self, name: str, attributes: dict[str, str]) -> None:
        own, _, kind = name.rpartition("}")
        kind = kind.lower()
        if kind not in _ROOTS:
            raise NotAFeed("it is a web page, not a feed" if kind == "html" else "it is XML, but not a feed")
        self.feed_names = _Names(_IN_FEED, own)
        self.item_names = _Names(_IN_ITEM, own)
        self.names = self.feed_names
        self.depth, self.level = 1, 2
        self._note_base(attributes)
        self.parser.StartElementHandler = self._start

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        depth = self.depth = self.depth + 1
        if self.field:
            self._markup(f"<{name.rpartition('}')[2]}>")
        elif depth == self.level:
            if field := self.names[name]:
                self._begin(field, attributes)
        elif not self.in_item and self.feed_names[name] == _ITEM:
            self._open_item(attributes)

    def _end(self, name: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if self.field:
            if depth > self.level:
                self._markup(f"</{name.rpartition('}')[2]}>")
            else:
                self._keep()
        elif depth < self.level:
            self._close()

    def _begin(self, field: str, attributes: dict[str, str]) -> None:
        """An element that means something has begun: what it holds is collected, or what its attributes say noted."""
        note = _NOTES.get(field) if attributes else None
        if note and not note(self, field, attributes):
            return
        if field == _ITEM:
            self._open_item(attributes)
        elif field == _CHANNEL:
            self._open(self.feed_names, attributes)
        else:
            self.field = field
            self.pieces = []
            literal = attributes.get("type", "").lower() in _XHTML or attributes.get("mode") == "xml"
            self.parser.CharacterDataHandler = self._literal if literal else self.pieces.append

    def _literal(self, text: str) -> None:
        """Text between the tags of XHTML, written as it would stand in HTML."""
        self._markup(text.replace("&", "&amp;").replace("<", "&lt;"))

    def _markup(self, tag: str) -> None:
        if len(self.pieces) < _MOST_PIECES:
            self.pieces.append(tag)

    def _keep(self) -> None:
        """The text that was being read has ended."""
        self.parser.CharacterDataHandler = None
        field, self.field = self.field, ""
        text = "".join(self.pieces).strip()[:MOST_TEXT]
        if field == "author" and field in self.into:
            text = f"{self.into.pop(field)}{BETWEEN}{text}"[:MOST_TEXT]
        if text:
            self.into.setdefault(field, text)

    def _open_item(self, attributes: dict[str, str]) -> None:
        if len(self.feed.items) == MAX_ITEMS:
            self.feed.cut = True
            raise _Done
        self.in_item = True
        self.into = {}
        if about := attributes.get(_ABOUT):
            self.into["guid"] = about
        self._open(self.item_names, attributes)

    def _open(self, names: _Names, attributes: dict[str, str]) -> None:
        self.outer.append((self.level, self.names))
        self.level, self.names = self.depth + 1, names
        self._note_base(attributes)

    def _close(self) -> None:
        """The item, the channel or the document has ended."""
        if not self.outer:
            raise _Done  # what comes behind the root does not matter
        self.level, self.names = self.outer.pop()
        if self.in_item:
            self.feed.items.append(self.into)
            self.in_item = False
            self.into = self.feed.facts

    def _note_base(self, attributes: dict[str, str]) -> None:
        if base := attributes.get(_BASE):
            self.into["base"] = base

    def _note_link(self, field: str, attributes: dict[str, str]) -> bool:
        """Atom's link has its address in an attribute, RSS's link is a text."""
        href = attributes.get("href", "")
        relation = attributes.get("rel", "alternate").lower()
        if relation == "enclosure":
            self.into.setdefault("enclosure", href)
        elif href and relation == "alternate" and attributes.get("type", "html").lower() in _HTML:
            self.into.setdefault(field, href.strip())
        return "href" not in attributes

    def _note_enclosure(self, field: str, attributes: dict[str, str]) -> bool:
        self.into.setdefault(field, attributes.get("url", ""))
        return False

    def _note_guid(self, _field: str, attributes: dict[str, str]) -> bool:
        if "false" in (attributes.get("isPermaLink"), attributes.get("ispermalink")):
            self.into["opaque"] = "yes"
        return True

    def _is_text(self, _field: str, attributes: dict[str, str]) -> bool:
        """Whether it is text at all: Atom's content may also be a picture."""
        kind = attributes.get("type", "text").lower()
        named = kind in _TEXTS or kind.startswith("text/") or kind.endswith("xml")
        return named and attributes.get("mode") != "base64"


_NOTES: Final = {
    "link": _Reader._note_link,
    "enclosure": _Reader._note_enclosure,
    "guid": _Reader._note_guid,
    "content": _Reader._is_text,
    "summary": _Reader._is_text,
}


def _refuse_entities(*_declaration: object) -> None:
    raise OwnEntities("it declares entities of its own")
