"""What a command comes to: something to show, or a form to open."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.kinds import Kind
from handlers.form_values import FormValues
from handlers.posting import Message


@dataclass(frozen=True, slots=True)
class FormRequest:
    """A form that must be opened: an empty one of `kind`, one filled with `values`, or the entry `target`."""

    kind: Kind
    values: FormValues | None = None
    target: str = ""


Answer = Message | FormRequest
