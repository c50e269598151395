"""Redirect wrappers: addresses that only lead on, and name in themselves where to."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from typing import Final, NamedTuple
from urllib.parse import unquote

MOST_WRAPPERS: Final = 5

_START: Final = re.compile(
    r"\s*https?://(?:www\.)?(?P<host>[^/?#:@\s]+)(?::\d+)?(?P<path>/[^?#\s]*)?(?:\?(?P<query>[^#\s]*))?", re.IGNORECASE
)
_TARGET: Final = re.compile(r"https?://[^\s/?#\x00-\x20\x7f][^\s\x00-\x20\x7f]*", re.IGNORECASE)
_NEWS_TARGET: Final = re.compile(rb"https?://[\x21-\x7e]+")
_GOOGLE: Final = re.compile(r"(?:news\.)?google(?:\.com?)?\.[a-z]{2,3}")


class _Wrapper(NamedTuple):
    path: str  # how the path begins
    names: tuple[str, ...]  # the parameters that may hold the target


_ANY_GOOGLE: Final = _Wrapper("/url", ("url", "q"))
_GOOGLE_NEWS: Final = _Wrapper("/", ("url",))
_WRAPPERS: Final = {
    "facebook.com": _Wrapper("/l.php", ("u",)),
    "m.facebook.com": _Wrapper("/l.php", ("u",)),
    "l.facebook.com": _Wrapper("/l.php", ("u",)),
    "lm.facebook.com": _Wrapper("/l.php", ("u",)),
    "l.messenger.com": _Wrapper("/l.php", ("u",)),
    "l.instagram.com": _Wrapper("", ("u",)),
    "bing.com": _Wrapper("/news/apiclick", ("url",)),
    "feedproxy.google.com": _Wrapper("", ("url", "u", "q")),
    "feeds.feedburner.com": _Wrapper("", ("url", "u", "q")),
    "youtube.com": _Wrapper("/redirect", ("q",)),
    "out.reddit.com": _Wrapper("", ("url",)),
    "t.umblr.com": _Wrapper("/redirect", ("z",)),
    "duckduckgo.com": _Wrapper("/l/", ("uddg",)),
    "slack-redir.net": _Wrapper("/link", ("url",)),
    "linkedin.com": _Wrapper("/redir", ("url",)),
}


def unwrapped(url: str) -> str:
    """The target of a redirect wrapper that names it in its own address; any other address as it is.

    Known are those of Google (search, Alerts, and Google News of the kind whose article id holds the address),
    Facebook, Bing News, FeedBurner, YouTube, Reddit and some more. Wrappers in wrappers are opened up to
    `MOST_WRAPPERS` deep. A target that is not a whole `http` or `https` address does not count. Never raises.
    """
    for _ in range(MOST_WRAPPERS):
        target = _target(url)
        if not target:
            break
        url = target
    return url


def _target(url: str) -> str:
    found = _START.match(url)
    if not found:
        return ""
    host, path, query = found["host"].lower().rstrip("."), found["path"] or "", found["query"] or ""
    wrapper = _wrapper(host)
    if not wrapper:
        return ""
    named = _named_target(query, wrapper.names) if query and path.startswith(wrapper.path) else ""
    return named or (_news_target(path) if host == "news.google.com" else "")


def _wrapper(host: str) -> _Wrapper | None:
    known = _WRAPPERS.get(host)
    if known or "google." not in host:
        return known
    if not _GOOGLE.fullmatch(host):
        return None
    return _GOOGLE_NEWS if host.startswith("news.") else _ANY_GOOGLE


def _named_target(query: str, names: tuple[str, ...]) -> str:
    values: dict[str, str] = {}
    for pair in query.replace("&amp;", "&").split("&"):
        name, _, value = pair.partition("=")
        values.setdefault(name, value)
    # A plus stays a plus: an address has no spaces, and some wrappers do not encode what they hold.
    targets = (unquote(values.get(name, "")).strip() for name in names)
    return next((target for target in targets if _TARGET.fullmatch(target)), "")


def _news_target(path: str) -> str:
    """The address that the id of an older Google News article holds: base64 of a record with the address in it."""
    article = path.rpartition("/articles/")[2]
    if article == path:
        return ""
    try:
        record = urlsafe_b64decode(article + "=" * (-len(article) % 4))
    except ValueError:
        return ""
    found = _NEWS_TARGET.search(record)
    return found[0].decode("ascii") if found else ""
