"""What Alembic runs to migrate, or to draft a migration (see CONTRIBUTING.md)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from alembic import context

from storage.engine import create
from storage.migrations.comparison import COMPARISON
from storage.press_schema import metadata
from storage.schema import Instant

if TYPE_CHECKING:
    from alembic.autogenerate.api import AutogenContext
    from sqlalchemy import Connection


def _frozen(_kind: str, item: object, _autogen: AutogenContext) -> str | Literal[False]:
    """A migration must not change when the code does: our own type is written as what the database sees."""
    return "sa.DateTime(timezone=True)" if isinstance(item, Instant) else False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=_frozen,
        render_as_batch=connection.dialect.name == "sqlite",
        **COMPARISON,
    )
    with context.begin_transaction():
        context.run_migrations()


def _draft() -> None:
    """The `alembic` command, which developers call, brings no connection."""
    engine = create(os.environ["DATABASE_URL"])
    with engine.begin() as connection:
        _run(connection)
    engine.dispose()


if "connection" in context.config.attributes:
    _run(context.config.attributes["connection"])
else:
    _draft()
