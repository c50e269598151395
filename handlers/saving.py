"""Saving what a form holds: on file, or back to the person with every word still there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.errors import BadInput, Duplicate, StaleEdit
from handlers import form_values
from handlers.form_values import Context, FormErrors, FormValues
from handlers.gate import outgoing_view
from handlers.threads import desk
from handlers.views import forms as views
from handlers.views import papertrail as message_views

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.people import Asking
    from bot.services import Services
    from handlers.posting import Message


@dataclass(frozen=True, slots=True)
class Saved:
    """The outcome of a submission: what Slack is answered, and what is said then to the person who sent it.

    `then` is what takes longer than Slack waits for a form: it is done once the form is closed, and brings the message.
    """

    reply: dict[str, Any] = field(default_factory=dict)
    message: Message | None = None
    then: Callable[[], Awaitable[Message]] | None = None


async def save_entry(services: Services, asking: Asking, view: dict[str, Any], delivery: str) -> Saved:
    """Add or edit the entry that the form describes. Raises `AlreadyDone` where this delivery did that before."""
    values, context = form_values.read(view)
    try:
        return await _save(services, asking, values, context, delivery)
    except FormErrors as errors:
        return Saved(reply={"response_action": "errors", "errors": errors.by_block})
    except Duplicate as duplicate:
        again = views.entry_form(values, context, notice=str(duplicate), offer_anyway=True)
        return _again(again)
    except StaleEdit as stale:
        card = await desk(services.cards.card, asking, str(context.entry_id))
        again = views.entry_form(
            values,
            context.at_version(stale.version),
            notice=str(stale),
            theirs=card.entry,
            linked=card.entry.linked,
        )
        return _again(again)
    except BadInput as error:
        block = form_values.block_of(error.field, context.kind)
        if block is None:
            raise
        return Saved(reply={"response_action": "errors", "errors": {block: str(error)}})


async def _save(services: Services, asking: Asking, values: FormValues, context: Context, delivery: str) -> Saved:
    today = services.timeline.today()
    if context.target is None:
        draft = form_values.to_draft(values, context.kind, today=today, base=None)
        entry = await desk(services.entries.add, asking, draft, although_like=values.anyway, delivery=delivery)
        return Saved(message=message_views.added(entry))
    card = await desk(services.cards.card, asking, str(context.entry_id))
    draft = form_values.to_draft(values, context.kind, today=today, base=card.entry.content)
    entry = await desk(services.entries.edit, asking, context.entry_id, context.version, draft, delivery=delivery)
    changed = entry.version != context.version
    return Saved(message=message_views.edited(entry) if changed else message_views.unchanged(entry))


def _again(view: dict[str, Any]) -> Saved:
    return Saved(reply={"response_action": "update", "view": outgoing_view(view)})
