"""A running house on each database, with the starter dossier on file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.services.importing import Importing
from storage.engine import Store
from tests.acceptance.doings import check_manners
from tests.acceptance.house import NOW, House, open_house

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.databases import Databases


def load_starter(database_url: str) -> None:
    """Put the starter dossier on file."""
    store = Store.open(database_url)
    Importing(store, lambda: NOW).load_starter()
    store.close()


@pytest.fixture
def starter_url(databases: Databases, database_url: str) -> str:
    """A database that holds the starter dossier."""
    databases.refill(database_url, load_starter)
    return database_url


@pytest.fixture
async def house(starter_url: str) -> AsyncIterator[House]:
    """The program in Socket Mode, with the starter dossier."""
    async with open_house(starter_url) as opened:
        yield opened


@pytest.fixture
async def empty_house(database_url: str) -> AsyncIterator[House]:
    """The program in Socket Mode, with nothing on file."""
    async with open_house(database_url) as opened:
        yield opened


@pytest.fixture
async def manners(house: House) -> AsyncIterator[None]:
    """At the end, whatever was done in the house: nothing that Slack complains of, nobody pinged, no mute message."""
    yield
    await house.slack.settled()
    check_manners(house.slack)
