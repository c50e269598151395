"""`files.*`: uploading in three steps, and asking about a file.

https://docs.slack.dev/reference/methods?family=files
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workspace.block_kit import Problem
from workspace.composing import Content, UnacceptableError, compose
from workspace.files import StoredFile
from workspace.model import Post
from workspace.web_api.call import ApiError, Call, Method, refuse_invalid
from workspace.web_api.chat import thread_meant

if TYPE_CHECKING:
    from workspace.model import Channel
    from workspace.wire import Json

CHANNEL_ID = r"^[CGDZ][A-Z0-9]{8,}$"
LARGEST = 1024**3


def upload_url(call: Call) -> Json:
    """`files.getUploadURLExternal`: where to send the bytes of a file, `length` of them."""
    name = call.required("filename")
    length = call.number("length", 0, LARGEST + 1)
    if length <= 0:
        raise ApiError("invalid_arguments")
    if length > LARGEST:
        raise ApiError("file_upload_size_restricted")
    world = call.world
    file = StoredFile(
        id=world.files.new_id(),
        team_id=call.bot.team_id,
        user_id=call.bot.bot_user_id,
        name=name,
        length=length,
        base_url=world.base_url,
        created=int(world.clock().timestamp()),
        bot_id=call.bot.bot_id,
    )
    world.files.add(file)
    return {"upload_url": f"{world.base_url}/upload/v1/{file.id}", "file_id": file.id}


def complete_upload(call: Call) -> Json:
    """`files.completeUploadExternal`: share files whose bytes have arrived, in one message, or keep them private.

    What Slack does when it is asked twice is written nowhere. Here they are shared twice, which an app must not risk.
    """
    files = [_uploaded(call, one) for one in _listed(call)]
    channel = _channel(call)
    if channel is not None:
        content = _introduction(call)
        post = Post(
            channel_id=channel.id,
            ts=call.world.new_ts(),
            team_id=call.bot.team_id,
            user_id=call.bot.bot_user_id,
            text=content.text,
            blocks=content.blocks,
            thread_ts=thread_meant(call, channel),
            bot=call.bot,
            app_id=call.world.app.app_id,
        )
        call.world.files.show(post, files)
        call.world.post(post)
    return {"files": [call.world.files.told_in_full(file) for file in files]}


def info(call: Call) -> Json:
    """`files.info`: a file that the app uploaded, or that is shared where it is."""
    file = call.world.files.seen_by(call.bot, call.text("file"))
    if file is None:
        raise ApiError("file_not_found")
    told = call.world.files.told_in_full(file)
    return {"file": told, "comments": [], "response_metadata": {"next_cursor": ""}}


def _listed(call: Call) -> list[Json]:
    files: Any = call.structure("files", "invalid_arguments")
    if not isinstance(files, list) or not files or not all(isinstance(one, dict) for one in files):
        raise ApiError("invalid_arguments")
    return files


def _uploaded(call: Call, named: Json) -> StoredFile:
    file = call.world.files.find(str(named.get("id", "")))
    if file is None or not file.content or file.bot_id != call.bot.bot_id:
        raise ApiError("file_not_found")
    file.title = str(named.get("title") or "")
    return file


def _channel(call: Call) -> Channel | None:
    """Return where to share: an id, and neither a name nor a person. Without one the files stay private."""
    wanted = call.text("channel_id")
    if not wanted:
        return None
    if not re.match(CHANNEL_ID, wanted):
        refuse_invalid("invalid_arguments", [Problem(f"input must match regex pattern: {CHANNEL_ID}", "/channel_id")])
    channel = call.channel("channel_id")
    if call.bot.bot_user_id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.archived:
        raise ApiError("is_archived")
    return channel


def _introduction(call: Call) -> Content:
    """Return the words above the files. Blocks count only where there is no comment."""
    comment = call.text("initial_comment")
    blocks = None if comment else call.structure("blocks", "invalid_blocks_format")
    if not comment and blocks in (None, []):
        return Content()
    try:
        return compose({"text": comment, "blocks": blocks})
    except UnacceptableError as unacceptable:
        refuse_invalid(unacceptable.error, unacceptable.problems)
        raise ApiError(unacceptable.error) from None


METHODS = {
    "files.getUploadURLExternal": Method(upload_url, ("files:write",), tier=4),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), tier=4, reads_json=True),
    "files.info": Method(info, ("files:read",), tier=4),
}
