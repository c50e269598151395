"""What a form is about, carried by the form itself from its opening to its sending."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.ids import PublicId, read_id
from bot.domain.kinds import BY_NAME, Kind
from bot.errors import NotFound
from handlers import quotations
from handlers.form_state import Choice

if TYPE_CHECKING:
    from bot.domain.entries import Entry

OLD_FORM = "That form is from an older version. Please open it again."


@dataclass(frozen=True, slots=True)
class Context:
    """What a form is about.

    `target` is the entry that is edited, read at `version`; None for a new one. `shown` are the entries that stood in
    the form as linked when it opened, so that what is missing later was taken out. `either` offers record and event
    for choice. `kept` counts the quotations that the form has no room for.
    """

    kind: Kind
    channel: str = ""
    target: PublicId | None = None
    version: int = 0
    shown: tuple[str, ...] = ()
    either: bool = False
    kept: int = 0

    @property
    def entry_id(self) -> PublicId:
        """The entry that the form is about; `NotFound` where there is none."""
        if self.target is None:
            raise NotFound(OLD_FORM)
        return self.target

    def for_entry(self, entry: Entry) -> Context:
        """The context of a form on an entry that is on file."""
        shown = tuple(choice.value for choice in linked_to(entry))
        kept = len(entry.content.quotes) - len(quotations.fitting(entry.content.quotes))
        return replace(self, kind=entry.kind, target=entry.id, version=entry.version, shown=shown, kept=kept)

    def at_version(self, version: int) -> Context:
        """The same, knowing of what was changed up to `version`."""
        return replace(self, version=version)

    def encode(self) -> str:
        """As a form's `private_metadata`: at most 3,000 characters, because at most 100 links are shown."""
        content = {
            "kind": self.kind.name,
            "channel": self.channel,
            "target": str(self.target or ""),
            "version": self.version,
            "shown": " ".join(self.shown),
            "either": self.either,
            "kept": self.kept,
        }
        return json.dumps({key: value for key, value in content.items() if value}, separators=(",", ":"))

    @classmethod
    def decode(cls, metadata: str) -> Context:
        """What `encode` wrote; `NotFound` for anything else."""
        try:
            content = json.loads(metadata)
            return cls(
                kind=BY_NAME[content["kind"]],
                channel=str(content.get("channel", "")),
                target=read_id(str(content.get("target", ""))),
                version=int(content.get("version", 0)),
                shown=tuple(str(content.get("shown", "")).split()),
                either=bool(content.get("either")),
                kept=int(content.get("kept", 0)),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotFound(OLD_FORM) from error


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about that is on no entry: a feed or a watch by its number, read at `version`; 0 for a new one."""

    channel: str = ""
    number: int = 0
    version: int = 0

    def encode(self) -> str:
        """As a form's `private_metadata`."""
        content = {"channel": self.channel, "number": self.number, "version": self.version}
        return json.dumps({key: value for key, value in content.items() if value}, separators=(",", ":"))

    @classmethod
    def decode(cls, metadata: str) -> Subject:
        """What `encode` wrote; `NotFound` for anything else."""
        try:
            content = json.loads(metadata)
            return cls(str(content.get("channel", "")), int(content.get("number", 0)), int(content.get("version", 0)))
        except (ValueError, TypeError, AttributeError) as error:
            raise NotFound(OLD_FORM) from error


def linked_to(entry: Entry) -> tuple[Choice, ...]:
    """The entries that this one links to, each once, as choices of a menu: at most 100, as many as a menu takes."""
    found = {str(item.id): f"{item.id} · {item.title}" for item in entry.linked if item.outgoing}
    return tuple(Choice(value, label) for value, label in found.items())[:100]
