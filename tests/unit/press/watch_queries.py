"""Queries and items to try them on, drawn so that they often have to do with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from bot.domain.press.query import AnyOf, In, Near, Term, WatchQuery
from bot.domain.press.query.nodes import all_of, any_of, is_idle, negated
from bot.domain.press.watch import Place, Story

if TYPE_CHECKING:
    from bot.domain.press.query import Node

_WORDS = (
    "ice",
    "us",
    "face",
    "facial",
    "recognition",
    "email",
    "mail",
    "e",
    "surveil",
    "surveillance",
    "zurich",
    "near",
)
_PIECES = (*((word,) for word in _WORDS), ("e", "mail"), ("face", "mail"), ("or",), ("sur", "veil"), ("9",))
_WRITTEN = (
    *_WORDS,
    "ICE",
    "U.S.",
    "E-mail",
    "e-mail",
    "Zürich",
    "Face",
    "face-mail",
    "ICE’s",
    "sur-veil",
    "A&B",
    "9",
    "顔",
)
_JOINTS = (" ", " ", " ", "-", ", ", ". ", " — ", "\n", "’s ")


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """Words, phrases, beginnings."""
    pieces = tuple(draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=3)))
    return Term(pieces, is_beginning=len(pieces[-1][-1]) >= 3 and draw(st.booleans()))


def _sides() -> st.SearchStrategy[Term | AnyOf]:
    several = st.lists(terms(), min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
    return st.one_of(terms(), terms(), several)


def _within(depth: int) -> st.SearchStrategy[Node]:
    """What may stand within a field."""
    leaves = st.one_of(terms(), st.builds(Near, _sides(), _sides(), st.integers(1, 6)))
    return leaves if not depth else st.one_of(leaves, _grown(_within(depth - 1)))


def _grown(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(parts, min_size=2, max_size=3)
    return st.one_of(several.map(all_of), several.map(any_of), parts.map(negated))


def nodes(depth: int = 2) -> st.SearchStrategy[Node]:
    """Trees as the parser makes them."""
    leaves = st.one_of(_within(1), st.builds(In, st.sampled_from(Place), _within(1)))
    return leaves if not depth else st.one_of(leaves, _grown(nodes(depth - 1)))


def queries() -> st.SearchStrategy[WatchQuery]:
    """Queries that look for something."""
    return nodes().filter(lambda node: not is_idle(node)).map(lambda node: WatchQuery("", node))


@st.composite
def texts(draw: st.DrawFn, most: int = 14) -> str:
    """A few words, written in many ways."""
    words = draw(st.lists(st.sampled_from(_WRITTEN), max_size=most))
    return "".join(word + draw(st.sampled_from(_JOINTS)) for word in words)


def stories() -> st.SearchStrategy[Story]:
    """Items with those words."""
    return st.builds(Story, texts(6), texts(), texts(2), texts(2))
