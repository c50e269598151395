"""One call of a Web API method: its arguments as Slack reads them, and the errors it can be refused with."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workspace.wire import Json

if TYPE_CHECKING:
    from workspace.block_kit import Problem
    from workspace.model import Channel, Installation, User
    from workspace.world import World


class ApiError(Exception):
    """A call that is answered `ok: false`; `details` are further fields of the answer."""

    def __init__(self, error: str, **details: Any) -> None:
        """Refuse with Slack's name of the error."""
        super().__init__(error)
        self.error = error
        self.details = details


def refuse_invalid(error: str, problems: Sequence[Problem]) -> None:
    """Raise `error` with the problems listed where Slack lists them, if there are any."""
    if problems:
        told = [str(problem) for problem in problems]
        raise ApiError(error, errors=told, response_metadata={"messages": [f"[ERROR] {one}" for one in told]})


@dataclass(frozen=True)
class Call:
    """A call that carries a good token."""

    world: World
    method: str
    arguments: Json
    bot: Installation

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text."""
        value = self.arguments.get(name)
        return default if value is None else str(value)

    def required(self, name: str, error: str = "invalid_arguments") -> str:
        """Return an argument that must be there."""
        value = self.text(name)
        if not value:
            raise ApiError(error, response_metadata={"messages": [f"[ERROR] missing required field: {name}"]})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return an argument as true or false: `1`, `true` and JSON's true are true."""
        value = self.arguments.get(name)
        return default if value is None else str(value).lower() in {"1", "true"}

    def number(self, name: str, default: int, most: int) -> int:
        """Return an argument as a whole number, at most `most`."""
        try:
            return min(int(self.text(name) or default), most)
        except ValueError:
            raise ApiError("invalid_limit") from None

    def structure(self, name: str, error: str) -> Any:
        """Return an argument that is JSON, sent as such or as a string of it; None when it is absent."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise ApiError(error) from None

    def require_scope(self, *any_of: str) -> None:
        """Raise `missing_scope` unless the installation has one of these."""
        if any_of and not self.bot.scopes & set(any_of):
            raise ApiError("missing_scope", needed=any_of[0], provided=",".join(sorted(self.bot.scopes)))

    def channel(self, name: str = "channel") -> Channel:
        """Return the conversation that an argument means, if the bot can know of it."""
        wanted = self.required(name, "channel_not_found")
        for channel in self.world.directory.visible_channels(self.bot):
            if wanted in (channel.id, f"#{channel.name}", channel.name):
                return channel
        raise ApiError("channel_not_found")

    def user(self, name: str = "user") -> User:
        """Return the person that an argument means, if the bot can see them."""
        user = self.world.directory.users.get(self.text(name))
        if user is None or not self._sees(user):
            raise ApiError("user_not_found")
        return user

    def _sees(self, user: User) -> bool:
        return user.team_id == self.bot.team_id or any(
            user.id in channel.members for channel in self.world.directory.visible_channels(self.bot)
        )


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """A method of the Web API: what does the work, the scopes of which one is needed, its rate tier.

    `reads_json`: whether the method takes a JSON body; Slack's reading methods take only forms and queries.
    """

    handler: Handler
    scopes: tuple[str, ...] = ()
    tier: int = 3
    reads_json: bool = False


def page(items: Sequence[Json], call: Call, default: int = 100) -> tuple[list[Json], str]:
    """Return one page of `items` and the cursor of the next, empty when there is none."""
    size = call.number("limit", default, 1000)
    cursor = call.text("cursor")
    if cursor and not cursor.startswith("offset:"):
        raise ApiError("invalid_cursor")
    start = int(cursor.removeprefix("offset:")) if cursor else 0
    rest = start + size
    return list(items[start:rest]), f"offset:{rest}" if rest < len(items) else ""
