"""What Slack sends back of a form: block id → action id → what was typed or chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handlers.ids import numbered

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a menu that searches: its value, and the label that it was shown with."""

    value: str
    label: str = ""


class State:
    """The inputs of one view. Whatever was left empty, or is not in the form, reads as empty."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        values = (view.get("state") or {}).get("values") or {}
        self._inputs: dict[str, Mapping[str, Any]] = {
            block: next(iter(inputs.values()), {}) for block, inputs in values.items()
        }

    def text(self, block: str) -> str:
        """What was typed."""
        return str(self._inputs.get(block, {}).get("value") or "")

    def chosen(self, block: str) -> str:
        """The value of the one choice that was made."""
        return str((self._inputs.get(block, {}).get("selected_option") or {}).get("value") or "")

    def conversation(self, block: str) -> str:
        """The id of the channel that was chosen."""
        return str(self._inputs.get(block, {}).get("selected_conversation") or "")

    def typed_or_chosen(self, block: str) -> str:
        """What was typed, or else chosen: for an input of either sort."""
        return self.text(block) or self.chosen(block)

    def choices(self, block: str) -> tuple[Choice, ...]:
        """All the choices that were made."""
        options = self._inputs.get(block, {}).get("selected_options") or ()
        return tuple(Choice(str(item["value"]), str((item.get("text") or {}).get("text") or "")) for item in options)

    def joined(self, block: str, by: str) -> str:
        """A text that was spread over several boxes: `body`, `body:1`, `body:2` …"""
        parts = [self.text(block)]
        while (name := numbered(block, len(parts))) in self._inputs:
            parts.append(self.text(name))
        return by.join(part for part in parts if part)
