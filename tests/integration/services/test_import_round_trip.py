"""What a draft says is what is on file after it went through an entries file, whatever it says."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.dates import Basis
from bot.domain.entries import RELATIONS, Draft, LinkBasis, LinkDraft, Quote, checked, clean_line
from bot.domain.entry_json import to_json
from bot.domain.ids import alias_key
from bot.domain.kinds import KINDS, Field, FieldType, Kind
from bot.services.importing import Importing
from storage import schema
from tests.integration.services.people import Hands
from tests.unit.dates.strategies import datings, edtf_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.engine import Store

SLUGS = count()
texts = st.text(max_size=40)
titles = texts.filter(clean_line)
names = st.text(st.characters(exclude_characters=","), max_size=40)  # names are kept without commas
notes = st.text(alphabet="ab \t\n\\N'\"{}“é表\U0001f5c4", max_size=20)


def values_of(field: Field) -> st.SearchStrategy[str]:
    match field.type:
        case FieldType.CHOICE:
            return st.sampled_from(field.choices)
        case FieldType.URL:
            return texts.map(lambda text: f"https://{text}")
        case FieldType.DATE:
            return edtf_texts
        case _:
            return texts


def fields_of(kind: Kind) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({}, optional={field.name: values_of(field) for field in kind.fields})


def drafts_of(kind: Kind) -> st.SearchStrategy[Draft]:
    dated = st.builds(replace, datings, text=texts.map(clean_line), basis=st.sampled_from(Basis))
    return st.builds(
        Draft,
        kind=st.just(kind),
        title=titles,
        body=texts,
        date=st.none() | dated,
        tags=st.lists(names, max_size=3).map(tuple),
        aliases=st.lists(names, max_size=2).map(tuple),
        quotes=st.lists(st.builds(Quote, titles, texts, texts, notes), max_size=2).map(tuple),
        fields=fields_of(kind),
    ).map(checked)


@st.composite
def files(draw: st.DrawFn) -> list[Draft]:
    """Drafts with aliases of their own, and links among them by these, forward and back."""
    given_names: set[str] = set()
    drafts = []
    for number, draft in enumerate(draw(st.lists(st.sampled_from(KINDS).flatmap(drafts_of), min_size=1, max_size=5))):
        fresh = [alias for alias in draft.aliases if alias_key(alias) not in given_names]
        aliases = (*fresh, f"the file's number {number}")
        given_names |= set(map(alias_key, aliases))
        drafts.append(replace(draft, aliases=aliases))
    return [replace(draft, links=draw(links_among(drafts, place))) for place, draft in enumerate(drafts)]


def links_among(drafts: Sequence[Draft], place: int) -> st.SearchStrategy[tuple[LinkDraft, ...]]:
    targets = [drafts[other].aliases[0] for other in range(len(drafts)) if other != place]
    if not targets:
        return st.just(())
    link = st.builds(
        LinkDraft,
        rel=st.sampled_from([relation.name for relation in RELATIONS]),
        to=st.sampled_from(targets),
        basis=st.sampled_from(LinkBasis),
        note=notes.map(str.strip),
    )
    return st.lists(link, max_size=3, unique_by=lambda one: (one.rel, one.to)).map(tuple)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drafts=files())
def test_what_goes_through_a_file_is_on_file_as_it_was(store: Store, drafts: list[Draft]) -> None:
    slug = f"number-{next(SLUGS)}"  # a dossier of its own for each example
    file = {"format": "paper-trail/1", "dossier": {"slug": slug, "name": slug}, "entries": list(map(to_json, drafts))}
    imported = Importing(store, Hands()).load(json.dumps(file).encode())
    with store.read() as tx:
        entries = schema.entries.c
        query = select(entries.id).where(entries.dossier_id == imported.dossier.key).order_by(entries.id)
        found = [one.entry for one in tx.entries.load(tx.connection.execute(query).scalars().all())]
    ids = {alias_key(draft.aliases[0]): str(entry.id) for draft, entry in zip(drafts, found, strict=True)}
    for draft, entry in zip(drafts, found, strict=True):
        links = tuple(replace(link, to=ids[alias_key(link.to)]) for link in draft.links)
        assert entry.content == replace(draft, links=links)
