"""Adding a feed, with a web that answers as it is told: at once, late, with several feeds, or not at all."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import pytest

from bot.domain.people import Role
from bot.errors import NotAllowed, NotFound, Unavailable
from bot.feeds.discover import Discovered
from handlers.feed_adding import FeedAdding
from handlers.feed_form import FeedForms
from handlers.feed_values import FeedValues
from handlers.views.feed_forms import feed_form
from tests.integration.services.people import Desk
from tests.unit.views.slack_state import submitted

if TYPE_CHECKING:
    from bot.outside import Outside
    from bot.services.polling import FeedPolled
    from handlers.saving import Saved
    from storage.engine import Store

ONE = (Discovered("https://www.vox.com/rss", "Vox"),)
TWO = (*ONE, Discovered("https://www.vox.com/world", "World"))


@dataclass
class Web:
    """What is outside: `answers` is what looking at an address comes to, once `ready` is set."""

    answers: tuple[Discovered, ...] | Exception = ONE
    polled: FeedPolled | Exception | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[str] = field(default_factory=list)

    async def discover(self, url: str) -> tuple[Discovered, ...]:
        self.asked.append(url)
        await self.ready.wait()
        if isinstance(self.answers, Exception):
            raise self.answers
        return self.answers

    async def poll(self, _: int) -> FeedPolled | None:
        if isinstance(self.polled, Exception):
            raise self.polled
        return self.polled


@dataclass
class Adding:
    """A dossier, the web, and what adds feeds from it."""

    desk: Desk
    web: Web

    @property
    def adding(self) -> FeedAdding:
        return FeedAdding(self.desk.services, cast("Outside", self.web))

    async def line(self, text: str) -> str:
        """What is said of a line that was typed."""
        self.web.ready.set()
        return str((await self.adding.line(self.desk.asking(), text))["text"])

    async def sent(self, *, look_s: float = 30.0, role: Role = Role.EDITOR, **typed: str) -> Saved:
        """What becomes of the form."""
        view = submitted(feed_form(None, FeedValues(), (), channel="C1"), **typed)
        forms = FeedForms(self.desk.services, self.adding, look_s)
        return await forms._save(view, self.desk.asking(role=role), "view:1")

    def names(self) -> list[str]:
        return [line.feed.name for line in self.desk.services.feeds.list(self.desk.asking()).lines]


@pytest.fixture
def given(store: Store) -> Adding:
    return Adding(Desk.over(store), Web())


def said(message: Any) -> str:
    return str(message["blocks"][0]["text"]["text"])


async def test_a_feed_whose_first_poll_fails_is_on_the_list_all_the_same(given: Adding) -> None:
    given.web.polled = Unavailable("The database does not answer just now.")
    assert await given.line("vox.com | outlet: Vox") == "Feed 1 is added: Vox."
    assert given.names() == ["Vox"]
    assert given.web.asked == ["https://vox.com"]


async def test_what_cannot_be_read_is_not_looked_at(given: Adding) -> None:
    assert (await given.line("vox.com | every: 5 minutes")).startswith("“every:” is a pause")
    assert (await given.line("Vox Media")).startswith("Begin with the address")
    assert given.web.asked == []
    assert given.names() == []


async def test_a_form_closes_before_a_feed_is_read_and_tells_then_what_it_holds(given: Adding) -> None:
    given.web.ready.set()
    saved = await given.sent(url="vox.com", outlet="Vox")
    assert (saved.reply, saved.message, given.names()) == ({}, None, ["Vox"])
    assert saved.then is not None
    assert said(await saved.then()).startswith("Feed 1 is added: Vox.")


async def test_a_form_that_cannot_wait_closes_and_the_feed_is_added_when_the_address_answers(given: Adding) -> None:
    saved = await given.sent(look_s=0.0, url="vox.com", outlet="Vox")
    assert (saved.reply, saved.message, given.names()) == ({}, None, [])
    given.web.ready.set()
    assert saved.then is not None
    assert said(await saved.then()).startswith("Feed 1 is added: Vox.")
    assert given.names() == ["Vox"]


async def test_what_comes_to_nothing_late_is_kept_in_a_form(given: Adding) -> None:
    given.web.answers = NotFound("There is no feed at vox.com.")
    saved = await given.sent(look_s=0.0, url="vox.com", outlet="Vox")
    given.web.ready.set()
    assert saved.then is not None
    message = await saved.then()
    assert said(message) == "There is no feed at vox.com."
    assert message["blocks"][-1]["elements"][0]["value"] == "feed vox.com | outlet: Vox"


async def test_a_late_answer_with_a_feed_that_is_there_shows_that_one(given: Adding) -> None:
    await given.line("vox.com | outlet: Vox")
    given.web.ready.clear()
    saved = await given.sent(look_s=0.0, url="vox.com")
    given.web.ready.set()
    assert saved.then is not None
    assert said(await saved.then()).startswith(
        "That is feed 1, “Vox”, which is polled already. Nothing was added.\n*1*  <https://www.vox.com/rss|Vox>"
    )


@pytest.mark.parametrize("look_s", [0.0, 30.0])
async def test_of_several_feeds_the_form_lets_one_be_chosen(given: Adding, look_s: float) -> None:
    given.web.answers = TWO
    if look_s:
        given.web.ready.set()
    saved = await given.sent(look_s=look_s, url="vox.com", outlet="Vox")
    given.web.ready.set()
    message = saved.message if saved.then is None else await saved.then()
    assert said(message).startswith("That page has 2 feeds. Which one?")
    assert given.names() == []


@pytest.mark.parametrize(
    ("answers", "url", "error"),
    [
        (NotFound("There is no feed at vox.com."), "vox.com", "There is no feed at vox.com."),
        (ONE, "Vox Media", "Begin with the address: /press feeds add https://www.vox.com/rss | outlet: Vox."),
        (ONE, "vox.com", "That is feed 1, “Vox”, which is paused already. /press feeds resume 1 polls it again."),
    ],
)
async def test_what_is_wrong_with_the_address_is_said_beside_it(
    given: Adding, answers: Any, url: str, error: str
) -> None:
    await given.line("vox.com | outlet: Vox")
    given.desk.services.feeds.pause(given.desk.asking(), "1")
    given.web.answers = answers
    saved = await given.sent(url=url)
    assert saved.reply == {"response_action": "errors", "errors": {"url": error}}


async def test_whoever_is_no_editor_any_more_has_nothing_looked_at(given: Adding) -> None:
    with pytest.raises(NotAllowed):
        await given.sent(role=Role.MEMBER, url="vox.com")
    assert given.web.asked == []


async def test_a_feed_that_went_while_its_form_was_open_is_missed_on_top_of_the_form(given: Adding) -> None:
    await given.line("vox.com | outlet: Vox")
    line = given.desk.services.feeds.one(given.desk.asking(), "1")
    view = submitted(feed_form(line.feed, FeedValues(outlet="Vox"), (), channel="C1"), outlet="Vox Media")
    given.desk.services.feeds.remove(given.desk.asking(), "1", "moved")
    with pytest.raises(NotFound, match=r"Feed 1, “Vox”, was removed: moved\."):
        await FeedForms(given.desk.services, given.adding)._save(view, given.desk.asking(), "view:1")
