"""The scopes that the app needs, and what for. `manifest.yaml` asks for exactly these; a test compares."""

from __future__ import annotations

SCOPES: dict[str, str] = {
    "app_mentions:read": "be asked by mention",
    "channels:history": "look for a post whose outcome was lost before posting again",
    "channels:read": "be told when a channel gets a new id, and whether another organisation reads along",
    "chat:write": "answer",
    "commands": "slash commands and the message shortcut",
    "files:read": "read a list of feeds that somebody attaches",
    "files:write": "hand over lists as files",
    "groups:history": "as channels:history, in private channels",
    "groups:read": "as channels:read, for private channels",
    "im:history": "be asked in a direct message",
    "im:write": "learn which conversation one with a person is: for files, and as channels:history for posts there",
    "users:read": "names, time zones, and who is an owner",
}
