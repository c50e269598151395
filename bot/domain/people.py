"""Who somebody is, and how far their role reaches.

Identity is always the pair of team and user: a user id alone may belong to somebody else in another workspace.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from bot.errors import NotAllowed

if TYPE_CHECKING:
    from bot.domain.dossiers import Dossier


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
        who = {
            Role.MEMBER: "members of the coalition",
            Role.EDITOR: "editors and admins",
            Role.ADMIN: "admins",
        }[role]
        shown = "" if self.role is Role.OUTSIDER else "; `/papertrail roles` shows who they are"
        raise NotAllowed(
            f"Only {who} can {to}. An admin can change that with `/papertrail roles @name {role.word}`{shown}."
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """What Slack says of somebody.

    `stranger` is true for people whom Slack knows as another organisation's, `guest` for those whom a workspace lets
    into some of its channels only.
    """

    identity: Identity
    name: str = ""
    tz: str = ""
    owner: bool = False
    stranger: bool = False
    guest: bool = False
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Operators:
    """Who the operator's settings name, and which teams the app is installed in.

    `admins` and `editors` hold user ids of installed teams, or pairs "team/user" for anybody.
    """

    admins: frozenset[str] = frozenset()
    editors: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()

    def names(self, identity: Identity, *, home: bool) -> Role | None:
        """The role that the settings give to `identity`; a bare user id counts for people of installed teams only."""
        spellings = {f"{identity.team}/{identity.user}"} | ({identity.user} if home else set())
        if spellings & self.admins:
            return Role.ADMIN
        return Role.EDITOR if spellings & self.editors else None


def role_of(profile: Profile, named: Role | None, operators: Operators) -> Role:
    """The role that holds: the one an admin gave, else the settings', else what Slack says of the person.

    Where the settings name no admins, the owners and admins of an installed workspace are admins here. Somebody of
    another organisation is an outsider, whatever their own workspace says, until that very person is named; so is a
    guest, whom the workspace shows no more than a channel. Nobody
    is taken for a person of an installed workspace whom Slack calls a stranger there: that is another with the same id.
    """
    home = is_home(profile, operators)
    if not home and profile.identity.team in operators.teams:
        return Role.OUTSIDER
    given = named if named is not None else operators.names(profile.identity, home=home)
    if given is not None:
        return given
    if not home or profile.guest:
        return Role.OUTSIDER
    return Role.ADMIN if profile.owner and not operators.admins else Role.MEMBER


def is_home(profile: Profile, operators: Operators) -> bool:
    """Whether somebody belongs to a workspace that the app is installed in."""
    return profile.identity.team in operators.teams and not profile.stranger


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks or acts, in a place. `channel` is empty where there is none; `dossier` is the place's own.

    `where` is what history says of the place, where it is no channel: a direct message. `overheard` says that people of
    other organisations read the answer as well.
    """

    person: Person
    channel: str
    dossier: Dossier
    where: str = ""
    overheard: bool = False

    @property
    def scope(self) -> int | None:
        """The key of the only dossier that may be read from here; None where all may be.

        Outsiders read what the channel shows: its dossier, and nothing more, whoever it was that asked.
        """
        return self.dossier.key if self.person.role is Role.OUTSIDER or self.overheard else None
