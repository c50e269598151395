"""What is done to one entry by its id, the same after `/records` and after `/timeline`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.answer import Answer, FormRequest
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import history as history_views
from handlers.views import papertrail as views
from handlers.written import Verb, read_link, read_reason

if TYPE_CHECKING:
    from bot.domain.people import Asking
    from bot.services import Services
    from handlers.language import Command


async def answer(services: Services, asking: Asking, verb: Verb, command: Command, *, private: bool) -> Answer:
    """Do it, and show the entry as it is then."""
    name = str(verb.id)
    if verb.name == "history":
        history = await desk(services.cards.history, asking, name, command.page)
        return history_views.history(history, again=command)
    if verb.name == "edit":
        card = await desk(services.cards.card, asking, name)
        return FormRequest(card.entry.kind, target=name)
    if verb.name == "delete":
        entry = await desk(services.entries.delete, asking, verb.id, read_reason(verb.rest))
        return views.deleted(entry)
    if verb.name == "link":
        entry = await desk(services.entries.link, asking, verb.id, read_link(verb.rest))
        card = await desk(services.cards.card, asking, name)
        return views.linked(card_views.card(card, private=private), entry)
    return views.later(verb.name)
