"""What a worker answers; how it is killed is tried on real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.press.feed import Hints
from bot.domain.press.item import ParsedFeed, ParsedItem
from bot.feeds import parser_worker
from bot.feeds.parse import parse
from bot.feeds.parser_child import request
from bot.feeds.parser_wire import ANSWER, OUT_OF_MEMORY, Answer, packed, unpacked
from bot.feeds.parser_worker import limit_memory, main, resident, serve
from tests.unit.feeds.sample_feeds import SAMPLES

if TYPE_CHECKING:
    from collections.abc import Callable

URL = "https://feed.example/feed.xml"
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
ITEMS = st.builds(
    ParsedItem, *[st.text(max_size=9)] * 6, st.none() | st.datetimes(timezones=OFFSETS), st.text(max_size=9)
)
HINTS = st.builds(
    Hints,
    st.integers(0, 86_400).map(lambda seconds: timedelta(seconds=seconds)),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
)


def answers(*documents: bytes, outgrown: Callable[[], bool] = lambda: False) -> list[tuple[Answer, bool, bytes]]:
    """What a worker says to those documents."""
    written = BytesIO()
    asked = BytesIO(b"".join(b"".join(request(document, "text/xml", URL)) for document in documents))
    serve(asked, written, cpu_s=60, outgrown=outgrown)
    written.seek(0)
    found = []
    while header := written.read(ANSWER.size):
        answer, last, length = ANSWER.unpack(header)
        found.append((Answer(answer), bool(last), written.read(length)))
    return found


@given(st.builds(ParsedFeed, st.text(), st.text(), HINTS, st.lists(ITEMS).map(tuple), st.text(), st.booleans()))
def test_a_feed_comes_over_the_pipe_as_it_was(feed: ParsedFeed) -> None:
    assert unpacked(packed(feed)) == feed


def test_an_offset_comes_over_the_pipe() -> None:
    moment = datetime(2026, 10, 6, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    feed = unpacked(packed(ParsedFeed("", "", Hints(), (ParsedItem(published=moment), ParsedItem()))))

    assert str(feed.items[0].published) == "2026-10-06 23:30:00-07:00"
    assert feed.items[1].published is None


def test_a_worker_answers_one_document_after_the_other() -> None:
    documents = [sample.encode() for sample in SAMPLES.values()]
    found = answers(*documents, b"", b"<html></html>")

    assert [(answer, last) for answer, last, _ in found[:-2]] == [(Answer.FEED, False)] * len(documents)
    assert [unpacked(body) for _, _, body in found[:-2]] == [parse(document, "", URL) for document in documents]
    assert found[-2:] == [
        (Answer.NOT_A_FEED, False, b"it is empty"),
        (Answer.NOT_A_FEED, False, b"it is a web page, not a feed"),
    ]


def test_a_worker_that_has_outgrown_its_room_says_so_and_ends() -> None:
    assert [last for _, last, _ in answers(b"", b"", outgrown=lambda: True)] == [True]


def test_a_fault_is_told_by_its_place_without_a_word_of_the_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(content: bytes, _type: str, _url: str) -> ParsedFeed:
        raise KeyError(content)

    monkeypatch.setattr(parser_worker, "parse", broken)
    ((answer, last, body),) = answers(b"secret")

    assert (answer, last) == (Answer.FAULT, False)
    assert body.startswith(b"KeyError at test_parser_worker.py:")


def test_a_worker_without_memory_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_content: bytes, _type: str, _url: str) -> ParsedFeed:
        raise MemoryError

    monkeypatch.setattr(parser_worker, "parse", broken)

    with pytest.raises(MemoryError):
        answers(b"")


def test_a_system_without_limits_is_none_to_fail_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_limit: object) -> None:
        raise ValueError

    monkeypatch.setattr("bot.feeds.parser_worker.resource.setrlimit", refused)
    monkeypatch.setattr(parser_worker, "_STATM", "/nowhere")
    limit_memory(150)

    assert resident() == 0


@pytest.mark.parametrize(("error", "status"), [(MemoryError, OUT_OF_MEMORY), (BrokenPipeError, 0)])
def test_how_a_worker_ends_tells_why(monkeypatch: pytest.MonkeyPatch, error: type[Exception], status: int) -> None:
    ended: list[int] = []

    def fails(*_pipes: object) -> None:
        raise error

    for name in ("signal.signal", "limit_memory", "gc.freeze"):
        monkeypatch.setattr(f"bot.feeds.parser_worker.{name}", lambda *_: None)
    monkeypatch.setattr(parser_worker, "serve", fails)
    monkeypatch.setattr("bot.feeds.parser_worker.os._exit", ended.append)
    monkeypatch.setattr("sys.stdin", type("Pipe", (), {"buffer": BytesIO()}))
    monkeypatch.setattr("sys.stdout", type("Pipe", (), {"buffer": BytesIO()}))
    main(["10", "150"])

    assert ended == [status]


def test_a_process_knows_how_much_memory_it_takes() -> None:
    before = resident()
    held = b"x" * 50_000_000

    assert resident() - before > len(held) * 0.9


def test_a_date_in_utc_stays_in_utc() -> None:
    feed = unpacked(packed(ParsedFeed("", "", Hints(), (ParsedItem(published=datetime(2026, 1, 1, tzinfo=UTC)),))))

    assert feed.items[0].published == datetime(2026, 1, 1, tzinfo=UTC)
