"""The store: one database, opened once, used through short transactions.

`with store.write() as tx` is one transaction: it commits when the block ends and leaves nothing behind when it fails.
SQLite writers begin with BEGIN IMMEDIATE: in the driver's default mode two read-then-write transactions can both read
first, and the second then silently works on what is no longer true.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from bot.errors import Unavailable
from storage.transaction import Transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BUSY_TIMEOUT_S = 2.0  # a form is answered within Slack's three seconds, also when the database is not there
POOL_SIZE = 8
# A search is planned for its own words, because a common word and a rare one need opposite plans; no query here runs
# long enough to be worth compiling; and nobody waits longer for another writer than on SQLite.
POSTGRESQL_SETTINGS = {
    "plan_cache_mode": "force_custom_plan",
    "jit": "off",
    "random_page_cost": "1.1",  # the default is for disks that turn
    "lock_timeout": f"{int(BUSY_TIMEOUT_S * 1000)}ms",
}
SQLITE_OUTAGES: Final = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM),
        *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
    }
)
READ_ONLY_SERVER: Final = "25006"  # what a standby answers, and a server that is kept from writing
OUTAGE = "The database does not answer just now, so nothing was changed. Please try again in a minute."
DOUBT = "The database stopped answering while this was being saved. Look whether it is on file before you try again."


def connection_url(database_url: str) -> str:
    """The address as SQLAlchemy takes it: `postgres://` and `postgresql://` mean psycopg 3."""
    for scheme in ("postgresql://", "postgres://"):
        if database_url.startswith(scheme):
            return "postgresql+psycopg://" + database_url.removeprefix(scheme)
    return database_url


def create(database_url: str) -> Engine:
    """An engine for `database_url`, with what each database needs to be safe under many threads."""
    url = make_url(connection_url(database_url))
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_pre_ping=True,
        pool_timeout=BUSY_TIMEOUT_S,
        hide_parameters=True,
        connect_args={"connect_timeout": int(BUSY_TIMEOUT_S), "tcp_user_timeout": int(BUSY_TIMEOUT_S * 1000)},
    )

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        with dbapi_connection.cursor() as cursor:
            for name, value in POSTGRESQL_SETTINGS.items():
                cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        dbapi_connection.commit()

    return engine


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_use_lifo=True,  # the connection used last has the pages that are asked for most
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=BUSY_TIMEOUT_S,
        hide_parameters=True,
        connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(dbapi_connection: Any, _record: Any) -> None:
        dbapi_connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        cursor = dbapi_connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={int(BUSY_TIMEOUT_S * 1000)}")
        cursor.execute("PRAGMA cache_size=-4096")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _hold_to_the_file(engine: Engine) -> None:
    """Work on the file that the address names, and on no other.

    Of a file that was moved away or replaced, an open connection goes on writing to the old one, where nobody will ever
    look; and SQLite makes an empty database where there is none, or an empty file.
    """
    path = Path(engine.url.database or "")

    def identity() -> tuple[int, int] | None:
        try:
            there = path.stat()
        except OSError:
            return None
        return (there.st_dev, there.st_ino) if there.st_size else None

    @event.listens_for(engine, "do_connect")
    def _must_be_there(*_: object) -> None:
        if identity() is None:
            missing = sqlite3.OperationalError("unable to open database file")
            missing.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise missing

    @event.listens_for(engine, "connect")
    def _note(_connection: object, record: Any) -> None:
        record.info["file"] = identity()

    @event.listens_for(engine, "checkout")
    def _must_be_the_same(_connection: object, record: Any, _proxy: object) -> None:
        if record.info["file"] != identity():
            raise DisconnectionError


class Store:
    """The database of one coalition. Safe to use from many threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.on_news: Callable[[], object] = lambda: None
        """Called after each transaction that wrote notices, in the thread that it ran in."""

    @classmethod
    def open(cls, database_url: str) -> Store:
        """The store at `database_url`. Nothing is connected until the first transaction, and no file is made."""
        engine = create(database_url)
        if engine.dialect.name == "sqlite":
            _hold_to_the_file(engine)
        return cls(engine)

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A transaction that only looks."""
        with self._transaction(writes=False) as tx:
            yield tx

    @contextmanager
    def write(self) -> Iterator[Transaction]:
        """A transaction that may change things. On SQLite it holds the only write lock from its first moment."""
        with self._transaction(writes=True) as tx:
            yield tx

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Transaction]:
        committing = False
        try:
            with self.engine.connect().execution_options(writes=writes) as connection:
                transaction = Transaction(connection)
                with connection.begin():
                    yield transaction
                    committing = writes
        except PoolTimeout as error:
            raise Unavailable(OUTAGE) from error
        except DBAPIError as error:
            if not is_outage(error):
                raise
            raise Unavailable(DOUBT if committing and error.connection_invalidated else OUTAGE) from error
        if transaction.has_news:
            self.on_news()

    def answers(self) -> bool:
        """Whether a query gets through: for readiness checks."""
        try:
            with self.read() as tx:
                tx.connection.execute(text("SELECT 1"))
        except Unavailable:
            return False
        return True


def is_outage(error: DBAPIError) -> bool:
    """Whether the database is away, locked, full or damaged, rather than asked something wrong."""
    if error.connection_invalidated:
        return True
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in SQLITE_OUTAGES
    if getattr(error.orig, "sqlstate", None) == READ_ONLY_SERVER:
        return True
    reason = str(error.orig).lower()
    away = isinstance(error, (OperationalError, InterfaceError))
    return away and not any(word in reason for word in ("does not exist", "syntax error"))
