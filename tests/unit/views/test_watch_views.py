"""What people rely on in what they see of watches; and that whatever was typed or fed goes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.press.query import MAX_LENGTH, WatchQuery, parse_watch, show
from bot.domain.press.watch import Alert, Hit, Place, Watch
from bot.services.watch_trial import Caught, WatchTest
from bot.services.watches import AddedWatch, WatchLine, WatchList
from handlers.form_context import Subject
from handlers.gate import outgoing_message, outgoing_view
from handlers.language import from_value
from handlers.views import watch_forms, watches
from handlers.watch_words import draft_of
from tests.unit.press.watch_queries import queries
from tests.unit.views.samples import NOW
from tests.unit.views.test_claims import buttons, shown
from tests.unit.views.watch_surfaces import AGAIN, DIGEST, FACES, LIST, MUTED, PLAIN, TEST, TRIED, line, unreadable

_QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_every_watch_of_a_list_has_a_menu_whose_choices_are_commands() -> None:
    rows = [block for block in watches.watch_list(LIST, AGAIN)["blocks"] if "accessory" in block]
    assert len(rows) == 5
    typed = [from_value(option["value"]).typed for option in rows[0]["accessory"]["options"]]
    assert typed == [f"/press watch {verb} 2" for verb in ("test", "edit", "mute", "remove")]
    assert "/press watch unmute 5" in [from_value(one["value"]).typed for one in rows[3]["accessory"]["options"]]


def test_readers_are_offered_to_test_and_nothing_else() -> None:
    rows = [
        block for block in watches.watch_list(replace(LIST, may_edit=False), AGAIN)["blocks"] if "accessory" in block
    ]
    assert [option["text"]["text"] for row in rows for option in row["accessory"]["options"]] == ["Test"] * 5
    assert set(buttons(watches.one(line(FACES), may_edit=False))) == {"Test", "All watches"}
    assert set(buttons(watches.tested(TEST, TRIED, may_edit=False))) == {"All watches"}
    assert set(buttons(watches.no_such("palantir", may_edit=False))) == {"Test it", "All watches"}


def test_how_a_query_is_read_is_said_only_where_that_may_surprise() -> None:
    def reads(typed: str) -> bool:
        return "Read as" in shown(watches.tested(replace(TEST, query=parse_watch(typed)), TRIED, may_edit=True))

    assert reads("ICE biometric OR clearview")
    assert reads("clearview and ice")
    assert not reads('Clearview or "Facial recognition"')
    assert not reads("ICE NEAR/5 biometric -sports")


def test_a_channel_is_asked_for_only_where_cards_go_to_it() -> None:
    assert "Invite me there" in shown(watches.changed(line(FACES)))
    assert "Invite me there" not in shown(watches.changed(line(PLAIN)))
    assert "Invite me there" not in shown(watches.changed(line(replace(FACES, alert=Alert.DIGEST))))
    assert "<#C0FOIADESK>" in shown(watches.one(line(replace(MUTED, muted_until=None)), may_edit=True))


def test_a_mute_that_is_over_is_not_shown() -> None:
    assert "muted until" in shown(watches.one(line(MUTED), may_edit=True))
    over = WatchLine(MUTED, 0, 0, NOW + timedelta(days=4))
    assert "muted" not in shown(watches.one(over, may_edit=True))


def test_a_query_that_was_tried_can_be_added_as_it_was_typed() -> None:
    found = buttons(watches.tested(TEST, TRIED, may_edit=True))
    assert from_value(found["Add this watch"]).text == f"watch add {TEST.query.text}"


@pytest.mark.parametrize(("channel", "initial"), [("C0FOIADESK", "C0FOIADESK"), ("#press", None), ("", None)])
def test_a_form_shows_a_channel_that_has_an_id_and_names_one_that_has_not(channel: str, initial: str | None) -> None:
    view = watch_forms.watch_form(draft_of(replace(FACES, channel=channel)), Subject("C1", 2, 1))
    (block,) = [block for block in view["blocks"] if block["block_id"] == "channel"]
    assert block["element"].get("initial_conversation") == initial
    assert ("Now #press" in block["hint"]["text"]) == (channel == "#press")


def test_a_watch_that_nobody_named_has_an_empty_name_in_its_form() -> None:
    named = watch_forms.watch_form(draft_of(DIGEST), Subject("C1", 4, 1))["blocks"][1]["element"]
    unnamed = watch_forms.watch_form(draft_of(PLAIN), Subject("C1", 3, 1))["blocks"][1]["element"]
    assert named["initial_value"] == "Surveillance at large"
    assert "initial_value" not in unnamed


_LINE = st.text(min_size=1, max_size=100)
_WATCHES = st.builds(
    Watch,
    id=st.integers(1, 10**6),
    dossier_id=st.just(1),
    name=_LINE,
    query=st.text(min_size=1, max_size=MAX_LENGTH),
    added_at=st.just(NOW),
    flags=st.lists(st.text("abc &<>*_", min_size=1, max_size=50), max_size=20, unique=True).map(tuple),
    alert=st.sampled_from(Alert),
    channel=st.sampled_from(["", "#press-ice", "C0FOIADESK"]),
    muted_until=st.sampled_from([None, NOW + timedelta(days=1)]),
)
_CAUGHT = st.builds(
    Caught,
    title=st.text(max_size=1_000),
    url=st.one_of(st.just("https://vox.example/x"), st.text(max_size=300)),
    outlet=st.text(max_size=300),
    seen=st.just(NOW),
    hits=st.lists(st.builds(Hit, st.text(max_size=300), st.sampled_from(Place)), max_size=20).map(tuple),
)


@_QUICK
@given(st.lists(_WATCHES, min_size=10, max_size=10))
def test_any_list_of_watches_goes_out(found: list[Watch]) -> None:
    listed = WatchList(tuple(replace(line(watch, 10**6, 10**7)) for watch in found), 10**6, 3, may_edit=True)
    numbered = replace(
        listed, lines=tuple(replace(one, watch=replace(one.watch, id=n)) for n, one in enumerate(listed.lines))
    )
    outgoing_message(watches.watch_list(numbered, AGAIN.on_page(3)), strict=True)


@_QUICK
@given(_WATCHES, queries(), st.lists(_CAUGHT, min_size=10, max_size=10), st.text(max_size=500))
def test_any_word_about_a_watch_goes_out(watch: Watch, query: WatchQuery, caught: list[Caught], typed: str) -> None:
    one = line(watch)
    meant = WatchQuery(show(query.root)[:MAX_LENGTH], query.root)
    outlets = tuple((item.outlet, 10**6) for item in caught[:5])
    test = WatchTest(meant, tuple(caught), 10**7, 3, 100_000, cut=True, outlets=outlets, watch=watch)
    for message in (
        watches.one(one, may_edit=True),
        watches.added(AddedWatch(watch, first=True), test),
        watches.changed(one),
        watches.muted(one),
        watches.removed(watch),
        watches.tested(test, TRIED, may_edit=True),
        watches.tested(replace(test, watch=None), TRIED, may_edit=True),
        watches.no_such(typed, may_edit=True),
        watches.unreadable(unreadable(f'{typed[:400]} surveil** "')),
    ):
        outgoing_message(message, strict=True)
    outgoing_view(watch_forms.watch_form(draft_of(watch), Subject("C1", 2, 1), notice=typed), strict=True)
    outgoing_view(watch_forms.removal_form(watch, Subject("C1", 2)), strict=True)
