"""The surfaces of feeds: the list, what is said of one, and the forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.dossiers import Dossier
from bot.domain.press.feed import FailureKind, Feed, FeedLog, FeedState, Trouble
from bot.feeds.discover import Discovered
from bot.services import feed_lines
from bot.services.feed_lines import FeedLine, FeedList, ImportedFeeds
from bot.services.polling import FeedPolled
from handlers.feed_values import FeedValues, of_feed
from handlers.language import Command
from handlers.views import feed_done, feed_forms, feeds
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
PAUSED = replace(VOX, id=6, outlet="BuzzFeed News", flags=(), state=FeedState.PAUSED, state_reason="It closed in 2023.")
RETIRED = replace(
    PAUSED, id=7, outlet="", state=FeedState.RETIRED, state_reason="its server said twice that it is gone"
)
FRESH = replace(VOX, id=8, outlet="404 Media", flags=(), succeeded_at=None, parsed_at=None, seen=0)
HOSTILE_FEED = replace(
    FAILING,
    id=999,
    outlet=HOSTILE * 4,
    url=f"https://evil.example/{'a' * 1_900}",
    flags=tuple(f"{HOSTILE[:40]} {number}" for number in range(20)),
    trouble=Trouble(NOW, 1, FailureKind.HARD, HOSTILE * 10),
)
REMOVED = replace(PAUSED, state=FeedState.REMOVED)
NEVER = replace(FAILING, id=9, title="", host="old.example:443", succeeded_at=None, seen=0)
LIST = FeedList(
    tuple(
        FeedLine(feed, logged)
        for feed, logged in ((VOX, 12), (GOOGLE, 240), (FAILING, 3), (PAUSED, 0), (RETIRED, 7), (FRESH, 0), (NEVER, 0))
    ),
    shown=7,
    total=7,
    page=0,
    failing=2,
    paused=2,
    watched=True,
    may_edit=True,
)
WELL = replace(LIST, lines=LIST.lines[:2], shown=2, total=2, failing=0, paused=0, watched=False)
ONLY_FAILING = replace(LIST, lines=(LIST.lines[2], LIST.lines[6]), shown=2, which=feed_lines.FAILING)
OVERFULL = FeedList(
    tuple(FeedLine(replace(HOSTILE_FEED, id=990 + number), 5_000, HOSTILE * 3) for number in range(10)),
    shown=4_990,
    total=5_000,
    page=3,
    failing=4_990,
    paused=10,
    watched=False,
    may_edit=True,
    which=feed_lines.FAILING,
)
DOSSIERS = (Dossier(1, "clearview", "ICE and Clearview AI"), Dossier(2, "budget", "The 2027 budget"))


def feed_surfaces() -> dict[str, dict[str, Any]]:
    """The surfaces by the names of their golden files."""
    return {**_lists(), **_done(), **_several(), **_forms()}


def _lists() -> dict[str, dict[str, Any]]:
    paused = feed_done.turn_said(FeedLine(PAUSED, 0))
    return {
        "feeds": feeds.feed_list(LIST, AGAIN, private=True),
        "feeds_all_well": feeds.feed_list(WELL, AGAIN, private=True),
        "feeds_of_a_reader": feeds.feed_list(replace(LIST, may_edit=False), AGAIN, private=False),
        "feeds_failing": feeds.feed_list(ONLY_FAILING, Command("press", "feeds failing"), private=True),
        "feeds_none_paused": feeds.feed_list(
            replace(WELL, lines=(), shown=0, which=feed_lines.PAUSED), Command("press", "feeds paused"), private=True
        ),
        "feeds_after_a_choice": feeds.feed_list(LIST, AGAIN, private=True, said=paused),
        "feeds_none": feeds.feed_list(replace(WELL, lines=(), shown=0, total=0), AGAIN, private=True),
        "feeds_overfull": feeds.feed_list(OVERFULL, AGAIN.on_page(3), private=True),
        "feeds_past_the_end": feeds.feed_list(replace(OVERFULL, lines=()), AGAIN.on_page(600), private=True),
        "feed": feeds.card(FeedLine(FAILING, 3), may_edit=True),
        "feed_of_a_reader": feeds.card(FeedLine(GOOGLE, 3, "The 2027 budget"), may_edit=False),
    }


def _done() -> dict[str, dict[str, Any]]:
    first, none = FeedPolled(VOX, items=30, logged=2, first=True), FeedPolled(VOX)
    vox, failing = FeedLine(VOX, 12), FeedLine(FAILING, 0)
    asked = replace(VOX, not_before=NOW + timedelta(hours=2))
    said = {
        "feed_polled": (vox, FeedPolled(VOX, items=3, logged=1)),
        "feed_polled_nothing_new": (vox, none),
        "feed_polled_failing": (failing, FeedPolled(FAILING, failure="the server answered 503")),
        "feed_polled_not_now": (vox, None),
        "feed_polled_not_before": (FeedLine(asked, 12), None),
    }
    return {
        "feed_added": feed_done.added(FeedLine(VOX, 2), first),
        "feed_added_failing": feed_done.added(failing, FeedPolled(FAILING, failure="the server answered 503")),
        "feed_added_not_read_yet": feed_done.added(FeedLine(FRESH, 0), None),
        "feed_known": feed_done.already(
            "That is feed 6, “BuzzFeed News”, which is paused already.", FeedLine(PAUSED, 1)
        ),
        "feed_not_added": feed_done.not_added("vox.com could not be read: a timeout.", "vox.com | outlet: Vox"),
        "feed_changed": feed_done.changed(vox),
        "feed_unchanged": feed_done.unchanged(vox),
        "feed_paused": feed_done.turned(FeedLine(PAUSED, 4)),
        "feed_resumed": feed_done.turned(vox),
        "feed_removed": feed_done.turned(FeedLine(REMOVED, 4)),
        "feed_how_to_remove": feed_done.how_to_remove(vox),
        **{
            name: feeds.card(line, may_edit=True, said=feed_done.poll_said(line, polled, NOW))
            for name, (line, polled) in said.items()
        },
    }


def _several() -> dict[str, dict[str, Any]]:
    found = [
        Discovered("https://www.vox.com/rss/index.xml", "Vox"),
        Discovered("https://www.vox.com/rss/world.xml", ""),
    ]
    many = [Discovered(f"https://site.example/feed{number}.xml", f"{HOSTILE}{number}") for number in range(12)]
    values = FeedValues("vox.com", outlet="Vox", flags=("Privacy",), every=timedelta(hours=2))
    refused = [(f"http://10.0.0.{number}/{HOSTILE}", "the address leads to a private network") for number in range(14)]
    flag = ("https://x.example/", "The flag “x…” is longer than 50 characters.")
    lots = tuple(replace(HOSTILE_FEED, id=number) for number in range(1, 60))
    return {
        "feed_which": feed_done.which_feed(found, values),
        "feed_which_of_many": feed_done.which_feed(many, values),
        "feeds_imported": feed_done.imported(ImportedFeeds((VOX, GOOGLE), (FAILING,), ()), refused[:1]),
        "feeds_imported_overfull": feed_done.imported(ImportedFeeds(lots, lots, (flag,)), refused),
        "feeds_imported_none": feed_done.imported(ImportedFeeds((), (VOX,), ()), []),
        "feeds_exported": feed_done.exported(2, "clearview-feeds.opml", direct=True),
        "feeds_none_to_export": feed_done.nothing_to_export(),
        "feeds_polled_soon": feed_done.polled_soon(12),
        "feeds_none_to_poll": feed_done.polled_soon(0),
        "feeds_how_to_import": feed_done.how_to_import(),
        "feeds_unknown_word": feed_done.unknown_word("ad", "add", "vox.com", may_edit=True),
        "feeds_unknown_word_at_all": feed_done.unknown_word(HOSTILE, None, "", may_edit=True),
        "feeds_help_of_a_reader": feed_done.unknown_word("xyz", None, "", may_edit=False),
    }


def _forms() -> dict[str, dict[str, Any]]:
    long = replace(HOSTILE_FEED, outlet="A long name " * 24, flags=tuple(f"{'flag ' * 9}{one}" for one in range(20)))
    typed = FeedValues("vox.com", outlet="Vox", flags=("Privacy",), log=FeedLog.EVERYTHING, every=timedelta(minutes=90))
    return {
        "feed_form": feed_forms.feed_form(None, FeedValues(), DOSSIERS[:1], channel="C1"),
        "feed_form_typed": feed_forms.feed_form(None, replace(typed, dossier="budget"), DOSSIERS, channel="C1"),
        "feed_form_edit": feed_forms.feed_form(GOOGLE, of_feed(GOOGLE, "clearview"), DOSSIERS, channel="C1"),
        "feed_form_edit_overfull": feed_forms.feed_form(long, of_feed(long, "elsewhere"), DOSSIERS, channel="C1"),
        "feed_form_removal": feed_forms.removal_form(VOX, channel="C1"),
        "feed_form_button": feed_done.form_button(),
        "feed_form_button_edit": feed_done.form_button("3"),
    }
