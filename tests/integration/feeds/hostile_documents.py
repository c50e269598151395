"""Documents that are meant to hurt, each of at most 10 MiB, and what is to come of it.

`python -m tests.integration.feeds.hostile_documents` parses each in a worker and prints what came of it as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Final, Self

from bot.feeds.parser_process import NotAFeed, ParserGaveUp, ParserPool

if TYPE_CHECKING:
    from collections.abc import Callable

MB: Final = 2**20
GOOD: Final = "<item><title>Good</title><link>https://a.example/good</link></item>"
FACE: Final = "\U0001f600"

READ: Final = "read"  # the good item is there
SOME: Final = "some"  # items are there
NOTHING: Final = "nothing"  # a feed without items
LITTLE_MEMORY: Final = "gave up: reading it took too much memory"


def rss(content: str, end: str = "</channel></rss>") -> bytes:
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{content}{end}".encode()


def attributes(size: int) -> str:
    many = " ".join(f'a{number}="x"' for number in range(size // 6))
    return many[:size].rpartition(" ")[0]


def laughs() -> bytes:
    """The entity bomb: ten levels of ten entities each."""
    levels = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">\n' for level in range(1, 10))
    return (
        f'<!DOCTYPE rss [<!ENTITY l0 "lol">\n{levels}]>'.encode() + rss(f"<item><title>&l9;</title></item>{GOOD}")[21:]
    )


def bomb() -> bytes:
    """One long entity, named often."""
    declared = f'<!DOCTYPE rss [\n<!ENTITY a "{"a" * 200_000}">\n]>'
    return declared.encode() + rss(f"<item><title>{'&a;' * 50_000}</title></item>{GOOD}")[21:]


def external() -> bytes:
    """Entities that name a file and an address, in the document and for all of it."""
    declared = '<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY u SYSTEM "http://127.0.0.1:9/"><!ENTITY % p SYSTEM "http://127.0.0.1:9/">'
    head = f'<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd" [{declared} %p;]>'
    return head.encode() + rss(f"<item><title>a&f;b&u;c</title></item>{GOOD}")[21:]


def described(text: str, end: str = "</description></item>", after: str = GOOD) -> bytes:
    return rss(f"<item><title>x</title><description>{text}{end}{after}")


def items(one: str) -> bytes:
    """2,000 of them."""
    return rss("".join(f"<item><title>{number}</title>{one}</item>" for number in range(1_999)) + GOOD)


CASES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "billion laughs": (laughs, READ),
    "one entity named often": (bomb, READ),
    "external entities": (external, READ),
    "165 kB of attributes": (lambda: rss(f"<item {attributes(165_000)}><title>x</title></item>{GOOD}"), READ),
    "165 kB of attributes, damaged": (
        lambda: rss(f"<item {attributes(165_000)}><title>x</b></title></item>{GOOD}"),
        READ,
    ),
    "2.3 MB of attributes": (lambda: rss(f"<item {attributes(2_300_000)}><title>x</title></item>{GOOD}"), READ),
    "2.3 MB of attributes, damaged": (
        lambda: rss(f"<item {attributes(2_300_000)}><title>x</b></title></item>{GOOD}"),
        READ,
    ),
    "100,000 nested tags": (lambda: described("<b>" * 100_000 + "</b>" * 100_000), READ),
    "100,000 nested tags, never closed": (lambda: described("<b>" * 100_000, "", ""), SOME),
    "3,000,000 nested tags": (lambda: rss("<b>" * 3_000_000, ""), LITTLE_MEMORY),
    "NUL bytes": (lambda: rss(f"<item><title>a\0b</title></item>{GOOD}"), READ),
    "nothing but NUL bytes": (lambda: b"\0" * 10 * MB, "not: it is not a feed"),
    "noise": (lambda: Random(1).randbytes(10 * MB), "not: it is not a feed"),  # noqa: S311 - noise is enough
    "the wrong charset": (lambda: described("é" * 9 * MB).decode().encode("latin-1"), READ),
    "1,000,000 items": (lambda: rss("<item>x</item>" * 740_000), NOTHING),
    "1,000,000 titled items": (lambda: rss(GOOD + "<entry><title>1</title></entry>" * 300_000), READ),
    "1,000,000 damaged items": (lambda: rss(GOOD + "<item>&x</itm>" * 700_000), READ),
    "1,000,000 items of JSON": (lambda: b'{"items":[%s{}]}' % (b"{}," * 1_000_000), NOTHING),
    "3,000,000 items of JSON": (lambda: b'{"items":[%s{}]}' % (b"{}," * 3_400_000), LITTLE_MEMORY),
    "nested JSON": (lambda: b'{"items":' * MB, "not: it is damaged JSON, not a feed"),
    "one text of 10 MB": (lambda: described(f"{FACE}{'a' * 10 * MB}"[: 10 * MB]), READ),
    "one text of faces": (lambda: described(FACE * int(2.4 * MB)), READ),
    "one text of faces, damaged": (lambda: described(FACE * int(2.4 * MB), "</b></item>", ""), SOME),
    "2,000 texts of faces": (lambda: items(f"<description>{f'{FACE}abcd ' * 500}</description>"), READ),
    "2,000 texts of half tags": (lambda: items(f"<description>{'&lt;a &apos;&quot;' * 250}</description>"), READ),
    "2,000 texts of scripts": (lambda: items(f"<description>{'&lt;script>&lt;!--' * 250}</description>"), READ),
    "1,000,000 names": (lambda: rss(f"<item>{''.join(f'<n{n}/>' for n in range(1_000_000))}</item>"), LITTLE_MEMORY),
    "100,000 namespaces": (
        lambda: rss(f"<item {' '.join(f'xmlns:a{n}={chr(39)}u{n}{chr(39)}' for n in range(100_000))}/>{GOOD}"),
        READ,
    ),
    "ampersands": (lambda: described("&" * 9 * MB), SOME),
    "HTML's entities": (lambda: described("&nbsp;" * MB), SOME),
    "CDATA never closed": (lambda: described("<![CDATA[" * MB, ""), SOME),
    "comments never closed": (lambda: b"<!--" * 2 * MB, "not: it is not a feed"),
    "a large damaged feed": (
        lambda: rss(
            GOOD + f"<item><title>A & B</title><description>{'some &lt;p&gt; text ' * 250}</description>" * 2_000
        ),
        READ,
    ),
}


async def outcome(pool: ParserPool, document: bytes) -> str:
    """What comes of it, as the cases name it."""
    try:
        feed = await pool.parse(document, "application/rss+xml", "https://a.example/feed")
    except NotAFeed as refused:
        return f"not: {refused.reason}"
    except ParserGaveUp as refused:
        return f"gave up: {refused.reason}"
    if any(item.url == "https://a.example/good" for item in feed.items):
        return READ
    return SOME if feed.items else NOTHING


class Scales:
    """Looks again and again at how much memory the workers have taken."""

    def __init__(self, pool: ParserPool) -> None:
        self._pool = pool
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.largest = 0.0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.002):
            self.largest = max((self.largest, *map(peak_mb, self._pool.pids)))


def peak_mb(pid: int) -> float:
    """The most memory that a process has had resident; 0 if it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0)


async def main(names: list[str]) -> None:
    """Each of them, two at a time."""
    found: dict[str, tuple[str, float]] = {}
    rest = iter(names)

    async def some(pool: ParserPool) -> None:
        for name in rest:
            document = CASES[name][0]()
            started = time.perf_counter()
            found[name] = (await outcome(pool, document), time.perf_counter() - started)

    async with ParserPool(2) as pool:
        with Scales(pool) as scales:
            await asyncio.gather(some(pool), some(pool))
    sys.stdout.write(json.dumps({"outcomes": found, "largest_mb": scales.largest}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:] or list(CASES)))
