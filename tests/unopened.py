"""The way out to the web as the program has it, but not opened: for tests of what asks nobody outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.feeds.fetch import Fetcher
from bot.feeds.guard import Guard
from bot.feeds.parser_process import ParserPool
from bot.outside import Outside
from bot.polling import Poller

if TYPE_CHECKING:
    from bot.services import Services
    from bot.services.clock import Clock


def unopened(services: Services, clock: Clock) -> Outside:
    """An `Outside` with which no request can be made."""
    fetcher, parsers = Fetcher(Guard(())), ParserPool()
    return Outside(fetcher, parsers, Poller(services.polling, fetcher, parsers, clock), clock)
