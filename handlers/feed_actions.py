"""The buttons and menus of feeds. What is chosen in the list's menu is shown in the list, which is put in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.errors import BadInput, Conflict, NotFound
from bot.services.feed_lines import FAILING, PAGE, PAUSED
from handlers import ids
from handlers.actions import listener
from handlers.feed_adding import FeedAdding
from handlers.feed_form import FeedForms
from handlers.feeds import FeedDesk
from handlers.language import OLD_BUTTON, Command
from handlers.threads import desk
from handlers.views import feed_done as views
from handlers.views import feeds as list_views
from handlers.views.troubles import with_code

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.domain.people import Asking
    from handlers.door import Door
    from handlers.forms import Forms
    from handlers.front import Front
    from handlers.mrkdwn import Mrkdwn

_CHOICE: Final = re.compile(
    rf"^(?P<verb>poll|edit|pause|resume|remove) (?P<number>\d+)(?: (?P<page>\d+)(?: (?P<which>{FAILING}|{PAUSED}))?)?$",
    re.ASCII,
)


def register(app: AsyncApp, front: Front, forms: Forms) -> FeedDesk:
    """Put the listeners for the forms, buttons and menus of feeds on `app`; returns what answers `/press feeds`."""
    services, outside = front.services, front.outside
    feed_forms = FeedForms(services, FeedAdding(services, outside))
    feed_forms.register(app, forms)
    feeds = FeedDesk(services, outside, front.files, feed_forms)
    presses = FeedPresses(front, forms, feeds)
    for name, press in ((ids.ADD_FEED, presses.add), (ids.FEED_EDIT, presses.edit), (ids.FEED_MORE, presses.more)):
        app.action(ids.any_of(name))(listener(front, press))
    return feeds


@dataclass(frozen=True, slots=True)
class FeedPresses:
    """What each does. `value` is what the button or the choice carries (see `ids`)."""

    front: Front
    forms: Forms
    feeds: FeedDesk

    async def add(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Open a new feed's form: empty, or with what was typed in one line."""
        typed = value.partition(" ")[2]
        await self.forms.open(door, client, asking, self.feeds.forms.new(asking, door.channel, typed))

    async def edit(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """Open a feed's form."""
        await self.forms.open(door, client, asking, self.feeds.forms.editing(asking, value, door.channel))

    async def more(self, door: Door, client: AsyncWebClient, asking: Asking, value: str) -> None:
        """What stands in the menu of a feed in the list."""
        choice = _CHOICE.match(value)
        if choice is None:
            raise NotFound(OLD_BUTTON)
        verb, name = choice["verb"], choice["number"]
        if verb == "edit":
            await self.edit(door, client, asking, name)
        elif verb == "remove":
            line = await desk(self.feeds.services.feeds.one, asking, name)
            await self.forms.open(door, client, asking, self.feeds.forms.removing(asking, line, door.channel))
        else:
            said = await self._said(asking, verb, name)
            await self._show(door, client, asking, said, int(choice["page"] or 0), choice["which"] or "")

    async def _said(self, asking: Asking, verb: str, name: str) -> Mrkdwn:
        """Do it, and say what came of it, also where it could not be done: the list shows how things stand."""
        feeds = self.feeds.services.feeds
        try:
            if verb == "poll":
                return (await self.feeds.poll(asking, await desk(feeds.one, asking, name)))[1]
            turn = feeds.pause if verb == "pause" else feeds.resume
            return views.turn_said(await desk(turn, asking, name))
        except (BadInput, Conflict, NotFound) as error:
            return with_code(str(error))

    async def _show(
        self, door: Door, client: AsyncWebClient, asking: Asking, said: Mrkdwn, page: int, which: str
    ) -> None:
        """Put the list as it is now in place of the one that was pressed; its last page where that one is no more."""
        see = self.feeds.services.feeds.list
        listed = await desk(see, asking, page, which)
        if listed.shown and not listed.lines:
            page = (listed.shown - 1) // PAGE
            listed = await desk(see, asking, page, which)
        again = Command("press", f"feeds {which}".strip(), page)
        message = list_views.feed_list(listed, again, private=not door.public, said=said)
        await self.front.replace(door, client, message)
