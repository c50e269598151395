"""Whatever the store may hold, what is sent fits, shows as text, and pings nobody."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.domain.dates import Basis
from bot.domain.entries import (
    MAX_BODY,
    MAX_FIELD,
    MAX_QUOTE,
    MAX_TAG,
    MAX_TITLE,
    RELATIONS,
    Draft,
    Entry,
    Line,
    LinkBasis,
    LinkedEntry,
    Quote,
    checked,
    clean_line,
)
from bot.domain.entry_json import to_json
from bot.domain.history import Revision
from bot.domain.ids import MAX_ALIAS, PublicId
from bot.domain.kinds import EVENT, KINDS, MOST_URL_BYTES, FieldType, Kind
from bot.services.cards import Card, History
from bot.services.search import Results
from bot.services.timeline import Events
from handlers.form_values import Context, from_entry
from handlers.gate import outgoing_message, outgoing_options, outgoing_view
from handlers.language import MAX_TYPED, Command
from handlers.plain import shorten
from handlers.views import card, forms, history, options, papertrail, records, timeline
from tests.unit.views import samples

_NASTY = (
    "<!channel> ",
    "<@U123> ",
    "*_~` ",
    "&<>",
    "&amp;",
    ":tada:",
    "“",
    "\n",
    "\n\n",
    "> ",
    "x",
    "👩‍👩‍👧",
    "é",
    "|",
    "مرحبا ",
)
_QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def text(most: int, *, least: int = 0) -> st.SearchStrategy[str]:
    """Hostile text of up to `most` characters: short and mixed, or one nasty thing over and over to the limit."""
    mixed = st.lists(st.sampled_from(_NASTY), max_size=12).map("".join)
    full = st.sampled_from(_NASTY).map(lambda nasty: (nasty * most)[:most])
    return (mixed | full | st.text(max_size=20)).map(lambda found: found[:most] if len(found) >= least else "x" * least)


ids = st.builds(PublicId, st.sampled_from([kind.prefix for kind in KINDS]), st.integers(1, 999_999_999))
dates = st.none() | st.sampled_from(
    [
        samples.dated("2019-06-27", text="<!here> *then*"),
        samples.dated("2020-03-02/2020-06-26", Basis.DERIVED),
        samples.dated("2020~"),
    ]
)
lines = st.builds(
    Line,
    ids,
    text(MAX_TITLE, least=1),
    dates,
    text(60),
    text(MAX_FIELD),
    st.lists(text(MAX_ALIAS), max_size=9).map(tuple),
)
linked = st.builds(
    LinkedEntry,
    st.sampled_from([relation.name for relation in RELATIONS]),
    st.booleans(),
    ids,
    text(MAX_TITLE, least=1),
    dates,
    st.sampled_from(LinkBasis),
    text(MAX_FIELD),
)
quotes = st.builds(Quote, text(MAX_QUOTE, least=1), text(MAX_ALIAS), text(MAX_ALIAS), text(MAX_QUOTE))


def _field_values(kind: Kind) -> st.SearchStrategy[dict[str, str]]:
    by_type = {
        FieldType.URL: text(MAX_FIELD - 20)
        .map(lambda tail: f"https://x.example/{tail}")
        .filter(lambda url: len(url.encode(errors="replace")) <= MOST_URL_BYTES),
        FieldType.DATE: st.sampled_from(["2020-02-11", "2020-02", "202X"]),
    }
    values = {
        own.name: st.sampled_from(own.choices)
        if own.type is FieldType.CHOICE
        else by_type.get(own.type, text(MAX_FIELD))
        for own in kind.fields
    }
    return st.fixed_dictionaries({}, optional=values)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any entry that may be on file."""
    kind = draw(st.sampled_from(KINDS))
    draft = Draft(
        kind,
        draw(text(MAX_TITLE - 1)) + "x",
        draw(text(MAX_BODY)),
        draw(dates),
        tuple(draw(st.lists(text(MAX_TAG), max_size=30))),
        tuple(draw(st.lists(text(MAX_ALIAS), max_size=30))),
        tuple(draw(st.lists(quotes, max_size=8))),
        draw(_field_values(kind)),
    )
    id_ = PublicId(kind.prefix, draw(st.integers(1, 999_999_999)))
    stamp = samples.stamp(
        name=draw(text(200)), where=draw(st.sampled_from(["", "import", "C012AB", "D012AB", "<!here>"]))
    )
    return Entry(
        id_,
        "x",
        checked(draft),
        draw(st.integers(1, 9)),
        stamp,
        stamp,
        linked=tuple(draw(st.lists(linked, max_size=130))),
    )


def taken(message: dict[str, Any]) -> None:
    """The gate finds nothing to mend, and no outside text is read as a mark that pings or links."""
    assert outgoing_message(message, strict=True)
    for written in (message["text"], *marked_texts(message["blocks"])):
        assert "<!channel" not in written
        assert "<!here" not in written
        assert "<@" not in written


def marked_texts(value: Any) -> list[str]:
    """Every mrkdwn text in a payload."""
    if isinstance(value, list):
        return [found for item in value for found in marked_texts(item)]
    if not isinstance(value, dict):
        return []
    own = [value["text"]] if value.get("type") == "mrkdwn" else []
    return own + [found for item in value.values() for found in marked_texts(item)]


def taken_view(view: dict[str, Any]) -> None:
    """The same for a form."""
    assert outgoing_view(view, strict=True)


@_QUICK
@given(entries(), st.booleans(), st.booleans(), st.integers(0, 60))
def test_any_card_goes_out(entry: Entry, may_edit: bool, private: bool, page: int) -> None:
    taken(card.card(Card(entry, may_edit), private=private, page=page))


@_QUICK
@given(entries(), lines, lines)
def test_any_event_with_neighbours_goes_out(entry: Entry, before: Line, after: Line) -> None:
    when = samples.dated("2019-06")
    dated = replace(entry, content=replace(entry.content, kind=EVENT, date=when, fields={}))
    first, last = (samples.neighbour(dated, replace(line, date=line.date or when)) for line in (before, after))
    taken(card.card(Card(dated, True, first, last), private=True))


def test_every_page_of_a_card_can_be_reached_and_holds_something_else() -> None:
    seen: list[str] = []
    page = 0
    while page < 100:
        message = card.card(Card(samples.OVERFULL, True), private=True, page=page)
        seen.append(json.dumps(message["blocks"][3:-2]))
        if '"command.run:next"' not in seen[-1]:
            break
        page += 1
    everything = "".join(seen)
    assert all(f"Quotation {number}." in everything for number in range(1, 31))
    assert all(f'"F-{number}"' in everything for number in range(1, 61))
    assert "tag number 59" in everything
    assert len(set(seen)) == len(seen)


@_QUICK
@given(
    st.lists(lines, max_size=10).map(tuple),
    text(MAX_TYPED),
    st.integers(0, 2_000),
    st.booleans(),
    st.integers(0, 100),
    text(MAX_TYPED),
    st.lists(st.tuples(text(MAX_TYPED), st.integers(1, 1_001)), max_size=3).map(tuple),
)
def test_any_results_go_out(
    found: tuple[Line, ...],
    query: str,
    total: int,
    capped: bool,
    page: int,
    instead: str,
    nearest: tuple[tuple[str, int], ...],
) -> None:
    unique = tuple({line.id: line for line in found}.values())
    elsewhere = tuple((kind, 1_000_000) for kind in KINDS)
    results = Results(query, unique, max(total, len(unique)), capped, page, instead, elsewhere, nearest)
    taken(records.results(results, Command("records", query, page), private=True))


@_QUICK
@given(st.lists(lines, max_size=10, unique_by=lambda line: line.id).map(tuple), text(300))
def test_any_timeline_goes_out(found: tuple[Line, ...], about: str) -> None:
    again = Command("timeline", about)
    taken(timeline.events(Events(found, 2_000, 7, about, found[:2]), again, private=True))
    taken(timeline.on_day(Events(found, 2_000, 0, about), again, private=True))
    dated = [line for line in found if line.date]
    pairs = tuple(samples.gap(one, other) for one, other in itertools.pairwise(dated))
    taken(timeline.gaps(pairs[:5], again, private=True))
    if len(dated) > 1:
        first, second, *rest = dated
        taken(timeline.between(samples.between(first, second, *rest), again, private=True))
        taken(timeline.around(samples.around(first, second, *rest, *rest), again, private=True))


@_QUICK
@given(st.lists(entries(), min_size=9, max_size=9))
def test_any_history_goes_out(states: list[Entry]) -> None:
    entry = replace(states[0], deleted_because="<!channel> " * 40)
    contents = [to_json(state.content) for state in states]
    revisions = tuple(
        Revision(entry.id, number, "edit", entry.created, before, after)
        for number, (before, after) in enumerate(itertools.pairwise(contents), start=1)
    )
    taken(history.history(History(entry, revisions, 3, more=True), Command("records", f"{entry.id} history")))


@_QUICK
@given(entries(), text(3_000))
def test_any_form_opens_and_opens_again(entry: Entry, sentence: str) -> None:
    values, context = from_entry(entry), Context(entry.kind, "C1").for_entry(entry)
    taken_view(forms.entry_form(values, context, linked=entry.linked))
    sentence = shorten(sentence, 3_000)
    again = replace(values, title=sentence, date=sentence, aliases=sentence)
    taken_view(forms.entry_form(again, context, notice=sentence, offer_anyway=True, theirs=entry))
    taken_view(forms.delete_form(entry))
    taken_view(forms.link_form(entry))
    taken_view(forms.error_view(sentence))
    taken_view(forms.loading_form(sentence))


@_QUICK
@given(entries(), text(4_000), text(200))
def test_any_short_answer_goes_out(entry: Entry, sentence: str, word: str) -> None:
    for answer in (papertrail.added, papertrail.edited, papertrail.deleted):
        taken(answer(replace(entry, deleted_because=sentence[:500])))
    taken(papertrail.sorry(f"Sorry: {sentence}"))
    taken(papertrail.held_back(sentence, str(entry.id), Command("records", word)))
    taken(papertrail.unknown("papertrail", word, "status", sentence[:MAX_TYPED]))
    taken(papertrail.unknown("", word, "records", sentence[:MAX_TYPED]))
    taken(papertrail.later(word, search=sentence[:MAX_TYPED]))


@_QUICK
@given(st.lists(lines, max_size=30), st.lists(text(MAX_TAG, least=1), max_size=120), text(300))
def test_any_options_go_out(found: list[Line], tags: list[str], typed: str) -> None:
    assert outgoing_options(options.entries(found), strict=True)
    assert outgoing_options(options.tags([tag for tag in map(clean_line, tags) if tag], typed), strict=True)
