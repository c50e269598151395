"""The log, over records that the program and its libraries really write."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import sqlite3
import sys
import threading
import warnings
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient

from bot import logs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUESTION = "who signed the Clearview contract"
ours = logging.getLogger("bot.somewhere")


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """The root logger as it was before, at the end."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def text_of(capsys: pytest.CaptureFixture[str]) -> str:
    """What was logged; nothing else may have been printed."""
    printed = capsys.readouterr()
    assert not printed.out
    return printed.err


def objects_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """What was logged as JSON, each line an object."""
    return [json.loads(line) for line in text_of(capsys).splitlines()]


def test_text_is_one_line_an_event_with_its_facts(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    ours.info("ready", extra={"role": "all", "port": 3000, "why": "two words\nand a line"})
    stamp, rest = text_of(capsys).split(" ", 1)
    assert stamp.endswith("Z")
    assert rest == 'INFO bot.somewhere ready role=all port=3000 why="two words\\nand a line"\n'


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    ours.info("ready", extra={"role": "all", "port": None, "zone": "Zürich\u2028"})
    ours.warning("stopping")
    first, second = objects_of(capsys)
    assert first.pop("at").endswith("Z")
    expected = {"level": "info", "logger": "bot.somewhere", "event": "ready"}
    assert first == {**expected, "role": "all", "port": None, "zone": "Zürich\u2028"}
    assert (second["level"], second["event"]) == ("warning", "stopping")


def test_configuring_again_writes_each_event_once_and_in_the_new_format(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    logs.configure("json", level=logging.WARNING)
    ours.info("not_told")
    ours.warning("told")
    assert [one["event"] for one in objects_of(capsys)] == ["told"]


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_error_has_its_traceback_with_causes_and_without_what_it_failed_on(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(log_format)
    try:
        try:
            int(QUESTION)
        except ValueError as error:
            raise LookupError(QUESTION) from error
    except LookupError as error:
        error.add_note(QUESTION)
        ours.error("fault", exc_info=error, extra={"reference": "ab12"})
    told = text_of(capsys)
    assert QUESTION not in told
    assert "ab12" in told
    assert told.index("int(QUESTION)") < told.index("ValueError") < told.index("raise LookupError(QUESTION)")
    assert told.rstrip('"}\n').endswith("LookupError")
    assert log_format == "text" or len(told.splitlines()) == 1


def test_an_error_that_came_while_another_was_handled_is_told_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")

    def fail() -> None:
        try:
            int(QUESTION)
        except ValueError:
            raise LookupError(QUESTION)  # noqa: B904 - the context is the point

    def fail_alone() -> None:
        try:
            int(QUESTION)
        except ValueError:
            raise LookupError(QUESTION) from None

    ours.error("fault", exc_info=raised(fail))
    ours.error("fault", exc_info=raised(fail_alone))
    both, alone = objects_of(capsys)
    assert "ValueError" in both["traceback"].splitlines()
    assert "ValueError" not in alone["traceback"].splitlines()


def raised(statement: Callable[[], object]) -> BaseException:
    """The error that `statement` ends in."""
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - any
        statement()
    return caught.value


def refused_by_sqlite() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE a (b INTEGER PRIMARY KEY)")
        connection.execute("INSERT INTO a VALUES (?)", (QUESTION,))


def refused_by_slack() -> None:
    raise SlackApiError(QUESTION, {"ok": False, "error": "channel_not_found", "text": QUESTION})  # type: ignore[no-untyped-call]


class ProxyAnswer:
    """What the SDK makes of a page that is not Slack's: it has text where it should have an object."""

    data = QUESTION

    def get(self, _: str) -> None:
        raise ValueError(QUESTION)


def refused_by_a_proxy() -> None:
    raise SlackApiError(QUESTION, ProxyAnswer())  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (
            lambda: logs.nothing,  # type: ignore[attr-defined]
            "AttributeError: module 'bot.logs' has no attribute 'nothing'",
        ),
        (lambda: Path("/no/such/place").read_text(), "FileNotFoundError: No such file or directory"),
        (refused_by_sqlite, "sqlite3.IntegrityError: SQLITE_MISMATCH"),
        (refused_by_slack, "slack_sdk.errors.SlackApiError: channel_not_found"),
        (refused_by_a_proxy, "slack_sdk.errors.SlackApiError"),
    ],
)
def test_of_an_error_is_said_what_quotes_nothing(
    fails: Callable[[], object], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json")
    ours.error("fault", exc_info=raised(fails))
    (told,) = objects_of(capsys)
    assert told["traceback"].splitlines()[-1] == said
    assert QUESTION not in str(told)


def test_every_error_of_a_group_is_told_and_a_circle_of_causes_ends(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    first, second = KeyError(QUESTION), ValueError(QUESTION)
    first.__cause__, second.__cause__ = second, first
    ours.error("fault", exc_info=ExceptionGroup(QUESTION, [first, OSError(QUESTION)]))
    (told,) = objects_of(capsys)
    names = [line for line in told["traceback"].splitlines() if not line.startswith((" ", "Traceback")) and line]
    assert sorted(names) == ["ExceptionGroup", "KeyError", "OSError", "ValueError"]
    assert QUESTION not in str(told)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_token_or_a_password_never_reaches_the_log(log_format: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(log_format)
    secrets = ("xoxb-12-hush", "xoxp-hush", "xapp-1-A0-hush", "xoxe.xoxb-1-hush", "xoxe-1-hush")
    ours.info("connected", extra={str(place): f"with {secret}!" for place, secret in enumerate(secrets)})
    ours.info("connected", extra={"database": "postgresql+psycopg://ana:hush@localhost/trail"})
    told = text_of(capsys)
    assert "hush" not in told
    assert "ana" in told
    assert told.count(logs.HIDDEN) == len(secrets) + 1


async def test_a_request_that_bolt_drops_is_told_without_its_body(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure("json")
    app = AsyncApp(signing_secret="", request_verification_enabled=False, token="xoxb-hush", ssl_check_enabled=False)

    @app.middleware
    async def no_further() -> None:
        """Neither answers nor calls `next`."""

    app._async_middleware_list = app._async_middleware_list[-1:]  # Slack is not asked about the token
    body = {"type": "event_callback", "event": {"type": "message", "text": QUESTION, "channel": "C1"}}
    answer = await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
    assert answer.status == 404
    assert QUESTION in caplog.text
    (told,) = objects_of(capsys)
    assert (told["level"], told["logger"], told["event"]) == ("warning", "slack_bolt.AsyncApp", "library")
    assert told["said"] == "A global middleware"
    assert told["place"].startswith("async_app.py:")
    assert "hush" not in str(told)
    assert QUESTION not in str(told)


async def test_a_socket_mode_listener_that_fails_is_told_without_the_message(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure("json", level=logging.DEBUG)
    client = SocketModeClient(app_token="xapp-hush")

    async def deaf(*_: object) -> None:
        raise ValueError(QUESTION)

    client.message_listeners.append(deaf)
    try:
        await client.run_message_listeners({"type": "events_api", "text": QUESTION}, QUESTION)
    finally:
        await client.close()  # type: ignore[no-untyped-call]
    assert QUESTION in caplog.text
    told = objects_of(capsys)
    (failed,) = told
    assert failed["said"] == "Failed to run a message listener"
    assert failed["traceback"].splitlines()[-1] == "ValueError"
    assert QUESTION not in str(told)


async def test_a_task_whose_failure_nobody_saw_is_told_without_the_message(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    logs.configure("json")

    async def fail() -> None:
        raise ValueError(QUESTION)

    task = asyncio.ensure_future(fail())
    await asyncio.wait([task])
    del task
    gc.collect()
    assert QUESTION in caplog.text
    (told,) = objects_of(capsys)
    assert told["said"] == "Task exception was never retrieved"
    assert told["traceback"].splitlines()[-1] == "ValueError"
    assert QUESTION not in str(told)


def test_a_warning_of_python_is_an_event_like_others(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logs.configure("json")
        warnings.warn(QUESTION, UserWarning, stacklevel=1)
    (told,) = objects_of(capsys)
    assert (told["logger"], told["said"]) == ("py.warnings", "UserWarning")
    assert told["place"].startswith("test_logs.py:")
    assert QUESTION not in str(told)


def test_libraries_are_heard_from_warnings_upwards(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", level=logging.DEBUG)
    chatty = logging.getLogger("apscheduler.scheduler")
    chatty.info("Added job %s", QUESTION)
    chatty.warning("Run time of job %s was missed", QUESTION)
    ours.debug("looked")
    told = objects_of(capsys)
    assert [one.get("said", one["event"]) for one in told] == ["Run time of job", "looked"]
    assert QUESTION not in str(told)


def test_many_threads_write_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")

    def write() -> None:
        for number in range(50):
            ours.info("counted", extra={"number": number})

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(objects_of(capsys)) == 200


def test_the_log_goes_to_what_standard_error_is_at_the_moment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.configure("text")
    monkeypatch.setattr(sys, "stderr", sys.stdout)
    ours.info("moved")
    assert "moved" in capsys.readouterr().out
