"""The HTTP door: Slack's signed requests at /slack/events, and what an operator's machines look at.

The signature is checked here and not by Bolt, because Bolt logs the whole body of a badly signed request, and fails
with a server error when the timestamp is not a number.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.errors import Unavailable

WINDOW_S = 60 * 5
MOST_BYTES = 4 * 2**20  # a form of Slack's 250 kB, filled in, and escaped twice on its way

MOST_BYTES_OF_A_CHECK = 1_000

Ready = Callable[[], Awaitable[str]]
"""Returns why the process is not ready, or an empty string."""

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counts:
    """What /metrics tells, by name."""

    totals: dict[str, int] = field(default_factory=dict)

    def add(self, name: str) -> None:
        """Count one more."""
        self.totals[name] = self.totals.get(name, 0) + 1


def is_signed(secret: str, body: bytes, timestamp: str, signature: str, *, now: float) -> bool:
    """Whether Slack signed `body` within the last five minutes.

    Source: docs.slack.dev, "Verifying requests from Slack", signature version v0.
    """
    if not re.fullmatch(r"[0-9]{1,12}", timestamp) or abs(now - int(timestamp)) > WINDOW_S:
        return False
    base = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))


def is_ssl_check(body: bytes) -> bool:
    """Whether this only looks at the certificate, which Slack does now and then, as Bolt has it without a signature."""
    return len(body) < MOST_BYTES_OF_A_CHECK and b"ssl_check=1" in body.split(b"&")


def operators_routes(ready: Ready, counts: Counts) -> list[web.RouteDef]:
    """/healthz says that the process lives, /readyz that it can do its work, /metrics how much it did."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        reason = await ready()
        return web.Response(text=f"{reason or 'ok'}\n", status=503 if reason else 200)

    async def metrics(_: web.Request) -> web.Response:
        lines = [f"papertrail_{name}_total {count}" for name, count in sorted(counts.totals.items())]
        return web.Response(text="\n".join([*lines, ""]), content_type="text/plain")

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", metrics)]


def slack_route(app: AsyncApp, secret: str, wall_clock: Callable[[], float], counts: Counts) -> web.RouteDef:
    """Slack's requests: events, commands, interactions."""

    async def events(request: web.Request) -> web.Response:
        body = await request.read()
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not is_signed(secret, body, timestamp, signature, now=wall_clock()):
            if is_ssl_check(body):
                return web.Response(text="")
            counts.add("unsigned_requests")
            log.warning("unsigned_request_refused")
            return web.Response(status=401, text="")
        counts.add("requests")
        try:
            bolt_request = _understood(request, body)
        except (ValueError, TypeError, AttributeError, RecursionError):
            log.warning("unreadable_request_refused")
            return web.Response(status=400, text="")
        answer = await app.async_dispatch(bolt_request)
        headers = {key: ", ".join(values) for key, values in answer.headers.items() if key.lower() != "content-length"}
        return web.Response(status=answer.status, text=answer.body, headers=headers)

    return web.post("/slack/events", events)


def _understood(request: web.Request, body: bytes) -> AsyncBoltRequest:
    """What Bolt makes of a request. It fails in its own ways on what is not Slack's JSON."""
    return AsyncBoltRequest(
        body=body.decode("utf-8", errors="replace"),
        query=request.query_string,
        headers=dict(request.headers.items()),
    )


async def serve(routes: list[web.RouteDef], *, port: int, host: str = "0.0.0.0") -> web.AppRunner:  # noqa: S104
    """Listen on `port` (every interface: a container's front door); `await runner.cleanup()` closes.

    Raises `Unavailable` where nobody may listen there, or somebody does already.
    """
    server = web.Application(client_max_size=MOST_BYTES)
    server.add_routes(routes)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        await runner.cleanup()
        raise Unavailable(f"Paper Trail cannot listen on port {port}: {error.strerror or 'it is taken'}.") from error
    return runner
