"""Who did something, when and where, as history keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.entries import Stamp

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.people import Asking


def stamp_of(asking: Asking, now: datetime) -> Stamp:
    """The stamp of what somebody does at this moment."""
    return Stamp(asking.person.identity, now, asking.channel or asking.where, asking.person.name)
