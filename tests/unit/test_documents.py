"""What is written for people to copy works: settings, commands, the example entries file, and the check in .ci."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from bot.cli import COMMANDS
from bot.domain.entries_file import read_entries_file
from bot.settings import Settings, load
from tests.variables import variables

REPOSITORY = Path(__file__).parents[2]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
ENV_EXAMPLE = (REPOSITORY / ".env.example").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """The README's text under a heading, up to the next one."""
    return re.split(r"^#{1,3} ", README.partition(f"# {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def rows(heading: str) -> list[list[str]]:
    """The rows of the table under a heading of the README, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines[2:]]


def example() -> dict[str, str]:
    """The variables of `.env.example` and their values."""
    return dict(re.findall(r"^(\w+)=(.*)$", ENV_EXAMPLE, flags=re.MULTILINE))


def test_the_readme_lists_exactly_the_settings_that_are_read() -> None:
    listed = [name.strip("`") for name, *_ in rows("Settings")]
    assert sorted(listed) == sorted(variables())


def test_the_example_of_an_env_file_lists_exactly_the_settings_that_are_read() -> None:
    assert set(example()) == variables()


def test_the_readme_and_the_example_name_the_same_defaults() -> None:
    assert {name.strip("`"): default.strip("`") for name, _, default in rows("Settings")} == example()


def test_the_example_copied_as_it_is_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".env").write_text(ENV_EXAMPLE, encoding="utf-8")
    assert load() == Settings.read({})


def test_the_readme_lists_exactly_the_commands_that_there_are() -> None:
    listed = {cell.strip("`").split()[1] for cell, *_ in rows("Commands")}
    assert listed == set(COMMANDS)


def test_the_readmes_entries_file_can_be_imported() -> None:
    text = re.findall(r"```json\n(.*?)```", README, flags=re.DOTALL)[0]
    read = read_entries_file(text.encode())
    assert len(read.entries) == 2


def test_the_processes_of_the_procfile_are_commands_of_ours() -> None:
    lines = (REPOSITORY / "Procfile").read_text(encoding="utf-8").splitlines()
    processes = dict(line.split(": ", 1) for line in lines)
    assert set(processes) == {"release", "web", "worker"}
    for command in processes.values():
        program, name, *_ = shlex.split(command)
        assert (program, name in COMMANDS) == ("papertrail", True)


def test_every_file_that_the_readme_links_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("SQLite: 9 tests passed\nPostgreSQL: 9 tests passed", 0),
        ("SQLite: 9 tests passed", 1),
        ("PostgreSQL: 0 tests passed", 1),
        ("PostgreSQL: 8 tests passed, 1 skipped", 1),
        ("PostgreSQL: 9 tests passed, 1 xfailed", 1),
    ],
)
def test_a_run_without_its_postgresql_half_is_refused(printed: str, status: int, tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text(f"#!/bin/sh\necho '{printed}'\n", encoding="utf-8")
    make.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    told = subprocess.run([REPOSITORY / ".ci" / "run"], env=environment, capture_output=True, check=False)
    assert told.returncode == status
    assert (b"PostgreSQL half" in told.stderr) == bool(status)


def test_a_run_whose_tests_fail_is_refused(tmp_path: Path) -> None:
    make = tmp_path / "make"
    make.write_text('#!/bin/sh\necho "PostgreSQL: 9 tests passed"\n[ "$1" = lint ]\n', encoding="utf-8")
    make.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    assert subprocess.run([REPOSITORY / ".ci" / "run"], env=environment, capture_output=True, check=False).returncode
