"""The manifest asks Slack for exactly what the listeners use: commands, shortcuts, events and scopes."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot import app as composition
from bot.domain.people import Operators
from bot.in_flight import InFlight
from bot.services import Services
from bot.settings import Settings
from handlers.client import http_session
from handlers.language import NAMES
from handlers.scopes import SCOPES
from storage.engine import Store
from tests.unopened import unopened

NOW = datetime(2026, 11, 24, tzinfo=UTC)
REPOSITORY = Path(__file__).parents[2]

# What Slack's reference says of each (docs.slack.dev/reference). The bot reads history only where it posts: in public
# and private channels and in direct messages.
_HISTORY = frozenset({"channels:history", "groups:history", "im:history"})
METHOD_SCOPES: dict[str, frozenset[str]] = {
    "apps.connections.open": frozenset(),  # an app-level token's
    "auth.test": frozenset(),
    "chat.getPermalink": frozenset(),
    "chat.postEphemeral": frozenset({"chat:write"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "conversations.history": _HISTORY,
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "conversations.list": frozenset({"channels:read", "groups:read"}),
    "conversations.open": frozenset({"im:write"}),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "users.info": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.update": frozenset(),
}
EVENT_SCOPES: dict[str, frozenset[str]] = {
    "app_mention": frozenset({"app_mentions:read"}),
    "channel_id_changed": frozenset({"channels:read", "groups:read"}),
    "message.im": frozenset({"im:history"}),
    "user_change": frozenset({"users:read"}),
}


class Watched(AsyncApp):
    """Bolt's app, which remembers what was registered on it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.events: set[Any] = set()
        self.commands: list[Any] = []
        self.shortcuts: set[Any] = set()

    def event(self, event: Any, *args: Any, **kwargs: Any) -> Any:
        self.events.add(event)
        return super().event(event, *args, **kwargs)

    def command(self, command: Any, *args: Any, **kwargs: Any) -> Any:
        self.commands.append(command)
        return super().command(command, *args, **kwargs)

    def shortcut(self, constraints: Any, *args: Any, **kwargs: Any) -> Any:
        self.shortcuts.add(constraints)
        return super().shortcut(constraints, *args, **kwargs)


@pytest.fixture
async def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Watched:
    """The app as the program wires it."""
    store = Store.open(f"sqlite:///{tmp_path / 'never_connected.db'}")
    services = Services.over(store, lambda: NOW, Operators())
    monkeypatch.setattr(composition, "AsyncApp", Watched)
    async with http_session() as session:
        installed = AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-made-up")
        slack = composition.Slack(installed, "https://slack.com/api/", session)
        outside = unopened(services, lambda: NOW)
        front = composition.front_over(slack, services, outside, Settings(), InFlight())
        built = composition.build_bolt(slack, front)
    store.close()
    assert isinstance(built, Watched)
    return built


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    """The manifest, parsed."""
    read: dict[str, Any] = yaml.safe_load((REPOSITORY / "manifest.yaml").read_text(encoding="utf-8"))
    return read


def bot_scopes(manifest: dict[str, Any]) -> set[str]:
    """The scopes that the manifest asks for."""
    return set(manifest["oauth_config"]["scopes"]["bot"])


def bot_events(manifest: dict[str, Any]) -> set[str]:
    """The events that the manifest subscribes to."""
    return set(manifest["settings"]["event_subscriptions"]["bot_events"])


def methods_called() -> set[str]:
    """Every method of Slack's Web API that the code names: `client.chat_postMessage` is `chat.postMessage`."""
    called = set()
    for folder in ("bot", "handlers"):
        for path in (REPOSITORY / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and _is_method(node.attr):
                    called.add(node.attr.replace("_", "."))
    return called


def _is_method(name: str) -> bool:
    return "_" in name.strip("_") and name != "api_call" and callable(getattr(AsyncWebClient, name, None))


def test_every_command_in_the_manifest_is_answered_and_every_one_answered_is_there(
    app: Watched, manifest: dict[str, Any]
) -> None:
    declared = [one["command"] for one in manifest["features"]["slash_commands"]]
    assert sorted(declared) == sorted(f"/{name}" for name in NAMES)
    (pattern,) = app.commands
    assert isinstance(pattern, re.Pattern)
    assert all(pattern.fullmatch(command) for command in declared)
    assert not pattern.fullmatch("/anything")


def test_every_command_says_what_it_is_for_and_what_to_type(manifest: dict[str, Any]) -> None:
    for one in manifest["features"]["slash_commands"]:
        assert one["description"]
        assert one["usage_hint"]
        # Only where a person is named does Slack have to tell who is meant; else it would rewrite what was typed.
        assert one["should_escape"] is (one["command"] == "/papertrail")


def test_the_shortcuts_are_those_that_are_listened_for(app: Watched, manifest: dict[str, Any]) -> None:
    declared = manifest["features"]["shortcuts"]
    assert {one["callback_id"] for one in declared} == app.shortcuts
    assert {one["type"] for one in declared} == {"message"}


def test_the_events_are_those_that_are_listened_for(app: Watched, manifest: dict[str, Any]) -> None:
    assert {event.partition(".")[0] for event in bot_events(manifest)} == app.events


def test_the_scopes_are_those_that_events_commands_and_methods_need(app: Watched, manifest: dict[str, Any]) -> None:
    needed = {"commands"} if app.commands and app.shortcuts else set()
    for event in bot_events(manifest):
        needed |= EVENT_SCOPES[event]
    for method in methods_called():
        needed |= METHOD_SCOPES[method]
    assert bot_scopes(manifest) == needed


def test_no_method_is_known_here_that_is_not_called() -> None:
    assert methods_called() == set(METHOD_SCOPES)


def test_the_scopes_that_the_doctor_looks_for_are_the_manifests(manifest: dict[str, Any]) -> None:
    assert set(SCOPES) == bot_scopes(manifest)
    assert all(SCOPES.values())


def test_the_manifest_tells_what_each_scope_is_for_in_the_words_of_the_code() -> None:
    lines = (REPOSITORY / "manifest.yaml").read_text(encoding="utf-8").splitlines()
    told = dict(line.strip().removeprefix("- ").split(" # ") for line in lines if re.match(r"\s+- \w+:?\w* # ", line))
    assert told == SCOPES


def test_people_can_write_to_the_bot_directly_and_press_its_buttons(manifest: dict[str, Any]) -> None:
    home = manifest["features"]["app_home"]
    assert (home["messages_tab_enabled"], home["messages_tab_read_only_enabled"]) == (True, False)
    assert manifest["settings"]["interactivity"]["is_enabled"]
    assert manifest["settings"]["socket_mode_enabled"]
