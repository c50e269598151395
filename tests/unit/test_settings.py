"""The settings: what is read, what is refused, and that everything wrong is said at once without quoting it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import WrongSettings
from bot.settings import Settings, load
from tests.variables import variables

if TYPE_CHECKING:
    from pathlib import Path

BOT, APP, SECRET = "xoxb-1-made-up", "xapp-1-made-up", "0123456789abcdef"
SOCKET = {"SLACK_BOT_TOKEN": BOT, "SLACK_APP_TOKEN": APP}
HTTP = {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET, "PORT": "3000"}


def problems(**environment: str) -> tuple[str, ...]:
    """What is wrong with `environment`."""
    with pytest.raises(WrongSettings) as caught:
        Settings.read(environment)
    return caught.value.problems


def test_nothing_set_is_a_stand_in_on_sqlite() -> None:
    settings = Settings.read({})
    assert settings.mode == "none"
    assert settings.database_url == "sqlite:///papertrail.db"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert (settings.port, settings.admins, settings.editors, settings.feeds_allow) == (None, (), (), ())
    assert (settings.tz, settings.press_channel, settings.log_format) == (ZoneInfo("UTC"), "", "text")
    assert settings.starter


def test_what_is_blank_counts_as_not_set() -> None:
    assert Settings.read(dict.fromkeys(variables(), " ")) == Settings.read({})


def test_blanks_around_a_value_do_not_belong_to_it() -> None:
    assert Settings.read({**SOCKET, "SLACK_BOT_TOKEN": f" {BOT}\n"}).slack_bot_token == BOT


def test_an_app_token_means_socket_mode() -> None:
    assert Settings.read(SOCKET).mode == "socket"


def test_a_signing_secret_and_a_port_mean_http() -> None:
    settings = Settings.read(HTTP)
    assert (settings.mode, settings.port) == ("http", 3000)


def test_an_app_token_goes_before_a_signing_secret_and_then_needs_no_port() -> None:
    assert Settings.read({**SOCKET, "SLACK_SIGNING_SECRET": SECRET}).mode == "socket"
    both = Settings.read({**SOCKET, **HTTP})
    assert (both.mode, both.port) == ("socket", 3000)


def test_everything_set_is_read() -> None:
    settings = Settings.read(
        {
            **SOCKET,
            "SLACK_API_URL": "https://slack-gov.com/api",
            "DATABASE_URL": "postgres://ana:secret@[::1]:5432/trail",
            "PAPERTRAIL_ADMINS": " U1, T2/W3 ,U1,",
            "PAPERTRAIL_EDITORS": "U4",
            "PAPERTRAIL_TZ": "America/New_York",
            "PAPERTRAIL_PRESS_CHANNEL": "#press",
            "FEEDS_ALLOW": "127.0.0.1/32, Feeds.example.org, ::1, rss-bridge",
            "PAPERTRAIL_CONTACT": "press@example.org",
            "PAPERTRAIL_ARCHIVE": "Wayback",
            "PAPERTRAIL_ARCHIVE_URL": "http://127.0.0.1:8000/",
            "LOG_FORMAT": "json",
            "PAPERTRAIL_STARTER": "No",
        }
    )
    assert settings.slack_api_url == "https://slack-gov.com/api/"
    assert settings.database_url == "postgres://ana:secret@[::1]:5432/trail"
    assert (settings.admins, settings.editors) == (("U1", "T2/W3"), ("U4",))
    assert settings.tz == ZoneInfo("America/New_York")
    assert settings.press_channel == "#press"
    assert settings.feeds_allow == ("127.0.0.1/32", "feeds.example.org", "::1", "rss-bridge")
    assert settings.contact == "press@example.org"
    assert (settings.archive, settings.archive_url) == ("wayback", "http://127.0.0.1:8000")
    assert settings.log_format == "json"
    assert not settings.starter


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"SLACK_BOT_TOKEN": BOT}, "SLACK_BOT_TOKEN needs a partner: set SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": APP}, "SLACK_APP_TOKEN needs SLACK_BOT_TOKEN"),
        ({"SLACK_SIGNING_SECRET": SECRET, "PORT": "1"}, "SLACK_SIGNING_SECRET needs SLACK_BOT_TOKEN"),
        ({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET}, "SLACK_SIGNING_SECRET needs PORT"),
    ],
)
def test_a_token_without_its_partner_is_named(environment: dict[str, str], said: str) -> None:
    (problem,) = problems(**environment)
    assert problem.startswith(said)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_API_URL", "slack.com/api/", "https://"),
        ("SLACK_API_URL", "ftp://slack.com/api/", "https://"),
        ("SLACK_API_URL", "https://", "https://"),
        ("SLACK_API_URL", "https://slack.com:port/", "https://"),
        ("SLACK_API_URL", "https://slack.com/api?token=1", "https://"),
        ("PORT", "0", "1 to 65535"),
        ("PORT", "65536", "1 to 65535"),
        ("PORT", "http", "1 to 65535"),
        ("PORT", "-1", "1 to 65535"),
        ("PORT", "٣٠٠٠", "1 to 65535"),
        ("DATABASE_URL", "mysql://localhost/trail", "sqlite:///"),
        ("DATABASE_URL", "papertrail.db", "sqlite:///"),
        ("DATABASE_URL", "sqlite:papertrail.db", "sqlite:///"),
        ("DATABASE_URL", "sqlite://papertrail.db", "name a file"),
        ("DATABASE_URL", "sqlite:///", "name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "name a file"),
        ("DATABASE_URL", "postgresql://localhost:x/trail", "HOST:PORT"),
        ("PAPERTRAIL_ADMINS", "ana", "U012AB3CD"),
        ("PAPERTRAIL_ADMINS", "U1,@ana,U2,bob", "number 2, 4"),
        ("PAPERTRAIL_EDITORS", "T1/U2/U3", "T045EF6GH/U012AB3CD"),
        ("PAPERTRAIL_EDITORS", "U1 U2", "commas"),
        ("PAPERTRAIL_TZ", "Mars/Olympus", "Europe/Berlin"),
        ("PAPERTRAIL_TZ", "../etc/passwd", "Europe/Berlin"),
        ("PAPERTRAIL_TZ", "America", "Europe/Berlin"),
        ("PAPERTRAIL_PRESS_CHANNEL", "#press, #news", "#press"),
        ("FEEDS_ALLOW", "127.0.0.1/33", "127.0.0.1/32"),
        ("FEEDS_ALLOW", "127.0.0.1/8", "first address"),
        ("FEEDS_ALLOW", "feeds.example.org,https://feeds.example.org/rss", "number 2"),
        ("FEEDS_ALLOW", "999.1.1.1", "127.0.0.1/32"),
        ("PAPERTRAIL_CONTACT", "ana", "press@example.org"),
        ("PAPERTRAIL_CONTACT", "ana@example.org\r\nX: y", "press@example.org"),
        ("PAPERTRAIL_ARCHIVE", "yes", "wayback, or off"),
        ("PAPERTRAIL_ARCHIVE_URL", "web.archive.org", "https://"),
        ("LOG_FORMAT", "xml", "text or json"),
        ("PAPERTRAIL_STARTER", "maybe", "yes or no"),
    ],
)
def test_a_wrong_value_is_answered_with_what_is_right(name: str, value: str, said: str) -> None:
    (problem,) = problems(**{name: value})
    assert problem.startswith(f"{name} must ")
    assert said in problem


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-someone's", "xoxb-"),
        ("SLACK_BOT_TOKEN", "xoxb-1 2", "xoxb-"),
        ("SLACK_APP_TOKEN", BOT, "xapp-"),
        ("SLACK_SIGNING_SECRET", BOT, "not a token"),
        ("SLACK_SIGNING_SECRET", "two words", "without blanks"),
    ],
)
def test_a_token_in_the_wrong_place_is_named_and_never_quoted(name: str, value: str, said: str) -> None:
    (problem,) = problems(**{**SOCKET, "SLACK_SIGNING_SECRET": SECRET, name: value})
    assert problem.startswith(f"{name} must be")
    assert said in problem
    assert value not in problem


def test_everything_wrong_is_named_in_one_go_in_every_mode() -> None:
    wrong = {"PORT": "x", "PAPERTRAIL_TZ": "x", "LOG_FORMAT": "x", "DATABASE_URL": "x", "FEEDS_ALLOW": "/", "X": "x"}
    for tokens in ({}, SOCKET, {"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": SECRET}):
        named = {problem.split()[0] for problem in problems(**{**tokens, **wrong})}
        assert named == set(wrong) - {"X"}
    assert {"SLACK_BOT_TOKEN", "PORT"} == {line.split()[0] for line in problems(SLACK_BOT_TOKEN="xoxb-1", PORT="x")}


@given(st.lists(st.sampled_from(sorted(variables())), unique=True, min_size=1), st.sampled_from(["xoxb-", "xapp-", ""]))
def test_no_message_quotes_what_was_set(names: list[str], prefix: str) -> None:
    try:
        shown = repr(Settings.read(dict.fromkeys(names, f"{prefix}hush hush")))
    except WrongSettings as error:
        shown = f"{error} {error!r}"
    assert "hush" not in shown


def test_secrets_stay_out_of_what_is_printed() -> None:
    settings = Settings.read({**SOCKET, **HTTP, "DATABASE_URL": "postgresql://ana:hush@localhost/trail"})
    for secret in (BOT, APP, SECRET, "hush"):
        assert secret not in f"{settings} {settings!r}"


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `.env` is looked for: in a folder of its own, with nothing set in the real environment."""
    monkeypatch.chdir(tmp_path)
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    return tmp_path / ".env"


def test_an_env_file_sets_the_same_and_the_real_environment_wins(
    env_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    env_file.write_text(
        f"# Slack\nexport SLACK_BOT_TOKEN='{BOT}'\nSLACK_APP_TOKEN={APP} # made up\nPAPERTRAIL_TZ=Europe/Berlin\n"
    )
    assert (load().mode, load().tz.key) == ("socket", "Europe/Berlin")
    monkeypatch.setenv("PAPERTRAIL_TZ", "America/New_York")
    assert load().tz.key == "America/New_York"
    monkeypatch.setenv("SLACK_BOT_TOKEN", "")
    monkeypatch.setenv("SLACK_APP_TOKEN", "")
    assert load().mode == "none"


def test_a_dollar_in_the_env_file_stays_a_dollar(env_file: Path) -> None:
    env_file.write_text("DATABASE_URL=postgresql://ana:a${b}c@localhost/trail\nPORT\n")
    assert load().database_url == "postgresql://ana:a${b}c@localhost/trail"


def test_without_an_env_file_only_the_environment_counts(env_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not env_file.exists()
    monkeypatch.setenv("PORT", "3000")
    assert load() == Settings.read({"PORT": "3000"})


def test_a_line_of_the_env_file_that_cannot_be_read_is_named_with_the_rest(env_file: Path) -> None:
    env_file.write_text("LOG_FORMAT=xml\nthis is no setting\nPAPERTRAIL_TZ=Europe/Berlin\n")
    with pytest.raises(WrongSettings) as caught:
        load()
    first, second = caught.value.problems
    assert first.startswith(".env, line 2")
    assert second.startswith("LOG_FORMAT")
    env_file.write_text("this is no setting\n")
    with pytest.raises(WrongSettings, match="line 1"):
        load()


def test_an_env_file_that_is_not_text_is_named(env_file: Path) -> None:
    env_file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(WrongSettings, match="UTF-8"):
        load()
