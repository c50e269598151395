"""What Slack says of people, asked once and remembered for a while: `users.info` may be called 100 times a minute.

A role follows from who somebody is, so nobody is guessed: where Slack does not say, what it said last holds, and where
it never said anything the person is asked to try again.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from bot.domain.people import Identity, Profile
from bot.errors import Unavailable
from handlers.client import SLACK_FAILURES, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from handlers.door import Door

REMEMBERED_S = 600.0
MOST = 5_000
PATIENCE_S = 2.0  # a form is answered within Slack's three seconds, also when Slack does not say who sent it
NOT_TOLD = "Slack does not say who people are just now, so nothing was done. Please try again in a minute."
MOST_NAMED = 10  # of the people in one text: each may be a call of Slack
UNKNOWN_TO_SLACK = ("user_not_found", "user_not_visible")

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^<>]*))?>")

log = logging.getLogger(__name__)


class Profiles:
    """A cache over `users.info`. `monotonic` is a clock in seconds."""

    def __init__(self, monotonic: Callable[[], float], *, patience_s: float = PATIENCE_S) -> None:
        self._monotonic = monotonic
        self._patience_s = patience_s
        self._known: OrderedDict[Identity, tuple[float, Profile]] = OrderedDict()

    async def of(self, client: AsyncWebClient, door: Door) -> Profile:
        """The person at the door. Somebody whom Slack does not know is taken for a stranger."""
        return await self.of_user(client, Identity(door.user_team, door.user))

    async def of_user(self, client: AsyncWebClient, identity: Identity) -> Profile:
        """The person with that identity, as the payload gave it.

        Raises `Unavailable` when Slack does not say who that is and has not said it before.
        """
        until, remembered = self._known.get(identity, (0.0, None))
        if remembered is not None and until > self._monotonic():
            self._known.move_to_end(identity)
            return remembered
        profile = await self._ask(client, identity)
        if profile is None:
            if remembered is None:
                raise Unavailable(NOT_TOLD)
            return remembered
        self._known[identity] = (self._monotonic() + REMEMBERED_S, profile)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return profile

    async def with_names(self, client: AsyncWebClient, team: str, text: str) -> str:
        """Text with the first people in it by name, as one reads it: `@Eda` for `<@U1>`; the others by their ids."""
        people = dict(_PERSON.findall(text))
        asked = [user for user, label in people.items() if not label][:MOST_NAMED]
        told = await asyncio.gather(*(self._name(client, Identity(team, user)) for user in asked))
        names = people | dict(zip(asked, told, strict=True))
        return _PERSON.sub(lambda found: f"@{names[found[1]] or found[1]}", text)

    async def _name(self, client: AsyncWebClient, identity: Identity) -> str:
        with suppress(Unavailable):
            return (await self.of_user(client, identity)).name
        return ""

    def forget(self, user: str) -> None:
        """Ask again next time, because Slack says that the person changed."""
        for identity in [known for known in self._known if known.user == user]:
            del self._known[identity]

    async def _ask(self, client: AsyncWebClient, identity: Identity) -> Profile | None:
        """What Slack says now; None where it does not say."""
        try:
            async with asyncio.timeout(self._patience_s):
                answer = await client.users_info(user=identity.user)
        except SLACK_FAILURES as error:
            reason = refusal(error).reason
            if reason in UNKNOWN_TO_SLACK:
                return Profile(identity, stranger=True)
            log.warning("profile_not_told", extra={"reason": reason})
            return None
        return profile_of(identity, answer["user"])


def profile_of(identity: Identity, user: dict[str, Any]) -> Profile:
    """A profile from the user object of Slack. A different team than the payload's is believed: it is who they are.

    Where the payload names another workspace than Slack does, the person is a stranger whatever else is said. The id of
    an organisation ("E…") in its place names no workspace and contradicts nothing.
    """
    shown = user.get("profile") or {}
    team = str(user.get("team_id") or shown.get("team") or identity.team)
    contradicted = identity.team.startswith("T") and identity.team != team
    return Profile(
        identity=Identity(team, identity.user),
        name=str(
            shown.get("display_name") or user.get("real_name") or shown.get("real_name") or user.get("name") or ""
        ),
        tz=str(user.get("tz") or ""),
        owner=bool(user.get("is_owner") or user.get("is_admin") or user.get("is_primary_owner")),
        stranger=bool(user.get("is_stranger", False)) or contradicted,
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        bot=bool(user.get("is_bot", False)),
    )
