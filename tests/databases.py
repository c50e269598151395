"""Databases for tests: each test gets one of its own, copied from a migrated template that is made once a run."""

from __future__ import annotations

import secrets
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psycopg
from psycopg.sql import SQL, Identifier

from storage.migrate import upgrade

if TYPE_CHECKING:
    from tests.postgres_server import Server


class Databases(Protocol):
    """Where a kind of database is made and removed."""

    def migrated(self) -> str:
        """The address of a new database at the newest version."""

    def bare(self) -> str:
        """The address of a new database that was never migrated."""

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

    def migrated(self) -> str:
        if self._template is None:
            self._template = self._folder / "template.db"
            upgrade(f"sqlite:///{self._template}")
        path = self._next()
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def bare(self) -> str:
        return f"sqlite:///{self._next()}"

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

    def remove(self, url: str) -> None:
        name = next(name for name in self._made if self._server.database(name) == url)
        self._drop(name)

    def close(self) -> None:
        for name in list(self._made):
            self._drop(name)
        self._connection.close()
        self._server.stop()

    def _drop(self, name: str) -> None:
        self._connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
        self._made.remove(name)

    def _create(self, template: str = "template0") -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        create = SQL("CREATE DATABASE {} TEMPLATE {} {}")
        self._connection.execute(create.format(Identifier(name), Identifier(template), self._strategy))
        self._made.append(name)
        return name
