"""Asking a server over a real socket: what is sent, and what becomes of each answer."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.domain.press.feed import FailureKind, Validators
from bot.domain.press.outcome import Failed, Http
from bot.feeds.fetch import Body, Fetcher, NotModified
from bot.feeds.guard import Guard
from tests.feed_server import FeedServer, Reply, compressed, redirect, reply
from tests.integration.feeds.conftest import ALLOWED, NOW, asked

if TYPE_CHECKING:
    from bot.feeds.fetch import Fetcher as Asking

FEED = b"<rss><channel><title>A</title></channel></rss>"
HASH = hashlib.blake2b(FEED, digest_size=16).hexdigest()


async def test_a_document_comes_with_everything_the_next_poll_needs(server: FeedServer, fetcher: Asking) -> None:
    stamp = "Wed, 25 Nov 2026 11:00:00 GMT"
    server.on("/feed", reply(FEED, etag='W/"1"', last_modified=stamp, headers={"Cache-Control": "max-age=1200"}))
    assert await asked(fetcher, server.url("/feed#top")) == Body(
        http=Http(status=200, fresh_for=timedelta(minutes=20), whole=True),
        validators=Validators('W/"1"', stamp, HASH),
        content=FEED,
        content_type="application/rss+xml",
        url=server.url("/feed"),
    )


async def test_a_request_says_who_asks_and_carries_nothing_else(
    server: FeedServer, fetcher: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.on("/feed", reply(FEED, headers={"Set-Cookie": "who=you"}))
    await asked(fetcher, server.url("/feed"))
    await asked(fetcher, server.url("/feed"), Validators('"1"', "yesterday", "f00"))
    first, second = (dict(request.headers) for request in server.asked)
    assert {request.method for request in server.asked} == {"GET"}
    assert first.pop("user-agent").startswith("PaperTrail/")
    assert second.pop("user-agent").endswith(" (+press@example.org)")
    assert first.pop("accept").startswith("application/atom+xml, application/rss+xml")
    assert first == {"host": f"127.0.0.1:{server.port}", "accept-encoding": "gzip, deflate"}
    assert (second["if-none-match"], second["if-modified-since"]) == ('"1"', "yesterday")
    assert "cookie" not in second


async def test_who_gives_no_contact_sends_none(server: FeedServer) -> None:
    async with Fetcher(Guard(ALLOWED)) as fetcher:
        await asked(fetcher, server.url("/feed"))
    assert "(" not in server.asked[0].headers["user-agent"]


async def test_an_unchanged_document_is_not_sent_again(server: FeedServer, fetcher: Asking) -> None:
    server.on("/feed", reply(FEED, etag='"1"', headers={"Cache-Control": "max-age=60"}))
    answer = await asked(fetcher, server.url("/feed"), Validators('"1"', "", HASH))
    assert answer == NotModified(Http(status=304, fresh_for=timedelta(minutes=1)), Validators('"1"', "", HASH))


async def test_new_validators_of_an_unchanged_document_are_kept(server: FeedServer, fetcher: Asking) -> None:
    server.on("/feed", Reply(304, {"ETag": '"2"'}))
    answer = await asked(fetcher, server.url("/feed"), Validators('"1"', "yesterday", HASH))
    assert isinstance(answer, NotModified)
    assert answer.validators == Validators('"2"', "yesterday", HASH)


async def test_a_changed_document_has_new_validators_only(server: FeedServer, fetcher: Asking) -> None:
    server.on("/feed", reply(FEED, etag='"2"'))
    answer = await asked(fetcher, server.url("/feed"), Validators('"1"', "yesterday", "f00"))
    assert isinstance(answer, Body)
    assert (answer.validators, answer.http.whole) == (Validators('"2"', "", HASH), False)


@pytest.mark.parametrize("validators", [None, Validators(), Validators(body_hash=HASH)])
async def test_a_server_may_not_say_unchanged_to_a_plain_question(
    server: FeedServer, fetcher: Asking, validators: Validators | None
) -> None:
    server.on("/feed", Reply(304))
    answer = await asked(fetcher, server.url("/feed"), validators)
    assert isinstance(answer, Failed)
    assert (answer.kind, answer.http) == (FailureKind.SOFT, Http(status=304, whole=True))
    assert answer.reason == "the server answered 304 although it was asked for the whole document"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (204, FailureKind.SOFT),
        (206, FailureKind.SOFT),
        (400, FailureKind.HARD),
        (401, FailureKind.HARD),
        (403, FailureKind.HARD),
        (404, FailureKind.SOFT),
        (410, FailureKind.GONE),
        (429, FailureKind.SOFT),
        (503, FailureKind.SOFT),
        (999, FailureKind.SOFT),
    ],
)
async def test_an_answer_without_a_document_is_a_failure_of_its_weight(
    server: FeedServer, fetcher: Asking, status: int, kind: FailureKind
) -> None:
    server.on("/feed", Reply(status, {"Retry-After": "90"}))
    answer = await asked(fetcher, server.url("/feed"))
    retry_at = NOW + timedelta(seconds=90)
    assert answer == Failed(kind, f"the server answered {status}", Http(status=status, retry_at=retry_at, whole=True))


@pytest.mark.parametrize("how", ["gzip", "deflate", "raw"])
async def test_a_compressed_document_is_unpacked(server: FeedServer, fetcher: Asking, how: str) -> None:
    server.on("/feed", compressed(FEED, how=how))
    answer = await asked(fetcher, server.url("/feed"))
    assert isinstance(answer, Body)
    assert (answer.content, answer.validators.body_hash) == (FEED, HASH)


async def test_an_empty_document_is_a_document(server: FeedServer, fetcher: Asking) -> None:
    server.on("/feed", reply(b""))
    answer = await asked(fetcher, server.url("/feed"))
    assert isinstance(answer, Body)
    assert answer.content == b""


async def test_connections_of_a_host_are_used_again(server: FeedServer, fetcher: Asking) -> None:
    server.on("/feed", reply(FEED, etag='"1"'))
    server.on("/moved", redirect("/feed"))
    for _ in range(3):
        await asked(fetcher, server.url("/feed"), Validators('"1"'))
        await asked(fetcher, server.url("/moved"))
        await asked(fetcher, server.url("/missing"))
    assert (len(server.asked), server.connections) == (12, 1)


async def test_a_connection_that_the_server_closed_meanwhile_is_made_anew(server: FeedServer, fetcher: Asking) -> None:
    server.on("/feed", reply(FEED))
    await asked(fetcher, server.url("/feed"))
    for writer in tuple(server.open):
        writer.transport.abort()
    assert isinstance(await asked(fetcher, server.url("/feed")), Body)
    assert server.connections == 2
