"""From an entry to its form, through Slack, and back to a draft: nothing is lost, and every fault is told at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.dates import Basis
from bot.domain.entries import Draft, Entry, LinkBasis, LinkDraft, Quote, checked
from bot.domain.kinds import EVENT, PRESS, RECORD
from bot.errors import NotFound
from handlers import form_values, ids
from handlers.form_values import Context, FormErrors, FormValues, from_entry, read, to_draft
from handlers.views import forms
from tests.unit.views import samples as given
from tests.unit.views.slack_state import chosen, picked, submitted

View = dict[str, Any]


def _form(entry: Entry) -> View:
    return forms.entry_form(from_entry(entry), Context(entry.kind, "C1").for_entry(entry), linked=entry.linked)


def _draft(view: View, base: Draft | None) -> Draft:
    values, context = read(view)
    return to_draft(values, context.kind, today=given.TODAY, base=base)


def _errors(values: FormValues, base: Draft | None = None) -> dict[str, str]:
    with pytest.raises(FormErrors) as caught:
        to_draft(values, RECORD, today=given.TODAY, base=base)
    return caught.value.by_block


@pytest.mark.parametrize("entry", given.ENTRIES, ids=lambda entry: str(entry.id))
def test_saving_an_untouched_form_changes_nothing(entry: Entry) -> None:
    on_file = checked(entry.content)
    assert _draft(submitted(_form(replace(entry, content=on_file))), on_file) == on_file


def test_a_date_left_alone_keeps_its_wording_and_its_basis() -> None:
    date = given.dated("2020-02-11", Basis.INFERRED, text="Feb. 11th, 2020")
    on_file = replace(given.PTA.content, date=date)
    draft = _draft(submitted(_form(replace(given.PTA, content=on_file)), title="Another title"), on_file)
    assert draft.date == date
    assert draft.title == "Another title"


def test_a_date_typed_anew_is_stated_as_typed() -> None:
    draft = _draft(submitted(_form(given.PTA), date="June 2020"), given.PTA.content)
    assert draft.date is not None
    assert (draft.date.edtf, draft.date.text, draft.date.basis) == ("2020-06", "June 2020", Basis.STATED)


@pytest.mark.parametrize("typed", ["", "  ", "undated", None])
def test_an_emptied_date_is_no_date(typed: str | None) -> None:
    assert _draft(submitted(_form(given.PTA), date=typed), given.PTA.content).date is None


def test_everything_that_is_wrong_is_told_at_once() -> None:
    errors = _errors(
        FormValues(
            title=" ",
            date="February 30, 2020",
            body="x" * 12_001,
            quotes="y" * 3_001,
            tags=("z" * 51,),
            aliases="r:pta",
            fields={"url": "ftp://example.org", "type": "poem", "unit": "u" * 2_001},
        )
    )
    assert set(errors) == {
        ids.TITLE,
        ids.DATE,
        ids.BODY,
        ids.QUOTES,
        ids.TAGS,
        ids.ALIASES,
        "field:url",
        "field:type",
        "field:unit",
    }
    assert all(sentence.endswith(".") for sentence in errors.values())


def test_every_error_belongs_to_a_block_of_the_form() -> None:
    blocks = {block.get("block_id") for block in _form(given.PTA)["blocks"]}
    names = ["title", "body", "date", "tags", "aliases", "quotes", "links", *(own.name for own in RECORD.fields)]
    assert {form_values.block_of(name, RECORD) for name in names} <= blocks
    assert form_values.block_of("seen", PRESS) is None
    assert form_values.block_of(None, RECORD) is None


def test_a_link_that_is_taken_out_goes_and_the_others_stay() -> None:
    links = (LinkDraft("cites", "R-2"), LinkDraft("supports", "R-2"), LinkDraft("related", "T-2", LinkBasis.INFERRED))
    linked = (given.linked("cites", "R-2", "One"), given.linked("supports", "R-2", "One"), *given.PTA.linked)
    entry = replace(given.PTA, content=replace(given.PTA.content, links=links), linked=linked)
    view = chosen(submitted(_form(entry)), ids.LINKED, "T-2")
    assert _draft(view, entry.content).links == links[2:]


def test_a_new_link_gets_the_relation_and_the_basis_that_were_chosen() -> None:
    view = chosen(submitted(_form(given.PTA)), ids.LINKED, "T-2", "F-7")
    view = picked(picked(view, ids.RELATION, "supports"), ids.BASIS, "inferred")
    draft = _draft(view, given.PTA.content)
    assert draft.links == (*given.PTA.content.links, LinkDraft("supports", "F-7", LinkBasis.INFERRED))


def test_a_link_that_the_form_does_not_show_is_kept() -> None:
    hidden = LinkDraft("cites", "R-99")
    on_file = replace(given.PTA.content, links=(*given.PTA.content.links, hidden))
    view = chosen(submitted(_form(given.PTA)), ids.LINKED)
    assert _draft(view, on_file).links == (hidden,)


def test_a_link_that_somebody_else_took_out_meanwhile_does_not_come_back() -> None:
    on_file = replace(given.PTA.content, links=())
    assert _draft(submitted(_form(given.PTA)), on_file).links == ()


def test_names_for_programs_stay_though_the_form_does_not_show_them() -> None:
    draft = _draft(submitted(_form(given.PTA), aliases="fn7, Tab A\nTab B"), given.PTA.content)
    assert draft.aliases == ("fn7", "Tab A", "Tab B", "r:pta")


def test_a_quotation_too_long_for_a_box_is_kept() -> None:
    long = Quote("x" * 3_000, "12")
    content = replace(given.PTA.content, quotes=(long, *given.PTA.content.quotes))
    entry = replace(given.PTA, content=content)
    assert "1 more" in str(_form(entry)["blocks"])
    draft = _draft(submitted(_form(entry), quotes="only this (p. 1)"), content)
    assert draft.quotes == (Quote("only this", "1"), long)


def test_a_field_that_is_not_for_forms_is_kept() -> None:
    content = replace(given.PRESS_ENTRY.content, fields={**given.PRESS_ENTRY.content.fields, "seen": "2026-11-24"})
    entry = replace(given.PRESS_ENTRY, content=content)
    draft = _draft(submitted(_form(entry), field__reviewed_on="March 2020"), content)
    assert draft.fields["seen"] == "2026-11-24"
    assert draft.fields["reviewed_on"] == "2020-03"


def test_a_wrong_date_in_a_field_is_told_there() -> None:
    with pytest.raises(FormErrors) as caught:
        _draft(submitted(_form(given.PRESS_ENTRY), field__reviewed_on="soon"), given.PRESS_ENTRY.content)
    assert set(caught.value.by_block) == {"field:reviewed_on"}


def test_an_emptied_field_is_no_value() -> None:
    draft = _draft(submitted(_form(given.PTA), field__recipient=""), given.PTA.content)
    assert "recipient" not in draft.fields


def test_a_form_rebuilt_from_what_was_typed_holds_it_all() -> None:
    view = submitted(
        _form(given.PTA), title="My title", date="no idea when", quotes="one\n\ntwo (fn 2)", body="b " * 1_400
    )
    view = chosen(view, ids.TAGS, "PIA", "brand new")
    values, context = read(view)
    again = forms.entry_form(values, context.at_version(3), notice="Somebody was first.", theirs=given.PTA)
    assert read(submitted(again)) == (values, replace(context, version=3))


def test_a_message_can_become_a_record_or_an_event() -> None:
    view = forms.entry_form(
        FormValues(title="A date", fields={"url": "https://x.example/p1"}), Context(RECORD), either=True
    )
    values, context = read(picked(submitted(view), ids.KIND, "event"))
    assert context.kind is EVENT
    assert context.either
    assert to_draft(values, EVENT, today=given.TODAY, base=None).fields == {"url": "https://x.example/p1"}


def test_the_box_for_a_double_is_read() -> None:
    view = forms.entry_form(FormValues(title="Twice"), Context(RECORD), notice="It is there.", offer_anyway=True)
    assert not read(submitted(view))[0].anyway
    assert read(chosen(submitted(view), ids.ANYWAY, "yes"))[0].anyway


def test_a_deletion_and_a_link_are_read_with_what_they_are_about() -> None:
    context, reason = form_values.read_delete(submitted(forms.delete_form(given.PTA, channel="C1"), reason="a copy"))
    assert (context.entry_id, context.version, context.channel, reason) == (given.PTA.id, 2, "C1", "a copy")
    view = submitted(forms.link_form(given.PTA, channel="C1"), note="page 3")
    view = picked(picked(view, ids.LINKED, "F-2"), ids.RELATION, "supports")
    context, link = form_values.read_link(view)
    assert (context.entry_id, link) == (given.PTA.id, LinkDraft("supports", "F-2", LinkBasis.STATED, "page 3"))


@pytest.mark.parametrize("metadata", ["", "{}", "[]", "null", '{"kind": "poem"}', '{"kind": "record", "version": "x"}'])
def test_a_form_that_cannot_be_understood_is_asked_for_again(metadata: str) -> None:
    with pytest.raises(NotFound, match="open it again"):
        Context.decode(metadata)


def test_a_form_for_a_new_entry_is_about_no_entry() -> None:
    context = Context.decode(Context(RECORD, "C1").encode())
    assert context == Context(RECORD, "C1")
    with pytest.raises(NotFound, match="open it again"):
        _ = context.entry_id


def test_metadata_fits_even_with_as_many_links_as_fit() -> None:
    linked = tuple(given.linked("cites", f"R-{999_999_000 + number}", "Title") for number in range(100))
    context = Context(RECORD, "C0123456789").for_entry(replace(given.PTA, linked=linked))
    assert len(context.encode()) <= 3_000
    assert Context.decode(context.encode()) == context


def test_with_notice_keeps_what_was_typed_and_says_why_only_once() -> None:
    view = chosen(submitted(_form(given.PTA), title="My title"), ids.TAGS, "new")
    again = forms.with_notice(
        forms.with_notice(view, "The database is busy.") | {"state": view["state"]}, "Still busy."
    )
    assert "Still busy" in again["blocks"][0]["text"]["text"]
    assert "The database is busy" not in str(again)
    values, context = read(submitted(again))
    assert (values, context) == read(view)
    assert not {"id", "hash", "state"} & again.keys()
