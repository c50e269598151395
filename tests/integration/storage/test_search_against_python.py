"""Search held against plain Python: both must find the same of made-up entries, for made-up searches."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from bot.domain.dates import overlaps, show, strictly_after, strictly_before
from bot.domain.dates.model import Span
from bot.domain.kinds import EVENT, PRESS, RECORD
from bot.domain.search import SearchQuery, Term, parse_query, stem, words
from bot.errors import BadQuery
from tests.integration.storage.shelf import TODAY, UNITS, Shelf, record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.entries import Draft

VOCABULARY = (
    "memo",
    "contract",
    "clearview",
    "license",
    "licenses",
    "facial",
    "recognition",
    "pilot",
    "piloting",
    "privacy",
)
DATES = (
    "",
    "2019",
    "2019-06",
    "2019-06-21",
    "2020-03-02/2020-06-26",
    "202X",
    "2018-12-31",
    "../2019-01-15",
    "2020-10/..",
)
TAGS = ("PIA", "First Amendment")
TYPES = {RECORD: ("memo", "email"), EVENT: ("purchase", "memo"), PRESS: ("article",)}


def some_entry(dice: random.Random) -> Draft:
    kind = dice.choice([RECORD, EVENT, PRESS])
    unit = {"outlet" if kind is PRESS else "unit": dice.choice(["HSI", "HSI Cyber Crimes Center", "CRCL", "Vox"])}
    return record(
        " ".join(dice.choices(VOCABULARY, k=3)),
        " ".join(dice.choices(VOCABULARY, k=6)),
        dice.choice(DATES),
        kind,
        tags=tuple(tag for tag in TAGS if dice.random() < 0.3),
        fields={"type": dice.choice(TYPES[kind])} | (unit if dice.random() < 0.7 else {}),
    )


def some_search(dice: random.Random) -> str:
    word, other = dice.choices(VOCABULARY, k=2)
    sort = dice.choice(["memo", "email", "purchase", "event", "press", "records"])
    when = dice.choice(["2019", "2019-06", "2020-03..2020-05", "2018..2019-01-10", "2021.."])
    edge = dice.choice(["2019", "2019-06-21", "2020-05", "2030"])
    parts = (
        *(word, f"{word} {other}", f'"{word} {other}"', f"{word[: dice.randint(2, 6)]}*", f"-{word}"),
        *(f"kind:{sort}", f"-kind:{sort}", f'tag:"{dice.choice(TAGS)}"', f"date:{when}"),
        f"{dice.choice(['from', '-from'])}:{dice.choice(['HSI', 'CRCL', 'Vox'])}",
        f"{dice.choice(['before', 'after'])}:{edge}",
    )
    return dice.choice(parts)


def is_found(query: SearchQuery, draft: Draft, names: Mapping[str, tuple[str, ...]]) -> bool:
    """What the index must say of one entry, in plain Python."""
    unit = draft.fields.get("unit") or draft.fields.get("outlet") or ""
    texts = [draft.title, draft.body, unit, *draft.tags, draft.fields["type"]]
    if draft.date is not None:
        texts += [draft.date.text, show(draft.date)]
    wanted, unwanted = query.wanted, query.unwanted
    of_unit = {typed: any(_says(unit, name) for name in names.get(typed, (typed,))) for typed in query.units}
    return (
        all(_has(texts, term) for term in query.terms)
        and not any(_has(texts, term) for term in query.excluded)
        and (not wanted.kinds or draft.kind.name in wanted.kinds)
        and (not wanted.types or draft.fields["type"] in wanted.types)
        and (not wanted.units or any(of_unit[one] for one in wanted.units))
        and set(wanted.tags) <= set(draft.tags)
        and draft.kind.name not in unwanted.kinds
        and draft.fields["type"] not in unwanted.types
        and not any(of_unit[one] for one in unwanted.units)
        and _is_then(query, draft)
    )


def _is_then(query: SearchQuery, draft: Draft) -> bool:
    if not query.is_dated:
        return True
    when = draft.date
    return (
        when is not None
        and all(overlaps(when, span) for span in query.spans)
        and (query.before is None or strictly_before(when, Span(query.before, None, "")))
        and (query.after is None or strictly_after(when, Span(None, query.after, "")))
    )


def _has(texts: list[str], term: Term) -> bool:
    if term.is_beginning:
        return any(_begins(text, term.words[0]) for text in texts)
    return any(_says(text, " ".join(term.words)) for text in texts)


def _begins(text: str, letters: str) -> bool:
    """Whether a word of `text` begins so, or is a form of one on file that does."""
    stems = {stem(word) for word in VOCABULARY if word.startswith(letters)}
    return any(word.startswith(letters) or stem(word) in stems for word in words(text).in_order)


def _says(text: str, phrase: str) -> bool:
    sought, there = [stem(one) for one in words(phrase).in_order], [stem(one) for one in words(text).in_order]
    return any(there[at : at + len(sought)] == sought for at in range(len(there)))


def test_search_agrees_with_plain_python(shelf: Shelf) -> None:
    dice = random.Random(20261124)  # noqa: S311 - the same searches every time
    drafts = [some_entry(dice) for _ in range(150)]
    by_key = dict(zip(shelf.put(*drafts), drafts, strict=True))
    hits = 0
    with shelf.store.read() as tx:
        for _ in range(300):
            text = " ".join(some_search(dice) for _ in range(dice.randint(1, 4)))
            try:
                query = parse_query(text, today=TODAY)
            except BadQuery:
                continue
            expected = {key for key, draft in by_key.items() if is_found(query, draft, UNITS)}
            assert set(shelf.look(tx, text, kinds=None, here=True)) == expected, text
            hits += len(expected)
    assert hits > 1_000
