"""Where words stand in a text."""

from __future__ import annotations

from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.search.words import compound, pieces, words, written

_TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="aeE'’-. _éßﬁ½…\u0301\u0308\u093f\u1100\u1161\u11a8顔ก\u0e34\n1", max_size=40),
)


def stands(text: str) -> list[str]:
    return [text[start:end] for start, end in written(text).spans]


def test_words_that_are_written_together_are_one_piece() -> None:
    assert pieces("An E-mail of the U.S. agency’s") == (("an",), ("e", "mail"), ("of",), ("the",), ("us",), ("agency",))
    assert [compound(piece) for piece in pieces("e-mail fy-2019 mail")] == ["email", "", ""]


def test_pieces_are_found_in_the_text_as_it_is_written() -> None:
    assert stands("“E-mail”, Zürich’s ﬁne e\u0301tude") == ["E-mail", "Zürich’s", "ﬁne", "e\u0301tude"]
    assert written("the e-mail of").firsts == [0, 1, 3]


@settings(max_examples=400)
@given(_TEXTS)
def test_pieces_and_their_places_agree_with_the_words(text: str) -> None:
    found, places = words(text), written(text)
    flat = [word for piece in pieces(text) for word in piece]
    assert tuple(flat) == found.in_order
    assert tuple(whole for piece in pieces(text) if (whole := compound(piece))) == found.compounds
    assert len(places.spans) == len(pieces(text))
    assert places.firsts == [*accumulate(map(len, pieces(text)), initial=0)][:-1]


@settings(max_examples=400)
@given(_TEXTS)
def test_what_stands_at_a_place_holds_the_words_of_its_piece(text: str) -> None:
    spans = written(text).spans
    for (start, end), piece in zip(spans, pieces(text), strict=True):
        if end:
            assert "".join(piece) in "".join(words(text[start:end]).in_order)
    assert spans == sorted(spans)


def test_where_marks_change_places_only_beside_each_other_no_place_is_told() -> None:
    text = "\u0616\u0e48 Clearview"
    assert words(text).in_order[-1] == "clearview"
    assert set(written(text).spans) == {(0, 0)}
