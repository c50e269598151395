"""Lists turn their pages in place, words are understood as people type them, and nothing is said that nobody asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.doings import form_of, imported, saved

if TYPE_CHECKING:
    from tests.acceptance.house import House
    from workspace import Message, Person

pytestmark = pytest.mark.usefixtures("manners")

MANY: dict[str, Any] = {
    "dossier": {"slug": "clearview", "name": "ICE and Clearview AI"},
    "entries": [
        *({"kind": "record", "title": f"Alpha memo number {number}"} for number in range(34)),
        *({"kind": "event", "title": f"Beta day {day}", "date": f"2018-01-{day:02}"} for day in range(1, 26)),
    ],
}


async def pages_of(person: Person, message: Message) -> list[str]:
    """What a list shows on each of its pages, turned to the last and back again."""
    seen = [message.rendered]
    while "Next →" in message.buttons:
        seen.append(await turned(person, message, "Next →"))
    back = [seen[-1]]
    while "← Previous" in message.buttons:
        back.append(await turned(person, message, "← Previous"))
    assert back == seen[::-1]
    return seen


async def turned(person: Person, message: Message, label: str) -> str:
    before = message.rendered
    await person.press(message, label)
    await message.until(lambda seen: seen.rendered != before)
    return message.rendered


@pytest.mark.parametrize(
    ("command", "text", "heading", "last"),
    [
        ("/records", "alpha", "34 records for “alpha”", "31–34 of 34"),
        ("/records", "", "48 records on file, the latest first", "41–48 of 48"),
        ("/timeline", "", "32 events on the timeline", "31–32 of 32"),
        ("/timeline", "January 2018", "25 events · January 2018", "21–25 of 25"),
        ("/timeline", "beta", "25 events for “beta”", "21–25 of 25"),
    ],
)
async def test_a_long_list_turns_its_pages_in_place_to_the_last_and_back(
    house: House, database_url: str, command: str, text: str, heading: str, last: str
) -> None:
    imported(database_url, MANY)
    listed = (await house.member.command(command, text)).message
    seen = await pages_of(house.member, listed)
    assert all(page.startswith(heading) for page in seen)
    assert "1–10 of" in seen[0]
    assert last in seen[-1]
    labels = [label.removeprefix("Open ") for page in seen for label in page.split("[")]
    opened = [label for label in labels if label[:2] in ("R-", "T-")]
    assert len(opened) == len(set(opened)) == int(heading.split()[0])
    assert len(house.member.ephemerals()) == 1


async def test_a_long_history_turns_its_pages_too(house: House) -> None:
    for number in range(1, 19):
        await saved(house.editor, await form_of(house.editor, "R-7"), {"Title": f"Title number {number}"})
    seen = await pages_of(house.member, (await house.member.command("/records", "R-7 history")).message)
    assert len(seen) == 3
    assert "19. eda changed it" in seen[0]
    assert "1. Imported" in seen[-1]


async def test_a_list_in_a_channel_is_turned_for_everybody_who_reads_it(house: House) -> None:
    listed = await house.member.mention("records")
    await turned(house.editor, listed.message, "Next →")
    assert not listed.message.is_ephemeral
    assert "11–14 of 14" in listed.text


async def test_a_page_that_is_no_more_leads_back(house: House, database_url: str) -> None:
    imported(database_url, {**MANY, "entries": MANY["entries"][:11]})
    listed = (await house.member.command("/records", "alpha")).message
    await house.editor.command("/records", "delete R-15 because it is a copy")
    await house.member.press(listed, "Next →")
    await listed.shows("There is nothing on this page any more.")
    await house.member.press(listed, "First page")
    await listed.shows("10 records for “alpha”")


@pytest.mark.parametrize(
    ("command", "text", "said", "button"),
    [
        ("/records", "arrests", "These words are in other entries:", "1 event"),
        ("/records", "vox spreadsheet zebra", "What comes near:", "vox spreadsheet (1)"),
        ("/records", "zebra", "No records for “zebra”.\nTry /records facial recognition", None),
        ("/timeline", "zebra", "No events for “zebra”.\nTry /timeline 2019", None),
        ("/timeline", "2017", "The nearest on the timeline:\nJune 21, 2019", "Show the whole timeline"),
        ("/timeline", "2030", "The nearest on the timeline:\nMarch 4, 2021", "Show the whole timeline"),
        ("/timeline", "on this day July 4", "Nothing on file is dated July 4 of any year.", None),
    ],
)
async def test_where_nothing_is_found_the_nearest_is_offered(
    house: House, command: str, text: str, said: str, button: str | None
) -> None:
    nothing = await house.member.command(command, text)
    assert said in nothing.text
    if button is not None:
        before = nothing.text
        await house.member.press(nothing, button)
        await nothing.message.until(lambda seen: seen.rendered != before)
        assert "[" in nothing.text


CARD = "R-7 · CEIU e-mail thread"
FOUND = "1 record for “clearview contract"
UNDERSTOOD = {
    "RECORDS clearview contract": FOUND,
    "record clearview contract": FOUND,
    "Records: clearview contract": FOUND,
    "records clearview contract?": FOUND,
    "records clearview contract, please": FOUND,
    "records\nclearview contract": FOUND,
    "/records clearview contract": FOUND,
    "`/records clearview contract`": FOUND,
    "clearview contract": FOUND,
    "records “contract proposal”": "1 record for “contract proposal”\nR-2",
    "records ‘contract proposal’": "1 record for ‘contract proposal’\nR-2",
    "R-7?": CARD,
    "records r7?": CARD,
    "Show me R-7, please": CARD,
    "open fn 11.": CARD,
    "event T-1": "T-1 · ICE purchases three",
    "TIMELINE 2019": "3 events · 2019",
    "events 2019.": "3 events · 2019",
    "timeline\n2019": "3 events · 2019",
    "timeline Gaps?": "The longest gap is 247–276 days",
    "timeline around T-1?": "2 events within 90 days of T-1",
    "timeline between T-1 and T-3.": "76 days from T-1 to T-3",
    "HELP!": "The paper trail of ICE and Clearview AI",
    "hello": "The paper trail of ICE and Clearview AI",
    "?": "The paper trail of ICE and Clearview AI",
    "status please": "ICE and Clearview AI: 62 entries on file",
    "thank you!": "You’re welcome.",
    "recrods clearview contract": "There is no recrods. Did you mean /records clearview contract?",
    "when did ICE first buy accounts?": "Answering questions comes later. Until then, these work:",
    "ask who paid": "Answering questions comes later. Until then, these work:",
    "press Vox": "1 press item for “Vox”",
}


async def test_words_are_understood_as_people_type_them(house: House) -> None:
    for typed, said in UNDERSTOOD.items():
        assert (await house.member.dm(typed)).text.startswith(said), typed


async def test_a_question_can_be_searched_for_until_it_is_answered(house: House) -> None:
    asked = await house.member.mention("was there a receipt for additional licenses?")
    await house.member.press(asked, "Search for “receipt additional licenses”")
    await asked.message.shows("R-6  Receipt for additional Clearview licenses")


async def test_a_mistyped_command_is_run_with_the_button(house: House) -> None:
    asked = await house.member.dm("recrods clearview contract")
    await house.member.press(asked, "Yes: /records clearview contract")
    await asked.message.shows("R-2  E-mail thread on the Clearview contract proposal")


async def test_a_mention_in_a_thread_is_answered_in_that_thread(house: House) -> None:
    root = await house.editor.say("Look at this")
    answer = await house.member.mention("records R-7", thread=root)
    assert answer.message.post.thread_ts == root.ts
    opened = await house.editor.press(answer, "Open F-11")
    assert (opened.message.post.thread_ts, opened.message.is_ephemeral) == (root.ts, True)
    wrong = await house.member.mention("R-99", thread=root)
    assert (wrong.message.post.thread_ts, wrong.text[:18]) == (root.ts, "There is no R-99. ")


async def test_the_bot_is_told_from_what_stands_around_its_name(house: House) -> None:
    said = await house.member.mention("")
    assert said.text.startswith("The paper trail of")
    bot = house.slack.installation().bot_user_id
    event = {"type": "app_mention", "user": house.member.id, "channel": said.message.channel}
    for text in (f"hello <@{bot}>, R-7", f"R-7 <@{bot}>"):
        ts = (await house.member.say("…")).ts
        house.slack.emit({**event, "text": text, "ts": ts, "event_ts": ts})
        assert (await house.member.next_message()).rendered.startswith(CARD)


async def test_nobody_is_answered_who_did_not_ask(house: House) -> None:
    """Other bots, the bot itself, edited messages, people who only join, and talk that the bot is not part of."""
    bot = house.slack.installation()
    channel = house.slack.world.directory.find_channel("general").id
    said = await house.member.say("records R-7")
    base = {"channel": channel, "user": house.member.id, "text": f"<@{bot.bot_user_id}> records R-7"}
    base |= {"ts": said.ts, "event_ts": said.ts}
    direct = {**base, "type": "message", "channel_type": "im"}
    for event in (
        {**base, "type": "app_mention", "bot_id": "B0OTHER"},
        {**base, "type": "app_mention", "bot_id": bot.bot_id, "user": bot.bot_user_id},
        {**base, "type": "app_mention", "edited": {"user": house.member.id, "ts": said.ts}},
        {**direct, "bot_id": bot.bot_id, "user": bot.bot_user_id},
        {**direct, "subtype": "message_changed", "message": {"text": "records R-7"}, "previous_message": {}},
        {**direct, "subtype": "message_deleted"},
        {**direct, "subtype": "channel_join"},
        {**direct, "channel_type": "channel"},
        {**direct, "user": None},
    ):
        house.slack.emit(event)
    await house.slack.settled()
    assert [message.text for message in house.slack.messages()] == ["records R-7"]
    assert house.slack.calls_of("chat.postMessage") == []


async def test_what_notifications_show_says_what_the_answer_is(house: House) -> None:
    """The text beside the blocks is all that a lock screen or a screen reader has."""
    texts = {
        "R-7": "R-7 CEIU e-mail thread on Clearview users in the field · February 28, 2020",
        "records clearview contract": "*1 record* for “clearview contract”",
        "timeline 2019": "*3 events* · 2019",
        "R-99": "There is no R-99. Try `/records` with a word of its title.",
        "R-7 history": "*History of R-7*  CEIU e-mail thread on Clearview users in the field",
    }
    for typed, text in texts.items():
        assert (await house.member.mention(typed)).message.text == text
