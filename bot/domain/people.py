"""Who somebody is, and how far their role reaches.

Identity is always the pair of team and user: a user id alone may belong to somebody else in another workspace.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from bot.errors import NotAllowed


class Role(IntEnum):
    """Each role may do what the ones before it may. `OUTSIDER` reads only what the channel shows."""

    OUTSIDER = 0
    MEMBER = 1
    EDITOR = 2
    ADMIN = 3

    @property
    def word(self) -> str:
        """As it is typed and shown: `editor`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Identity:
    """A person in Slack: team id and user id, both as Slack writes them."""

    team: str
    user: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who asks or acts, with the role that holds now. `home` is false for people of other organisations."""

    identity: Identity
    role: Role
    name: str = ""
    home: bool = True
    tz: str = ""

    def must_be(self, role: Role, *, to: str) -> None:
        """Raises `NotAllowed` with who can, unless the person's role reaches `role`. `to` completes "to …"."""
        if self.role >= role:
            return
        who = {Role.MEMBER: "members of the coalition", Role.EDITOR: "editors and admins", Role.ADMIN: "admins"}[role]
        raise NotAllowed(
            f"Only {who} can {to}. An admin can change that with `/papertrail roles @name {role.word}`; "
            "`/papertrail roles` shows who they are."
        )
