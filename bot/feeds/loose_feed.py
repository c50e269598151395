"""Feeds that are not well-formed, or unusual: read by feedparser, which makes the best of anything."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from bot.domain.press.item import MAX_ITEMS
from bot.feeds.raw_feed import BETWEEN, NotAFeed, RawFeed

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_BYTES: Final = 2**21  # feedparser needs up to forty times as much memory

_ITEM: Final = re.compile(rb"<(?:[a-z][a-z0-9]{0,15}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
# For a tag feedparser takes the square of its attributes in time: 3 s for 165 kB.
_MANY_ATTRIBUTES: Final = re.compile(rb"(<[A-Za-z][A-Za-z0-9:_.-]{0,60})[^<>]{10000,}>")
_HOURS: Final = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.IGNORECASE | re.DOTALL)
_DAYS: Final = re.compile(rb"<skipDays>(.{0,2000}?)</skipDays>", re.IGNORECASE | re.DOTALL)
_FACTS: Final = {
    "title": "title",
    "link": "link",
    "ttl": "ttl",
    "period": "sy_updateperiod",
    "frequency": "sy_updatefrequency",
}
_TEXTS: Final = {
    "guid": "id",
    "target": "feedburner_origlink",
    "link": "link",
    "title": "title",
    "summary": "summary",
    "published": "published",
    "created": "created",
    "updated": "updated",
}


def has_items(content: bytes) -> bool:
    """Whether there is anything in the document that feedparser would take for an item."""
    return bool(_ITEM.search(content))


def read(content: bytes, complaint: str = "") -> RawFeed:
    """The feed in a UTF-8 document, its items up to `MAX_ITEMS` and within its first `MOST_BYTES`.

    Raises `NotAFeed` if there is nothing of a feed in it. Hostile documents may take feedparser any time and memory:
    call this only where it can be killed.
    """
    import feedparser  # only when it is needed: it takes as much memory as all the rest of a worker

    content = _MANY_ATTRIBUTES.sub(rb"\1>", content)
    kept = _shortened(content)
    # In a stream: what is given as bytes, feedparser first takes for the name of a file.
    found = feedparser.parse(
        BytesIO(kept),
        response_headers={"content-type": "application/xml; charset=utf-8"},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if not found.version and not found.entries:
        raise NotAFeed("it is not a feed")
    facts = _texts(found.feed, _FACTS)
    for name, pattern in (("hours", _HOURS), ("days", _DAYS)):
        if section := pattern.search(kept):
            facts[name] = section[1].decode("utf-8", "replace")
    items = [_item(entry) for entry in found.entries[:MAX_ITEMS]]
    return RawFeed(facts, items, complaint, cut=len(kept) < len(content))


def _shortened(content: bytes) -> bytes:
    """The document up to the item that would be one too many, and no longer than feedparser can be trusted with."""
    for count, item in enumerate(_ITEM.finditer(content, 0, MOST_BYTES)):
        if count == MAX_ITEMS:
            return content[: item.start()]
    return content[:MOST_BYTES]


def _texts(found: dict[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    """The texts under those names. Past feedparser's own lookup, which gives other keys where one is missing."""
    values = {ours: dict.get(found, theirs) for ours, theirs in names.items()}
    return {name: value for name, value in values.items() if value and isinstance(value, str)}


def _item(entry: dict[str, Any]) -> dict[str, str]:
    item = _texts(entry, _TEXTS)
    if entry.get("guidislink") and item.get("link") == item.get("guid"):  # feedparser's own doing
        item.pop("link", None)
    elif "guidislink" in entry:
        item["opaque"] = "yes"
    contents = [part.get("value", "") for part in entry.get("content", ())]
    enclosures = [link.get("href", "") for link in entry.get("links", ()) if link.get("rel") == "enclosure"]
    authors = [author.get("name") or author.get("email") for author in entry.get("authors", ())]
    if len(authors) == 1:  # as it was written
        authors = [entry.get("author")]
    rest = {
        "content": contents[0] if contents else "",
        "enclosure": enclosures[0] if enclosures else "",
        "author": BETWEEN.join(author for author in authors if author),
        "source": entry.get("source", {}).get("title", ""),
    }
    return item | {name: value for name, value in rest.items() if value and isinstance(value, str)}
