"""Feeds as servers send them, made for tests."""

from __future__ import annotations

from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def item(
    title: str, *, link: str = "", guid: str = "", text: str = "", at: datetime | None = None, more: str = ""
) -> str:
    """One item of an RSS feed."""
    parts = {
        "title": title,
        "link": link,
        "guid": guid,
        "description": text,
        "pubDate": format_datetime(at) if at else "",
    }
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in parts.items() if value)
    return f"<item>{inside}{more}</item>"


def rss(items: Sequence[str], *, title: str = "Vox", head: str = "") -> bytes:
    """An RSS feed."""
    body = "".join(items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>https://www.vox.com</link>{head}{body}</channel></rss>"
    ).encode()


def numbered(first: int, last: int, *, words: str = "Clearview") -> list[str]:
    """Items with their own links, guids and titles."""
    return [
        item(
            f"{words} story {number}", link=f"https://www.vox.com/{number}", guid=f"vox-{number}", text=f"Text {number}"
        )
        for number in range(first, last + 1)
    ]
