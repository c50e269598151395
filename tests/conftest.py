"""What every test can ask for: a database of its own, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import postgres_server
from tests.databases import FileDatabases, ServerDatabases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _pytest.terminal import TerminalReporter

    from storage.engine import Store
    from tests.databases import Databases

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
DATABASE = "database"


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Where SQLite databases are made."""
    made = FileDatabases(tmp_path_factory.mktemp("sqlite"))
    yield made
    made.close()


@pytest.fixture(scope="session")
def postgresql_databases() -> Iterator[Databases]:
    """Where PostgreSQL databases are made. Without a server every test that needs one fails, and says why."""
    made = ServerDatabases(postgres_server.obtain(os.environ))
    yield made
    made.close()


@pytest.fixture(params=list(KINDS))
def databases(request: pytest.FixtureRequest) -> Databases:
    """Both kinds of database, one after the other."""
    made: Databases = request.getfixturevalue(f"{request.param}_databases")
    return made


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of an empty database at the newest version."""
    url = databases.migrated()
    yield url
    databases.remove(url)


@pytest.fixture
def bare_database_url(databases: Databases) -> Iterator[str]:
    """The address of a database that was never migrated."""
    url = databases.bare()
    yield url
    databases.remove(url)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A store on a database of its own."""
    from storage.engine import Store

    opened = Store.open(database_url)
    yield opened
    opened.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Note on each test which database it runs on, for the count at the end."""
    for item in items:
        kind = getattr(item, "callspec", None) and item.callspec.params.get("databases")  # type: ignore[attr-defined]
        if kind:
            item.user_properties.append((DATABASE, kind))


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """`PostgreSQL: N tests passed`, so that nobody takes a run without PostgreSQL for a whole one.

    PAPERTRAIL_TALLY names a file that gets the same lines.
    """
    lines = _tally(terminalreporter)
    for line in lines:
        terminalreporter.write_line(line)
    if tally := os.environ.get("PAPERTRAIL_TALLY"):
        Path(tally).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _tally(terminalreporter: TerminalReporter) -> list[str]:
    """A line for each database that some test was for."""
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for outcome in ("passed", "failed", "error", "skipped", "xfailed", "xpassed"):
        for report in terminalreporter.getreports(outcome):
            kind = dict(getattr(report, "user_properties", ())).get(DATABASE)  # none where a module has no tests
            if kind in counts and (outcome != "passed" or report.when == "call"):
                counts[kind][outcome] += 1
    lines = []
    for kind, told in counts.items():
        rest = [f"{count} {outcome}" for outcome, count in told.items() if outcome != "passed"]
        if told:
            lines.append(", ".join([f"{KINDS[kind]}: {told['passed']} tests passed", *rest]))
    return lines
