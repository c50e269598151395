"""Keeping a copy of a page, against a stand-in for the Wayback Machine."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.feeds.archive import ArchiveFailed, save
from bot.feeds.fetch import Fetcher
from bot.feeds.guard import PRIVATE, WRONG_SCHEME, Guard
from tests.feed_server import FeedServer, Reply, endless, redirect, silence
from tests.integration.feeds.conftest import ALLOWED, NOW

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE = "https://example.org/story?a=1&b=%2F"
SAVE = f"/save/{PAGE}"
COPY = f"/web/20261125120000/{PAGE}"
LATER = NOW + timedelta(minutes=15)


async def saved(fetcher: Fetcher, server: FeedServer, url: str = PAGE, patience_s: float = 20) -> str | ArchiveFailed:
    return await save(fetcher, server.url(""), url, NOW, patience_s=patience_s)


@pytest.mark.parametrize("status", [301, 302])
async def test_the_copy_is_where_the_archive_redirects_to(server: FeedServer, fetcher: Fetcher, status: int) -> None:
    server.on(SAVE, redirect(COPY, status))
    assert await saved(fetcher, server, f"{PAGE}#part") == server.url(COPY)
    assert [request.path for request in server.asked] == [SAVE]  # the copy itself is not fetched


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Location": COPY},
        {"Link": f'<{PAGE}>; rel="original", <HOST{COPY}>; rel="first memento"; datetime="x", <x>; rel="timemap"'},
    ],
    ids=["Content-Location", "Link"],
)
async def test_the_copy_is_where_a_header_says(
    server: FeedServer, fetcher: Fetcher, headers: Mapping[str, str]
) -> None:
    said = {name: value.replace("HOST", server.url("")) for name, value in headers.items()}
    server.on(SAVE, Reply(200, said, b"<html>"))
    assert await saved(fetcher, server) == server.url(COPY)


async def test_the_archive_may_send_us_on_before_it_says(server: FeedServer, fetcher: Fetcher) -> None:
    server.on(SAVE, redirect("/save/_now"))
    server.on("/save/_now", redirect(server.url(COPY)))
    assert await saved(fetcher, server) == server.url(COPY)


@pytest.mark.parametrize(
    ("answer", "reason", "retry_at"),
    [
        (Reply(429), "the archive is busy", LATER),
        (Reply(429, {"Retry-After": "60"}), "the archive is busy", NOW + timedelta(minutes=1)),
        (Reply(503), "the archive answered 503", LATER),
        (Reply(520, {"Retry-After": "3600"}), "the archive answered 520", NOW + timedelta(hours=1)),
        (Reply(403), "the archive answered 403", None),
        (
            Reply(403, {"X-Archive-Wayback-Runtime-Error": "RobotAccessControlException: Blocked By Robots"}),
            "the site does not want to be archived",
            None,
        ),
        (Reply(200, {}, b"<html>"), "the archive did not say where the copy is", LATER),
        (Reply(302), "the archive answered 302", LATER),
        (redirect(SAVE), "the archive redirects without end", LATER),
        (redirect("http://10.0.0.1/web/20261125120000/x"), f"the archive: {PRIVATE}", None),
        (redirect(f"https://other.example{COPY}"), "the archive: the name was not found", LATER),
        (redirect("http://[::1"), "the archive answered 302", LATER),
        (redirect(f"/web/2026/{PAGE}"), "the archive answered 404", LATER),
        (redirect(f"{COPY}{'x' * 2_000}"), "the archive: the address is longer than 2,000 characters", None),
    ],
    ids=lambda value: None,
)
async def test_a_copy_that_was_not_made_is_a_value_with_its_reason(
    server: FeedServer,
    fetcher: Fetcher,
    names: dict[str, list[str]],
    answer: Reply,
    reason: str,
    retry_at: object,
) -> None:
    assert not names
    server.on(SAVE, answer)
    assert await saved(fetcher, server) == ArchiveFailed(reason, retry_at)  # type: ignore[arg-type]


async def test_an_archive_that_is_silent_is_not_waited_for(server: FeedServer, fetcher: Fetcher) -> None:
    server.on(SAVE, silence())
    failed = await saved(fetcher, server, patience_s=0.1)
    assert failed == ArchiveFailed("the archive: it took longer than 0.1 seconds", LATER)


async def test_an_answer_of_the_archive_is_not_read(server: FeedServer, fetcher: Fetcher) -> None:
    server.on(SAVE, endless())
    assert await saved(fetcher, server) == ArchiveFailed("the archive did not say where the copy is", LATER)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://10.0.0.1/story", PRIVATE),
        ("file:///etc/passwd", WRONG_SCHEME),
        ("http://feeds.test/story", "the page is not on the public internet"),
        ("http://127.0.0.1/story", "the page is not on the public internet"),
    ],
)
async def test_the_archive_is_not_told_of_pages_within_the_house(
    server: FeedServer, fetcher: Fetcher, url: str, reason: str
) -> None:
    assert await saved(fetcher, server, url) == ArchiveFailed(reason)
    assert server.asked == []


async def test_the_archive_itself_is_asked_through_the_guard(server: FeedServer) -> None:
    assert ALLOWED
    async with Fetcher(Guard(())) as guarded:
        failed = await saved(guarded, server)
    assert isinstance(failed, ArchiveFailed)
    assert failed.reason == "the archive: only the ports 80 and 443 are asked"
    assert server.asked == []
