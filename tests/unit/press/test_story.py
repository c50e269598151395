"""Whether two items are one story."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.address import canonical_key
from bot.domain.press.story import LIKE, Recent, StoryFacts, likeness_of, same_story
from bot.domain.press.titles import title_key
from tests.unit.press.made import DAY, HOUR, NOW

QUICK = settings(max_examples=100, deadline=None)
TEXT = (
    "The agency signed a contract for face recognition with a company that took billions of pictures from the web, "
    "according to records that the coalition obtained after a lawsuit."
)
OTHER_TEXT = (
    "Lawmakers asked on Tuesday why nobody had written an assessment before the software was bought and put to use, "
    "and whether searches were ever counted."
)


def facts(title: str = "ICE buys Clearview", url: str = "https://vox.example/1", text: str = TEXT) -> StoryFacts:
    return StoryFacts(canonical_key(url), title_key(title), title, text, "Vox", NOW, NOW - HOUR)


COPY = replace(facts(url="https://herald.example/2"), outlet="Herald")


def test_one_canonical_address_is_one_story_whatever_else_differs() -> None:
    later = replace(facts("Other words", text=""), seen=NOW + 30 * DAY, published=NOW + 30 * DAY)
    assert same_story(facts(), later)
    assert same_story(facts(), facts(url="http://www.vox.example/1/?utm_source=rss"))


def test_no_address_is_not_the_same_address() -> None:
    assert not same_story(facts(url="", text=""), facts(url="", text=""))


def test_the_same_title_and_text_elsewhere_is_one_story() -> None:
    assert same_story(facts(), COPY)
    assert same_story(facts(), replace(COPY, title="ICE buys “Clearview”!", summary=TEXT.upper()))


@pytest.mark.parametrize(
    "text",
    [
        TEXT[:80] + "…",
        TEXT[:63],
        TEXT + " " + OTHER_TEXT,
        "ICE buys Clearview. " + TEXT,
        TEXT.replace("billions", "thousands"),
        "By a reporter. " + TEXT + " The post appeared first on Vox.",
    ],
)
def test_texts_that_are_cut_or_hardly_changed_are_shared(text: str) -> None:
    assert same_story(facts(), replace(COPY, summary=text))
    assert same_story(replace(COPY, summary=text), facts())


@pytest.mark.parametrize("text", ["", OTHER_TEXT, TEXT[:50], "The agency signed", TEXT[:70] + OTHER_TEXT])
def test_other_texts_are_not(text: str) -> None:
    assert not same_story(facts(), replace(COPY, summary=text))


@pytest.mark.parametrize(
    "text", ["", "Comments", "Read more…", "ICE buys Clearview", "ICE buys Clearview - Vox", "Vox"]
)
def test_a_title_alone_is_never_enough(text: str) -> None:
    assert not same_story(facts(text=text), replace(COPY, summary=text, outlet="Vox", published=None))


def test_a_short_text_of_its_own_is_shared_when_it_is_the_same() -> None:
    assert same_story(facts(text="Records show it."), replace(COPY, summary="Records show it"))
    assert not same_story(facts(text="Records show it."), replace(COPY, summary="Records show"))


def test_a_judge_who_rules_against_is_never_merged_with_one_who_rules_for() -> None:
    one = facts("Judge rules against Clearview in privacy case")
    other = facts("Judge rules for Clearview in privacy case", url="https://herald.example/2")
    assert not same_story(one, other)
    assert likeness_of(one, other) >= LIKE


@pytest.mark.parametrize(("apart", "same"), [(72 * HOUR, True), (72 * HOUR + timedelta(seconds=1), False)])
def test_the_same_title_and_text_count_for_72_hours(apart: timedelta, same: bool) -> None:
    for sign in (1, -1):
        other = replace(COPY, published=NOW - HOUR + sign * apart)
        assert same_story(facts(), other) is same
        assert (likeness_of(facts(), other) > 0) is same


def test_what_has_no_date_counts_from_when_it_was_seen() -> None:
    assert same_story(facts(), replace(COPY, published=None))
    assert not same_story(facts(), replace(COPY, published=None, seen=NOW + 5 * DAY))
    assert same_story(facts(), replace(COPY, seen=NOW + 5 * DAY))


def test_a_column_that_comes_daily_under_one_title_is_a_story_each_day() -> None:
    today = facts("Morning briefing")
    yesterday = replace(today, canonical_key=canonical_key("https://vox.example/0"), published=NOW - DAY - HOUR)
    assert not same_story(today, yesterday)
    assert same_story(today, replace(yesterday, outlet="Herald"))
    assert same_story(today, replace(yesterday, canonical_key=0))
    assert same_story(today, replace(yesterday, published=NOW - 3 * HOUR))
    assert same_story(replace(today, outlet=""), replace(yesterday, outlet=""))


def test_likeness_is_of_headlines_without_case_punctuation_order_and_outlet() -> None:
    one = facts("Clearview signs deal with ICE")
    assert likeness_of(one, facts("CLEARVIEW signs deal with ‘ICE’")) == 100
    assert likeness_of(one, facts("ICE signs deal with Clearview")) == 100
    assert likeness_of(one, replace(facts("Clearview signs deal with ICE - The Herald"), outlet="The Herald")) == 100
    assert likeness_of(one, facts("Clearview signs big deal with ICE")) > LIKE
    assert likeness_of(one, facts("Weather in Washington")) == 0


STORIES = st.builds(
    StoryFacts,
    st.sampled_from([0, 1, 2]),
    st.just(0),
    st.sampled_from(["", "A judge rules", "A judge rules not", "Other"]),
    st.sampled_from(["", TEXT, TEXT[:90], OTHER_TEXT]),
    st.sampled_from(["", "Vox"]),
    st.sampled_from([NOW, NOW - 4 * DAY]),
    st.sampled_from([None, NOW - DAY]),
).map(lambda story: replace(story, title_key=title_key(story.title)))


@QUICK
@given(STORIES, STORIES)
def test_it_does_not_matter_which_of_two_comes_first(one: StoryFacts, other: StoryFacts) -> None:
    assert same_story(one, other) is same_story(other, one)
    assert likeness_of(one, other) == likeness_of(other, one)
    assert 0 <= likeness_of(one, other) <= 100
    if same_story(one, other):
        assert one.canonical_key == other.canonical_key != 0 or (
            one.title == other.title and one.summary and other.summary
        )


TITLES = (
    *("Judge rules against Clearview", "Judge rules for Clearview", "Clearview: judge rules against"),
    *("ICE buys Clearview", "ICE buys Clearview - Vox", "Weather", "", "Clearview wins, ICE loses in court"),
)


@QUICK
@given(st.lists(st.sampled_from(TITLES), min_size=1, max_size=8), st.sampled_from(TITLES))
def test_many_at_once_are_judged_as_each_alone(titles: list[str], title: str) -> None:
    stories = [facts(title) for title in titles]
    one = facts(title)
    alone = {number: score for number, other in enumerate(stories) if (score := likeness_of(one, other))}
    assert Recent(stories).like(one) == alone
