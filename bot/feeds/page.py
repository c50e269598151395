"""What a page says of itself: title, outlet, author, date, for an editor to correct before it is logged.

A wrong date is worse than none. Only what is meant for machines is taken; where a page contradicts itself there is no
date; and the day is the one that the page wrote, in its own offset, not in ours.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from bot.domain.entries import clean_line
from bot.domain.press.item import MAX_ITEM_TITLE, MAX_NAME
from bot.errors import BadInput
from bot.feeds.guard import Guard, Refused
from bot.feeds.json_ld import Article, article_in
from bot.feeds.unanswered import Unanswered
from bot.feeds.web_page import MOST_BYTES, WebPage, read_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.feeds.fetch import Answer, Fetcher

_ACCEPT: Final = "text/html, application/xhtml+xml, */*;q=0.5"
_BY_HAND: Final = "Give what you know instead: `/press add Title | outlet | date | url`."

# Names that only ever hold the date of publication. `date` alone often is that of the last change.
_DATE_METAS: Final = (
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_date",
    "dc.date.issued",
    "dcterms.issued",
    "publish-date",
    "publish_date",
    "publication_date",
    "pubdate",
    "cxenseparse:recs:publishtime",
)
_PUBLISHED: Final = re.compile(r"\b(?:published|pubdate|entry-date)\b")
_DAY: Final = re.compile(r"([12][0-9]{3})([-/]?)([0-9]{2})\2([0-9]{2})(?:$|[T\s].*)")
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:.]{5,18}(?:Z|[+-][0-9]{2}:?[0-9]{2})", re.IGNORECASE)
_MAIL_DATE: Final = re.compile(r"(?:[A-Za-z]{3}, )?[0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9:]{5,8} \S{1,6}")  # of RFC 5322
_NO_DAYS: Final = (date(1970, 1, 1), date(1969, 12, 31))  # what a clock of zero says


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself, each part a clean line within its limit; empty where it does not say.

    `url` is where it was in the end, `canonical` what it names as its own address, else `url`. `published` is an EDTF
    day, `published_text` the text that it was read from.
    """

    url: str
    canonical: str
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: str = ""
    published_text: str = ""


async def describe(fetcher: Fetcher, url: str, now: datetime) -> PageFacts:
    """What the page at `url` says of itself; of anything but a web page only where it is. Raises `BadInput`."""
    try:
        answer = await fetcher.ask(url, headers={"Accept": _ACCEPT}, most_bytes=MOST_BYTES, cut=True)
    except Unanswered as error:
        raise BadInput(f"That page could not be read: {error.reason}. {_BY_HAND}") from None
    if not answer.content:
        raise BadInput(f"That page could not be read: {_without_content(answer)}. {_BY_HAND}")
    kind = answer.headers.get("Content-Type", "")
    if not _is_web_page(answer.content, kind):
        return PageFacts(answer.url, answer.url, outlet=_outlet_of(answer.url))
    # In a thread, because a hostile page takes up to a second.
    return await asyncio.to_thread(_facts_in, answer.content, kind, answer.url, fetcher.guard, now)


def _facts_in(content: bytes, kind: str, url: str, guard: Guard, now: datetime) -> PageFacts:
    return facts_of(read_page(content, kind), url, guard, now)


def facts_of(page: WebPage, url: str, guard: Guard, now: datetime) -> PageFacts:
    """What `page`, which was at `url`, says of itself. Dates after `now`, by more than a day, are not believed."""
    canonical = _canonical(page, url, guard)
    article = article_in(page.json_ld, (url, canonical))
    outlet = _line(page.meta("og:site_name") or article.publisher, MAX_NAME) or _outlet_of(url)
    published, text = _published(page, article, now)
    return PageFacts(
        url=url,
        canonical=canonical,
        title=_title(page, article, outlet),
        outlet=outlet,
        author=_author(page, article),
        published=published,
        published_text=text,
    )


def _is_web_page(content: bytes, kind: str) -> bool:
    return "html" in kind.lower() or (not kind and content.lstrip()[:1] == b"<")


def _without_content(answer: Answer) -> str:
    return "it is empty" if answer.status in (200, 203) else f"the server answered {answer.status}"


def _canonical(page: WebPage, url: str, guard: Guard) -> str:
    """The address that the page names as its own. One that is only the site's front page is a mistake."""
    named = [link["href"] for link in page.links if link.get("rel", "").lower() == "canonical"]
    for address in (*named[:1], page.meta("og:url")):
        try:
            canonical = guard.check_url(urljoin(url, address.strip())) if address.strip() else ""
        except (Refused, ValueError):
            continue
        if canonical and (urlsplit(canonical).path != "/" or urlsplit(url).path in ("", "/")):
            return canonical
    return url


def _title(page: WebPage, article: Article, outlet: str) -> str:
    title = _line(page.meta("og:title") or article.headline or page.meta("twitter:title"), MAX_ITEM_TITLE)
    if title:
        return title
    title = _line(page.title, MAX_ITEM_TITLE)
    return re.sub(rf"\s+[|–—·:-]\s+{re.escape(outlet)}$", "", title, flags=re.IGNORECASE) or title


def _author(page: WebPage, article: Article) -> str:
    metas = (page.meta(name) for name in ("author", "parsely-author", "article:author", "byl"))
    author = article.author or next((value for value in metas if value and "://" not in value), "")
    return re.sub(r"^by\s+", "", _line(author, MAX_NAME), flags=re.IGNORECASE)


def _outlet_of(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _line(text: str, most: int) -> str:
    return clean_line(text[: 5 * most])[:most].strip()


def _published(page: WebPage, article: Article, now: datetime) -> tuple[str, str]:
    """The day of publication and its text, from the first source that is there; empty where that is not clear."""
    said = (
        [*page.metas.get("article:published_time", ()), article.published, *page.metas.get("datepublished", ())],
        [value for name in _DATE_METAS for value in page.metas.get(name, ())],
        _times(page),
    )
    for source in said:
        days = {text.strip(): day for text in source if (day := _day(text.strip(), now))}
        if days:
            return _agreed(days)
    return "", ""


def _times(page: WebPage) -> Iterable[str]:
    """The `<time>` of the only article: those that are marked as the publication's, else all of them."""
    if page.articles != 1:
        return ()
    marked = [time for time in page.times if "pubdate" in time or _PUBLISHED.search(time.get("class", ""))]
    return [time["datetime"] for time in marked or page.times]


def _agreed(days: dict[str, date]) -> tuple[str, str]:
    """The one day that is meant. One moment in two offsets is the day of the place, which is not written in UTC."""
    texts = list(days)
    if len(set(days.values())) > 1:
        moments = set(map(_moment, texts))
        if len(moments) > 1 or None in moments:
            return "", ""
        texts = [text for text in texts if not text.endswith(("Z", "z", "00:00", "0000"))]
        if len({days[text] for text in texts}) != 1:
            return "", ""
    return days[texts[0]].isoformat(), texts[0][:100]


def _day(text: str, now: datetime) -> date | None:
    """The day in a machine's date, as written; None for anything else, and for a day that cannot be right."""
    found = _DAY.fullmatch(text[:100])
    try:
        if found:
            day = date(int(found[1]), int(found[3]), int(found[4]))
        elif _MAIL_DATE.fullmatch(text[:100]):
            day = parsedate_to_datetime(text[:100]).date()
        else:
            return None
    except (ValueError, OverflowError):
        return None
    latest = (now.astimezone(UTC) + timedelta(days=1)).date()
    return None if day in _NO_DAYS or day > latest or day.year < 1000 else day


def _moment(text: str) -> datetime | None:
    """The moment that a date with time and offset means."""
    try:
        return datetime.fromisoformat(text.upper()) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None
