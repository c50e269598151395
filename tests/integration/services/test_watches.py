"""Watches as people keep them, on both databases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.people import Role
from bot.domain.press.query import Unreadable
from bot.domain.press.watch import FOREVER, Alert, Watch, WatchDraft
from bot.errors import AlreadyDone, BadInput, Duplicate, NotAllowed, NotFound, StaleEdit
from bot.services import watch_trial
from bot.services.watch_names import MAX_NAME
from tests.integration.services.coverage import Newsroom
from tests.integration.storage.newsroom import item

if TYPE_CHECKING:
    from bot.domain.people import Asking
    from bot.domain.press.feed import Feed
    from bot.services.watches import Watches
    from tests.integration.services.people import Desk


@dataclass
class Room:
    """A desk with watches, and what its feeds bring."""

    desk: Desk
    news: Newsroom

    @property
    def watches(self) -> Watches:
        return self.desk.services.watches

    @property
    def editor(self) -> Asking:
        return self.desk.asking()

    @property
    def member(self) -> Asking:
        return self.desk.asking("mia", Role.MEMBER)

    @property
    def outsider(self) -> Asking:
        return self.desk.asking("otto", Role.OUTSIDER)

    def add(self, query: str = "clearview", **more: Any) -> Watch:
        return self.watches.add(self.editor, WatchDraft(query, **more)).watch

    def bring(self, feed: Feed, number: int, title: str, **more: Any) -> None:
        """A feed brings an item that is not logged."""
        with self.desk.store.write() as tx:
            more.setdefault("seen", self.desk.clock())
            tx.items.add(feed.id, [item(number, title=title, **more)], self.desk.clock())


@pytest.fixture
def room(desk: Desk) -> Room:
    return Room(desk, Newsroom(desk))


def line(room: Room, name: str) -> tuple[int, int]:
    one = room.watches.one(room.member, name)
    return one.week, one.month


# -- keeping ------------------------------------------------------------------------------------------------


def test_a_watch_is_kept_as_it_was_given(room: Room) -> None:
    draft = WatchDraft(
        ' clearview  OR "face search" ', " Faces ", ("Privacy", "privacy", "First Amendment"), Alert.DIGEST, "#Press"
    )
    added = room.watches.add(room.editor, draft)
    assert added.watch == replace(
        added.watch,
        dossier_id=room.desk.dossier.key,
        name="Faces",
        query='clearview OR "face search"',
        flags=("Privacy", "First Amendment"),
        alert=Alert.DIGEST,
        channel="#press",
        added_at=room.desk.clock.now,
        muted_until=None,
        version=1,
        removed_because=None,
    )
    (kept,) = room.watches.list(room.member).lines
    assert kept.watch == added.watch


def test_only_the_first_watch_is_the_first(room: Room) -> None:
    assert room.watches.add(room.editor, WatchDraft("clearview")).first
    assert not room.watches.add(room.editor, WatchDraft("palantir")).first


def test_without_a_name_a_watch_is_called_by_its_query(room: Room) -> None:
    assert room.add("clearview").name == "clearview"
    long = room.add(" OR ".join(f"company{number}" for number in range(20)))
    assert len(long.name) == 60
    assert long.query.startswith(long.name.rstrip("…"))


def test_a_query_that_cannot_be_read_is_refused_and_nothing_is_kept(room: Room) -> None:
    with pytest.raises(Unreadable, match="At character 12"):
        room.add("ICE NEAR/5")
    assert room.watches.list(room.member).total == 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": "x" * (MAX_NAME + 1)}, "name"),
        ({"name": "12"}, "name"),
        ({"channel": "two words"}, "channel"),
        ({"channel": "<!channel>"}, "channel"),
        ({"flags": ("x" * 51,)}, "flags"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_part_that_it_belongs_to(
    room: Room, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as caught:
        room.add(**more)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("typed", "channel"),
    [("press-room", "#press-room"), ("#C0FOIADESK", "C0FOIADESK"), ("here", "C1"), ("default", ""), ("", "")],
)
def test_a_channel_is_a_name_an_id_or_the_one_it_is_typed_in(room: Room, typed: str, channel: str) -> None:
    assert room.add(channel=typed).channel == channel


def test_where_there_is_no_channel_here_means_nothing(room: Room) -> None:
    with pytest.raises(BadInput, match="no channel here"):
        room.watches.add(room.desk.asking(channel=""), WatchDraft("clearview", channel="here"))


def test_what_is_watched_for_already_is_not_added_again(room: Room) -> None:
    room.add('clearview OR "face search"', name="Faces")
    with pytest.raises(Duplicate, match="Watch 1, “Faces”, looks for the same already"):
        room.add('Clearview or "Face Search"', name="Other")
    with pytest.raises(Duplicate, match="is called “Faces” already"):
        room.add("palantir", name="faces")


def test_a_delivery_that_slack_repeats_adds_one_watch(room: Room) -> None:
    room.watches.add(room.editor, WatchDraft("clearview"), delivery="view:1")
    with pytest.raises(AlreadyDone):
        room.watches.add(room.editor, WatchDraft("palantir"), delivery="view:1")
    assert room.watches.list(room.member).total == 1


# -- who may ------------------------------------------------------------------------------------------------


def test_members_look_and_try_and_change_nothing(room: Room) -> None:
    watch = room.add()
    assert not room.watches.list(room.member).may_edit
    assert room.watches.list(room.editor).may_edit
    assert room.watches.test(room.member, "clearview").total == 0
    for change in (
        lambda: room.watches.add(room.member, WatchDraft("x")),
        lambda: room.watches.edit(room.member, watch.id, 1, WatchDraft("x")),
        lambda: room.watches.mute(room.member, "1", None),
        lambda: room.watches.unmute(room.member, "1"),
        lambda: room.watches.remove(room.member, "1", "no"),
    ):
        with pytest.raises(NotAllowed, match="Only editors and admins can"):
            change()


def test_outsiders_see_nothing_of_watches(room: Room) -> None:
    room.add()
    for look in (
        lambda: room.watches.list(room.outsider),
        lambda: room.watches.one(room.outsider, "1"),
        lambda: room.watches.at_start(room.outsider, "1"),
        lambda: room.watches.test(room.outsider, "clearview"),
    ):
        with pytest.raises(NotAllowed, match="Only members"):
            look()


def test_each_dossier_has_its_own_watches(room: Room) -> None:
    room.add()
    other = room.desk.elsewhere("budget")
    assert other.services.watches.list(other.asking()).total == 0
    with pytest.raises(NotFound):
        other.services.watches.remove(other.asking(), "1", "not mine")
    assert other.services.watches.add(other.asking(), WatchDraft("clearview")).first


# -- which one ----------------------------------------------------------------------------------------------


def test_a_watch_is_meant_by_its_number_its_name_or_how_that_begins(room: Room) -> None:
    faces, ice = room.add("clearview", name="Face search"), room.add("ICE", name="Immigration")
    for typed in ("1", "#1", "face search", "FACE", "“Face search”", "clearview"):
        assert room.watches.one(room.member, typed).watch == faces
    assert room.watches.one(room.member, "immi").watch == ice


def test_a_name_that_several_begin_with_is_asked_back(room: Room) -> None:
    room.add("clearview", name="Face search")
    room.add("palantir", name="Face scans")
    with pytest.raises(BadInput, match=r"1 \(Face search\), 2 \(Face scans\). Say the number."):
        room.watches.one(room.member, "face")


@pytest.mark.parametrize("typed", ["9", "nothing", "", "9" * 400])
def test_a_watch_that_is_not_there_is_said_not_to_be(room: Room, typed: str) -> None:
    room.add()
    with pytest.raises(NotFound, match="There is no watch"):
        room.watches.one(room.member, typed)


def test_a_typing_error_in_a_name_is_noticed(room: Room) -> None:
    room.add("clearview", name="Biometrics")
    with pytest.raises(NotFound, match="Did you mean “Biometrics”"):
        room.watches.one(room.member, "Bionetrics")


def test_a_watch_is_told_from_what_comes_after_it(room: Room) -> None:
    faces, face = room.add("clearview", name="Face search"), room.add("palantir", name="Face")
    for typed, watch, rest in (
        ("1 too many hits", faces, "too many hits"),
        ("Face search too many hits", faces, "too many hits"),
        ("face too many hits", face, "too many hits"),
        ("“Face search” | name: x", faces, "| name: x"),
        ('"face" too many', face, "too many"),
        ("Face search", faces, ""),
    ):
        assert room.watches.at_start(room.member, typed) == (watch, rest)
    with pytest.raises(NotFound):
        room.watches.at_start(room.member, " ")


# -- changing -----------------------------------------------------------------------------------------------


def test_an_edit_changes_what_it_says_and_counts_the_version(room: Room) -> None:
    watch = room.add(name="Faces")
    changed = room.watches.edit(room.editor, watch.id, 1, WatchDraft("palantir", "Faces", ("Privacy",), Alert.DIGEST))
    assert (changed.query, changed.flags, changed.alert, changed.version) == (
        "palantir",
        ("Privacy",),
        Alert.DIGEST,
        2,
    )
    assert room.watches.one(room.member, "1").watch == changed


def test_a_watch_that_nobody_named_is_called_by_its_new_query(room: Room) -> None:
    watch = room.add("clearview")
    assert room.watches.edit(room.editor, 1, 1, replace(WatchDraft("palantir"), name=watch.name)).name == "palantir"


def test_the_second_of_two_who_edit_at_once_is_told(room: Room) -> None:
    room.add()
    room.watches.edit(room.editor, 1, 1, WatchDraft("palantir"))
    with pytest.raises(StaleEdit) as caught:
        room.watches.edit(room.desk.asking("ada"), 1, 1, WatchDraft("cellebrite"))
    assert caught.value.version == 2
    assert room.watches.one(room.member, "1").watch.query == "palantir"


def test_an_edit_may_keep_its_own_query_and_name_but_take_no_others(room: Room) -> None:
    room.add("clearview", name="Faces")
    room.add("palantir", name="Data")
    assert room.watches.edit(room.editor, 1, 1, WatchDraft("clearview", "Faces", ("Privacy",))).version == 2
    with pytest.raises(Duplicate):
        room.watches.edit(room.editor, 1, 2, WatchDraft("palantir", "Faces"))
    with pytest.raises(Duplicate):
        room.watches.edit(room.editor, 1, 2, WatchDraft("clearview", "Data"))


def test_a_watch_is_muted_until_a_day_for_a_while_or_until_it_is_unmuted(room: Room) -> None:
    room.add()
    now = room.desk.clock.now
    day = room.watches.mute(room.editor, "1", date(2026, 12, 1))
    assert day.muted_until is not None
    assert day.muted_until.isoformat() == "2026-12-01T00:00:00+00:00"
    assert room.watches.mute(room.editor, "1", timedelta(days=3)).muted_until == now + timedelta(days=3)
    assert room.watches.one(room.member, "1").is_muted
    assert room.watches.mute(room.editor, "1", None).muted_until == FOREVER
    assert room.watches.unmute(room.editor, "1").muted_until is None
    assert not room.watches.one(room.member, "1").is_muted


def test_a_watch_speaks_again_when_its_time_is_over(room: Room) -> None:
    room.add()
    room.watches.mute(room.editor, "1", timedelta(hours=1))
    room.desk.clock.move(hours=1)
    assert not room.watches.one(room.member, "1").is_muted


def test_a_watch_cannot_be_muted_until_a_day_that_is_over(room: Room) -> None:
    room.add()
    with pytest.raises(BadInput, match="over already"):
        room.watches.mute(room.editor, "1", date(2026, 11, 24))


def test_a_watch_that_was_removed_is_gone_from_the_list_with_the_reason_kept(room: Room) -> None:
    watch = room.add(name="Faces")
    with pytest.raises(BadInput, match="Say why"):
        room.watches.remove(room.editor, "Faces", "  ")
    assert room.watches.remove(room.editor, "Faces", " too many\nhits ").removed_because == "too many hits"
    assert room.watches.list(room.member).total == 0
    with pytest.raises(NotFound):
        room.watches.remove(room.editor, "1", "again")
    with room.desk.store.read() as tx:
        kept = tx.watches.by_id(watch.id)
        assert kept is not None
        assert kept.removed_because == "too many hits"
        assert tx.watches.by_id(99) is None
        assert not tx.watches.any(room.desk.dossier.key)
        assert tx.watches.all(room.desk.dossier.key) == ()
        assert tx.watches.all(room.desk.dossier.key, removed=True) == (kept,)
        assert tx.watches.all(None) == ()
        assert tx.watches.all(None, removed=True) == (kept,)
    assert room.add(name="Faces").id == 2  # numbers are never used again


def test_what_was_removed_while_somebody_changed_it_stays_removed(room: Room) -> None:
    watch = room.add()
    room.watches.remove(room.editor, "1", "no")
    with room.desk.store.write() as tx:
        stamp = _stamp(room)
        assert tx.watches.change(watch.id, watch.version, WatchDraft("x"), stamp) is None
        assert tx.watches.mute(watch.id, FOREVER, stamp) is None
        assert tx.watches.remove(watch.id, "again", stamp) is None


def test_every_change_of_any_watch_gives_the_dossier_a_new_edition(room: Room) -> None:
    def edition() -> int:
        with room.desk.store.read() as tx:
            return tx.watches.edition(room.desk.dossier.key)

    seen = [edition()]
    room.add("clearview")
    seen.append(edition())
    room.add("palantir")
    seen.append(edition())
    room.watches.edit(room.editor, 1, 1, WatchDraft("cellebrite"))
    seen.append(edition())
    room.watches.mute(room.editor, "2", None)
    seen.append(edition())
    room.watches.remove(room.editor, "2", "no")
    seen.append(edition())
    assert seen == sorted(set(seen))
    other = room.desk.elsewhere("budget")
    other.services.watches.add(other.asking(), WatchDraft("clearview"))
    assert edition() == seen[-1]


def _stamp(room: Room) -> Any:
    from bot.services.stamping import stamp_of

    return stamp_of(room.editor, room.desk.clock())


# -- how often ----------------------------------------------------------------------------------------------


def test_the_list_says_how_often_each_watch_matched_in_a_week_and_in_a_month(room: Room) -> None:
    watch, other, feed = room.add("clearview"), room.add("palantir"), room.news.feed()
    for days, title in ((0, "Clearview one"), (25, "Clearview two"), (4, "Clearview three")):
        room.news.bring(feed, title, watch=watch.id)
        room.desk.clock.move(days=days)
    assert line(room, "1") == (1, 3)
    assert line(room, str(other.id)) == (0, 0)
    room.desk.clock.move(days=3, seconds=1)
    assert line(room, "1") == (0, 1)


def test_a_hundred_watches_come_ten_to_a_page(room: Room) -> None:
    for number in range(101):
        room.add(f"company{number}")
    pages = [room.watches.list(room.member, page) for page in (0, 9, 10, 11)]
    assert [len(page.lines) for page in pages] == [10, 10, 1, 0]
    assert {page.total for page in pages} == {101}
    assert [one.watch.id for one in pages[1].lines] == list(range(91, 101))


# -- trying a query -----------------------------------------------------------------------------------------


def test_a_query_is_tried_on_what_came_in_thirty_days_the_newest_first(room: Room) -> None:
    vox, markup = room.news.feed("Vox"), room.news.feed("The Markup")
    room.bring(vox, 1, "Clearview long ago")
    room.desk.clock.move(days=20)
    room.bring(vox, 2, "Clearview in March")
    room.bring(markup, 3, "Sports", summary="Nothing of the kind")
    room.desk.clock.move(days=15)
    room.bring(markup, 4, "Police", summary="They bought from Clearview AI", author="Ann")
    tested = room.watches.test(room.member, "clearview")
    assert [caught.title for caught in tested.caught] == ["Police", "Clearview in March"]
    assert [(hit.words, hit.place.value) for caught in tested.caught for hit in caught.hits] == [
        ("Clearview", "text"),
        ("Clearview", "title"),
    ]
    assert (tested.total, tested.tried, tested.cut) == (2, 3, False)
    assert sorted(tested.outlets) == [("The Markup", 1), ("Vox", 1)]
    assert room.watches.test(room.member, 'outlet:"the markup" police author:ann').total == 1


def test_a_query_is_tried_on_the_dossiers_own_feeds_only_and_also_on_removed_ones(room: Room) -> None:
    feed = room.news.feed("Vox")
    room.bring(feed, 1, "Clearview")
    room.desk.services.feeds.remove(room.editor, str(feed.id), "moved")
    assert room.watches.test(room.member, "clearview").total == 1
    other = room.desk.elsewhere("budget")
    assert other.services.watches.test(other.asking(), "clearview").total == 0


def test_one_address_in_two_feeds_is_caught_once(room: Room) -> None:
    vox, google = room.news.feed("Vox"), room.news.feed("Google")
    room.bring(vox, 1, "Clearview")
    room.bring(google, 1, "Clearview - Vox", source="Vox")
    tested = room.watches.test(room.member, "clearview")
    assert [caught.title for caught in tested.caught] == ["Clearview - Vox"]
    assert tested.outlets == (("Vox", 1),)


def test_items_without_an_address_are_each_caught(room: Room) -> None:
    feed = room.news.feed()
    for number in (1, 2):
        given = item(number)
        room.bring(feed, number, "Clearview", url="", canonical="", keys=replace(given.keys, url=0))
    assert room.watches.test(room.member, "clearview").total == 2


def test_what_a_query_catches_comes_ten_to_a_page_with_the_whole_count_on_each(room: Room) -> None:
    feed = room.news.feed()
    for number in range(23):
        room.bring(feed, number, f"Clearview {number}")
    pages = [room.watches.test(room.member, "clearview", page) for page in range(4)]
    assert [len(page.caught) for page in pages] == [10, 10, 3, 0]
    assert pages[1].caught[0].title == "Clearview 12"
    assert {page.total for page in pages} == {23}


def test_a_watch_is_tried_by_its_number_or_name(room: Room) -> None:
    watch = room.add("clearview", name="Faces")
    for typed in ("1", "#1", "faces"):
        tested = room.watches.test(room.member, typed)
        assert tested.watch == watch
        assert tested.query.text == "clearview"
    assert room.watches.test(room.member, "2019").watch is None


def test_a_query_that_cannot_be_read_cannot_be_tried(room: Room) -> None:
    with pytest.raises(Unreadable, match="is not closed"):
        room.watches.test(room.member, "clearview (ice")


def test_of_very_many_items_the_newest_are_tried(room: Room) -> None:
    feed = room.news.feed()
    for number in range(5):
        room.bring(feed, number, f"Clearview {number}")
    with room.desk.store.read() as tx:
        query = room.watches.test(room.member, "clearview").query
        since = room.desk.clock.now - timedelta(days=30)
        tested = watch_trial.try_on(tx, room.editor, query, since, 0, most=3)
        assert [caught.title for caught in tested.caught] == ["Clearview 4", "Clearview 3", "Clearview 2"]
        assert (tested.tried, tested.cut) == (3, True)
        assert not watch_trial.try_on(tx, room.editor, query, since, 0, most=5).cut


def test_today_is_the_day_in_the_desks_own_zone(room: Room) -> None:
    assert room.watches.today() == date(2026, 11, 24)
