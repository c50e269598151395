"""From the bytes that a server sent to a feed. Pure: nothing but the document is looked at.

Time and memory for hostile documents are bounded by the worker process that this runs in (`parser_worker`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.feeds import json_feed, loose_feed, xml_feed
from bot.feeds.charset import in_utf8
from bot.feeds.mending import mended
from bot.feeds.raw_feed import NotAFeed, RawFeed, refined

if TYPE_CHECKING:
    from bot.domain.press.item import ParsedFeed

__all__ = ["NotAFeed", "parse"]

_HEAD: Final = 4_096
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_FIRST: Final = re.compile(rb"<(?:!doctype\s+)?([a-z][a-z0-9:._-]*)", re.IGNORECASE)
_ROOT: Final = re.compile(rb"<(?:[a-z]{1,15}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_OF_PAGES: Final = (b"html", b"head", b"body", b"title", b"meta", b"script", b"div", b"p")


def parse(content: bytes, content_type: str, url: str) -> ParsedFeed:
    """The feed in a document, with its items in the document's order, at most `MAX_ITEMS` of them.

    `content_type` is the header as it was sent; only its charset is used. `url` is the document's own address, for
    links that are relative to it. RSS, Atom and JSON Feed are told apart by what they hold, and a damaged feed gives
    what can be read of it, with a `complaint`. Raises `NotAFeed` for anything else, `MemoryError`.
    """
    if not content.strip():
        raise NotAFeed("it is empty")
    decoded = in_utf8(content, content_type)
    feed = refined(_read(_from_its_start(decoded.content)), url)
    if not decoded.as_told and not feed.complaint:
        return replace(feed, complaint="its text is not in the character set that it names")
    return feed


def _from_its_start(content: bytes) -> bytes:
    """The document without what a broken server wrote before it."""
    content = content.lstrip()
    if content[:1] in (b"<", b"{", b"["):
        return content
    start = content.find(b"<", 0, _HEAD)
    if start < 0:
        raise NotAFeed("it is not a feed")
    return content[start:]


def _read(content: bytes) -> RawFeed:
    if not content.startswith(b"<"):
        return json_feed.read(content)
    first = _FIRST.search(_COMMENT.sub(b"", content[:_HEAD]))
    if first and first[1].lower() in _OF_PAGES:
        raise NotAFeed("it is a web page, not a feed")
    try:
        raw = xml_feed.read(content)
    except xml_feed.OwnEntities as unusual:
        return _read_damaged(_without_declarations(content), unusual.reason)
    except xml_feed.Damaged as damaged:
        return _read_damaged(content, damaged.reason)
    # Without a single item it may only be that its items are called something that the quick reader does not know.
    return raw if raw.items or not loose_feed.has_items(content) else loose_feed.read(content)


def _without_declarations(content: bytes) -> bytes:
    """The document from its root on. What it declares before that is never expanded, only HTML's own entities are."""
    root = _ROOT.search(content)
    if not root:
        raise NotAFeed("it is XML, but not a feed")
    return content[root.start() :]


def _read_damaged(content: bytes, complaint: str) -> RawFeed:
    whole = mended(content)
    if whole != content:
        try:
            raw = xml_feed.read(whole)
        except xml_feed.Damaged:
            pass
        else:
            raw.complaint = complaint
            return raw
    return loose_feed.read(whole, complaint)
