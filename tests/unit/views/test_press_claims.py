"""What people rely on in the press log's cards and lists, said one claim at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from bot.domain.entries import MAX_TITLE, clean_line
from bot.domain.ids import PublicId
from bot.domain.press.watch import Hit, Place
from bot.services.cards import Card
from bot.services.press.items import Alike, Note, PressItem, StoryCopy, Triaged, Why
from bot.services.press.triage import MOST_NOTE
from handlers import ids
from handlers.language import Command, from_value
from handlers.press_subject import PressSubject
from handlers.views import card as cards
from handlers.views import press_board, press_forms, press_log, press_notices
from handlers.views.press_card import press_card
from tests.unit.views import press_samples as given
from tests.unit.views.samples import NOW, stamp
from tests.unit.views.test_hostile import _QUICK, dates, marked_texts, taken, taken_view, text

Message = dict[str, Any]


def elements(message: Message) -> list[dict[str, Any]]:
    return [element for block in message["blocks"] for element in block.get("elements", []) if "action_id" in element]


def labels(message: Message) -> list[str]:
    """What is written on the buttons."""
    return [element["text"]["text"] for element in elements(message) if element["type"] == "button"]


def values(message: Message) -> dict[str, str]:
    return {element["text"]["text"]: element["value"] for element in elements(message) if element["type"] == "button"}


def shown(message: Message) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


def test_a_new_item_can_be_reviewed_or_dismissed_and_another_reopened() -> None:
    rest = ["Flag…", "Link…", "Note…"]
    assert labels(press_card(given.PLAIN)) == ["Reviewed", *rest, "Dismiss", "Same story as…"]
    for item in (given.REVIEWED, given.DISMISSED):
        assert labels(press_card(item)) == ["Reopen", *rest, "Same story as…"]


def test_what_was_taken_off_the_lists_leads_to_the_story_that_stays_and_to_nothing_else() -> None:
    card = press_card(given.GONE)
    assert labels(card) == ["Open P-3"]
    assert "P-4 is off the lists: the same story as P-3" in shown(card)
    deleted = replace(given.GONE, entry=replace(given.GONE.entry, deleted_because="not about us"))
    assert labels(press_card(deleted)) == []


def test_a_card_says_why_the_item_is_in_the_log() -> None:
    said = shown(press_card(given.NEW))
    assert "Matched *clearview* in the title, *facial recognition* in the text (Face search)" in said
    assert "Also in 2 outlets: AP, The Hill" in said
    assert "Suggested flags: First Amendment, Biometrics, Fourth Amendment" in said


def test_only_what_the_team_did_is_said_of_the_team() -> None:
    assert "Agency response" not in shown({"blocks": press_card(given.PLAIN)["blocks"][:-1]})
    assert "<!date^" not in shown(press_card(given.PLAIN))
    assert "Reviewed by Ben Okafor, <!date^" in shown(press_card(given.REVIEWED))
    assert "Reviewed by CRCL, February 11, 2020" in shown(press_card(given.FROM_FILE))
    assert "Dismissed by Alice Moreno, <!date^" in shown(press_card(given.DISMISSED))
    assert ": It is about photography" in shown(press_card(given.DISMISSED))


def test_the_menu_of_responses_shows_the_one_that_holds_and_knows_what_was_seen() -> None:
    menu = next(element for element in elements(press_card(given.REVIEWED)) if element["type"] == "static_select")
    assert menu["initial_option"]["text"]["text"] == "Agency: responded…"
    assert [option["value"] for option in menu["options"]][:2] == [
        "P-6 not-asked responded",
        "P-6 asked responded",
    ]


def test_one_offer_stands_on_the_card_in_the_channel_and_all_on_the_whole_card() -> None:
    assert labels(press_card(given.OVERFULL)).count("Same story") == 1
    whole = cards.card(Card(given.OVERFULL.entry, True, press=given.OVERFULL), private=True)
    assert labels(whole).count("Same story") == 3


def test_readers_are_not_offered_triage() -> None:
    reader = cards.card(Card(given.PLAIN.entry, False, press=given.PLAIN), private=True)
    assert labels(reader) == ["History", "Share"]
    editor = labels(cards.card(Card(given.PLAIN.entry, True, press=given.PLAIN), private=True))
    assert {"Reviewed", "Flag…", "Link…", "Edit"} <= set(editor)
    assert "Link" not in editor  # once is enough


@pytest.mark.parametrize("item", given.ITEMS)
def test_no_two_elements_of_a_card_have_one_name(item: PressItem) -> None:
    for message in (press_card(item), cards.card(Card(item.entry, True, press=item), private=True)):
        names = [element["action_id"] for element in elements(message)]
        assert len(names) == len(set(names))


def test_the_filters_keep_the_words_and_take_another_status() -> None:
    page = given.press_page(query="clearview status:new", unfiltered="clearview", status="new")
    found = values(press_log.press_log(page, Command("press", "clearview status:new"), private=True))
    assert from_value(found["Reviewed (1)"]) == Command("press", "clearview status:reviewed")
    assert from_value(found["All"]) == Command("press", "clearview")
    assert from_value(found["Board"]) == Command("press", "board")
    assert "Dismissed (0)" not in found


def test_more_than_can_be_counted_is_not_given_as_a_number() -> None:
    assert "New (more than 1,000)" in labels(
        press_log.press_log(given.OVERFULL_PAGE, Command("press", "x"), private=True)
    )


def test_summaries_leave_the_message_and_show_the_list_to_the_one_who_presses() -> None:
    (button,) = elements(press_notices.flood(given.VOX, 34))
    assert button["action_id"].startswith(ids.SHOW_COMMAND)
    assert from_value(button["value"]) == Command("press", "feed:3 status:new")
    assert elements(press_notices.first_fetch(given.VOX, 3, 0)) == []


def test_a_form_of_flags_holds_those_that_are_there_and_those_suggested_and_knows_which_were_there() -> None:
    view = press_forms.flag_form(given.REVIEWED, channel="C1")
    chosen = [option["value"] for option in view["blocks"][1]["element"]["initial_options"]]
    assert chosen == ["First Amendment", "FOIA", "Biometrics"]
    subject = PressSubject.decode(view["private_metadata"])
    assert subject.taken_out(("first  amendment", "FOIA", "New since"), ("FOIA",)) == ("first  amendment",)


def test_the_board_says_what_is_to_be_done_first() -> None:
    said = [block["text"]["text"] for block in press_board.board(given.BOARD, private=True)["blocks"][:2]]
    assert said == [
        "*ICE and Clearview AI*: 12 press items this week, 30 last week",
        "*9* to triage\n*2* with the agency asked and no answer yet",
    ]


# -- hostile -----------------------------------------------------------------------------------------------------

whys = st.builds(
    Why,
    text(200),
    st.lists(st.builds(Hit, text(300), st.sampled_from(Place)), max_size=12).map(tuple),
    st.lists(text(50, least=1), max_size=4).map(tuple),
)
alikes = st.builds(
    Alike, st.builds(PublicId, st.just("P"), st.integers(1, 9)), text(MAX_TITLE), text(300), dates, st.floats(80, 100)
)


@st.composite
def items(draw: st.DrawFn) -> PressItem:
    """A press item with whatever a feed and people may have put into it."""
    fields = {
        "url": draw(st.sampled_from(["", "https://x.example/", f"https://x.example/{'&' * 1_900}", "javascript:x"])),
        "outlet": draw(text(300)),
        "author": draw(text(300)),
        "type": draw(st.sampled_from(["article", "letter", "legislation"])),
        "status": draw(st.sampled_from(["new", "reviewed", "dismissed"])),
        "agency_response": draw(st.sampled_from(["not asked", "none", "responded"])),
        "agency_response_text": draw(text(2_000)),
    }
    title = clean_line(draw(text(MAX_TITLE, least=1))) or "x"  # nothing is stored without one
    entry = given.press_entry(draw(st.integers(10, 10**9 - 2)), title, **fields)
    content = replace(entry.content, body=draw(text(3_000)), date=draw(dates), tags=tuple(draw(st.lists(text(50)))))
    return PressItem(
        replace(entry, content=content, deleted_because=draw(st.none() | text(500, least=1))),
        why=tuple(draw(st.lists(whys, max_size=5))),
        copies=tuple(StoryCopy(draw(text(300)), draw(text(300)), fields["url"], NOW) for _ in range(3)),
        alike=tuple({one.id: one for one in draw(st.lists(alikes, max_size=3))}.values()),
        notes=(Note(draw(text(MOST_NOTE)), stamp(name=draw(text(100)))),),
        triaged=draw(
            st.none() | st.builds(Triaged, st.just("dismissed"), text(100), st.just(NOW), st.none(), text(500))
        ),
    )


@_QUICK
@drawn(items())
def test_any_press_item_goes_out(item: PressItem) -> None:
    taken(press_card(item))
    taken(cards.card(Card(item.entry, True, press=item), private=True))
    taken(press_notices.note(item.notes[0]))
    for form in (press_forms.note_form, press_forms.same_form, press_forms.response_form):
        taken_view(form(item, channel="C1"))
    line = given.press_line(item)
    page = given.press_page((line, replace(line, id=PublicId("P", 10**9 - 1))), query=item.entry.title, unfiltered="x")
    taken(press_log.press_log(page, Command("press", item.entry.title), private=True))


def test_a_title_of_marks_and_pings_is_words() -> None:
    said = " ".join(marked_texts(press_card(given.OVERFULL)))
    assert "<!channel" not in said
    assert "&lt;!channel&gt; ∗bold∗ ˍxˍ" in said
