"""`papertrail migrate`: bring the database to this version, and leave it as empty or as full as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.settings import load
from storage.migrate import upgrade

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def arguments(parser: ArgumentParser) -> None:
    """No arguments: the database is the one of DATABASE_URL."""


def run(_: Namespace) -> int:
    """Migrate."""
    upgrade(load().database_url)
    print("The database is ready.")
    return 0
