"""The database's version: whether it is this program's, and how it gets there.

Alembic is imported only to migrate: a running bot compares two short texts, and does not pay for more.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from bot.errors import Unavailable
from storage.engine import create

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

HEAD: Final = "0002"
"""The newest revision in migrations/versions; a test compares."""

MIGRATIONS: Final = Path(__file__).with_name("migrations")
WAIT_S: Final = 60  # for another process that is migrating, or that has a table in use
LOCK: Final = 0x7061706572  # any number, but always this one

LOCKED = "Another process holds the database. Wait until it is done, or stop it, and try again."
OF_FILES = (
    "The database file cannot be opened. Check DATABASE_URL: its folder must be there, this user must be allowed to "
    "write to it, and the file must be a Paper Trail database."
)
OF_SERVERS = (
    "The database does not let us in. Check DATABASE_URL: the server must run, have that database, and accept this "
    "user and password."
)


def is_current(database_url: str) -> bool:
    """Whether the database is at this program's version. Raises `Unavailable` when it cannot be asked.

    A SQLite file that is not there is no error, and is not made by asking.
    """
    with _engine(database_url) as engine:
        if _is_missing(engine):
            return False
        with _told(engine), engine.connect() as connection:
            return _revision(connection) == HEAD


def upgrade(database_url: str) -> None:
    """Bring the database to this version, in one transaction. Raises `Unavailable` and changes nothing on failure.

    Where several processes do this at once, one does the work and the others wait for it.
    """
    with _engine(database_url, to_migrate=True) as engine, _told(engine), engine.connect() as connection:
        _wait_for_others(connection)
        if _revision(connection) != HEAD:
            _run_migrations(connection)
            connection.commit()


@contextmanager
def _engine(database_url: str, *, to_migrate: bool = False) -> Iterator[Engine]:
    engine = create(database_url)
    if to_migrate and engine.dialect.name == "sqlite":
        engine = _patient(engine.url)
    try:
        yield engine
    finally:
        engine.dispose()


def _patient(url: URL) -> Engine:
    """SQLite's engine for migrating.

    It leaves the journal as it is: of two processes that change its mode at once, one is refused without waiting.
    Foreign keys are off, because SQLite changes a table by copying it, and dropping the old one would delete what
    refers to it; they are checked before the end instead.
    """
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": WAIT_S, "isolation_level": None}
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """Whatever keeps us out of the database, as a sentence."""
    try:
        yield
    except DBAPIError as error:
        if "lock" in str(error.orig):
            raise Unavailable(LOCKED) from error
        raise Unavailable(OF_FILES if engine.dialect.name == "sqlite" else OF_SERVERS) from error


def _is_missing(engine: Engine) -> bool:
    return engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists()


def _revision(connection: Connection) -> str | None:
    """The revision that the database is at; None where it was never migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise Unavailable(
            "The database was migrated by a newer version of Paper Trail than this one, so nothing was changed. "
            "Run that version, or restore the backup that was made before."
        ) from error
    except DBAPIError as error:
        reason = str(error.orig).partition("\n")[0]
        raise Unavailable(f"The database could not be migrated, and nothing was changed: {reason}.") from error
    _check_references(connection)


def _wait_for_others(connection: Connection) -> None:
    """SQLite's lock came with the transaction; PostgreSQL's is asked for, and ends with it."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_S}s'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise AssertionError("a migration left references to rows that are gone")
