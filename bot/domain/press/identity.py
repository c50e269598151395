"""Which items of a feed are new, and what an item is recognised by.

An item is the one we know when it has the guid of a known item and the same link or the same title, or when it has
the same echo. That much alone would lose items in feeds that use their guids, links or titles more than once, so:

- A link or a title that several items of one document share with the same guid tells nothing; then the rest must be the
  same as well. So a feed whose every guid is the same loses nothing, while an edited headline is not a new item.
- An echo stands for as many items as are known with it, and not for more.
- A link that is the whole feed's page, as that of a podcast's show, is nobody's link (see `keys_in_document`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from bot.domain.press.address import canonical_key, canonical_url
from bot.domain.press.hashing import hash64
from bot.domain.press.item import ItemKeys, NewItem
from bot.domain.press.titles import normal_title, title_key, title_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bot.domain.press.item import ParsedItem

__all__ = ["believed", "fresh", "hash64", "keys_in_document", "keys_of", "normal_title", "title_key", "title_of"]

FUTURE: Final = timedelta(hours=24)
FIRST_YEAR: Final = 1990  # there were no feeds; earlier dates are what programs write where they have none
SHOW_PAGE: Final = 3  # so many titles under one address: it is the page of the feed, not of any item

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_S: Final = 86_400
_PARTS: Final[tuple[Callable[[ItemKeys], object], ...]] = (
    attrgetter("guid", "url", "title", "echo"),
    attrgetter("guid", "url"),
    attrgetter("guid", "title"),
    attrgetter("guid", "url", "title"),
)


def believed(published: datetime | None, seen: datetime) -> datetime | None:
    """The date of an item, where it may be believed: not before 1990, and at most 24 hours ahead of `seen`."""
    if published is None or published.year < FIRST_YEAR:
        return None
    return published if published - seen <= FUTURE else None


def keys_of(item: ParsedItem, seen: datetime) -> ItemKeys:
    """What one item is recognised by; all zeros for an item that says nothing at all.

    The guid is taken as it is. Without one the canonical link stands in its place, with the link's fragment, since
    lists of changes name each one so; without a link, normalised title and day (of publication, else of `seen`).
    The echo is of title and moment of publication; where there is no date, or one from before 1990, of title and text.
    """
    title = title_of(item)
    if not title:
        return ItemKeys(0, 0, 0, 0)
    title = normal_title(title)
    url = canonical_key(item.url)
    moment = _moment(item)
    if item.guid:
        guid = hash64(item.guid)
    elif url:
        fragment = item.url.partition("#")[2]
        guid = hash64(f"{url}#{fragment}") if fragment else url
    else:
        guid = _guid_of_title(title, item, seen)
    echo = hash64(f"{title}\n{item.summary}" if moment is None else f"{title}\n{moment}")
    return ItemKeys(guid, url, hash64(title), echo)


def _moment(item: ParsedItem) -> int | None:
    """When the item says that it was published, in seconds; None where it has no date, or one that is nobody's."""
    published = item.published
    if published is None or published.year < FIRST_YEAR:
        return None
    return int((published - _EPOCH).total_seconds())


def _guid_of_title(title: str, item: ParsedItem, seen: datetime) -> int:
    moment = _moment(item)
    day = (int((seen - _EPOCH).total_seconds()) if moment is None else moment) // _DAY_S
    return hash64(f"{title}\n{day}")


def keys_in_document(items: Sequence[ParsedItem], seen: datetime, *, site: str = "") -> tuple[ItemKeys, ...]:
    """What each item of a document is recognised by, in their order.

    A link that is the feed's page and no item's own gives no key: the feed's own `site`, a link that all the items have
    (although their titles differ), or one under three titles and more. Such items are told apart by guid, else by title
    and day, and stories are not merged because of that link.
    """
    keys = tuple([keys_of(item, seen) for item in items])
    shared = _shared_links(keys, canonical_key(site))
    if not shared:
        return keys
    return tuple(
        [_unlinked(item, key, seen) if key.url in shared else key for item, key in zip(items, keys, strict=True)]
    )


def _shared_links(keys: Sequence[ItemKeys], site: int) -> set[int]:
    links = {key.url for key in keys if key.url}
    shared = links & {site}
    if len(links) == len(keys):
        return shared
    titles = Counter(url for url, _ in {(key.url, key.title) for key in keys if key.url})
    some = {key.url for key in keys if key.title}
    most = 2 if len(some) == 1 else SHOW_PAGE
    return shared | {url for url, number in titles.items() if number >= most}


def _unlinked(item: ParsedItem, keys: ItemKeys, seen: datetime) -> ItemKeys:
    guid = keys.guid if item.guid else _guid_of_title(normal_title(title_of(item)), item, seen)
    return replace(keys, guid=guid, url=0)


def fresh(
    items: Sequence[ParsedItem], keys: Sequence[ItemKeys], known: Iterable[ItemKeys], seen: datetime
) -> tuple[tuple[NewItem, ...], tuple[ItemKeys, ...]]:
    """The items that are not among `known`, and the keys of all, in the order of the document.

    `keys` are those of the items, from `keys_in_document`. Of items that are the same in everything only the first
    counts. Items that say nothing at all are left out. Newness is never judged by date.
    """
    here = {key: item for key, item in zip(reversed(keys), reversed(items), strict=True) if key.title}
    listed = tuple(dict.fromkeys(key for key in keys if key.title))
    news = _unknown(listed, tuple(dict.fromkeys(known)))
    return tuple([_new_item(here[key], key, seen) for key in news]), listed


def _unknown(listed: Sequence[ItemKeys], known: Sequence[ItemKeys]) -> Sequence[ItemKeys]:
    if not known:
        return listed
    tellers = [_Teller(part, listed, known) for part in _PARTS]
    strange, taken = [], set()
    for key in listed:
        row = next((row for teller in tellers if (row := teller.known(key))), None)
        if row is None:
            strange.append(key)
        else:
            taken.add(row)
    # What was recognised already takes its echo with it: that stands for nobody else.
    left = Counter(row.echo for row in known if row not in taken)
    return [key for key in strange if not _takes_one(left, key.echo)]


def _takes_one(left: Counter[int], echo: int) -> bool:
    left[echo] -= 1
    return left[echo] >= 0


class _Teller:
    """Recognises items by some parts of their keys, as far as those belong to one item here and one that is known."""

    def __init__(
        self, part: Callable[[ItemKeys], object], listed: Sequence[ItemKeys], known: Sequence[ItemKeys]
    ) -> None:
        self._part = part
        self._here = Counter(map(part, listed))
        self._rows = {part(row): row for row in known}
        self._there = Counter(map(part, known))

    def known(self, key: ItemKeys) -> ItemKeys | None:
        part = self._part(key)
        return self._rows[part] if self._there[part] == self._here[part] == 1 else None


def _new_item(item: ParsedItem, keys: ItemKeys, seen: datetime) -> NewItem:
    return NewItem(
        keys=keys,
        guid=item.guid,
        url=item.url,
        canonical=canonical_url(item.url) if keys.url else "",
        title=title_of(item),
        summary=item.summary,
        author=item.author,
        source=item.source,
        published=believed(item.published, seen),
        seen=seen,
    )
