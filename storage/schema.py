"""The tables. Everything citable is one row in `entries` plus one in its kind's own table (joined by `entry_id`).

The kind tables follow from `bot.domain.kinds`: a kind's fields are its columns, so neither can drift from the other.
Names of constraints are fixed by a convention so that migrations read the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON, TypeDecorator

from bot.domain.kinds import KINDS, FieldType, Kind

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. SQLite keeps no zone, so it is taken off on the way in and put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def stamp(prefix: str) -> list[Column[Any]]:
    """The columns of who did something, where and when."""
    return [
        Column(f"{prefix}_team", String(32), nullable=False),
        Column(f"{prefix}_user", String(32), nullable=False),
        Column(f"{prefix}_name", Text, nullable=False, server_default=""),
        Column(f"{prefix}_where", String(64), nullable=False, server_default=""),
        Column(f"{prefix}_at", Instant, nullable=False),
    ]


dossiers = Table(
    "dossiers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

_ON_LISTS = text("deleted_because IS NULL")

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("public_id", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False, server_default=""),
    Column("date_edtf", Text),
    Column("date_text", Text),
    Column("date_basis", String(16)),
    Column("date_precision", String(16)),
    Column("date_lo", Date),
    Column("date_hi", Date),
    Column("date_order", Date, nullable=False),  # where it stands on a timeline; the end of time where undated
    Column("date_width", Integer, nullable=False),  # days that it may span: of two on one day the surer comes first
    Column("likeness", Text, nullable=False),  # folded title and date: two of the same are probably one
    Column("version", Integer, nullable=False),
    *stamp("created"),
    *stamp("changed"),
    Column("deleted_because", Text),
    CheckConstraint("version > 0", name="version"),
    # Lists and their counts are read from these two alone, so they hold what the lists ask for, and no deleted entries.
    Index(
        "ix_entries_shelf",
        *("dossier_id", "kind", "date_order", "date_width", "id", "date_lo", "date_hi"),
        sqlite_where=_ON_LISTS,
        postgresql_where=_ON_LISTS,
    ),
    Index("ix_entries_newest", "dossier_id", "kind", "id", sqlite_where=_ON_LISTS, postgresql_where=_ON_LISTS),
    Index("ix_entries_likeness", "likeness"),
    Index("ix_entries_date_lo", "date_lo"),
    sqlite_autoincrement=True,
)


def _kind_table(kind: Kind) -> Table:
    table = Table(
        f"{kind.name}_details",
        metadata,
        Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
        *(Column(field.name, Text) for field in kind.fields),
    )
    for field in kind.fields:
        if field.type is FieldType.URL:
            Index(f"ix_{table.name}_{field.name}", table.c[field.name])
    return table


kind_tables: dict[str, Table] = {kind.name: _kind_table(kind) for kind in KINDS}

aliases = Table(
    "aliases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("key", Text, nullable=False),
    UniqueConstraint("dossier_id", "key"),
)

tags = Table(
    "tags",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Index("ix_tags_key", "key"),
)

quotations = Table(
    "quotations",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("page", Text, nullable=False, server_default=""),
    Column("alias", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
)

links = Table(
    "links",
    metadata,
    Column("from_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("rel", String(32), primary_key=True),
    Column("to_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("basis", String(16), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    CheckConstraint("from_id <> to_id", name="no_self_link"),
    Index("ix_links_to_id", "to_id"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("action", String(16), nullable=False),
    *stamp("done"),
    Column("before", JSON),
    Column("after", JSON),
    Column("undoes", Integer),  # the version that this one took back
    Column("batch", String(36)),  # revisions of one step share it and are undone together
    Column("reason", Text),  # given for a deletion
    UniqueConstraint("entry_id", "version"),
    Index("ix_revisions_done", "done_team", "done_user", "id"),
    Index("ix_revisions_batch", "batch"),
    sqlite_autoincrement=True,
)

public_numbers = Table(
    "public_numbers",
    metadata,
    Column("prefix", String(8), primary_key=True),
    Column("last", Integer, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("user", String(32), primary_key=True),
    Column("role", Integer, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("named_by", Text, nullable=False, server_default=""),
    Column("named_at", Instant, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("team", String(32), primary_key=True),
    Column("channel", String(32), primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
)

handled_events = Table(
    "handled_events",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
)

glossary = Table(
    "glossary",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    Column("term", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("means", Text, nullable=False, server_default=""),
    Column("within", Text, nullable=False, server_default=""),
    Column("synonyms", JSON, nullable=False),
    UniqueConstraint("dossier_id", "key"),
)
