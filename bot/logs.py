"""The log: one line an event on standard error, as text or as JSON.

Our own modules log a fixed event name with facts in `extra`. Libraries write sentences, and some put whole requests
into them (Bolt's warning about a request that nobody handles, the Socket Mode client's errors). So of a library's
record only warnings and worse are kept, and of those the place in the code and the first plain words. Exceptions are
told by class, place and code; their messages are left out, because they quote what they failed on.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS: Final = frozenset({"bot", "handlers", "storage", "workspace"})
HIDDEN: Final = "[hidden]"

_TOKEN = re.compile(r"\b(?P<kind>xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]+")
_PASSWORD = re.compile(r"(?P<who>\w://[^\s:/@]*):[^\s/@]+@")
_FIRST_WORDS = re.compile(r"[A-Za-z ,.'_-]{0,80}")
_WARNING = re.compile(r"(?P<path>.+?):(?P<line>[0-9]+): (?P<category>\w+)")
_BARE = re.compile(r"[\w.:/@+-]+", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9_]{1,60}")
# Their messages name types, attributes and modules of the program, never its data.
_ABOUT_THE_PROGRAM = (AttributeError, ImportError, NameError, NotImplementedError, RecursionError, TypeError)
_USUAL = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"})


def configure(log_format: str, *, level: int = logging.INFO) -> None:
    """Write the log to standard error from now on: `log_format` is "text" or "json". May be called again."""
    root = logging.getLogger()
    for handler in [known for known in root.handlers if isinstance(known, _StandardError)]:
        root.removeHandler(handler)
    handler = _StandardError()
    handler.setFormatter(JsonLines() if log_format == "json" else TextLines())
    handler.addFilter(_worth_telling)
    root.addHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=True)


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the moment, not to what it was when this was made."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def _worth_telling(record: logging.LogRecord) -> bool:
    return _is_ours(record) or record.levelno >= logging.WARNING


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


class TextLines(logging.Formatter):
    """`2026-11-24T14:00:00.000Z INFO bot.app ready role=all mode=socket`, then the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as text."""
        told = {"at": _moment(record), "level": record.levelname, "logger": record.name, "event": _event(record)}
        words = [*told.values(), *(f"{name}={_word(value)}" for name, value in _facts(record).items())]
        error = _error_of(record)
        return redacted("\n".join([" ".join(words), *(_traceback(error) if error else ())]))


class JsonLines(logging.Formatter):
    """One object a line: `at`, `level`, `logger`, `event`, the facts, and `traceback` if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as a JSON object."""
        told: dict[str, Any] = {
            **_facts(record),
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        error = _error_of(record)
        if error:
            told["traceback"] = "\n".join(_traceback(error))
        return redacted(json.dumps(told, default=str))


def redacted(text: str) -> str:
    """`text` without tokens and passwords: the last line of defence, for none should have come this far."""
    return _PASSWORD.sub(rf"\g<who>:{HIDDEN}@", _TOKEN.sub(rf"\g<kind>-{HIDDEN}", text))


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _event(record: logging.LogRecord) -> str:
    return str(record.msg) if _is_ours(record) else "library"


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    if _is_ours(record):
        return {name: value for name, value in vars(record).items() if name not in _USUAL}
    said, path, line = str(record.msg), record.pathname, str(record.lineno)
    if record.name == "py.warnings" and (warned := _WARNING.match(record.getMessage())):
        said, path, line = warned["category"], warned["path"], warned["line"]
    words = _FIRST_WORDS.match(said)
    return {"said": words[0].strip() if words else "", "place": f"{Path(path).name}:{line}"}


def _word(value: object) -> str:
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(text)


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _traceback(error: BaseException) -> Iterator[str]:
    """The calls that led to `error`, after those that led to its causes."""
    seen: set[int] = set()
    chain: list[BaseException] = []
    waiting = [error]
    while waiting:
        latest = waiting.pop()
        if id(latest) in seen:
            continue
        seen.add(id(latest))
        chain.append(latest)
        waiting.extend(_behind(latest))
    for one in reversed(chain):
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(one.__traceback__)).rstrip("\n")
        detail = _detail(one)
        name = f"{type(one).__module__}.{type(one).__qualname__}".removeprefix("builtins.")
        yield f"{name}: {detail}" if detail else name


def _behind(error: BaseException) -> Iterator[BaseException]:
    if error.__cause__ is not None:
        yield error.__cause__
    elif error.__context__ is not None and not error.__suppress_context__:
        yield error.__context__
    if isinstance(error, BaseExceptionGroup):
        yield from error.exceptions


def _detail(error: BaseException) -> str:
    """What can be said of an error without quoting what it failed on."""
    if isinstance(error, _ABOUT_THE_PROGRAM):
        return str(error)
    if isinstance(error, OSError):
        return error.strerror or ""
    answer: Any = getattr(error, "response", None)
    told = getattr(answer, "data", answer)  # plain text where a proxy answered in Slack's place
    codes = (
        getattr(error, "sqlstate", None),  # PostgreSQL
        getattr(error, "sqlite_errorname", None),
        told.get("error") if isinstance(told, Mapping) else None,  # Slack
    )
    return " ".join(code for code in codes if isinstance(code, str) and _CODE.fullmatch(code))
