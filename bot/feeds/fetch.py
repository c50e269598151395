"""Asking a server for a document: bounded in time, in size and in where it may lead. GET only.

`Fetcher.ask` is one question with its redirects and gives whatever came of it; `Fetcher.fetch` reads it as a poll does.

Redirects are followed here, not by aiohttp, so that every hop passes the guard and permanent moves are told from
temporary ones. A redirect from https to http is followed, since coverage is public and some publishers do it, but it
never counts as a permanent move: no address on file loses its encryption. Validators go along with every hop.
"""

from __future__ import annotations

import asyncio
import hashlib
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, overload

import aiohttp
from yarl import URL

from bot.domain.press.feed import FailureKind, Validators
from bot.domain.press.outcome import Failed, Http
from bot.feeds.answer import failure_kind, fresh_for, retry_at, validator
from bot.feeds.dialling import Dial, Lookup, connector, dial
from bot.feeds.guard import UNREADABLE, Guard, Refused
from bot.feeds.reading import Reading
from bot.feeds.room import Room, Share
from bot.feeds.unanswered import Unanswered, may_pass, reading_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime
    from types import TracebackType
    from typing import Self

FEED_TYPES: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.8, */*;q=0.5"
)
MOST_BYTES: Final = 10 * 2**20

_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_PERMANENT: Final = frozenset((301, 308))
_DOCUMENT: Final = frozenset((200, 203))


@dataclass(frozen=True, slots=True)
class Limits:
    """How much patience a server gets: seconds, and redirects. `keep_alive_s`: how long an idle connection is kept."""

    connect_s: float = 10
    dns_s: float = 5
    total_s: float = 30
    redirects: int = 5
    keep_alive_s: float = 10


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Body:
    """A document. `validators` hold its hash; `content` is decompressed; `url` is where it was in the end."""

    http: Http
    validators: Validators
    content: bytes = field(repr=False)
    content_type: str
    url: str


@dataclass(frozen=True, slots=True)
class NotModified:
    """304: the document is the one that the validators were given with. `validators` are to be kept from now on."""

    http: Http
    validators: Validators


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered in the end. `content` only for a document (200, 203); `moved_to` as in `Http`."""

    status: int
    headers: Mapping[str, str]
    url: str
    content: bytes = field(default=b"", repr=False)
    moved_to: str = ""


class Fetcher:
    """Asks servers, all through one guard and one pool of connections. An async context manager.

    `contact` stands in the User-Agent, so that whoever runs a server can say what they want changed. No cookies are
    kept, no proxy or password is taken from the environment.
    """

    def __init__(self, guard: Guard, *, contact: str = "", limits: Limits = LIMITS) -> None:
        self.guard = guard
        self.room = Room()
        self._limits = limits
        self._headers = {
            "User-Agent": f"PaperTrail/{version('paper-trail')}" + (f" (+{contact})" if contact else ""),
            "Accept-Encoding": "gzip, deflate",
        }
        self._lookup: Lookup
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._lookup = Lookup(self._limits.dns_s)
        self._session = aiohttp.ClientSession(
            connector=connector(self.guard, self._lookup, keep_alive_s=self._limits.keep_alive_s),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=self._headers,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._limits.connect_s),  # `ask` ends the rest
            trust_env=False,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._lookup.close()

    @overload
    async def fetch(
        self,
        url: str,
        *,
        validators: None,
        now: datetime,
        accept: str = ...,
        most_bytes: int = ...,
        share: Share | None = ...,
    ) -> Body | Failed: ...

    @overload
    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None,
        now: datetime,
        accept: str = ...,
        most_bytes: int = ...,
        share: Share | None = ...,
    ) -> Body | NotModified | Failed: ...

    async def fetch(
        self,
        url: str,
        *,
        validators: Validators | None,
        now: datetime,
        accept: str = FEED_TYPES,
        most_bytes: int = MOST_BYTES,
        share: Share | None = None,
    ) -> Body | NotModified | Failed:
        """The document at `url`, unless it is the one that `validators` belong to; with None, in any case.

        Whatever a server does is a value. At most `most_bytes` are read, counted after decompression. A `share` of
        `room` makes a large document wait for its place; whoever gave it lets go of it.
        """
        known = validators or Validators()
        whole = not (known.etag or known.last_modified)
        try:
            answer = await self.ask(url, headers=_question(accept, known), most_bytes=most_bytes, share=share)
        except Unanswered as error:
            return Failed(error.kind, error.reason, Http(whole=whole))
        return _read(answer, known, now, whole=whole)

    async def ask(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        most_bytes: int = MOST_BYTES,
        cut: bool = False,
        total_s: float | None = None,
        redirects: int | None = None,
        share: Share | None = None,
    ) -> Answer:
        """What `url` answers, after at most `redirects` redirects (0: the redirect itself). Raises `Unanswered`.

        Of a document that is longer than `most_bytes` its beginning is given if it may be `cut`.
        """
        total_s = self._limits.total_s if total_s is None else total_s
        try:
            async with asyncio.timeout(total_s) as deadline:
                reading = Reading(most_bytes, cut, share, deadline)
                return await self._follow(self.guard.checked(url), headers, reading, redirects)
        except aiohttp.ServerTimeoutError:
            raise may_pass(f"there was no connection within {self._limits.connect_s:g} seconds") from None
        except TimeoutError:
            raise may_pass(f"it took longer than {total_s:g} seconds") from None
        except Refused as refused:
            raise Unanswered(FailureKind.HARD, refused.reason) from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise reading_of(error) from None

    async def _follow(self, url: URL, headers: Mapping[str, str], reading: Reading, most: int | None) -> Answer:
        follow = most != 0
        most = self._limits.redirects if most is None else most
        seen: set[URL] = set()
        moved_to, permanent = "", True
        while True:
            seen.add(url)
            async with self._answered(url, headers) as response:
                if not follow or response.status not in _REDIRECTS:
                    content = await reading.of(response) if response.status in _DOCUMENT else b""
                    return Answer(response.status, response.headers, str(url), content, moved_to)
                target = self._target(url, response)
                status = response.status
            if target in seen:
                raise Unanswered(FailureKind.HARD, "its redirects lead in a circle")
            if len(seen) > most:
                raise Unanswered(FailureKind.HARD, f"it redirects more than {most} times")
            permanent = permanent and status in _PERMANENT and (url.scheme == "http" or target.scheme == "https")
            moved_to = str(target) if permanent else moved_to
            url = target

    @asynccontextmanager
    async def _answered(self, url: URL, headers: Mapping[str, str]) -> AsyncIterator[aiohttp.ClientResponse]:
        """One exchange. A connection whose answer was not read to its end is closed, not kept."""
        attempt = Dial(url.raw_host or "")
        dial.set(attempt)
        try:
            response = await self._session.get(url, headers=headers, allow_redirects=False)
        except aiohttp.ClientConnectorError:
            if attempt.refused and not attempt.tried:
                raise Refused(attempt.refused) from None
            raise
        try:
            yield response
        finally:
            response.release()

    def _target(self, url: URL, response: aiohttp.ClientResponse) -> URL:
        location = response.headers.get("Location", "")
        if not location:
            raise may_pass(f"the server answered {response.status} without saying where to")
        try:
            joined = str(url.join(URL(location)))
        except ValueError:
            raise Refused(UNREADABLE) from None
        return self.guard.checked(joined)


def _question(accept: str, known: Validators) -> dict[str, str]:
    headers = {"Accept": accept}
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    return headers


def _read(answer: Answer, known: Validators, now: datetime, *, whole: bool) -> Body | NotModified | Failed:
    status, headers = answer.status, answer.headers
    etag, last_modified = validator(headers.get("ETag", "")), validator(headers.get("Last-Modified", ""))
    if status in _DOCUMENT:
        return Body(
            http=Http(status, answer.moved_to, fresh_for(headers, now), whole=whole),
            validators=Validators(etag, last_modified, hashlib.blake2b(answer.content, digest_size=16).hexdigest()),
            content=answer.content,
            content_type=headers.get("Content-Type", "")[:200],
            url=answer.url,
        )
    if status == 304 and not whole:
        kept = Validators(etag or known.etag, last_modified or known.last_modified, known.body_hash)
        return NotModified(Http(status, answer.moved_to, fresh_for(headers, now)), kept)
    http = Http(status, retry_at=retry_at(headers, now), whole=whole)
    if status == 304:
        return Failed(FailureKind.SOFT, "the server answered 304 although it was asked for the whole document", http)
    return Failed(failure_kind(status), f"the server answered {status}", http)
