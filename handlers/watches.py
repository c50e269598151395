"""`/press watch`: the list, trying a query, and what editors do to watches.

Buttons and menus of these answers carry such commands themselves, so what is typed and what is pressed are one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.domain.people import Asking, Role
from bot.domain.press.query import Unreadable
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput, NotFound
from bot.services.writing import must_edit
from handlers.language import Command, first_word
from handlers.threads import desk
from handlers.views import papertrail as message_views
from handlers.views import watches as views
from handlers.watch_words import read_change, read_draft, read_until

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.services import Services
    from handlers.answer import Answer
    from handlers.door import Door
    from handlers.posting import Message
    from handlers.watch_form import WatchForms

VERBS: Final = ("add", "test", "edit", "mute", "unmute", "remove", "list")


@dataclass(frozen=True, slots=True)
class WatchDesk:
    """Answers `/press watch …`."""

    services: Services
    forms: WatchForms

    async def answer(
        self, door: Door, client: AsyncWebClient, asking: Asking, command: Command, *, private: bool
    ) -> Answer:
        """The list, or what was done. `command` is `press watch …` as it was typed."""
        word, rest = first_word(first_word(command.text)[1])
        try:
            return await self._answer(door, asking, command, word, rest)
        except Unreadable as error:
            return views.unreadable(error)

    async def _answer(self, door: Door, asking: Asking, command: Command, word: str, rest: str) -> Answer:
        match word.lower().rstrip(".,:;!?"):
            case "" | "list" | "all":
                listed = await desk(self.services.watches.list, asking, command.page)
                return views.watch_list(listed, again=command)
            case "add":
                return await self._add(door, asking, rest)
            case "test" | "try":
                return await self._test(asking, rest, command)
            case "edit" | "set" | "change":
                return await self._edit(door, asking, rest)
            case "mute" | "unmute" as verb:
                return await self._mute(asking, verb, rest)
            case "remove" | "delete":
                return await self._remove(door, asking, rest)
        return await self._one(asking, word, rest)

    async def _one(self, asking: Asking, word: str, rest: str) -> Message:
        """A single watch by its name; or, for anything else, what may have been meant."""
        typed = f"{word} {rest}".strip()
        try:
            line = await desk(self.services.watches.one, asking, typed)
        except NotFound:
            near = did_you_mean(word, VERBS)
            if near is not None:
                return message_views.unknown("press watch", word, near, rest)
            return views.no_such(typed, may_edit=_may_edit(asking))
        return views.one(line, may_edit=_may_edit(asking))

    async def _add(self, door: Door, asking: Asking, text: str) -> Answer:
        must_edit(asking, "add watches")
        if not text:
            return self.forms.adding(asking, door.channel)
        added = await desk(self.services.watches.add, asking, read_draft(text))
        return views.added(added, await desk(self.services.watches.test, asking, str(added.watch.id)))

    async def _test(self, asking: Asking, text: str, command: Command) -> Message:
        if not text:
            raise BadInput('Say what to try, as in `/press watch test clearview OR "facial recognition"`.')
        tested = await desk(self.services.watches.test, asking, text.partition("|")[0].strip(), command.page)
        return views.tested(tested, again=command, may_edit=_may_edit(asking))

    async def _edit(self, door: Door, asking: Asking, text: str) -> Answer:
        must_edit(asking, "change watches")
        if not text:
            raise BadInput("Say which one, as in `/press watch edit 2`, or `/press watch edit 2 | flags: Privacy`.")
        watch, rest = await desk(self.services.watches.at_start, asking, text)
        if not rest.strip():
            return self.forms.editing(asking, watch, door.channel)
        draft = read_change(rest, watch)
        changed = await desk(self.services.watches.edit, asking, watch.id, watch.version, draft)
        return views.changed(await desk(self.services.watches.one, asking, str(changed.id)))

    async def _mute(self, asking: Asking, verb: str, text: str) -> Message:
        watches = self.services.watches
        must_edit(asking, f"{verb} watches")
        if not text:
            raise BadInput(f"Say which one, by its number in the list: `/press watch {verb} 2`.")
        watch, rest = await desk(watches.at_start, asking, text)
        if verb == "unmute":
            await desk(watches.unmute, asking, str(watch.id))
        else:
            await desk(watches.mute, asking, str(watch.id), read_until(rest, watches.today()))
        return views.muted(await desk(watches.one, asking, str(watch.id)))

    async def _remove(self, door: Door, asking: Asking, text: str) -> Answer:
        must_edit(asking, "remove watches")
        if not text:
            raise BadInput("Say which one and why: `/press watch remove 2 too many hits`.")
        watch, rest = await desk(self.services.watches.at_start, asking, text)
        reason = rest.lstrip(" |,:;-–—").removeprefix("because ").strip()
        if not reason:
            return self.forms.removing(asking, watch, door.channel)
        return views.removed(await desk(self.services.watches.remove, asking, str(watch.id), reason))


def _may_edit(asking: Asking) -> bool:
    return asking.person.role >= Role.EDITOR
