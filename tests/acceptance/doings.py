"""What people do in several steps, and what holds whatever they do."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from bot.services.importing import Importing
from storage.engine import Store
from tests.acceptance.house import NOW
from workspace.mrkdwn import reads_as

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspace import Message, Person, Workspace
    from workspace.observed import Reply, View

LOADING = "One moment"
_PING = re.compile(r"<!(channel|here|everyone|subteam\^)|<@[UW]")
_WITHOUT_TEXT = ("views.open", "views.update", "response_action", "options", "files.completeUploadExternal")


async def form(reply: Reply) -> View:
    """The form that opened, once it shows what it is for."""
    return await reply.view.until(lambda view: LOADING not in view.rendered)


async def form_of(person: Person, name: str) -> View:
    """The form of an entry, as `person` opens it from its card."""
    return await form(await person.press(await person.command("/records", name), "Edit"))


async def saved(person: Person, view: View, values: dict[str, Any] | None = None) -> Message:
    """Send a form that is taken; returns what is said then."""
    outcome = await person.submit(view, values)
    assert outcome.closed, outcome
    return await person.next_message()


async def history_of(person: Person, name: str) -> str:
    """An entry's history as it reads."""
    return (await person.command("/records", f"{name} history")).text


def check_manners(slack: Workspace) -> None:
    """Slack had nothing to complain of; every message can be read in a notification; nobody was pinged."""
    assert not slack.problems, slack.problems
    for sent in slack.sent:
        if sent.via not in _WITHOUT_TEXT:
            assert re.search(r"\w", reads_as(str(sent.payload.get("text") or ""))), sent
        for text in _marked(sent.payload):
            assert not _PING.search(text), sent


def _marked(part: Any) -> Iterator[str]:
    """Every text of a payload in which Slack would read marks."""
    if isinstance(part, list):
        for item in part:
            yield from _marked(item)
    elif isinstance(part, dict):
        if part.get("type") == "mrkdwn" or "blocks" in part:
            yield str(part.get("text") or "")
        for value in part.values():
            yield from _marked(value)


def imported(database_url: str, file: dict[str, Any]) -> None:
    """Load an entries file, as `papertrail import` does beside the running program."""
    store = Store.open(database_url)
    Importing(store, lambda: NOW).load(json.dumps({"format": "paper-trail/1", **file}).encode())
    store.close()


OTHER: dict[str, Any] = {
    "dossier": {"slug": "budget", "name": "The 2027 budget"},
    "entries": [
        {
            "kind": "record",
            "title": "Memo on gamma",
            "aliases": ["Tab Gamma"],
            "date": "2020-02-01",
            "tags": ["gamma tag"],
            "links": [{"rel": "related", "to": "R-7"}],
        },
        {"kind": "event", "title": "Gamma is decided", "date": "2020-02-02"},
    ],
}
"""Another dossier: R-15 and T-8, beside the starter dossier."""
