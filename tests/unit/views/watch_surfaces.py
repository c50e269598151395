"""The surfaces of watches: the list, what is said of one, what a query would have caught, and the forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.press.query import Unreadable, parse_watch
from bot.domain.press.watch import FOREVER, Alert, Hit, Place, Watch, WatchDraft
from bot.services.watch_trial import Caught, WatchTest
from bot.services.watches import AddedWatch, WatchLine, WatchList
from handlers.form_context import Subject
from handlers.language import Command
from handlers.views import watch_forms, watches
from handlers.watch_words import draft_of
from tests.unit.views.samples import HOSTILE, NOW

AGAIN = Command("press", "watch")
TRIED = Command("press", 'watch test clearview OR "facial recognition"')
QUERY = 'clearview OR "facial recognition"'

FACES = Watch(
    2, 1, "Face search", QUERY, NOW - timedelta(days=40), ("First Amendment", "Privacy"), channel="#press-ice"
)
PLAIN = Watch(3, 1, "ICE NEAR/5 biometric", "ICE NEAR/5 biometric", NOW)
DIGEST = replace(PLAIN, id=4, name="Surveillance at large", query="surveil* -sports", alert=Alert.DIGEST)
MUTED = replace(
    PLAIN, id=5, name="Palantir", query="palantir", muted_until=NOW + timedelta(days=3), channel="C0FOIADESK"
)
SILENT = replace(MUTED, id=6, name="Cellebrite", query="cellebrite", muted_until=FOREVER, channel="")
HOSTILE_WATCH = replace(
    FACES,
    id=999_999,
    name=(HOSTILE * 2)[:100],
    query=f'"{HOSTILE * 6}"'[:500],
    flags=tuple(f"{HOSTILE} {number}"[:50] for number in range(20)),
    channel="#" + "x" * 80,
)

LABELLED = replace(HOSTILE_WATCH, flags=tuple(f"Flag & more {number:02d} {'x' * 33}" for number in range(20)))


def line(watch: Watch, week: int = 3, month: int = 12) -> WatchLine:
    """A watch in the list."""
    return WatchLine(watch, week, month, NOW)


LIST = WatchList(
    (line(FACES), line(PLAIN, 0, 1), line(DIGEST, 41, 160), line(MUTED, 0, 0), line(SILENT, 1, 1)),
    total=5,
    page=0,
    may_edit=True,
)
OVERFULL = WatchList(
    tuple(line(replace(HOSTILE_WATCH, id=900_000 + number), 12_000, 50_000) for number in range(10)),
    total=1_204,
    page=3,
    may_edit=True,
)
CAUGHT = (
    Caught(
        "ICE’s use of Clearview AI",
        "https://www.vox.com/clearview",
        "Vox",
        NOW - timedelta(hours=5),
        (Hit("Clearview", Place.TITLE), Hit("facial-recognition", Place.TEXT)),
    ),
    Caught("", "", "The Markup", NOW - timedelta(days=9), (Hit("Clearview", Place.TEXT),)),
)
HOSTILE_CAUGHT = Caught(
    HOSTILE * 30,
    f"https://evil.example/{'a' * 1_900}",
    HOSTILE * 9,
    NOW,
    tuple(Hit(f"{HOSTILE} {number}", Place.TEXT) for number in range(20)),
)
TEST = WatchTest(parse_watch(QUERY), CAUGHT, 2, 0, 18_204, cut=False, outlets=(("Vox", 1), ("The Markup", 1)))
NOTHING = replace(TEST, caught=(), total=0, outlets=())
PAGE = replace(
    TEST,
    query=parse_watch("ICE biometric or clearview"),
    caught=(HOSTILE_CAUGHT,) * 10,
    total=5_000,
    page=3,
    tried=100_000,
    cut=True,
    outlets=tuple((f"{number} {HOSTILE * 3}", 900) for number in range(5)),
)


def unreadable(typed: str) -> Unreadable:
    """Why a query is refused."""
    with pytest.raises(Unreadable) as caught:
        parse_watch(typed)
    return caught.value


def watch_surfaces() -> dict[str, dict[str, Any]]:
    """The surfaces by the names of their golden files."""
    return {**_lists(), **_one(), **_tests(), **_forms()}


def _lists() -> dict[str, dict[str, Any]]:
    none = replace(LIST, lines=(), total=0)
    return {
        "watches": watches.watch_list(LIST, AGAIN),
        "watches_of_a_reader": watches.watch_list(replace(LIST, may_edit=False), AGAIN),
        "watches_none": watches.watch_list(none, AGAIN),
        "watches_none_for_a_reader": watches.watch_list(replace(none, may_edit=False), AGAIN),
        "watches_overfull": watches.watch_list(OVERFULL, AGAIN.on_page(3)),
        "watches_past_the_end": watches.watch_list(replace(OVERFULL, lines=()), AGAIN.on_page(600)),
    }


def _one() -> dict[str, dict[str, Any]]:
    return {
        "watch": watches.one(line(FACES), may_edit=True),
        "watch_of_a_reader": watches.one(line(FACES), may_edit=False),
        "watch_overfull": watches.one(line(HOSTILE_WATCH), may_edit=True),
        "watch_added": watches.added(AddedWatch(FACES, first=False), TEST),
        "watch_added_first": watches.added(AddedWatch(PLAIN, first=True), replace(NOTHING, query=PAGE.query)),
        "watch_added_by_form": watches.added(AddedWatch(DIGEST, first=True)),
        "watch_changed": watches.changed(line(FACES)),
        "watch_muted": watches.muted(line(MUTED)),
        "watch_muted_for_good": watches.muted(line(SILENT)),
        "watch_unmuted": watches.muted(line(FACES)),
        "watch_removed": watches.removed(replace(FACES, removed_because="too many hits")),
        "watch_no_such": watches.no_such(f"{HOSTILE * 12}"[:400], may_edit=True),
        "watch_form_button": watches.form_button(),
        "watch_form_button_edit": watches.form_button("2"),
        "watch_how_to_remove": watches.how_to_remove("2"),
    }


def _tests() -> dict[str, dict[str, Any]]:
    return {
        "watch_test": watches.tested(TEST, TRIED, may_edit=True),
        "watch_test_of_a_reader": watches.tested(TEST, TRIED, may_edit=False),
        "watch_test_of_a_watch": watches.tested(
            replace(TEST, watch=FACES), Command("press", "watch test 2"), may_edit=True
        ),
        "watch_test_nothing": watches.tested(NOTHING, TRIED, may_edit=True),
        "watch_test_overfull": watches.tested(PAGE, TRIED.on_page(3), may_edit=True),
        "watch_test_past_the_end": watches.tested(
            replace(PAGE, caught=(), page=900), TRIED.on_page(900), may_edit=True
        ),
        "watch_unreadable": watches.unreadable(unreadable("ICE NEAR/5")),
        "watch_unreadable_long": watches.unreadable(unreadable(f"{'ab `c` *d* <!channel> ' * 18}surveil**")),
    }


def _forms() -> dict[str, dict[str, Any]]:
    stale = "Somebody changed watch 2 while you were writing."
    return {
        "watch_form": watch_forms.watch_form(WatchDraft(""), Subject("C0FOIADESK")),
        "watch_form_edit": watch_forms.watch_form(draft_of(FACES), Subject("C0FOIADESK", 2, 1)),
        "watch_form_unnamed": watch_forms.watch_form(
            draft_of(replace(PLAIN, channel="C0FOIADESK")), Subject("C1", 3, 1)
        ),
        "watch_form_stale": watch_forms.watch_form(draft_of(FACES), Subject("C1", 2, 2), notice=stale),
        "watch_form_overfull": watch_forms.watch_form(draft_of(LABELLED), Subject("C1", 2, 2), notice=HOSTILE * 90),
        "watch_removal_form": watch_forms.removal_form(HOSTILE_WATCH, Subject("C1", 2)),
    }
