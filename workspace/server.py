"""The HTTP side of the stand-in: Web API, response addresses, files and the websocket."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from workspace.composing import UnacceptableError
from workspace.faults import RESPONSE_URL, Delayed, Dropped, FaultScript, Refused, Silent, Status
from workspace.file_server import FileServer
from workspace.journal import ApiCall
from workspace.responses import respond
from workspace.web_api import METHODS, SENDING_METHODS, ApiError, Call

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from workspace.rates import RateLimits
    from workspace.socket_mode import SocketTransport
    from workspace.web_api import Method
    from workspace.wire import Json
    from workspace.world import World

LARGEST_BODY = 4 * 1024 * 1024


class Server:
    """Answers the app's requests."""

    def __init__(self, world: World, sockets: SocketTransport, faults: FaultScript, rates: RateLimits) -> None:
        """Serve `world`."""
        self._world = world
        self._sockets = sockets
        self._faults = faults
        self._rates = rates
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._under_way = 0

    @property
    def is_idle(self) -> bool:
        """Tell whether no request is being answered."""
        return self._under_way == 0

    async def start(self, port: int) -> int:
        """Listen on 127.0.0.1 and return the port; 0 asks for a free one."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self._sockets.serve)
        app.router.add_post("/{kind:commands|actions}/{team}/{key}", self._respond)
        files = FileServer(self._world, self._faults, self._closing)
        app.router.add_post("/upload/v1/{key}", self._counted(files.upload))
        app.router.add_get("/files-pri/{key}/{rest:.+}", self._counted(files.download))
        self._runner = web.AppRunner(app, shutdown_timeout=1, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def close(self) -> None:
        """Stop listening and let go of requests that wait forever."""
        self._closing.set()
        await self._sockets.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        self._under_way += 1
        try:
            return await self._answer(request, name, await _arguments(request, name))
        finally:
            self._under_way -= 1
            self._world.journal.stir()

    async def _answer(self, request: web.Request, name: str, arguments: Json) -> web.StreamResponse:
        fault = self._faults.next_for(name)
        if fault is not None and not isinstance(fault, Delayed | Dropped):
            return await self._unlucky(name, arguments, fault)
        if isinstance(fault, Delayed):
            await self._world.clock.sleep(fault.seconds)
        if fault == Dropped(processed=False):
            self._record(name, arguments, 0, {})
            return _cut(request)
        status, headers, answer = self._perform(request, name, arguments)
        self._record(name, arguments, status, answer)
        if isinstance(fault, Dropped):
            return _cut(request)
        return web.json_response(answer, status=status, headers=headers)

    async def _unlucky(self, name: str, arguments: Json, fault: Status | Refused | Silent) -> web.StreamResponse:
        """Answer a call that a fault keeps from having any effect."""
        if isinstance(fault, Silent):
            self._record(name, arguments, 0, {})
            return await self._never()
        if isinstance(fault, Refused):
            answer: Json = {"ok": False, "error": fault.error}
            self._record(name, arguments, 200, answer)
            return web.json_response(answer)
        headers, answer = _status_answer(fault)
        self._record(name, arguments, fault.code, answer)
        return web.json_response(answer, status=fault.code, headers=headers)

    async def _never(self) -> web.StreamResponse:
        """Hold a request until the workspace closes."""
        await self._closing.wait()
        return web.Response(status=503)

    def _record(self, name: str, arguments: Json, status: int, answer: Json) -> None:
        journal = self._world.journal
        journal.calls.append(ApiCall(self._world.clock(), name, arguments, status, answer))
        if name in SENDING_METHODS:
            journal.record_sent(name, arguments)
        journal.stir()

    def _perform(self, request: web.Request, name: str, arguments: Json) -> tuple[int, dict[str, str], Json]:
        """Return status, headers and body of the answer to a call."""
        token = _token(request, arguments)
        if name == "apps.connections.open":
            return 200, {}, self._open_connection(token)
        method = METHODS.get(name)
        if method is None:
            return 200, {}, {"ok": False, "error": "unknown_method", "req_method": name}
        if not token:
            return 200, {}, {"ok": False, "error": "not_authed"}
        bot = self._world.directory.installation_with(token)
        if bot is None:
            dead = token in self._world.directory.dead_tokens
            return 200, {}, {"ok": False, "error": "account_inactive" if dead else "invalid_auth"}
        wait = self._rates.wait_for(name, bot.team_id, str(arguments.get("channel", "")), method.tier)
        if wait is not None:
            headers, answer = _status_answer(Status(429, wait))
            return 429, headers, answer
        headers = {
            "X-OAuth-Scopes": ",".join(sorted(bot.scopes)),
            "X-Accepted-OAuth-Scopes": ",".join(method.scopes),
        }
        return 200, headers, _result(method, Call(self._world, name, arguments, bot))

    def _open_connection(self, token: str) -> Json:
        """`apps.connections.open`: where to open the next websocket."""
        if not token:
            return {"ok": False, "error": "not_authed"}
        if self._world.directory.installation_with(token) is not None:
            return {"ok": False, "error": "not_allowed_token_type"}
        if token != self._world.app.app_token:
            return {"ok": False, "error": "invalid_auth"}
        base = self._world.base_url.replace("http://", "ws://", 1)
        address = f"{base}/link/?ticket={self._sockets.new_ticket()}&app_id={self._world.app.app_id}"
        return {"ok": True, "url": address}

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """Take a message sent to a response_url."""
        self._under_way += 1
        try:
            fault = self._faults.next_for(RESPONSE_URL)
            payload = await _json_object(request)
            if isinstance(fault, Status):
                return web.Response(status=fault.code, headers={"Retry-After": str(fault.retry_after)})
            if isinstance(fault, Silent):
                return await self._never()
            if isinstance(fault, Delayed):
                await self._world.clock.sleep(fault.seconds)
            if fault == Dropped(processed=False):
                return _cut(request)
            answer = self._take_response(request.match_info["key"], payload)
            return _cut(request) if isinstance(fault, Dropped) else answer
        finally:
            self._under_way -= 1
            self._world.journal.stir()

    def _take_response(self, key: str, payload: Json | None) -> web.Response:
        if payload is None:
            return web.Response(status=400, text="invalid_payload")
        self._world.journal.record_sent(RESPONSE_URL, payload)
        ticket = self._world.tickets.redeem(key)
        if ticket is None:
            self._world.journal.complain("used a response_url that was used up or too old")
            return web.Response(status=404, text="used_url")
        try:
            respond(self._world, ticket, payload)
        except UnacceptableError as unacceptable:
            problems = "; ".join(map(str, unacceptable.problems))
            self._world.journal.complain(f"response_url refused: {unacceptable.error} {problems}".strip())
            return web.json_response({"ok": False, "error": unacceptable.error}, status=400)
        return web.Response(text="ok")

    def _counted(
        self, serve: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """Return a handler that counts as under way while it serves."""

        async def counted(request: web.Request) -> web.StreamResponse:
            self._under_way += 1
            try:
                return await serve(request)
            finally:
                self._under_way -= 1
                self._world.journal.stir()

        return counted


def _result(method: Method, call: Call) -> Json:
    """Do what a call asks and return its answer, or the error it is refused with."""
    try:
        call.require_scope(*method.scopes)
        return {"ok": True, **method.handler(call)}
    except ApiError as refusal:
        return {"ok": False, "error": refusal.error, **refusal.details}


def _status_answer(fault: Status) -> tuple[dict[str, str], Json]:
    if fault.code == 429:
        return {"Retry-After": str(fault.retry_after)}, {"ok": False, "error": "ratelimited"}
    return {}, {"ok": False, "error": "internal_error"}


def _cut(request: web.Request) -> web.StreamResponse:
    """Cut the connection under a request; what is returned never arrives."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _token(request: web.Request, arguments: Json) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header else str(arguments.get("token") or "")


async def _json_object(request: web.Request) -> Json | None:
    try:
        body = json.loads(await request.text())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


async def _arguments(request: web.Request, name: str) -> Json:
    """Return the arguments of a call: from the query, a form, or JSON where the method takes JSON."""
    arguments: dict[str, Any] = dict(request.query)
    if request.method == "GET":
        return arguments
    if request.content_type == "application/json":
        method = METHODS.get(name)
        body = await _json_object(request)
        return {**arguments, **(body or {})} if method is None or method.reads_json else arguments
    form = await request.post()
    return {**arguments, **{key: value for key, value in form.items() if isinstance(value, str)}}
