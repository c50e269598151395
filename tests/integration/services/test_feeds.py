"""The list of feeds: who may see and change it, what is there already, two people at once, and its pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.people import Role
from bot.domain.press.feed import Feed, FeedDraft
from bot.domain.press.watch import WatchDraft
from bot.errors import AlreadyDone, BadInput, Conflict, Duplicate, NotAllowed
from bot.services.feed_lines import FAILING, PAGE, PAUSED, FeedChange, ImportedFeeds
from bot.services.stamping import stamp_of
from tests.integration.services.feed_list import VOX, add, at_once, fail

if TYPE_CHECKING:
    from tests.integration.services.people import Desk

# -- who may --------------------------------------------------------------------------------------------------


def test_members_see_the_list_and_change_nothing(desk: Desk) -> None:
    feed, feeds = add(desk), desk.services.feeds
    mia = desk.asking("mia", Role.MEMBER)
    assert [line.feed for line in feeds.list(mia).lines] == [feed]
    assert not feeds.list(mia).may_edit
    assert feeds.one(mia, "1").feed == feeds.meant(mia, "1 x")[0].feed == feed
    for refused, what in (
        (lambda: feeds.add(mia, FeedDraft(1, "https://a.example/")), "add feeds"),
        (lambda: feeds.import_many(mia, []), "add feeds"),
        (lambda: feeds.change(mia, "1", FeedChange(outlet="x")), "change feeds"),
        (lambda: feeds.pause(mia, "1"), "pause feeds"),
        (lambda: feeds.resume(mia, "1"), "resume feeds"),
        (lambda: feeds.remove(mia, "1", "x"), "remove feeds"),
        (lambda: feeds.poll_soon(mia, "1"), "poll feeds"),
        (lambda: feeds.poll_all_soon(mia), "poll feeds"),
        (lambda: feeds.every(mia), "export feeds"),
    ):
        with pytest.raises(NotAllowed, match=f"Only editors and admins can {what}"):
            refused()
    assert feeds.list(desk.asking()).lines[0].feed == feed


def test_outsiders_and_those_who_are_overheard_by_them_learn_nothing(desk: Desk) -> None:
    add(desk)
    feeds = desk.services.feeds
    for asking, said in (
        (desk.asking("otto", Role.OUTSIDER), "Only members of the coalition can see the feeds"),
        (replace(desk.asking("ada", Role.ADMIN), overheard=True), "People of other organisations read along here"),
    ):
        for looked in (
            lambda a=asking: feeds.list(a),
            lambda a=asking: feeds.one(a, "1"),
            lambda a=asking: feeds.meant(a, "1"),
        ):
            with pytest.raises(NotAllowed, match=said):
                looked()
    with pytest.raises(NotAllowed, match="read along here"):
        feeds.every(replace(desk.asking(), overheard=True))


# -- adding ---------------------------------------------------------------------------------------------------


def test_a_feed_is_added_as_it_was_given_and_due_at_once(desk: Desk) -> None:
    feed = add(
        desk, outlet=" Vox \n Media ", flags=("First Amendment", "first amendment", " "), every=timedelta(hours=2)
    )
    line = desk.services.feeds.one(desk.asking(), str(feed.id))
    assert line.feed == feed
    assert (feed.outlet, feed.flags, feed.every) == ("Vox Media", ("First Amendment",), timedelta(hours=2))
    assert (feed.next_at, feed.added_at, line.logged, line.dossier) == (desk.clock.now, desk.clock.now, 0, "")


@pytest.mark.parametrize(
    "url",
    [
        VOX,
        "http://www.vox.com/rss/index.xml",
        "https://vox.com/rss/index.xml",
        "https://www.vox.com/rss/index.xml?utm_source=reader",
    ],
)
def test_the_same_address_in_another_spelling_is_the_same_feed(desk: Desk, url: str) -> None:
    add(desk, outlet="Vox")
    with pytest.raises(Duplicate) as refused:
        add(desk, url)
    assert str(refused.value) == "That is feed 1, “Vox”, which is polled already."
    assert refused.value.public_id == "1"


def test_a_paused_feed_that_is_added_again_names_the_way_to_have_it_polled(desk: Desk) -> None:
    add(desk, outlet="Vox")
    desk.services.feeds.pause(desk.asking(), "1")
    with pytest.raises(Duplicate, match=r"which is paused already\. `/press feeds resume 1` polls it again"):
        add(desk)


def test_a_removed_feed_may_be_added_again_and_then_not_come_back_as_well(desk: Desk) -> None:
    add(desk)
    desk.services.feeds.remove(desk.asking(), "1", "moved")
    assert add(desk).id == 2
    with pytest.raises(Conflict, match="has been added again since"):
        desk.services.feeds.resume(desk.asking(), "1")


def test_two_dossiers_may_have_the_same_feed(desk: Desk) -> None:
    add(desk)
    desk.elsewhere("budget")
    other = add(desk, dossier="Budget")
    line = desk.services.feeds.one(desk.asking(), "2")
    assert (line.feed, line.dossier) == (other, "Budget")
    assert len(desk.services.feeds.list(desk.asking()).lines) == 1
    with pytest.raises(BadInput, match=r"There is no dossier “bugdet”\. There is: clearview, budget\.") as refused:
        add(desk, "https://a.example/", dossier="bugdet")
    assert refused.value.field == "dossier"


def test_flags_are_kept_within_what_fits(desk: Desk) -> None:
    for flags, said in (
        (tuple(map(str, range(21))), "At most 20 flags fit"),
        (("x" * 51,), "longer than 50 characters"),
    ):
        with pytest.raises(BadInput, match=said) as refused:
            add(desk, flags=flags)
        assert refused.value.field == "flags"
    assert desk.services.feeds.list(desk.asking()).total == 0


def test_a_form_that_slack_delivers_twice_adds_once(desk: Desk) -> None:
    draft = FeedDraft(desk.dossier.key, VOX)
    desk.services.feeds.add(desk.asking(), draft, delivery="view:1")
    with pytest.raises(AlreadyDone):
        desk.services.feeds.add(desk.asking(), draft, delivery="view:1")
    with pytest.raises(Duplicate):
        desk.services.feeds.add(desk.asking(), draft, delivery="view:2")


def test_of_two_who_add_one_feed_at_once_the_second_is_told_of_the_first(desk: Desk) -> None:
    for number in range(5):
        url = f"https://vox.example/{number}"
        came = at_once(*[lambda url=url: add(desk, url)] * 2)
        (feed,) = [one for one in came if isinstance(one, Feed)]
        (told,) = [one for one in came if isinstance(one, Duplicate)]
        assert told.public_id == str(feed.id)


# -- a list of feeds ------------------------------------------------------------------------------------------


def test_an_import_adds_what_is_new_and_names_what_is_known_and_what_is_refused(desk: Desk) -> None:
    vox = add(desk, outlet="Vox")
    drafts = [
        FeedDraft(0, "http://vox.com/rss/index.xml", outlet="Other name"),
        FeedDraft(0, "https://b.example/feed", title="B"),
        FeedDraft(0, "https://a.example/feed", outlet="A"),
        FeedDraft(0, "http://www.b.example/feed/", title="B again"),
        FeedDraft(0, "https://c.example/feed", flags=("x" * 51,)),
    ]
    done = desk.services.feeds.import_many(desk.asking(), drafts)
    assert [(feed.id, feed.name) for feed in done.added] == [(2, "B"), (3, "A")]
    assert done.known == (vox,)
    assert [url for url, _ in done.refused] == ["https://c.example/feed"]
    again = desk.services.feeds.import_many(desk.asking(), drafts)
    assert (again.added, len(again.known)) == ((), 3)


def test_what_is_imported_can_be_claimed_at_once(desk: Desk) -> None:
    drafts = [FeedDraft(0, f"https://{number % 7}.example/{number}") for number in range(30)]
    desk.services.feeds.import_many(desk.asking(), drafts)
    assert len(desk.services.polling.claim(50)) == 7  # one of each host, which is then left alone for a moment


def test_two_imports_at_once_add_each_feed_once(desk: Desk) -> None:
    drafts = [FeedDraft(0, f"https://{number}.example/feed") for number in range(40)]
    came = at_once(
        lambda: desk.services.feeds.import_many(desk.asking(), drafts),
        lambda: desk.services.feeds.import_many(desk.asking(), drafts[::-1]),
    )
    assert sum(len(one.added) for one in came if isinstance(one, ImportedFeeds)) == 40
    assert desk.services.feeds.list(desk.asking()).total == 40


# -- the list -------------------------------------------------------------------------------------------------


def test_the_list_is_paged_by_age_and_stays_so_when_feeds_go(desk: Desk) -> None:
    drafts = [FeedDraft(0, f"https://{number}.example/feed") for number in range(PAGE * 11 + 3)]
    desk.services.feeds.import_many(desk.asking(), drafts)
    feeds, seen = desk.services.feeds, []
    for page in range(12):
        listed = feeds.list(desk.asking(), page)
        assert (listed.total, listed.shown, listed.page) == (113, 113, page)
        seen += [line.feed.id for line in listed.lines]
    assert seen == list(range(1, 114))
    feeds.remove(desk.asking(), "1", "gone")
    assert [line.feed.id for line in feeds.list(desk.asking(), 1).lines] == list(range(12, 22))
    for number in (111, 112, 113):
        feeds.remove(desk.asking(), str(number), "gone")
    last = feeds.list(desk.asking(), 11)
    assert (last.lines, last.total) == ((), 109)


def test_the_parts_of_the_list_are_what_fails_and_what_is_not_polled(desk: Desk) -> None:
    vox, verge, third, fourth = (add(desk, f"https://{name}.example/") for name in "abcd")
    fail(desk, verge)
    fail(desk, fourth)
    desk.services.feeds.pause(desk.asking(), str(third.id))
    desk.services.feeds.pause(desk.asking(), str(fourth.id), "it fails")
    listed = desk.services.feeds.list(desk.asking())
    assert (listed.failing, listed.paused, listed.shown) == (1, 2, 4)
    failing = desk.services.feeds.list(desk.asking(), which=FAILING)
    paused = desk.services.feeds.list(desk.asking(), which=PAUSED)
    assert [line.feed.id for line in failing.lines] == [verge.id]
    assert [line.feed.id for line in paused.lines] == [third.id, fourth.id]
    assert (failing.shown, paused.shown, failing.total) == (1, 2, 4)
    assert vox.id not in [line.feed.id for line in (*failing.lines, *paused.lines)]


def test_the_list_says_whether_anything_is_watched_for(desk: Desk) -> None:
    assert not desk.services.feeds.list(desk.asking()).watched
    with desk.store.write() as tx:
        tx.watches.add(desk.dossier.key, WatchDraft("clearview"), stamp_of(desk.asking(), desk.clock.now))
    assert desk.services.feeds.list(desk.asking()).watched
