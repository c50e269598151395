"""Members look things up: by slash command, by mention, in a direct message, as an outsider."""

from __future__ import annotations

import pytest

from tests.acceptance.house import House, open_house


async def test_a_member_looks_up_records_by_words(house: House) -> None:
    reply = await house.member.command("/records", "clearview contract")
    assert reply.message.is_ephemeral
    assert "contract" in reply.text_lines()[0]
    assert "R-2" in reply.text
    assert "June 20, 2019" in reply.text


async def test_a_mention_is_answered_in_its_thread(house: House) -> None:
    reply = await house.member.mention("records clearview contract")
    assert not reply.message.is_ephemeral
    assert reply.message.post.thread_ts == house.slack.messages()[0].ts
    assert "R-2" in reply.text


async def test_a_direct_message_is_answered(house: House) -> None:
    assert "R-2" in (await house.member.dm("records clearview contract")).text
    assert "R-2" in (await house.member.dm("clearview contract")).text


async def test_a_card_shows_what_the_record_is_and_where_it_comes_from(house: House) -> None:
    card = (await house.member.command("/records", "fn 8")).text
    assert card.startswith("R-5")
    for said in ("fn7", "June 27, 2019", "HSI Cyber Crimes Center", "privacy sensitive", "F-8"):
        assert said in card


async def test_every_spelling_of_an_id_opens_the_same_card(house: House) -> None:
    cards = {
        (await house.member.command("/records", name)).text for name in ("R-7", "r7", "R 7", "fn11", "footnote 11")
    }
    assert len(cards) == 1


async def test_the_timeline_of_a_year_is_in_order(house: House) -> None:
    text = (await house.member.command("/timeline", "2019")).text
    places = [text.index(date) for date in ("June 21, 2019", "June 27, 2019", "September 5, 2019")]
    assert places == sorted(places)
    assert "2020" not in text


async def test_a_month_is_shown_as_a_month(house: House) -> None:
    text = (await house.member.command("/timeline", "June 2020")).text
    assert "June 2020" in text
    assert "June 1" not in text


async def test_the_distance_to_a_month_is_a_range_with_its_reason(house: House) -> None:
    text = (await house.member.command("/timeline", "between T-1 and T-6")).text
    assert "346–375 days" in text
    assert "June 2020 has no day" in text


async def test_an_event_shows_how_far_its_neighbours_are(house: House) -> None:
    text = (await house.member.command("/timeline", "T-2")).text
    assert "6 days after" in text
    assert "70 days before" in text


async def test_an_empty_range_names_the_nearest_events(house: House) -> None:
    text = (await house.member.command("/timeline", "before 2019")).text
    assert "June 21, 2019" in text


async def test_a_typing_error_is_corrected_and_said(house: House) -> None:
    text = (await house.member.command("/records", "clearveiw contract")).text
    assert "Showing results for clearview contract" in text
    assert "R-2" in text


async def test_a_list_turns_its_pages_in_the_same_message(house: House) -> None:
    first = await house.member.command("/records", "")
    message = first.message
    before = message.rendered
    await house.member.press(message, next(label for label in message.buttons if "Next" in label or "▶" in label))
    await message.until(lambda seen: seen.rendered != before)
    assert "14" in message.rendered
    assert len(house.member.ephemerals()) == 1


async def test_opening_a_card_from_a_list_shows_it_to_that_person_only(house: House) -> None:
    posted = await house.member.mention("records contract")
    card = await house.editor.press(posted.message, "Open R-2")
    assert card.message.is_ephemeral
    assert "R-" in card.text_lines()[0]


async def test_share_posts_the_answer_for_everybody(house: House) -> None:
    private = await house.member.command("/records", "R-7")
    await house.member.press(private.message, "Share")
    shared = house.slack.messages()[-1]
    assert not shared.is_ephemeral
    assert "R-7" in shared.rendered
    assert "Mia Member" in shared.rendered or "mia" in shared.rendered


@pytest.mark.parametrize(("typed", "meant"), [("stauts", "status"), ("rolse", "roles")])
async def test_a_mistyped_subcommand_is_asked_about(house: House, typed: str, meant: str) -> None:
    assert meant in (await house.member.command("/papertrail", typed)).text


@pytest.mark.parametrize("command", ["/ask", "/digest", "/case"])
async def test_what_is_not_built_yet_says_so_politely(house: House, command: str) -> None:
    assert "later" in (await house.member.command(command, "anything")).text


@pytest.mark.parametrize(
    ("command", "text", "said"),
    [
        ("/records", "R-999", "There is no R-999"),
        ("/records", "fn99", "Nothing on file is called"),
        ("/timeline", "2019-02-29", "February 2019 has 28 days"),
        ("/timeline", "2021..2019", "2019"),
        ("/records", "date:2019-13", "13"),
        ("/records", "x" * 5_000, "5,000 characters"),
    ],
)
async def test_bad_input_gets_a_sentence(house: House, command: str, text: str, said: str) -> None:
    assert said in (await house.member.command(command, text)).text


async def test_the_same_words_work_over_http(starter_url: str) -> None:
    async with open_house(starter_url, mode="http") as house:
        assert "R-2" in (await house.member.command("/records", "clearview contract")).text
        assert "R-2" in (await house.member.mention("records clearview contract")).text
        form = await house.editor.command("/records", "add")
        assert form.view.title.startswith("Add")


async def test_an_outsider_reads_what_the_channel_shows_and_nothing_more(house: House) -> None:
    slack = house.slack
    away = slack.add_team("Press Guild")
    otto = slack.add_user("otto", team=away, is_owner=True)
    slack.add_channel("shared", shared_with=[away])
    slack.invite("otto", "shared")
    assert "R-2" in (await otto.mention("records clearview contract", channel="shared")).text
    refused = await otto.mention("records add Planted | 2020 | memo", channel="shared")
    assert "Only editors and admins" in refused.text
    assert "Only members" in (await otto.mention("records R-2 history", channel="shared")).text


async def test_a_repeated_event_is_answered_once(house: House) -> None:
    reply = await house.member.mention("records R-7")
    delivery = next(
        seen for seen in house.slack.deliveries if seen.payload.get("event", {}).get("type") == "app_mention"
    )
    house.slack.send_again(delivery)
    await house.slack.settled()
    assert [message.ts for message in reply.message.replies] == [reply.message.ts]


async def test_help_fits_the_screen_and_shows_what_to_type(house: House) -> None:
    lines = (await house.member.command("/papertrail", "")).text_lines()
    assert len(lines) <= 20
    assert any("/records" in line for line in lines)
    assert any("/timeline" in line for line in lines)
