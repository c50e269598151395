"""An entries file is read strictly: whatever is wrong with it is named with its place, all of it in one go."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import starter
from bot.domain.dossiers import Term
from bot.domain.entries_file import EntriesFile, read_entries_file
from bot.domain.file_links import Names, link_problems, outside
from bot.domain.ids import PublicId
from bot.errors import BadFile
from tests.unit.dates.strategies import AT_LEISURE

GOOD: dict[str, Any] = {"format": "paper-trail/1", "dossier": {"slug": "one", "name": "One"}, "entries": []}


def file_of(*entries: object, **more: object) -> bytes:
    return json.dumps({**GOOD, "entries": list(entries), **more}).encode()


def entry(title: str = "Memo", **more: object) -> dict[str, object]:
    return {"kind": "record", "title": title, **more}


def problems(raw: bytes) -> list[str]:
    """What is wrong with a file, as an import into an empty store would say it."""
    try:
        file = read_entries_file(raw)
    except BadFile as error:
        return list(error.problems)
    return [*file.problems, *link_problems(file, Names(file.names, {}))]


def places(raw: bytes) -> list[str]:
    return [problem.split(": ")[0] for problem in problems(raw)]


def test_a_good_file_is_read_whole() -> None:
    glossary = [{"term": "CEIU", "means": "Child Exploitation Investigations Unit", "within": "HSI", "synonyms": ["C"]}]
    raw = file_of(
        entry("One", aliases=["fn 7", "a:b"]), entry("Two", links=[{"rel": "cites", "to": "FN7"}]), glossary=glossary
    )
    file = read_entries_file(raw)
    assert problems(raw) == []
    assert (file.slug, file.name) == ("one", "One")
    assert [item.draft.title for item in file.entries if item.draft] == ["One", "Two"]
    assert file.names == {"fn7": 0, "a:b": 0}
    assert file.glossary == (Term("CEIU", "Child Exploitation Investigations Unit", "HSI", ("C",)),)


def test_the_starter_dossier_has_no_problem() -> None:
    assert problems(starter.read().encode()) == []


def test_control_characters_of_a_doubled_key_do_not_reach_the_terminal() -> None:
    assert problems(b'{"\\u001b[31mred": 1, "\\u001b[31mred": 2}') == ["[31mred: this key stands more than once here."]


def test_a_byte_order_mark_is_no_problem() -> None:
    assert problems(b"\xef\xbb\xbf" + file_of(entry())) == []


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "line 1, column 1: this is not JSON (expecting value)."),
        (b'{"format": ', "line 1, column 12: this is not JSON (expecting value)."),
        (
            b'{\n  "format": "paper-trail/1"\n  "dossier"',
            "line 3, column 3: this is not JSON (expecting ',' delimiter).",
        ),
        (b'{"format": "paper-trail/1"} {}', "line 1, column 29: this is not JSON (extra data)."),
        (b"{'format': 1}", "line 1, column 2: this is not JSON (expecting property name enclosed in double quotes)."),
        ('{"format": "é"}'.encode("latin-1"), "byte 13: this is not UTF-8 text."),
        (json.dumps(GOOD).encode("utf-16"), "byte 1: this is not UTF-8 text."),
        (b"[" * 100_000, "file: objects and lists lie too deep within one another."),
        (b"[]", "file: is not an object."),
        (b"3", "file: is not an object."),
        (b"null", "file: is not an object."),
        (b"{}", "format: must be “paper-trail/1”."),
        (b'{"format": "paper-trail/2"}', "format: must be “paper-trail/1”."),
        (b'{"format": ["paper-trail/1"]}', "format: must be “paper-trail/1”."),
    ],
)
def test_what_is_no_entries_file_at_all_is_told_in_one_sentence(raw: bytes, said: str) -> None:
    assert problems(raw) == [said]


def test_a_key_that_stands_twice_is_refused_wherever_it_is() -> None:
    raw = b"""{"format": "paper-trail/1", "dossier": {"slug": "a", "name": "A", "name": "B"},
      "entries": [{"kind": "record", "title": "x", "links": [{"rel": "cites", "to": "y", "rel": "about", "to": "z"}]}],
      "entries": [{"kind": "record", "title": "x", "title": "y"}, {"kind": "record", "title": "x", "title": "x"}]}"""
    assert places(raw) == ["entries", "dossier.name", "entries[0].title", "entries[1].title"]
    assert set(problems(raw)) == {f"{place}: this key stands more than once here." for place in places(raw)}


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "1" * 5_000, "7", "0.1"])
@pytest.mark.parametrize("key", ["title", "body", "date", "date_text"])
def test_a_number_is_never_text(key: str, number: str) -> None:
    raw = file_of(entry(**{key: "@"})).replace(b'"@"', number.encode())
    assert f"entries[0].{key}: must be text." in problems(raw)


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"feeds": []}, "feeds"),
        ({"dossier": {"slug": "one", "name": "One", "key": 1}}, "dossier.key"),
        ({"entries": [entry(id="R-1")]}, "entries[0].id"),
        ({"entries": [entry(), entry(quotes=[{"text": "x", "by": "y"}])]}, "entries[1].quotes[0].by"),
        (
            {"entries": [entry(aliases=["a"]), entry(links=[{"rel": "cites", "to": "a", "x": 1}])]},
            "entries[1].links[0].x",
        ),
        ({"entries": [entry(fields={"colour": "red"})]}, "entries[0].fields.colour"),
        ({"entries": [{"kind": "event", "title": "x", "fields": {"bates": "1"}}]}, "entries[0].fields.bates"),
        ({"glossary": [{"term": "x", "meaning": "y"}]}, "glossary[0].meaning"),
    ],
)
def test_an_unknown_key_is_refused_by_name_at_every_level(more: dict[str, object], place: str) -> None:
    [problem] = problems(json.dumps({**GOOD, **more}).encode())
    assert problem.startswith(f"{place}: is not known here. Known: ")


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"dossier": None}, "dossier"),
        ({"dossier": {"slug": "one"}}, "dossier.name"),
        ({"dossier": {"slug": "one", "name": " \t"}}, "dossier.name"),
        ({"dossier": {"slug": "one", "name": "x" * 301}}, "dossier.name"),
        ({"dossier": {"slug": "one", "name": ["One"]}}, "dossier.name"),
        ({"dossier": {"name": "One"}}, "dossier.slug"),
        ({"dossier": {"slug": "One", "name": "One"}}, "dossier.slug"),
        ({"dossier": {"slug": "one\n", "name": "One"}}, "dossier.slug"),
        ({"dossier": {"slug": 1, "name": "One"}}, "dossier.slug"),
        ({"entries": {}}, "entries"),
        ({"entries": None}, "entries"),
        ({"entries": ["R-1"]}, "entries[0]"),
        ({"entries": [{"title": "x"}]}, "entries[0].kind"),
        ({"entries": [{"kind": "rumour", "title": "x"}]}, "entries[0].kind"),
        ({"entries": [{"kind": ["record"], "title": "x"}]}, "entries[0].kind"),
        ({"entries": [{"kind": "record"}]}, "entries[0].title"),
        ({"entries": [entry("x" * 301)]}, "entries[0].title"),
        ({"entries": [entry(tags="PIA")]}, "entries[0].tags"),
        ({"entries": [entry(aliases=[7])]}, "entries[0].aliases"),
        ({"entries": [entry(aliases=["x" * 81])]}, "entries[0].aliases"),
        ({"entries": [entry(date="2019-02-29")]}, "entries[0].date"),
        ({"entries": [entry(date="June 2020")]}, "entries[0].date"),
        ({"entries": [entry(date="2020", date_basis="guessed")]}, "entries[0].date_basis"),
        ({"entries": [entry(date_text="June 2020")]}, "entries[0].date_text"),
        ({"entries": [entry(date="2020", date_text="x" * 201)]}, "entries[0].date_text"),
        ({"entries": [entry(quotes=[{"page": "3"}])]}, "entries[0].quotes[0].text"),
        ({"entries": [entry(quotes=["x"])]}, "entries[0].quotes[0]"),
        ({"entries": [entry(fields={"type": 1})]}, "entries[0].fields.type"),
        ({"entries": [entry(fields=[])]}, "entries[0].fields"),
        ({"entries": [entry(links=[{"rel": "cites"}])]}, "entries[0].links[0].to"),
        ({"entries": [entry(links=[{"rel": "cites", "to": "nobody"}])]}, "entries[0].links[0].to"),
        ({"entries": [entry(links=[{"rel": "cites", "to": "R-1"}])]}, "entries[0].links[0].to"),
        ({"entries": [entry(links=[{"rel": "cites", "to": "\u200b"}])]}, "entries[0].links[0].to"),
        ({"entries": [entry(aliases=["me"], links=[{"rel": "cites", "to": "me"}])]}, "entries[0].links[0].to"),
        ({"entries": [entry(aliases=["a"]), entry(links=[{"rel": "cites", "to": "a"}] * 2)]}, "entries[1].links[1]"),
        ({"entries": [entry(aliases=["me"]), entry(aliases=["me"])]}, "entries[1].aliases"),
        ({"entries": [entry(aliases=["fn7"]), entry(aliases=["Footnote 7"])]}, "entries[1].aliases"),
        ({"glossary": {}}, "glossary"),
        ({"glossary": ["HSI"]}, "glossary[0]"),
        ({"glossary": [{"means": "x"}]}, "glossary[0].term"),
        ({"glossary": [{"term": 1}]}, "glossary[0].term"),
        ({"glossary": [{"term": "HSI"}, {"term": "hsi"}]}, "glossary[1].term"),
        ({"glossary": [{"term": "x", "synonyms": "y"}]}, "glossary[0].synonyms"),
        ({"glossary": [{"term": "x", "synonyms": ["y", None]}]}, "glossary[0].synonyms[1]"),
        ({"glossary": [{"term": "x", "within": 3}]}, "glossary[0].within"),
    ],
)
def test_every_problem_has_its_place(more: dict[str, object], place: str) -> None:
    assert places(json.dumps({**GOOD, **more}).encode()) == [place]


def test_an_unknown_relation_and_a_value_that_is_no_choice_are_named_with_what_is_right() -> None:
    raw = file_of(
        entry(aliases=["a"], fields={"type": "rumour"}),
        entry(links=[{"rel": "blames", "to": "a"}]),
        entry(links=[{"rel": "cites", "to": "a", "basis": "guessed"}]),
    )
    kind, relation, basis = problems(raw)
    assert kind.startswith("entries[0].")
    assert "“rumour” is not a kind of record here. Use one of: email," in kind
    assert relation.startswith("entries[1].links")
    assert "“blames” is not a kind of link. Use one of: cites," in relation
    assert basis == "entries[2].links[0].basis: must be one of: stated, inferred."


def test_all_problems_are_found_in_one_go_and_only_those() -> None:
    raw = file_of(
        entry("", aliases=["fn1"]),
        entry(links=[{"rel": "cites", "to": "fn1"}, {"rel": "cites", "to": "fn2"}]),
        entry(date="2019-13"),
        entry(aliases=["fn1"]),
        glossary=[{}],
        dossier={"slug": "one"},
        more=1,
    )
    assert places(raw) == [
        "more",
        "dossier.name",
        "entries[0].title",
        "entries[2].date",
        "entries[3].aliases",
        "glossary[0].term",
        "entries[1].links[1].to",
    ]


def test_links_that_lead_to_one_entry_by_two_names_are_refused_because_only_one_can_be_kept() -> None:
    links = [
        {"rel": "cites", "to": "fn7", "note": "fn7"},
        {"rel": "about", "to": "fn7"},
        {"rel": "cites", "to": "fn 8"},
    ]
    [problem] = problems(file_of(entry(aliases=["fn7", "fn8"]), entry(links=links)))
    assert problem == "entries[1].links[2]: leads to the same entry as links[0], with the same rel."


def test_only_names_that_the_file_does_not_give_are_looked_up_elsewhere() -> None:
    links = [{"rel": "cites", "to": to} for to in ("mine", "r 12", "Footnote 7", "R-12", "T-1")]
    file = read_entries_file(file_of(entry(aliases=["mine", "t-1"]), entry(links=links)))
    wanted = outside(file)
    assert set(wanted.ids) == {"R-12"}
    assert set(wanted.aliases) == {"fn7"}


def test_a_name_of_the_file_comes_before_one_of_the_store() -> None:
    names = Names({"r-1": 5}, {"R-1": PublicId("R", 1), "R-2": PublicId("R", 2)})
    assert names.meaning("R-1") == 5
    assert names.meaning("r 2") == PublicId("R", 2)
    assert names.meaning("R-3") is None


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_KEYS = ("title", "body", "date", "date_text", "date_basis", "tags", "aliases", "quotes", "fields", "links")


@AT_LEISURE
@given(
    st.fixed_dictionaries(
        {"format": st.just("paper-trail/1")},
        optional={
            "dossier": _json | st.fixed_dictionaries({}, optional={"slug": _json, "name": _json}),
            "entries": _json
            | st.lists(
                st.fixed_dictionaries({"kind": st.just("record")}, optional=dict.fromkeys(_KEYS, _json)), max_size=3
            ),
            "glossary": _json | st.lists(st.fixed_dictionaries({}, optional={"term": _json, "synonyms": _json})),
        },
    )
)
def test_whatever_stands_in_a_file_is_read_or_refused_with_sentences(value: dict[str, Any]) -> None:
    found = problems(json.dumps(value).encode())
    assert all(": " in problem and problem.endswith((".", "…")) for problem in found)
    if not found:
        assert isinstance(read_entries_file(json.dumps(value).encode()), EntriesFile)


@AT_LEISURE
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_bytes_a_file_has_they_are_refused_with_a_sentence(raw: bytes) -> None:
    with pytest.raises(BadFile, match=r"^Nothing was imported: "):
        read_entries_file(raw)
