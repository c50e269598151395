"""Which feed somebody means, and how it is shown to them. Used inside the transaction that needs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.entries import clean_line
from bot.domain.press.feed import FeedState
from bot.domain.press.feed_names import meant, number_in
from bot.errors import BadInput, NotFound
from bot.services.feed_lines import FeedLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.people import Asking
    from bot.domain.press.feed import Feed
    from storage.transaction import Transaction


def feed_meant(tx: Transaction, asking: Asking, typed: str, *, removed: bool = False) -> tuple[Feed, str]:
    """The feed that the words begin with, of the place's dossier or, by its number, of any; and what is said after it.

    One that was removed is only meant with `removed`, and where no other fits.
    """
    everything = _reachable(tx, asking, typed)
    try:
        return meant([feed for feed in everything if feed.state is not FeedState.REMOVED], typed)
    except NotFound:
        gone = _gone([feed for feed in everything if feed.state is FeedState.REMOVED], typed)
        if gone is None:
            raise
    if not removed:
        feed, why = gone[0], gone[0].state_reason.rstrip(". ")
        raise NotFound(
            f"Feed {feed.id}, “{feed.name}”, was removed: {why}. `/press feeds resume {feed.id}` brings it back."
        )
    return gone


def _reachable(tx: Transaction, asking: Asking, typed: str) -> tuple[Feed, ...]:
    number = number_in(typed)
    numbered = None if number is None else tx.feeds.by_id(number)
    if numbered is not None and typed.strip().isdecimal():
        return (numbered,)
    own = tx.feeds.all(asking.dossier.key, removed=True)
    return own if numbered is None or numbered in own else (*own, numbered)


def _gone(feeds: Sequence[Feed], typed: str) -> tuple[Feed, str] | None:
    try:
        return meant(feeds, typed)
    except NotFound:
        return None


def feed_named(tx: Transaction, asking: Asking, name: str, *, removed: bool = False) -> Feed:
    """The feed that `name` means, with nothing said after it."""
    feed, rest = feed_meant(tx, asking, name, removed=removed)
    if rest:
        raise NotFound(
            f"There is no feed “{clean_line(name)[:60]}”; there is “{feed.name}”, number {feed.id}. Say the number."
        )
    return feed


def line_of(tx: Transaction, asking: Asking, feed: Feed) -> FeedLine:
    """The feed with what its line shows in the place that was asked in."""
    logged = tx.press.logged_by_feed([feed.id]).get(feed.id, 0)
    if feed.dossier_id == asking.dossier.key:
        return FeedLine(feed, logged)
    names = {dossier.key: dossier.name for dossier in tx.dossiers.all()}
    return FeedLine(feed, logged, names.get(feed.dossier_id, ""))


def dossier_key(tx: Transaction, asking: Asking, slug: str) -> int:
    """The key of the dossier called `slug`; of the place's own where that is empty. Raises `BadInput`."""
    if not slug:
        return asking.dossier.key
    found = tx.dossiers.by_slug(slug.strip().casefold())
    if found is None:
        known = ", ".join(dossier.slug for dossier in tx.dossiers.all())
        raise BadInput(f"There is no dossier “{clean_line(slug)[:60]}”. There is: {known}.", field="dossier")
    return found.key


def there(feed: Feed | None) -> Feed:
    """A feed that was there a moment ago. Raises `NotFound` where it is not any more."""
    if feed is None:
        raise NotFound("That feed is not there any more.")
    return feed
