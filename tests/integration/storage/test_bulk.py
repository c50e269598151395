"""Many entries are written with a few statements, and are then on file like entries that were written one by one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from benchmarks.plausible import Maker
from bot.domain.dates import from_edtf
from bot.domain.entries import Draft, LinkBasis, LinkDraft, Quote
from bot.domain.entry_json import to_json
from bot.domain.history import Revision
from bot.domain.ids import PublicId
from bot.domain.kinds import BY_NAME, EVENT, RECORD
from bot.errors import BadInput, Unavailable
from storage import row_writing, schema
from storage.engine import Store
from storage.row_writing import MANY, write_rows
from tests.integration.storage.shelf import STAMP, Shelf, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.transaction import Transaction
    from tests.databases import Databases

INDEX = {"sqlite": "entry_search_source", "postgresql": "entry_search"}
EDTF = ("2019-06-27", "2020-06", "2020-33", "202X", "2020-10/..", "../2019-01-15", "2019~", "1000-01-01", "9999-12-31")


def drafts() -> list[Draft]:
    """Entries with all that can hang on one, so many that each table gets many rows at once. R-1 and T-1 come first."""
    full = record(
        "Tabs\tand \\N and \\. and ‘quotation’ marks “表”",
        "Line one\nline two\\n\r\nline three",
        when="2019-06",
        tags=("PIA", "ünïcode"),
        aliases=("fn7", "a:b"),
        quotes=(Quote("one", "3", "fn7", "as printed"), Quote("two")),
        fields={"type": "memo", "unit": "HSI", "url": "https://example.org/a"},
        links=(LinkDraft("cites", "R-1", LinkBasis.INFERRED, "because"), LinkDraft("about", "T-1")),
    )
    dated = [Draft(EVENT, f"Dated {edtf}", date=from_edtf(edtf, text=edtf)) for edtf in EDTF]
    maker = Maker(7)
    made = [
        replace(maker.entry(PublicId(kind.prefix, number), (), ["R-1", "T-1"]), aliases=(f"fn{number}",))
        for number, kind in enumerate(maker.kinds(60), start=1_000)
    ]
    return [record("The first"), *dated, full, *made]


def one_by_one(tx: Transaction, shelf: Shelf, given: list[Draft]) -> None:
    for draft in given:
        public_id = tx.entries.next_id(draft.kind)
        key = tx.entries.insert(public_id, shelf.dossier, draft, STAMP)
        tx.revisions.add(key, Revision(public_id, 1, "import", STAMP, None, to_json(draft), batch="b"))
        tx.search.put(key, shelf.dossier.key, draft)


def at_once(tx: Transaction, shelf: Shelf, given: list[Draft]) -> None:
    ids = tx.bulk.next_ids([draft.kind for draft in given])
    keys = tx.bulk.insert(shelf.dossier, list(zip(ids, given, strict=True)), [STAMP] * len(given))
    tx.revisions.add_many(
        (key, Revision(public_id, 1, "import", STAMP, None, to_json(draft), batch="b"))
        for key, public_id, draft in zip(keys, ids, given, strict=True)
    )
    tx.search.put_many([(key, shelf.dossier.key, draft) for key, draft in zip(keys, given, strict=True)])


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that has any, those of the search index too."""
    with store.read() as tx:
        names = [table.name for table in schema.metadata.sorted_tables] + [INDEX[tx.connection.dialect.name]]
        rows = {name: tx.connection.execute(text(f"SELECT * FROM {name}")).all() for name in names}  # noqa: S608
    return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items() if found}


@pytest.fixture
def another_shelf(databases: Databases) -> Iterator[Shelf]:
    url = databases.migrated()
    opened = Store.open(url)
    yield Shelf.in_store(opened)
    opened.close()
    databases.remove(url)


def test_many_entries_leave_the_rows_that_one_after_the_other_leaves(
    shelf: Shelf, another_shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    many, given = 8, drafts()
    monkeypatch.setattr(row_writing, "MANY", many)
    with shelf.store.write() as tx:
        at_once(tx, shelf, given)
    with another_shelf.store.write() as tx:
        one_by_one(tx, another_shelf, given)
    together, singly = contents(shelf.store), contents(another_shelf.store)
    assert together == singly
    tables = ("entries", "record_details", "event_details", "tags", "aliases", "quotations", "links", "revisions")
    assert min(len(together[name]) for name in tables) > many  # each of them was written as many rows


def test_many_entries_are_read_as_they_were_given(shelf: Shelf) -> None:
    given = drafts()
    with shelf.store.write() as tx:
        ids = tx.bulk.next_ids([draft.kind for draft in given])
        keys = tx.bulk.insert(shelf.dossier, list(zip(ids, given, strict=True)), [STAMP] * len(given))
        found = tx.entries.load(keys)
    assert [one.entry.id for one in found] == list(ids)
    assert [one.entry.content for one in found] == given
    assert {(one.entry.version, one.entry.created, one.entry.changed) for one in found} == {(1, STAMP, STAMP)}


def test_blocks_of_numbers_follow_one_another_and_the_numbers_given_singly(shelf: Shelf) -> None:
    record_kind, event_kind = BY_NAME["record"], BY_NAME["event"]
    with shelf.store.write() as tx:
        first = tx.entries.next_id(record_kind)
        block = tx.bulk.next_ids([event_kind, record_kind, record_kind, event_kind])
        last = tx.entries.next_id(record_kind)
    assert [str(one) for one in (first, *block, last)] == ["R-1", "T-1", "R-2", "R-3", "T-2", "R-4"]


def test_an_alias_that_is_taken_is_refused_among_many(shelf: Shelf) -> None:
    shelf.put(record("One", aliases=("fn7",)))
    given = [record(f"Number {number}", aliases=(f"fn {number}",)) for number in range(1, 2 * MANY)]
    with pytest.raises(BadInput, match="“fn7” already names R-1") as caught, shelf.store.write() as tx:
        at_once(tx, shelf, given)
    assert caught.value.field == "aliases"
    with shelf.store.read() as tx:
        assert tx.dossiers.counts(shelf.dossier.key) == {"record": 1}


def test_one_alias_for_two_of_many_is_refused(shelf: Shelf) -> None:
    given = [record(f"Number {number}", aliases=(f"fn {number % MANY}",)) for number in range(2 * MANY)]
    with pytest.raises(BadInput, match="aliases"), shelf.store.write() as tx:
        at_once(tx, shelf, given)


@pytest.mark.parametrize(("to", "said"), [("R-9999", "There is no R-9999"), ("R-100", "cannot be linked to itself")])
def test_a_link_that_cannot_be_made_is_refused_among_many(shelf: Shelf, to: str, said: str) -> None:
    given = [record(f"Number {number}", links=(LinkDraft("cites", to),)) for number in range(1, 2 * MANY + 1)]
    with pytest.raises(BadInput, match=said), shelf.store.write() as tx:
        at_once(tx, shelf, given)


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, 3 * MANY])
def test_a_row_that_the_database_refuses_is_the_same_error_among_few_and_many(shelf: Shelf, count: int) -> None:
    rows = [{"entry_id": 1, "key": "same", "position": number, "name": "Same"} for number in range(count + 1)]
    shelf.put(record("One"))
    with pytest.raises(IntegrityError) as caught, shelf.store.write() as tx:
        write_rows(tx.connection, schema.tags, rows)
    assert "Same" not in str(caught.value.args)  # what people wrote stays out of errors


def test_a_server_that_goes_away_while_it_copies_is_an_outage_and_no_fault(postgresql_databases: Databases) -> None:
    url = postgresql_databases.migrated()
    store = Store.open(url)
    try:
        with pytest.raises(Unavailable, match="nothing was changed"):
            _copy_to_a_lost_server(store)
    finally:
        store.close()
        postgresql_databases.remove(url)


def _copy_to_a_lost_server(store: Store) -> None:
    with store.write() as tx, store.read() as other:
        pid = tx.connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        other.connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        write_rows(tx.connection, schema.public_numbers, [{"prefix": f"X{n}", "last": 1} for n in range(MANY)])


@pytest.mark.parametrize("deleted", [False, True])
def test_names_are_looked_up_for_many_at_once(shelf: Shelf, deleted: bool) -> None:
    keys = shelf.put(*(record(f"Number {number}", aliases=(f"fn{number}",)) for number in range(1, 4)))
    other = Shelf.in_store(shelf.store, "other")
    other.put(record("Elsewhere", aliases=("fn1",)), record("Far", aliases=("fn9",)))
    with shelf.store.write() as tx:
        if deleted:
            tx.entries.rewrite(tx.entries.load(keys[:1])[0], record("Number 1"), STAMP, deleted_because="wrong")
        named = tx.bulk.named(["fn1", "fn2", "fn9", "fn8"], other.dossier.key)
        assert {key: one.title for key, one in named.items()} == {"fn1": "Elsewhere", "fn2": "Number 2", "fn9": "Far"}
        here = tx.bulk.named(["fn1"], shelf.dossier.key)
        assert here["fn1"].title == ("Elsewhere" if deleted else "Number 1")
        alive = {"R-2": PublicId("R", 2)} if deleted else {"R-1": PublicId("R", 1), "R-2": PublicId("R", 2)}
        assert tx.bulk.alive(["R-1", "R-2", "R-77"]) == alive


def test_twins_are_found_for_many_at_once_as_for_one(shelf: Shelf) -> None:
    given = [draft for draft in drafts() if not draft.links and not draft.aliases]
    shelf.put(*given)
    strangers = [record("Nothing like it"), Draft(RECORD, "Dated 2020-06", date=from_edtf("2020-06"))]
    with shelf.store.read() as tx:
        twins = tx.bulk.twins(shelf.dossier.key, [*strangers, *given])
        assert twins.keys() == set(range(2, len(given) + 2))
        for place in (2, 5, len(given)):
            one = tx.entries.like(given[place - 2], shelf.dossier.key)
            assert one is not None
            assert twins[place].id == one.entry.id
