"""The settings: read once from the environment, checked as a whole, never changed.

`.env` in the current folder sets the same variables; the real environment wins. Everything that is wrong is named in
one go. No message quotes what was set: a token is often pasted into the wrong line.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from io import StringIO
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream

from bot.errors import WrongSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

UTC: Final = ZoneInfo("UTC")
SLACK_API_URL: Final = "https://slack.com/api/"
DATABASE_URL: Final = "sqlite:///papertrail.db"
ARCHIVE_URL: Final = "https://web.archive.org"

Mode = Literal["socket", "http", "none"]
Value = TypeVar("Value")

_PERSON = re.compile(r"(?:[TE][A-Z0-9]+/)?[UW][A-Z0-9]+")
_CHANNEL = re.compile(r"#?[^\s#,.<>&:!@]{1,80}")
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SPEAKABLE = re.compile(r"[\x21-\x7e]+")  # tokens are printable ASCII; a blank or a quotation mark was pasted along
_WORDS = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decided. Empty strings and tuples where nothing was set; secrets stay out of its `repr`."""

    slack_bot_token: str = field(default="", repr=False)
    slack_app_token: str = field(default="", repr=False)
    slack_signing_secret: str = field(default="", repr=False)
    slack_api_url: str = SLACK_API_URL
    port: int | None = None
    database_url: str = field(default=DATABASE_URL, repr=False)  # it may hold a password
    admins: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    tz: ZoneInfo = UTC
    press_channel: str = ""
    feeds_allow: tuple[str, ...] = ()
    contact: str = ""
    archive: str = ""
    archive_url: str = ARCHIVE_URL
    log_format: str = "text"
    starter: bool = True

    @property
    def mode(self) -> Mode:
        """How Slack reaches the bot. With an app token Socket Mode is used, else HTTP; "none" without tokens."""
        if not self.slack_bot_token:
            return "none"
        return "socket" if self.slack_app_token else "http"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """The settings in `environment`. Raises `WrongSettings` with every problem there is."""
        given = _Given(environment)
        settings = cls(
            slack_bot_token=given.value("SLACK_BOT_TOKEN", _bot_token, ""),
            slack_app_token=given.value("SLACK_APP_TOKEN", _app_token, ""),
            slack_signing_secret=given.value("SLACK_SIGNING_SECRET", _signing_secret, ""),
            slack_api_url=given.value("SLACK_API_URL", _api_url, SLACK_API_URL),
            port=given.value("PORT", _port, None),
            database_url=given.value("DATABASE_URL", _database_url, DATABASE_URL),
            admins=given.value("PAPERTRAIL_ADMINS", _people, ()),
            editors=given.value("PAPERTRAIL_EDITORS", _people, ()),
            tz=given.value("PAPERTRAIL_TZ", _zone, UTC),
            press_channel=given.value("PAPERTRAIL_PRESS_CHANNEL", _channel, ""),
            feeds_allow=given.value("FEEDS_ALLOW", _hosts, ()),
            contact=given.value("PAPERTRAIL_CONTACT", _contact, ""),
            archive=given.value("PAPERTRAIL_ARCHIVE", _archive, ""),
            archive_url=given.value("PAPERTRAIL_ARCHIVE_URL", _archive_url, ARCHIVE_URL),
            log_format=given.value("LOG_FORMAT", _log_format, "text"),
            starter=given.value("PAPERTRAIL_STARTER", _yes_or_no, True),
        )
        problems = (*given.problems, *_missing_partners(given))
        if problems:
            raise WrongSettings(problems)
        return settings


def load() -> Settings:
    """The settings of this process: `.env` in the current folder, and the real environment, which wins.

    Raises `WrongSettings` with every problem of both.
    """
    values, problems = _env_file(Path(".env"))
    try:
        settings = Settings.read({**values, **os.environ})
    except WrongSettings as error:
        raise WrongSettings((*problems, *error.problems)) from None
    if problems:
        raise WrongSettings(problems)
    return settings


def _env_file(path: Path) -> tuple[dict[str, str], tuple[str, ...]]:
    """The variables that the file sets, and what is wrong with it. A file that is not there sets nothing."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        return {}, ()
    except (OSError, UnicodeDecodeError):
        return {}, (".env cannot be read: it must be a text file in UTF-8 that this user may read.",)
    bindings = list(parse_stream(StringIO(text)))  # values as they stand: a password may hold ${
    values = {binding.key: binding.value for binding in bindings if binding.key and binding.value is not None}
    wrong = [binding.original.line for binding in bindings if binding.error]
    return values, tuple(f".env, line {line}: write NAME=value, and # before a comment." for line in wrong)


class _Wrong(Exception):
    """A value cannot be used. The message completes "SLACK_BOT_TOKEN …" and says what is right."""


class _Given:
    """The environment, and what was found wrong with it so far. What is blank counts as not set."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.problems: list[str] = []

    def has(self, name: str) -> bool:
        """Whether anything is set, right or wrong."""
        return bool(self._environment.get(name, "").strip())

    def value(self, name: str, read: Callable[[str], Value], default: Value) -> Value:
        """What `read` makes of the variable; `default` where it is not set, and where it is wrong."""
        text = self._environment.get(name, "").strip()
        if not text:
            return default
        try:
            return read(text)
        except _Wrong as wrong:
            self.problems.append(f"{name} {wrong}")
            return default


def _missing_partners(given: _Given) -> list[str]:
    """What one setting needs another for."""
    bot, app, secret, port = map(given.has, ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "PORT"))
    problems = []
    if bot and not app and not secret:
        problems.append(
            "SLACK_BOT_TOKEN needs a partner: set SLACK_APP_TOKEN for Socket Mode, "
            "or SLACK_SIGNING_SECRET and PORT for HTTP."
        )
    if app and not bot:
        problems.append("SLACK_APP_TOKEN needs SLACK_BOT_TOKEN: set the Bot User OAuth Token (xoxb-…) as well.")
    if secret and not bot:
        problems.append("SLACK_SIGNING_SECRET needs SLACK_BOT_TOKEN: set the Bot User OAuth Token (xoxb-…) as well.")
    if secret and not app and not port:
        problems.append(
            "SLACK_SIGNING_SECRET needs PORT, the port to listen on for Slack's requests: set it, for example to 3000."
        )
    return problems


def _bot_token(text: str) -> str:
    if not text.startswith("xoxb-") or not _SPEAKABLE.fullmatch(text):
        raise _Wrong(
            "must be the Bot User OAuth Token: it begins with xoxb- and stands on the page OAuth & Permissions."
        )
    return text


def _app_token(text: str) -> str:
    if not text.startswith("xapp-") or not _SPEAKABLE.fullmatch(text):
        raise _Wrong("must be an App-Level Token: it begins with xapp- and is made on the page Basic Information.")
    return text


def _signing_secret(text: str) -> str:
    if text.startswith(("xox", "xapp-")) or not _SPEAKABLE.fullmatch(text):
        raise _Wrong("must be the Signing Secret of the page Basic Information, without blanks; it is not a token.")
    return text


def _api_url(text: str) -> str:
    return f"{_address(text, such_as=SLACK_API_URL).rstrip('/')}/"


def _archive_url(text: str) -> str:
    return _address(text, such_as=ARCHIVE_URL).rstrip("/")


def _address(text: str, *, such_as: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable or not _SPEAKABLE.fullmatch(text) or parts.query or parts.fragment or parts.username is not None:
        raise _Wrong(f"must be an address that begins with https:// or http://, such as {such_as}")
    return text


def _contact(text: str) -> str:
    if not re.fullmatch(r"[\x21-\x7e]+@[\x21-\x7e]+|https?://[\x21-\x7e]+", text):
        raise _Wrong("must be an e-mail address or a web address, such as press@example.org.")
    return text


def _archive(text: str) -> str:
    if text.lower() not in ("wayback", "off", "no"):
        raise _Wrong("must be wayback, or off.")
    return "wayback" if text.lower() == "wayback" else ""


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or not 1 <= int(text) <= 65_535:
        raise _Wrong("must be a number from 1 to 65535.")
    return int(text)


def _database_url(text: str) -> str:
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite":
        return _sqlite_url(text, rest)
    if scheme not in ("postgresql", "postgres"):
        raise _Wrong("must begin with sqlite:///, postgresql:// or postgres://, for example sqlite:///papertrail.db")
    try:
        usable = urlsplit(text).port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _Wrong("must read postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters as %XX.")
    return text


def _sqlite_url(text: str, rest: str) -> str:
    path = rest.removeprefix("/").partition("?")[0]
    if not rest.startswith("/") or not path or path == ":memory:":
        raise _Wrong("must name a file after sqlite:///, for example sqlite:///papertrail.db")
    return text


def _people(text: str) -> tuple[str, ...]:
    people = _listed(text)
    wrong = [str(place) for place, person in enumerate(people, start=1) if not _PERSON.fullmatch(person)]
    if wrong:
        raise _Wrong(
            "must list user ids with commas between them, such as U012AB3CD, or T045EF6GH/U012AB3CD for somebody of "
            f"another organisation; look at number {', '.join(wrong)}. Slack shows it in a person's profile."
        )
    return tuple(dict.fromkeys(people))


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise _Wrong("must be a time zone by its name, such as America/New_York, Europe/Berlin or UTC.") from error


def _channel(text: str) -> str:
    if not _CHANNEL.fullmatch(text):
        raise _Wrong("must be one channel: its id, such as C012AB3CD, or its name, such as #press.")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = [host.lower() for host in _listed(text)]
    wrong = [str(place) for place, host in enumerate(hosts, start=1) if not _is_host(host)]
    if wrong:
        raise _Wrong(
            "must list host names or networks with commas between them, such as feeds.example.org or 127.0.0.1/32 "
            f"(a network begins at its own first address); look at number {', '.join(wrong)}."
        )
    return tuple(dict.fromkeys(hosts))


def _is_host(text: str) -> bool:
    """Whether `text` is a host's name, an address, or a network."""
    try:
        ip_network(text)
    except ValueError:
        # What has only digits and dots was meant as an address.
        return bool(_HOST.fullmatch(text)) and not re.fullmatch(r"[0-9.]+", text)
    return True


def _log_format(text: str) -> str:
    if text.lower() not in ("text", "json"):
        raise _Wrong("must be text or json.")
    return text.lower()


def _yes_or_no(text: str) -> bool:
    if text.lower() not in _WORDS:
        raise _Wrong("must be yes or no.")
    return _WORDS[text.lower()]


def _listed(text: str) -> list[str]:
    return [item for part in text.split(",") if (item := part.strip())]
