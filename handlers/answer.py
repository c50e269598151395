"""What a command comes to: something to show, or a form to open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True, slots=True)
class Modal:
    """Any other form that must be opened.

    `title` stands on it from the first moment; `build` brings the view, which is asked after it has opened. `instead`
    is shown where Slack gives no trigger, as after a mention: it has a button that opens the form.
    """

    title: str
    build: Callable[[], Awaitable[dict[str, Any]]]
    instead: Message


Form = FormRequest | Modal
Answer = Message | FormRequest | Modal
