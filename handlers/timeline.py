"""`/timeline`: what happened when, how far apart, and where nothing is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.dates import read_date, read_span
from bot.domain.kinds import EVENT
from bot.errors import BadDate, BadInput
from handlers import entry_verbs, records
from handlers.language import first_word
from handlers.threads import desk
from handlers.views import records as record_views
from handlers.views import timeline as views
from handlers.written import read_verb

if TYPE_CHECKING:
    from datetime import date

    from bot.domain.people import Asking
    from bot.services import Services
    from handlers.answer import Answer
    from handlers.language import Command

_BETWEEN = re.compile(r"^between\s+(?P<first>.+?)\s+and\s+(?P<second>.+)$", re.IGNORECASE | re.DOTALL)
_ON_DAY = re.compile(r"^on\s+this\s+day(?:\s+(?P<day>.+))?$", re.IGNORECASE)
_AROUND = re.compile(r"^around\s+(?P<name>.+)$", re.IGNORECASE | re.DOTALL)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LIKE_A_DATE = re.compile(
    rf"^(\d{{1,4}}([-/.~?]|\s|s?$|…|\.\.)|\.\.|(before|after|since|until|till|from|last|this|past|q[1-4])\b"
    rf"|(early|mid|late|about|circa)\b.*\d|(the\s+)?(spring|summer|autumn|fall|winter)\s+\d"
    rf"|({_MONTHS})[a-z]*\.?\s+\d|\d{{1,2}}(st|nd|rd|th)?\s+(of\s+)?({_MONTHS})|yesterday$|today$)",
    re.IGNORECASE,
)


LEAP_YEAR = 2020  # has every day that any year has


async def answer(services: Services, asking: Asking, command: Command, *, private: bool) -> Answer:
    """Events of a range, events that the words find, one event, a measurement, or a new event."""
    text = command.text.strip()
    word, rest = first_word(text)
    if word.lower() == "add":
        return await records.add(services, asking, EVENT, rest)
    verb = read_verb(text)
    if verb is not None:
        return await entry_verbs.answer(services, asking, verb, command, private=private)
    if records.name_in(text):
        return await records.answer(services, asking, command, private=private)
    measured = await _measured(services, asking, text.rstrip(records.SENTENCE_ENDS), command, private)
    return measured if measured is not None else await _listed(services, asking, text, command, private)


async def _measured(services: Services, asking: Asking, text: str, command: Command, private: bool) -> Answer | None:
    if text.lower() == "gaps":
        return views.gaps(await desk(services.timeline.gaps, asking), again=command, private=private)
    if match := _AROUND.match(text):
        around = await desk(services.timeline.around, asking, match["name"])
        return views.around(around, again=command, private=private)
    if match := _ON_DAY.match(text):
        day = _day(match["day"], services.timeline.today())
        events = await desk(services.timeline.on_day, asking, day)
        return views.on_day(events, again=command, private=private)
    match = _BETWEEN.match(text)
    if match and not _LIKE_A_DATE.match(match["first"]):
        between = await desk(services.timeline.between, asking, match["first"], match["second"])
        return views.between(between, again=command, private=private)
    return None


async def _listed(services: Services, asking: Asking, text: str, command: Command, private: bool) -> Answer:
    today = services.timeline.today()
    span = None
    if text:
        try:
            span = read_span(text, today=today)
        except BadDate:
            if _LIKE_A_DATE.match(text) or _BETWEEN.match(text):
                raise
            results = await desk(services.search.find, asking, text, kinds=(EVENT,), page=command.page)
            return record_views.results(results, again=command, private=private)
    events = await desk(services.timeline.events, asking, span, command.page)
    return views.events(events, again=command, private=private)


def _day(text: str | None, today: date) -> date:
    if not text:
        return today
    try:
        dating = read_date(f"{text}, {LEAP_YEAR}", today=today)
    except BadDate:
        dating = read_date(text, today=today)
    if dating.lo is None or dating.lo != dating.hi:
        raise BadInput("Name one day, as in `on this day June 21`.")
    return dating.lo
