"""What search keeps in the database.

The vocabulary is two plain tables in the common metadata. The index itself differs by database, so it is made by
the statements below and stays out of the metadata: every name begins with `entry_search`.

On SQLite the index is an FTS5 table without content: what is stored beside it, compressed, is only what deleting
needs (FTS5 before 3.43 forgets a row only when told its former words).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Column, SmallInteger, Table, Text

from storage.schema import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

INDEX_PREFIX: Final = "entry_search"

# Words are compared byte by byte, so that a beginning is a range whatever the database's language.
_WORD = Text().with_variant(Text(collation="C"), "postgresql")

vocabulary = Table(
    "vocabulary",
    metadata,
    Column("term", _WORD, primary_key=True),
    Column("stem", _WORD, nullable=False),
    sqlite_with_rowid=False,
)

vocabulary_trigrams = Table(
    "vocabulary_trigrams",
    metadata,
    Column("trigram", _WORD, primary_key=True),
    Column("length", SmallInteger, primary_key=True, autoincrement=False),  # letters of the term
    Column("term", _WORD, primary_key=True),
    sqlite_with_rowid=False,
)

_CREATE: Final = {
    "sqlite": (
        """CREATE VIRTUAL TABLE entry_search USING fts5(
            title, unit, body, marks, content='', tokenize="ascii tokenchars '_'"
        )""",
        """CREATE TABLE entry_search_source (
            entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
            columns BLOB NOT NULL
        )""",
    ),
    "postgresql": (
        """CREATE TABLE entry_search (
            entry_id INTEGER NOT NULL PRIMARY KEY REFERENCES entries (id) ON DELETE CASCADE,
            words TSVECTOR NOT NULL
        )""",
        # Without a list of pending entries, reading costs the same after many writes as after few.
        "CREATE INDEX ix_entry_search ON entry_search USING gin (words) WITH (fastupdate = off)",
    ),
}
_DROP: Final = {
    "sqlite": ("DROP TABLE entry_search", "DROP TABLE entry_search_source"),
    "postgresql": ("DROP TABLE entry_search",),
}


def create_index(connection: Connection) -> None:
    """Create the index in the connection's database; `entries` must be there. For migrations."""
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def drop_index(connection: Connection) -> None:
    """Remove what `create_index` made."""
    for statement in _DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def is_index_table(name: str) -> bool:
    """Whether a table belongs to the index, and so not to the metadata: for comparing the two."""
    return name.startswith(INDEX_PREFIX)
