"""Which feeds and watches are meant by `feed:` and `watch:` in a search. Used inside the transaction that searches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.spelling import did_you_mean
from bot.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.domain.people import Asking
    from bot.domain.search import Filters, SearchQuery
    from storage.transaction import Transaction

    Known = Mapping[int, tuple[str, ...]]


def with_sources(tx: Transaction, asking: Asking, query: SearchQuery) -> SearchQuery:
    """The search with the numbers of its feeds and watches in place of their names. Raises `BadQuery` for unknown ones.

    Those that were removed are known as well, watches by their numbers: what they brought is still in the log.
    """
    for sort, typed, known in (("feeds", query.feeds, _feeds), ("watches", query.watches, _watches)):
        if typed:
            there = known(tx, asking, typed)
            wanted, unwanted = (_meant(filters, sort, there) for filters in (query.wanted, query.unwanted))
            query = replace(query, wanted=wanted, unwanted=unwanted)
    return query


def _feeds(tx: Transaction, asking: Asking, _: Sequence[str]) -> Known:
    return {feed.id: (feed.outlet, feed.title, feed.host) for feed in tx.feeds.all(asking.scope, removed=True)}


def _watches(tx: Transaction, asking: Asking, typed: Sequence[str]) -> Known:
    numbered = (tx.watches.by_id(number) for word in typed if (number := _number(word)) is not None)
    there = (watch for watch in numbered if watch is not None and asking.scope in (None, watch.dossier_id))
    return {watch.id: (watch.name, watch.query) for watch in (*there, *tx.watches.all(asking.dossier.key))}


def _meant(filters: Filters, sort: str, known: Known) -> Filters:
    numbers = {number: None for typed in getattr(filters, sort) for number in _numbers(typed, sort, known)}
    return replace(filters, **{sort: tuple(map(str, numbers))})


def _numbers(typed: str, sort: str, known: Known) -> tuple[int, ...]:
    """The one with that number, else those with that name, else those whose names begin so."""
    number = _number(typed)
    if number is not None and number in known:
        return (number,)
    folded = " ".join(typed.casefold().split())

    def called(fits: Callable[[str], bool]) -> tuple[int, ...]:
        return tuple(number for number, names in known.items() if any(name and fits(name.casefold()) for name in names))

    found = called(folded.__eq__) or called(lambda name: name.startswith(folded))
    if found and folded:
        return found
    one = {"feeds": "feed", "watches": "watch"}[sort]
    spelled = {name.casefold(): name for names in known.values() for name in reversed(names) if name}
    near = did_you_mean(folded, tuple(spelled))
    hint = f" Did you mean “{spelled[near]}”?" if near else ""
    raise BadQuery(f"There is no {one} “{typed[:60]}”.{hint} `/press {sort if one == 'feed' else one}` lists them.")


def _number(typed: str) -> int | None:
    word = typed.strip().lstrip("#")
    return int(word) if word.isascii() and word.isdecimal() and len(word) < 10 else None
