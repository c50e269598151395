"""`/press feeds`: the list with each feed's health, and what editors do to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.feeds.opml import read_opml, write_opml

from bot.domain.press.feed import FeedDraft
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput
from bot.services.writing import must_edit
from handlers.feed_words import PARTS, read_change, read_every, read_log, web_address
from handlers.language import Command, first_word
from handlers.piped import read_piped
from handlers.threads import desk
from handlers.views import feeds as views
from handlers.views import papertrail as message_views

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from bot.outside import Outside
    from bot.services import Services
    from handlers.answer import Answer
    from handlers.door import Door
    from handlers.feed_form import FeedForms
    from handlers.files import Files
    from handlers.posting import Message

VERBS: Final = ("add", "pause", "resume", "remove", "poll", "set", "import", "export")
MOST_OPML: Final = 5 * 2**20

_TARGET = re.compile(r"^(?P<name>[“\"][^”\"]+[”\"]|\S+)\s*(?P<rest>.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FeedDesk:
    """Answers `/press feeds …`."""

    services: Services
    outside: Outside
    files: Files
    forms: FeedForms

    async def answer(
        self, door: Door, client: AsyncWebClient, asking: Asking, command: Command, *, private: bool
    ) -> Answer:
        """The list, or what was done. `command` is `press feeds …` as it was typed."""
        word, rest = first_word(first_word(command.text)[1])
        match word.lower().rstrip(".,:;!?"):
            case "" | "list":
                listed = await desk(self.services.feeds.list, asking, command.page)
                return views.feed_list(listed, again=command, private=private)
            case "add":
                return await self._add(door, asking, rest)
            case "import":
                return await self._import(client, asking, command)
            case "export":
                return await self._export(door, client, asking)
            case "poll":
                return await self._poll(asking, rest)
            case "set" | "edit":
                return await self._set(door, asking, rest)
            case "pause" | "resume" | "remove" as verb:
                return await self._turn(asking, verb, rest)
            case unknown:
                return message_views.unknown("press feeds", unknown, did_you_mean(unknown, VERBS), rest)

    async def _add(self, door: Door, asking: Asking, text: str) -> Answer:
        must_edit(asking, "add feeds")
        if not text:
            return self.forms.adding(asking, door.channel)
        piped = read_piped(text, PARTS)
        found = await self.outside.discover(web_address(piped.first))
        if len(found) > 1:
            return views.which_feed(found, text.partition("|")[2])
        draft = FeedDraft(
            dossier_id=asking.dossier.key,
            url=found[0].url,
            title=found[0].title,
            outlet=piped.parts.get("outlet", ""),
            flags=piped.several("flags"),
            log=read_log(piped.parts.get("log", "matches")),
            every=read_every(piped.parts["every"]) if "every" in piped.parts else None,
        )
        feed = await desk(self.services.feeds.add, asking, draft, dossier=piped.parts.get("dossier", ""))
        polled = await self.outside.poll(feed.id)
        return views.added(await desk(self.services.feeds.one, asking, str(feed.id)), polled)

    async def _poll(self, asking: Asking, text: str) -> Answer:
        must_edit(asking, "poll feeds")
        if text.strip().lower() in ("", "all"):
            return views.polled_soon(await desk(self.services.feeds.poll_all_soon, asking))
        line = await desk(self.services.feeds.one, asking, text)
        polled = await self.outside.poll(line.feed.id)
        return views.polled(await desk(self.services.feeds.one, asking, str(line.feed.id)), polled)

    async def _set(self, door: Door, asking: Asking, text: str) -> Answer:
        must_edit(asking, "change feeds")
        first, _, rest = text.partition("|")
        if not first.strip():
            raise BadInput("Say which one, as in `/press feeds set 3 | outlet: Vox | flags: Privacy`.")
        name = first.strip()
        if not rest.strip():
            return self.forms.editing(asking, name, door.channel)
        feed = await desk(self.services.feeds.change, asking, name, read_change(read_piped(text, PARTS)))
        return views.changed(await desk(self.services.feeds.one, asking, str(feed.id)))

    async def _turn(self, asking: Asking, verb: str, text: str) -> Answer:
        target = _TARGET.match(text)
        if target is None:
            raise BadInput(f"Say which one, by its number in the list: `/press feeds {verb} 3`.")
        name, rest = target["name"].strip('“”"'), re.sub(r"^because\s+", "", target["rest"].strip())
        feeds = self.services.feeds
        if verb == "resume":
            await desk(feeds.resume, asking, name)
        elif verb == "pause":
            await desk(feeds.pause, asking, name, rest)
        else:
            return views.removed(await desk(feeds.remove, asking, name, rest))
        return views.turned(await desk(feeds.one, asking, name), verb)

    async def _import(self, client: AsyncWebClient, asking: Asking, command: Command) -> Message:
        must_edit(asking, "add feeds")
        if not command.files:
            return views.how_to_import()
        raw = await self.files.fetch(client, command.files[0], most_bytes=MOST_OPML)
        drafts, refused = self.outside.feeds_of(read_opml(raw), asking.dossier.key)
        return views.imported(await desk(self.services.feeds.import_many, asking, drafts), refused)

    async def _export(self, door: Door, client: AsyncWebClient, asking: Asking) -> Message:
        must_edit(asking, "export feeds")
        feeds = await desk(self.services.feeds.every, asking)
        name = f"{asking.dossier.slug}-feeds.opml"
        await self.files.send(door, client, name, write_opml(asking.dossier.name, feeds))
        return views.exported(len(feeds), name, direct=not door.event)
