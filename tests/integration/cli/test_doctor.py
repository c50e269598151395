"""`papertrail doctor` names each thing that is wrong, and how to mend it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest

from handlers.scopes import SCOPES
from tests.acceptance.house import manifest
from workspace import Refused, Workspace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from tests.databases import Databases

Doctor = Callable[..., Awaitable[tuple[int, list[str]]]]


@pytest.fixture
def url(sqlite_databases: Databases) -> Iterator[str]:
    """A database that is as it should be."""
    made = sqlite_databases.migrated()
    yield made
    sqlite_databases.remove(made)


@pytest.fixture
async def slack() -> AsyncIterator[Workspace]:
    """A workspace that installed the app as the manifest asks."""
    async with Workspace(manifest=manifest()) as opened:
        yield opened


@pytest.fixture
def doctor(papertrail: Callable[..., int], slack: Workspace, url: str, capsys: pytest.CaptureFixture[str]) -> Doctor:
    """Runs `papertrail doctor` on the stand-in in Socket Mode, with other settings where they are given."""

    async def call(**changes: str) -> tuple[int, list[str]]:
        environment = {**slack.environment(), "SLACK_SIGNING_SECRET": "", "DATABASE_URL": url, **changes}
        status = await asyncio.to_thread(papertrail, "doctor", **environment)
        told = capsys.readouterr()
        assert told.err == ""
        assert "Traceback" not in told.out
        assert not [token for token in slack.environment().values() if token.startswith("x") and token in told.out]
        return status, told.out.splitlines()

    return call


def wrong(lines: list[str]) -> list[str]:
    """What is wrong, each with the line after it that says how to mend it."""
    found = []
    for number, line in enumerate(lines):
        if line.startswith("WRONG"):
            assert lines[number + 1].strip().startswith("→")
            found.append(f"{line} {lines[number + 1].strip()}")
        else:
            assert line.startswith(("ok ", "      →"))
    return found


async def test_when_all_is_well_it_says_so(doctor: Doctor) -> None:
    status, lines = await doctor()
    assert status == 0
    assert wrong(lines) == []
    for seen in ("the database is migrated", "SLACK_BOT_TOKEN is accepted by Coalition", f"all {len(SCOPES)} scopes"):
        assert [line for line in lines if seen in line]
    assert "SLACK_APP_TOKEN opens a Socket Mode connection" in lines[-2]
    assert "no PAPERTRAIL_PRESS_CHANNEL" in lines[-1]


async def test_each_missing_scope_is_named(doctor: Doctor, slack: Workspace) -> None:
    slack.grant(*(set(SCOPES) - {"users:read", "im:write"}))
    status, lines = await doctor()
    assert status == 1
    [said] = wrong(lines)
    assert "scopes are missing: im:write, users:read" in said
    assert "reinstall the app" in said


@pytest.mark.parametrize(
    ("changes", "said", "mend"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-another"}, "SLACK_BOT_TOKEN: Slack says invalid_auth", "OAuth & Permissions"),
        ({"SLACK_APP_TOKEN": "xapp-another"}, "SLACK_APP_TOKEN: Slack says invalid_auth", "connections:write"),
        ({"SLACK_API_URL": "http://127.0.0.1:1/api/"}, "SLACK_BOT_TOKEN: Slack does not answer", "check SLACK_API_URL"),
        (
            {"DATABASE_URL": "postgresql://ana:hush@127.0.0.1:1/x"},
            "the database does not answer",
            "the server must run",
        ),
        ({"DATABASE_URL": "sqlite:////nowhere/at/all.db"}, "not at this version", "run: papertrail migrate"),
    ],
    ids=str,
)
async def test_what_is_wrong_is_said_with_what_mends_it(
    doctor: Doctor, changes: dict[str, str], said: str, mend: str
) -> None:
    status, lines = await doctor(**changes)
    assert status == 1
    [found] = wrong(lines)
    assert said in found
    assert mend in found.partition("→")[2]
    assert "hush" not in found


@pytest.mark.parametrize("fault", ["token_revoked", "account_inactive", "internal_error"])
async def test_slacks_own_word_for_a_refusal_is_told(doctor: Doctor, slack: Workspace, fault: str) -> None:
    slack.faults.add("auth.test", Refused(fault), times=9)
    status, lines = await doctor()
    assert status == 1
    assert f"Slack says {fault}" in wrong(lines)[0]


async def test_a_database_that_was_never_migrated_is_left_as_it_is(doctor: Doctor, tmp_path: Path) -> None:
    status, lines = await doctor(DATABASE_URL=f"sqlite:///{tmp_path}/not_there.db")
    assert status == 1
    assert "run: papertrail migrate" in wrong(lines)[0]
    assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_no_database_is_said_and_left_as_it_is(doctor: Doctor, tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(b"Dear Sir or Madam, " * 300)
    status, lines = await doctor(DATABASE_URL=f"sqlite:///{file}")
    assert status == 1
    assert "must be a Paper Trail database" in wrong(lines)[0]
    assert file.read_bytes() == b"Dear Sir or Madam, " * 300


async def test_several_things_wrong_are_all_named(doctor: Doctor, slack: Workspace, tmp_path: Path) -> None:
    slack.grant("chat:write")
    status, lines = await doctor(DATABASE_URL=f"sqlite:///{tmp_path}/not_there.db", SLACK_APP_TOKEN="xapp-another")
    assert status == 1
    assert len(wrong(lines)) == 3


async def test_over_http_no_app_token_is_looked_for(doctor: Doctor) -> None:
    status, lines = await doctor(SLACK_APP_TOKEN="", SLACK_SIGNING_SECRET="secret", PORT="3000")
    assert status == 0
    assert not [line for line in lines if "SLACK_APP_TOKEN" in line]


@pytest.mark.parametrize("by", ["id", "name"])
async def test_the_press_channel_is_found_by_its_name_and_by_its_id(doctor: Doctor, slack: Workspace, by: str) -> None:
    slack.add_user("mia")
    channel = slack.add_channel("press")
    status, lines = await doctor(PAPERTRAIL_PRESS_CHANNEL=channel.id if by == "id" else "#press")
    assert (status, lines[-1]) == (0, "ok    the bot is in the press channel")


@pytest.mark.parametrize("by", ["id", "name", "unknown name", "unknown id"])
async def test_a_press_channel_that_the_bot_cannot_post_in_is_named(doctor: Doctor, slack: Workspace, by: str) -> None:
    slack.add_user("mia")
    channel = slack.add_channel("press", with_app=False)
    told = {"id": channel.id, "name": "#press", "unknown name": "#nowhere", "unknown id": "C0NOWHERE"}
    status, lines = await doctor(PAPERTRAIL_PRESS_CHANNEL=told[by])
    (problem,) = wrong(lines)
    assert status == 1
    assert "PAPERTRAIL_PRESS_CHANNEL" in problem
    assert "/invite" in problem
