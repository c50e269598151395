"""Databases for tests: each test gets one of its own, copied from a migrated template that is made once a run."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psycopg
from psycopg.sql import SQL, Identifier

from storage.migrate import upgrade

if TYPE_CHECKING:
    from tests.postgres_server import Server


Fill = Callable[[str], None]
"""Puts something into the database with that address, and leaves nobody connected."""


class Databases(Protocol):
    """Where a kind of database is made and removed."""

    def migrated(self) -> str:
        """The address of a new database at the newest version."""

    def bare(self) -> str:
        """The address of a new database that was never migrated."""

    def refill(self, url: str, fill: Fill) -> None:
        """Put a copy of one that `fill` was called on, once a run, in place of a database that nobody uses now."""

    def remove(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""

    def close(self) -> None:
        """Remove whatever is left."""


class FileDatabases:
    """SQLite databases in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()
        self._template: Path | None = None
        self._filled: dict[Fill, Path] = {}

    def migrated(self) -> str:
        if self._template is None:
            self._template = self._folder / "template.db"
            upgrade(f"sqlite:///{self._template}")
        path = self._next()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def bare(self) -> str:
        return f"sqlite:///{self._next()}"

    def refill(self, url: str, fill: Fill) -> None:
        if fill not in self._filled:
            made = self.migrated()
            fill(made)
            self._filled[fill] = Path(made.removeprefix("sqlite:///"))
        shutil.copyfile(self._filled[fill], url.removeprefix("sqlite:///"))

    def remove(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _next(self) -> Path:
        return self._folder / f"test{next(self._numbers)}.db"


class ServerDatabases:
    """PostgreSQL databases on one server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._prefix = f"papertrail_test_{secrets.token_hex(4)}"
        self._numbers = count()
        self._template = ""
        self._made: list[str] = []
        self._filled: dict[Fill, str] = {}
        # psycopg's own form of the address, without SQLAlchemy's driver name.
        self._connection = psycopg.connect(server.url.replace("postgres://", "postgresql://", 1), autocommit=True)
        # Copying files needs a checkpoint: quick on a server of ours, and not our business on another's.
        copies = server.is_ours and self._connection.info.server_version >= 150_000
        self._strategy = SQL("STRATEGY FILE_COPY" if copies else "")

    def migrated(self) -> str:
        if not self._template:
            self._template = self._create()
            upgrade(self._server.database(self._template))
        return self._server.database(self._create(self._template))

    def bare(self) -> str:
        return self._server.database(self._create())

    def refill(self, url: str, fill: Fill) -> None:
        if fill not in self._filled:
            made = self._create(self._template) if self._template else self._named(self.migrated())
            fill(self._server.database(made))
            self._filled[fill] = made
        name = self._named(url)
        self._drop(name)
        self._create(self._filled[fill], name)

    def remove(self, url: str) -> None:
        self._drop(self._named(url))

    def _named(self, url: str) -> str:
        return next(name for name in self._made if self._server.database(name) == url)

    def close(self) -> None:
        for name in list(self._made):
            self._drop(name)
        self._connection.close()
        self._server.stop()

    def _drop(self, name: str) -> None:
        self._connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        self._made.remove(name)

    def _create(self, template: str = "template0", name: str = "") -> str:
        name = name or f"{self._prefix}_{next(self._numbers)}"
        create = SQL("CREATE DATABASE {} TEMPLATE {} {}")
        self._connection.execute(create.format(Identifier(name), Identifier(template), self._strategy))
        self._made.append(name)
        return name
