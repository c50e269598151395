"""What a person sees: messages and views that stay current while the app changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workspace.finding import BUTTONS, labels_of
from workspace.finding import Found as _Found
from workspace.journal import NotSeenError
from workspace.plain_text import Reader, render_text, render_view
from workspace.views import elements_of
from workspace.web_api.chat import permalink

if TYPE_CHECKING:
    from collections.abc import Callable

    from workspace.files import StoredFile
    from workspace.journal import Happening
    from workspace.model import Post, StoredView
    from workspace.wire import Json
    from workspace.world import World

PATIENCE = 5.0
"""Seconds of the real clock that a driver waits for the app before it gives up."""


class Message:
    """A message on the screen. Reads the present state each time it is asked."""

    def __init__(self, world: World, post: Post) -> None:
        """Look at `post`."""
        self.world = world
        self.post = post

    def __repr__(self) -> str:
        """Show where it is and how it begins."""
        return f"<Message {self.post.ts} in {self.channel}: {self.rendered[:60]!r}>"

    def __eq__(self, other: object) -> bool:
        """Two are equal when they look at the same message."""
        return isinstance(other, Message) and other.post is self.post

    def __hash__(self) -> int:
        """Hash by the message looked at."""
        return hash((self.post.channel_id, self.post.ts))

    @property
    def ts(self) -> str:
        """Return its timestamp, which is its id in the channel."""
        return self.post.ts

    @property
    def channel(self) -> str:
        """Return the id of its channel."""
        return self.post.channel_id

    @property
    def text(self) -> str:
        """Return the text sent with it: what notifications show when there are blocks."""
        return self.post.text

    @property
    def blocks(self) -> list[Json]:
        """Return its blocks as they were sent, with the ids that Slack added."""
        return self.post.blocks

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return self.post.is_ephemeral

    @property
    def is_deleted(self) -> bool:
        """Tell whether it is gone."""
        return self.post.deleted

    @property
    def rendered(self) -> str:
        """Return it as a person reads it."""
        files = [{"name": file.name} for file in self.files]
        content = {"text": self.post.text, "blocks": self.post.blocks, "attachments": self.post.attachments}
        return render_text({**content, "files": files}, self.world.directory.name_of)

    @property
    def files(self) -> list[StoredFile]:
        """Return the files that it shows, each with its `name` and its `content`."""
        return [file for file in self.post.files if not file.deleted]

    @property
    def buttons(self) -> list[str]:
        """Return what is written on its buttons."""
        return _buttons(self.post.blocks)

    @property
    def permalink(self) -> str:
        """Return its address."""
        channel = self.world.directory.channels[self.post.channel_id]
        return permalink(self.world.directory.teams[channel.team_id].domain, self.post)

    @property
    def replies(self) -> list[Message]:
        """Return the replies in its thread, oldest first."""
        thread = self.world.messages.in_thread(self.post.channel_id, self.post.root_ts)
        return [Message(self.world, one) for one in thread if one.ts != self.post.root_ts]

    def text_lines(self) -> list[str]:
        """Return it as lines, as a person reads them."""
        return self.rendered.split("\n")

    async def until(self, fits: Callable[[Message], object], *, within: float = PATIENCE) -> Message:
        """Return the message once `fits` holds for it."""
        return await self.world.journal.until(
            lambda: self if fits(self) else None, within=within, awaited=f"{self!r} to change"
        )

    async def shows(self, words: str, *, within: float = PATIENCE) -> Message:
        """Return the message once `words` can be read in it."""
        return await self.until(lambda message: words in message.rendered, within=within)


class View:
    """A modal or Home tab on the screen. Reads the present state each time it is asked."""

    def __init__(self, world: World, stored: StoredView) -> None:
        """Look at `stored`."""
        self.world = world
        self.stored = stored

    def __repr__(self) -> str:
        """Show its title."""
        return f"<View {self.title!r} {self.stored.id}>"

    @property
    def id(self) -> str:
        """Return its id."""
        return self.stored.id

    @property
    def title(self) -> str:
        """Return its title, empty for a Home tab."""
        return str((self.stored.payload.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """Return the name the app gave it."""
        return str(self.stored.payload.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """Return what the app hid in it."""
        return str(self.stored.payload.get("private_metadata", ""))

    @property
    def blocks(self) -> list[Json]:
        """Return its blocks."""
        blocks: list[Json] = self.stored.payload["blocks"]
        return blocks

    @property
    def errors(self) -> dict[str, str]:
        """Return the errors shown, by block id."""
        return dict(self.stored.errors)

    @property
    def is_open(self) -> bool:
        """Tell whether it is still on the screen, perhaps under another."""
        return self.stored.is_open

    @property
    def inputs(self) -> list[str]:
        """Return the labels of its inputs."""
        return [block["label"]["text"] for block in self.blocks if block["type"] == "input"]

    @property
    def buttons(self) -> list[str]:
        """Return what is written on the buttons in it."""
        return _buttons(self.blocks)

    @property
    def values(self) -> dict[tuple[str, str], Json]:
        """Return what is filled in, by (block id, action id)."""
        return dict(self.stored.values)

    @property
    def rendered(self) -> str:
        """Return it as a person reads it, with what is filled in and the errors."""
        reader = Reader(self.world.directory.name_of, self.stored.values, self.stored.errors)
        return render_view(self.stored.payload, reader)

    def text_lines(self) -> list[str]:
        """Return it as lines, as a person reads them."""
        return self.rendered.split("\n")

    async def until(self, fits: Callable[[View], object], *, within: float = PATIENCE) -> View:
        """Return the view once `fits` holds for it."""
        return await self.world.journal.until(
            lambda: self if fits(self) else None, within=within, awaited=f"{self!r} to change"
        )

    async def shows(self, words: str, *, within: float = PATIENCE) -> View:
        """Return the view once `words` can be read in it."""
        return await self.until(lambda view: words in view.rendered, within=within)


class Reply:
    """What a person saw in answer to what they did. `error` is what Slack itself told them."""

    def __init__(self, world: World, happenings: list[Happening]) -> None:
        """Gather what happened."""
        self._world = world
        self.happenings = happenings
        self.error = next((one.error for one in happenings if one.error), None)

    def __repr__(self) -> str:
        """Show what it holds."""
        return f"<Reply {[one.kind for one in self.happenings]} {self.error or ''}>"

    @property
    def messages(self) -> list[Message]:
        """Return the messages posted or changed, each once."""
        posts = {id(one.post): one.post for one in self.happenings if one.post is not None}
        return [Message(self._world, post) for post in posts.values()]

    @property
    def message(self) -> Message:
        """Return the first message."""
        if not self.messages:
            raise NotSeenError(f"no message in {self!r}")
        return self.messages[0]

    @property
    def view(self) -> View:
        """Return the view that was opened or changed."""
        for happening in self.happenings:
            if happening.view is not None:
                return View(self._world, happening.view)
        raise NotSeenError(f"no view in {self!r}")

    @property
    def text(self) -> str:
        """Return the first message as a person reads it."""
        return self.message.rendered

    def text_lines(self) -> list[str]:
        """Return the first message as lines."""
        return self.message.text_lines()


class Outcome:
    """What became of a submitted form.

    `errors` are by block id; `closed` says that the modal is gone; `view` is what stands in its place or on
    top of it, if anything; `error` is what Slack itself says when the app did not answer as it should.
    """

    def __init__(
        self, *, closed: bool, errors: dict[str, str], view: View | None = None, error: str | None = None
    ) -> None:
        """Keep what became of it."""
        self.closed = closed
        self.errors = errors
        self.view = view
        self.error = error

    def __repr__(self) -> str:
        """Show all of it."""
        return f"<Outcome closed={self.closed} errors={self.errors} view={self.view} error={self.error}>"


def _buttons(blocks: list[Json]) -> list[str]:
    return [
        labels_of(_Found(block, element))[0] for block, element in elements_of(blocks) if element["type"] in BUTTONS
    ]
