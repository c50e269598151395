"""Entries are added, changed, linked, deleted and taken back: each step whole, on record, and found by search."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.dates import from_edtf
from bot.domain.entries import Draft, Entry, LinkBasis, LinkDraft, Quote
from bot.domain.ids import PublicId
from bot.domain.kinds import EVENT, FINDING, KINDS, RECORD
from bot.domain.people import Role
from bot.errors import AlreadyDone, BadInput, Conflict, Duplicate, NotAllowed, NotFound, StaleEdit

if TYPE_CHECKING:
    from tests.integration.services.people import Desk

FULL = Draft(
    RECORD,
    "Privacy Threshold Analysis",
    "Line one.\nLine two.",
    from_edtf("2019-06-27", text="June 27, 2019"),
    tags=("PIA", "oversight"),
    aliases=("fn7", "fn8", "f:pta"),
    quotes=(Quote("privacy sensitive", "3", "fn7", "as printed"), Quote("interim", alias="fn9")),
    fields={"type": "assessment", "unit": "HSI Cyber Crimes Center", "url": "https://example.org/pta.pdf"},
)


def add(desk: Desk, title: str = "Memo", **more: object) -> Entry:
    draft = replace(Draft(RECORD, title), **more)  # type: ignore[arg-type]
    return desk.services.entries.add(desk.asking(), draft)


def found(desk: Desk, text: str) -> list[str]:
    return [str(line.id) for line in desk.services.search.find(desk.asking(), text, kinds=KINDS).lines]


def history(desk: Desk, entry: Entry) -> list[str]:
    shown = desk.services.cards.history(desk.asking(), str(entry.id))
    return [f"{step.action} by {step.done.name}" for step in shown.revisions]


def test_an_entry_is_on_file_as_it_was_given(desk: Desk) -> None:
    entry = desk.services.entries.add(desk.asking(), FULL)
    again = desk.services.cards.card(desk.asking(), "fn 8").entry
    assert again == entry
    assert entry.content == FULL
    assert (str(entry.id), entry.version, entry.created.name) == ("R-1", 1, "Eda")
    assert entry.created.at == entry.changed.at == desk.clock.now
    assert entry.created.where == "C1"


def test_every_kind_counts_its_own_ids(desk: Desk) -> None:
    ids = [
        str(desk.services.entries.add(desk.asking(), Draft(kind, "Same title")).id) for kind in KINDS for _ in range(1)
    ]
    assert ids == ["R-1", "T-1", "P-1", "F-1", "Q-1"]


def test_an_id_is_never_given_again(desk: Desk) -> None:
    first = add(desk)
    desk.services.entries.delete(desk.asking(), first.id, "a copy")
    second = add(desk, "Another")
    desk.services.entries.undo_last(desk.asking())
    assert [str(first.id), str(second.id), str(add(desk, "Third").id)] == ["R-1", "R-2", "R-3"]


def test_ids_stay_single_when_many_add_at_once(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        entries = list(pool.map(lambda number: add(desk, f"Memo {number}"), range(64)))
    assert sorted(entry.id.number for entry in entries) == list(range(1, 65))
    assert len(found(desk, "memo")) == 10
    assert desk.services.search.find(desk.asking(), "memo", kinds=KINDS).total == 64


def test_what_looks_like_an_entry_on_file_is_held_back_until_said_otherwise(desk: Desk) -> None:
    first = desk.services.entries.add(desk.asking(), FULL)
    same_title = Draft(RECORD, "privacy threshold ANALYSIS!", date=FULL.date)
    same_address = Draft(RECORD, "Other", fields={"url": "https://example.org/pta.pdf"})
    for twin in (same_title, same_address):
        with pytest.raises(Duplicate, match="R-1") as held:
            desk.services.entries.add(desk.asking(), twin)
        assert held.value.public_id == str(first.id)
    assert found(desk, "other") == []
    assert str(desk.services.entries.add(desk.asking(), same_title, although_like=True).id) == "R-2"
    assert str(add(desk, "Privacy Threshold Analysis").id) == "R-3"
    assert str(desk.services.entries.add(desk.asking(), replace(same_title, kind=EVENT)).id) == "T-1"


def test_what_was_deleted_or_is_in_another_dossier_is_no_double(desk: Desk) -> None:
    first = add(desk)
    desk.services.entries.delete(desk.asking(), first.id, "wrong")
    assert str(add(desk).id) == "R-2"
    assert str(add(desk.elsewhere("other")).id) == "R-3"


def test_an_edit_replaces_the_whole_content_and_leaves_a_revision(desk: Desk) -> None:
    entry = desk.services.entries.add(desk.asking(), FULL)
    desk.clock.move(hours=1)
    changed = replace(FULL, title="PTA", tags=("PTA",), aliases=("fn7",), quotes=(), fields={"type": "memo"}, date=None)
    edited = desk.services.entries.edit(desk.asking("ben"), entry.id, 1, changed)
    assert edited.content == changed
    assert (edited.version, edited.changed.name, edited.created.name) == (2, "Ben", "Eda")
    assert found(desk, "analysis") == found(desk, "tag:oversight") == found(desk, "date:2019") == []
    assert found(desk, "kind:memo") == ["R-1"]
    assert history(desk, entry) == ["edit by Ben", "add by Eda"]


def test_an_edit_that_changes_nothing_writes_nothing(desk: Desk) -> None:
    entry = desk.services.entries.add(desk.asking(), FULL)
    assert desk.services.entries.edit(desk.asking(), entry.id, 1, FULL).version == 1
    assert history(desk, entry) == ["add by Eda"]


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(desk: Desk) -> None:
    entry = add(desk)
    desk.services.entries.edit(desk.asking("ben"), entry.id, 1, Draft(RECORD, "Ben's"))
    with pytest.raises(StaleEdit, match="Ben changed R-1") as stale:
        desk.services.entries.edit(desk.asking(), entry.id, 1, Draft(RECORD, "Eda's"))
    assert stale.value.version == 2
    assert found(desk, "ben's") == ["R-1"]
    assert desk.services.entries.edit(desk.asking(), entry.id, 2, Draft(RECORD, "Eda's")).version == 3


def test_of_many_edits_at_once_of_one_version_exactly_one_holds(desk: Desk) -> None:
    entry = add(desk)

    def edit(number: int) -> bool:
        try:
            desk.services.entries.edit(desk.asking(), entry.id, 1, Draft(RECORD, f"Version {number}"))
        except StaleEdit:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(edit, range(8))) == 1
    assert history(desk, entry) == ["edit by Eda", "add by Eda"]


def test_a_link_reads_from_both_ends_and_is_made_once(desk: Desk) -> None:
    record, finding = add(desk), desk.services.entries.add(desk.asking(), Draft(FINDING, "It was piloted"))
    link = LinkDraft("supports", "f1", LinkBasis.INFERRED, "same day")
    linked = desk.services.entries.link(desk.asking(), record.id, link)
    with pytest.raises(Conflict, match="“R-1 supports F-1” is on file already"):
        desk.services.entries.link(desk.asking(), record.id, link)
    assert linked.version == 2
    assert [(one.reads, str(one.id), one.basis.value, one.note) for one in linked.linked] == [
        ("supports", "F-1", "inferred", "same day")
    ]
    other_end = desk.services.cards.card(desk.asking(), "F-1").entry
    assert [(one.reads, str(one.id)) for one in other_end.linked] == [("supported by", "R-1")]
    assert other_end.version == finding.version


@pytest.mark.parametrize("to", ["R-9", "fn99", "R-1"])
def test_a_link_that_leads_nowhere_is_refused(desk: Desk, to: str) -> None:
    entry = add(desk)
    with pytest.raises((BadInput, NotFound)):
        desk.services.entries.link(desk.asking(), entry.id, LinkDraft("cites", to))
    with pytest.raises(BadInput, match="There is no R-9"):
        add(desk, "Other", links=(LinkDraft("cites", "R-9"),))
    assert history(desk, entry) == ["add by Eda"]


def test_an_alias_names_one_entry_of_a_dossier(desk: Desk) -> None:
    add(desk, aliases=("fn7",))
    with pytest.raises(BadInput, match="“fn7” already names R-1"):
        add(desk, "Other", aliases=("fn 7",))
    elsewhere = desk.elsewhere("other")
    other = add(elsewhere, aliases=("fn7",))
    assert desk.services.cards.card(desk.asking(), "fn7").entry.title == "Memo"
    assert desk.services.cards.card(elsewhere.asking(), "footnote 7").entry.id == other.id


def test_what_is_deleted_is_off_every_list_but_not_forgotten(desk: Desk) -> None:
    event = desk.services.entries.add(desk.asking(), Draft(EVENT, "Purchase", date=from_edtf("2019-06-21")))
    record = add(desk, aliases=("fn1",), links=(LinkDraft("about", "T-1"),))
    desk.services.entries.delete(desk.asking(), record.id, " a  copy ")
    desk.services.entries.delete(desk.asking(), event.id, "wrong")
    assert found(desk, "memo") == found(desk, "purchase") == found(desk, "") == []
    assert desk.services.timeline.events(desk.asking(), None).total == 0
    with pytest.raises(NotFound, match="R-1 was deleted on November 24, 2026: a copy"):
        desk.services.cards.card(desk.asking(), "R-1")
    with pytest.raises(NotFound, match="Nothing on file is called"):
        desk.services.cards.card(desk.asking(), "fn1")
    assert history(desk, record) == ["delete by Eda", "add by Eda"]
    with pytest.raises(NotFound):
        desk.services.entries.edit(desk.asking(), record.id, 2, Draft(RECORD, "Back"))


def test_a_deletion_needs_a_reason(desk: Desk) -> None:
    entry = add(desk)
    with pytest.raises(BadInput, match="Say why"):
        desk.services.entries.delete(desk.asking(), entry.id, "  \n ")
    assert found(desk, "memo") == ["R-1"]


def test_undo_takes_back_step_by_step_and_each_is_on_record(desk: Desk) -> None:
    entry = add(desk, "First", aliases=("fn1",))
    desk.services.entries.edit(desk.asking(), entry.id, 1, Draft(RECORD, "Second"))
    desk.services.entries.delete(desk.asking(), entry.id, "wrong")
    undone = [desk.services.entries.undo_last(desk.asking()) for _ in range(3)]
    assert [one.revision.action for one in undone] == ["delete", "edit", "add"]
    assert [one.entry.title for one in undone] == ["Second", "First", "First"]
    assert undone[-1].entry.deleted_because
    assert found(desk, "first") == found(desk, "second") == []
    assert history(desk, entry)[:3] == ["undo by Eda"] * 3
    with pytest.raises(NotFound, match="nothing of yours to undo"):
        desk.services.entries.undo_last(desk.asking())


def test_undo_reaches_back_ten_minutes_and_only_over_ones_own_steps(desk: Desk) -> None:
    entry = add(desk)
    with pytest.raises(NotFound):
        desk.services.entries.undo_last(desk.asking("ben"))
    with pytest.raises(Conflict, match="Only the person who did it"):
        desk.services.entries.undo(desk.asking("ben"), entry.id, 1)
    desk.clock.move(minutes=10, seconds=1)
    with pytest.raises(Conflict, match="Ten minutes have passed"):
        desk.services.entries.undo(desk.asking(), entry.id, 1)
    with pytest.raises(NotFound):
        desk.services.entries.undo_last(desk.asking())
    assert found(desk, "memo") == ["R-1"]


def test_what_somebody_changed_since_is_not_undone(desk: Desk) -> None:
    entry = add(desk)
    desk.services.entries.edit(desk.asking("ben"), entry.id, 1, Draft(RECORD, "Ben's"))
    with pytest.raises(Conflict, match="changed after that by Ben"):
        desk.services.entries.undo_last(desk.asking())
    assert found(desk, "ben's") == ["R-1"]


def test_members_and_outsiders_change_nothing(desk: Desk) -> None:
    entry = add(desk)
    for role in (Role.MEMBER, Role.OUTSIDER):
        asking = desk.asking("mia", role)
        steps = (
            lambda who: desk.services.entries.add(who, Draft(RECORD, "Mine")),
            lambda who: desk.services.entries.edit(who, entry.id, 1, Draft(RECORD, "Mine")),
            lambda who: desk.services.entries.link(who, entry.id, LinkDraft("cites", "R-1")),
            lambda who: desk.services.entries.delete(who, entry.id, "mine"),
            lambda who: desk.services.entries.undo_last(who),
            lambda who: desk.services.entries.undo(who, entry.id, 1),
        )
        for step in steps:
            with pytest.raises(NotAllowed, match="Only editors and admins can"):
                step(asking)
    assert history(desk, entry) == ["add by Eda"]


def test_an_outsider_sees_one_dossier_and_nothing_deleted(desk: Desk) -> None:
    shown = add(desk)
    other = desk.elsewhere("other")
    hidden = add(other, "Memo of others", aliases=("fn1",))
    outsider = desk.asking("otto", Role.OUTSIDER)
    assert desk.services.cards.card(outsider, "R-1").entry.id == shown.id
    for name in (str(hidden.id), "fn1", "R-77"):
        with pytest.raises(NotFound) as absent:
            desk.services.cards.card(outsider, name)
        assert "others" not in str(absent.value)
    desk.services.entries.delete(desk.asking(), shown.id, "secret reason")
    with pytest.raises(NotFound, match="There is no R-1") as gone:
        desk.services.cards.card(outsider, "R-1")
    assert "secret" not in str(gone.value)
    assert desk.services.search.find(outsider, "memo", kinds=KINDS).total == 0
    assert desk.services.search.suggest_entries(outsider, "memo") == ()


def test_a_delivery_is_done_once_with_what_it_did(desk: Desk) -> None:
    asking = desk.asking()
    with pytest.raises(BadInput):
        desk.services.entries.add(asking, Draft(RECORD, " "), delivery="view:1")
    entry = desk.services.entries.add(asking, Draft(RECORD, "Memo"), delivery="view:1")
    with pytest.raises(AlreadyDone):
        desk.services.entries.add(asking, Draft(RECORD, "Memo"), although_like=True, delivery="view:1")
    with pytest.raises(AlreadyDone):
        desk.services.entries.delete(asking, entry.id, "again", delivery="view:1")
    assert found(desk, "memo") == ["R-1"]


def test_a_failed_use_case_leaves_nothing_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from storage.search import SearchIndex

    def fails(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(SearchIndex, "put", fails)
        with pytest.raises(RuntimeError):
            add(desk, aliases=("fn1",), tags=("PIA",))
    entry = add(desk, aliases=("fn1",))
    assert entry.id == PublicId("R", 1)
    assert history(desk, entry) == ["add by Eda"]
    assert desk.services.search.suggest_tags("P") == ()
