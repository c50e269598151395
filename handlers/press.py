"""`/press`: the log, one item and what is done to it, adding by hand, the board and the export."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from rapidfuzz.distance import DamerauLevenshtein

from bot.domain.dates import from_edtf, show
from bot.domain.kinds import PRESS
from bot.domain.people import Role
from bot.domain.press.table import press_table
from bot.errors import BadInput, Duplicate, PaperTrailError
from handlers import entry_verbs, records
from handlers.answer import FormRequest
from handlers.form_values import FormValues
from handlers.language import Command, first_word
from handlers.mrkdwn import is_web_address
from handlers.press_words import read_deed, read_item, read_line
from handlers.threads import desk
from handlers.views import card as card_views
from handlers.views import papertrail as message_views
from handlers.views import press_board as board_views
from handlers.views import press_done as done_views
from handlers.views import press_log as views
from handlers.written import read_verb

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from bot.feeds.page import PageFacts
    from bot.services import Services
    from handlers.answer import Answer
    from handlers.door import Door
    from handlers.files import Files
    from handlers.posting import Message
    from handlers.press_triage import TriageDesk

_BARE_ADDRESS: Final = re.compile(r"^(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+/\S*$", re.IGNORECASE)


class Describes(Protocol):
    """Reads web pages."""

    async def describe(self, url: str) -> PageFacts:
        """What a page says of itself. Raises `BadInput` where it cannot be had."""
        ...


class Sub(Protocol):
    """Answers what begins with a word of its own: `/press feeds …`, `/press watch …`."""

    async def answer(
        self, door: Door, client: AsyncWebClient, asking: Asking, command: Command, *, private: bool
    ) -> Answer:
        """The answer to the whole command."""
        ...


@dataclass(frozen=True, slots=True)
class PressDesk:
    """Answers `/press …`."""

    services: Services
    web: Describes
    files: Files
    triage: TriageDesk
    feeds: Sub
    watches: Sub

    async def answer(
        self, door: Door, client: AsyncWebClient, asking: Asking, command: Command, *, private: bool
    ) -> Answer:
        """The latest items, what the words find, one card, or what was done."""
        text = command.text.strip()
        word, rest = first_word(text)
        match word.lower().rstrip(".,:;!?"):
            case "feeds" | "feed" if not word.endswith(":"):
                return await self.feeds.answer(door, client, asking, command, private=private)
            case "watch" | "watches" if not word.endswith(":"):
                return await self.watches.answer(door, client, asking, command, private=private)
            case "add":
                return await self.add(door, asking, rest)
            case "board" if not rest:
                return board_views.board(await desk(self.services.board.board, asking), private=private)
            case "export":
                return await self._export(door, client, asking, rest)
        if _looks_like_adding(word, rest):
            return message_views.unknown("press", word, "add", rest)
        return await self._of_items(door, asking, text, command, private=private)

    async def _of_items(self, door: Door, asking: Asking, text: str, command: Command, *, private: bool) -> Answer:
        verb = read_verb(text)
        if verb is not None:
            return await entry_verbs.answer(self.services, asking, verb, command, private=private)
        deed = read_deed(text)
        if deed is not None:
            return await self.triage.answer(door, asking, deed, private=private)
        if name := records.name_in(text):
            card = await desk(self.services.cards.card, asking, name)
            return card_views.card(card, private=private, page=command.page)
        page = await desk(self.services.press.log, asking, text, command.page)
        return views.press_log(page, again=command, private=private)

    # -- adding -----------------------------------------------------------------------------------------------

    async def add(self, door: Door, asking: Asking, text: str, *, although_like: bool = False) -> Answer:
        """The form, filled with what a page says of itself; or, from a line with parts, the item at once."""
        asking.person.must_be(Role.EDITOR, to="add a press item")
        if not text.strip():
            return FormRequest(PRESS)
        if url := _address(text):
            return (
                FormRequest(PRESS, draft=lambda: self.described(url)) if door.trigger else done_views.address_form(url)
            )
        return await self.add_line(asking, text, although_like=although_like)

    async def add_line(self, asking: Asking, text: str, *, although_like: bool = False) -> Message:
        """`Title | outlet | date | address` as an item. What is like one in the log is held back with a question."""
        try:
            draft = read_item(text, today=self.services.press.today())
            entry = await desk(self.services.entries.add, asking, draft, although_like=although_like)
        except Duplicate as duplicate:
            return message_views.held_back(str(duplicate), duplicate.public_id, Command("press", f"add {text}"))
        except BadInput as error:
            return message_views.not_added(str(error), PRESS, text)
        return message_views.added(entry)

    async def drafted(self, typed: str) -> FormValues:
        """What a new item's form holds for what was typed: an address, or a line that could not be added as it was."""
        if url := _address(typed):
            return await self.described(url)
        parts = read_line(typed)
        return FormValues(title=parts.title, date=parts.date, body="\n".join(parts.rest), fields=parts.fields)

    async def described(self, url: str) -> FormValues:
        """What a page says of itself, as a form holds it; where it cannot be had, its address and the reason."""
        try:
            facts = await self.web.describe(url)
        except PaperTrailError as error:
            return FormValues(fields={"url": url, "type": "article"}, notice=str(error))
        fields = {
            "url": facts.canonical or facts.url,
            "type": "article",
            "outlet": facts.outlet,
            "author": facts.author,
        }
        return FormValues(
            title=facts.title,
            date=show(from_edtf(facts.published)) if facts.published else facts.published_text,
            fields={name: value for name, value in fields.items() if value},
        )

    # -- export -----------------------------------------------------------------------------------------------

    async def _export(self, door: Door, client: AsyncWebClient, asking: Asking, text: str) -> Message:
        rows = await desk(self.services.press.export, asking, text)
        if not rows:
            return done_views.nothing_to_export(text)
        name = f"{asking.dossier.slug}-press-{self.services.press.today().isoformat()}.csv"
        await self.files.send(door, client, name, await desk(press_table, rows))
        return done_views.exported(len(rows), name, direct=not door.event)


def _looks_like_adding(word: str, rest: str) -> bool:
    """Whether `ad https://…` was meant to add: words before an address or a line of parts are no search."""
    is_new = "|" in rest or is_web_address(rest.split()[0] if rest else "")
    return is_new and DamerauLevenshtein.distance(word.casefold(), "add") <= 1


def _address(text: str) -> str:
    """The web address that the text is, also without its scheme; empty where it is anything else."""
    typed = text.strip().strip("<>")
    if _BARE_ADDRESS.match(typed):
        typed = f"https://{typed}"
    return typed if is_web_address(typed) else ""
