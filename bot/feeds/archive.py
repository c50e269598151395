"""Keeping a copy of a page in the Wayback Machine, by its Save Page Now.

`GET {base}/save/{address}` makes a copy while one waits, and then redirects to it; older answers name it in
`Content-Location`, or in a `Link` as the memento (RFC 7089). See https://web.archive.org/save. Without an account a
handful of copies a minute are made; 429 means to come back later.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from bot.domain.press.feed import FailureKind
from bot.domain.press.item import MAX_URL
from bot.feeds.answer import failure_kind, retry_at
from bot.feeds.guard import Refused
from bot.feeds.unanswered import Unanswered

if TYPE_CHECKING:
    from datetime import datetime

    from bot.feeds.fetch import Answer, Fetcher

PATIENCE_S: Final = 120.0  # Save Page Now gives up on a page after two minutes itself
_HOPS: Final = 3
_PAUSE: Final = timedelta(minutes=15)
_COPY: Final = re.compile(r"/web/[0-9]{14}[a-z_]*/.+")
_MEMENTO: Final = re.compile(r"<([^<>]{1,2000})>\s*;[^,<>]*\brel=\"?[^\",<>]*\bmemento\b")
_ROBOTS: Final = "robots"


@dataclass(frozen=True, slots=True)
class ArchiveFailed:
    """There is no copy. `retry_at` is when to try again; None where that is of no use. `reason`: no full stop."""

    reason: str
    retry_at: datetime | None = None


async def save(
    fetcher: Fetcher, base_url: str, url: str, now: datetime, *, patience_s: float = PATIENCE_S
) -> str | ArchiveFailed:
    """The address of a new copy of the page at `url`, made by the archive at `base_url`.

    An address that only this house can reach is not told to the archive. Whatever goes wrong is a value.
    """
    try:
        page = fetcher.guard.checked(url)
    except Refused as refused:
        return ArchiveFailed(refused.reason)
    if fetcher.guard.allows(page.raw_host or ""):
        return ArchiveFailed("the page is not on the public internet")
    address = f"{base_url.rstrip('/')}/save/{page}"
    for _ in range(_HOPS):
        try:
            answer = await fetcher.ask(address, headers={}, most_bytes=0, cut=True, total_s=patience_s, redirects=0)
        except Unanswered as error:
            return ArchiveFailed(f"the archive: {error.reason}", None if _is_final(error.kind) else now + _PAUSE)
        if copy := _copy(answer, base_url):
            return copy
        address = _joined(base_url, answer.headers.get("Location", "")) if 300 <= answer.status < 400 else ""
        if not address:
            return _failure(answer, now)
    return ArchiveFailed("the archive redirects without end", now + _PAUSE)


def _copy(answer: Answer, base_url: str) -> str:
    """The copy that an answer names, if it is one of this archive; empty where there is none."""
    said = answer.headers
    mementos: list[str] = _MEMENTO.findall(said.get("Link", ""))
    for address in (said.get("Location", ""), said.get("Content-Location", ""), *mementos[:1]):
        copy = _joined(base_url, address)
        parts = urlsplit(copy)
        if parts.hostname == urlsplit(base_url).hostname and _COPY.match(parts.path) and len(copy) <= MAX_URL:
            return copy
    return ""


def _joined(base_url: str, address: str) -> str:
    """An address of the archive's, in full; empty for none, and for one that cannot be read."""
    try:
        return urljoin(f"{base_url.rstrip('/')}/", address) if address else ""
    except ValueError:
        return ""


def _failure(answer: Answer, now: datetime) -> ArchiveFailed:
    if _ROBOTS in answer.headers.get("X-Archive-Wayback-Runtime-Error", "").lower():
        return ArchiveFailed("the site does not want to be archived")
    if answer.status in (200, 203):
        return ArchiveFailed("the archive did not say where the copy is", now + _PAUSE)
    if answer.status == 429:
        return ArchiveFailed("the archive is busy", retry_at(answer.headers, now) or now + _PAUSE)
    again = None if _is_final(failure_kind(answer.status)) else retry_at(answer.headers, now) or now + _PAUSE
    return ArchiveFailed(f"the archive answered {answer.status}", again)


def _is_final(kind: FailureKind) -> bool:
    return kind in (FailureKind.HARD, FailureKind.GONE)
