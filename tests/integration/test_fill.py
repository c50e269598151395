"""Filling a database: as many entries as asked for, plausible ones, the same for the same seed, all of them found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from benchmarks import fill as filling
from benchmarks.fill import fill, main
from benchmarks.plausible import FIRST_DAY, LAST_DAY, Maker, glossary
from benchmarks.vocabulary import COUNTS, SHARES, SIZE, words
from bot.domain.dates import Precision
from bot.domain.entries import Entry, checked
from bot.domain.ids import PublicId
from bot.domain.kinds import KINDS
from storage import schema
from storage.engine import Store
from storage.migrate import is_current
from tests.integration.storage.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Databases

N = 200


@pytest.fixture
def another_store(databases: Databases) -> Iterator[Store]:
    url = databases.migrated()
    opened = Store.open(url)
    yield opened
    opened.close()
    databases.remove(url)


def on_file(store: Store) -> list[tuple[int, Entry]]:
    """Every entry with its key, in the order in which they were written."""
    with store.read() as tx:
        keys = tx.connection.execute(select(schema.entries.c.id).order_by(schema.entries.c.id)).scalars().all()
        return [(found.key, found.entry) for found in tx.entries.load(keys)]


def has_index(store: Store) -> bool:
    with store.read() as tx:
        if tx.connection.dialect.name == "sqlite":
            return True
        asked = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_entry_search'")
        definition = str(tx.connection.execute(asked).scalar())
    return "gin (words)" in definition and "fastupdate=off" in definition.replace("'", "")


def test_every_entry_is_on_file_counted_and_found(store: Store) -> None:
    filled = fill(store, N, seed=3)
    entries = on_file(store)
    counts = Counter(entry.kind.name for _, entry in entries)
    assert filled.added == tuple((kind, counts[kind.name]) for kind in KINDS)
    assert sum(count for _, count in filled.added) == len(entries) == N
    assert min(counts.values()) > 0
    shelf = Shelf(store, filled.dossier)
    for key, entry in entries:
        first_words = " ".join(entry.content.body.split()[:6]).rstrip(".").replace("’s", "")
        assert key in shelf.find(f'"{entry.title}"'), entry.title
        assert key in shelf.find(first_words.replace(".", "")), first_words
    assert has_index(store)


def test_every_entry_has_its_first_revision_and_its_id_in_order(store: Store) -> None:
    fill(store, N, seed=3)
    with store.read() as tx:
        for key, entry in on_file(store):
            [step] = tx.revisions.of(key, limit=9)
            assert (step.action, step.version, step.entry) == ("import", 1, entry.id)
    for kind in KINDS:
        numbers = [entry.id.number for _, entry in on_file(store) if entry.kind is kind]
        assert numbers == list(range(1, len(numbers) + 1))


def test_one_seed_gives_the_same_entries_and_another_gives_others(
    store: Store, another_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 30)
    fill(store, 70, seed=3)
    first = on_file(store)
    fill(another_store, 70, seed=3)
    assert on_file(another_store) == first
    fill(another_store, 70, seed=4)
    assert [entry.title for _, entry in on_file(another_store)[70:]] != [entry.title for _, entry in first]


def test_filling_twice_adds_to_the_oldest_dossier_and_to_its_ids(store: Store) -> None:
    with store.write() as tx:
        oldest = tx.dossiers.add("ours", "Ours", filling.NOW)
        tx.dossiers.add("other", "Other", filling.NOW)
    assert fill(store, 40, seed=3).dossier == oldest
    assert fill(store, 40, seed=3).dossier == oldest
    with store.read() as tx:
        assert sum(tx.dossiers.counts(oldest.key).values()) == 80
        assert tx.glossary.all() == ()  # somebody's own dossier keeps its own vocabulary
    assert len({str(entry.id) for _, entry in on_file(store)}) == 80


def test_a_new_dossier_knows_what_unit_lies_within_what(store: Store) -> None:
    fill(store, 10, seed=3)
    with store.read() as tx:
        assert set(tx.glossary.all()) == set(glossary())


def test_an_index_that_was_put_aside_comes_back_after_a_failure(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(done: int) -> None:
        assert done
        raise KeyboardInterrupt

    monkeypatch.setattr(filling, "BATCH", 5)
    with pytest.raises(KeyboardInterrupt):
        fill(store, 20, seed=3, progress=fail)
    assert has_index(store)
    assert len(on_file(store)) == 5


def test_terms_are_as_frequent_as_they_are_said_to_be() -> None:
    maker, size = Maker(5), 4_000
    bodies = [maker.entry(PublicId("R", number), (), ()).body for number in range(1, size + 1)]
    for term, share in SHARES.items():
        count = sum(f" {term}" in f" {body}" for body in bodies)
        assert abs(count - share * size) < 4 * (share * size) ** 0.5, (term, count)
    assert not any(term in body for term in COUNTS for body in bodies)


def test_rare_terms_are_in_as_many_entries_as_they_are_said_to_be(store: Store) -> None:
    filled = fill(store, N, seed=3)
    for term, count in COUNTS.items():
        assert len(Shelf(store, filled.dossier).find(f'"{term}"')) == count, term


def test_words_are_many_and_unequal() -> None:
    maker = Maker(5)
    bodies = [maker.entry(PublicId("T", number), (), ()).body for number in range(1, 3_000)]
    used = Counter(word.strip(".").lower() for body in bodies for word in body.split())
    assert len(words()) == len(set(words())) == SIZE
    assert len(used) > SIZE / 3
    ranked = [count for _, count in used.most_common()]
    assert ranked[0] > 20 * ranked[100] > 20 * 20 * ranked[10_000]


def test_entries_are_shaped_like_real_ones() -> None:
    maker = Maker(5)
    made = [
        maker.entry(PublicId(kind.prefix, number), (), ("R-1", "T-2"))
        for number, kind in enumerate(maker.kinds(3_000), start=1)
    ]
    assert all(checked(draft) == draft for draft in made)
    assert {draft.date.precision for draft in made if draft.date} == set(Precision)
    assert any(draft.date is None for draft in made)
    days = [day for draft in made if draft.date for day in (draft.date.lo, draft.date.hi) if day]
    assert FIRST_DAY.year - 1 <= min(days).year  # the winter of the first year begins in December before
    assert max(days).year <= LAST_DAY.year + 3  # the twenties end in 2029
    assert all(20 <= len(draft.body.split()) <= 160 for draft in made)
    for part in ("tags", "aliases", "quotes", "links"):
        assert 0 < sum(bool(getattr(draft, part)) for draft in made) < len(made)
    units = {draft.fields["unit"] for draft in made if "unit" in draft.fields}
    assert {"ICE", "HSI", "CEIU"} <= units


def test_the_command_migrates_fills_and_says_what_it_did(
    bare_database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", bare_database_url)
    assert main(["--entries", "50", "--seed", "2"]) == 0
    assert is_current(bare_database_url)
    said = capsys.readouterr()
    first, second = said.out.splitlines()
    assert first.startswith("Added to “A filled dossier”: ")
    assert second.startswith("50 entries in ")
    assert second.endswith(" a second.")
    assert said.err == ""  # no progress line where nobody watches


def test_progress_is_shown_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show = filling._progress_on(True, 20_000)
    show(10_000)
    show(20_000)
    assert capsys.readouterr().err == "\r10,000 of 20,000\r20,000 of 20,000\n"


@pytest.mark.parametrize("given", ["0", "-5", "many"])
def test_a_wrong_number_is_wrong_usage(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["--entries", given])
    assert caught.value.code == 2
    assert "--entries" in capsys.readouterr().err


def test_a_database_that_is_not_there_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:////nowhere/at/all.db")
    assert main(["--entries", "5"]) == 1
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/x")
    assert main(["--entries", "5"]) == 2
    assert "Traceback" not in capsys.readouterr().err
