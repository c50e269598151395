"""The composition root: the only place that wires things together, and the only one that reads the wall clock."""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot import schedule
from bot.domain.people import Operators
from bot.errors import Unavailable, WrongSettings
from bot.in_flight import InFlight
from bot.services import Services
from handlers import http_door, listeners
from handlers.channels import Channels
from handlers.client import SLACK_FAILURES, http_session, refusal, web_client
from handlers.front import Front
from handlers.posting import Posting
from handlers.profiles import Profiles
from handlers.socket_door import SocketDoor
from storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import aiohttp

    from bot.services.clock import Clock
    from bot.settings import Settings

FINISH_WITHIN_S = 10.0

log = logging.getLogger(__name__)


def wall_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - here, once


@dataclass(frozen=True, slots=True)
class Slack:
    """A workspace that the app is installed in, as `auth.test` tells of it, and the HTTP session to talk to it."""

    installed: AuthorizeResult
    api_url: str
    session: aiohttp.ClientSession


def open_store(settings: Settings) -> Store:
    """The store, or `Unavailable` with the command that makes it ready."""
    from storage.migrate import is_current

    if not is_current(settings.database_url):
        raise Unavailable("The database is not ready for this version. Run `papertrail migrate` first.")
    return Store.open(settings.database_url)


def services_over(store: Store, settings: Settings, clock: Clock = wall_clock) -> Services:
    """The use cases, with the operator's people from the settings."""
    operators = Operators(frozenset(settings.admins), frozenset(settings.editors))
    return Services.over(store, clock, operators, settings.tz)


@asynccontextmanager
async def slack_at(settings: Settings) -> AsyncIterator[Slack]:
    """Slack, once it has accepted the bot token. Raises `WrongSettings` when it does not, or there is none."""
    if settings.mode == "none":
        raise WrongSettings(("SLACK_BOT_TOKEN is not set, and without it there is no Slack to answer.",))
    async with http_session() as session:
        token, api_url = settings.slack_bot_token, settings.slack_api_url
        try:
            told = await web_client(token, api_url, session).auth_test()
        except SLACK_FAILURES as error:
            refused = refusal(error)
            if refused.passing:
                raise Unavailable(f"Slack does not answer at {api_url}.") from error
            raise WrongSettings((f"Slack does not accept SLACK_BOT_TOKEN ({refused.reason}).",)) from error
        installed = AuthorizeResult(
            enterprise_id=told.get("enterprise_id"),
            team_id=told["team_id"],
            bot_id=told["bot_id"],
            bot_user_id=told["user_id"],
            bot_token=token,
        )
        yield Slack(installed, api_url, session)


def build_bolt(slack: Slack, services: Services, in_flight: InFlight, *, strict: bool = False) -> AsyncApp:
    """Bolt with every listener on it. `strict` makes the gate fail where it would mend."""
    services.people.installed_in(str(slack.installed.team_id))

    async def authorize() -> AuthorizeResult:
        # Known since the start: Bolt would ask Slack before it acknowledges the first request, and would look for an
        # installation of its own where the environment names a client id.
        return slack.installed

    bolt = AsyncApp(
        client=web_client(None, slack.api_url, slack.session),
        name="papertrail",
        authorize=authorize,
        signing_secret="",
        request_verification_enabled=False,  # the HTTP door does it, without logging bodies
        raise_error_for_unhandled_request=True,
    )
    told = Profiles(time.monotonic), Posting(slack.session, strict=strict), Channels(time.monotonic)
    front = Front(services, *told, in_flight)
    listeners.register(bolt, front)
    return bolt


class Process:
    """One running process: its doors, its ticks, and its clean end."""

    def __init__(self, settings: Settings, role: str, *, clock: Clock = wall_clock, strict: bool = False) -> None:
        self._settings = settings
        self._role = role
        self._clock = clock
        self._strict = strict
        self._in_flight = InFlight()
        self._socket: SocketDoor | None = None
        self._store: Store | None = None
        self.stopping = asyncio.Event()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Serve until `stopping` is set, then end in this order, which is that of the stack read upwards.

        Take nothing new; finish the work in hand; let go of Slack and of the database, which that work still needs.
        """
        self._store = open_store(self._settings)
        services = services_over(self._store, self._settings, self._clock)
        async with AsyncExitStack() as stack:
            stack.callback(self._store.close)
            slack = await stack.enter_async_context(slack_at(self._settings)) if self._role in ("all", "web") else None
            scheduler = schedule.build(services, self._in_flight) if self._role in ("all", "worker") else None
            if scheduler is not None:
                scheduler.start()
                stack.callback(scheduler.shutdown, wait=False)
            stack.push_async_callback(self._finish)
            if scheduler is not None:
                stack.callback(scheduler.pause)
            await self._open_doors(stack, slack, services)
            self.ready.set()
            log.info("ready", extra={"role": self._role, "mode": self._settings.mode})
            await self._until_told()
            log.info("stopping")

    async def idle(self) -> bool:
        """Return once no work is in hand; false if some still is after `FINISH_WITHIN_S`."""
        return await self._in_flight.finished(within_s=FINISH_WITHIN_S)

    async def _open_doors(self, stack: AsyncExitStack, slack: Slack | None, services: Services) -> None:
        routes = http_door.operators_routes(self._why_not_ready, counts := http_door.Counts())
        if slack is not None:
            bolt = build_bolt(slack, services, self._in_flight, strict=self._strict)
            if self._settings.mode == "socket":
                self._socket = SocketDoor(bolt, self._settings.slack_app_token)
                stack.push_async_callback(self._socket.close)
                await self._socket.open()
            else:
                secret = self._settings.slack_signing_secret
                routes.append(http_door.slack_route(bolt, secret, time.time, counts))
        if self._settings.port is not None:
            runner = await http_door.serve(routes, port=self._settings.port)
            stack.push_async_callback(runner.cleanup)

    async def _until_told(self) -> None:
        waits = [asyncio.ensure_future(self.stopping.wait())]
        if self._socket is not None:
            waits.append(asyncio.ensure_future(self._socket.disabled.wait()))
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
        if self._socket is not None and self._socket.disabled.is_set():
            raise Unavailable("Slack switched Socket Mode off for this app. Switch it on again at api.slack.com/apps.")

    async def _finish(self) -> None:
        if not await self.idle():
            log.warning("stopped_with_work_in_hand", extra={"count": self._in_flight.count})

    async def _why_not_ready(self) -> str:
        if not self.ready.is_set():
            return "starting"
        if self._store is None or not await asyncio.to_thread(self._store.answers):
            return "the database does not answer"
        return await self._socket.why_not_ready() if self._socket is not None else ""


async def serve(settings: Settings, role: str) -> None:
    """Run until SIGTERM or SIGINT."""
    process = Process(settings, role)
    running = asyncio.ensure_future(process.run())

    def stop() -> None:
        process.stopping.set()
        if not process.ready.is_set():
            running.cancel()  # there is nothing to finish, and Slack may keep a start waiting for long

    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
    with suppress(asyncio.CancelledError):
        await running
