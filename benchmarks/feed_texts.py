"""Made-up feeds as outlets serve them: RSS 2.0 mostly, every fifth Atom, with descriptions of 1 to 2 kB of HTML.

A few of a hundred items have something in their title or text that the watches of `WATCHES` are after.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import formatdate
from random import Random
from typing import Final
from xml.sax.saxutils import escape

from benchmarks.vocabulary import Deck

WATCHES: Final = {"Clearview": "clearview", "Faces": '"facial recognition" OR "face search"', "ICE": "ICE NEAR/5 iris*"}
_WANTED: Final = ("Clearview", "facial recognition", "ICE buys iris scanners", "face search")
_WANTED_SHARE: Final = 0.03
_EVERY_ATOM: Final = 5
_HOUR_S: Final = 3_600
_PARAGRAPHS: Final = 5_000
_RSS_HEAD: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
<channel>
<title>{title}</title>
<link>{site}</link>
<atom:link href="{site}/feed.xml" rel="self" type="application/rss+xml"/>
<description>{about}</description>
<language>en-us</language>
<lastBuildDate>{built}</lastBuildDate>
<generator>https://wordpress.example/?v=6.8</generator>
<image><url>{site}/icon.png</url><title>{title}</title><link>{site}</link><width>32</width><height>32</height></image>
"""
_RSS_ITEM: Final = """\
<item>
<title>{title}</title>
<link>{link}?utm_source=rss&amp;utm_medium=feed</link>
<dc:creator><![CDATA[{author}]]></dc:creator>
<pubDate>{published}</pubDate>
{categories}
<guid isPermaLink="false">{guid}</guid>
<description>{text}</description>
</item>
"""
_ATOM_HEAD: Final = """\
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>{site}/</id>
<title>{title}</title>
<subtitle>{about}</subtitle>
<link rel="alternate" type="text/html" href="{site}"/>
<link rel="self" type="application/atom+xml" href="{site}/atom.xml"/>
<updated>{built}</updated>
"""
_ATOM_ITEM: Final = """\
<entry>
<id>{guid}</id>
<title>{title}</title>
<link rel="alternate" type="text/html" href="{link}"/>
<author><name>{author}</name></author>
<published>{published}</published>
<updated>{published}</updated>
{categories}
<summary type="html">{text}</summary>
</entry>
"""


class Newsroom:
    """Writes feeds, the same ones for the same seed. `now`: when their newest items were published (Unix time)."""

    def __init__(self, seed: int, now: float) -> None:
        self._draw = Random(seed)
        self._deck = Deck(self._draw)
        self._now = now
        self._names = [self._sentence(2, 2).title() for _ in range(2_000)]
        self._topics = [self._sentence(1, 2) for _ in range(300)]
        self._paragraphs = [self._paragraph() for _ in range(_PARAGRAPHS)]

    def feed(self, number: int, items: int) -> WrittenFeed:
        """A feed with so many items, an hour or so apart."""
        feed = WrittenFeed(number, self._sentence(2, 4).title(), self._sentence(8, 16), atom=number % _EVERY_ATOM == 0)
        for age in range(items, 0, -1):
            self.publish(feed, self._now - age * _HOUR_S * self._draw.uniform(0.8, 1.2))
        return feed

    def publish(self, feed: WrittenFeed, at: float | None = None) -> None:
        """Put a new item at the top of the feed."""
        draw, at = self._draw, self._now if at is None else at
        feed.published += 1
        title, slug = self._sentence(6, 12), "-".join(self._deck.words(5))
        paragraphs = draw.choices(self._paragraphs, k=draw.choice((3, 3, 4)))
        if draw.random() < _WANTED_SHARE:
            wanted = draw.choice(_WANTED)
            if draw.random() < 0.3:
                title = f"{title} {wanted}"
            else:
                paragraphs[0] = paragraphs[0].replace("</p>", f" {wanted}.</p>")
        feed.put(
            title=title,
            link=f"{feed.site}/2026/11/{slug}-{feed.published}/",
            guid=f"{feed.site}/?p={feed.number * 1_000 + feed.published}",
            author=draw.choice(self._names),
            topics=draw.choices(self._topics, k=3),
            html="\n".join(paragraphs),
            at=at,
        )

    def _sentence(self, fewest: int, most: int) -> str:
        words = " ".join(self._deck.words(self._draw.randint(fewest, most)))
        return words[0].upper() + words[1:]

    def _paragraph(self) -> str:
        """About 500 bytes of HTML with what such text has: a link, emphasis, entities, now and then a picture."""
        first, second, third = (self._sentence(7, 16) for _ in range(3))
        to = f"https://outlet.example/{'/'.join(self._deck.words(2))}"
        link = f'<a href="{to}" rel="noopener">{self._sentence(2, 4)}</a>'
        image = '<img src="https://outlet.example/i/{}.jpg" alt="" width="640" height="360" />'
        picture = image.format(self._draw.randrange(10**6)) if self._draw.random() < 0.2 else ""
        return f"<p>{picture}{first} &#8211; {link}. <em>{second}</em>&nbsp;&amp; &#8220;{third}&#8221;.</p>"


class WrittenFeed:
    """A feed's document in the making: what it says of itself, and its newest items."""

    def __init__(self, number: int, title: str, about: str, *, atom: bool) -> None:
        self.number = number
        self.site = f"https://outlet-{number}.example"
        self.content_type = f"application/{'atom' if atom else 'rss'}+xml; charset=UTF-8"
        self.published = 0
        self.changed_at = 0.0
        self._title, self._about, self._atom = title, about, atom
        self._items: list[str] = []

    def put(self, *, title: str, link: str, guid: str, author: str, topics: list[str], html: str, at: float) -> None:
        """Add an item at the top; the oldest falls out once there are more than there were at first."""
        escaped = self._atom or self.number % 2 == 1
        written = (_ATOM_ITEM if self._atom else _RSS_ITEM).format(
            title=escape(title),
            link=link,
            guid=guid,
            author=author,
            published=self._date(at),
            categories="\n".join(map(self._category, topics)),
            text=escape(html) if escaped else f"<![CDATA[{html}]]>",
        )
        self._items.insert(0, written)
        self.changed_at = max(self.changed_at, at)

    def drop_oldest(self) -> None:
        """Make room for another item."""
        self._items.pop()

    def document(self) -> bytes:
        """The feed as it is served now."""
        head, tail = (_ATOM_HEAD, "</feed>\n") if self._atom else (_RSS_HEAD, "</channel>\n</rss>\n")
        built = self._date(self.changed_at)
        top = head.format(title=escape(self._title), about=escape(self._about), site=self.site, built=built)
        return (top + "".join(self._items) + tail).encode()

    def _date(self, at: float) -> str:
        if self._atom:
            return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
        return formatdate(at).replace("-0000", "+0000")

    def _category(self, topic: str) -> str:
        return f'<category term="{topic}"/>' if self._atom else f"<category><![CDATA[{topic}]]></category>"
