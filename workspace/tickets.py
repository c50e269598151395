"""What an app is given to use once or for a while: trigger ids and response addresses.

A trigger lives three seconds and is good for one view. A response_url lives thirty minutes and is good for
five uses. https://docs.slack.dev/interactivity/handling-user-interaction
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from workspace.clock import Clock
    from workspace.model import Post

TRIGGER_LIFE = timedelta(seconds=3)
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass
class Trigger:
    """Permission to show one view to one person. `view_id`: the modal it came from, if any."""

    id: str
    team_id: str
    user_id: str
    issued: datetime
    view_id: str | None = None
    exchanged: bool = False


@dataclass
class ResponseTicket:
    """Permission to answer one interaction. `original` is the message it came from, if any."""

    id: str
    kind: Literal["commands", "actions"]
    team_id: str
    channel_id: str
    user_id: str
    issued: datetime
    cause: str
    original: Post | None = None
    thread_ts: str | None = None
    uses: int = 0


class Tickets:
    """Issues triggers and response addresses, and knows which are still good."""

    def __init__(self, clock: Clock) -> None:
        """Count lives on `clock`."""
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseTicket] = {}

    def trigger(self, team_id: str, user_id: str, view_id: str | None = None) -> Trigger:
        """Issue a trigger id, shaped like Slack's three dotted parts."""
        number = 10**12 + len(self._triggers)
        key = f"{number}.{10**12 + 1}.{secrets.token_hex(16)}"
        self._triggers[key] = Trigger(key, team_id, user_id, self._clock(), view_id)
        return self._triggers[key]

    def exchange(self, key: str) -> Trigger | str:
        """Use a trigger up: return it, or the name of the error that Slack answers."""
        trigger = self._triggers.get(key)
        if trigger is None:
            return "invalid_trigger_id"
        if trigger.exchanged:
            return "exchanged_trigger_id"
        if self._clock() - trigger.issued > TRIGGER_LIFE:
            return "expired_trigger_id"
        trigger.exchanged = True
        return trigger

    def response(self, ticket: ResponseTicket) -> ResponseTicket:
        """Keep a response ticket so that it can be used."""
        self._responses[ticket.id] = ticket
        return ticket

    def new_key(self) -> str:
        """Return an unguessable key for a response address."""
        return secrets.token_urlsafe(18)

    def redeem(self, key: str) -> ResponseTicket | None:
        """Count one use of a response address; None when it is unknown, used up or too old."""
        ticket = self._responses.get(key)
        if ticket is None or ticket.uses >= RESPONSE_USES or self._clock() - ticket.issued > RESPONSE_LIFE:
            return None
        ticket.uses += 1
        return ticket
