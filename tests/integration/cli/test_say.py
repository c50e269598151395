"""Without Slack: one message with `papertrail say`, many on a pipe or at a prompt, and every way to end that."""

from __future__ import annotations

import asyncio
import io
import os
import pty
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.acceptance import trouble
from tests.integration.cli.processes import PROGRAM, WITHIN_S, environment_for, started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.databases import Databases

    Papertrail = Callable[..., int]

ADD = "records add A receipt typed in a shell | 2020 | memo"


@pytest.fixture
def url(sqlite_databases: Databases) -> Iterator[str]:
    """A database with the starter dossier; which kind does not matter."""
    made = sqlite_databases.migrated()
    trouble.load_starter(made)
    yield made
    sqlite_databases.remove(made)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_say_prints_what_slack_would_show(
    papertrail: Papertrail, request: pytest.FixtureRequest, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    databases: Databases = request.getfixturevalue(f"{database}_databases")
    url = databases.migrated()
    trouble.load_starter(url)
    for words in ("records clearview contract", "/records clearview contract", "clearview contract"):
        assert papertrail("say", words, DATABASE_URL=url) == 0
        told = capsys.readouterr()
        assert told.err == ""
        assert "R-2" in told.out
        assert "June 20, 2019" in told.out
    databases.remove(url)


def test_say_speaks_with_the_role_that_it_is_given(
    papertrail: Papertrail, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for role in ("member", "editor", "admin"):
        for words in (ADD.replace("in a shell", f"by the {role}"), "papertrail roles @member editor"):
            assert papertrail("say", words, "--as", role, DATABASE_URL=url) == 0
            told = capsys.readouterr()
            assert told.err == ""
            said[role, words.split()[1]] = told.out
    assert "Only editors and admins" in said["member", "add"]
    assert "R-15 added" in said["editor", "add"]
    assert "R-16 added" in said["admin", "add"]
    assert "Only admins" in said["member", "roles"]
    assert "Only admins" in said["editor", "roles"]
    assert "is now an editor" in said["admin", "roles"]
    assert len([title for title in trouble.on_file(url).values() if title.startswith("A receipt typed by")]) == 2


def test_say_shows_a_form_once_it_is_loaded(
    papertrail: Papertrail, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail("say", "records add", "--as", "editor", DATABASE_URL=url) == 0
    assert capsys.readouterr().out.startswith("Add a record\nTitle:")


@pytest.mark.parametrize("words", [("say",), ("say", "help", "--as", "owner"), ("say", "help", "me")])
def test_say_that_is_called_wrongly_says_how(
    papertrail: Papertrail, words: tuple[str, ...], url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert papertrail(*words, DATABASE_URL=url) == 2
    assert "usage: papertrail" in capsys.readouterr().err


def test_lines_on_a_pipe_are_answered_to_the_end(
    papertrail: Papertrail, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        *("records R-7", "", "press Share", f"{ADD}", "press Undo"),
        *("as member", f"{ADD}", "press", "as nobody", "records add", "x" * 3_000, "/nosuch", "records “", "help"),
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert papertrail("run", DATABASE_URL=url) == 0
    told = capsys.readouterr()
    assert told.err == ""
    parts = told.out.split("> ")
    assert told.out.startswith("admin> records R-7\nR-7 · ")
    assert "Shared by admin" in told.out
    assert "R-15 added" in told.out
    assert told.out.count("Only editors and admins") == 2
    assert "Traceback" not in told.out
    assert "/records clearview contract" in parts[-1]
    assert "A receipt typed in a shell" not in trouble.on_file(url).values()


async def test_a_real_pipe_is_read_to_its_end_and_the_exit_status_is_0(url: str) -> None:
    async with started("run", **environment_for(url)) as running:
        out, err = await running.process.communicate(b"records R-7\nhelp\n")
    assert (running.process.returncode, err) == (0, b"")
    assert out.decode().startswith("admin> records R-7\nR-7 · ")
    assert out.decode().rstrip().endswith("[Latest records] [Timeline] [Press log] [Status]")


async def test_a_reader_that_goes_away_gets_no_traceback(url: str) -> None:
    async def closed(*words: str) -> None:
        async with started(*words, **environment_for(url)) as running:
            assert running.process.stdout is not None
            running.process.stdout._transport.close()  # type: ignore[attr-defined]
            assert await running.ended() == 1
        assert running.log == []

    await asyncio.gather(closed("say", "help"), closed("doctor"))


async def test_ctrl_c_in_the_middle_gets_no_traceback(postgresql_databases: Databases) -> None:
    url = postgresql_databases.migrated()
    with trouble.another_writer(url):
        async with started("say", "help", **environment_for(url)) as running:
            await trouble.waiting(url, 1)
            running.signal(signal.SIGINT)
            assert await running.ended() == 130
    assert running.log == []
    postgresql_databases.remove(url)


# A program that becomes another one, with its input as the terminal that controls it: so keys become signals.
IN_A_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


class Terminal:
    """A terminal with `papertrail run` in it."""

    def __init__(self, process: subprocess.Popen[bytes], keys: int) -> None:
        self._process = process
        self._keys = keys
        self.screen = ""

    @classmethod
    @contextmanager
    def open(cls, url: str) -> Iterator[Terminal]:
        """Open it; at the end it is gone."""
        keys, screen = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-c", IN_A_TERMINAL, PROGRAM, "run"],
            env=environment_for(url),
            stdin=screen,
            stdout=screen,
            stderr=screen,
            start_new_session=True,
        )
        os.close(screen)
        try:
            yield cls(process, keys)
        finally:
            process.kill()
            process.wait()
            os.close(keys)

    async def shows(self, words: str) -> None:
        """Return once that can be read."""
        async with asyncio.timeout(WITHIN_S):
            while words not in self.screen:
                self.screen += (await asyncio.to_thread(os.read, self._keys, 65_536)).decode(errors="replace")

    def types(self, keys: str) -> None:
        """Press keys, on an empty screen."""
        self.screen = ""
        os.write(self._keys, keys.encode())

    def ended(self) -> int:
        """The exit status, once the program has ended."""
        return self._process.wait(WITHIN_S)


@pytest.mark.parametrize(("key", "status"), [("\x04", 0), ("\x03", 130)], ids=["ctrl-d", "ctrl-c"])
async def test_a_prompt_answers_and_ends_at_a_key(url: str, key: str, status: int) -> None:
    with Terminal.open(url) as terminal:
        await terminal.shows("admin> ")
        assert "No Slack tokens are set" in terminal.screen
        terminal.types("as member\nrecords R-7\n")
        await terminal.shows("[History]")
        assert "member> " in terminal.screen
        await terminal.shows("member> ")
        terminal.types(key)
        assert terminal.ended() == status
