"""What a web page says of itself in its tags. Pure; nothing is rendered, no script is run.

The standard library's parser keeps no stack, so nesting costs nothing. It is never told that the page has ended: what
is unfinished then stays unread, which is what keeps it linear on hostile pages (see the tests for those tried).
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from bot.feeds.charset import in_utf8

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_BYTES: Final = 2 * 2**20

_MOST_TAGS: Final = 500  # of one kind that are kept
_MOST_VALUES: Final = 20  # of one name
_MOST_VALUE: Final = 8_000  # characters of one attribute
_MOST_SCRIPT: Final = 2**18
_DECLARED: Final = re.compile(rb"<meta[^<>]{1,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN: Final = 4_096

Attributes = dict[str, str]


@dataclass(slots=True)
class WebPage:
    """The parts of a page that are about the page.

    `metas` by `property`, `name` or `itemprop` in lower case, with every value that is there, in order. `links` are the
    attributes of `<link>`, `times` those of each `<time>` within an `<article>`. `json_ld` are scripts as they stand.
    """

    title: str = ""
    base: str = ""
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: list[Attributes] = field(default_factory=list)
    times: list[Attributes] = field(default_factory=list)
    json_ld: list[str] = field(default_factory=list)
    articles: int = 0

    def meta(self, *names: str) -> str:
        """The first value that any of the names has."""
        return next((value for name in names for value in self.metas.get(name, ()) if value.strip()), "")


def read_page(content: bytes, content_type: str) -> WebPage:
    """The page in `content`, of which at most 2 MiB are looked at. Whatever it holds, something is returned."""
    content = content[:MOST_BYTES]
    declared = _DECLARED.search(content, 0, _DECLARED_WITHIN)
    if declared and "charset" not in content_type.lower():
        content_type = f"text/html; charset={declared[1].decode('ascii')}"
    text = in_utf8(content, content_type).content.decode("utf-8", "replace")
    reader = _Reader()
    with suppress(AssertionError):  # it gives up on `<![` and the like; what came before counts
        reader.feed(text)
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = WebPage()
        self._text: list[str] | None = None
        self._kept = 0
        self._in_article = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is wanted of a tag."""
        if (keep := _KEEP.get(tag)) is not None and len(attrs) <= _MOST_TAGS:
            keep(self, {name: (value or "")[:_MOST_VALUE] for name, value in reversed(attrs)})

    def handle_endtag(self, tag: str) -> None:
        """Finish a title or a script."""
        if tag == "article":
            self._in_article = False
        if self._text is None or tag not in ("title", "script"):
            return
        text = "".join(self._text)
        self._text = None
        if tag == "title":
            self.page.title = self.page.title or text
        elif len(self.page.json_ld) < _MOST_TAGS:
            self.page.json_ld.append(text)

    def handle_data(self, data: str) -> None:
        """Collect a title or a script."""
        if self._text is not None and self._kept < _MOST_SCRIPT:
            self._text.append(data[: _MOST_SCRIPT - self._kept])
            self._kept += len(data)

    def collect(self) -> None:
        """From here on text counts."""
        self._text, self._kept = [], 0

    def on_meta(self, given: Attributes) -> None:
        """`<meta property|name|itemprop content>`."""
        name = given.get("property") or given.get("name") or given.get("itemprop") or ""
        self._note(name.strip().lower(), given.get("content", ""))

    def _note(self, name: str, value: str) -> None:
        if name and value and (name in self.page.metas or len(self.page.metas) < _MOST_TAGS):
            values = self.page.metas.setdefault(name, [])
            if len(values) < _MOST_VALUES:
                values.append(value)

    def on_link(self, given: Attributes) -> None:
        """`<link rel href>`."""
        if given.get("href") and len(self.page.links) < _MOST_TAGS:
            self.page.links.append(given)

    def on_base(self, given: Attributes) -> None:
        """`<base href>`; the first counts."""
        self.page.base = self.page.base or given.get("href", "")

    def on_article(self, _: Attributes) -> None:
        """`<article>`."""
        self.page.articles += 1
        self._in_article = True

    def on_time(self, given: Attributes) -> None:
        """`<time datetime>`; with `itemprop` it is as good as a `<meta>`."""
        if given.get("itemprop", "").strip().lower() == "datepublished":
            self._note("datepublished", given.get("datetime", ""))
        elif given.get("datetime") and self._in_article and len(self.page.times) < _MOST_TAGS:
            self.page.times.append(given)

    def on_title(self, _: Attributes) -> None:
        """`<title>`; the first counts, since pictures have titles too."""
        if not self.page.title:
            self.collect()

    def on_script(self, given: Attributes) -> None:
        """`<script type="application/ld+json">`."""
        if given.get("type", "").partition(";")[0].strip().lower() == "application/ld+json":
            self.collect()


_KEEP: Final[dict[str, Callable[[_Reader, Attributes], None]]] = {
    "meta": _Reader.on_meta,
    "link": _Reader.on_link,
    "base": _Reader.on_base,
    "article": _Reader.on_article,
    "time": _Reader.on_time,
    "title": _Reader.on_title,
    "script": _Reader.on_script,
}
