"""Every surface in its full, its empty and its overfull state, by the name of its golden file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.kinds import EVENT, FINDING, PRESS, RECORD
from bot.domain.people import Role
from bot.services.cards import Card, History
from bot.services.entries import Undone
from bot.services.people import Roles
from bot.services.status import Status
from handlers.form_context import Context
from handlers.form_state import Choice
from handlers.form_values import FormValues, from_entry
from handlers.language import Command
from handlers.views import card as cards
from handlers.views import forms, history, options, papertrail, records, timeline
from tests.unit.views import samples as given
from tests.unit.views.feed_surfaces import feed_surfaces
from tests.unit.views.press_surfaces import press_surfaces
from tests.unit.views.watch_surfaces import watch_surfaces

if TYPE_CHECKING:
    from collections.abc import Callable

Payload = dict[str, Any]
RECORDS = Command("records", "clearview contract")
TIMELINE = Command("timeline", "2019")
LATEST = Command("records")
TYPED = FormValues(
    title="Receipt for additional licenses",
    date="September 5, 2019",
    body="How many licenses, and at what price, it does not say.",
    quotes="purchase of additional Clearview AI licenses (p. 1, fn 10)",
    tags=("purchase",),
    linked=(Choice("T-3", "T-3 · ICE buys more Clearview licenses"),),
    relation="supports",
    basis="inferred",
    fields={"type": "receipt", "url": "https://records.example.org/r6.pdf"},
)


def _results() -> dict[str, Payload]:
    many = tuple(given.long_line(number) for number in range(101, 111))
    lists = {
        "results": (given.results(total=12, elsewhere=((EVENT, 3), (FINDING, 5))), RECORDS),
        "results_corrected": (
            given.results(query="clearview", instead_of="claerview"),
            Command("records", "claerview"),
        ),
        "results_one": (given.results(given.RECORDS[:1]), RECORDS),
        "results_middle_page": (given.results(many, total=34, page=1), RECORDS.on_page(1)),
        "results_overfull": (given.results(many, total=1001, capped=True, page=3), RECORDS.on_page(3)),
        "results_latest": (given.results(query="", total=14), LATEST),
        "results_past_the_end": (given.results((), total=12, page=3), RECORDS.on_page(3)),
        "results_none": (given.results((), nearest=(("clearview", 10), ("contract", 3))), RECORDS),
        "results_none_but_elsewhere": (given.results((), elsewhere=((EVENT, 3), (PRESS, 1))), RECORDS),
        "results_nothing_on_file": (given.results((), query=""), LATEST),
        "results_events": (given.results(given.EVENTS[:3], query="purchase"), Command("timeline", "purchase")),
    }
    found = {name: records.results(result, again, private=True) for name, (result, again) in lists.items()}
    return {**found, "results_public": records.results(given.results(), RECORDS, private=False)}


def _cards() -> dict[str, Payload]:
    full = Card(given.OVERFULL, may_edit=True)
    return {
        "card": cards.card(Card(given.PTA, may_edit=True), private=True),
        "card_of_a_reader": cards.card(Card(given.PTA, may_edit=False), private=False),
        "card_bare": cards.card(Card(given.BARE, may_edit=True), private=True),
        "card_event": cards.card(given.event_card(), private=True),
        "card_event_derived": cards.card(given.event_card(given.DERIVED_EVENT, given.T3, given.T6), private=True),
        "card_press": cards.card(Card(given.PRESS_ENTRY, may_edit=True), private=True),
        "card_claim": cards.card(Card(given.FINDING_ENTRY, may_edit=True), private=True),
        "card_question": cards.card(Card(given.QUESTION_ENTRY, may_edit=True), private=True),
        "card_overfull": cards.card(full, private=True),
        "card_overfull_links": cards.card(full, private=True, page=99),
    }


def _timeline() -> dict[str, Payload]:
    bare, empty = Command("timeline"), Command("timeline", "2017")
    longest = tuple(given.gap(*pair) for pair in ((given.T6, given.T7), (given.T3, given.T4), (given.T1, given.T3)))
    near = (given.T1, given.T3, given.T4)
    return {
        "timeline": timeline.events(given.events(), bare, private=True),
        "timeline_range": timeline.events(given.events(given.EVENTS[:3], about="2019"), TIMELINE, private=True),
        "timeline_page": timeline.events(given.events(total=48, page=2), bare.on_page(2), private=True),
        "timeline_none": timeline.events(given.events((), about="2017", nearest=(given.T1,)), empty, private=True),
        "timeline_nothing_on_file": timeline.events(given.events(()), bare, private=True),
        "timeline_past_the_end": timeline.events(given.events((), total=12, page=3), bare.on_page(3), private=True),
        "timeline_gaps": timeline.gaps(longest, Command("timeline", "gaps"), private=True),
        "timeline_no_gaps": timeline.gaps((), Command("timeline", "gaps"), private=True),
        "timeline_between": timeline.between(given.between(given.T1, given.T3, given.T2), TIMELINE, private=True),
        "timeline_between_imprecise": timeline.between(given.between(given.T2, given.T6), TIMELINE, private=True),
        "timeline_around": timeline.around(given.around(given.T2, *near), TIMELINE, private=True),
        "timeline_around_nothing": timeline.around(given.around(given.T2), TIMELINE, private=True),
        "timeline_on_this_day": timeline.on_day(
            given.events((given.T2, given.R5), about="June 27"), TIMELINE, private=True
        ),
        "timeline_on_this_day_nothing": timeline.on_day(given.events((), about="June 28"), TIMELINE, private=True),
    }


def _history() -> dict[str, Payload]:
    again = Command("records", "R-5 history")
    none = History(given.PTA, (), 5, more=False)
    return {
        "history_past_the_end": history.history(none, again.on_page(5)),
        "history": history.history(given.HISTORY, again),
        "history_deleted": history.history(given.DELETED_HISTORY, again),
        "history_overfull": history.history(given.OVERFULL_HISTORY, again.on_page(2)),
    }


def _forms() -> dict[str, Payload]:
    new, on_file = Context(RECORD, "C0FOIADESK"), Context(RECORD, "C0FOIADESK").for_entry(given.PTA)
    overfull = Context(RECORD, "C0FOIADESK").for_entry(given.OVERFULL)
    duplicate = "This looks like R-6 “Receipt for additional Clearview AI licenses”, which is on file already."
    stale = "Ben Okafor changed R-5 while you were writing. Save again to replace theirs."
    mine = replace(from_entry(given.PTA), title="Privacy Threshold Analysis, HSI", date="June 28, 2019")
    return {
        "form_new_record": forms.entry_form(FormValues(), new),
        "form_new_event": forms.entry_form(FormValues(), Context(EVENT)),
        "form_new_press": forms.entry_form(FormValues(), Context(PRESS)),
        "form_edit": forms.entry_form(from_entry(given.PTA), on_file),
        "form_overfull": forms.entry_form(from_entry(given.OVERFULL), overfull),
        "form_duplicate": forms.entry_form(TYPED, new, notice=duplicate, offer_anyway=True),
        "form_stale": forms.entry_form(mine, on_file.at_version(3), notice=stale, theirs=given.PTA),
        "form_from_message": forms.entry_form(TYPED, Context(RECORD), either=True),
        "form_delete": forms.delete_form(given.PTA, channel="C0FOIADESK"),
        "form_link": forms.link_form(given.PTA, channel="C0FOIADESK"),
        "form_loading": forms.loading_form("Edit R-5"),
        "form_error": forms.error_view("There is no R-99. Try `/records` with a word of its title."),
    }


def _papertrail() -> dict[str, Payload]:
    undone = Undone(given.HISTORY.revisions[1], given.PTA)
    held = "This looks like R-6 “Receipt for additional Clearview AI licenses”, which is on file already."
    return {
        "help": papertrail.help_message(given.asking()),
        "help_for_members": papertrail.help_message(given.asking(Role.MEMBER)),
        "status": papertrail.status(given.STATUS),
        "status_empty": papertrail.status(Status(given.DOSSIER, ((RECORD, 0), (EVENT, 0)), given.NOW)),
        "roles": papertrail.roles(given.ROLES),
        "roles_nobody": papertrail.roles(Roles((), owners_are_admins=True)),
        "role_set": papertrail.named(given.ROLES.people[1]),
        "channels": papertrail.channels(given.asking(), [given.DOSSIER]),
        "channel_set": papertrail.channel_set(given.DOSSIER),
        "added": papertrail.added(given.PTA),
        "edited": papertrail.edited(given.PTA),
        "deleted": papertrail.deleted(given.DELETED),
        "undone": papertrail.undone(undone),
        "undone_adding": papertrail.undone(Undone(replace(undone.revision, action="add"), given.DELETED)),
        "unchanged": papertrail.unchanged(given.PTA),
        "linked": papertrail.linked(cards.card(Card(given.PTA, may_edit=True), private=True), given.PTA),
        "linked_overfull": papertrail.linked(
            cards.card(Card(given.OVERFULL, may_edit=True), private=True), given.OVERFULL
        ),
        "not_added": papertrail.not_added("There is no February 29, 2019.", RECORD, "Receipt | 2019-02-29"),
        "too_long": papertrail.too_long("records add " + "A long story. & more " * 600, 1_200),
        "welcome": papertrail.welcome(),
        "held_back": papertrail.held_back(held, "R-6", Command("records", "add Receipt | 2019-09-05")),
        "form_button": papertrail.form_button(EVENT),
        "form_button_edit": papertrail.form_button(RECORD, "R-5"),
        "shared": papertrail.shared(records.results(given.results(), RECORDS, private=False), by="Alice Moreno"),
        "later": papertrail.later("digest"),
        "later_ask": papertrail.later("ask", search="Who bought the licenses?"),
        "sorry": papertrail.sorry("There is no R-99. Try `/records` with a word of its title."),
        "refusal": papertrail.sorry(
            "Only editors and admins can add a record. An admin can change that with `/papertrail roles @name editor`;"
            " `/papertrail roles` shows who they are."
        ),
        "fault": papertrail.sorry(papertrail.fault("5f2c9a01")),
        "unknown_word": papertrail.unknown("papertrail", "statsu", "status", ""),
        "unknown_command": papertrail.unknown("", "recrods", "records", "clearview"),
        "unknown_at_all": papertrail.unknown("papertrail", "frobnicate", None, ""),
    }


def _options() -> dict[str, Payload]:
    return {
        "options_entries": options.entries((*given.RECORDS, *given.EVENTS, given.long_line(101))),
        "options_entries_none": options.entries(()),
        "options_tags": options.tags(("PIA", "pilot"), "pi"),
        "options_tags_known": options.tags(("PIA", "pilot"), "pia"),
    }


GROUPS: tuple[Callable[[], dict[str, Payload]], ...] = (
    _results,
    _cards,
    _timeline,
    _history,
    _forms,
    _papertrail,
    _options,
    press_surfaces,
    watch_surfaces,
    feed_surfaces,
)


def surfaces() -> dict[str, Payload]:
    """Every surface, by name."""
    return {name: payload for group in GROUPS for name, payload in group().items()}
