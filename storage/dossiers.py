"""Dossiers: one topic's file each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, and_, bindparam, func, select

from bot.domain.dossiers import Dossier
from storage.schema import channels, dossiers, entries

if TYPE_CHECKING:
    from datetime import datetime


_OF_CHANNEL: Final = (
    select(dossiers.c.id, dossiers.c.slug, dossiers.c.name)
    .outerjoin(
        channels,
        and_(
            channels.c.dossier_id == dossiers.c.id,
            channels.c.team == bindparam("team"),
            channels.c.channel == bindparam("channel"),
        ),
    )
    .order_by(channels.c.dossier_id.is_(None), dossiers.c.id)
    .limit(1)
)


class Dossiers:
    """Queries on dossiers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def oldest(self) -> Dossier | None:
        """The dossier that holds where nobody says which; None in an empty store."""
        row = self._connection.execute(select(dossiers).order_by(dossiers.c.id).limit(1)).first()
        return Dossier(row.id, row.slug, row.name) if row else None

    def of_channel(self, team: str, channel: str) -> Dossier | None:
        """The dossier that was chosen for a channel, or else the oldest; None in an empty store."""
        row = self._connection.execute(_OF_CHANNEL, {"team": team, "channel": channel}).first()
        return Dossier(row.id, row.slug, row.name) if row else None

    def by_slug(self, slug: str) -> Dossier | None:
        """The dossier with that slug."""
        row = self._connection.execute(select(dossiers).where(dossiers.c.slug == slug)).first()
        return Dossier(row.id, row.slug, row.name) if row else None

    def all(self) -> tuple[Dossier, ...]:
        """Every dossier, the oldest first."""
        rows = self._connection.execute(select(dossiers).order_by(dossiers.c.id))
        return tuple(Dossier(row.id, row.slug, row.name) for row in rows)

    def add(self, slug: str, name: str, now: datetime) -> Dossier:
        """A new dossier."""
        key = self._connection.execute(
            dossiers.insert().values(slug=slug, name=name, created_at=now).returning(dossiers.c.id)
        ).scalar_one()
        return Dossier(key, slug, name)

    def counts(self, dossier_id: int) -> dict[str, int]:
        """How many entries of each kind are on file, deleted ones left out."""
        rows = self._connection.execute(
            select(entries.c.kind, func.count())
            .where(entries.c.dossier_id == dossier_id, entries.c.deleted_because.is_(None))
            .group_by(entries.c.kind)
        )
        return {row[0]: row[1] for row in rows}
