"""Who and what is in the workspace: teams, people, channels, and where the app is installed."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from workspace.model import Channel, ChannelKind, Installation, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterator


class Directory:
    """Finds teams, people and channels by id or by name."""

    def __init__(self) -> None:
        """Start with nobody."""
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.installations: dict[str, Installation] = {}
        self.dead_tokens: set[str] = set()
        self._numbers = count(1)

    def new_id(self, prefix: str, name: str = "") -> str:
        """Return an unused id that looks like Slack's and can be read: `U0ANA000000`."""
        stem = re.sub(r"[^A-Z0-9]", "", name.upper()) or f"{next(self._numbers):06}"
        wanted = f"{prefix}0{stem}".ljust(11, "0")
        while wanted in self.teams or wanted in self.users or wanted in self.channels:
            wanted = f"{prefix}0{stem}{next(self._numbers):03}".ljust(11, "0")
        return wanted

    def add_team(self, name: str, domain: str) -> Team:
        """Add a team."""
        team = Team(self.new_id("T", domain), name, domain)
        self.teams[team.id] = team
        return team

    def add_user(self, user: User) -> User:
        """Add a person or a bot."""
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, team_id: str, kind: ChannelKind, members: set[str]) -> Channel:
        """Add a channel or a direct conversation."""
        prefix = {"public": "C", "private": "C", "im": "D", "mpim": "C"}[kind]
        channel = Channel(self.new_id(prefix, name), team_id, name, kind, members)
        self.channels[channel.id] = channel
        return channel

    def install(self, installation: Installation) -> Installation:
        """Add the app to a team."""
        self.installations[installation.team_id] = installation
        return installation

    def uninstall(self, installation: Installation) -> None:
        """Take the app out of a team."""
        del self.installations[installation.team_id]
        self.dead_tokens.add(installation.token)

    def installation_with(self, token: str) -> Installation | None:
        """Return the installation that a token belongs to."""
        return next((one for one in self.installations.values() if one.token == token), None)

    def installation_for(self, channel: Channel | None, team_id: str) -> Installation | None:
        """Return the installation that hears what a member of `team_id` does in a channel.

        The one in their own team, else, in a shared channel, the one in a team that shares it.
        """
        if team_id in self.installations:
            return self.installations[team_id]
        sharing = {channel.team_id, *channel.shared_with} if channel else set()
        return next((one for one in self.installations.values() if one.team_id in sharing), None)

    def find_team(self, key: str) -> Team:
        """Return the team with this id, domain or name."""
        return next(one for one in self.teams.values() if key in {one.id, one.domain, one.name})

    def find_user(self, key: str) -> User:
        """Return the person with this id or name."""
        if key in self.users:
            return self.users[key]
        return next(one for one in self.users.values() if one.name == key)

    def find_channel(self, key: str) -> Channel:
        """Return the channel with this id or name, with or without `#`."""
        if key in self.channels:
            return self.channels[key]
        return next(one for one in self.channels.values() if one.name == key.removeprefix("#"))

    def teams_of(self, channel: Channel) -> set[str]:
        """Return the ids of all teams that see a channel."""
        return {channel.team_id, *channel.shared_with}

    def direct(self, bot: Installation, user_id: str) -> Channel | None:
        """Return the direct conversation of a bot with a person, if there is one."""
        pair = {bot.bot_user_id, user_id}
        return next((one for one in self.channels.values() if one.kind == "im" and one.members == pair), None)

    def open_direct(self, bot: Installation, user_id: str) -> Channel:
        """Return the direct conversation of a bot with a person, opening it if need be."""
        found = self.direct(bot, user_id)
        name = f"{self.users[user_id].name}{bot.team_id[-3:]}"
        return found or self.add_channel(name, bot.team_id, "im", {bot.bot_user_id, user_id})

    def visible_channels(self, bot: Installation) -> Iterator[Channel]:
        """Yield the channels that a bot can know of: its team's public ones and those it is in."""
        for channel in self.channels.values():
            in_team = bot.team_id in self.teams_of(channel)
            if in_team and (channel.kind == "public" or bot.bot_user_id in channel.members):
                yield channel

    def name_of(self, key: str) -> str:
        """Return the name shown for the id of a person or channel, or the id itself."""
        if key in self.users:
            return self.users[key].real_name or self.users[key].name
        return self.channels[key].name if key in self.channels else key
