"""A feed as its own format has it, and what becomes of it: the same for every format.

The readers (`xml_feed`, `loose_feed`, `json_feed`) only pick texts out of a document. What those mean, how long they
may be, and which links are kept, is decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.domain.entries import clean_line
from bot.domain.press.item import MAX_ITEM_TITLE, MAX_NAME, MAX_SUMMARY, MAX_URL, ParsedFeed, ParsedItem
from bot.domain.press.wrappers import unwrapped
from bot.feeds.feed_dates import MAX_DATE_TEXT, read_date
from bot.feeds.hints import hints_of
from bot.feeds.plain_text import plain_line, shortened

BETWEEN: Final = "\0"  # between several authors: no text in XML can hold it

_PLAIN_LINK: Final = re.compile(r"https?://[a-z0-9.-]*[a-z0-9](?::\d{1,4})?(?:[/?#][!-~]*)?")
_ON_THE_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_NAME: Final = re.compile(r"<name>(.*?)</name>", re.DOTALL)
_TITLE: Final = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_EMAIL: Final = re.compile(r"[^\s()<>,;:@]{1,64}@[^\s()<>,;:@]{1,255}")


class NotAFeed(Exception):
    """A document that is no feed. `reason` is for people, without a full stop: "it is a web page, not a feed"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class RawFeed:
    """Texts as they stand in a document; only what is there has a key.

    `facts` may hold title, link, base, ttl, period, frequency, hours, days. An item may hold guid, opaque (the guid is
    no address), target (what the link leads on to), link, enclosure, title, other_title, summary, content, author
    (several with `BETWEEN`), source, published, created, updated, base. Texts may be HTML.
    """

    facts: dict[str, str] = field(default_factory=dict)
    items: list[dict[str, str]] = field(default_factory=list)
    complaint: str = ""
    cut: bool = False


def refined(raw: RawFeed, url: str) -> ParsedFeed:
    """The feed as the rest of the program knows it. `url` is the document's own, for links that are relative to it.

    An item that has neither guid, link, title nor text is left out: there is nothing in it to log.
    """
    base = _absolute(raw.facts.get("base", ""), url) or url
    items = (_item(item, base) for item in raw.items)
    return ParsedFeed(
        title=plain_line(raw.facts.get("title", ""), MAX_NAME),
        site=_absolute(raw.facts.get("link", ""), base),
        hints=hints_of(raw.facts),
        items=tuple(item for item in items if item.guid or item.url or item.title or item.summary),
        complaint=raw.complaint,
        cut=raw.cut,
    )


def _item(raw: dict[str, str], base: str) -> ParsedItem:
    get = raw.get
    if "base" in raw:
        base = _absolute(raw["base"], base) or base
    source = _source(get("source", ""))
    when = get("published") or get("created") or get("updated", "")
    return ParsedItem(
        guid=clean_line(get("guid", "")[:MAX_URL]),
        url=_link(raw, base),
        title=_headline(plain_line(get("title") or get("other_title", ""), MAX_ITEM_TITLE), source),
        summary=plain_line(get("summary") or get("content", ""), MAX_SUMMARY),
        author=_authors(get("author", "")),
        source=source,
        published=read_date(when) if when else None,
        published_text=plain_line(when, MAX_DATE_TEXT),
    )


def _source(text: str) -> str:
    """The outlet's name: RSS has it as text, Atom as the title of a whole feed."""
    titled = _TITLE.search(text, 0, MAX_URL) if "<" in text else None
    return plain_line(titled[1] if titled else text, MAX_NAME)


def _headline(title: str, source: str) -> str:
    """The title without " - Outlet", which aggregators append, where they name that outlet."""
    if source and title.endswith(source):
        return title.removesuffix(f" - {source}")
    return title


def _link(raw: dict[str, str], base: str) -> str:
    """Where the item leads: what its redirect names, its link, without one a guid that is an address, an enclosure."""
    for name in ("target", "link"):
        if found := _absolute(raw.get(name, ""), base):
            return unwrapped(found)
    guid = raw.get("guid", "")
    if not raw.keys() & {"link", "opaque"} and _ON_THE_WEB.match(guid) and (found := _absolute(guid, base)):
        return found
    return _absolute(raw.get("enclosure", ""), base)


def _absolute(link: str, base: str) -> str:
    """The link as an absolute address on the web; empty for any other, and for one that is too long to be kept."""
    if not link or len(link) > MAX_URL:
        return ""
    link = link.replace("&amp;", "&")  # encoded once too often, as it often is
    if _PLAIN_LINK.fullmatch(link):
        return link
    try:
        whole = urljoin(base, clean_line(link).replace(" ", "%20"))
        parts = urlsplit(whole)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        return ""
    return whole if usable and len(whole) <= MAX_URL else ""


def _authors(text: str) -> str:
    if not text:
        return ""
    if BETWEEN not in text and "<" not in text and "@" not in text:
        return plain_line(text, MAX_NAME)
    names = (_author(one) for one in text.split(BETWEEN, 20)[:20])
    return shortened(", ".join(dict.fromkeys(name for name in names if name)), MAX_NAME)


def _author(text: str) -> str:
    """The name in "jane@site.example (Jane Doe)" or in Atom's `<name>`; the address where there is no name."""
    text = text[:MAX_URL]
    email = _EMAIL.search(text)
    if named := _NAME.search(text):
        text = named[1]
    elif "@" not in text:
        return plain_line(text, MAX_NAME)
    name = plain_line(_EMAIL.sub("", text).replace("()", "").replace("<>", ""), MAX_NAME).strip("()\"' ")
    return name or (email[0] if email else "")
