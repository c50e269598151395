"""Which dossier a channel speaks of."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, update

from storage.schema import channels
from storage.upsert import upsert


class Channels:
    """Queries on channels."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def choose(self, team: str, channel: str, dossier_id: int) -> None:
        """Set the channel's dossier."""
        upsert(
            self._connection,
            channels,
            key={"team": team, "channel": channel},
            values={"dossier_id": dossier_id},
        )

    def renamed(self, old: str, new: str) -> None:
        """Slack gave a channel a new id, as it does when a channel becomes shared.

        A choice that was made under the new id already is the later one, so it stays.
        """
        already = select(channels.c.team).where(channels.c.channel == new)
        moved = update(channels).where(channels.c.channel == old, channels.c.team.not_in(already)).values(channel=new)
        self._connection.execute(moved)
        self._connection.execute(delete(channels).where(channels.c.channel == old))
