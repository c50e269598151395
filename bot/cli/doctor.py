"""`papertrail doctor`: look at everything that the bot stands on, and say how to mend what is wrong."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import Unavailable
from bot.settings import Settings, load
from handlers.channels import channel_called
from handlers.client import http_session, web_client
from handlers.scopes import SCOPES
from storage.migrate import is_current

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import AsyncIterator

    from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, and how to mend it."""

    well: bool
    seen: str
    mend: str = ""

    def __str__(self) -> str:
        if self.well:
            return f"ok    {self.seen}"
        return f"WRONG {self.seen}\n      → {self.mend}"


def arguments(parser: ArgumentParser) -> None:
    """No arguments: everything comes from the settings."""


def run(_: Namespace) -> int:
    """Look, print, and return 1 if anything is wrong."""
    settings = load()
    findings = [Finding(True, "settings can be read"), *_database(settings), *asyncio.run(_slack(settings))]
    print("\n".join(map(str, findings)))
    return 0 if all(finding.well for finding in findings) else 1


def _database(settings: Settings) -> list[Finding]:
    try:
        current = is_current(settings.database_url)
    except Unavailable as error:
        return [Finding(False, "the database does not answer", str(error))]
    if not current:
        return [Finding(False, "the database is not at this version", "run: papertrail migrate")]
    return [Finding(True, "the database answers"), Finding(True, "the database is migrated")]


async def _slack(settings: Settings) -> list[Finding]:
    if settings.mode == "none":
        return [Finding(True, "no Slack tokens: `papertrail run` opens the stand-in workspace")]
    async with http_session() as session:
        return [finding async for finding in _tokens(settings, session)]


async def _tokens(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    bot = web_client(settings.slack_bot_token, settings.slack_api_url, session)
    try:
        told = await bot.auth_test()
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        mend = "copy the Bot User OAuth Token from the app's OAuth & Permissions page, and check SLACK_API_URL"
        yield Finding(False, f"SLACK_BOT_TOKEN: {_reason(error)}", mend)
        return
    yield Finding(True, f"SLACK_BOT_TOKEN is accepted by {told.get('team', 'the workspace')}")
    granted = set(str(told.headers.get("x-oauth-scopes") or told.headers.get("X-OAuth-Scopes") or "").split(","))
    missing = sorted(scope for scope in SCOPES if scope not in granted)
    if missing:
        mend = "add them on OAuth & Permissions (or paste manifest.yaml again), then reinstall the app"
        yield Finding(False, f"scopes are missing: {', '.join(missing)}", mend)
    else:
        yield Finding(True, f"all {len(SCOPES)} scopes are granted")
    if settings.mode == "socket":
        yield await _app_token(settings, session)
    yield await _press_channel(settings, bot)


async def _press_channel(settings: Settings, bot: AsyncWebClient) -> Finding:
    """Whether what feeds bring can be posted."""
    name = settings.press_channel
    if not name:
        return Finding(True, "no PAPERTRAIL_PRESS_CHANNEL: press coverage is posted only where a watch names a channel")
    try:
        channel = await _channel(bot, name)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        mend = "give the channel's id (its details show it at the bottom), and invite the bot: /invite @Paper Trail"
        return Finding(False, f"PAPERTRAIL_PRESS_CHANNEL: {_reason(error)}", mend)
    if channel is None or not channel.get("is_member"):
        mend = "check its name, and invite the bot there: /invite @Paper Trail"
        return Finding(False, "PAPERTRAIL_PRESS_CHANNEL: I am not in a channel of that name", mend)
    return Finding(True, "the bot is in the press channel")


async def _channel(bot: AsyncWebClient, name: str) -> dict[str, Any] | None:
    """The channel with that id or name, as Slack tells of it."""
    if not name.startswith("#"):
        found: dict[str, Any] = (await bot.conversations_info(channel=name))["channel"]
        return found
    return await channel_called(bot, name[1:])


async def _app_token(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    client: AsyncWebClient = web_client(settings.slack_bot_token, settings.slack_api_url, session)
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token)
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        mend = "make an app-level token with connections:write on Basic Information, and switch Socket Mode on"
        return Finding(False, f"SLACK_APP_TOKEN: {_reason(error)}", mend)
    return Finding(True, "SLACK_APP_TOKEN opens a Socket Mode connection")


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return f"Slack says {error.response.get('error', 'no')}"
    return "Slack does not answer"
