"""`/records`: look records up, show one, file a new one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.ids import read_id
from bot.domain.kinds import EVENT, RECORD, Kind
from bot.domain.people import Asking, Role
from bot.errors import BadInput, Duplicate
from handlers import entry_verbs
from handlers.answer import Answer, FormRequest
from handlers.form_values import FormValues
from handlers.language import Command, first_word
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import papertrail as views
from handlers.views import records as record_views
from handlers.written import read_draft, read_parts, read_verb

if TYPE_CHECKING:
    from bot.services import Services

_NAMED = re.compile(r"^\s*(fn|footnotes?|note)\s*[-.#]?\s*\d+\s*$", re.IGNORECASE)
_SHOW = re.compile(r"^(show|open)\s+(me\s+)?", re.IGNORECASE)
SENTENCE_ENDS = " ?!.,:;"


async def answer(services: Services, asking: Asking, command: Command, *, private: bool) -> Answer:
    """The latest records, what the words find, one card, or a new record."""
    text = command.text.strip()
    word, rest = first_word(text)
    if word.lower() == "add":
        return await add(services, asking, RECORD, rest)
    verb = read_verb(text)
    if verb is not None:
        return await entry_verbs.answer(services, asking, verb, command, private=private)
    if name := name_in(text):
        card = await desk(services.cards.card, asking, name)
        return card_views.card(card, private=private, page=command.page)
    results = await desk(services.search.find, asking, text, kinds=(RECORD,), page=command.page)
    return record_views.results(results, again=command, private=private)


def name_in(text: str) -> str:
    """The id or footnote of one entry that the text is, as in `R-7?` or `show me R-7`; empty where it is none."""
    name = _SHOW.sub("", text.strip()).rstrip(SENTENCE_ENDS)
    return name if read_id(name) or _NAMED.match(name) else ""


async def add(services: Services, asking: Asking, kind: Kind, text: str, *, although_like: bool = False) -> Answer:
    """Put `Title | date | type` on file at once; without words, open the form.

    One that looks like an entry on file is held back, with a button to add it anyway; one that cannot be read, with a
    form that holds what was typed.
    """
    asking.person.must_be(Role.EDITOR, to=f"add {kind.with_article}")
    if not text.strip():
        return FormRequest(kind)
    try:
        draft = read_draft(kind, text, today=services.timeline.today())
        entry = await desk(services.entries.add, asking, draft, although_like=although_like)
    except Duplicate as duplicate:
        command = Command("timeline" if kind is EVENT else "records", f"add {text}")
        return views.held_back(str(duplicate), duplicate.public_id, command)
    except BadInput as error:
        return views.not_added(str(error), kind, text)
    return views.added(entry)


def typed_values(kind: Kind, text: str) -> FormValues:
    """What a new entry's form holds for a line that could not be added as it was."""
    parts = read_parts(kind, text)
    return FormValues(title=parts.title, date=parts.date, body="\n".join(parts.rest), fields=parts.fields)


async def add_command(services: Services, asking: Asking, command: Command, *, although_like: bool) -> Answer:
    """`records add …` or `timeline add …` as it stands in a button."""
    kind = EVENT if command.name == "timeline" else RECORD
    return await add(services, asking, kind, command.text.removeprefix("add").strip(), although_like=although_like)
