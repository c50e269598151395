"""The surfaces of feeds: the list, what is said of one, and the forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.press.feed import FailureKind, Feed, FeedLog, FeedState, Trouble
from bot.feeds.discover import Discovered
from bot.services.feeds import FeedLine, FeedList, ImportedFeeds
from bot.services.polling import FeedPolled
from handlers.language import Command
from handlers.views import feed_forms, feeds
from tests.unit.views.samples import HOSTILE, NOW

AGAIN = Command("press", "feeds")
VOX = Feed(
    id=3,
    dossier_id=1,
    url="https://www.vox.com/rss/index.xml",
    host="www.vox.com:443",
    added_at=NOW - timedelta(days=40),
    next_at=NOW + timedelta(minutes=25),
    outlet="Vox",
    flags=("First Amendment",),
    succeeded_at=NOW - timedelta(minutes=35),
    parsed_at=NOW - timedelta(minutes=35),
    seen=1_240,
)
GOOGLE = replace(
    VOX,
    id=4,
    url="https://news.google.com/rss/search?q=clearview+ice",
    outlet="Google News: Clearview",
    log=FeedLog.EVERYTHING,
    every=timedelta(hours=1),
    flags=(),
)
FAILING = replace(
    VOX,
    id=5,
    outlet="",
    title="The Intercept",
    flags=(),
    trouble=Trouble(NOW - timedelta(hours=30), 4.5, FailureKind.SOFT, "the server answered 503", told=True),
)
PAUSED = replace(VOX, id=6, outlet="BuzzFeed News", flags=(), state=FeedState.PAUSED, state_reason="It closed in 2023")
RETIRED = replace(
    PAUSED, id=7, outlet="", state=FeedState.RETIRED, state_reason="its server said twice that it is gone"
)
FRESH = replace(VOX, id=8, outlet="404 Media", flags=(), succeeded_at=None, parsed_at=None, seen=0)
HOSTILE_FEED = replace(
    FAILING,
    id=999,
    outlet=HOSTILE * 4,
    url=f"https://evil.example/{'a' * 1_900}",
    flags=tuple(f"{HOSTILE} {number}" for number in range(20)),
    trouble=Trouble(NOW, 1, FailureKind.HARD, HOSTILE * 10),
)
LIST = FeedList(
    tuple(FeedLine(feed, logged) for feed, logged in ((VOX, 12), (GOOGLE, 240), (FAILING, 3), (PAUSED, 0), (FRESH, 0))),
    total=5,
    page=0,
    failing=1,
    watched=True,
    may_edit=True,
)
OVERFULL = FeedList(
    tuple(FeedLine(replace(HOSTILE_FEED, id=990 + number), 5_000) for number in range(10)),
    total=5_000,
    page=3,
    failing=4_999,
    watched=False,
    may_edit=True,
)


def feed_surfaces() -> dict[str, dict[str, Any]]:
    """The surfaces by the names of their golden files."""
    first = FeedPolled(VOX, items=30, logged=2, first=True)
    many = [Discovered(f"https://site.example/feed{number}.xml", f"{HOSTILE}{number}") for number in range(12)]
    done = ImportedFeeds((VOX, GOOGLE), 3, (("https://x.example/", "The flag “x…” is longer than 50 characters."),))
    refused = [(f"http://10.0.0.{number}/{HOSTILE}", "the address leads to a private network") for number in range(14)]
    return {
        "feeds": feeds.feed_list(LIST, AGAIN, private=True),
        "feeds_of_a_reader": feeds.feed_list(replace(LIST, may_edit=False), AGAIN, private=True),
        "feeds_none": feeds.feed_list(replace(LIST, lines=(), total=0), AGAIN, private=True),
        "feeds_overfull": feeds.feed_list(OVERFULL, AGAIN.on_page(3), private=True),
        "feeds_past_the_end": feeds.feed_list(replace(OVERFULL, lines=()), AGAIN.on_page(600), private=True),
        "feed_added": feeds.added(FeedLine(VOX, 2), first),
        "feed_added_failing": feeds.added(FeedLine(FAILING, 0), FeedPolled(FAILING, failure="the server answered 503")),
        "feed_polled": feeds.polled(FeedLine(VOX, 12), FeedPolled(VOX, items=3, logged=1)),
        "feed_polled_not_now": feeds.polled(FeedLine(VOX, 12), None),
        "feed_paused": feeds.turned(FeedLine(PAUSED, 4), "pause"),
        "feed_removed": feeds.removed(VOX),
        "feed_which": feeds.which_feed(many, "outlet: Vox"),
        "feeds_imported": feeds.imported(done, refused),
        "feeds_how_to_import": feeds.how_to_import(),
        "feed_form": feed_forms.feed_form(None, channel="C1"),
        "feed_form_edit": feed_forms.feed_form(HOSTILE_FEED, channel="C1"),
        "feed_form_removal": feed_forms.removal_form(VOX, channel="C1"),
    }
