"""Migrations: from nothing to this version, once, whoever else is at it, on both databases."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.errors import Unavailable
from storage import migrate
from storage.engine import create
from storage.migrate import HEAD, MIGRATIONS, is_current, upgrade
from storage.migrations.comparison import COMPARISON
from storage.press_schema import metadata
from storage.search.tables import is_index_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def look(bare_database_url: str) -> Iterator[Callable[[Callable[[Connection], Any]], Any]]:
    """Asks something of the database."""
    engine = create(bare_database_url)

    def ask(question: Callable[[Connection], Any]) -> Any:
        with engine.begin() as connection:
            return question(connection)

    yield ask
    engine.dispose()


def tables(connection: Connection) -> set[str]:
    """The names of every table there is."""
    return set(inspect(connection).get_table_names())


def differences(connection: Connection) -> list[Any]:
    """What Alembic would change to make the database what the code describes."""
    return list(compare_metadata(MigrationContext.configure(connection, opts=COMPARISON), metadata))


def test_an_empty_database_is_brought_to_this_version(bare_database_url: str, look: Any) -> None:
    assert not is_current(bare_database_url)
    upgrade(bare_database_url)
    assert is_current(bare_database_url)
    there = look(tables)
    assert set(metadata.tables) <= there
    assert [name for name in there if is_index_table(name)]


def test_migrations_make_what_the_code_describes(bare_database_url: str, look: Any) -> None:
    upgrade(bare_database_url)

    assert look(differences) == []


def test_a_missing_column_would_be_noticed(bare_database_url: str, look: Any) -> None:
    upgrade(bare_database_url)
    look(lambda connection: connection.execute(text("ALTER TABLE glossary DROP COLUMN within")))
    found = look(lambda connection: compare_metadata(MigrationContext.configure(connection), metadata))
    assert any(
        change[0] == "add_column" and change[3].name == "within" for change in found if isinstance(change, tuple)
    )


def test_migrating_twice_changes_nothing(bare_database_url: str, look: Any) -> None:
    upgrade(bare_database_url)
    look(lambda connection: connection.execute(text("INSERT INTO public_numbers VALUES ('R', 7)")))
    upgrade(bare_database_url)
    assert look(differences) == []
    assert look(lambda connection: connection.execute(text("SELECT last FROM public_numbers")).scalar()) == 7


def test_two_processes_may_migrate_at_once(bare_database_url: str, look: Any) -> None:
    command = [sys.executable, "-c", "import sys; from storage.migrate import upgrade; upgrade(sys.argv[1])"]
    started = [
        subprocess.Popen([*command, bare_database_url], stderr=subprocess.PIPE, cwd=MIGRATIONS.parents[1])
        for _ in range(3)
    ]
    assert [process.communicate()[1] for process in started] == [b""] * 3
    assert [process.returncode for process in started] == [0] * 3
    assert is_current(bare_database_url)
    assert look(lambda connection: connection.execute(text("SELECT count(*) FROM alembic_version")).scalar()) == 1


def test_many_threads_may_migrate_at_once(bare_database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, [bare_database_url] * 4))
    assert is_current(bare_database_url)


def test_a_migration_that_fails_leaves_nothing_behind(bare_database_url: str, look: Any) -> None:
    look(lambda connection: connection.execute(text("CREATE TABLE tags (somebody_elses INTEGER)")))
    with pytest.raises(Unavailable, match=r"nothing was changed: .*tags.* already exists"):
        upgrade(bare_database_url)
    assert look(tables) == {"tags"}
    assert not is_current(bare_database_url)


def test_a_database_that_somebody_else_holds_gets_a_sentence(
    bare_database_url: str, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "WAIT_S", 1)

    def hold(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("CREATE TABLE unfinished (a INTEGER)")
        else:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({migrate.LOCK})")
        with pytest.raises(Unavailable, match="Another process holds the database"):
            upgrade(bare_database_url)

    look(hold)
    upgrade(bare_database_url)
    assert is_current(bare_database_url)


def test_a_database_of_a_newer_version_is_left_alone(bare_database_url: str, look: Any) -> None:
    upgrade(bare_database_url)
    look(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert not is_current(bare_database_url)
    with pytest.raises(Unavailable, match="newer version"):
        upgrade(bare_database_url)
    assert (
        look(lambda connection: connection.execute(text("SELECT version_num FROM alembic_version")).scalar()) == "9999"
    )


def test_the_newest_migration_is_the_one_that_the_program_asks_for() -> None:
    script = ScriptDirectory(str(MIGRATIONS))
    assert script.get_heads() == [HEAD]
    assert [revision.revision for revision in script.walk_revisions()][-1] == "0001"


def test_asking_for_the_version_does_not_load_alembic() -> None:
    question = (
        "import sys; from storage.migrate import is_current; is_current('sqlite:///nowhere.db');"
        "print([name for name in sys.modules if name.startswith('alembic')])"
    )
    told = subprocess.run([sys.executable, "-c", question], capture_output=True, check=True, cwd=MIGRATIONS.parents[1])
    assert told.stdout.strip() == b"[]"


def test_asking_makes_no_file(tmp_path: Path) -> None:
    assert not is_current(f"sqlite:///{tmp_path / 'not_there.db'}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ask", [is_current, upgrade])
def test_a_file_that_is_no_database_gets_a_sentence(ask: Callable[[str], object], tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("These are notes, and long enough to be read as the head of a file. " * 20)
    with pytest.raises(Unavailable, match="Check DATABASE_URL"):
        ask(f"sqlite:///{path}")
    assert path.read_text().startswith("These are notes")


def test_a_folder_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="its folder must be there"):
        upgrade(f"sqlite:///{tmp_path / 'nowhere' / 'trail.db'}")


@pytest.mark.parametrize("ask", [is_current, upgrade])
@pytest.mark.parametrize("url", ["postgresql://ana:hush@127.0.0.1:1/trail", "postgres://ana:hush@127.0.0.1:1/trail"])
def test_a_server_that_does_not_answer_gets_a_sentence_without_the_password(
    ask: Callable[[str], object], url: str
) -> None:
    with pytest.raises(Unavailable, match="the server must run") as caught:
        ask(url)
    assert "hush" not in str(caught.value)
