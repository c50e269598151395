"""What is attached reaches the one who answers; the token reaches nobody but Slack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from handlers.attached import MOST_FILES, AttachedFile, attached_to
from handlers.conversation import Conversation
from handlers.files import slack_address
from handlers.language import Command
from tests.unit.handlers.desk import MIA

if TYPE_CHECKING:
    from tests.unit.handlers.desk import Desk

FILE = {
    "id": "F1",
    "name": "feeds.opml",
    "mimetype": "text/xml",
    "size": 7,
    "url_private": "https://files.slack.com/files-pri/T1-F1/feeds.opml",
    "url_private_download": "https://files.slack.com/files-pri/T1-F1/download/feeds.opml",
}
ATTACHED = AttachedFile("F1", "feeds.opml", "text/xml", 7, FILE["url_private_download"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "attached"),
    [
        (FILE, ATTACHED),
        ({"id": "F1", "file_access": "check_file_info", "mode": "file_access"}, AttachedFile("F1", untold=True)),
        ({"id": "F1", "mode": "tombstone"}, AttachedFile("F1", gone=True)),
        ({"id": "F1", "mode": "hidden_by_limit"}, AttachedFile("F1", gone=True)),
        ({"id": "F1", "name": None, "title": "A", "size": "7", "url_private": "u"}, AttachedFile("F1", "A", url="u")),
    ],
)
def test_a_file_is_read_as_slack_tells_of_it(file: dict[str, Any], attached: AttachedFile) -> None:
    assert attached_to({"files": [file]}) == (attached,)


@pytest.mark.parametrize("files", [None, {}, "F1", [], ["F1"], [{}], [{"id": ""}]])
def test_what_is_no_file_is_passed_over(files: object) -> None:
    assert attached_to({"files": files}) == ()


def test_a_message_brings_no_more_files_than_can_be_looked_at() -> None:
    assert attached_to({}) == ()
    assert len(attached_to({"files": [FILE] * 1_000})) == MOST_FILES


@pytest.mark.parametrize("kind", ["app_mention", "message"])
async def test_the_files_of_a_message_come_with_its_command(
    desk: Desk, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Command] = []

    async def say(_: Conversation, _door: object, _client: object, _asking: object, command: Command) -> None:
        heard.append(command)

    monkeypatch.setattr(Conversation, "say", say)
    more = {"type": kind, "channel_type": "im", "subtype": "file_share"} if kind == "message" else {}
    await desk.send(desk.mention(MIA, "<@UBOT> press feeds import", files=[FILE], **more))
    await desk.send(desk.slash(MIA, "/press", "feeds import"))
    assert heard == [Command("press", "feeds import", files=(ATTACHED,)), Command("press", "feeds import")]


# Where the token may go

SLACK, GOV, OWN = "https://slack.com/api/", "https://slack-gov.com/api/", "http://127.0.0.1:8080/api/"


@pytest.mark.parametrize(
    ("api", "url"),
    [
        (SLACK, "https://files.slack.com/files-pri/T1-F1/download/a.opml"),
        (SLACK, "https://FILES.slack.com:443/a"),
        (SLACK, "https://coalition.slack.com/files/a"),
        (SLACK, "https://slack.com/a"),
        (GOV, "https://files.slack-gov.com/a"),
        (OWN, "http://127.0.0.1:8080/files-pri/a"),
        ("https://slack.proxy.example/api/", "https://files.slack.com/a"),
        ("https://slack.proxy.example/api/", "https://files.slack-gov.com/a"),
    ],
)
def test_the_token_goes_to_the_slack_that_it_is_of(api: str, url: str) -> None:
    assert slack_address(url, api) is not None


@pytest.mark.parametrize(
    ("api", "url"),
    [
        (SLACK, "https://evil.example/files.slack.com"),
        (SLACK, "https://files.slack.com.evil.example/"),
        (SLACK, "https://notslack.com/"),
        (SLACK, "https://slack.com@evil.example/"),
        (SLACK, "https://me:you@files.slack.com/"),
        (SLACK, "https://evil.example#@files.slack.com/"),
        (SLACK, "https://evil.example\\@files.slack.com/"),
        (SLACK, "http://files.slack.com/a"),
        (SLACK, "https://files.slack.com:8443/a"),
        (SLACK, "https://files.slack-gov.com/a"),
        (SLACK, "file:///etc/passwd"),
        (SLACK, "//files.slack.com/a"),
        (SLACK, "/files-pri/a"),
        (SLACK, "https://[::1/"),
        (SLACK, ""),
        (GOV, "https://files.slack.com/a"),
        (OWN, "http://127.0.0.1:8081/a"),
        (OWN, "https://127.0.0.1:8080/a"),
        (OWN, "http://localhost:8080/a"),
    ],
)
def test_the_token_goes_nowhere_else(api: str, url: str) -> None:
    assert slack_address(url, api) is None
