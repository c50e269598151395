"""Entries files are loaded all or nothing, and what is loaded is on file like what people add."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from bot import starter
from bot.domain.dossiers import Term
from bot.domain.entries import Draft, Entry
from bot.domain.entry_json import to_json
from bot.domain.kinds import EVENT, FINDING, KINDS, PRESS, QUESTION, RECORD
from bot.domain.people import Identity, Role
from bot.errors import BadFile
from bot.services.importing import Importing
from storage import schema
from tests.integration.services.people import Desk, Hands

if TYPE_CHECKING:
    from storage.engine import Store


@pytest.fixture
def importing(store: Store) -> Importing:
    return Importing(store, Hands())


def file_of(*entries: dict[str, Any], slug: str = "clearview", **more: object) -> bytes:
    dossier = {"slug": slug, "name": slug.title()}
    return json.dumps({"format": "paper-trail/1", "dossier": dossier, "entries": entries, **more}).encode()


def entry(title: str, **more: object) -> dict[str, Any]:
    return {"kind": "record", "title": title, **more}


def link(to: str, rel: str = "cites") -> dict[str, str]:
    return {"rel": rel, "to": to}


def on_file(store: Store) -> dict[str, Entry]:
    """Every entry by its id."""
    with store.read() as tx:
        keys = tx.connection.execute(select(schema.entries.c.id)).scalars().all()
        return {str(found.entry.id): found.entry for found in tx.entries.load(keys)}


def rows(store: Store) -> dict[str, int]:
    """How many rows each table has that is not empty."""
    with store.read() as tx:
        counts = {
            table.name: tx.connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in schema.metadata.sorted_tables
        }
    return {name: count for name, count in counts.items() if count}


def refused(importing: Importing, raw: bytes) -> tuple[str, ...]:
    with pytest.raises(BadFile) as caught:
        importing.load(raw)
    return caught.value.problems


def test_the_starter_dossier_is_loaded_with_ids_in_the_order_of_the_file(store: Store, importing: Importing) -> None:
    imported = importing.load_starter()
    given = json.loads(starter.read())
    expected = {
        f"{kind.prefix}-{number}": item["title"]
        for kind in KINDS
        for number, item in enumerate([item for item in given["entries"] if item["kind"] == kind.name], start=1)
    }
    assert {name: found.title for name, found in on_file(store).items()} == expected
    assert imported.added == ((RECORD, 14), (EVENT, 7), (PRESS, 1), (FINDING, 36), (QUESTION, 4))
    assert (imported.dossier.slug, imported.dossier.name) == ("clearview", "ICE and Clearview AI")
    with store.read() as tx:
        assert len(tx.glossary.all()) == len(given["glossary"])


def test_what_is_loaded_is_what_the_file_says(store: Store, importing: Importing) -> None:
    importing.load_starter()
    given = json.loads(starter.read())["entries"]
    by_title = {found.title: found for found in on_file(store).values()}
    ids = {alias: str(by_title[item["title"]].id) for item in given for alias in item["aliases"]}
    for item in given:
        for one in item.get("links", []):
            one["to"] = ids[one["to"]]
        assert to_json(by_title[item["title"]].content) == item


def test_the_starter_dossier_is_loaded_once(store: Store, importing: Importing) -> None:
    first = importing.load_starter()
    before = rows(store)
    again = importing.load_starter()
    assert (again.dossier, again.added, again.already_there) == (first.dossier, (), True)
    assert not first.already_there
    assert rows(store) == before


def test_the_starter_dossier_is_not_mixed_into_a_dossier_of_its_name(store: Store, importing: Importing) -> None:
    importing.load(file_of(entry("Our own")))
    assert importing.load_starter().already_there
    assert [found.title for found in on_file(store).values()] == ["Our own"]


def test_a_store_holds_something_once_a_file_is_loaded(importing: Importing) -> None:
    assert not importing.holds_something()
    importing.load(file_of())
    assert importing.holds_something()


def test_an_imported_entry_is_found_shown_and_has_a_history(store: Store, importing: Importing) -> None:
    desk = Desk.over(store)
    importing.load(file_of(entry("Memo on gait analysis", aliases=["fn7"], tags=["PIA"], fields={"unit": "HSI"})))
    asking = desk.asking()
    for query in ("gait", "tag:PIA", "from:HSI", '"gait analysis"'):
        [line] = desk.services.search.find(asking, query, kinds=(RECORD,)).lines
        assert str(line.id) == "R-1"
    card = desk.services.cards.card(asking, "footnote 7").entry
    assert (card.created.who, card.created.where, card.created.name) == (Identity("", "import"), "import", "")
    assert card.created == card.changed
    [step] = desk.services.cards.history(asking, "R-1").revisions
    assert (step.action, step.version, step.before, step.after) == ("import", 1, None, to_json(card.content))
    assert step.done == card.created


def test_the_steps_of_one_import_belong_together(store: Store, importing: Importing) -> None:
    importing.load(file_of(entry("One"), entry("Two")))
    importing.load(file_of(entry("Three")))
    with store.read() as tx:
        batches = (
            tx.connection.execute(select(schema.revisions.c.batch).order_by(schema.revisions.c.id)).scalars().all()
        )
    assert batches[0]
    assert batches[0] == batches[1] != batches[2]


def test_an_edit_after_an_import_is_the_next_version_and_can_be_taken_back(store: Store, importing: Importing) -> None:
    desk = Desk.over(store)
    importing.load(file_of(entry("One", aliases=["a"], links=[link("b")]), entry("Two", aliases=["b"])))
    asking = desk.asking()
    before = desk.services.cards.card(asking, "a").entry
    edited = desk.services.entries.edit(asking, before.id, before.version, replace(before.content, body="More."))
    assert edited.version == 2
    assert desk.services.entries.undo_last(asking).entry.content == before.content


def test_a_second_file_adds_to_the_dossier_of_its_slug(store: Store, importing: Importing) -> None:
    first = importing.load(file_of(entry("One", aliases=["a"]), glossary=[{"term": "HSI"}, {"term": "ICE"}]))
    again = importing.load(file_of(entry("Two", links=[link("a")]), glossary=[{"term": "hsi", "within": "ICE"}]))
    assert again.dossier == first.dossier
    assert on_file(store)["R-2"].content.links[0].to == "R-1"
    with store.read() as tx:
        assert tx.dossiers.all() == (first.dossier,)
        assert tx.glossary.all() == (Term("hsi", within="ICE"), Term("ICE"))


def test_links_lead_forward_back_to_what_is_on_file_and_into_other_dossiers(store: Store, importing: Importing) -> None:
    importing.load(file_of(entry("Elsewhere", aliases=["fn1", "fn2"]), slug="other"))
    importing.load(file_of(entry("Here", aliases=["fn2"])))
    names = ("later", "Footnote 1", "fn2", "r 1")
    importing.load(
        file_of(
            entry(
                "New",
                links=[link(to, rel) for to, rel in zip(names, ("cites", "about", "covers", "related"), strict=True)],
            ),
            entry("Later", aliases=["later"]),
        )
    )
    assert [one.to for one in on_file(store)["R-3"].content.links] == ["R-4", "R-1", "R-2", "R-1"]


def test_an_alias_of_a_dossier_is_preferred_to_the_same_of_an_older_one(store: Store, importing: Importing) -> None:
    importing.load(file_of(entry("Elsewhere", aliases=["fn1"]), slug="other"))
    importing.load(file_of(entry("Here", aliases=["fn1"])))
    importing.load(file_of(entry("New", links=[link("fn1")])))
    assert on_file(store)["R-3"].content.links[0].to == "R-2"


def test_what_is_on_file_already_is_a_problem_that_names_it(store: Store, importing: Importing) -> None:
    importing.load(
        file_of(
            entry("A memo!", date="2019-06", aliases=["fn1"]),
            entry("By address", fields={"url": "https://example.org/a"}),
            {"kind": "event", "title": "Same words", "date": "2020"},
        )
    )
    before = rows(store)
    assert refused(
        importing,
        file_of(
            entry("A MEMO", date="2019-06"),
            entry("Another", fields={"url": "https://example.org/a"}),
            entry("Third", aliases=["Footnote 1"]),
            entry("Same words", date="2020"),
            entry("A memo", date="2019-07", fields={"url": "https://example.org/b"}),
        ),
    ) == (
        "entries[2].aliases: “fn1” names R-1 “A memo!” already.",
        "entries[0]: is like R-1 “A memo!”, which is on file already.",
        "entries[1]: is like R-2 “By address”, which is on file already.",
    )
    assert rows(store) == before


def test_a_twin_in_another_dossier_and_a_deleted_one_are_no_problem(store: Store, importing: Importing) -> None:
    desk = Desk.over(store)
    importing.load(file_of(entry("Memo", aliases=["a"])))
    desk.services.entries.delete(desk.asking(), next(iter(on_file(store).values())).id, "wrong")
    importing.load(file_of(entry("Memo", aliases=["a"]), slug="other"))
    importing.load(file_of(entry("Memo", aliases=["a"])))
    assert sorted(on_file(store)) == ["R-1", "R-2", "R-3"]


def test_no_link_is_made_to_what_was_deleted(store: Store, importing: Importing) -> None:
    desk = Desk.over(store)
    importing.load(file_of(entry("Memo", aliases=["a"])))
    desk.services.entries.delete(desk.asking(), next(iter(on_file(store).values())).id, "wrong")
    problems = refused(importing, file_of(entry("New", links=[link("R-1"), link("a")])))
    assert [problem.split(":")[0] for problem in problems] == ["entries[0].links[0].to", "entries[0].links[1].to"]


def test_problems_of_the_file_and_of_the_store_are_told_together(store: Store, importing: Importing) -> None:
    importing.load(file_of(entry("Memo", aliases=["a"])))
    problems = refused(
        importing, file_of(entry("", aliases=["b"]), entry("New", aliases=["a"], links=[link("b"), link("c")]))
    )
    assert [problem.split(":")[0] for problem in problems] == [
        "entries[0].title",
        "entries[1].links[1].to",
        "entries[1].aliases",
    ]


def test_a_refused_file_leaves_nothing_behind(store: Store, importing: Importing) -> None:
    refused(
        importing, file_of(entry("Good", aliases=["a"]), entry("Bad", links=[link("nobody")]), glossary=[{"term": "x"}])
    )
    assert rows(store) == {}


def test_control_characters_of_a_file_do_not_reach_the_terminal(importing: Importing) -> None:
    [problem] = refused(importing, file_of(entry("Memo", links=[link("\x1b[31mred")])))
    assert problem == "entries[0].links[0].to: nothing in the file or in the store is called “[31mred”."


def test_text_that_a_database_cannot_hold_is_cleaned_and_not_a_fault(store: Store, importing: Importing) -> None:
    text = "a\x00b\ud800c"
    importing.load(
        file_of(
            entry(text, body=text, date="2020", date_text=text, tags=[text], aliases=[text], quotes=[{"text": text}]),
            entry("Two", links=[{**link(text), "note": text}], fields={"recipient": text}),
            glossary=[{"term": text, "means": text, "synonyms": [text]}],
        )
    )
    assert on_file(store)["R-1"].content.date.text == "abc"  # type: ignore[union-attr]
    assert on_file(store)["R-2"].content.links[0].to == "R-1"


def test_a_rehearsal_says_what_it_would_do_and_leaves_nothing_behind(store: Store, importing: Importing) -> None:
    assert importing.load_starter(dry_run=True).added == importing.load_starter(dry_run=True).added
    assert rows(store) == {}
    assert not importing.holds_something()
    importing.load(file_of(entry("Memo")))
    before = rows(store)
    imported = importing.load(file_of(entry("New", aliases=["x"]), glossary=[{"term": "y"}]), dry_run=True)
    assert imported.added == ((RECORD, 1),)
    assert rows(store) == before
    importing.load(file_of(entry("New", aliases=["x"])))
    assert sorted(on_file(store)) == ["R-1", "R-2"]  # the rehearsals used up no id


def test_a_rehearsal_names_the_same_problems(importing: Importing) -> None:
    with pytest.raises(BadFile, match="nobody"):
        importing.load(file_of(entry("Bad", links=[link("nobody")])), dry_run=True)


def test_ids_are_never_given_twice_while_people_add_and_files_are_loaded(store: Store) -> None:
    desk = Desk.over(store)
    start = Barrier(6)

    def add(person: int) -> None:
        start.wait()
        for number in range(10):
            desk.services.entries.add(desk.asking(f"p{person}"), Draft(RECORD, f"By hand {person} {number}"))

    def load(number: int) -> None:
        start.wait()
        kinds = ("record", "event") if number % 2 else ("event", "record")
        for part in range(3):
            titles = (f"File {number} {part} {line}" for line in range(60))
            entries = [{"kind": kind, "title": title} for title in titles for kind in kinds]
            Importing(store, desk.clock).load(file_of(*entries, slug=f"file-{number}"))

    with ThreadPoolExecutor(6) as pool:
        for done in [*(pool.submit(add, person) for person in range(3)), *(pool.submit(load, n) for n in range(3))]:
            done.result()
    given = on_file(store)
    numbers = sorted(int(name.removeprefix("R-")) for name in given if name.startswith("R-"))
    assert len(given) == 3 * 10 + 3 * 3 * 60 * 2
    assert numbers == list(range(1, 3 * 10 + 3 * 3 * 60 + 1))


def test_two_starts_at_once_load_the_starter_dossier_once(store: Store) -> None:
    start = Barrier(2)

    def load(_: int) -> bool:
        start.wait()
        return Importing(store, Hands()).load_starter().already_there

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(load, range(2))) == [False, True]
    assert rows(store)["entries"] == len(json.loads(starter.read())["entries"])


def test_members_see_what_was_imported_and_outsiders_do_not_see_other_dossiers(
    store: Store, importing: Importing
) -> None:
    desk = Desk.over(store)
    importing.load(file_of(entry("Memo on contracts"), slug="other"))
    for role, seen in ((Role.MEMBER, 1), (Role.OUTSIDER, 0)):
        assert desk.services.search.find(desk.asking(role=role), "contracts", kinds=KINDS).total == seen
