"""Who somebody is comes from Slack, and nobody is more or less than they are because Slack did not answer."""

from __future__ import annotations

import aiohttp
import pytest

from bot.domain.people import Identity, Profile
from bot.errors import Unavailable
from handlers.client import web_client
from handlers.profiles import MOST_NAMED, REMEMBERED_S, Profiles, profile_of
from tests.unit.handlers.network import API_URL, Answer, Network, busy, refused

ADA = Identity("T1", "UADA")
TROUBLES = {
    "rate limited": busy(30),
    "out of order": refused("internal_error"),
    "not permitted": refused("missing_scope"),
    "a proxy's page": Answer(status=502, text="bad gateway"),
    "cut off": Answer(lost=aiohttp.ClientPayloadError()),
    "too slow": Answer(lost=TimeoutError()),
    "silent": Answer(never=True),
}


class Desk:
    """Profiles over the fake network, on a clock that stands still."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.network = Network()
        self.network.person("UADA", "T1", is_owner=True)
        self.client = web_client("xoxb-1", API_URL, self.network.session)
        self.profiles = Profiles(lambda: self.now, patience_s=0.05)

    async def ask(self, identity: Identity = ADA) -> Profile:
        return await self.profiles.of_user(self.client, identity)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_slack_is_asked_once_in_a_while(desk: Desk) -> None:
    assert (await desk.ask()).owner
    assert (await desk.ask()).owner
    assert len(desk.network.calls) == 1
    desk.now += REMEMBERED_S + 1
    await desk.ask()
    assert len(desk.network.calls) == 2


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_an_admin_stays_one_while_slack_does_not_say_who_they_are(desk: Desk, trouble: Answer) -> None:
    known = await desk.ask()
    desk.now += REMEMBERED_S + 1
    desk.network.script["users.info"] = [trouble]
    assert await desk.ask() == known


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_nobody_is_guessed_and_nothing_of_a_failure_is_remembered(desk: Desk, trouble: Answer) -> None:
    desk.network.script["users.info"] = [trouble]
    with pytest.raises(Unavailable, match="try again"):
        await desk.ask()
    assert (await desk.ask()).owner


async def test_somebody_whom_slack_does_not_know_is_a_stranger(desk: Desk) -> None:
    assert (await desk.ask(Identity("T1", "UNOBODY"))).stranger


async def test_a_change_is_seen_at_once(desk: Desk) -> None:
    await desk.ask()
    desk.network.person("UADA", "T1", is_owner=False)
    desk.profiles.forget("UADA")
    assert not (await desk.ask()).owner


@pytest.mark.parametrize(
    ("payload", "slack", "team", "stranger"),
    [
        ("T1", {"team_id": "T1"}, "T1", False),
        ("T2", {"team_id": "T2"}, "T2", False),  # not ours, and so an outsider by team
        ("T1", {"team_id": "T2"}, "T2", True),
        ("T2", {"team_id": "T1"}, "T1", True),  # two workspaces are named, so neither is believed to be home
        ("E9", {"team_id": "T1"}, "T1", False),  # an organisation's id names no workspace
        ("T1", {"team_id": "T1", "is_stranger": True}, "T1", True),
        ("T2", {"profile": {"team": "T2"}}, "T2", False),
        ("T2", {}, "T2", False),
    ],
)
def test_where_somebody_belongs(payload: str, slack: dict[str, object], team: str, stranger: bool) -> None:
    profile = profile_of(Identity(payload, "U1"), slack)
    assert (profile.identity, profile.stranger) == (Identity(team, "U1"), stranger)


@pytest.mark.parametrize("word", ["is_restricted", "is_ultra_restricted"])
def test_guests_of_many_channels_and_of_one_are_guests(word: str) -> None:
    assert profile_of(ADA, {"team_id": "T1", word: True}).guest
    assert not profile_of(ADA, {"team_id": "T1", word: False}).guest


async def test_people_in_a_text_stand_by_their_names(desk: Desk) -> None:
    told = await desk.profiles.with_names(desk.client, "T1", "<@UADA>, <@UADA> & <@UEDA|eda> met <@UNOBODY> <#C1|x>")
    assert told == "@uada, @uada & @eda met @UNOBODY <#C1|x>"


async def test_where_slack_does_not_say_who_people_are_their_ids_stand(desk: Desk) -> None:
    desk.network.script["users.info"] = [refused("internal_error")]
    assert await desk.profiles.with_names(desk.client, "T1", "by <@UADA>") == "by @UADA"


async def test_a_text_that_names_very_many_people_asks_slack_of_a_few(desk: Desk) -> None:
    text = " ".join(f"<@U{number}>" for number in range(200))
    assert (await desk.profiles.with_names(desk.client, "T1", text)).startswith("@U0 @U1 ")
    assert len(desk.network.calls) == MOST_NAMED
