"""`/papertrail`: help, how things stand, who may do what, and taking back."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.people import Asking, Identity, Person, Role
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput, Unavailable
from handlers.language import Command, first_word
from handlers.threads import desk
from handlers.views import papertrail as views

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services import Services
    from bot.services.people import Roles
    from handlers.door import Door
    from handlers.posting import Message
    from handlers.profiles import Profiles

SUBCOMMANDS = ("help", "status", "roles", "channels", "undo", "export")
LATER = ("export",)
MOST_NAMED = 60  # of the people with a role: each may be a call of Slack
_ROLE = re.compile(r"^(?P<who><@[^>]*>|\S+)\s+(?:is\s+|to\s+|=\s*)?(?:an?\s+)?(?P<role>[A-Za-z]+)[.!]?$")
_USER = re.compile(r"^<@(?P<user>[A-Z0-9]+)(?:\|[^>]*)?>$")


class PaperTrail:
    """The subcommands. Those on roles ask Slack who somebody is."""

    def __init__(self, services: Services, profiles: Profiles) -> None:
        self._services = services
        self._profiles = profiles

    async def answer(self, asking: Asking, command: Command, door: Door, client: AsyncWebClient) -> Message:
        """The answer to `/papertrail …`. Bare, the help."""
        word, rest = first_word(command.text)
        match word.lower().rstrip(".,:;!?"):
            case "" | "help":
                return views.help_message(asking)
            case "status":
                return views.status(await desk(self._services.status.status, asking))
            case "roles":
                return await self._roles(asking, rest, door, client)
            case "channels":
                return await self._channels(asking, rest, door)
            case "undo":
                return views.undone(await desk(self._services.entries.undo_last, asking))
            case later if later in LATER:
                return views.later(f"papertrail {later}")
            case unknown:
                return views.unknown("papertrail", unknown, did_you_mean(unknown, SUBCOMMANDS), rest)

    async def _roles(self, asking: Asking, rest: str, door: Door, client: AsyncWebClient) -> Message:
        if not rest:
            return views.roles(await self._by_name(await desk(self._services.people.roles, asking), door, client))
        asking.person.must_be(Role.ADMIN, to="set roles")
        match = _ROLE.match(rest)
        if match is None:
            raise BadInput("Write `/papertrail roles @name editor`. A role is one of: member, editor, admin.")
        role = _role(match["role"])
        user = _USER.match(match["who"])
        if user is None:
            raise BadInput(
                f"“{match['who'][:60]}” is nobody that Slack knows. Pick the person from the list that appears"
                " after `@`."
            )
        other = await self._profiles.of_user(client, Identity(door.team, user["user"]))
        person = await desk(self._services.people.name_to, asking, other, role)
        return views.named(person)

    async def _by_name(self, roles: Roles, door: Door, client: AsyncWebClient) -> Roles:
        """The same people with the names that Slack has for those whom the settings name by their ids."""

        async def named(person: Person) -> Person:
            if person.name:
                return person
            identity = Identity(person.identity.team or door.team, person.identity.user)
            try:
                profile = await self._profiles.of_user(client, identity)
            except Unavailable:
                return person
            return replace(person, name=profile.name)

        shown = await asyncio.gather(*map(named, roles.people[:MOST_NAMED]))
        return replace(roles, people=(*shown, *roles.people[MOST_NAMED:]))

    async def _channels(self, asking: Asking, rest: str, door: Door) -> Message:
        if not rest:
            return views.channels(asking, await desk(self._services.people.dossiers, asking))
        dossier = await desk(self._services.people.choose_dossier, asking, team=door.team, slug=rest.split()[-1])
        return views.channel_set(dossier)


def _role(word: str) -> Role:
    known = {role.word: role for role in Role}
    singular = word.lower().rstrip("s")
    if singular not in known:
        near = did_you_mean(singular, tuple(known))
        hint = f" Did you mean “{near}”?" if near else ""
        raise BadInput(f"“{word[:30]}” is not a role.{hint} A role is one of: member, editor, admin.")
    return known[singular]
