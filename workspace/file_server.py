"""Where the bytes of files come and go over HTTP: the upload addresses, and the private addresses of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from workspace.faults import DOWNLOAD, UPLOAD, Delayed, Dropped, FaultScript, Silent, Status

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable

    from workspace.files import StoredFile
    from workspace.world import World

SIGN_IN = """<!DOCTYPE html>
<html lang="en-US"><head><title>Sign in | Slack</title></head>
<body><h1>Sign in to your workspace</h1><form action="/sign_in_with_password" method="post"></form></body></html>
"""
NOT_FOUND = "<!DOCTYPE html>\n<html><head><title>Slack</title></head><body>This file was not found.</body></html>\n"


class FileServer:
    """Takes uploads and serves downloads."""

    def __init__(self, world: World, faults: FaultScript, closing: asyncio.Event) -> None:
        """Serve the files of `world`; what waits forever waits for `closing`."""
        self._world = world
        self._faults = faults
        self._closing = closing

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Serve a file to a token that may read it; to anyone else the page to sign in, with status 200."""
        return await self._unless_unlucky(request, DOWNLOAD, self._send)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file: exactly as many as were announced, and not once it is shared."""
        return await self._unless_unlucky(request, UPLOAD, self._take)

    async def _unless_unlucky(
        self, request: web.Request, name: str, serve: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        fault = self._faults.next_for(name)
        if isinstance(fault, Status):
            return web.Response(status=fault.code, headers={"Retry-After": str(fault.retry_after)})
        if isinstance(fault, Silent):
            await self._closing.wait()
        if isinstance(fault, Delayed):
            await self._world.clock.sleep(fault.seconds)
        if isinstance(fault, Dropped):
            if fault.processed:
                await serve(request)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return await serve(request)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        bot = self._world.directory.installation_with(token)
        if bot is None or "files:read" not in bot.scopes:
            return web.Response(text=SIGN_IN, content_type="text/html")
        file = self._world.files.seen_by(bot, request.match_info["key"].rpartition("-")[2])
        if file is None:
            return web.Response(text=NOT_FOUND, content_type="text/html", status=404)
        disposition = f'attachment; filename="{file.name.encode("ascii", "replace").decode()}"'
        return web.Response(body=file.content, content_type=file.mimetype, headers={"Content-Disposition": disposition})

    async def _take(self, request: web.Request) -> web.StreamResponse:
        file = self._world.files.find(request.match_info["key"])
        if file is None or file.shares:
            return web.Response(status=404, text="not found")
        body = await self._body(request, file)
        if body is None:
            return web.Response(status=400, text="the size is not the one that was announced")
        file.content = body
        return web.Response(text=f"OK - {len(body)}")

    async def _body(self, request: web.Request, file: StoredFile) -> bytes | None:
        """Return the bytes sent, or None if they are fewer or more than were announced."""
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > file.length:
                return None
        return bytes(body) if len(body) == file.length else None
