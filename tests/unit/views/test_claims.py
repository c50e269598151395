"""What people rely on in what they see, said one claim at a time."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bot.domain.entries import LinkBasis
from bot.domain.kinds import EVENT, FINDING, RECORD
from bot.domain.people import Role
from bot.services.cards import Card
from handlers import ids
from handlers.form_values import Context, from_entry
from handlers.language import Command, from_value
from handlers.views import card, forms, history, options, papertrail, records, timeline
from handlers.views.changes import changes
from tests.unit.views import samples as given

Message = dict[str, Any]
AGAIN = Command("records", "clearview contract", 1)


def buttons(message: Message) -> dict[str, str]:
    """Label → value of every button."""
    elements = [element for block in message["blocks"] for element in block.get("elements", []) if "value" in element]
    return {element["text"]["text"]: element["value"] for element in elements}


def shown(message: Message) -> str:
    """All that the message says, as one text."""
    return json.dumps(message["blocks"], ensure_ascii=False)


def action_ids(message: Message) -> list[str]:
    """Every action id of the message."""
    elements = [element for block in message["blocks"] for element in block.get("elements", [])]
    return [element["action_id"] for element in elements if "action_id" in element]


def test_the_first_line_of_results_is_the_count() -> None:
    message = records.results(given.results(total=12), AGAIN, private=True)
    assert message["blocks"][0]["text"]["text"] == "*12 records* for “clearview contract”"
    assert message["text"].startswith("*12 records*")


def test_one_record_is_not_called_records() -> None:
    assert "*1 record*" in shown(records.results(given.results(given.RECORDS[:1]), AGAIN, private=True))


def test_results_of_several_kinds_are_entries() -> None:
    mixed = (given.R2, given.T1)
    assert "*2 entries*" in shown(records.results(given.results(mixed), AGAIN, private=True))


def test_paging_runs_the_same_command_on_the_pages_beside_this_one() -> None:
    found = buttons(records.results(given.results(total=34, page=1), AGAIN, private=True))
    assert from_value(found["← Previous"]) == AGAIN.on_page(0)
    assert from_value(found["Next →"]) == AGAIN.on_page(2)


def test_the_last_page_has_no_next() -> None:
    found = buttons(records.results(given.results(total=14, page=1), AGAIN, private=True))
    assert "Next →" not in found


def test_every_entry_of_a_list_has_a_button_that_opens_it() -> None:
    found = records.results(given.results(), AGAIN, private=True)
    assert {f"{ids.OPEN_CARD}:{line.id}" for line in given.RECORDS} <= set(action_ids(found))
    timeline_found = timeline.events(given.events(), Command("timeline"), private=False)
    assert {f"{ids.OPEN_CARD}:{line.id}" for line in given.EVENTS} <= set(action_ids(timeline_found))


def test_what_is_seen_by_all_already_is_not_offered_for_sharing() -> None:
    assert "Share" in buttons(records.results(given.results(), AGAIN, private=True))
    assert "Share" not in buttons(records.results(given.results(), AGAIN, private=False))
    assert "Share" not in buttons(card.card(Card(given.PTA, may_edit=True), private=False))


def test_the_same_words_among_the_other_kinds_are_one_press_away() -> None:
    found = buttons(records.results(given.results(elsewhere=((EVENT, 3), (FINDING, 1))), AGAIN, private=True))
    assert from_value(found["Also 3 events"]) == Command("records", "kind:event clearview contract")
    assert "Also 1 finding" in found


def test_a_correction_is_said_before_its_results() -> None:
    message = records.results(given.results(query="clearview", instead_of="claerview"), AGAIN, private=True)
    assert message["blocks"][0]["text"]["text"].startswith("Showing results for *clearview* (instead of “claerview”)")


def test_nothing_found_offers_the_nearest_searches_from_their_first_page() -> None:
    found = buttons(records.results(given.results((), nearest=(("clearview", 1_200),)), AGAIN, private=True))
    assert from_value(found["clearview (1,200)"]) == Command("records", "clearview")


def test_readers_are_not_offered_what_they_may_not_do() -> None:
    reader = action_ids(card.card(Card(given.PTA, may_edit=False), private=True))
    editor = action_ids(card.card(Card(given.PTA, may_edit=True), private=True))
    edits = {f"{name}:R-5" for name in (ids.EDIT_ENTRY, ids.LINK_ENTRY, ids.ENTRY_MORE)}
    assert not edits & set(reader)
    assert edits <= set(editor)
    assert f"{ids.ENTRY_HISTORY}:R-5" in reader


def test_a_card_names_the_aliases_that_are_for_people_only() -> None:
    said = shown(card.card(Card(given.PTA, may_edit=True), private=True))
    assert "fn6, fn7, fn8, fn9" in said
    assert "r:pta" not in said


def test_a_card_says_plainly_that_a_record_is_undated_and_a_date_derived() -> None:
    assert "*Undated*" in shown(card.card(Card(given.BARE, may_edit=True), private=True))
    assert "Undated" not in shown(card.card(Card(given.QUESTION_ENTRY, may_edit=True), private=True))
    assert "(derived)" in shown(card.card(given.event_card(given.DERIVED_EVENT), private=True))


def test_a_date_that_the_source_writes_otherwise_is_quoted() -> None:
    dated = replace(given.PTA, content=replace(given.PTA.content, date=given.dated("2019-09-05", text="Sept 5, 2019")))
    assert "*September 5, 2019* · written “Sept 5, 2019”" in shown(card.card(Card(dated, True), private=True))


def test_links_say_how_they_read_and_which_are_inferred_and_each_opens_its_card() -> None:
    message = card.card(Card(given.PTA, may_edit=True), private=True)
    assert "*Cited by*\\n• *F-7*" in shown(message)
    assert "June 27, 2019 · _inferred_" in shown(message)
    opened = {value for name, value in buttons(message).items() if name in ("T-2", "F-7", "F-8", "F-9")}
    assert opened == {"T-2", "F-7", "F-8", "F-9"}


def test_an_event_says_how_far_it_is_from_its_neighbours() -> None:
    said = shown(card.card(given.event_card(), private=True))
    assert "6 days after *T-1*" in said
    assert "70 days before *T-3*" in said


def test_the_order_of_two_events_is_not_claimed_where_it_is_not_known() -> None:
    said = shown(card.card(given.event_card(given.DERIVED_EVENT, given.T3, given.T6), private=True))
    assert "179–295 days after *T-3*" in said
    assert "Up to 120 days from *T-6*" in said


def test_the_same_day_is_said_in_words() -> None:
    same = replace(given.T1, date=given.T2.date)
    assert "The same day as *T-1*" in shown(card.card(given.event_card(before=same), private=True))
    around = timeline.around(given.around(given.T2, same), Command("timeline"), private=True)
    assert "the same day" in shown(around)


def test_nobody_is_called_by_a_list_of_people_or_a_card() -> None:
    for message in (papertrail.roles(given.ROLES), card.card(Card(given.PTA, True), private=False)):
        assert "<@" not in shown(message)


def test_history_names_the_parts_by_their_labels() -> None:
    said = shown(history.history(given.HISTORY, Command("records", "R-5 history")))
    assert "Ben Okafor took back step 3" in said
    assert "*Title*  Privacy Threshold Analysis for Clearview AI → Privacy Threshold Analysis from" in said
    assert "<#C0FOIADESK>" in said
    labels = [change.label for change in changes(given.HISTORY.revisions[1])]
    assert set(labels) == {"Title", "Date", "Tags", "Quotations", "Links", "Bates range", "Who received it"}


def test_lists_that_only_changed_their_order_say_so() -> None:
    revision = given.HISTORY.revisions[1]
    turned = {**revision.before, "tags": list(reversed(revision.before["tags"]))} if revision.before else {}
    assert changes(replace(revision, after=turned))[0].after == "in another order"


def test_help_shows_members_only_what_they_may_use() -> None:
    assert "/records add" in shown(papertrail.help_message(given.asking()))
    assert "/records add" not in shown(papertrail.help_message(given.asking(Role.MEMBER)))


def test_what_was_added_can_be_undone_filled_in_and_shared() -> None:
    found = buttons(papertrail.added(given.BARE))
    assert found["Undo"] == "R-8 1"
    assert found["Add details"] == "R-8"
    assert from_value(found["Share"]) == Command("records", "R-8")


def test_an_unknown_word_offers_the_one_that_was_meant_with_the_rest_of_what_was_typed() -> None:
    found = buttons(papertrail.unknown("papertrail", "rolse", "roles", "@ben editor"))
    assert from_value(found["Yes: /papertrail roles @ben editor"]) == Command("papertrail", "roles @ben editor")
    found = buttons(papertrail.unknown("", "hepl", "help", ""))
    assert from_value(found["Yes: /papertrail help"]) == Command("papertrail", "help")


def test_what_comes_later_offers_a_search_for_the_telling_words() -> None:
    found = buttons(papertrail.later("ask", search="Who bought the Clearview licenses?"))
    assert from_value(found["Search for “bought Clearview licenses”"]) == Command(
        "records", "bought Clearview licenses"
    )


def test_code_in_a_sentence_is_shown_as_code_and_outside_text_is_escaped() -> None:
    said = papertrail.sorry("There is no “<b>”. Try `/records`.")["blocks"][0]["text"]["text"]
    assert said == "There is no “&lt;b&gt;”. Try `/records`."
    assert "`" not in papertrail.sorry("An odd ` mark")["blocks"][0]["text"]["text"]


def test_a_new_tag_is_offered_as_typed_and_a_known_one_only_once() -> None:
    assert [item["value"] for item in options.tags(("PIA", "pilot"), "pi")["options"]] == ["PIA", "pilot", "pi"]
    assert [item["value"] for item in options.tags(("PIA",), "pia")["options"]] == ["PIA"]
    assert options.tags(("PIA",), "pi")["options"][-1]["text"]["text"] == "Add “pi”"


def test_the_form_to_link_says_what_it_rests_on() -> None:
    view = forms.link_form(given.PTA)
    basis = next(block for block in view["blocks"] if block.get("block_id") == ids.BASIS)
    assert [item["value"] for item in basis["element"]["options"]] == [item.value for item in LinkBasis]
    assert view["submit"]["text"] == "Link"


def test_somebody_elses_changes_stand_above_what_was_typed() -> None:
    form = forms.entry_form(from_entry(given.BARE), Context(RECORD), notice="Ben was first.", theirs=given.PTA)
    top = json.dumps(form["blocks"][:3], ensure_ascii=False)
    assert "Ben was first." in top
    assert "*Title* on file: Privacy Threshold Analysis for Clearview AI" in top
    same = forms.entry_form(from_entry(given.PTA), Context(RECORD), notice="!", theirs=given.PTA)
    assert "the same as what is typed" in json.dumps(same["blocks"][:3])
