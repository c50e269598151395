"""The starter dossier against the facts of its source: date by date, footnote by footnote."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from bot.domain.entry_json import Problems, from_json, to_json
from bot.domain.ids import alias_key
from tests.facts import (
    BY_ALIAS,
    DOSSIER,
    ENTRIES,
    FACTS,
    GLOSSARY,
    copied_runs,
    dating,
    links,
    of_kind,
    own_words,
)

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SPOKEN_DATE = re.compile(rf"\b(?:{_MONTHS})(?: \d{{1,2}},)? \d{{4}}\b")
_QUOTED = re.compile("“[^”]*”")


def test_every_entry_is_read_without_a_problem_and_written_back_as_it_was() -> None:
    problems = Problems()
    drafts = [from_json(entry, f"entries[{index}]", problems) for index, entry in enumerate(ENTRIES)]
    assert problems.found == []
    assert [to_json(draft) for draft in drafts if draft is not None] == ENTRIES


def test_the_file_names_its_format_and_dossier() -> None:
    assert DOSSIER["format"] == "paper-trail/1"
    assert DOSSIER["dossier"] == {"slug": "clearview", "name": "ICE and Clearview AI"}
    assert set(DOSSIER) == {"format", "dossier", "entries", "glossary"}


def test_each_kind_has_as_many_entries_as_the_source_has() -> None:
    counted = Counter(entry["kind"] for entry in ENTRIES)
    findings = len(FACTS["findings_in_order"]) + len(FACTS["other_statements"])
    expected = {kind: FACTS["counts"][kind] for kind in ("record", "event", "press", "question")}
    assert counted == {**expected, "finding": findings}


def test_aliases_are_unique_and_every_link_leads_to_one_and_reads_from_another_entry() -> None:
    keys = [alias_key(alias) for entry in ENTRIES for alias in entry["aliases"]]
    assert len(keys) == len(set(keys))
    for entry in ENTRIES:
        for link in entry.get("links", []):
            assert link["to"] in BY_ALIAS
            assert BY_ALIAS[link["to"]] is not entry


def test_records_stand_in_footnote_order_with_every_footnote_of_theirs_and_the_date_that_is_stated() -> None:
    on_file = [
        {
            "footnotes": [alias for alias in record["aliases"] if alias.startswith("fn")],
            "type": record["fields"]["type"],
            "date": record.get("date"),
        }
        for record in of_kind("record")
    ]
    assert on_file == FACTS["records"]
    assert sum(len(record["footnotes"]) for record in on_file) == FACTS["counts"]["footnotes"]
    assert all(record["date_basis"] == "stated" for record in of_kind("record") if "date" in record)


def test_only_one_record_has_no_footnote_and_the_timeline_quotes_it() -> None:
    uncited = [record for record in of_kind("record") if not any(a.startswith("fn") for a in record["aliases"])]
    assert [record["date"] for record in uncited] == [FACTS["uncited_memo"]["date"]]
    [link] = links(BY_ALIAS[FACTS["uncited_memo"]["quoted_in"]], "cites")
    assert (BY_ALIAS[link["to"]], link["basis"]) == (uncited[0], "stated")


def test_the_timeline_is_chronological_with_the_precision_that_the_source_gives() -> None:
    on_file = [(event["aliases"], event["date_text"], *dating(event)) for event in of_kind("event")]
    expected = [([event["key"]], event["printed"], event["date"], "stated") for event in FACTS["timeline"]]
    assert on_file == expected
    precision = {1: "year", 2: "month", 3: "day"}
    for event in FACTS["timeline"]:
        assert precision[len(event["date"].split("-"))] == event["precision"]


@pytest.mark.parametrize(
    "event",
    [event for event in FACTS["timeline"] if event["key"] != FACTS["uncited_memo"]["quoted_in"]],
    ids=lambda event: event["key"],
)
def test_an_event_cites_as_stated_only_what_its_footnote_names(event: dict[str, Any]) -> None:
    cited = {
        basis: [BY_ALIAS[link["to"]] for link in links(BY_ALIAS[event["key"]], "cites") if link["basis"] == basis]
        for basis in ("stated", "inferred")
    }
    for basis, records in cited.items():
        expected = {id(BY_ALIAS[footnote]) for footnote in event[basis]}
        assert {id(record) for record in records} == expected
    assert all(link.get("note") for link in links(BY_ALIAS[event["key"]], "cites"))


def test_numbered_findings_come_first_and_in_order_and_the_others_follow() -> None:
    order = [finding["aliases"][0] for finding in of_kind("finding")]
    numbered = FACTS["findings_in_order"]
    assert order[: len(numbered)] == numbered
    assert set(order[len(numbered) :]) == set(FACTS["other_statements"])


def test_each_footnote_is_cited_by_exactly_the_statements_that_bear_its_mark() -> None:
    attached: dict[str, list[str]] = {}
    for entry in of_kind("finding") + of_kind("event"):
        for link in links(entry, "cites"):
            if link["basis"] == "stated" and link["to"].startswith("fn"):
                assert link["note"] == link["to"]
                attached.setdefault(link["to"], []).append(entry["aliases"][0])
    expected = FACTS["attached_after_mark"]
    assert {mark: sorted(keys) for mark, keys in attached.items()} == {m: sorted(k) for m, k in expected.items()}
    assert len(attached) == FACTS["counts"]["footnotes"]


def test_a_statement_without_a_mark_cites_its_record_by_inference_only() -> None:
    inferred = {
        entry["aliases"][0]: link["to"]
        for entry in of_kind("finding")
        for link in links(entry, "cites")
        if link["basis"] == "inferred"
    }
    assert inferred == FACTS["unmarked"]


def test_a_finding_is_dated_only_where_the_source_dates_it_or_a_bound_follows() -> None:
    dated = {finding["aliases"][0]: dating(finding) for finding in of_kind("finding") if dating(finding)}
    assert dated == FACTS["finding_dates"]


def test_each_finding_says_what_sort_of_statement_it_is() -> None:
    special = {**FACTS["other_statements"], **FACTS["statement_types"]}
    for finding in of_kind("finding"):
        assert finding["fields"]["type"] == special.get(finding["aliases"][0], "finding")
        assert finding["fields"]["section"]


def test_quotations_are_letter_for_letter_and_each_stands_on_the_record_of_its_footnote() -> None:
    for mark, texts in FACTS["quotations"].items():
        on_file = [quote["text"] for quote in BY_ALIAS[mark].get("quotes", []) if quote.get("alias", mark) == mark]
        assert on_file == texts
    known = {
        (mark if mark.startswith("fn") else "", text) for mark, texts in FACTS["quotations"].items() for text in texts
    }
    for entry in ENTRIES:
        for quote in entry.get("quotes", []):
            assert (quote.get("alias", ""), quote["text"]) in known


def test_a_finding_quotes_only_under_footnotes_that_it_cites() -> None:
    for finding in of_kind("finding"):
        marks = {link["to"] for link in links(finding, "cites")}
        assert {quote["alias"] for quote in finding.get("quotes", [])} <= marks


def test_words_in_quotation_marks_are_quoted_from_the_records_or_are_ours_to_define() -> None:
    quoted = [text for texts in FACTS["quotations"].values() for text in texts]
    ours = {"called into question", "memos", "System of Record Notice"}
    for entry in ENTRIES:
        for text in own_words(entry):
            for marked in _QUOTED.findall(text):
                words = marked[1:-1].rstrip(",.")
                assert words in ours or any(words in quote for quote in quoted), words


def test_nothing_of_the_source_is_copied_outside_quotations() -> None:
    for entry in ENTRIES:
        for text in own_words(entry):
            for part in _QUOTED.split(text):
                assert copied_runs(part) == []


def test_copying_would_be_noticed() -> None:
    assert copied_runs(FACTS["quotations"]["fn11"][0])


def test_the_claim_is_called_into_question_and_never_more_than_that() -> None:
    claim, facts = BY_ALIAS[FACTS["claim"]["key"]], FACTS["claim"]
    assert (claim["fields"]["verdict"], claim["fields"]["claimant"]) == (facts["verdict"], facts["claimant"])
    for basis in ("stated", "inferred"):
        by = [link["to"] for link in links(claim, "called-into-question-by") if link["basis"] == basis]
        assert by == facts[basis]
    assert not any(links(entry, "contradicts") for entry in ENTRIES)


def test_open_questions_are_open_unowned_and_about_the_finding_that_raises_them() -> None:
    on_file = {}
    for question in of_kind("question"):
        assert question["fields"]["status"] == "open"
        assert "owner" not in question["fields"]
        on_file[question["aliases"][0]] = next((link["to"] for link in links(question, "about")), None)
    assert on_file == FACTS["questions"]
    assert list(on_file) == list(FACTS["questions"])


def test_the_press_item_is_dated_by_its_review_and_has_no_publication_date() -> None:
    [item] = of_kind("press")
    facts = FACTS["press"]
    assert (item["title"], dating(item), item["tags"]) == (
        facts["title"],
        facts["date"],
        facts["tags"],
    )
    assert {name: item["fields"].get(name) for name in facts["fields"]} == facts["fields"]
    assert not set(facts["absent"]) & set(item["fields"])
    assert [link["to"] for link in links(BY_ALIAS[facts["logged_in"]], "mentions")] == item["aliases"]


def test_the_letter_is_dated_apart_from_the_thread_that_circulates_it() -> None:
    [circulated] = links(BY_ALIAS["fn14"], "circulates")
    assert BY_ALIAS[circulated["to"]]["date"] == "2021-04-19"
    assert BY_ALIAS["fn14"]["date"] == "2021-06-30"


def test_no_text_names_a_date_that_the_source_lacks_or_a_bound_that_is_not_called_derived() -> None:
    known = {*FACTS["dates_in_source"], *FACTS["also_said_of_months"]}
    for entry in ENTRIES:
        spoken = {
            date for text in [*own_words(entry), entry.get("date_text", "")] for date in _SPOKEN_DATE.findall(text)
        }
        unknown = spoken - known
        assert unknown <= {FACTS["derived_bound"]}
        assert not unknown or "Derived:" in entry["body"] or entry["date_basis"] == "derived"


def test_no_text_names_a_price_a_number_or_a_name_that_the_source_lacks() -> None:
    for entry in ENTRIES:
        for text in own_words(entry):
            unquoted = _QUOTED.sub(" “” ", _SPOKEN_DATE.sub(" ", text))
            assert not re.search(r"[$€£%]|\bUSD\b|\bdollars?\b", unquoted)
            numbers = set(re.findall(r"\d+", unquoted.replace("DHS/ICE-009", ""))) - _footnote_numbers(unquoted)
            assert not numbers or text in (entry["fields"].get("reviewed_on"), *entry["aliases"]), text
            sentences = re.split(r"(?<=[.:?;”])\s+", unquoted)
            inside = {word for sentence in sentences for word in re.findall("[A-Za-z]+", sentence)[1:]}
            assert {word for word in inside if word[0].isupper()} <= {*FACTS["names"], *_MONTHS.split("|")}


def _footnote_numbers(text: str) -> set[str]:
    return set(re.findall(r"(?:\bfn|\bfootnote )(\d+)", text))


def test_the_four_requesters_are_named_and_one_alone_went_to_court() -> None:
    for organisation in FACTS["requesters"]:
        assert organisation in BY_ALIAS["req:foia"]["body"]
        assert (organisation in BY_ALIAS["lit:aclu"]["body"]) == organisation.startswith("ACLU")


def test_titles_fit_a_line_and_bodies_are_a_few_sentences() -> None:
    for entry in ENTRIES:
        assert len(entry["title"]) <= 100
        assert 0 < len(entry["body"]) <= 700


def test_units_lie_within_one_another_and_every_unit_on_file_is_in_the_glossary() -> None:
    by_name = {alias_key(n): t for t in GLOSSARY for n in [t["term"], t.get("means", ""), *t.get("synonyms", [])] if n}
    units = {entry["fields"]["unit"] for entry in ENTRIES if "unit" in entry["fields"]}
    assert {unit for unit in units if alias_key(unit) not in by_name} == set()
    assert all(alias_key(term["within"]) in by_name for term in GLOSSARY if "within" in term)
    chain = ["CEIU"]
    while within := by_name[alias_key(chain[-1])].get("within"):
        chain.append(within)
    assert chain == ["CEIU", "HSI", "ICE", "DHS"]


@pytest.mark.parametrize(
    ("printed", "usual"),
    [
        ("Immigration Customs and Enforcement", "Immigration and Customs Enforcement"),
        ("Customs and Border Patrol", "Customs and Border Protection"),
        ("System of Record Notice", "System of Records Notice"),
        ("Enforcement and Removal operations", "Enforcement and Removal Operations"),
        ("ACLU Northern California", "ACLU of Northern California"),
        ("State Department", "Department of State"),
        ("licence", "license"),
    ],
)
def test_a_name_is_found_as_printed_and_as_usual(printed: str, usual: str) -> None:
    names = [{term["term"], term.get("means", ""), *term.get("synonyms", [])} for term in GLOSSARY]
    assert any({printed, usual} <= group for group in names)


def test_glossary_terms_are_unique_and_have_known_keys_only() -> None:
    terms = [alias_key(term["term"]) for term in GLOSSARY]
    assert len(terms) == len(set(terms))
    assert all(set(term) <= {"term", "means", "within", "synonyms"} for term in GLOSSARY)
