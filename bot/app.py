"""The composition root: the only place that wires things together, and the only one that reads the wall clock."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from bot import schedule
from bot.domain.people import Operators
from bot.errors import Unavailable, WrongSettings
from bot.services import Services
from handlers import http_door, listeners
from handlers.client import http_session, web_client
from handlers.front import Front
from handlers.posting import Posting
from handlers.profiles import Profiles
from handlers.socket_door import SocketDoor
from storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services.clock import Clock
    from bot.settings import Settings

FINISH_WITHIN_S = 10.0

log = logging.getLogger(__name__)


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here, once


@dataclass(frozen=True, slots=True)
class Slack:
    """A workspace that the app is installed in, as `auth.test` tells of it."""

    client: AsyncWebClient
    session: aiohttp.ClientSession
    team: str
    team_name: str


def open_store(settings: Settings) -> Store:
    """The store, or `Unavailable` with the command that makes it ready."""
    from storage.migrate import is_current

    if not is_current(settings.database_url):
        raise Unavailable("The database is not ready for this version. Run `papertrail migrate` first.")
    return Store.open(settings.database_url)


def services_over(store: Store, settings: Settings, clock: Clock = wall_clock) -> Services:
    """The use cases, with the operator's people from the settings."""
    return Services.over(store, clock, Operators(frozenset(settings.admins), frozenset(settings.editors)))


@asynccontextmanager
async def slack_at(settings: Settings) -> AsyncIterator[Slack]:
    """Slack, once it has accepted the bot token. Raises `WrongSettings` when it does not."""
    async with http_session() as session:
        client = web_client(settings.slack_bot_token, settings.slack_api_url, session)
        try:
            told = await client.auth_test()
        except SlackApiError as error:
            reason = error.response.get("error", "no reason given")
            raise WrongSettings((f"Slack does not accept SLACK_BOT_TOKEN ({reason}).",)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unavailable(f"Slack does not answer at {settings.slack_api_url}.") from error
        yield Slack(client, session, str(told["team_id"]), str(told.get("team", "")))


@dataclass(slots=True)
class Desk:
    """The Slack side, wired: Bolt's app and what its listeners share."""

    bolt: AsyncApp
    front: Front


def build_desk(slack: Slack, services: Services, *, strict: bool = False) -> Desk:
    """Bolt with every listener on it. `strict` makes the gate fail where it would mend."""
    services.people.installed_in(slack.team)
    bolt = AsyncApp(
        client=slack.client,
        name="papertrail",
        signing_secret="",
        request_verification_enabled=False,  # the HTTP door does it, without logging bodies
        raise_error_for_unhandled_request=True,
    )
    front = Front(services, Profiles(time.monotonic), Posting(slack.session, strict=strict))
    listeners.register(bolt, front)
    return Desk(bolt, front)


class Process:
    """One running process: its doors, its ticks, and its clean end."""

    def __init__(self, settings: Settings, role: str, *, clock: Clock = wall_clock, strict: bool = False) -> None:
        self._settings = settings
        self._role = role
        self._clock = clock
        self._strict = strict
        self._socket: SocketDoor | None = None
        self._store: Store | None = None
        self.stopping = asyncio.Event()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Serve until `stopping` is set, then finish the work in hand."""
        self._store = open_store(self._settings)
        services = services_over(self._store, self._settings, self._clock)
        async with AsyncExitStack() as stack:
            stack.callback(self._store.close)
            front: Front | None = None
            routes = http_door.operators_routes(self._why_not_ready, counts := http_door.Counts())
            if self._role in ("all", "web"):
                slack = await stack.enter_async_context(slack_at(self._settings))
                desk = build_desk(slack, services, strict=self._strict)
                front = desk.front
                stack.push_async_callback(self._finish, front)
                if self._settings.mode == "socket":
                    self._socket = SocketDoor(desk.bolt, self._settings.slack_app_token, time.time)
                    await self._socket.open()
                    stack.push_async_callback(self._socket.close)
                else:
                    secret = self._settings.slack_signing_secret
                    routes.append(http_door.slack_route(desk.bolt, secret, time.time, counts))
            if self._role in ("all", "worker"):
                scheduler = schedule.build(services)
                scheduler.start()
                stack.callback(scheduler.shutdown, wait=False)
            if self._settings.port is not None:
                runner = await http_door.serve(routes, port=self._settings.port)
                stack.push_async_callback(runner.cleanup)
            self.ready.set()
            log.info("ready", extra={"role": self._role, "mode": self._settings.mode})
            await self._until_told()
            log.info("stopping")

    async def _until_told(self) -> None:
        waits = [asyncio.ensure_future(self.stopping.wait())]
        if self._socket is not None:
            waits.append(asyncio.ensure_future(self._socket.disabled.wait()))
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if self._socket is not None and self._socket.disabled.is_set():
            raise Unavailable("Slack switched Socket Mode off for this app. Switch it on again at api.slack.com/apps.")

    async def _finish(self, front: Front) -> None:
        try:
            await asyncio.wait_for(front.in_flight.idle.wait(), FINISH_WITHIN_S)
        except TimeoutError:
            log.warning("stopped_with_work_in_hand", extra={"count": front.in_flight.count})

    async def _why_not_ready(self) -> str:
        if not self.ready.is_set():
            return "starting"
        if self._store is None or not await asyncio.to_thread(self._store.answers):
            return "the database does not answer"
        return await self._socket.why_not_ready() if self._socket is not None else ""


async def serve(settings: Settings, role: str) -> None:
    """Run until SIGTERM or SIGINT."""
    process = Process(settings, role)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, process.stopping.set)
    await process.run()
