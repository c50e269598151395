"""What the form of a feed holds, and what of it is written."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.press.feed import FeedLog
from bot.errors import BadInput, NotFound
from bot.feeds.discover import Discovered
from bot.services.feed_lines import FeedChange
from handlers import ids
from handlers.feed_values import FeedSubject, FeedValues, as_far_as_read, of_feed, of_form, of_line
from handlers.views.feed_forms import feed_form
from tests.unit.views.feed_surfaces import DOSSIERS, GOOGLE, HOSTILE_FEED, VOX
from tests.unit.views.slack_state import chosen, picked, submitted

LINE = "vox.com | outlet: Vox | dossier: budget | log: everything | flags: Privacy, PIA | every: 120 min"
VALUES = FeedValues("vox.com", "Vox", ("Privacy", "PIA"), FeedLog.EVERYTHING, timedelta(hours=2), "budget")

words = st.text("abc déf", min_size=1, max_size=12).map(str.strip).filter(bool)


def test_a_line_is_read_and_written_alike() -> None:
    assert of_line(LINE) == VALUES
    assert VALUES.line("vox.com") == LINE
    assert FeedValues("vox.com").line("vox.com") == "vox.com"


@given(
    st.builds(
        FeedValues,
        st.just("https://vox.com/rss"),
        words,
        st.lists(words, max_size=3).map(tuple),
        st.sampled_from(FeedLog),
        st.integers(10, 1_440).map(lambda minutes: timedelta(minutes=minutes)) | st.just(timedelta()),
        words,
    )
)
def test_whatever_a_form_holds_survives_as_a_line(values: FeedValues) -> None:
    assert of_line(values.line(values.url)) == values


def test_of_a_line_with_something_wrong_the_rest_is_kept_for_the_form() -> None:
    with pytest.raises(BadInput):
        of_line("vox.com | outlet: Vox | every: 5 minutes")
    assert as_far_as_read("vox.com | outlet: Vox | every: 5 minutes | frob: x | log: all") == FeedValues(
        "vox.com", "Vox", log=FeedLog.EVERYTHING
    )
    assert as_far_as_read("") == FeedValues()
    assert as_far_as_read(" Vox  Media ") == FeedValues("Vox Media")


def test_a_draft_has_the_address_that_was_found() -> None:
    draft = VALUES.draft(7, Discovered("https://www.vox.com/rss/index.xml", "Vox - All"))
    assert (draft.dossier_id, draft.url, draft.title, draft.outlet) == (
        7,
        "https://www.vox.com/rss/index.xml",
        "Vox - All",
        "Vox",
    )
    assert (draft.flags, draft.log, draft.every) == (("Privacy", "PIA"), FeedLog.EVERYTHING, timedelta(hours=2))
    assert FeedValues("vox.com").draft(7, Discovered("https://vox.com/rss", "")).every is None


@pytest.mark.parametrize("feed", [VOX, GOOGLE, HOSTILE_FEED])
@pytest.mark.parametrize("slug", ["clearview", "elsewhere"])
def test_a_form_that_was_left_alone_changes_nothing(feed: object, slug: str) -> None:
    assert isinstance(feed, type(VOX))
    view = submitted(feed_form(feed, of_feed(feed, slug), DOSSIERS, channel="C1"))
    assert FeedSubject.decode(view).number == feed.id
    assert FeedSubject.decode(view).change(of_form(view)) == FeedChange()


def test_only_what_was_changed_in_the_form_is_written() -> None:
    view = submitted(feed_form(VOX, of_feed(VOX, "clearview"), DOSSIERS, channel="C1"), outlet="Vox Media")
    assert FeedSubject.decode(view).change(of_form(view)) == FeedChange(outlet="Vox Media")
    view = picked(chosen(view, ids.TAGS, "PIA"), ids.PACE, "10 min")
    view = picked(picked(view, ids.DOSSIER, "budget"), ids.FEED_LOG, "everything")
    assert FeedSubject.decode(view).change(of_form(view)) == FeedChange(
        "Vox Media", ("PIA",), FeedLog.EVERYTHING, timedelta(minutes=10), "budget"
    )


def test_an_outlet_can_be_emptied_and_the_pace_given_back() -> None:
    view = submitted(feed_form(GOOGLE, of_feed(GOOGLE, "clearview"), DOSSIERS, channel="C1"), outlet=None)
    view = picked(view, ids.PACE, "auto")
    assert FeedSubject.decode(view).change(of_form(view)) == FeedChange(outlet="", every=timedelta())


def test_where_there_is_one_dossier_none_is_asked_for_and_none_is_written() -> None:
    view = submitted(feed_form(VOX, of_feed(VOX, "clearview"), DOSSIERS[:1], channel="C1"))
    assert ids.DOSSIER not in view["state"]["values"]
    assert FeedSubject.decode(view).change(of_form(view)) == FeedChange()


@pytest.mark.parametrize("metadata", ["", "x", "[]", '{"number": "x"}', '{"shown": "1 2"}'])
def test_a_form_of_an_older_version_says_so(metadata: str) -> None:
    with pytest.raises(NotFound, match="older version"):
        FeedSubject.decode({"private_metadata": metadata})


def test_what_a_form_carries_is_short_whatever_the_feed() -> None:
    view = feed_form(HOSTILE_FEED, of_feed(HOSTILE_FEED, "clearview"), DOSSIERS, channel="C0FOIADESK")
    assert json.loads(view["private_metadata"])["channel"] == "C0FOIADESK"
    assert len(view["private_metadata"]) < 200
