"""The least that polling can cost with the same parser: `python -m benchmarks.bare_poll URLS STATE`.

aiohttp and feedparser in one process, nothing stored but the validators, nothing decided, nobody protected.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Final

import aiohttp
import feedparser
import uvloop

AT_ONCE: Final = 100


async def poll(urls: list[str], state: dict[str, list[str]]) -> int:
    """Ask for each feed and parse those that have changed; returns how many entries these have."""
    waiting, entries = iter(urls), 0

    async def ask_on(session: aiohttp.ClientSession) -> None:
        nonlocal entries
        for url in waiting:
            etag, modified = state.get(url, ["", ""])
            known = {"If-None-Match": etag, "If-Modified-Since": modified} if etag else {}
            async with session.get(url, headers=known) as response:
                if response.status == 304:
                    continue
                body = await response.read()
                state[url] = [response.headers["ETag"], response.headers["Last-Modified"]]
            entries += len(feedparser.parse(body, sanitize_html=False, resolve_relative_uris=False).entries)

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(ask_on(session) for _ in range(AT_ONCE)))
    return entries


def main(urls: Path, kept: Path) -> None:
    """Poll once, and print how many entries were parsed."""
    state = json.loads(kept.read_text()) if kept.exists() else {}
    print(uvloop.run(poll(urls.read_text().split(), state)))
    kept.write_text(json.dumps(state))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
