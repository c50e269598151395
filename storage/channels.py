"""Which dossier a channel speaks of."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from storage.schema import channels
from storage.upsert import upsert


class Channels:
    """Queries on channels."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def dossier_of(self, team: str, channel: str) -> int | None:
        """The key of the channel's dossier; None where none was chosen."""
        return self._connection.execute(
            select(channels.c.dossier_id).where(channels.c.team == team, channels.c.channel == channel)
        ).scalar()

    def choose(self, team: str, channel: str, dossier_id: int) -> None:
        """Set the channel's dossier."""
        upsert(
            self._connection,
            channels,
            key={"team": team, "channel": channel},
            values={"dossier_id": dossier_id},
        )

    def renamed(self, old: str, new: str) -> None:
        """Slack gave a channel a new id, as it does when a channel becomes shared."""
        self._connection.execute(update(channels).where(channels.c.channel == old).values(channel=new))
