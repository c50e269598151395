"""What a command comes to: something to show, or a form to open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from handlers.posting import Message

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.kinds import Kind
    from handlers.form_values import FormValues


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A form that must be opened: an empty one of `kind`, or the one of the entry `target`.

    `draft` brings what an empty form is filled with; it is asked after the form has opened, because a trigger lives
    only three seconds. `either` lets the person choose between a record and an event.
    """

    kind: Kind
    target: str = ""
    draft: Callable[[], Awaitable[FormValues]] | None = None
    either: bool = False


Answer = Message | FormRequest
