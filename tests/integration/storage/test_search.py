"""Search over a real index: what is found, in which order, and what a mistyped word was meant to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.entries import Quote
from bot.domain.kinds import EVENT
from bot.domain.search import parse_query
from bot.errors import BadQuery
from storage.search import CAP
from storage.search.vocabulary import MOST_STEMS
from tests.integration.storage.shelf import TODAY, Shelf, record

if TYPE_CHECKING:
    from storage.engine import Store


# What is found


def test_words_are_found_in_any_form_and_anywhere_in_an_entry(shelf: Shelf) -> None:
    (key,) = shelf.put(
        record(
            "E-mail thread on the contract proposal",
            "Agents were piloting it.",
            tags=("procurement",),
            aliases=("fn2", "f:secret"),
            quotes=(Quote("any other criminal or person-of-interest categories", note="brackets as printed"),),
            fields={"type": "email thread", "unit": "ICE Office of Privacy", "bates": "ICE-0042"},
        )
    )
    found = """contracts, email, e-mail, E-MAIL threads, piloted, procurement, fn2, person-of-interest,
        criminal printed, privacy, ICE-0042, "office of privacy", proposal -memo"""
    for text in found.split(","):
        assert shelf.find(text) == [key], text
    for text in (
        "memo",
        '"privacy office"',
        "secret",
        "contract -agents",
        '"proposal agents"',
        '"piloting it any other"',
    ):
        assert shelf.find(text) == [], text


def test_accents_and_case_make_no_difference(shelf: Shelf) -> None:
    (key,) = shelf.put(record("Café Zürich", "Die STRASSE"))
    assert shelf.find("cafe zurich straße") == shelf.find("CAFÉ ZÜRICH") == [key]


def test_other_scripts_are_found_as_they_are_written(shelf: Shelf) -> None:
    tokyo, delhi, moscow = shelf.put(record("東京タワー"), record("हिन्दी समाचार"), record("Вашингтон"))
    assert shelf.find("東京") == [tokyo]
    assert shelf.find("京東") == []
    assert shelf.find("हिन्दी") == [delhi]
    assert shelf.find("вашингтон") == [moscow]


def test_a_beginning_finds_words_whose_stem_is_shorter_or_ends_differently(shelf: Shelf) -> None:
    surveillance, privacy, policies = shelf.put(record("Surveillance"), record("Privacy"), record("Policies"))
    assert shelf.find("surveilla*") == [surveillance]
    assert shelf.find("privacy*") == [privacy]
    assert shelf.find("policie*") == [policies]
    assert shelf.find("p*") == [policies, privacy]
    assert shelf.find("privat*") == []


def test_a_beginning_of_too_many_words_asks_for_more_letters(shelf: Shelf) -> None:
    shelf.put(record("Many", " ".join(f"zz{number:04d}" for number in range(MOST_STEMS + 1))))
    assert len(shelf.find("zz000*")) == 1
    with pytest.raises(BadQuery, match="Give more letters"):
        shelf.find("zz*")


def test_an_entry_that_changed_is_found_by_its_new_words_only(shelf: Shelf) -> None:
    (key,) = shelf.put(record("Old title", "old words", "2019"))
    with shelf.store.write() as tx:
        tx.search.put(key, shelf.dossier.key, record("New title", "fresh words", "2020"))
    assert shelf.find("old") == shelf.find("date:2019") == []
    assert shelf.find("fresh") == shelf.find("date:2020") == [key]
    with shelf.store.write() as tx:
        tx.search.remove(key)
    assert shelf.find("fresh") == []


def change_and_fail(shelf: Shelf, key: int) -> None:
    with shelf.store.write() as tx:
        tx.search.put(key, shelf.dossier.key, record("Changed"))
        raise RuntimeError


def test_a_write_that_fails_leaves_the_index_as_it_was(shelf: Shelf) -> None:
    (key,) = shelf.put(record("Kept"))
    with pytest.raises(RuntimeError):
        change_and_fail(shelf, key)
    assert shelf.find("kept") == [key]
    assert shelf.find("changed") == []


def test_dossiers_and_kinds_are_kept_apart(store: Store) -> None:
    one, other = Shelf.in_store(store, "one"), Shelf.in_store(store, "other")
    (mine,) = one.put(record("memo"))
    (event,) = one.put(record("memo", kind=EVENT))
    (theirs,) = other.put(record("memo"))
    assert one.find("memo") == [event, mine]
    assert one.find("memo", here=False) == [theirs, event, mine]
    assert one.find("memo", kinds=("event",)) == [event]
    assert other.find("memo", kinds=("event",)) == []


def test_a_unit_is_found_under_its_other_names_and_those_within_it(shelf: Shelf) -> None:
    units = ("HSI", "Homeland Security Investigations, Harrisburg", "HSI Cyber Crimes Center", "CRCL", "his unit")
    keys = shelf.put(*(record(f"Paper {unit}", fields={"unit": unit}) for unit in units))
    assert sorted(shelf.find("from:HSI")) == keys[:3]
    assert sorted(shelf.find("paper -from:HSI")) == keys[3:]
    assert shelf.find("from:CRCL") == [keys[3]]


def test_operators_of_either_database_are_words_like_any_other(shelf: Shelf) -> None:
    (key,) = shelf.put(record("AND OR NOT NEAR"))
    for text in ("AND NOT", "near", '"or not"', "NEAR/2", "a:b|c&d!e <-> near", "'near' \\ near", "{title}: near"):
        assert shelf.find(text) in ([key], []), text
    assert shelf.find("not near") == [key]


# In which order


def test_words_in_the_title_come_before_words_in_the_text_and_new_before_old(shelf: Shelf) -> None:
    first, title, both, last = shelf.put(
        record("Paper", "a contract with clearview"),
        record("Contract", "with clearview"),
        record("Clearview contract", ""),
        record("Note", "clearview; its contract"),
    )
    assert shelf.find("clearview contract") == [both, title, last, first]


def test_more_matches_than_the_cap_are_counted_up_to_it_and_the_newest_are_ranked(shelf: Shelf) -> None:
    old = shelf.put(record("Memo of old"), *(record("Paper", f"memo {number}") for number in range(CAP)))
    with shelf.store.read() as tx:
        query = parse_query("memo", today=TODAY)
        found = tx.search.find(query, dossier_id=None, kinds=None, units={}, limit=10, offset=0)
        rest = tx.search.find(query, dossier_id=None, kinds=None, units={}, limit=10, offset=CAP - 2)
    assert (found.total, found.capped) == (CAP, True)
    assert list(found.entry_ids) == old[:-11:-1]
    assert len(rest.entry_ids) == 1


# What was meant


def test_a_mistyped_word_is_mended_where_the_mended_one_is_on_file(shelf: Shelf) -> None:
    shelf.put(record("Clearview contract", "about facial recognition"))
    assert shelf.suggest("clearveiw contract") == "clearview contract"
    assert shelf.suggest("facail recognitoin") == "facial recognition"
    assert shelf.suggest("Clearview kontract -draft kind:memo") is None
    assert shelf.suggest("clearview contract") is None
    assert shelf.suggest("zzzzzz") is None
    assert shelf.suggest("clearveiw nothing") is None


def test_of_two_near_words_the_one_that_gives_results_is_offered(shelf: Shelf) -> None:
    shelf.put(record("Contact list"), record("Clearview contract"))
    assert shelf.suggest("clearview contarct") is None or shelf.suggest("clearview contarct") == "clearview contract"
    assert shelf.suggest("contarct clearveiw") == "contract clearview"


def test_a_suggestion_tells_nothing_of_other_dossiers(store: Store) -> None:
    here, there = Shelf.in_store(store, "here"), Shelf.in_store(store, "there")
    here.put(record("Open memo"))
    there.put(record("Whistleblower"))
    assert here.suggest("whistelblower") is None
    assert there.suggest("whistelblower") == "whistleblower"
