"""Which items of a feed are new."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.address import canonical_key
from bot.domain.press.identity import believed, fresh, hash64, keys_in_document, keys_of, title_key
from bot.domain.press.item import ItemKeys, NewItem, ParsedItem
from tests.unit.press.made import DAY, HOUR, NOW, an_item, items

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable, Sequence

QUICK = settings(max_examples=80, deadline=None)
SITE = "https://vox.example/"
SHOW = "https://vox.example/podcast"
NOTHING = ItemKeys(0, 0, 0, 0)


class Polls:
    """A feed that is polled again and again: what it has been known to hold, as the store keeps it."""

    def __init__(self, *, site: str = SITE) -> None:
        self.known: list[ItemKeys] = []
        self.now = NOW
        self._site = site

    def poll(self, *document: ParsedItem) -> tuple[NewItem, ...]:
        """The new items of this document. A day passes until the next one."""
        keys = keys_in_document(document, self.now, site=self._site)
        asked = {key.guid for key in keys}, {key.echo for key in keys}
        known = [key for key in self.known if key.guid in asked[0] or key.echo in asked[1]]
        new, listed = fresh(document, keys, known, self.now)
        assert {item.keys for item in new} <= set(listed)
        self.known += [item.keys for item in new]
        self.now += DAY
        return new

    def titles(self, document: Iterable[ParsedItem]) -> list[str]:
        """The titles of the new items of this document."""
        return [item.title for item in self.poll(*document)]


def test_what_a_feed_still_lists_is_not_new_again() -> None:
    polls = Polls()
    assert polls.titles(items(range(5))) == ["Story 0", "Story 1", "Story 2", "Story 3", "Story 4"]
    assert polls.titles(items(range(5))) == []
    assert polls.titles(items([6, 0, 5, 1])) == ["Story 6", "Story 5"]


def test_an_edited_headline_is_not_a_new_item() -> None:
    polls = Polls()
    polls.poll(*items(range(3)))
    assert polls.titles([an_item(1, title="Story 1, corrected", published=NOW)]) == []
    assert polls.titles([an_item(2, url="https://vox.example/moved/2", published=NOW)]) == []


def test_an_edited_headline_is_not_new_without_a_guid_or_without_a_link() -> None:
    for lacking in ({"guid": ""}, {"url": ""}):
        polls = Polls()
        polls.poll(*items(range(3), **lacking))
        assert polls.titles([an_item(1, title="Story 1, corrected", published=NOW, **lacking)]) == []


def test_a_feed_whose_every_guid_is_the_same_loses_no_item() -> None:
    polls = Polls()
    assert len(polls.poll(*items(range(5), guid="same"))) == 5
    assert polls.titles(items([6, 0, 1, 5], guid="same")) == ["Story 6", "Story 5"]
    assert polls.titles(items([7], guid="same")) == ["Story 7"]
    assert polls.titles([an_item(1, guid="same", title="Story 1, corrected", published=NOW)]) == []


@pytest.mark.parametrize("same", [{"guid": "same", "title": "Briefing"}, {"guid": "", "title": "Briefing"}])
def test_a_feed_whose_every_title_is_the_same_as_well_loses_no_item(same: dict[str, str]) -> None:
    polls = Polls()
    assert len(polls.poll(*items(range(5), **same))) == 5
    assert polls.poll(*items(range(5), **same)) == ()
    assert [item.url for item in polls.poll(*items([6, 0], **same))] == ["https://vox.example/story/6"]


def test_a_feed_where_only_the_dates_differ_loses_no_item() -> None:
    polls = Polls()
    same = {"guid": "same", "title": "Warning", "url": SITE}
    assert len(polls.poll(*items(range(5), **same))) == 5
    assert polls.poll(*items(range(5), **same)) == ()
    assert len(polls.poll(*items([9, 0, 1, 8], **same))) == 2


@pytest.mark.parametrize("guids", [True, False])
@pytest.mark.parametrize(("show", "number"), [(SHOW, 5), (SHOW, 2), (SITE, 1)])
def test_items_that_all_link_to_the_shows_page_are_told_apart(show: str, number: int, guids: bool) -> None:
    document = [an_item(one, url=show, **({} if guids else {"guid": ""})) for one in range(number + 1)]
    polls = Polls()
    new = polls.poll(*document[:number])
    assert len(new) == number
    assert polls.poll(*document[:number]) == ()
    assert polls.titles(document[1:]) == [f"Story {number}"]
    assert [(item.canonical, item.keys.url, item.url) for item in new] == [("", 0, show)] * number


def test_two_items_of_one_article_keep_its_address() -> None:
    """Under that they become one story."""
    document = [an_item(1), an_item(2), an_item(3, url="https://vox.example/story/1?utm_source=rss")]
    first, _, last = Polls().poll(*document)
    assert first.canonical == last.canonical == "https://vox.example/story/1"
    assert first.keys.url == last.keys.url == canonical_key("https://vox.example/story/1")


def test_a_list_of_changes_whose_links_differ_by_fragment_loses_no_item() -> None:
    polls = Polls()
    document = [an_item(n, guid="", url=f"https://vox.example/changes#v{n}") for n in range(4)]
    assert len(polls.poll(*document[:3])) == 3
    assert polls.titles(document) == ["Story 3"]


def test_a_story_whose_guid_and_link_change_with_every_poll_is_one_story() -> None:
    polls = Polls()
    for poll in range(4):
        document = [an_item(n, guid=f"{poll}-{n}", url=f"https://vox.example/r/{poll}/{n}") for n in range(3)]
        assert len(polls.poll(*document)) == (0 if poll else 3)
    document = [an_item(n, guid=f"x-{n}", url=f"https://vox.example/x/{n}") for n in range(4)]
    assert polls.titles(document) == ["Story 3"]


def test_without_a_date_the_text_tells_such_a_story() -> None:
    polls = Polls()
    for poll in range(3):
        document = [an_item(n, guid=f"{poll}-{n}", url="", published=None) for n in range(3)]
        assert len(polls.poll(*document)) == (0 if poll else 3)
    assert polls.titles([an_item(1, guid="new", url="", published=None, summary="Something else")]) == ["Story 1"]


def test_several_items_with_one_echo_are_as_many_items() -> None:
    """Letters put online together: one title, one date."""
    polls = Polls()
    letters = [an_item(n, title="Letter", published=NOW) for n in range(4)]
    assert len(polls.poll(*letters[:2])) == 2
    assert [item.guid for item in polls.poll(*letters)] == ["guid-2", "guid-3"]
    volatile = [replace(letter, guid=f"other-{n}", url="") for n, letter in enumerate(letters)]
    assert polls.poll(*volatile) == ()


def test_items_that_are_the_same_in_everything_are_one() -> None:
    polls = Polls()
    assert len(polls.poll(an_item(1), an_item(1), an_item(2), an_item(1, author="Somebody"))) == 2
    assert len(polls.known) == 2


def test_items_that_say_nothing_are_left_out() -> None:
    document = [ParsedItem(), an_item(1), ParsedItem(author="Somebody", published=NOW), ParsedItem(summary="Text only")]
    keys = keys_in_document(document, NOW)
    assert [key == NOTHING for key in keys] == [True, False, True, False]
    new, listed = fresh(document, keys, [NOTHING], NOW)
    assert [item.title for item in new] == ["Story 1", "Text only"]
    assert listed == (keys[1], keys[3])


@pytest.mark.parametrize("part", ["guid", "url", "title", "summary"])
def test_one_part_is_enough_to_be_recognised_by(part: str) -> None:
    polls = Polls(site="")
    document = [ParsedItem(**{part: f"https://vox.example/{n}"}) for n in range(3)]  # type: ignore[arg-type]
    assert len(polls.poll(*document)) == 3
    assert polls.poll(*document) == ()


def test_two_items_with_the_same_guid_in_two_documents_are_told_apart_by_link_and_title() -> None:
    polls = Polls()
    polls.poll(an_item(1, guid="same"))
    assert polls.titles([an_item(2, guid="same")]) == ["Story 2"]


def test_newness_is_never_judged_by_date() -> None:
    polls = Polls()
    polls.poll(an_item(1))
    old = [an_item(n, published=date) for n, date in enumerate(DATES, start=10)]
    assert len(polls.poll(*old)) == len(DATES)


DATES = [
    None,
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    datetime(2009, 5, 1, tzinfo=UTC),
    NOW + 23 * HOUR,
    datetime(2099, 1, 1, tzinfo=UTC),
    datetime.max.replace(tzinfo=timezone(timedelta(hours=-14))),
]


def test_a_date_is_believed_if_there_may_have_been_feeds_and_it_is_at_most_a_day_ahead() -> None:
    assert [believed(date, NOW) for date in DATES] == [None, None, None, DATES[3], DATES[4], None, None]
    assert believed(NOW + DAY, NOW) == NOW + DAY
    assert believed(NOW + DAY + timedelta(seconds=1), NOW) is None
    tokyo = datetime(2026, 11, 25, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    assert str(believed(tokyo, NOW)) == "2026-11-25 09:00:00+09:00"


def test_a_new_item_keeps_what_its_feed_gave() -> None:
    item = ParsedItem(
        guid="g",
        url="https://VOX.example/story?utm_source=rss",
        title="Title",
        summary="Text",
        author="Author",
        source="Source",
        published=NOW - HOUR,
    )
    (new,) = Polls().poll(item)
    assert new == NewItem(
        keys=ItemKeys(
            hash64("g"),
            canonical_key("https://vox.example/story"),
            title_key("Title"),
            hash64(f"title\n{int((NOW - HOUR).timestamp())}"),
        ),
        guid="g",
        url="https://VOX.example/story?utm_source=rss",
        canonical="https://vox.example/story",
        title="Title",
        summary="Text",
        author="Author",
        source="Source",
        published=NOW - HOUR,
        seen=NOW,
    )


def test_without_a_guid_the_link_stands_for_it_and_without_a_link_title_and_day() -> None:
    linked = keys_of(an_item(1, guid=""), NOW)
    assert linked.guid == linked.url == canonical_key("https://vox.example/story/1")
    bare = an_item(1, guid="", url="")
    assert keys_of(bare, NOW).guid == keys_of(bare, NOW + 9 * DAY).guid
    assert keys_of(bare, NOW).guid != keys_of(replace(bare, published=NOW - 5 * DAY), NOW).guid
    undated = replace(bare, published=None)
    assert keys_of(undated, NOW).guid == keys_of(undated, NOW + HOUR).guid != keys_of(undated, NOW + DAY).guid


Parts = dict[str, Any]
PARTS: st.SearchStrategy[Parts] = st.fixed_dictionaries(
    {
        "guid": st.sampled_from(["", "a", "b"]),
        "url": st.sampled_from(["", "https://vox.example/1", "https://vox.example/2", SITE]),
        "title": st.sampled_from(["", "One", "Two"]),
        "summary": st.sampled_from(["", "This", "That"]),
        "published": st.sampled_from([None, NOW, NOW - DAY]),
    }
)
DOCUMENTS = st.lists(st.lists(PARTS.map(lambda parts: ParsedItem(**parts)), max_size=5), min_size=1, max_size=4)


@QUICK
@given(DOCUMENTS)
def test_whatever_a_feed_does_the_same_document_brings_nothing_new(documents: Sequence[Sequence[ParsedItem]]) -> None:
    polls = Polls()
    for document in documents:
        polls.poll(*document)
        polls.now -= DAY
        assert polls.poll(*document) == ()


@QUICK
@given(st.lists(PARTS, max_size=8))
def test_however_guids_titles_and_dates_are_mixed_up_no_item_with_a_link_of_its_own_is_lost(parts: list[Parts]) -> None:
    document = [ParsedItem(**{**one, "url": f"https://vox.example/{n}"}) for n, one in enumerate(parts)]
    polls = Polls()
    assert len(polls.poll(*document[:4])) == len(document[:4])
    assert len(polls.poll(*document)) == len(document[4:])


@QUICK
@given(st.lists(st.sampled_from(range(12)), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_a_document_does_not_matter(numbers: list[int], chance: random.Random) -> None:
    polls = Polls()
    polls.poll(*items(range(6)))
    chance.shuffle(numbers)
    assert polls.titles(items(numbers)) == [f"Story {number}" for number in numbers if number >= 6]
