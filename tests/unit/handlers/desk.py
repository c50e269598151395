"""The Slack side, wired as in the program: Bolt, the SDK, services and a real database, on the fake network.

Two dossiers are on file. Channel C1 speaks of the first, C2 of the second.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.app import Slack, build_bolt, front_over
from bot.domain.entries import Draft
from bot.domain.kinds import RECORD, Kind
from bot.domain.people import Asking, Identity, Operators, Person, Role
from bot.in_flight import InFlight
from bot.services import Services
from bot.settings import Settings
from tests.unit.handlers.network import API_URL, RESPONSE_URL, Json, Network
from tests.unopened import unopened

if TYPE_CHECKING:
    from slack_bolt.response import BoltResponse

    from bot.domain.dossiers import Dossier
    from bot.domain.entries import Entry
    from bot.services.clock import Clock
    from storage.engine import Store

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
OURS, THEIRS = "T1", "T2"
BOT = "UBOT"
ADA, EDA, MIA, OTTO = "UADA", "UEDA", "UMIA", "UOTTO"  # admin, editor, member; Otto is of another organisation


class Desk:
    """What Slack sends goes in with `send`; what comes of it is on the `network` and in the database."""

    def __init__(self, store: Store, *, press_channel: str = "", clock: Clock = lambda: NOW) -> None:
        self.store = store
        self.network = Network()
        self._numbers = count(1)
        for user in (ADA, EDA, MIA):
            self.network.person(user, OURS)
        self.network.person(OTTO, THEIRS, is_owner=True)
        operators = Operators(admins=frozenset({ADA}), editors=frozenset({EDA}))
        self.services = Services.over(store, clock, operators)
        installed = AuthorizeResult(enterprise_id=None, team_id=OURS, bot_id="B1", bot_user_id=BOT, bot_token="xoxb-1")
        slack = Slack(installed, API_URL, self.network.session)
        outside = unopened(self.services, lambda: NOW)
        settings = Settings(press_channel=press_channel)
        self.front = front_over(slack, self.services, outside, settings, InFlight(), strict=True)
        self.bolt = build_bolt(slack, self.front)
        with store.write() as tx:
            self.first = tx.dossiers.add("one", "The first", NOW)
            self.second = tx.dossiers.add("two", "The second", NOW)
            tx.channels.choose(OURS, "C1", self.first.key)
            tx.channels.choose(OURS, "C2", self.second.key)

    async def send(self, body: Json) -> BoltResponse:
        """Let Slack deliver something; returns how it was acknowledged, once all that follows from it is done."""
        answer = await self.bolt.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            await asyncio.wait(others)
        return answer

    def asking(self, dossier: Dossier | None = None, role: Role = Role.EDITOR) -> Asking:
        """Somebody who asks where that dossier is spoken of."""
        return Asking(Person(Identity(OURS, EDA), role, "eda"), "C1", dossier or self.first)

    def file(self, title: str, dossier: Dossier | None = None, kind: Kind = RECORD, **content: Any) -> Entry:
        """Put something on file."""
        return self.services.entries.add(self.asking(dossier), Draft(kind, title=title, **content))

    def titles(self, dossier: Dossier | None = None) -> list[str]:
        """The records on file there, the latest first."""
        found = self.services.search.find(self.asking(dossier), "", kinds=(RECORD,))
        return [line.title for line in found.lines]

    def said(self) -> str:
        """All texts that were answered, in order."""
        methods = (RESPONSE_URL, "chat.postMessage", "chat.postEphemeral")
        sent = [call.sent for call in self.network.calls if call.method in methods]
        return "\n".join(str(message["text"]) for message in sent)

    # What Slack sends

    def slash(self, user: str, command: str, text: str = "", *, channel: str = "C1") -> Json:
        """A slash command, which Slack delivers with its text escaped."""
        return {
            "command": command,
            "text": text,
            "team_id": OURS,
            "user_id": user,
            "channel_id": channel,
            "trigger_id": self._next(),
            "response_url": RESPONSE_URL,
        }

    def mention(self, user: str, text: str, *, channel: str = "C1", **more: Any) -> Json:
        """A message that mentions the bot."""
        event = {"type": "app_mention", "user": user, "channel": channel, "ts": "5.5", "team": OURS, "text": text}
        if user == OTTO:
            event |= {"user_team": THEIRS, "source_team": THEIRS}
        return self.event({**event, **more})

    def event(self, event: Json) -> Json:
        """An event in its wrapper."""
        return {"type": "event_callback", "team_id": OURS, "event_id": f"Ev{self._next()}", "event": event}

    def press(self, user: str, action_id: str, value: str, *, channel: str = "C1", public: bool = False) -> Json:
        """A button that somebody presses on a message."""
        container = {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": not public}
        return {
            **self._interaction("block_actions", user),
            "container": container,
            "channel": {"id": channel},
            "response_url": RESPONSE_URL,
            "actions": [{"action_id": action_id, "block_id": "b", "type": "button", "value": value}],
        }

    def submission(self, user: str, view: Json) -> Json:
        """A form that somebody sends."""
        return {**self._interaction("view_submission", user), "view": view}

    def typing(self, user: str, action_id: str, typed: str, view: Json) -> Json:
        """Something typed in a menu that searches."""
        body = self._interaction("block_suggestion", user)
        del body["trigger_id"]
        return {**body, "action_id": action_id, "block_id": action_id, "value": typed, "view": view}

    def _interaction(self, kind: str, user: str) -> Json:
        team = THEIRS if user == OTTO else OURS
        return {
            "type": kind,
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "trigger_id": self._next(),
        }

    def _next(self) -> str:
        return str(next(self._numbers))
