"""What a form of triage is about, carried by the form from its opening to its sending."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

from bot.domain.ids import alias_key, read_id
from bot.domain.kinds import PRESS
from bot.errors import NotFound
from handlers.form_context import OLD_FORM

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class PressSubject:
    """The item, and what of it stood in the form when it opened.

    `was` is the agency's response, `shown` the flags, each as a short sum of its spelling: many flags are longer than a
    form can carry, and to know which were taken out the sum is enough.
    """

    item: str
    channel: str = ""
    was: str = ""
    shown: tuple[str, ...] = ()

    def showing(self, flags: Sequence[str]) -> PressSubject:
        """The same with the flags that stand in the form."""
        return replace(self, shown=tuple(map(_sum, flags)))

    def taken_out(self, flags: Sequence[str], chosen: Sequence[str]) -> tuple[str, ...]:
        """Those of the item's flags that stood in the form and were not chosen there."""
        kept = set(map(alias_key, chosen))
        return tuple(flag for flag in flags if _sum(flag) in self.shown and alias_key(flag) not in kept)

    def encode(self) -> str:
        """As a form's `private_metadata`."""
        content = {"item": self.item, "channel": self.channel, "was": self.was, "shown": " ".join(self.shown)}
        return json.dumps({key: value for key, value in content.items() if value}, separators=(",", ":"))

    @classmethod
    def decode(cls, metadata: str) -> PressSubject:
        """What `encode` wrote; `NotFound` for anything else."""
        try:
            content = json.loads(metadata)
            item = read_id(str(content["item"]))
            given = (str(content.get(name, "")) for name in ("channel", "was", "shown"))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotFound(OLD_FORM) from error
        if item is None or item.kind is not PRESS:
            raise NotFound(OLD_FORM)
        channel, was, shown = given
        return cls(str(item), channel, was, tuple(shown.split()))


def _sum(flag: str) -> str:
    return f"{crc32(alias_key(flag).encode()):x}"
