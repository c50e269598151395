"""The app as its settings page describes it: tokens, commands, shortcuts, events and scopes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

EVENT_SCOPES: Mapping[str, frozenset[str]] = {
    "app_mention": frozenset({"app_mentions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "message.mpim": frozenset({"mpim:history"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "user_change": frozenset({"users:read"}),
    "team_join": frozenset({"users:read"}),
    "reaction_added": frozenset({"reactions:read"}),
    "link_shared": frozenset({"links:read"}),
}
"""For an event that needs a scope: the scopes of which one is enough."""

USUAL_EVENTS = frozenset({"app_mention", "message.im", "app_home_opened", "member_joined_channel"})
USUAL_SCOPES = frozenset(
    {
        *("app_mentions:read", "assistant:write", "chat:write", "chat:write.public", "commands"),
        *("channels:history", "channels:read", "groups:history", "groups:read", "mpim:history", "mpim:read"),
        *("im:history", "im:read", "im:write", "files:read", "files:write"),
        *("reactions:read", "reactions:write"),
        *("team:read", "users:read"),
    }
)


@dataclass(frozen=True)
class AppSettings:
    """What the workspace knows of the app. None for commands or shortcuts means that any is accepted."""

    name: str = "Paper Trail"
    app_id: str = "A0PAPERTRAIL"
    signing_secret: str = field(default="stand-in-signing-secret", repr=False)
    verification_token: str = field(default="stand-in-verification", repr=False)
    app_token: str = field(default="xapp-1-A0PAPERTRAIL-1-stand-in", repr=False)
    commands: Mapping[str, bool] | None = None
    """From the command to its `should_escape`."""
    shortcuts: frozenset[str] | None = None
    events: frozenset[str] = USUAL_EVENTS
    scopes: frozenset[str] = USUAL_SCOPES
    home_tab: bool = True
    messages_tab: bool = True

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> AppSettings:
        """Read an app manifest, already parsed.

        https://docs.slack.dev/reference/app-manifest
        """
        features = manifest.get("features") or {}
        settings = manifest.get("settings") or {}
        home = features.get("app_home") or {}
        scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
        return cls(
            name=(features.get("bot_user") or {}).get("display_name") or manifest["display_information"]["name"],
            commands={one["command"]: bool(one.get("should_escape")) for one in features.get("slash_commands") or []},
            shortcuts=frozenset(one["callback_id"] for one in features.get("shortcuts") or []),
            events=frozenset((settings.get("event_subscriptions") or {}).get("bot_events") or []),
            scopes=frozenset(scopes.get("bot") or []),
            home_tab=bool(home.get("home_tab_enabled")),
            messages_tab=bool(home.get("messages_tab_enabled")),
        )

    def hears(self, event: str, granted: frozenset[str]) -> bool:
        """Tell whether the app is subscribed to an event and has a scope that lets it hear it."""
        needed = EVENT_SCOPES.get(event)
        return event in self.events and (needed is None or bool(needed & granted))
