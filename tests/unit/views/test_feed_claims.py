"""What people rely on in what they see of feeds, said one claim at a time; and that any feed can be shown."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dossiers import Dossier
from bot.domain.entries import MAX_TAG, clean_line
from bot.domain.press.feed import FailureKind, Feed, FeedLog, FeedState, Trouble
from bot.domain.press.item import MAX_NAME, MAX_URL
from bot.feeds.discover import Discovered
from bot.services.feed_lines import FAILING, PAGE, PAUSED, FeedLine, FeedList, ImportedFeeds
from bot.services.feeds import MAX_REASON, MOST_FLAGS
from bot.services.polling import FeedPolled
from handlers import ids
from handlers.feed_values import FeedValues, as_far_as_read, of_feed, of_line
from handlers.language import MAX_TYPED, Command, from_value
from handlers.views import feed_done, feed_forms, feeds
from handlers.views.lines import cut
from tests.unit.views import feed_surfaces as sample
from tests.unit.views.samples import NOW
from tests.unit.views.test_claims import action_ids, buttons, shown
from tests.unit.views.test_hostile import _QUICK, taken, taken_view, text

AGAIN = Command("press", "feeds")


def choices(message: dict[str, Any], number: int) -> dict[str, str]:
    """Label → value of what stands in a feed's menu."""
    menus = [block["accessory"] for block in message["blocks"] if "accessory" in block]
    menu = next(one for one in menus if one["action_id"] == f"{ids.FEED_MORE}:{number}")
    return {option["text"]["text"]: option["value"] for option in menu["options"]}


# -- the list -------------------------------------------------------------------------------------------------


def test_the_first_line_says_how_many_there_are_and_what_is_wrong() -> None:
    heading = feeds.feed_list(sample.LIST, AGAIN, private=True)["text"]
    assert heading == "*7 feeds* · 2 failing · 2 paused"
    assert feeds.feed_list(sample.WELL, AGAIN, private=True)["text"] == "*2 feeds* · all well"


def test_the_failing_and_the_paused_are_one_press_away_and_so_are_all() -> None:
    found = buttons(feeds.feed_list(sample.LIST, AGAIN, private=True))
    assert from_value(found["Failing (2)"]) == Command("press", "feeds failing")
    assert from_value(found["Paused (2)"]) == Command("press", "feeds paused")
    assert "All feeds" not in found
    part = buttons(feeds.feed_list(sample.ONLY_FAILING, Command("press", "feeds failing"), private=True))
    assert from_value(part["All feeds"]) == AGAIN
    assert "Failing (2)" not in part
    assert "Paused (2)" in part


def test_where_all_are_failing_there_is_no_other_part_to_show() -> None:
    all_failing = replace(sample.LIST, failing=7, paused=0)
    assert "Failing (7)" not in buttons(feeds.feed_list(all_failing, AGAIN, private=True))


def test_a_feed_that_fails_says_since_when_and_why_and_when_it_was_last_read_and_is_tried_next() -> None:
    said = feeds.health(FeedLine(sample.FAILING, 3))
    assert said.startswith("⚠ Failing since <!date^")
    assert ": the server answered 503\nLast read <!date^" in said
    assert " · next try <!date^" in said
    assert said.endswith("1,240 items, 3 logged")
    assert "Never read" in feeds.health(FeedLine(sample.NEVER, 0))


def test_a_menu_offers_what_can_be_done_and_knows_its_page_and_part() -> None:
    listed = feeds.feed_list(replace(sample.ONLY_FAILING, page=2), AGAIN, private=True)
    assert choices(listed, 5) == {
        "Poll now": "poll 5 2 failing",
        "Edit…": "edit 5 2 failing",
        "Pause": "pause 5 2 failing",
        "Remove…": "remove 5 2 failing",
    }
    all_ = feeds.feed_list(sample.LIST, AGAIN, private=True)
    assert choices(all_, 6) == {"Edit…": "edit 6 0", "Resume": "resume 6 0", "Remove…": "remove 6 0"}
    assert "Resume" in choices(all_, 7)


def test_readers_see_the_health_and_nothing_that_they_may_not_do() -> None:
    reader = feeds.feed_list(replace(sample.LIST, may_edit=False), AGAIN, private=True)
    assert not [block for block in reader["blocks"] if "accessory" in block]
    assert ids.ADD_FEED not in action_ids(reader)
    assert "Failing since" in shown(reader)
    card = feeds.card(FeedLine(sample.VOX, 1), may_edit=False)
    assert list(buttons(card)) == ["All feeds"]
    none = feeds.feed_list(replace(sample.WELL, lines=(), shown=0, total=0, may_edit=False), AGAIN, private=True)
    assert shown(none).count("No feed is polled yet") == 1
    assert "feeds add" not in shown(none)


def test_a_list_of_many_is_paged_with_its_part() -> None:
    again = Command("press", "feeds failing", 3)
    message = feeds.feed_list(sample.OVERFULL, again, private=True)
    found = buttons(message)
    assert from_value(found["← Previous"]) == again.on_page(2)
    assert from_value(found["Next →"]) == again.on_page(4)
    assert "31–40 of 4,990" in shown(message)


def test_what_was_done_stands_above_the_list() -> None:
    said = feed_done.turn_said(FeedLine(sample.PAUSED, 0))
    message = feeds.feed_list(sample.LIST, AGAIN, private=True, said=said)
    first = message["blocks"][0]["text"]["text"]
    assert first == "Feed 6, BuzzFeed News, is paused: It closed in 2023.\n\n*7 feeds* · 2 failing · 2 paused"
    assert message["text"].startswith("Feed 6, BuzzFeed News, is paused")


def test_a_name_leads_to_the_feed_and_what_is_set_on_it_is_said() -> None:
    assert feeds.title(FeedLine(sample.GOOGLE, 0, "The 2027 budget")) == (
        "*4*  <https://news.google.com/rss/search?q=clearview+ice|Google News: Clearview> · logs everything · every 1 h"
        " · for The 2027 budget"
    )
    odd = replace(sample.VOX, every=timedelta(minutes=90))
    assert feeds.title(FeedLine(odd, 0)).endswith(" · every 90 min · flags First Amendment")


# -- what was done --------------------------------------------------------------------------------------------


def test_what_was_paused_or_removed_can_be_taken_back_at_once() -> None:
    paused = buttons(feed_done.turned(FeedLine(sample.PAUSED, 0)))
    removed = buttons(feed_done.turned(FeedLine(sample.REMOVED, 0)))
    assert from_value(paused["Resume"]) == Command("press", "feeds resume 6")
    assert from_value(removed["Bring it back"]) == Command("press", "feeds resume 6")
    resumed = buttons(feed_done.turned(FeedLine(sample.VOX, 0)))
    assert from_value(resumed["Pause"]) == Command("press", "feeds pause 3")
    assert list(buttons(feeds.card(FeedLine(sample.REMOVED, 0), may_edit=True))) == ["Bring it back", "All feeds"]


def test_the_sentence_of_one_item_is_of_one_item() -> None:
    one = FeedPolled(sample.VOX, items=1, logged=1)
    assert "It holds 1 item; 1 went into the log." in shown(feed_done.added(FeedLine(sample.VOX, 1), one))
    assert "1 item, 1 logged" in feeds.health(FeedLine(replace(sample.VOX, seen=1), 1))


def test_a_choice_among_feeds_carries_what_was_typed() -> None:
    values = FeedValues("vox.com", "Vox", ("Privacy",), FeedLog.EVERYTHING, timedelta(hours=2))
    message = feed_done.which_feed(
        [Discovered("https://vox.com/rss", "All"), Discovered("https://vox.com/w", "")], values
    )
    command = from_value(buttons(message)["Add 2"])
    assert of_line(command.text.removeprefix("feeds add ")) == replace(values, url="https://vox.com/w")


def test_a_choice_that_is_too_long_for_a_command_is_not_offered() -> None:
    found = [Discovered(f"https://vox.com/{'a' * 1_300}", "Long"), Discovered("https://vox.com/rss", "Short")]
    message = feed_done.which_feed(found, FeedValues("vox.com"))
    assert list(buttons(message)) == ["Add 2"]
    assert all(len(from_value(value).text) <= MAX_TYPED for value in buttons(message).values())


def test_an_import_lists_what_was_added_what_was_there_and_what_was_refused_with_the_reason() -> None:
    refused = [("http://10.0.0.1/rss", "the address leads to a private network")]
    message = feed_done.imported(ImportedFeeds((sample.VOX, sample.GOOGLE), (sample.FAILING,), ()), refused)
    assert message["text"] == "*2 feeds added* · 1 there already · 1 refused"
    said = shown(message)
    for words in (
        "Added: 3 Vox, 4 Google News: Clearview",
        "There already: 5 The Intercept",
        "`http://10.0.0.1/rss` the address leads to a private network",
    ):
        assert words in said


def test_what_was_typed_goes_into_the_form_behind_the_button() -> None:
    message = feed_done.not_added("No.", "vox.com | outlet: Vox")
    assert buttons(message)["Open the form"] == "feed vox.com | outlet: Vox"


def test_a_feed_whose_server_asked_for_a_pause_says_until_when() -> None:
    asked = FeedLine(replace(sample.VOX, not_before=NOW + timedelta(hours=1)), 0)
    assert "asked to be left alone until <!date^" in feed_done.poll_said(asked, None, NOW)
    assert "next in turn" in feed_done.poll_said(asked, None, NOW + timedelta(hours=2))
    assert "next in turn" in feed_done.poll_said(asked, FeedPolled(asked.feed, dropped=True), NOW + timedelta(hours=2))


# -- whatever the store may hold ------------------------------------------------------------------------------

_flags = st.lists(text(MAX_TAG, least=1).map(clean_line).filter(bool), max_size=MOST_FLAGS).map(tuple)
_troubles = st.none() | st.builds(
    Trouble, st.just(NOW), st.floats(0, 99), st.sampled_from(FailureKind), text(600), st.booleans()
)
_any_feed = st.builds(
    Feed,
    id=st.integers(1, 999_999_999),
    dossier_id=st.just(1),
    url=text(MAX_URL - 20).map(lambda tail: f"https://x.example/{tail}"),
    host=st.just("x.example:443"),
    added_at=st.just(NOW),
    next_at=st.just(NOW),
    outlet=text(MAX_NAME),
    title=text(MAX_NAME),
    flags=_flags,
    log=st.sampled_from(FeedLog),
    every=st.none() | st.integers(10, 1_440).map(lambda minutes: timedelta(minutes=minutes)),
    state=st.sampled_from(FeedState),
    state_reason=text(MAX_REASON),
    succeeded_at=st.none() | st.just(NOW),
    trouble=_troubles,
    seen=st.integers(0, 10**9),
)
_lines = st.builds(FeedLine, _any_feed, st.integers(0, 10**6), text(200))


@_QUICK
@given(
    st.lists(_lines, max_size=PAGE, unique_by=lambda line: line.feed.id).map(tuple),
    st.booleans(),
    st.sampled_from(["", FAILING, PAUSED]),
    text(900),
)
def test_any_list_of_feeds_goes_out(lines: tuple[FeedLine, ...], may_edit: bool, which: str, said: str) -> None:
    listed = FeedList(lines, 5_000, 6_000, 7, 1_000, 2_000, watched=False, may_edit=may_edit, which=which)
    taken(feeds.feed_list(listed, Command("press", f"feeds {which}", 7), private=True, said=cut(said, 900)))


@_QUICK
@given(_lines, text(600), st.integers(0, 2_000), st.booleans())
def test_whatever_is_said_of_a_feed_goes_out(line: FeedLine, sentence: str, items: int, may_edit: bool) -> None:
    for polled in (None, FeedPolled(line.feed, items, items), FeedPolled(line.feed, failure=sentence or "x")):
        taken(feed_done.added(line, polled))
        taken(feeds.card(line, may_edit=may_edit, said=feed_done.poll_said(line, polled, NOW)))
    for view in (feed_done.turned, feed_done.changed, feed_done.unchanged, feed_done.how_to_remove):
        taken(view(line))
    taken(feed_done.already(sentence, line))
    taken(feed_done.not_added(f"No: {sentence}", sentence * 3))
    taken(feed_done.unknown_word(sentence[:MAX_TYPED] or "x", None, "", may_edit=may_edit))
    taken(feed_done.unknown_word(sentence[:60] or "x", "add", sentence, may_edit=may_edit))


@_QUICK
@given(
    st.lists(_any_feed, max_size=30).map(tuple),
    st.lists(st.tuples(text(MAX_URL), text(300)), max_size=30),
    st.lists(st.builds(Discovered, text(MAX_URL, least=1), text(MAX_NAME)), min_size=2, max_size=12),
    text(MAX_NAME),
)
def test_any_import_and_any_choice_goes_out(
    listed: tuple[Feed, ...], refused: list[tuple[str, str]], found: list[Discovered], outlet: str
) -> None:
    taken(feed_done.imported(ImportedFeeds(listed, listed, tuple(refused)), refused))
    taken(feed_done.which_feed(found, FeedValues("x.example", outlet)))


@_QUICK
@given(_any_feed, st.sampled_from(["clearview", "budget", "elsewhere"]), text(200))
def test_any_form_of_a_feed_opens(feed: Feed, slug: str, name: str) -> None:
    dossiers = (*sample.DOSSIERS, Dossier(3, "third", name or "x"))
    taken_view(feed_forms.feed_form(feed, of_feed(feed, slug), dossiers, channel="C1"))
    typed = as_far_as_read(f"{feed.url} | outlet: {feed.outlet} | flags: {', '.join(feed.flags)}")
    taken_view(feed_forms.feed_form(None, typed, dossiers, channel="C1"))
    taken_view(feed_forms.removal_form(feed, channel="C1"))


def test_no_outside_text_is_a_command_of_its_own() -> None:
    found = [Discovered("https://x.example/a|b", "“ | outlet: Mine”"), Discovered("https://x.example/c", "")]
    commands = [from_value(value).text for value in buttons(feed_done.which_feed(found, FeedValues("x"))).values()]
    assert [of_line(text.removeprefix("feeds add ")).outlet for text in commands] == ["", ""]
    assert json.dumps(commands)
