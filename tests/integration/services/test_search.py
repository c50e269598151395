"""Looking things up, as the commands do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.dossiers import Term
from bot.domain.entries import Draft
from bot.domain.kinds import EVENT, FINDING, KINDS, PRESS, RECORD
from bot.errors import BadQuery
from bot.services.finding import units_meant

if TYPE_CHECKING:
    from bot.domain.kinds import Kind
    from bot.services.search import Results
    from tests.integration.services.people import Desk


def put(desk: Desk, kind: Kind, title: str, **fields: str) -> str:
    return str(desk.services.entries.add(desk.asking(), Draft(kind, title, fields=fields), although_like=True).id)


def find(desk: Desk, text: str, kinds: tuple[Kind, ...] = (RECORD,), page: int = 0) -> Results:
    return desk.services.search.find(desk.asking(), text, kinds=kinds, page=page)


def ids(results: Results) -> list[str]:
    return [str(line.id) for line in results.lines]


def test_without_words_the_latest_come_first_with_their_count(desk: Desk) -> None:
    for number in range(12):
        put(desk, RECORD, f"Memo {number}")
    put(desk, EVENT, "Purchase")
    results = find(desk, " ")
    assert ids(results) == [f"R-{number}" for number in range(12, 2, -1)]
    assert (results.total, results.capped, results.query) == (12, False, "")
    assert ids(find(desk, "", page=1)) == ["R-2", "R-1"]


def test_what_the_words_find_among_other_kinds_is_counted(desk: Desk) -> None:
    put(desk, RECORD, "Memo on the contract")
    for _ in range(3):
        put(desk, FINDING, "Contract language")
    put(desk, PRESS, "Contract news")
    results = find(desk, "contract")
    assert ids(results) == ["R-1"]
    assert [(kind.name, count) for kind, count in results.elsewhere] == [("press", 1), ("finding", 3)]


def test_a_query_that_names_its_kind_is_taken_at_its_word(desk: Desk) -> None:
    put(desk, RECORD, "Memo", type="memo")
    put(desk, EVENT, "A memo is sent", type="memo")
    put(desk, PRESS, "The memo", type="article")
    assert ids(find(desk, "kind:event memo")) == ["T-1"]
    assert ids(find(desk, "kind:memo")) == ["R-1"]
    assert ids(find(desk, "kind:memo", kinds=(EVENT,))) == ["T-1"]
    assert ids(find(desk, "kind:article")) == ["P-1"]


def test_a_corrected_search_says_what_was_typed(desk: Desk) -> None:
    put(desk, RECORD, "Clearview contract")
    results = find(desk, "clearveiw  contract")
    assert (ids(results), results.query, results.instead_of) == (["R-1"], "clearview contract", "clearveiw  contract")
    nothing = find(desk, "qqqqq contract")
    assert (nothing.total, nothing.instead_of, nothing.nearest) == (0, "", (("contract", 1),))


def test_where_nothing_is_found_the_nearest_searches_are_named_with_what_they_find(desk: Desk) -> None:
    put(desk, RECORD, "Clearview contract", type="memo")
    put(desk, RECORD, "Clearview pilot", type="email")
    assert find(desk, "clearview kind:memo date:2019").nearest == (("clearview kind:memo", 1),)
    assert find(desk, "clearview kind:letter").nearest == (("clearview", 2),)
    assert find(desk, "contract pilot qqqqq").nearest == (("contract", 1), ("pilot", 1))
    assert find(desk, "qqqqq").nearest == find(desk, "qqqqq zzzzz").nearest == ()
    assert find(desk, "clearview").nearest == ()


def test_a_unit_is_meant_with_its_aliases_and_the_units_within(desk: Desk) -> None:
    with desk.store.write() as tx:
        for term in (
            Term("ICE", "Immigration and Customs Enforcement", "DHS"),
            Term("HSI", "Homeland Security Investigations", "ICE"),
            Term("CEIU", "Child Exploitation Investigations Unit", "HSI"),
            Term("CRCL", "Office for Civil Rights", "DHS"),
        ):
            tx.glossary.put(desk.dossier.key, term)
    for unit in ("Child Exploitation Investigations Unit", "HSI", "CRCL", "Immigration and Customs Enforcement"):
        put(desk, RECORD, f"By {unit}", unit=unit)
    assert sorted(ids(find(desk, "from:HSI"))) == ["R-1", "R-2"]
    assert sorted(ids(find(desk, 'from:"homeland security investigations"'))) == ["R-1", "R-2"]
    assert sorted(ids(find(desk, "from:ice"))) == ["R-1", "R-2", "R-4"]
    assert sorted(ids(find(desk, "from:dhs"))) == ["R-1", "R-2", "R-3", "R-4"]
    assert ids(find(desk, "from:CEIU")) == ["R-1"]


def test_units_within_each_other_in_a_circle_end_somewhere() -> None:
    terms = (Term("A", within="B"), Term("B", within="A"), Term("C", "Sea", within="C"))
    assert units_meant(("a", "sea", "unknown"), terms) == {
        "a": ("A", "B", "a"),
        "sea": ("C", "Sea", "sea"),
        "unknown": ("unknown",),
    }


def test_a_menu_suggests_by_id_by_alias_and_by_the_beginning_of_words(desk: Desk) -> None:
    for kind, title in ((RECORD, "Privacy analysis"), (EVENT, "Purchase"), (FINDING, "Private photos")):
        put(desk, kind, title)
    asking = desk.asking()

    def suggested(typed: str) -> list[str]:
        return [str(line.id) for line in desk.services.search.suggest_entries(asking, typed)]

    assert suggested("") == ["F-1", "T-1", "R-1"]
    assert suggested("t1") == ["T-1"]
    assert suggested("priv") == ["F-1", "R-1"]
    assert suggested("privacy ana") == ["R-1"]
    assert suggested("R-99") == suggested("***") == suggested("zzz") == []
    assert suggested('"-kind: date:x') == []


def test_tags_are_suggested_by_how_much_they_are_used(desk: Desk) -> None:
    for title, tags in (("a", ("PIA", "privacy")), ("b", ("Privacy", "100%")), ("c", ("pilot",))):
        desk.services.entries.add(desk.asking(), Draft(RECORD, title, tags=tags))
    assert [tag.lower() for tag in desk.services.search.suggest_tags("p")] == ["privacy", "pia", "pilot"]
    assert desk.services.search.suggest_tags("100%") == ("100%",)
    assert desk.services.search.suggest_tags("%") == desk.services.search.suggest_tags("_") == ()


def test_a_bad_query_is_refused_before_anything_is_looked_up(desk: Desk) -> None:
    with pytest.raises(BadQuery, match="kind"):
        find(desk, "knid:memo")
    assert find(desk, "memo", KINDS).total == 0
