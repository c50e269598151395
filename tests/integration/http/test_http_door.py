"""The HTTP door over real sockets: what Slack signed comes in once, and nothing else does."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from bot import logs
from tests.acceptance.trouble import quiet
from tests.integration.http.conftest import FORM, JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.http.conftest import Caller

SAID = "zanzibar"
OUTSIDE_S = 301  # the window is five minutes


@pytest.fixture
def log(capfd: pytest.CaptureFixture[str]) -> Iterator[pytest.CaptureFixture[str]]:
    """The log of the program, as it is written."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.configure("text", level=logging.DEBUG)
    yield capfd
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def mention(caller: Caller, event_id: str, words: str = SAID) -> bytes:
    """A mention of the bot, as Slack sends it."""
    slack = caller.house.slack
    channel = slack.world.directory.find_channel("general").id
    event = {
        "type": "app_mention",
        "user": caller.house.member.id,
        "text": f"<@{slack.installation().bot_user_id}> records {words}",
        "ts": slack.world.new_ts(),
        "channel": channel,
    }
    body = {"type": "event_callback", "event_id": event_id, "team_id": slack.team.id, "event": event}
    return json.dumps(body).encode()


def command(caller: Caller) -> bytes:
    """A slash command, as Slack sends it."""
    house = caller.house
    fields = {"command": "/records", "text": SAID, "user_id": house.member.id, "team_id": house.slack.team.id}
    return urlencode({**fields, "channel_id": "C1", "trigger_id": "1.1"}).encode()


async def test_what_is_not_signed_by_slack_just_now_stays_outside(
    caller: Caller, log: pytest.CaptureFixture[str]
) -> None:
    now = int(time.time())
    for kind, body in ((JSON, mention(caller, "Ev1")), (FORM, command(caller))):
        good = caller.signed(body)
        bad = [
            {},
            {"X-Slack-Signature": good["X-Slack-Signature"]},
            {"X-Slack-Request-Timestamp": good["X-Slack-Request-Timestamp"]},
            caller.signed(body, secret="another"),
            caller.signed(body + b" "),
            {**good, "X-Slack-Request-Timestamp": str(now - 7)},
            *(caller.signed(body, at=str(now + off)) for off in (-OUTSIDE_S, OUTSIDE_S + 1, -(10**9))),
            *(caller.signed(body, at=at) for at in ("soon", f"{now}.0", f"-{now}", "1e9", "٤٢", "9" * 4_000)),
            *({**good, "X-Slack-Signature": signature} for signature in ("v0=é", "v0=", "v1=" + "0" * 64, "ﬀ", " ")),
            {**good, "X-Slack-Request-Timestamp": "é"},
        ]
        for headers in bad:
            assert await caller.post(body, headers, kind=kind) == (401, ""), headers
    assert await caller.metrics() == {"papertrail_unsigned_requests_total": 2 * len(bad)}
    await quiet(caller.house)
    assert caller.house.slack.messages() == []
    assert [call.method for call in caller.house.slack.calls] == ["auth.test"]
    written = log.readouterr().err
    assert written.count("unsigned_request_refused") == 2 * len(bad)
    assert SAID not in written


async def test_what_slack_signed_is_answered_once_however_often_it_arrives(caller: Caller) -> None:
    body = mention(caller, "Ev1")
    headers = caller.signed(body)
    retried = {**headers, "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    for sent in (headers, headers, retried, caller.signed(body, at=str(int(time.time()) - OUTSIDE_S + 10))):
        assert await caller.post(body, sent) == (200, "")
    await quiet(caller.house)
    assert len(caller.house.slack.messages()) == 1
    assert await caller.metrics() == {"papertrail_requests_total": 4}


async def test_a_body_that_slack_never_sends_is_refused_and_not_read(
    caller: Caller, log: pytest.CaptureFixture[str]
) -> None:
    huge = b'{"' + SAID.encode() + b'":"' + b"x" * 5_000_000
    status, text = await caller.post(huge)
    assert status == 413
    assert SAID not in text
    for body, kind in (
        *((body, JSON) for body in (b"{", b"[]", b"null", b"1", f'"{SAID}"'.encode(), b"\xff\xfe", b"[" * 90_000)),
        *((b"payload=" + body, FORM) for body in (b"{", b"[]", b"null", SAID.encode(), b"")),
    ):
        assert await caller.post(body, kind=kind) == (400, ""), body[:20]
    assert await caller.ask("GET", "/healthz") == (200, "ok")
    assert SAID not in log.readouterr().err


async def test_slack_may_verify_the_address_and_look_at_the_certificate(caller: Caller) -> None:
    challenge = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()
    status, text = await caller.post(challenge)
    assert (status, json.loads(text)) == (200, {"challenge": "abc"})
    assert (await caller.post(challenge, {}))[0] == 401
    check = b"ssl_check=1&token=x"
    assert await caller.post(check, kind=FORM) == (200, "")
    assert await caller.post(check, {}, kind=FORM) == (200, "")
    assert await caller.post(check + b"&command=%2Frecords&text=" + b"x" * 2_000, {}, kind=FORM) == (401, "")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/slack/events", 405),
        ("PUT", "/slack/events", 405),
        ("POST", "/healthz", 405),
        ("GET", "/", 404),
        ("POST", "/slack", 404),
        ("GET", "/slack/events/", 404),
        ("GET", "/%2e%2e/etc/passwd", 404),
    ],
)
async def test_there_is_nothing_else_to_find(caller: Caller, method: str, path: str, status: int) -> None:
    assert (await caller.ask(method, path))[0] == status


async def test_operators_see_that_it_lives_that_it_can_work_and_how_much_it_did(caller: Caller) -> None:
    assert await caller.ask("GET", "/healthz") == (200, "ok")
    assert await caller.ask("GET", "/readyz") == (200, "ok")
    assert await caller.metrics() == {}
    challenge = b'{"type": "url_verification", "challenge": "abc"}'  # of which nothing follows
    await caller.post(challenge)
    for _ in range(2):
        await caller.post(challenge, {})
    assert await caller.metrics() == {
        "papertrail_requests_total": 1,
        "papertrail_unsigned_requests_total": 2,
    }
