"""What somebody attached to a message, as the event tells of it. Pure.

Source: docs.slack.dev "File object", and "Using Slack Connect" for files of which an event tells only the id.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_FILES = 20

File = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file. `size` is in bytes, 0 where Slack did not say; `url` is where it can be downloaded with the token.

    `untold` says that Slack has more to tell when it is asked (`files.info`), as in channels that are shared with
    another organisation; `gone` that the file was deleted, or is hidden by the limits of the workspace's plan.
    """

    id: str
    name: str = ""
    mimetype: str = ""
    size: int = 0
    url: str = ""
    untold: bool = False
    gone: bool = False


def attached_to(event: Mapping[str, Any]) -> tuple[AttachedFile, ...]:
    """The files of a message or a mention, at most `MOST_FILES`; what is no file object is passed over."""
    given = event.get("files")
    listed = given if isinstance(given, list) else []
    return tuple(file_of(one) for one in listed[:MOST_FILES] if isinstance(one, Mapping) and one.get("id"))


def file_of(file: File) -> AttachedFile:
    """A file object as Slack sends it."""
    size = file.get("size")
    return AttachedFile(
        id=str(file["id"]),
        name=str(file.get("name") or file.get("title") or ""),
        mimetype=str(file.get("mimetype") or ""),
        size=size if isinstance(size, int) else 0,
        url=str(file.get("url_private_download") or file.get("url_private") or ""),
        untold=file.get("file_access") == "check_file_info",
        gone=file.get("mode") in ("tombstone", "hidden_by_limit"),
    )
