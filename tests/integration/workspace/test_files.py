"""Files as Slack has them: shared by people, uploaded by the app in three steps, downloaded with the token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from workspace import Delayed, Dropped, RefusedBySlackError, Status

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable

    from slack_sdk.web.async_client import AsyncWebClient
    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from workspace import ManualClock, Message, Person, Workspace

OPML = ("My feeds.opml", b"<opml/>")
Json = dict[str, Any]


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def refusal(call: Awaitable[AsyncSlackResponse]) -> str:
    """Return the name of the error with which a call is refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


@pytest.fixture
def told(ws: Workspace) -> list[Json]:
    """The events that the app is to be told."""
    bodies: list[Json] = []
    ws.world.on_event = lambda _event, body, _channel, _bot: bodies.append(body)
    return bodies


async def shared(ws: Workspace, file: Json, *, token: str | None = None) -> tuple[int, str, bytes]:
    """Status, type and body of a file's download address."""
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    async with aiohttp.ClientSession(headers=headers) as session, session.get(file["url_private_download"]) as answer:
        return answer.status, answer.content_type, await answer.read()


async def uploaded(ws: Workspace, client: AsyncWebClient, http: aiohttp.ClientSession, content: bytes) -> str:
    """The id of a file whose bytes have arrived."""
    ticket = await client.files_getUploadURLExternal(filename="a.txt", length=len(content))
    async with http.post(ticket["upload_url"], data=content) as answer:
        assert answer.status == 200
    return str(ticket["file_id"])


def file_in(message: Message) -> Json:
    """The file of a message as an app is told of it."""
    from workspace.files import on_the_wire

    return on_the_wire(message.files[0])


class TestSharing:
    async def test_a_person_shares_a_file_with_words_or_without(self, ana: Person) -> None:
        message = await ana.say("feeds", file=OPML)
        bare = await ana.say("", file=[OPML, ("b.csv", b"1")])
        assert message.rendered == "feeds\n(file: My feeds.opml)"
        assert bare.rendered == "(file: My feeds.opml)\n(file: b.csv)"
        assert [file.content for file in bare.files] == [b"<opml/>", b"1"]
        assert (await ana.say("no file")).files == []

    async def test_nobody_shares_a_file_without_bytes(self, ana: Person) -> None:
        with pytest.raises(RefusedBySlackError):
            await ana.say("", file=("a.txt", b""))

    async def test_an_event_tells_the_file_of_a_direct_message(self, told: list[Json], ana: Person) -> None:
        await ana.dm("feeds import", file=OPML, waits=False)
        [event] = told
        assert (event["subtype"], event["channel_type"], event["text"]) == ("file_share", "im", "feeds import")
        [file] = event["files"]
        assert (file["name"], file["size"], file["filetype"]) == ("My feeds.opml", 7, "opml")
        assert file["url_private"] != file["url_private_download"]
        assert file["file_access"] == "visible"

    async def test_a_mention_carries_the_files_as_well(self, told: list[Json], ana: Person) -> None:
        await ana.mention("feeds import", file=OPML, waits=False)
        [event] = told
        assert [file["name"] for file in event["files"]] == ["My feeds.opml"]
        assert "subtype" not in event

    async def test_history_shows_the_files(self, ana: Person, client: AsyncWebClient) -> None:
        message = await ana.say("", file=OPML)
        [told] = (await client.conversations_history(channel=message.channel))["messages"]
        assert (told["subtype"], told["files"][0]["name"]) == ("file_share", "My feeds.opml")

    async def test_in_a_shared_channel_an_event_tells_only_the_id(
        self, ws: Workspace, told: list[Json], client: AsyncWebClient
    ) -> None:
        partners = ws.add_team("Partners")
        ws.add_channel("both", members=[], shared_with=[partners])
        pia = ws.add_user("pia", team=partners, channels=["both"])
        await pia.mention("feeds import", channel="both", file=OPML, waits=False)
        [event] = told
        [file] = event["files"]
        assert file["file_access"] == "check_file_info"
        assert "url_private_download" not in file
        full = (await client.files_info(file=file["id"]))["file"]
        assert full["url_private_download"]
        assert list(full["shares"]["public"]) == [event["channel"]]

    async def test_of_a_deleted_file_a_tombstone_is_left(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        message = await ana.say("", file=OPML)
        [file] = message.files
        with pytest.raises(RefusedBySlackError):
            await ws.add_user("ben").delete(file)
        await ana.delete(file)
        [told] = (await client.conversations_history(channel=message.channel))["messages"]
        assert told["files"] == [{"id": file.id, "mode": "tombstone"}]
        assert message.files == []
        assert await refusal(client.files_info(file=file.id)) == "file_not_found"


class TestDownloading:
    async def test_the_token_opens_a_file_and_nothing_else_does(self, ws: Workspace, ana: Person) -> None:
        file = file_in(await ana.say("", file=OPML))
        token = ws.installation().token
        assert await shared(ws, file, token=token) == (200, "text/x-opml", b"<opml/>")
        for wrong in (None, "xoxb-wrong", ws.world.app.app_token):
            status, kind, body = await shared(ws, file, token=wrong)
            assert (status, kind) == (200, "text/html")
            assert b"Sign in" in body

    async def test_without_the_scope_there_is_a_page_to_sign_in(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        file = file_in(await ana.say("", file=OPML))
        ws.grant("files:write")
        status, kind, body = await shared(ws, file, token=ws.installation().token)
        assert (status, kind) == (200, "text/html")
        assert b"<opml/>" not in body
        assert await refusal(client.files_info(file=file["id"])) == "missing_scope"

    async def test_a_file_of_a_channel_that_the_app_is_not_in_is_not_found(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        ws.add_channel("aside", members=["ana"], with_app=False)
        file = file_in(await ana.say("", channel="aside", file=OPML))
        assert (await shared(ws, file, token=ws.installation().token))[0] == 404
        assert await refusal(client.files_info(file=file["id"])) == "file_not_found"

    async def test_downloads_can_fail_as_scripted(self, ws: Workspace, ana: Person, clock: ManualClock) -> None:
        file, token = file_in(await ana.say("", file=OPML)), ws.installation().token
        ws.faults.add("download", Status(503))
        ws.faults.add("download", Dropped(), times=2)  # aiohttp asks again by itself, once
        ws.faults.add("download", Delayed(0))
        assert (await shared(ws, file, token=token))[0] == 503
        with pytest.raises(aiohttp.ClientError):
            await shared(ws, file, token=token)
        assert (await shared(ws, file, token=token))[0] == 200


class TestUploading:
    async def test_the_client_library_uploads_to_a_thread_and_people_read_it(
        self, ana: Person, client: AsyncWebClient
    ) -> None:
        message = await ana.say("export, please")
        answer = await client.files_upload_v2(
            channel=message.channel,
            thread_ts=message.ts,
            filename="a.csv",
            content="1,2",
            initial_comment="Here",
        )
        [reply] = message.replies
        assert (reply.text, reply.files[0].text) == ("Here", "1,2")
        shares = (await client.files_info(file=answer["files"][0]["id"]))["file"]["shares"]
        assert [one["ts"] for one in shares["public"][message.channel]] == [reply.ts]

    async def test_a_file_goes_to_a_person_through_their_conversation(
        self, ana: Person, client: AsyncWebClient
    ) -> None:
        place = (await client.conversations_open(users=ana.id))["channel"]["id"]
        answer = await client.files_upload_v2(channel=place, filename="a.csv", content="1")
        assert [one.files[0].content for one in ana.messages("app")] == [b"1"]
        assert answer["files"][0]["ims"] == [place]
        assert await refusal(client.files_upload_v2(channel=ana.id, filename="a.csv", content="1")) == (
            "invalid_arguments"
        )

    async def test_without_a_channel_a_file_stays_private(
        self, ws: Workspace, ana: Person, client: AsyncWebClient, http: aiohttp.ClientSession
    ) -> None:
        key = await uploaded(ws, client, http, b"words")
        answer = await client.files_completeUploadExternal(files=[{"id": key, "title": "A"}])
        assert (answer["files"][0]["title"], answer["files"][0]["shares"]) == ("A", {})
        assert ana.messages() == []
        assert (await client.files_info(file=key))["file"]["size"] == 5

    @pytest.mark.parametrize("content", [b"word", b"words!", b""])
    async def test_bytes_of_another_length_than_announced_are_refused(
        self, client: AsyncWebClient, http: aiohttp.ClientSession, content: bytes
    ) -> None:
        ticket = await client.files_getUploadURLExternal(filename="a.txt", length=5)
        async with http.post(ticket["upload_url"], data=content) as answer:
            assert answer.status == 400
        call = client.files_completeUploadExternal(files=[{"id": ticket["file_id"], "title": "a"}])
        assert await refusal(call) == "file_not_found"

    async def test_a_shared_file_takes_no_more_bytes_and_an_unknown_address_none(
        self, ws: Workspace, ana: Person, client: AsyncWebClient, http: aiohttp.ClientSession
    ) -> None:
        answer = await client.files_upload_v2(
            channel=ws.world.directory.find_channel("general").id, filename="a.csv", content="1"
        )
        for key in (answer["files"][0]["id"], "F1"):
            async with http.post(f"{ws.world.base_url}/upload/v1/{key}", data=b"2") as refused:
                assert refused.status == 404
        assert ana.messages()[0].files[0].content == b"1"

    async def test_uploads_can_fail_as_scripted(
        self, ws: Workspace, client: AsyncWebClient, http: aiohttp.ClientSession
    ) -> None:
        ws.faults.add("upload", Dropped(processed=True))
        ticket = await client.files_getUploadURLExternal(filename="a.txt", length=1)
        with pytest.raises(aiohttp.ClientError):
            await http.post(ticket["upload_url"], data=b"1")
        assert (await client.files_completeUploadExternal(files=[{"id": ticket["file_id"], "title": "a"}]))["ok"]

    async def test_it_is_told_what_is_wrong(
        self, ws: Workspace, client: AsyncWebClient, http: aiohttp.ClientSession
    ) -> None:
        key = await uploaded(ws, client, http, b"1")
        general = ws.world.directory.find_channel("general").id
        aside = ws.add_channel("aside", with_app=False).id
        old = ws.add_channel("old").id
        ws.archive("old")
        files: list[dict[str, str | None]] = [{"id": key, "title": "a"}]

        async def complete(**more: Any) -> str:
            return await refusal(client.files_completeUploadExternal(**{"files": files, **more}))

        assert await complete(files=[]) == "invalid_arguments"
        assert await complete(files=[{"id": "F1"}]) == "file_not_found"
        assert await complete(channel_id="general") == "invalid_arguments"
        assert await complete(channel_id="C0NOWHERE00") == "channel_not_found"
        assert await complete(channel_id=aside) == "not_in_channel"
        assert await complete(channel_id=old) == "is_archived"
        assert await complete(channel_id=general, thread_ts="now") == "invalid_thread_ts"
        assert await complete(channel_id=general, blocks="[{}]") == "invalid_blocks"
        assert await complete(channel_id=general, blocks="{}") == "invalid_blocks_format"
        assert await refusal(client.files_getUploadURLExternal(filename="", length=1)) == "invalid_arguments"
        assert await refusal(client.files_getUploadURLExternal(filename="a", length=0)) == "invalid_arguments"
        assert await refusal(client.files_getUploadURLExternal(filename="a", length=2 * 1024**3)) == (
            "file_upload_size_restricted"
        )
        assert ws.messages() == []
        ws.grant("files:read")
        assert await complete(channel_id=general) == "missing_scope"
        assert await refusal(client.files_getUploadURLExternal(filename="a", length=1)) == "missing_scope"

    async def test_blocks_introduce_a_file_where_there_is_no_comment(
        self, ws: Workspace, ana: Person, client: AsyncWebClient, http: aiohttp.ClientSession
    ) -> None:
        key = await uploaded(ws, client, http, b"1")
        general = ws.world.directory.find_channel("general").id
        blocks = '[{"type": "section", "text": {"type": "mrkdwn", "text": "*Look*"}}]'
        where: Json = {"files": [{"id": key, "title": "a"}], "channel_id": general, "blocks": blocks}
        await client.files_completeUploadExternal(**where)
        await client.files_completeUploadExternal(**where, initial_comment="Only this")
        assert [one.rendered for one in ana.messages()] == ["Look\n(file: a.txt)", "Only this\n(file: a.txt)"]
