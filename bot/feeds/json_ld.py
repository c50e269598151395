"""The article that a page describes in JSON-LD (schema.org), if it says without doubt which one it is. Pure."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MOST_NODES: Final = 500
_MOST_NAMES: Final = 5
_ARTICLES: Final = frozenset(("report", "podcastepisode", "videoobject", "audioobject", "radioepisode", "tvepisode"))
_INSIDE: Final = ("@graph", "mainEntity", "mainEntityOfPage")


@dataclass(frozen=True, slots=True)
class Article:
    """What is said of the article, as it stands; empty where nothing is said."""

    headline: str = ""
    published: str = ""
    author: str = ""
    publisher: str = ""


def article_in(scripts: Sequence[str], addresses: Sequence[str]) -> Article:
    """The page's article: the only one that is described, or the one whose address is among `addresses`.

    Empty where there is none, or where several might be meant, as on a page that lists articles.
    """
    found = [node for script in scripts for node in _articles(script)]
    meant = [node for node in found if not _addresses(node).isdisjoint(map(_bare, addresses))]
    if len(found) != 1 and len(meant) != 1:
        return Article()
    node = meant[0] if len(meant) == 1 else found[0]
    return Article(
        headline=_text(node.get("headline")) or _text(node.get("name")),
        published=_text(node.get("datePublished")),
        author=_names(node.get("author")),
        publisher=_names(node.get("publisher")),
    )


def _articles(script: str) -> Iterator[dict[str, Any]]:
    """The nodes of one script that describe articles. What is not JSON has none."""
    try:
        waiting = deque([json.loads(script, strict=False)])
    except (ValueError, RecursionError):
        return
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.popleft()
        if isinstance(node, list):
            waiting.extend(node[:_MOST_NODES])
        elif isinstance(node, dict):
            waiting.extend(node[key] for key in _INSIDE if isinstance(node.get(key), dict | list))
            if _is_article(node.get("@type")):
                yield node


def _is_article(kind: object) -> bool:
    kinds = kind if isinstance(kind, list) else [kind]
    names = [name.rpartition("/")[2].lower() for name in kinds if isinstance(name, str)]
    return any(name.endswith(("article", "posting")) or name in _ARTICLES for name in names)


def _addresses(node: dict[str, Any]) -> set[str]:
    """The addresses that an article gives for itself."""
    page = node.get("mainEntityOfPage")
    said = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return {_bare(address) for address in said if isinstance(address, str) and address}


def _bare(address: str) -> str:
    """An address for comparing: without scheme, fragment and last slash."""
    return address.partition("#")[0].partition("://")[2].rstrip("/")


def _names(said: object) -> str:
    """The names of people or organisations, each once: "A, B"."""
    people = said if isinstance(said, list) else [said]
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in people[:_MOST_NAMES]]
    return ", ".join(dict.fromkeys(name for name in names if name and "://" not in name))


def _text(value: object) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.strip()[:5_000] if isinstance(value, str) else ""
