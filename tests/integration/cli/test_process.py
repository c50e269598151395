"""`papertrail` as a process of its own: it says when it is ready, and stops when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def told(process: subprocess.Popen[str]) -> Iterator[dict[str, Any]]:
    """What the process logs, as it does."""
    assert process.stderr is not None
    for line in process.stderr:
        yield json.loads(line)


def test_a_worker_needs_no_slack_and_stops_cleanly_when_told(database_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database_url, "LOG_FORMAT": "json"}
    command = [sys.executable, "-m", "bot", "run", "--role", "worker"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        log = told(process)
        ready = next(event for event in log if event["event"] == "ready")
        assert (ready["role"], ready["mode"]) == ("worker", "none")
        process.send_signal(signal.SIGTERM)
        assert "stopping" in [event["event"] for event in log]
    assert process.returncode == 0


def test_the_console_script_gives_its_status_to_the_shell(bare_database_url: str) -> None:
    script = Path(sys.executable).with_name("papertrail")
    environment = {**os.environ, "DATABASE_URL": bare_database_url}
    ended = subprocess.run([script, "run"], env=environment, capture_output=True, check=False, text=True)
    assert ended.returncode == 1
    assert "papertrail migrate" in ended.stderr
    assert not ended.stdout
    assert subprocess.run([script, "migrate"], env=environment, capture_output=True, check=False).returncode == 0


def test_a_reader_that_goes_away_gets_no_traceback(database_url: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database_url}
    command = [sys.executable, "-m", "bot", "doctor"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
