"""A person at their screen: types, presses, fills in, and sees what the app shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspace.element_state import STATE_FIELDS
from workspace.files import StoredFile, several
from workspace.filling import state_for
from workspace.finding import BUTTONS, action_on, find, find_overflow, labels_of
from workspace.model import Post
from workspace.observed import Message, Outcome, Reply, View
from workspace.payloads import Actor, app_mention, typed
from workspace.screen import RefusedBySlackError, Screen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workspace.files import Given
    from workspace.finding import Found
    from workspace.interactions import Interactions
    from workspace.model import Channel, User
    from workspace.wire import Json
    from workspace.world import World

DEFAULT_QUERY_LENGTH = 3
"""How much must be typed into an external menu before Slack asks the app, unless the menu says otherwise."""


class Person(Screen):
    """Someone in the workspace. What they do waits for the app to answer, unless told `waits=False`."""

    def __init__(self, world: World, interactions: Interactions, user: User, patience: float) -> None:
        """Sit `user` down."""
        super().__init__(world, user, patience)
        self._interactions = interactions

    def __repr__(self) -> str:
        """Show who it is."""
        return f"<Person {self.user.name}>"

    # What they do in a conversation

    async def command(self, command: str, text: str = "", *, channel: str = "general", waits: bool = True) -> Reply:
        """Type a slash command and return what came of it. `waits=False`: only until it is acknowledged."""
        place, since = self._channel(channel), self._world.journal.position
        refusal = self._command_refusal(command, place)
        if refusal:
            self._world.journal.happened("error", user_id=self.id, error=refusal)
            return self._reply(since, lambda happening: happening.user_id == self.id)
        should_escape = (self._world.app.commands or {}).get(command, True)
        passed_on = typed(self._world.directory, text, resolve=should_escape)
        cause = await self._interactions.command(self._actor(place), place, command, passed_on)
        return await self._answer(since, self._here(place, cause), waits=waits, doing=f"{command} {text}")

    async def say(
        self,
        text: str,
        *,
        channel: str = "general",
        thread: Message | None = None,
        file: Given | Sequence[Given] = (),
    ) -> Message:
        """Write a message, without waiting for anyone. `file`: attach `("name.txt", b"…")`, or several of them."""
        place = self._channel(channel)
        return Message(self._world, self._write(place, typed(self._world.directory, text), thread, file))

    async def mention(
        self,
        text: str,
        *,
        channel: str = "general",
        thread: Message | None = None,
        file: Given | Sequence[Given] = (),
        waits: bool = True,
    ) -> Reply:
        """Write a message that mentions the app, and return what it answers there."""
        place, since = self._channel(channel), self._world.journal.position
        bot = self._actor(place).bot
        if bot.bot_user_id not in place.members:
            raise RefusedBySlackError(f"the app is not in {place.name}")
        words = f"<@{bot.bot_user_id}> {typed(self._world.directory, text)}"
        post = self._write(place, words, thread, file)
        if place.kind != "im":
            self._world.tell("app_mention", app_mention(post, place), place, bot)
        return await self._answer(since, self._in_thread(place, post), waits=waits, doing=f"mention {text!r}")

    async def dm(
        self, text: str, *, thread: Message | None = None, file: Given | Sequence[Given] = (), waits: bool = True
    ) -> Reply:
        """Write to the app directly, and return what it answers."""
        since = self._world.journal.position
        place = self._direct()
        post = self._write(place, typed(self._world.directory, text), thread, file)
        return await self._answer(since, self._in_thread(place, post), waits=waits, doing=f"dm {text!r}")

    async def message_shortcut(self, callback_id: str, message: Message, *, waits: bool = True) -> Reply:
        """Choose a shortcut from a message's menu."""
        place, since = self._world.directory.channels[message.channel], self._world.journal.position
        self._require_own_team("message shortcuts")
        self._require_shortcut(callback_id)
        cause = await self._interactions.message_shortcut(self._actor(place), message.post, callback_id)
        return await self._answer(since, self._here(place, cause), waits=waits, doing=f"shortcut {callback_id}")

    async def global_shortcut(self, callback_id: str, *, waits: bool = True) -> Reply:
        """Choose a shortcut from the composer."""
        since = self._world.journal.position
        self._require_own_team("shortcuts")
        self._require_shortcut(callback_id)
        cause = await self._interactions.global_shortcut(self._actor(None), callback_id)
        return await self._answer(since, self._mine(cause), waits=waits, doing=f"shortcut {callback_id}")

    # What they do with what they see

    async def press(
        self,
        target: Message | View | Reply,
        label: str | None = None,
        *,
        action_id: str | None = None,
        value: str | None = None,
        waits: bool = True,
    ) -> Reply:
        """Press a button by what is written on it, or by its action id or value."""
        seen = on_screen(target)
        found = find(seen.blocks, label, BUTTONS.__contains__, action_id=action_id, value=value)
        element = found.element
        action = {**action_on(found, self._world.new_ts()), "text": element["text"]}
        action |= {name: element[name] for name in ("value", "style") if name in element}
        expects_answer = waits and not element.get("url")
        return await self._use(seen, found, action, waits=expects_answer, doing=f"press {labels_of(found)[0]}")

    async def overflow(
        self,
        target: Message | View | Reply,
        option: str,
        *,
        action_id: str | None = None,
        waits: bool = True,
    ) -> Reply:
        """Choose an option of an overflow menu by its text."""
        seen = on_screen(target)
        found, chosen = find_overflow(seen.blocks, option, action_id)
        action = {**action_on(found, self._world.new_ts()), "selected_option": chosen}
        return await self._use(seen, found, action, waits=waits, doing=f"overflow {option}")

    async def select(
        self,
        target: Message | View | Reply,
        choice: Any,
        *,
        name: str | None = None,
        action_id: str | None = None,
        waits: bool = True,
    ) -> Reply:
        """Choose in a menu, picker, radio buttons or checkboxes (`choice` then is a list) outside a form."""
        seen = on_screen(target)
        found = find(seen.blocks, name, STATE_FIELDS.__contains__, action_id=action_id)
        state = await self._state(seen, found, choice)
        chosen = {key: value for key, value in state.items() if key != "type"}
        action = {**action_on(found, self._world.new_ts()), **chosen, "state": state}
        return await self._use(seen, found, action, waits=waits, doing=f"select {choice}")

    async def suggest(self, target: Message | View | Reply, name: str, query: str) -> list[str]:
        """Type into an external menu and return the texts of the options that it offers."""
        seen = on_screen(target)
        found = find(seen.blocks, name, lambda kind: kind.endswith("external_select"))
        return [option["text"]["text"] for option in await self._suggestions(seen, found, query)]

    async def fill(self, view: View, values: Mapping[str, Any]) -> None:
        """Fill in a form: from label, block id or action id to what is typed or chosen (None empties)."""
        for name, value in values.items():
            found = find(view.blocks, name, STATE_FIELDS.__contains__)
            view.stored.values[found.place] = await self._state(view, found, value)
            view.stored.errors.pop(found.block["block_id"], None)

    async def submit(self, view: View, values: Mapping[str, Any] | None = None) -> Outcome:
        """Fill in a form and submit it."""
        if not view.is_open:
            raise RefusedBySlackError(f"{view!r} is no longer open")
        if not view.stored.payload.get("submit"):
            raise RefusedBySlackError(f"{view!r} has no submit button")
        await self.fill(view, values or {})
        return await self._interactions.submit(self._showing(view), view.stored)

    async def close(self, view: View, *, clear: bool = False) -> None:
        """Close a modal; `clear`: by the cross, which closes those below as well."""
        await self._interactions.close(self._showing(view), view.stored, clear=clear)

    async def open_home(self, *, tab: str = "home", waits: bool = True) -> View:
        """Open the app's Home tab and return it once it shows something."""
        bot, since = self._actor(None).bot, self._world.journal.position
        place = self._direct()
        self._world.tell(
            "app_home_opened",
            {
                "type": "app_home_opened",
                "user": self.id,
                "channel": place.id,
                "tab": tab,
                "event_ts": self._world.new_ts(),
            },
            None,
            bot,
        )
        if waits:
            await self._answer(since, lambda one: one.kind == "home", waits=True, doing="open the Home tab")
        home = self.home()
        if home is None:
            raise RefusedBySlackError("the Home tab is empty")
        return home

    def _require_shortcut(self, callback_id: str) -> None:
        known = self._world.app.shortcuts
        if known is not None and callback_id not in known:
            raise RefusedBySlackError(f"the app has no shortcut {callback_id}; it has {', '.join(sorted(known))}")

    def _command_refusal(self, command: str, place: Channel) -> str | None:
        """Return what Slack says instead of passing a command on."""
        known = self._world.app.commands
        installed = self.user.team_id in self._world.directory.installations
        if not installed or (known is not None and command not in known):
            return f"{command} is not a valid command."
        if place.archived:
            return "is_archived"
        return None

    async def delete(self, file: StoredFile) -> None:
        """Delete a file of their own; the messages that showed it stay."""
        if file.user_id != self.id:
            raise RefusedBySlackError(f"{file.name} is not {self.user.name}'s")
        file.deleted = True

    def _write(self, place: Channel, text: str, thread: Message | None, given: Given | Sequence[Given]) -> Post:
        if place.archived:
            raise RefusedBySlackError(f"{place.name} is archived")
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        post = Post(
            channel_id=place.id,
            ts=self._world.new_ts(),
            team_id=self.user.team_id,
            user_id=self.id,
            text=text,
            blocks=[{"type": "rich_text", "elements": [section]}] if text else [],
            thread_ts=thread.post.root_ts if thread else None,
        )
        self._world.files.show(post, [self._attached(*one) for one in several(given)])
        return self._world.post(post)

    def _attached(self, name: str, content: bytes) -> StoredFile:
        if not content:
            raise RefusedBySlackError(f"{name} is empty")
        world = self._world
        team, created = self.user.team_id, int(world.clock().timestamp())
        file = StoredFile(
            world.files.new_id(), team, self.id, name, len(content), world.base_url, created, content=content
        )
        return world.files.add(file)

    async def _use(self, seen: Message | View, found: Found, action: Json, *, waits: bool, doing: str) -> Reply:
        since = self._world.journal.position
        if isinstance(seen, Message):
            if seen.is_deleted:
                raise RefusedBySlackError("the message is gone")
            place = self._world.directory.channels[seen.channel]
            cause = await self._interactions.use_in_message(self._actor(place), seen.post, found, action)
            return await self._answer(since, self._here(place, cause), waits=waits, doing=doing)
        cause = await self._interactions.use_in_view(self._showing(seen), seen.stored, found, action)
        return await self._answer(since, self._mine(cause), waits=waits, doing=doing)

    async def _state(self, seen: Message | View, found: Found, value: Any) -> Json:
        """Return the state in which an element is with `value`, asking the app where it suggests options."""
        if not found.element["type"].endswith("external_select") or not value:
            return state_for(found, value)
        offered: list[Json] = []
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                offered += await self._suggestions(seen, found, one)
        return state_for(found, value, offered)

    async def _suggestions(self, seen: Message | View, found: Found, query: str) -> list[Json]:
        if len(query) < found.element.get("min_query_length", DEFAULT_QUERY_LENGTH):
            return []
        if isinstance(seen, View):
            return await self._interactions.suggest(self._showing(seen), seen.stored, found, query)
        place = self._world.directory.channels[seen.channel]
        return await self._interactions.suggest(self._actor(place), seen.post, found, query)

    def _showing(self, view: View) -> Actor:
        """Return this person as one who uses a view, with the installation that showed it."""
        return Actor(self._world, self.user, view.stored.bot)


def on_screen(target: Message | View | Reply) -> Message | View:
    """Return what a person points at: a reply means its first message, or else its view."""
    if not isinstance(target, Reply):
        return target
    return target.message if target.messages else target.view
