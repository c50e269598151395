"""Who is asking, and who may do what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.dossiers import Dossier
from bot.domain.people import Asking, Identity, Operators, Person, Profile, Role, is_home, role_of
from bot.errors import AlreadyDone, BadInput, NotAllowed, NotFound

if TYPE_CHECKING:
    from bot.services.clock import Clock
    from storage.engine import Store

NO_DOSSIER = Dossier(0, "", "no dossier yet")


@dataclass(frozen=True, slots=True)
class Roles:
    """Everybody with a role of their own, and whether workspace owners are admins because nobody else is named."""

    people: tuple[Person, ...]
    owners_are_admins: bool


class People:
    """Use cases around identity and roles."""

    def __init__(self, store: Store, clock: Clock, operators: Operators) -> None:
        self._store = store
        self._clock = clock
        self.operators = operators

    def installed_in(self, team: str) -> None:
        """Count `team` among the workspaces that the app is installed in."""
        self.operators = replace(self.operators, teams=self.operators.teams | {team})

    def asking(self, profile: Profile, *, team: str, channel: str, delivery: str = "") -> Asking:
        """The person behind `profile`, with role and dossier, as they ask in `channel` of the workspace `team`.

        `delivery` names what Slack delivered: raises `AlreadyDone` for a repeat, also across processes.
        """
        with self._store.write() if delivery else self._store.read() as tx:
            if delivery and not tx.handled.claim(delivery, self._clock()):
                raise AlreadyDone("That was answered already.")
            named = tx.members.role_of(profile.identity)
            dossier = tx.dossiers.of_channel(team, channel)
        person = Person(
            profile.identity,
            role_of(profile, named, self.operators),
            profile.name,
            is_home(profile, self.operators),
            profile.tz,
        )
        if person.role is Role.OUTSIDER and not channel:
            raise NotAllowed(
                "Guests and people of other organisations can ask in the channels that we share. Mention me there and I"
                " will answer."
            )
        return Asking(person, channel, dossier or NO_DOSSIER)

    def operator(self, door: str) -> Asking:
        """Whoever runs commands on the machine itself, through `door`, in the oldest dossier."""
        with self._store.read() as tx:
            dossier = tx.dossiers.oldest()
        return Asking(Person(Identity("", door), Role.ADMIN), "", dossier or NO_DOSSIER, where=door)

    def roles(self, asking: Asking) -> Roles:
        """Who has which role. The settings' people come first, then those whom admins named."""
        asking.person.must_be(Role.MEMBER, to="see the roles")
        with self._store.read() as tx:
            named = tx.members.all()
        known = {person.identity.user for person in named}
        listed = [
            Person(Identity(*_split(spelling)), role)
            for role, spellings in (
                (Role.ADMIN, self.operators.admins),
                (Role.EDITOR, self.operators.editors),
            )
            for spelling in sorted(spellings)
            if _split(spelling)[1] not in known
        ]
        people = sorted([*listed, *named], key=lambda person: -person.role)
        return Roles(tuple(people), owners_are_admins=not self.operators.admins)

    def name_to(self, asking: Asking, other: Profile, role: Role) -> Person:
        """Give `other` a role. An admin cannot take their own role away: somebody must be left who can give it back.

        Somebody of another organisation can be made an outsider again, which they are until they are named.
        """
        asking.person.must_be(Role.ADMIN, to="set roles")
        if role is Role.OUTSIDER and is_home(other, self.operators):
            raise BadInput("Everybody of this workspace is at least a member. A role is one of: member, editor, admin.")
        if other.bot:
            raise BadInput("A bot cannot have a role.")
        if other.identity == asking.person.identity and role is not Role.ADMIN:
            raise BadInput("You cannot take the admin role from yourself; ask another admin.")
        with self._store.write() as tx:
            tx.members.name_to(other.identity, role, name=other.name, by=asking.person.identity.user, now=self._clock())
        return Person(other.identity, role, other.name, is_home(other, self.operators))

    def dossiers(self, asking: Asking) -> tuple[Dossier, ...]:
        """The dossiers that may be read from here."""
        with self._store.read() as tx:
            everything = tx.dossiers.all()
        return tuple(dossier for dossier in everything if asking.scope in (None, dossier.key))

    def choose_dossier(self, asking: Asking, *, team: str, slug: str) -> Dossier:
        """Make the dossier `slug` the one that this channel speaks of."""
        asking.person.must_be(Role.ADMIN, to="set a channel's dossier")
        if not asking.channel:
            raise BadInput("Say that in the channel it is for.")
        with self._store.write() as tx:
            dossier = tx.dossiers.by_slug(slug)
            if dossier is None:
                known = ", ".join(item.slug for item in tx.dossiers.all())
                raise NotFound(f"There is no dossier “{slug[:60]}”. There is: {known}.")
            tx.channels.choose(team, asking.channel, dossier.key)
        return dossier

    def channel_renamed(self, old: str, new: str) -> None:
        """Slack gave a channel a new id."""
        with self._store.write() as tx:
            tx.channels.renamed(old, new)


def _split(spelling: str) -> tuple[str, str]:
    team, _, user = spelling.rpartition("/")
    return team, user
