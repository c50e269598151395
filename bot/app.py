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
from bot.archiving import Archiver
from bot.domain.people import Operators
from bot.errors import Unavailable, WrongSettings
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard
from bot.feeds.parser_process import ParserPool
from bot.in_flight import InFlight
from bot.outside import Outside
from bot.polling import Poller
from bot.services import Services
from handlers import http_door, listeners
from handlers.channels import Channels
from handlers.client import SLACK_FAILURES, http_session, refusal, web_client
from handlers.files import Files
from handlers.front import Front
from handlers.posting import Posting
from handlers.profiles import Profiles
from handlers.socket_door import SocketDoor
from handlers.telling import Teller
from storage.engine import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

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
    """The use cases, with what the operator decided."""
    guard = Guard(settings.feeds_allow)
    return Services.over(
        store,
        clock,
        Operators(frozenset(settings.admins), frozenset(settings.editors)),
        tz=settings.tz,
        exempt=lambda host: guard.allows(host.rpartition(":")[0]),
        archives=bool(settings.archive),
    )


@asynccontextmanager
async def outside_over(services: Services, settings: Settings, clock: Clock = wall_clock) -> AsyncIterator[Outside]:
    """The way out to the web. What reads documents is started with the first of them."""
    fetcher = Fetcher(Guard(settings.feeds_allow), contact=settings.contact)
    async with fetcher, ParserPool() as parsers:
        poller = Poller(services.polling, fetcher, parsers, clock)
        try:
            yield Outside(fetcher, parsers, poller, clock)
        finally:
            await poller.stop()


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


def front_over(
    slack: Slack, services: Services, outside: Outside, settings: Settings, in_flight: InFlight, *, strict: bool = False
) -> Front:
    """What every listener needs. `strict` makes the gate fail where it would mend."""
    posting = Posting(slack.session, strict=strict)
    channels = Channels(time.monotonic)
    client = web_client(slack.installed.bot_token, slack.api_url, slack.session)
    return Front(
        services,
        Profiles(time.monotonic),
        posting,
        channels,
        outside,
        Teller(services.notices, posting, channels, client, settings.press_channel, in_flight),
        Files(slack.session, strict=strict),
        in_flight,
    )


def build_bolt(slack: Slack, front: Front) -> AsyncApp:
    """Bolt with every listener on it."""
    front.services.people.installed_in(str(slack.installed.team_id))

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
            outside = await stack.enter_async_context(outside_over(services, self._settings, self._clock))
            slack = await self._slack(stack)
            front = None
            if slack is not None:
                front = front_over(slack, services, outside, self._settings, self._in_flight, strict=self._strict)
            if front is not None:
                stack.callback(self._tell_at_once(self._store, front.teller))
            self._start_ticking(stack, services, outside, front)
            await self._open_doors(stack, slack, front)
            self.ready.set()
            log.info("ready", extra={"role": self._role, "mode": self._settings.mode})
            await self._until_told()
            log.info("stopping")

    async def idle(self) -> bool:
        """Return once no work is in hand; false if some still is after `FINISH_WITHIN_S`."""
        return await self._in_flight.finished(within_s=FINISH_WITHIN_S)

    async def _slack(self, stack: AsyncExitStack) -> Slack | None:
        """Slack; None for a worker without tokens, which polls and leaves the telling to others."""
        if self._role == "worker" and self._settings.mode == "none":
            return None
        return await stack.enter_async_context(slack_at(self._settings))

    def _tell_at_once(self, store: Store, teller: Teller) -> Callable[[], None]:
        """Say what this process writes as soon as it is written; what others write is found by the next tick.

        Returns what ends that.
        """
        loop = asyncio.get_running_loop()
        store.on_news = lambda: loop.call_soon_threadsafe(teller.soon)

        def end() -> None:
            store.on_news = lambda: None

        return end

    def _start_ticking(self, stack: AsyncExitStack, services: Services, outside: Outside, front: Front | None) -> None:
        """Start the clock of a worker. When all ends, it stops first, and what is in hand is finished."""
        if self._role == "web":
            stack.push_async_callback(self._finish)
            return
        archiver = Archiver(services.archiving, outside.fetcher, self._settings.archive_url, self._clock)
        ticking = schedule.Ticking(services, outside.poller, front.teller if front else None, self._in_flight)
        scheduler = schedule.build(ticking, archiver if self._settings.archive else None)
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        stack.push_async_callback(self._finish)
        stack.push_async_callback(archiver.stop)
        stack.push_async_callback(outside.poller.stop)  # before the scheduler ends, which would cancel its ticks
        stack.callback(scheduler.pause)

    async def _open_doors(self, stack: AsyncExitStack, slack: Slack | None, front: Front | None) -> None:
        routes = http_door.operators_routes(self._why_not_ready, counts := http_door.Counts())
        if slack is not None and front is not None and self._role in ("all", "web"):
            bolt = build_bolt(slack, front)
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
