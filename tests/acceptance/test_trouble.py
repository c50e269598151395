"""Slack refuses, is too busy, breaks off or does not answer: what was asked is answered, and answered once."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

import pytest

from bot.services.search import Search
from handlers.profiles import Profiles
from tests.acceptance.trouble import quiet
from workspace import Delayed, Dropped, Refused, Silent, Status
from workspace.transports import Envelope

if TYPE_CHECKING:
    from tests.acceptance.house import House
    from tests.databases import Databases
    from workspace.faults import Fault

HALF_AN_HOUR_S = 30 * 60
TROUBLES: list[Fault] = [Status(429), Status(500), Dropped(), Dropped(processed=True), Silent()]
REFUSALS: list[Fault] = [Status(404), Status(410), Status(400)]
BUSY = "Slack does not answer just now. Please try again in a minute."


@pytest.fixture
def databases(sqlite_databases: Databases) -> Databases:
    """What Slack does has nothing to do with the database."""
    return sqlite_databases


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The times of the real program, made shorter."""
    monkeypatch.setattr("handlers.posting.FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr("handlers.client.TIMEOUT_S", 0.5)
    monkeypatch.setitem(Profiles.__init__.__kwdefaults__ or {}, "patience_s", 0.3)


async def test_a_mention_is_answered_once_whatever_becomes_of_the_first_try(house: House) -> None:
    for fault in (*TROUBLES, Refused("internal_error")):
        house.slack.faults.add("chat.postMessage", fault)
        reply = await house.member.mention("records R-7")
        await quiet(house)
        assert "R-7" in reply.text, fault
        assert len(reply.message.replies) == 1, fault
    assert house.slack.problems == []


async def test_a_direct_message_is_answered_once_when_the_connection_breaks_off_after_it_was_taken(
    house: House,
) -> None:
    house.slack.faults.add("chat.postMessage", Dropped(processed=True))
    await house.member.dm("records R-7")
    await quiet(house)
    assert [message.post.bot is not None for message in house.member.messages("app")] == [False, True]


async def test_a_post_is_looked_for_in_the_thread_that_it_went_to(house: House) -> None:
    await house.member.say("before")
    question = await house.member.mention("records R-7")
    house.slack.faults.add("chat.postMessage", Dropped(processed=True))
    await house.member.mention("records R-2", thread=question.message)
    await quiet(house)
    assert [call.ok for call in house.slack.calls_of("conversations.replies")] == [True]
    answers = [message for message in question.message.replies if message.post.bot]
    assert [message.rendered.split()[0] for message in answers] == ["R-7", "R-2"]


async def test_a_command_is_answered_whatever_becomes_of_the_response_url(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for fault in (*TROUBLES, *REFUSALS):
        caplog.clear()
        seen = len(house.member.ephemerals())
        house.slack.faults.add("response_url", fault)
        assert "R-7" in (await house.member.command("/records", "R-7")).text
        await quiet(house)
        assert ("slack_retry" if fault in TROUBLES else "response_url_refused") in caplog.messages, fault
        told = [message.rendered.split()[0] for message in house.member.ephemerals()[seen:]]
        # Only of an answer that one person sees, and that Slack said nothing about, a second is better than none.
        assert told == ["R-7"] * (2 if fault == Dropped(processed=True) else 1), fault


async def test_where_the_bot_is_not_a_member_and_the_response_url_is_dead_people_are_told_directly(
    house: House,
) -> None:
    house.slack.add_channel("elsewhere", with_app=False)
    house.slack.faults.add("response_url", Status(404))
    reply = await house.member.command("/records", "R-7", channel="elsewhere")
    assert reply.message in house.member.messages("app")
    assert "R-7" in reply.text


async def test_an_answer_that_took_longer_than_its_response_url_lives_still_arrives(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, acknowledged = Search.find, threading.Event()

    def slow(*given: Any, **more: Any) -> Any:
        assert acknowledged.wait(5)
        house.clock.advance(HALF_AN_HOUR_S + 1)
        return find(*given, **more)

    monkeypatch.setattr(Search, "find", slow)
    asked = asyncio.create_task(house.member.command("/records", "contract"))
    await house.slack.world.journal.until(lambda: house.slack.deliveries or None, within=5, awaited="the command")
    acknowledged.set()
    assert "R-2" in (await asked).text
    assert house.slack.problems == ["used a response_url that was used up or too old"]


async def test_a_page_is_turned_beside_the_message_when_it_cannot_be_replaced(house: House) -> None:
    first = (await house.member.command("/records", "")).message
    before = first.rendered
    house.slack.faults.add("response_url", Status(404))
    turned = await house.member.press(first, next(label for label in first.buttons if "Next" in label))
    assert first.rendered == before
    assert turned.message != first
    assert turned.text != before


async def test_what_everybody_would_see_twice_is_not_said_again_and_the_one_who_shared_is_told(house: House) -> None:
    private = await house.member.command("/records", "R-7")
    house.slack.faults.add("response_url", Dropped(processed=True))
    told = await house.member.press(private.message, "Share")
    await quiet(house)
    assert len(house.slack.messages()) == 1
    assert "Look in the channel" in [*told.messages, *house.member.ephemerals()][-1].rendered


async def a_form_opens(house: House) -> None:
    form = (await house.editor.command("/records", "add")).view
    await form.until(lambda view: view.title == "Add a record" and "Title" in view.inputs)


async def waits(house: House, count: int = 1) -> None:
    """Return once Slack holds so many answers back on its clock."""
    async with asyncio.timeout(5):
        while sum(not woken.done() for *_, woken in house.clock._sleepers) < count:
            await asyncio.sleep(0.01)


async def test_a_form_whose_trigger_is_too_old_is_said(house: House) -> None:
    house.slack.faults.add("users.info", Delayed(4))
    asked = asyncio.create_task(house.editor.command("/records", "add"))
    await house.slack.world.journal.until(lambda: house.slack.deliveries or None, within=5, awaited="the command")
    await waits(house)
    house.clock.advance(4)
    assert "three seconds" in (await asked).text
    assert house.slack.calls_of("views.open")[0].answer["error"] == "expired_trigger_id"
    await a_form_opens(house)


async def test_a_form_that_slack_does_not_open_is_said_and_opens_the_next_time(house: House) -> None:
    for fault in (Status(429, 30), Status(500), Dropped(), Silent()):
        house.slack.faults.add("views.open", fault)
        assert BUSY in (await house.editor.command("/records", "add")).text, fault
        assert house.editor.modal() is None
    await a_form_opens(house)


async def test_a_form_that_slack_opens_but_does_not_fill_is_said(house: House) -> None:
    faults: list[Fault] = [Status(429, 30), Refused("internal_error"), Silent()]
    for told, fault in enumerate(faults):
        house.slack.faults.add("views.update", fault)
        form = (await house.editor.command("/records", "add")).view
        await quiet(house)
        assert [BUSY in message.rendered for message in house.editor.ephemerals()] == [True] * (told + 1), fault
        assert form.is_open
        assert not form.inputs


async def test_a_form_that_was_closed_while_it_loaded_is_nobodys_trouble(house: House) -> None:
    house.slack.faults.add("views.update", Refused("not_found"))
    await house.editor.command("/records", "add")
    await quiet(house)
    assert house.editor.ephemerals() == []


async def test_a_form_is_filled_at_the_second_try(house: House) -> None:
    house.slack.faults.add("views.update", Status(500))
    await a_form_opens(house)
    assert house.editor.ephemerals() == []


UNTOLD = "Slack does not say who people are just now, so nothing was done."
UNTELLING: list[Fault] = [
    *(Status(500), Status(429, 30), Dropped(), Silent()),
    *(Refused("fatal_error"), Refused("missing_scope")),
]
ADD = "add Planted while Slack was away | 2020 | memo"


async def test_nobody_has_a_role_while_slack_does_not_say_who_they_are_and_everybody_has_it_again_then(
    house: House,
) -> None:
    for number, fault in enumerate(UNTELLING):
        owner = house.slack.add_user(f"owner{number}", is_owner=True)
        member = house.slack.add_user(f"member{number}")
        house.slack.faults.add("users.info", fault, times=9)
        answers = await asyncio.gather(
            owner.command("/papertrail", f"roles @member{number} admin"), member.mention(f"records {ADD}")
        )
        assert all(UNTOLD in answer.text for answer in answers), fault
        house.slack.faults.clear()
        assert "Only editors and admins" in (await member.mention(f"records {ADD}")).text, fault
        assert "is now an admin" in (await owner.command("/papertrail", f"roles @member{number} admin")).text, fault


async def test_somebody_whom_slack_does_not_know_has_no_more_rights_than_an_outsider(house: House) -> None:
    house.slack.faults.add("users.info", Refused("user_not_found"), times=2)
    refused = await house.admin.mention(f"records {ADD}")
    assert "Only editors and admins" in refused.text
    assert "channels that we share" in (await house.member.dm("records R-7")).text
    assert "There is no R-15" in (await house.editor.command("/records", "R-15")).text


async def test_people_whom_slack_does_not_name_are_shown_by_their_ids_and_asked_for_at_the_same_time(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    strangers = [house.slack.add_user(f"stranger{number}").id for number in range(3)]
    asked = await house.member.mention("records R-7")
    mention = house.slack.deliveries[-1].payload
    words = " ".join(f"<@{person}>" for person in strangers)
    event = {**mention["event"], "text": f"{mention['event']['text'].split()[0]} records {words}"}
    house.slack.faults.add("users.info", Delayed(60), times=3)
    sent = Envelope("events_api", {**mention, "event": event, "event_id": "Ev2"})
    await house.slack.courier.hand_over(sent)
    await waits(house, 3)
    assert caplog.messages.count("profile_not_told") < 2, "the third was asked for after two were waited for"
    await quiet(house)
    assert all(f"@{person}" in asked.message.replies[-1].rendered for person in strangers)
