"""Files in Slack: what somebody attached is fetched, what they asked for is handed over.

The token goes to Slack's own hosts and nowhere else, wherever an event or a redirect points. A file is shared once:
its bytes are sent as often as need be, because nobody sees them before the last step, and that step is never repeated.
Sources: docs.slack.dev "Working with files", `files.getUploadURLExternal`, `files.completeUploadExternal`.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

import aiohttp
from yarl import URL

from bot.errors import BadInput, NotFound, Unavailable
from handlers.attached import AttachedFile, file_of
from handlers.client import SLACK_FAILURES, refusal
from handlers.gate import outgoing_message
from handlers.plain import shorten
from handlers.posting import IN_DOUBT, UNREACHABLE, NotSaid

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from handlers.door import Door

MOST_BYTES: Final = 5 * 2**20
TRIES: Final = 2
HOPS: Final = 3
CHUNK: Final = 2**16
PATIENCE: Final = aiohttp.ClientTimeout(total=30)
SLACKS: Final = ("slack.com", "slack-gov.com")

_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NO_UPLOADS: Final = frozenset({"file_uploads_disabled", "file_uploads_except_images_disabled", "upload_not_allowed"})
_TOO_BIG: Final = frozenset({"file_upload_size_restricted", "file_upload_size_exceeded", "storage_limit_reached"})


class Files:
    """The way in and out for files. `strict` makes the gate fail instead of mending a comment."""

    def __init__(self, session: aiohttp.ClientSession, *, strict: bool = False) -> None:
        self._session = session
        self._strict = strict

    async def fetch(self, client: AsyncWebClient, file: AttachedFile, *, most_bytes: int = MOST_BYTES) -> bytes:
        """The bytes of an attached file.

        Raises `BadInput` or `NotFound` where it cannot be read, is not kept in Slack or is larger than `most_bytes`,
        and `Unavailable` or one of `SLACK_FAILURES` where trying again can help.
        """
        if not file.gone and (file.untold or not file.url):
            file = await _told(client, file)
        if file.gone:
            raise NotFound(f"{_called(file)} is not in Slack any more. Attach it again.")
        if file.size > most_bytes:
            raise _too_large(file, most_bytes)
        return await self._download(client, file, most_bytes)

    async def _download(self, client: AsyncWebClient, file: AttachedFile, most_bytes: int) -> bytes:
        url = file.url
        headers = {"Authorization": f"Bearer {client.token}", "Accept-Encoding": "identity"}
        for _ in range(HOPS):
            address = slack_address(url, client.base_url)
            if address is None:
                raise BadInput(f"{_called(file)} is kept outside Slack, where I do not go. Attach the file itself.")
            async with self._session.get(address, headers=headers, allow_redirects=False, timeout=PATIENCE) as answer:
                if answer.status not in _MOVED:
                    return await _read(answer, file, most_bytes)
                url = _next(address, answer.headers.get("Location", ""))
        raise _unreadable(file)

    async def send(self, door: Door, client: AsyncWebClient, name: str, content: bytes, comment: str = "") -> None:
        """Hand a file to the one at the door: in the thread of a mention, else directly, where only they see it.

        `content` must not be empty; `comment` is mrkdwn, shown above the file. Raises `NotSaid` where Slack does not
        take it, with `IN_DOUBT` where it may have, and `BadInput` where it takes no files from us at all.
        """
        in_place = door.event and door.channel
        channel = door.channel if in_place else await _direct(client, door.user)
        file_id = await self._uploaded(client, name, content)
        options: dict[str, Any] = {"thread_ts": door.thread} if in_place and door.thread else {}
        if comment:
            options["initial_comment"] = outgoing_message({"text": comment}, strict=self._strict)["text"]
        await _share(client, {"id": file_id, "title": name}, channel, options)

    async def _uploaded(self, client: AsyncWebClient, name: str, content: bytes) -> str:
        """The id of a file whose bytes Slack has, and which nobody sees yet."""
        for _ in range(TRIES):
            try:
                ticket = await client.files_getUploadURLExternal(filename=name, length=len(content))
            except SLACK_FAILURES as error:
                raise _refused(error) from error
            if await self._took(slack_address(str(ticket["upload_url"]), client.base_url), content):
                return str(ticket["file_id"])
        raise NotSaid(UNREACHABLE)

    async def _took(self, address: URL | None, content: bytes) -> bool:
        if address is None:
            raise NotSaid("upload address outside Slack")
        try:
            async with self._session.post(address, data=content, allow_redirects=False, timeout=PATIENCE) as answer:
                return answer.status == HTTPStatus.OK
        except (aiohttp.ClientError, TimeoutError):
            return False


def slack_address(url: str, api_url: str) -> URL | None:
    """`url`, if it leads to where the token of `api_url` may be sent; else None.

    That is the origin of the Web API itself, and over https the hosts of the Slack it belongs to: `*.slack.com` or, for
    GovSlack, `*.slack-gov.com`; both where the Web API is reached through a host of somebody else's.
    """
    try:
        address, api = URL(url), URL(api_url)
        if address.user is not None or address.password is not None:
            return None
        if address.origin() == api.origin():
            return address
    except ValueError:
        return None
    homes = [home for home in SLACKS if _within(api.raw_host, home)] or SLACKS
    is_safe = address.scheme == "https" and address.port == 443
    return address if is_safe and any(_within(address.raw_host, home) for home in homes) else None


def _within(host: str | None, home: str) -> bool:
    host = (host or "").lower()
    return host == home or host.endswith(f".{home}")


def _next(address: URL, location: str) -> str:
    try:
        return str(address.join(URL(location)))
    except ValueError:
        return ""


async def _told(client: AsyncWebClient, file: AttachedFile) -> AttachedFile:
    """The file as Slack tells of it when asked: of those in shared channels an event tells only the id."""
    try:
        return file_of((await client.files_info(file=file.id))["file"])
    except SLACK_FAILURES as error:
        reason = refusal(error).reason
        if reason == "missing_scope":
            raise _unreadable(file) from error
        if reason in ("file_not_found", "file_deleted"):
            raise NotFound(f"{_called(file)} is not in Slack any more. Attach it again.") from error
        raise


async def _read(answer: aiohttp.ClientResponse, file: AttachedFile, most_bytes: int) -> bytes:
    if answer.status in _GONE:
        raise NotFound(f"Slack does not give me {_called(file)}. Attach it again.")
    if answer.status != HTTPStatus.OK:
        raise Unavailable(f"Slack does not give me {_called(file)} just now. Please try again in a minute.")
    is_page = answer.content_type == "text/html"
    if is_page and file.mimetype != "text/html":
        raise _unreadable(file)  # Slack shows a page to sign in, with status 200
    body = bytearray()
    async for chunk in answer.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > most_bytes:
            raise _too_large(file, most_bytes)
    if is_page and len(body) != file.size:
        raise _unreadable(file)
    return bytes(body)


async def _direct(client: AsyncWebClient, user: str) -> str:
    """The conversation with one person."""
    try:
        return str((await client.conversations_open(users=user))["channel"]["id"])
    except SLACK_FAILURES as error:
        if refusal(error).passing:
            raise
        raise BadInput(
            "Slack does not let me write to you directly, so I cannot hand you a file. Mention me here and ask again."
        ) from error


async def _share(client: AsyncWebClient, file: dict[str, str | None], channel: str, options: dict[str, Any]) -> None:
    """Show a file to a conversation: once, or not at all. In doubt Slack is asked whether it was done."""
    try:
        await client.files_completeUploadExternal(files=[file], channel_id=channel, **options)
    except SLACK_FAILURES as error:
        if not refusal(error).doubtful:
            raise _refused(error) from error
        if not await _is_shared(client, str(file["id"]), channel):
            raise NotSaid(IN_DOUBT) from error


async def _is_shared(client: AsyncWebClient, file_id: str, channel: str) -> bool:
    try:
        told = (await client.files_info(file=file_id))["file"]
    except SLACK_FAILURES:
        return False
    return any(channel in places for places in (told.get("shares") or {}).values())


def _refused(error: Exception) -> Exception:
    refused = refusal(error)
    if refused.passing:
        return NotSaid(UNREACHABLE)
    if refused.reason == "missing_scope":
        return BadInput("Slack does not let me send files yet: the app has to be installed again for that.")
    if refused.reason in _NO_UPLOADS:
        return BadInput("This workspace does not let apps upload files.")
    if refused.reason in _TOO_BIG:
        return BadInput(f"That file is too large for this workspace ({refused.reason}). Ask for less at once.")
    return NotSaid(refused.reason)


def _called(file: AttachedFile) -> str:
    name = " ".join(file.name.split())
    return f"“{shorten(name, 80)}”" if name else "That file"


def _too_large(file: AttachedFile, most_bytes: int) -> BadInput:
    return BadInput(f"{_called(file)} is larger than {most_bytes / 2**20:g} MB, which is the most I read.")


def _unreadable(file: AttachedFile) -> BadInput:
    return BadInput(
        f"Slack does not let me read {_called(file)}. If I am in that conversation, the app has to be installed again, "
        "so that it may read files."
    )
