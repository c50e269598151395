"""Exit statuses: 0; 1 when it failed, with one line that says why; 2 for wrong usage, with everything wrong named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.cli import COMMANDS
from storage.engine import Store
from storage.migrate import is_current

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Papertrail = Callable[..., int]

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-made-up", "SLACK_APP_TOKEN": "xapp-made-up"}
WORDS = {"say": ("say", "help"), "import": ("import", "--starter")}
NOWHERE = "postgresql://ana:hush@127.0.0.1:1/trail"


def entries(database_url: str) -> int:
    """How many entries are on file."""
    store = Store.open(database_url)
    try:
        with store.read() as tx:
            dossier = tx.dossiers.oldest()
            return sum(tx.dossiers.counts(dossier.key).values()) if dossier else 0
    finally:
        store.close()


def test_migrating_makes_the_database_ready_and_leaves_it_empty(
    papertrail: Papertrail, bare_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert papertrail("migrate", DATABASE_URL=bare_database_url) == 0
        assert capsys.readouterr() == ("The database is ready.\n", "")
    assert is_current(bare_database_url)
    assert entries(bare_database_url) == 0


@pytest.mark.parametrize("url", [NOWHERE, "sqlite:////nowhere/at/all/trail.db"])
def test_migrating_what_is_not_there_fails_with_one_line(
    papertrail: Papertrail, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail("migrate", DATABASE_URL=url) == 1
    told = capsys.readouterr()
    assert not told.out
    assert len(told.err.splitlines()) == 1
    assert "Check DATABASE_URL" in told.err
    assert "hush" not in told.err


@pytest.mark.parametrize(
    "words",
    [("run",), ("run", "--role", "web"), ("run", "--role", "worker"), ("say", "help"), ("import", "--starter")],
    ids=" ".join,
)
def test_a_database_that_is_not_migrated_is_refused_with_the_command_that_mends_it(
    papertrail: Papertrail, words: tuple[str, ...], bare_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail(*words, DATABASE_URL=bare_database_url) == 1
    told = capsys.readouterr()
    assert not told.out
    assert told.err.splitlines() == ["The database is not ready for this version. Run `papertrail migrate` first."]


def test_slack_is_not_asked_while_the_database_is_not_ready(
    papertrail: Papertrail, bare_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = {"SLACK_API_URL": "http://127.0.0.1:1/api/", "DATABASE_URL": bare_database_url}
    assert papertrail("run", **TOKENS, **nobody) == 1
    assert "papertrail migrate" in capsys.readouterr().err


def test_a_slack_that_does_not_answer_fails_with_one_line(
    papertrail: Papertrail, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail("run", **TOKENS, SLACK_API_URL="http://127.0.0.1:1/api/", DATABASE_URL=database_url) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "Slack does not answer at http://127.0.0.1:1/api/."
    assert not any(token in line for token in TOKENS.values() for line in told)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("tokens", [{}, TOKENS], ids=["stand-in", "slack"])
def test_every_wrong_setting_is_named_by_every_command(
    papertrail: Papertrail, command: str, tokens: dict[str, str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    wrong = {"PORT": "x", "PAPERTRAIL_TZ": "Mars", "LOG_FORMAT": "xml", "PAPERTRAIL_ADMINS": "ana", "FEEDS_ALLOW": "/"}
    assert papertrail(*WORDS.get(command, (command,)), **tokens, **wrong, SLACK_SIGNING_SECRET="xoxb-hush") == 2
    told = capsys.readouterr()
    assert not told.out
    named = {line.split()[1] for line in told.err.splitlines()[1:]}
    assert named == {*wrong, "SLACK_SIGNING_SECRET"}
    assert "hush" not in told.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("fly",),
        ("run", "--role", "cook"),
        ("migrate", "now"),
        ("import",),
        ("import", "a.json", "--starter"),
        ("say",),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_from_failure(
    papertrail: Papertrail, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail(*words) == 2
    told = capsys.readouterr()
    assert told.err.startswith("usage: papertrail")


def test_help_lists_every_command(papertrail: Papertrail, capsys: pytest.CaptureFixture[str]) -> None:
    assert papertrail("--help") == 0
    told = capsys.readouterr().out
    for name, summary in COMMANDS.items():
        assert f"    {name} " in told
        assert summary.split(",")[0] in " ".join(told.split())


def test_the_starter_dossier_comes_only_into_an_empty_database(papertrail: Papertrail, database_url: str) -> None:
    assert papertrail("import", "--starter", "--if-empty", DATABASE_URL=database_url) == 0
    loaded = entries(database_url)
    assert loaded > 50
    for words in (("import", "--starter", "--if-empty"), ("import", "--starter")):
        assert papertrail(*words, DATABASE_URL=database_url) == 0
        assert entries(database_url) == loaded


def test_the_starter_dossier_can_be_declined(papertrail: Papertrail, database_url: str) -> None:
    assert papertrail("import", "--starter", "--if-empty", DATABASE_URL=database_url, PAPERTRAIL_STARTER="no") == 0
    assert entries(database_url) == 0
    assert papertrail("import", "--starter", DATABASE_URL=database_url, PAPERTRAIL_STARTER="no") == 0
    assert entries(database_url) > 50


def test_the_doctor_names_the_command_for_a_database_that_is_not_migrated(
    papertrail: Papertrail, bare_database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail("doctor", DATABASE_URL=bare_database_url) == 1
    assert "papertrail migrate" in capsys.readouterr().out
    assert papertrail("migrate", DATABASE_URL=bare_database_url) == 0
    assert papertrail("doctor", DATABASE_URL=bare_database_url) == 0


def test_an_interrupted_command_ends_as_the_shell_expects(
    papertrail: Papertrail, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.migrate.upgrade", interrupt)
    assert papertrail("migrate", DATABASE_URL=database_url) == 130
    assert capsys.readouterr() == ("", "")
