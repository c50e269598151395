"""What Slack says of people, asked once and remembered for a while: `users.info` may be called 100 times a minute."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from bot.domain.people import Identity, Profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from handlers.door import Door

REMEMBERED_S = 600.0
MOST = 5_000

log = logging.getLogger(__name__)


class Profiles:
    """A cache over `users.info`. `monotonic` is a clock in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._known: OrderedDict[Identity, tuple[float, Profile]] = OrderedDict()

    async def of(self, client: AsyncWebClient, door: Door) -> Profile:
        """The person at the door. Somebody whom Slack does not tell of is taken for a stranger."""
        return await self.of_user(client, Identity(door.user_team, door.user))

    async def of_user(self, client: AsyncWebClient, identity: Identity) -> Profile:
        """The person with that identity, as the payload gave it."""
        remembered = self._known.get(identity)
        if remembered is not None and remembered[0] > self._monotonic():
            self._known.move_to_end(identity)
            return remembered[1]
        profile = await self._ask(client, identity)
        self._known[identity] = (self._monotonic() + REMEMBERED_S, profile)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return profile

    def forget(self, user: str) -> None:
        """Ask again next time, because Slack says that the person changed."""
        for identity in [known for known in self._known if known.user == user]:
            del self._known[identity]

    async def _ask(self, client: AsyncWebClient, identity: Identity) -> Profile:
        try:
            answer = await client.users_info(user=identity.user)
        except SlackApiError as error:
            reason = error.response.get("error", "unknown") if error.response is not None else "unknown"
            log.warning("profile_unknown", extra={"reason": reason})
            return Profile(identity, stranger=reason == "user_not_found")
        return profile_of(identity, answer["user"])


def profile_of(identity: Identity, user: dict[str, Any]) -> Profile:
    """A profile from the user object of Slack. A different team than the payload's is believed: it is who they are."""
    shown = user.get("profile") or {}
    team = str(user.get("team_id") or shown.get("team") or identity.team)
    return Profile(
        identity=Identity(team, identity.user),
        name=str(
            shown.get("display_name") or user.get("real_name") or shown.get("real_name") or user.get("name") or ""
        ),
        tz=str(user.get("tz") or ""),
        owner=bool(user.get("is_owner") or user.get("is_admin") or user.get("is_primary_owner")),
        stranger=bool(user.get("is_stranger", False)) or team != identity.team,
        bot=bool(user.get("is_bot", False)),
    )
