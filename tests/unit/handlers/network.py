"""A network on which Slack answers as it is told to: under the real SDK, in place of its HTTP session."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from multidict import CIMultiDict

if TYPE_CHECKING:
    from collections.abc import Callable

    import aiohttp

Json = dict[str, Any]
API_URL = "https://slack.test/api/"
RESPONSE_URL = "https://hooks.slack.test/1"


@dataclass
class Answer:
    """What one request meets.

    `text` is for answers that are not JSON, `broken` for those that say so and are none; `lost` cuts the connection
    after the request, and `never` leaves it without an answer.
    """

    body: Json = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""
    lost: Exception | None = None
    never: bool = False
    broken: bool = False

    @property
    def content_type(self) -> str:
        return "text/plain" if self.text else "application/json"


def refused(error: str) -> Answer:
    """Slack's no."""
    return Answer({"ok": False, "error": error})


def busy(seconds: int) -> Answer:
    """Slack's "later"."""
    return Answer({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(seconds)})


@dataclass(frozen=True)
class Call:
    """One request: the method of the Web API, or the whole address, and what was sent."""

    method: str
    sent: Json


class Network:
    """Remembers every request; answers from what `script` holds for its method, else as Slack does when all is well.

    A scripted answer may be worked out from what was sent.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.script: dict[str, list[Answer | Callable[[Json], Answer]]] = defaultdict(list)
        self.people: dict[str, Json] = {}
        self.closed = False

    @property
    def session(self) -> aiohttp.ClientSession:
        return cast("aiohttp.ClientSession", self)

    def sent(self, method: str) -> list[Json]:
        """What was sent to that method or address, in order."""
        return [call.sent for call in self.calls if call.method == method]

    def person(self, user: str, team: str, **more: Any) -> None:
        """Let Slack know somebody."""
        profile = {"display_name": user.lower()}
        self.people[user] = {"id": user, "team_id": team, "name": user.lower(), "profile": profile, **more}

    def request(self, _verb: str, url: str, **given: Any) -> _Meeting:
        method = url.removeprefix(API_URL)
        sent = {**(given.get("params") or {}), **_plain(given.get("data") or {}), **(given.get("json") or {})}
        self.calls.append(Call(method, sent))
        answer = self.script[method].pop(0) if self.script[method] else self._usual(method, sent)
        return _Meeting(answer(sent) if callable(answer) else answer)

    def post(self, url: str, **given: Any) -> _Meeting:
        return self.request("POST", url, **given)

    def _usual(self, method: str, sent: Json) -> Answer:
        if method == "users.info":
            known = self.people.get(sent["user"])
            return Answer({"ok": True, "user": known}) if known else refused("user_not_found")
        usual: dict[str, Json] = {
            "chat.postMessage": {"ts": f"{len(self.calls)}.000100", "channel": sent.get("channel")},
            "chat.postEphemeral": {"message_ts": f"{len(self.calls)}.000100"},
            "views.open": {"view": {"id": "V1"}},
            "views.update": {"view": {"id": "V1"}},
            "conversations.open": {"channel": {"id": "D9"}},
            "conversations.history": {"messages": []},
            "conversations.info": {"channel": {"id": sent.get("channel"), "is_ext_shared": False}},
            "conversations.replies": {"messages": []},
        }
        return Answer({"ok": True, **usual.get(method, {})})


class _Meeting:
    """An answer on its way, in the shape of aiohttp's."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.status = answer.status
        self.headers = CIMultiDict(answer.headers)
        self.content_type = answer.content_type

    async def __aenter__(self) -> _Meeting:
        if self._answer.never:
            await asyncio.Event().wait()
        if self._answer.lost is not None:
            raise self._answer.lost
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def json(self) -> Json:
        return json.loads("<html>") if self._answer.broken else self._answer.body

    async def text(self) -> str:
        return self._answer.text or json.dumps(self._answer.body)


def _plain(form: Json) -> Json:
    """A form's fields, those that are JSON read."""
    return {name: _read(value) for name, value in form.items()}


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return value
