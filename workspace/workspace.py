"""The stand-in as one thing: start it, fill it with people, connect the app, look at what happened."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from workspace.app_settings import AppSettings
from workspace.clock import as_clock
from workspace.delivery import ACK_LIMIT, Courier
from workspace.faults import FaultScript
from workspace.interactions import Interactions
from workspace.model import Installation, User
from workspace.observed import PATIENCE, Message, View
from workspace.payloads import event_callback
from workspace.person import Person
from workspace.rates import RateLimits
from workspace.server import Server
from workspace.socket_mode import SocketTransport
from workspace.transports import HttpTransport
from workspace.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from workspace.clock import Clock
    from workspace.journal import ApiCall, DeliveryRecord, SentPayload
    from workspace.model import Channel, ChannelKind, Team
    from workspace.wire import Json


class Workspace:
    """A Slack workspace on loopback with one app installed.

    >>> async with Workspace() as ws:
    ...     ws.add_user("ana")
    ...     start_the_app(ws.environment())
    ...     await ws.connected()
    ...     reply = await ws.person("ana").command("/records", "clearview")

    It starts with one team, the channel `general`, and the app installed and invited there. The app's
    settings come from `manifest` (then only what it declares works) or are permissive.
    """

    def __init__(
        self,
        *,
        clock: Clock | Callable[[], datetime] | None = None,
        manifest: Mapping[str, Any] | None = None,
        app: AppSettings | None = None,
        ack_limit: float = ACK_LIMIT,
        patience: float = PATIENCE,
        port: int = 0,
    ) -> None:
        """Prepare a workspace; it listens once it is entered."""
        settings = app or (AppSettings.from_manifest(manifest) if manifest else AppSettings())
        self.clock = as_clock(clock)
        self.world = World(settings, self.clock)
        self.sockets = SocketTransport(settings.app_id, self.world.journal)
        self.faults = FaultScript()
        self.rates = RateLimits(self.clock)
        self.courier = Courier(self.world.journal, self.clock, self.sockets, ack_limit)
        self.patience = patience
        self._interactions = Interactions(self.world, self.courier)
        self._server = Server(self.world, self.sockets, self.faults, self.rates)
        self._port = port
        self.world.on_event = self._send_event
        self.team = self.world.directory.add_team("Coalition", "coalition")
        self.install(self.team)
        self.add_channel("general")

    async def __aenter__(self) -> Self:
        """Listen."""
        port = await self._server.start(self._port)
        self.world.base_url = f"http://127.0.0.1:{port}"
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        """Close every connection."""
        await self.courier.close()
        await self._server.close()

    # What is in it

    def add_team(self, name: str, *, domain: str | None = None) -> Team:
        """Add another organisation's team, into which the app is not installed."""
        return self.world.directory.add_team(name, domain or name.lower().replace(" ", "-"))

    def install(self, team: Team, *, scopes: Iterable[str] | None = None) -> Installation:
        """Install the app into a team, with its declared scopes or with these."""
        directory, app = self.world.directory, self.world.app
        bot_name = app.name.lower().replace(" ", "_")
        number = len(directory.installations) or ""
        bot = User(directory.new_id("U", f"{bot_name}{number}"), team.id, bot_name, app.name, is_bot=True)
        directory.add_user(bot)
        granted = frozenset(app.scopes if scopes is None else scopes)
        key = directory.new_id("B", bot_name)
        return directory.install(Installation(team.id, bot.id, key, f"xoxb-{team.id}-stand-in", granted))

    def uninstall(self, team: Team | None = None) -> None:
        """Take the app out of a team: its token is dead, and the app hears of it."""
        gone = self.installation(team)
        bodies: list[Json] = [
            {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [gone.bot_user_id]}},
            {"type": "app_uninstalled"},
        ]
        for body in bodies:
            self.world.tell(body["type"], {**body, "event_ts": self.world.new_ts()}, None, gone)
        self.world.directory.uninstall(gone)

    def grant(self, *scopes: str, team: Team | None = None) -> None:
        """Give the installation in a team exactly these scopes."""
        installation = self.installation(team)
        self.world.directory.install(replace(installation, scopes=frozenset(scopes)))

    def installation(self, team: Team | None = None) -> Installation:
        """Return the installation in a team, by default the first team."""
        return self.world.directory.installations[(team or self.team).id]

    def add_user(
        self,
        name: str,
        *,
        real_name: str | None = None,
        tz: str = "America/New_York",
        team: Team | None = None,
        is_admin: bool = False,
        is_owner: bool = False,
        channels: Iterable[str] | None = None,
    ) -> Person:
        """Add a person and return them at their screen.

        They are in the first team and in `general`, or in `team` and in no channel, unless told otherwise.
        """
        directory = self.world.directory
        user = User(
            directory.new_id("U", name),
            (team or self.team).id,
            name,
            real_name or name.capitalize(),
            tz,
            is_admin,
            is_owner,
        )
        directory.add_user(user)
        is_ours = user.team_id == self.team.id
        for channel in channels if channels is not None else ["general"] * is_ours:
            directory.find_channel(channel).members.add(user.id)
        return self.person(user.id)

    def add_channel(
        self,
        name: str,
        *,
        kind: ChannelKind = "public",
        members: Iterable[str] | None = None,
        with_app: bool = True,
        shared_with: Iterable[Team] = (),
    ) -> Channel:
        """Add a channel with these members (by default everyone in the team), and the app unless told not to.

        `shared_with`: other organisations' teams, through Slack Connect; their people join with `invite`.
        """
        directory = self.world.directory
        ours = [one for one in directory.users.values() if one.team_id == self.team.id and not one.is_bot]
        names = [one.name for one in ours] if members is None else members
        ids = {directory.find_user(name).id for name in names}
        if with_app:
            ids.add(self.installation().bot_user_id)
        channel = directory.add_channel(name, self.team.id, kind, ids)
        channel.shared_with = {team.id for team in shared_with}
        return channel

    def invite(self, name: str, channel: str) -> None:
        """Let someone join a channel; the app hears of it if it is in it and subscribed."""
        user, place = self.world.directory.find_user(name), self.world.directory.find_channel(channel)
        place.members.add(user.id)
        body = {
            "type": "member_joined_channel",
            "user": user.id,
            "channel": place.id,
            "channel_type": "G" if place.kind == "private" else "C",
            "team": user.team_id,
            "event_ts": self.world.new_ts(),
        }
        bot = self.world.bot_in(place, user.team_id)
        if bot is not None:
            self.world.tell("member_joined_channel", body, place, bot)

    def archive(self, channel: str) -> None:
        """Archive a channel."""
        self.world.directory.find_channel(channel).archived = True

    def person(self, name: str) -> Person:
        """Return someone at their screen, by name or id."""
        return Person(self.world, self._interactions, self.world.directory.find_user(name), self.patience)

    # The app's side

    @property
    def api_url(self) -> str:
        """Return the address of the Web API, with the slash at its end that Slack's has."""
        return f"{self.world.base_url}/api/"

    def environment(self) -> dict[str, str]:
        """Return the environment variables with which an app finds this workspace."""
        return {
            "SLACK_API_URL": self.api_url,
            "SLACK_BOT_TOKEN": self.installation().token,
            "SLACK_APP_TOKEN": self.world.app.app_token,
            "SLACK_SIGNING_SECRET": self.world.app.signing_secret,
        }

    def use_http(self, request_url: str) -> HttpTransport:
        """Deliver by signed HTTP requests to the app's request URL instead of Socket Mode."""
        transport = HttpTransport(request_url, self.world.app)
        self.courier.transport = transport
        return transport

    async def connected(self, count: int = 1, *, within: float = 10.0) -> None:
        """Return once the app has opened this many websockets."""
        await self.world.journal.until(
            lambda: True if len(self.sockets.connections) >= count else None,
            within=within,
            awaited=f"{count} websockets",
        )

    def emit(self, event: Json, *, channel: str | None = None, team: Team | None = None) -> None:
        """Let the app hear of any event, whether it is subscribed or not."""
        place = self.world.directory.find_channel(channel) if channel else None
        self._send_event(event["type"], event, place, self.installation(team))

    def send_again(self, delivery: DeliveryRecord) -> None:
        """Deliver a payload once more, as Slack does when an acknowledgement was lost on the way."""
        self.courier.send_event(delivery.payload)

    def _send_event(self, name: str, event: Json, channel: Channel | None, bot: Installation) -> None:
        del name
        self.courier.send_event(event_callback(self.world, event, channel, bot))

    # What happened

    @property
    def calls(self) -> list[ApiCall]:
        """Return every Web API call, in order."""
        return self.world.journal.calls

    @property
    def sent(self) -> list[SentPayload]:
        """Return every payload that left the app for people to see, in order: material for golden tests."""
        return self.world.journal.sent

    @property
    def deliveries(self) -> list[DeliveryRecord]:
        """Return every attempt to hand the app a payload, in order of their outcome."""
        return self.world.journal.deliveries

    @property
    def problems(self) -> list[str]:
        """Return what the app did wrong that Slack would not have told it."""
        return self.world.journal.problems

    def calls_of(self, method: str) -> list[ApiCall]:
        """Return the calls of one method."""
        return [call for call in self.calls if call.method == method]

    def messages(self, channel: str = "general") -> list[Message]:
        """Return what everyone sees in a channel, oldest first."""
        place = self.world.directory.find_channel(channel)
        return [Message(self.world, post) for post in self.world.messages.in_channel(place.id)]

    def ephemerals(self, user: str) -> list[Message]:
        """Return what only this person sees, oldest first."""
        return self.person(user).ephemerals()

    def home(self, user: str) -> View | None:
        """Return someone's Home tab, if the app has published one."""
        return self.person(user).home()

    async def settled(self, *, quiet: float = 0.05, within: float = 10.0) -> None:
        """Return once nothing is under way and nothing has happened for `quiet` seconds of the real clock.

        For the end of a test and for prompts. To wait for something in particular, wait for that.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            before = self._amount()
            await asyncio.sleep(quiet)
            idle = self.courier.is_idle and self._server.is_idle
            if (idle and self._amount() == before) or loop.time() > deadline:
                return

    def _amount(self) -> tuple[int, ...]:
        journal = self.world.journal
        return len(journal.calls), len(journal.sent), len(journal.happenings), len(journal.deliveries)
