"""A person's screen: what they see in conversations, modals and the Home tab, and waiting for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.observed import Message, Reply, View
from workspace.payloads import Actor

if TYPE_CHECKING:
    from collections.abc import Callable

    from workspace.journal import Happening
    from workspace.model import Channel, Post, User
    from workspace.world import World


class RefusedBySlackError(AssertionError):
    """Slack's own client does not let a person do this."""


class Screen:
    """What one person sees. Waiting gives up after `patience` seconds of the real clock."""

    def __init__(self, world: World, user: User, patience: float) -> None:
        """Turn on the screen of `user`."""
        self._world = world
        self._read = world.journal.position
        self.user = user
        self.patience = patience

    @property
    def id(self) -> str:
        """Return their user id."""
        return self.user.id

    def messages(self, channel: str = "general") -> list[Message]:
        """Return what everyone sees in a channel, oldest first; "app" is the conversation with the app."""
        place = self._direct() if channel == "app" else self._channel(channel)
        return [Message(self._world, post) for post in self._world.messages.in_channel(place.id)]

    def ephemerals(self) -> list[Message]:
        """Return the messages that only they see, oldest first."""
        return [Message(self._world, post) for post in self._world.messages.ephemeral_to(self.id)]

    def home(self) -> View | None:
        """Return their Home tab, if the app has published one."""
        stored = self._world.views.homes.get((self.user.team_id, self.id))
        return View(self._world, stored) if stored else None

    def modal(self) -> View | None:
        """Return the modal they look at, if any."""
        stored = self._world.views.top(self.id)
        return View(self._world, stored) if stored else None

    async def opened_view(self, title: str | None = None, *, within: float | None = None) -> View:
        """Return the modal they look at, once there is one (with this title)."""

        def look() -> View | None:
            modal = self.modal()
            return modal if modal is not None and title in (None, modal.title) else None

        return await self._world.journal.until(
            look, within=within or self.patience, awaited=f"{self.user.name} to see a modal {title or ''}"
        )

    async def next_message(self, channel: str | None = None, *, within: float | None = None) -> Message:
        """Return the app's next message that they have not been handed yet, in a channel or anywhere."""
        wanted = None if channel is None else self._channel(channel).id

        def look() -> tuple[Happening, Post] | None:
            for happening in self._world.journal.happenings[self._read :]:
                post = happening.post
                if happening.kind not in {"posted", "ephemeral"} or post is None or post.bot is None:
                    continue
                if self._sees(happening) and wanted in (None, post.channel_id):
                    return happening, post
            return None

        happening, post = await self._world.journal.until(
            look, within=within or self.patience, awaited=f"a message to {self.user.name}"
        )
        self._read = happening.position + 1
        return Message(self._world, post)

    def _actor(self, channel: Channel | None) -> Actor:
        bot = self._world.directory.installation_for(channel, self.user.team_id)
        if bot is None:
            raise RefusedBySlackError(f"the app is not installed where {self.user.name} is")
        return Actor(self._world, self.user, bot)

    def _channel(self, key: str) -> Channel:
        place = self._world.directory.find_channel(key)
        if self.id not in place.members:
            raise RefusedBySlackError(f"{self.user.name} is not in {place.name}")
        return place

    def _direct(self) -> Channel:
        self._require_own_team("direct messages to the app")
        if not self._world.app.messages_tab:
            raise RefusedBySlackError("sending messages to this app has been turned off")
        return self._world.directory.open_direct(self._actor(None).bot, self.id)

    def _require_own_team(self, what: str) -> None:
        if self.user.team_id not in self._world.directory.installations:
            raise RefusedBySlackError(f"{what} work only in a workspace that installed the app")

    def _sees(self, happening: Happening) -> bool:
        """Tell whether something that happened is on this person's screen."""
        if happening.user_id is not None:
            return happening.user_id == self.id
        post = happening.post
        return post is not None and self.id in self._world.directory.channels[post.channel_id].members

    def _mine(self, cause: str) -> Callable[[Happening], bool]:
        """Take what this person sees because of one interaction, or of no known one."""
        return lambda one: self._sees(one) and one.cause in (None, cause)

    def _here(self, place: Channel, cause: str) -> Callable[[Happening], bool]:
        """Take what this person sees here, in their own windows, or from the app directly."""

        def relevant(one: Happening) -> bool:
            if not self._sees(one) or one.cause not in (None, cause):
                return False
            if one.post is None or one.user_id == self.id:
                return True
            is_here = one.post.channel_id == place.id
            return one.post.bot is not None and (is_here or self._is_direct(one.post.channel_id))

        return relevant

    def _in_thread(self, place: Channel, post: Post) -> Callable[[Happening], bool]:
        """Take what the app says in the thread of a message, or beside it in the channel."""

        def relevant(one: Happening) -> bool:
            if one.post is None or one.post is post or one.post.bot is None or not self._sees(one):
                return one.kind in {"view_opened", "error"} and self._sees(one)
            return one.post.channel_id == place.id and one.post.thread_ts in (None, post.root_ts)

        return relevant

    def _is_direct(self, channel_id: str) -> bool:
        return self._world.directory.channels[channel_id].kind == "im"

    async def _answer(self, since: int, relevant: Callable[[Happening], bool], *, waits: bool, doing: str) -> Reply:
        """Return what relevant happened since, once something has."""

        def look() -> Reply | None:
            reply = self._reply(since, relevant)
            return reply if reply.happenings or not waits else None

        reply = await self._world.journal.until(
            look, within=self.patience, awaited=f"an answer to {self.user.name}: {doing}"
        )
        self._read = max([self._read, *(one.position + 1 for one in reply.happenings)])
        return reply

    def _reply(self, since: int, relevant: Callable[[Happening], bool]) -> Reply:
        return Reply(self._world, [one for one in self._world.journal.happenings[since:] if relevant(one)])
