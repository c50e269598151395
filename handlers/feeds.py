"""`/press feeds`: the list with each feed's health, and what editors do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.people import Role
from bot.domain.press.feed import FeedState
from bot.domain.press.feed_names import number_in
from bot.errors import BadInput, NotFound
from bot.feeds.opml import MOST_BYTES, OpmlFeed, read_opml, write_opml
from bot.services.feeds import must_change, must_see
from handlers.feed_words import is_address, nearest_verb, part_of_list, read_change, read_order, read_parts
from handlers.language import first_word
from handlers.threads import desk
from handlers.views import feed_done as views
from handlers.views import feeds as list_views

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from bot.outside import Outside
    from bot.services import Services
    from bot.services.feed_lines import FeedLine
    from handlers.answer import Answer
    from handlers.door import Door
    from handlers.feed_form import FeedForms
    from handlers.files import Files
    from handlers.language import Command
    from handlers.mrkdwn import Mrkdwn
    from handlers.posting import Message

ALL: Final = ("", "all", "everything", "now")


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
        """The list, one feed, or what was done. `command` is `press feeds …` as it was typed."""
        text = first_word(command.text)[1]
        if (which := part_of_list(text)) is not None:
            listed = await desk(self.services.feeds.list, asking, command.page, which)
            return list_views.feed_list(listed, command, private=private)
        verb, rest = read_order(text)
        match verb:
            case "import":
                return await self._import(client, asking, command)
            case "export":
                return await self._export(door, client, asking)
            case "help":
                must_see(asking)
                return views.help_message(may_edit=asking.person.role >= Role.EDITOR)
            case _:
                return await self._of_one(door, asking, verb, rest)

    async def _of_one(self, door: Door, asking: Asking, verb: str, rest: str) -> Answer:
        match verb:
            case "add":
                return await self._add(door, asking, rest)
            case "show":
                return await self._show(asking, rest)
            case "pause" | "resume" | "remove":
                return await self._turn(door, asking, verb, rest)
            case "poll":
                return await self._poll(asking, rest)
            case "set":
                return await self._set(door, asking, rest)
            case unknown:
                return await self._unknown(asking, unknown, rest)

    async def _add(self, door: Door, asking: Asking, text: str) -> Answer:
        must_change(asking, "add feeds")
        return await self.forms.adding.line(asking, text) if text else self.forms.new(asking, door.channel)

    async def _show(self, asking: Asking, name: str) -> Message:
        line = await desk(self.services.feeds.one, asking, _given(name, "show"))
        return list_views.card(line, may_edit=asking.person.role >= Role.EDITOR)

    async def _unknown(self, asking: Asking, word: str, rest: str) -> Message:
        """What is no verb names a feed, or it was meant to be one."""
        may_edit = asking.person.role >= Role.EDITOR
        try:
            return list_views.card(await desk(self.services.feeds.one, asking, f"{word} {rest}"), may_edit=may_edit)
        except NotFound:
            if number_in(word) is not None:
                raise
        if is_address(word):
            return views.unknown_word(word, "add", f"{word} {rest}".strip(), may_edit=may_edit)
        return views.unknown_word(word, nearest_verb(word, rest), rest, may_edit=may_edit)

    # -- one feed ---------------------------------------------------------------------------------------------

    async def _turn(self, door: Door, asking: Asking, verb: str, text: str) -> Answer:
        must_change(asking, f"{verb} feeds")
        text = _given(text, verb)
        if verb == "resume":
            return views.turned(await desk(self.services.feeds.resume, asking, text))
        line, reason = await desk(self.services.feeds.meant, asking, text)
        if verb == "remove" and not reason:
            return self.forms.removing(asking, line, door.channel)
        turn = self.services.feeds.remove if verb == "remove" else self.services.feeds.pause
        return views.turned(await desk(turn, asking, str(line.feed.id), reason))

    async def _poll(self, asking: Asking, text: str) -> Message:
        must_change(asking, "poll feeds")
        if text.strip().lower().rstrip(".!") in ALL:
            return views.polled_soon(await desk(self.services.feeds.poll_all_soon, asking))
        try:
            line = await desk(self.services.feeds.one, asking, text)
        except NotFound:
            if "all".startswith(text.strip().lower()):
                return views.unknown_word(f"poll {text}", "poll", "all", may_edit=True)
            raise
        line, said = await self.poll(asking, line)
        return list_views.card(line, may_edit=True, said=said)

    async def poll(self, asking: Asking, line: FeedLine) -> tuple[FeedLine, Mrkdwn]:
        """Poll a feed now, or, where its server is to be left alone, as soon as may be. Raises `BadInput` if paused."""
        feed = line.feed
        must_change(asking, "poll feeds")
        if feed.state is not FeedState.ACTIVE:
            raise BadInput(f"Feed {feed.id} is not polled now. `/press feeds resume {feed.id}` reads it at once.")
        polled = await self.outside.poll(feed.id)
        look = self.services.feeds.poll_soon if polled is None else self.services.feeds.one
        line = await desk(look, asking, str(feed.id))
        return line, views.poll_said(line, polled, self.outside.clock())

    async def _set(self, door: Door, asking: Asking, text: str) -> Answer:
        must_change(asking, "change feeds")
        piped = read_parts(_given(text, "set"))
        if not piped.parts:
            line = await desk(self.services.feeds.one, asking, piped.first)
            return self.forms.editing(asking, str(line.feed.id), door.channel)
        return views.changed(await desk(self.services.feeds.change, asking, piped.first, read_change(piped)))

    # -- files ------------------------------------------------------------------------------------------------

    async def _import(self, client: AsyncWebClient, asking: Asking, command: Command) -> Message:
        must_change(asking, "add feeds")
        if not command.files:
            return views.how_to_import()
        listed: list[OpmlFeed] = []
        for file in command.files:
            raw = await self.files.fetch(client, file, most_bytes=MOST_BYTES)
            listed += await desk(read_opml, raw)
        drafts, refused = await desk(self.outside.feeds_of, listed, asking.dossier.key)
        return views.imported(await desk(self.services.feeds.import_many, asking, drafts), refused)

    async def _export(self, door: Door, client: AsyncWebClient, asking: Asking) -> Message:
        feeds = await desk(self.services.feeds.every, asking)
        if not feeds:
            return views.nothing_to_export()
        name = f"{asking.dossier.slug}-feeds.opml"
        await self.files.send(door, client, name, await desk(write_opml, asking.dossier.name, feeds))
        return views.exported(len(feeds), name, direct=not door.event)


def _given(text: str, verb: str) -> str:
    """What a verb is to be done to. Raises `BadInput` where nothing is named."""
    if not text.strip():
        raise BadInput(f"Say which one, by its number in the list: `/press feeds {verb} 3`.")
    return text
