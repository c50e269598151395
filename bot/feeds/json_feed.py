"""JSON Feed, versions 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from typing import Any, Final

from bot.domain.press.item import MAX_ITEMS
from bot.feeds.plain_text import without_markup
from bot.feeds.raw_feed import BETWEEN, NotAFeed, RawFeed

_PLAIN: Final = ("title", "summary")


def read(content: bytes) -> RawFeed:
    """The feed in a UTF-8 document, its items up to `MAX_ITEMS`. Values of a wrong type are passed over.

    Raises `NotAFeed` if it is damaged, or other JSON.
    """
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NotAFeed("it is damaged JSON, not a feed") from None
    items = found.get("items") if isinstance(found, dict) else None
    if not isinstance(items, list):
        raise NotAFeed("it is JSON, but not a feed")
    facts = {"title": without_markup(_text(found, "title")), "link": _text(found, "home_page_url")}
    kept = [_item(item) for item in items[:MAX_ITEMS] if isinstance(item, dict)]
    return RawFeed(facts, kept, cut=len(items) > MAX_ITEMS)


def _item(found: dict[str, Any]) -> dict[str, str]:
    item = {name: without_markup(_text(found, name)) for name in _PLAIN}
    return item | {
        "guid": _id(found),
        "link": _text(found, "url") or _text(found, "external_url"),
        "content": _text(found, "content_html") or without_markup(_text(found, "content_text")),
        "author": _authors(found),
        "published": _text(found, "date_published"),
        "updated": _text(found, "date_modified"),
    }


def _authors(found: dict[str, Any]) -> str:
    """Version 1.1 has a list of them, 1.0 one."""
    several = found.get("authors")
    authors = several if isinstance(several, list) else [found.get("author")]
    return BETWEEN.join(_text(author, "name") for author in authors[:20] if isinstance(author, dict))


def _id(found: dict[str, Any]) -> str:
    """An id is a text, but many are numbers."""
    value = found.get("id")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(found, "id")


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    return value.strip() if isinstance(value, str) else ""
