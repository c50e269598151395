"""Files through the stand-in workspace: fetched with the token, handed over once, and a sentence where it fails."""

from __future__ import annotations

import gzip
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.errors import BadInput, NotFound, Unavailable
from handlers.attached import AttachedFile, file_of
from handlers.client import http_session, web_client
from handlers.door import Door
from handlers.files import Files
from handlers.posting import IN_DOUBT, UNREACHABLE, NotSaid
from workspace import Dropped, Refused, Status, Workspace
from workspace.files import on_the_wire

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from workspace import Message, Person
    from workspace.files import Given

OPML = ("feeds.opml", b"<opml/>")
CSV = b"1,2\r\n"


class Office:
    """A workspace with two people in it, and the bot's side of it."""

    def __init__(self, ws: Workspace, session: aiohttp.ClientSession) -> None:
        self.ws = ws
        self.session = session
        self.ana = ws.add_user("ana")
        self.client: AsyncWebClient = web_client(ws.installation().token, ws.api_url, session)
        self.files = Files(session, strict=True)

    async def attached(self, given: Given = OPML, channel: str = "general") -> AttachedFile:
        """A file that somebody attached, as an event tells of it."""
        return file_of(on_the_wire((await self.ana.say("here", file=given, channel=channel)).files[0]))

    async def fetch(self, file: AttachedFile, most_bytes: int = 2**20) -> bytes:
        return await self.files.fetch(self.client, file, most_bytes=most_bytes)

    def asked(self, message: Message) -> Door:
        """The door of a mention, which is answered in its thread."""
        return Door("T", "T", self.ana.id, message.channel, message.ts, event=True)

    def typed(self, person: Person | None = None) -> Door:
        """The door of a slash command."""
        return Door("T", "T", (person or self.ana).id, self.general, response_url="u")

    @property
    def general(self) -> str:
        return self.ws.world.directory.find_channel("general").id

    async def send(self, door: Door, comment: str = "") -> None:
        await self.files.send(door, self.client, "press.csv", CSV, comment)


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    async with Workspace() as ws, http_session() as session:
        yield Office(ws, session)


async def sentence(call: Awaitable[object], kind: type[Exception] = BadInput) -> str:
    with pytest.raises(kind) as refused:
        await call
    return str(refused.value)


@pytest.fixture
async def elsewhere() -> AsyncIterator[tuple[str, list[str]]]:
    """A server that is not Slack's: its address, and the tokens that it was sent."""
    tokens: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        tokens.append(request.headers.get("Authorization", ""))
        return web.Response(text="ok")

    async with serving(answer) as address:
        yield address, tokens


@asynccontextmanager
async def serving(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> AsyncIterator[str]:
    """A server on loopback that answers everything with `handler`; gives its address."""
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


# Fetching


async def test_an_attached_file_is_fetched(office: Office) -> None:
    assert await office.fetch(await office.attached()) == b"<opml/>"
    assert office.ws.calls_of("files.info") == []


async def test_of_a_file_in_a_shared_channel_slack_is_asked_first(office: Office) -> None:
    file = await office.attached()
    assert await office.fetch(AttachedFile(file.id, untold=True)) == b"<opml/>"
    assert await office.fetch(AttachedFile(file.id)) == b"<opml/>"
    assert len(office.ws.calls_of("files.info")) == 2


async def test_a_file_may_be_as_large_as_is_allowed_and_no_larger(office: Office) -> None:
    file = await office.attached(("a.opml", b"x" * 2**20))
    assert await office.fetch(file, 2**20) == b"x" * 2**20
    too_large = "“a.opml” is larger than 0.5 MB, which is the most I read."
    assert await sentence(office.fetch(file, 2**19)) == too_large
    assert await sentence(office.fetch(AttachedFile(file.id, file.name, url=file.url), 2**19)) == too_large


async def test_a_page_to_sign_in_is_no_file(office: Office) -> None:
    file, page = await office.attached(), await office.attached(("a.html", b"<p>mine</p>"))
    assert await office.fetch(page) == b"<p>mine</p>"
    office.ws.grant("files:write")
    for one in (file, page, AttachedFile(file.id, file.name, untold=True)):
        says = await sentence(office.fetch(one))
        assert says.startswith(f"Slack does not let me read “{one.name}”.")
        assert says.endswith("the app has to be installed again, so that it may read files.")


async def test_a_file_that_is_gone_is_asked_for_again(office: Office) -> None:
    message = await office.ana.say("here", file=OPML)
    [stored] = message.files
    await office.ana.delete(stored)
    told = file_of(on_the_wire(stored))
    assert "Attach it again." in await sentence(office.fetch(told), NotFound)
    assert "Attach it again." in await sentence(office.fetch(AttachedFile(stored.id)), NotFound)
    assert "Attach it again." in await sentence(office.fetch(AttachedFile(stored.id, gone=True)), NotFound)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_when_slack_is_in_trouble_later_may_help(office: Office, status: int) -> None:
    file = await office.attached()
    office.ws.faults.add("download", Status(status))
    assert "try again in a minute" in await sentence(office.fetch(file), Unavailable)


async def test_what_slack_refuses_otherwise_is_not_explained_away(office: Office) -> None:
    office.ws.faults.add("files.info", Refused("team_added_to_org"))
    await sentence(office.fetch(AttachedFile("F1")), SlackApiError)
    file = await office.attached()
    office.ws.faults.add("download", Dropped(), times=2)
    await sentence(office.fetch(file), aiohttp.ClientError)


async def test_a_file_elsewhere_is_not_fetched_and_the_token_stays_here(
    office: Office, elsewhere: tuple[str, list[str]]
) -> None:
    address, tokens = elsewhere
    says = await sentence(office.fetch(AttachedFile("F1", "plan.gdoc", url=f"{address}/a")))
    assert says == "“plan.gdoc” is kept outside Slack, where I do not go. Attach the file itself."
    assert tokens == []


@pytest.mark.parametrize("location", ["http://127.0.0.1:1/", "http://[::1", "//files.slack.com.evil.example/"])
async def test_a_redirect_away_from_slack_is_not_followed(location: str) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": location})

    async with serving(answer) as address, http_session() as session:
        client = web_client("xoxb-1", f"{address}/api/", session)
        assert "outside Slack" in await sentence(Files(session).fetch(client, AttachedFile("F1", url=f"{address}/a")))


async def test_a_redirect_within_slack_is_followed_but_not_for_ever(
    elsewhere: tuple[str, list[str]],
) -> None:
    asked: list[tuple[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append((request.path, request.headers["Authorization"]))
        if request.path == "/file":
            return web.Response(body=b"here")
        location = "/file" if request.path == "/once" else request.path
        return web.Response(status=302, headers={"Location": location})

    async with serving(answer) as address, http_session() as session:
        client = web_client("xoxb-1", f"{address}/api/", session)
        assert await Files(session).fetch(client, AttachedFile("F1", url=f"{address}/once")) == b"here"
        assert asked == [("/once", "Bearer xoxb-1"), ("/file", "Bearer xoxb-1")]
        await sentence(Files(session).fetch(client, AttachedFile("F1", url=f"{address}/loop")))
    assert len(asked) == 5


async def test_what_unpacks_to_more_than_is_allowed_is_not_read_to_its_end() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=gzip.compress(b"x" * 2**24), headers={"Content-Encoding": "gzip"})

    async with serving(answer) as address, http_session() as session:
        client = web_client("xoxb-1", f"{address}/api/", session)
        call = Files(session).fetch(client, AttachedFile("F1", url=f"{address}/a"), most_bytes=2**20)
        assert await sentence(call) == "That file is larger than 1 MB, which is the most I read."


# Handing over


async def test_who_asks_in_a_channel_gets_the_file_in_the_thread(office: Office) -> None:
    message = await office.ana.say("export, please")
    await office.send(office.asked(message), "Here is *all* of it")
    [reply] = message.replies
    assert (reply.text, reply.files[0].name, reply.files[0].content) == ("Here is *all* of it", "press.csv", CSV)


async def test_who_asks_by_command_gets_the_file_where_only_they_see_it(office: Office) -> None:
    await office.send(office.typed())
    assert [one.files[0].content for one in office.ana.messages("app")] == [CSV]
    assert office.ana.messages() == []


async def test_a_comment_pings_nobody(office: Office) -> None:
    message = await office.ana.say("export, please")
    office.files = Files(office.session)
    await office.send(office.asked(message), "<!channel> look")
    assert "<!" not in message.replies[0].text


@pytest.mark.parametrize("fault", [Status(500), Dropped(), Dropped(processed=True)])
async def test_bytes_that_may_have_got_lost_are_sent_again(office: Office, fault: Status | Dropped) -> None:
    office.ws.faults.add("upload", fault)
    await office.send(office.typed())
    assert [one.files[0].content for one in office.ana.messages("app")] == [CSV]


async def test_bytes_that_do_not_arrive_are_given_up(office: Office) -> None:
    office.ws.faults.add("upload", Status(500), times=2)
    assert await sentence(office.send(office.typed()), NotSaid) == UNREACHABLE
    assert office.ana.messages("app") == []


async def test_a_file_that_was_shared_is_not_shared_again_though_the_answer_was_lost(office: Office) -> None:
    office.ws.faults.add("files.completeUploadExternal", Dropped(processed=True))
    await office.send(office.typed())
    assert len(office.ana.messages("app")) == 1
    assert len(office.ws.calls_of("files.completeUploadExternal")) == 1


@pytest.mark.parametrize("fault", [Dropped(), Status(500)])
async def test_in_doubt_a_file_is_not_shared_a_second_time(office: Office, fault: Dropped | Status) -> None:
    office.ws.faults.add("files.completeUploadExternal", fault)
    assert await sentence(office.send(office.typed()), NotSaid) == IN_DOUBT
    assert office.ana.messages("app") == []
    assert len(office.ws.calls_of("files.completeUploadExternal")) == 1


async def test_doubt_stays_doubt_where_slack_does_not_answer_that_either(office: Office) -> None:
    office.ws.faults.add("files.completeUploadExternal", Dropped(processed=True))
    office.ws.faults.add("files.info", Refused("file_not_found"))
    assert await sentence(office.send(office.typed()), NotSaid) == IN_DOUBT


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
@pytest.mark.parametrize(
    ("error", "says"),
    [
        ("missing_scope", "the app has to be installed again"),
        ("file_uploads_disabled", "does not let apps upload files"),
        ("file_upload_size_restricted", "too large for this workspace"),
    ],
)
async def test_a_workspace_that_takes_no_file_is_explained(office: Office, method: str, error: str, says: str) -> None:
    office.ws.faults.add(method, Refused(error))
    assert says in await sentence(office.send(office.typed()))


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
async def test_other_refusals_keep_slacks_word_and_a_busy_slack_is_asked_later(office: Office, method: str) -> None:
    office.ws.faults.add(method, Refused("not_in_channel"))
    assert await sentence(office.send(office.typed()), NotSaid) == "not_in_channel"
    office.ws.faults.add(method, Status(429, 60))
    assert await sentence(office.send(office.typed()), NotSaid) == UNREACHABLE
    assert office.ana.messages("app") == []


async def test_whom_the_bot_cannot_write_to_is_told_how_else(office: Office) -> None:
    stranger = office.ws.add_user("pia", team=office.ws.add_team("Partners"), channels=["general"])
    assert "Mention me here" in await sentence(office.send(office.typed(stranger)))
    office.ws.faults.add("conversations.open", Status(429, 60))
    await sentence(office.send(office.typed()), SlackApiError)


async def test_bytes_go_to_slacks_own_hosts_only(elsewhere: tuple[str, list[str]]) -> None:
    address, tokens = elsewhere

    async def answer(request: web.Request) -> web.Response:
        channel = {"channel": {"id": "D1"}}
        return web.json_response({"ok": True, "file_id": "F1", "upload_url": f"{address}/upload", **channel})

    async with serving(answer) as api, http_session() as session:
        client = web_client("xoxb-1", f"{api}/api/", session)
        call = Files(session).send(Door("T", "T", "U1"), client, "a.csv", CSV)
        assert await sentence(call, NotSaid) == "upload address outside Slack"
    assert tokens == []
