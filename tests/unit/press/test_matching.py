"""Which items a watch matches, by which words; and that asking many at once is asking each."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.press.matching import GLANCED_AT, MOST_HITS, Matcher
from bot.domain.press.query import AllOf, AnyOf, In, Near, Node, Not, Term, WatchQuery, parse_watch
from bot.domain.press.watch import Place, Story
from bot.domain.search.words import compound, pieces
from tests.unit.press.watch_queries import queries, stories

ITEM = Story(
    title="ICE’s use of Clearview AI",
    text="Agents used facial-recognition software at the U.S. border, an E-mail shows. Surveillance of biometric data.",
    outlet="The Markup",
    author="Zoë Smith",
)


def matches(query: str, item: Story = ITEM) -> bool:
    return bool(Matcher([(1, parse_watch(query))]).match(item))


def hits(query: str, item: Story = ITEM) -> list[tuple[str, str]]:
    (match,) = Matcher([(1, parse_watch(query))]).match(item)
    return [(hit.words, hit.place.value) for hit in match.hits]


@pytest.mark.parametrize(
    "query",
    [
        "clearview",
        "ice",
        "ZOE OR clearview",
        '"facial recognition"',
        "facial-recognition",
        "facialrecognition",
        "email",
        "e-mail",
        '"an email shows"',
        "us border",
        "surveil*",
        '"facial recog*"',
        "author:zoe",
        "outlet:markup",
        "title:(ice clearview)",
        "text:software -title:software",
        "agents NEAR/2 facial",
        "facial NEAR/2 agents",
        "agents NEAR/4 software",
        "ice NEAR/100 ai",
        'clearview NOT "ice raids"',
    ],
)
def test_it_matches(query: str) -> None:
    assert matches(query)


@pytest.mark.parametrize(
    "query",
    [
        "view",  # word boundaries are kept
        "surveil",  # no stems: the star is for that
        "agent",
        "zoe",  # an author is looked at only where that is asked
        "markup",
        "title:software",
        "text:clearview",
        '"recognition facial"',
        '"software at us"',
        "agents NEAR/1 facial",
        "agents NEAR/3 software",
        "ice NEAR/100 software",  # in one place
        "ice -clearview",
        "clearview nothing",
        "outlet:zoe",
        '"data biometric" OR "of data"',
    ],
)
def test_it_does_not_match(query: str) -> None:
    assert not matches(query)


@pytest.mark.parametrize("query", ["e-mail", "email", '"an e-mail address"', '"an email address"', "e-mai*", "emai*"])
@pytest.mark.parametrize("written", ["E-mail", "email"])
def test_what_is_written_together_or_with_a_hyphen_is_the_same(query: str, written: str) -> None:
    item = Story("", f"They found an {written} address.")
    assert matches(query, item)
    assert [match.watch_id for match in Matcher([(1, parse_watch(query)), *MANY_MORE]).match(item)] == [1]


def test_a_match_says_which_words_were_found_as_they_stand_and_where() -> None:
    assert hits("clearview OR email") == [("Clearview", "title"), ("E-mail", "text")]
    assert hits("ice") == [("ICE’s", "title")]
    assert hits("surveil*") == [("Surveillance", "text")]
    assert hits("us OR author:smith") == [("U.S.", "text"), ("Smith", "author")]
    assert hits('"facial recognition software"') == [("facial-recognition software", "text")]
    assert hits("software NEAR/4 agents clearview") == [
        ("Clearview", "title"),
        ("Agents", "text"),
        ("software", "text"),
    ]


def test_what_is_left_out_and_what_did_not_hold_is_no_hit() -> None:
    assert hits("clearview -sports (biometric OR (ice software nothing))") == [
        ("Clearview", "title"),
        ("biometric", "text"),
    ]


def test_the_same_words_in_two_places_are_two_hits_and_twice_in_one_place_one() -> None:
    twice = Story("Clearview", "Clearview and clearview")
    assert hits("clearview OR CLEARVIEW", twice) == [("Clearview", "title"), ("Clearview", "text")]


def test_there_is_an_end_to_the_hits() -> None:
    words = [f"w{number}" for number in range(50)]
    assert len(hits(" OR ".join(words), Story("", " ".join(words)))) == MOST_HITS


def test_one_word_is_not_near_itself() -> None:
    assert not matches("face NEAR/9 face", Story("One face"))
    assert matches("face NEAR/9 face", Story("Face to face"))


def test_names_in_scripts_without_spaces_are_found_within_a_sentence() -> None:
    item = Story("", "警察は顔認証システムを使う")
    assert hits("顔認証", item) == [("顔認証", "text")]
    assert not matches("認顔", item)


def test_where_the_place_of_words_cannot_be_told_they_are_given_as_they_were_read() -> None:
    assert hits('"clearview ai"', Story("", "\u0616\u0e48 Clearview AI")) == [("clearview ai", "text")]


def test_matches_come_in_the_order_of_the_watches_with_their_ids() -> None:
    asked = Matcher([(number, parse_watch(query)) for number, query in ((9, "ice"), (4, "nothing"), (7, "clearview"))])
    assert [match.watch_id for match in asked.match(ITEM)] == [9, 7]
    assert Matcher([]).match(ITEM) == ()
    assert asked.match(Story("")) == ()


# -- against a plain evaluator ------------------------------------------------------------------------------


class Plain:
    """One place of an item: every span is tried, nothing is looked up."""

    def __init__(self, text: str) -> None:
        self.words: list[str] = []
        self.wholes: dict[int, tuple[str, int]] = {}
        for parts in pieces(text):
            self.wholes[len(self.words)] = (compound(parts), len(parts))
            self.words += parts

    def one(self, word: str, at: int, begins: bool) -> set[int]:
        """Where the word ends that stands at that place."""

        def same(found: str) -> bool:
            return bool(found) and (found.startswith(word) if begins else found == word)

        if at >= len(self.words):
            return set()
        whole, length = self.wholes.get(at, ("", 0))
        return ({at + 1} if same(self.words[at]) else set()) | ({at + length} if same(whole) else set())

    def run(self, words: tuple[str, ...], at: int, begins: bool) -> set[int]:
        first, *rest = words
        ends = self.one(first, at, begins and not rest)
        return ends if not rest else {end for middle in ends for end in self.run(tuple(rest), middle, begins)}

    def spans(self, side: Term | AnyOf) -> set[tuple[int, int]]:
        if isinstance(side, AnyOf):
            return {span for part in side.parts if isinstance(part, Term) for span in self.spans(part)}
        spans = {(at, at) for at in range(len(self.words))}
        for number, parts in enumerate(side.pieces):
            begins = side.is_beginning and number == len(side.pieces) - 1
            runs = [parts, *([(whole,)] if (whole := compound(parts)) else [])]
            spans = {(start, end) for start, at in spans for one in runs for end in self.run(one, at, begins)}
        return spans

    def near(self, near: Near) -> bool:
        pairs = product(self.spans(near.left), self.spans(near.right))
        return any(0 <= (b - a[1] if (b := c[0]) >= a[1] else a[0] - c[1]) < near.within for a, c in pairs)


def holds(node: Node, places: dict[Place, Plain], looked_at: tuple[Place, ...]) -> bool:
    """The meaning of a query, spelled out."""
    match node:
        case Term():
            return any(places[place].spans(node) for place in looked_at)
        case Near():
            return any(places[place].near(node) for place in looked_at)
        case Not(what):
            return not holds(what, places, looked_at)
        case AllOf(parts):
            return all(holds(part, places, looked_at) for part in parts)
        case AnyOf(parts):
            return any(holds(part, places, looked_at) for part in parts)
        case In(place, what):
            return holds(what, places, (place,))


MANY_MORE = [(1_000 + number, parse_watch(f"filler{number}")) for number in range(GLANCED_AT + 1)]


def plainly(query: WatchQuery, item: Story) -> bool:
    texts_of = {Place.TITLE: item.title, Place.TEXT: item.text, Place.OUTLET: item.outlet, Place.AUTHOR: item.author}
    return holds(query.root, {place: Plain(text) for place, text in texts_of.items()}, (Place.TITLE, Place.TEXT))


@settings(max_examples=150, deadline=None)
@given(st.lists(queries(), min_size=1, max_size=6), stories())
def test_asking_many_at_once_is_asking_each_of_them(several: list[WatchQuery], item: Story) -> None:
    expected = [n for n, query in enumerate(several) if plainly(query, item)]
    for more in ([], MANY_MORE):  # few are looked for in an item before it is taken apart, and many are not
        found = Matcher([*enumerate(several), *more]).match(item)
        assert [match.watch_id for match in found] == expected


@settings(deadline=None)
@given(queries(), stories())
def test_every_hit_stands_in_its_place_as_it_is_written(query: WatchQuery, item: Story) -> None:
    places = {Place.TITLE: item.title, Place.TEXT: item.text, Place.OUTLET: item.outlet, Place.AUTHOR: item.author}
    for match in Matcher([(1, query)]).match(item):
        assert match.hits
        for hit in match.hits:
            assert hit.words in " ".join(places[hit.place].split())
        assert len(set(match.hits)) == len(match.hits)


def test_an_item_of_one_word_over_and_over_is_read_like_any_other() -> None:
    item = Story("", "face " * 400)
    assert matches("face NEAR/5 face NOT visa", item)
    assert hits('"face face face" OR face', item) == [("face face face", "text"), ("face", "text")]
