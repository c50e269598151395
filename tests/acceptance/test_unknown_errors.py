"""What nobody foresaw: people see a reference; the log has it with a traceback, and with nothing of what was said."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import pytest

from bot import logs
from bot.services.cards import Cards
from bot.services.entries import Entries
from bot.services.people import People
from bot.services.search import Search
from tests.acceptance import trouble
from tests.acceptance.house import open_house
from workspace import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.acceptance.house import House
    from tests.databases import Databases

REFERENCE = re.compile(r"Reference: ([0-9a-f]{8})\.")
WORDS = ("zanzibar", "quokka", "marzipan", "gramophone", "periwinkle", "tarpaulin", "ocarina", "zeppelin")
QUESTION, TITLE, BODY, QUOTE, REASON, SAID, TAG, NAME = WORDS


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """What nobody foresaw has nothing to do with the database."""
    return sqlite_databases


@pytest.fixture(autouse=True)
def root_logger() -> Iterator[None]:
    """The root logger as it was before, at the end."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def break_down(monkeypatch: pytest.MonkeyPatch, owner: type, *use_cases: str) -> None:
    """Let use cases fail as they would on a mistake in the program, with what they were asked in the message."""

    def fails(*given: object, **more: object) -> None:
        raise ValueError(f"{given} {more}")

    for name in use_cases:
        monkeypatch.setattr(owner, name, fails)


def reference(text: str) -> str:
    found = REFERENCE.search(text)
    assert found, text
    return found[1]


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_the_reference_that_is_shown_leads_to_the_traceback(
    house: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], log_format: str
) -> None:
    logs.configure(log_format)
    form = (await house.editor.command("/records", "add")).view
    await form.until(lambda view: "Title" in view.inputs)
    listed = await house.member.command("/records", "contract")
    break_down(monkeypatch, Search, "find", "suggest_entries")
    break_down(monkeypatch, Cards, "card")
    break_down(monkeypatch, Entries, "add")
    said = [
        (await house.member.command("/records", QUESTION)).text,
        (await house.member.mention(f"records {QUESTION}")).text,
        (await house.member.dm(f"records {QUESTION}")).text,
        (await house.member.press(listed.message, "Open R-2")).text,
    ]
    outcome = await house.editor.submit(form, {"Title": TITLE, "In our own words": BODY})
    assert not outcome.closed
    assert form.values["title", "title"]["value"] == TITLE
    said.append(form.rendered)
    assert await house.editor.suggest(form, "Linked entries", QUESTION) == []
    log = capfd.readouterr().err
    for text in said:
        assert "Traceback" not in text
        assert "ValueError" not in text
        assert reference(text) in log
    assert len({reference(text) for text in said}) == 5
    assert log.count("Traceback (most recent call last):") == 6
    assert 'raise ValueError(f"{given} {more}")' in log.replace('\\"', '"')
    assert not [word for word in WORDS if word in log.lower()]


async def test_a_form_that_cannot_be_filled_says_so_in_its_place(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    card = await house.editor.command("/records", "R-7")
    break_down(monkeypatch, Cards, "card")
    form = (await house.editor.press(card.message, "Edit")).view
    await form.until(lambda view: REFERENCE.search(view.rendered))


async def test_somebody_who_cannot_be_told_who_they_are_for_us_is_told_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_down(monkeypatch, People, "asking")
    reference((await house.admin.command("/papertrail", "roles")).text)


async def session(house: House) -> None:
    """A day's work: asking, adding, editing, mistakes, and Slack in trouble, with words that stand out."""
    slack = house.slack
    asked = await house.member.mention(f"records {QUESTION} gramophone")
    await house.member.mention(f"When did {QUESTION} begin?", thread=asked.message)
    await house.member.dm(f"who signed the {QUESTION}?")
    await house.member.command("/timeline", f"between {QUESTION} and {SAID}")
    await house.member.command("/records", f"date:{QUESTION}")
    await house.member.command("/records", f'"{QUESTION}')
    await house.editor.command("/records", f"add {TITLE} | 2020 | memo")
    await house.editor.command("/records", f"add {TITLE} | 2020 | memo")
    await house.editor.command("/records", f"delete R-7 because {REASON}")
    form = (await house.editor.command("/records", "add")).view
    await form.until(lambda view: "Title" in view.inputs)
    filled = {"Title": f"{TITLE} again", "Date": f"{SAID} 2020", "In our own words": BODY, "Quotations": QUOTE}
    assert (await house.editor.submit(form, filled)).errors
    await house.editor.suggest(form, "Tags", TAG)
    slack.faults.add("response_url", Status(500))
    assert (await house.editor.submit(form, {"Date": "2020"})).closed
    message = await house.member.say(f"{SAID} was seen at {QUOTE}")
    slack.faults.add("chat.getPermalink", Status(404))
    await house.editor.message_shortcut("save_to_trail", message)
    slack.faults.add("chat.postMessage", Status(500))
    await house.member.mention(f"records {QUESTION}")
    slack.faults.add("users.info", Status(429, 30))
    await slack.add_user("zed", real_name=NAME).command("/records", QUESTION)
    await house.admin.command("/papertrail", f"roles {NAME} editor")
    slack.emit({"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "text": SAID})
    slack.emit({"type": "team_rename", "name": NAME})
    await trouble.quiet(house)


@pytest.mark.parametrize(
    ("mode", "level"), [("socket", logging.INFO), ("socket", logging.DEBUG), ("http", logging.DEBUG)]
)
async def test_the_log_of_a_whole_session_holds_nothing_that_anybody_said(
    starter_url: str, mode: str, level: int, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs.configure("text", level=level)
    monkeypatch.setattr("handlers.posting.FIRST_PAUSE_S", 0.05)
    async with open_house(starter_url, mode=mode) as house:
        secrets = [*house.slack.environment().values()]
        await session(house)
        with trouble.another_writer(starter_url):
            await house.editor.command("/records", f"add {TITLE} more | 2020 | memo")
        break_down(monkeypatch, Search, "find")
        await house.member.command("/records", QUESTION)
    log = capfd.readouterr().err
    assert "ready" in log
    assert "Traceback" in log
    assert not [word for word in WORDS if word in log.lower()]
    assert not [secret for secret in secrets if "stand-in" in secret and secret in log]
    assert "<@" not in log
