"""Members and their roles. A row is there only for somebody who was named to a role."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, bindparam, select

from bot.domain.people import Identity, Person, Role
from storage.schema import members
from storage.upsert import upsert

if TYPE_CHECKING:
    from datetime import datetime


_ROLE_OF: Final = select(members.c.role).where(members.c.team == bindparam("team"), members.c.user == bindparam("user"))


class Members:
    """Queries on members."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def role_of(self, identity: Identity) -> Role | None:
        """The role that an admin gave; None where nobody gave one."""
        role = self._connection.execute(_ROLE_OF, {"team": identity.team, "user": identity.user}).scalar()
        return None if role is None else Role(role)

    def name_to(self, identity: Identity, role: Role, *, name: str, by: str, now: datetime) -> None:
        """Give somebody a role, in place of the one they had."""
        upsert(
            self._connection,
            members,
            key={"team": identity.team, "user": identity.user},
            values={"role": int(role), "name": name, "named_by": by, "named_at": now},
        )

    def all(self) -> tuple[Person, ...]:
        """Everybody who was named to a role, the highest role first."""
        rows = self._connection.execute(select(members).order_by(members.c.role.desc(), members.c.name, members.c.user))
        return tuple(Person(Identity(row.team, row.user), Role(row.role), row.name) for row in rows)
