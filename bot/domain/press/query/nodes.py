"""A watch's query as it is meant: a tree of frozen nodes, equal when they mean the same.

`show` writes a tree as text that reads as that very tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.domain.press.watch import Place

OPERATORS: Final = ("and", "or", "not", "near")


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or words that follow each other; with `is_beginning` the last one is only how a word begins.

    `pieces` hold the folded words, those together that are written together: "e-mail" is found as "email" as well.
    """

    pieces: tuple[tuple[str, ...], ...]
    is_beginning: bool = False
    word: str = field(init=False, compare=False, repr=False)
    """The only word of it, where it is no more than that."""

    def __post_init__(self) -> None:
        alone = len(self.pieces) == 1 and len(self.pieces[0]) == 1 and not self.is_beginning
        object.__setattr__(self, "word", self.pieces[0][0] if alone else "")


@dataclass(frozen=True, slots=True)
class Near:
    """Two things at most `within` words apart, in either order, in one place: 1 is side by side."""

    left: Term | AnyOf
    right: Term | AnyOf
    within: int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    what: Node


@dataclass(frozen=True, slots=True)
class AllOf:
    """Everything of this."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class In:
    """What must be found in this one place. Without it, title and text are looked at."""

    place: Place
    what: Node


Node = Term | Near | Not | AllOf | AnyOf | In


@dataclass(frozen=True, slots=True)
class WatchQuery:
    """A query as it was typed, on one line, and as it is meant."""

    text: str
    root: Node


def all_of(parts: list[Node]) -> Node:
    """All of the parts; a part that is itself such a list is taken apart."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, AllOf) else (part,))]
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def any_of(parts: list[Node]) -> Node:
    """Any of the parts; a part that is itself such a list is taken apart."""
    flat = [one for part in parts for one in (part.parts if isinstance(part, AnyOf) else (part,))]
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))


def negated(node: Node) -> Node:
    """The opposite."""
    return node.what if isinstance(node, Not) else Not(node)


def is_idle(node: Node) -> bool:
    """Whether it can hold where nothing that it names is found."""
    match node:
        case Not():
            return True
        case AllOf(parts):
            return all(map(is_idle, parts))
        case AnyOf(parts):
            return any(map(is_idle, parts))
        case In(_, what):
            return is_idle(what)
        case _:
            return False


def show(node: Node) -> str:
    """The query as text, in lower case with its operators in capitals; reading it gives the same tree."""
    match node:
        case Term():
            return _term(node)
        case Near(left, right, within):
            return f"{_held(left)} NEAR/{within} {_held(right)}"
        case Not(what):
            return f"-{_held(what)}"
        case In(place, what):
            inner = show(what)
            return f"{place.value}:{inner if isinstance(what, Term) else f'({inner})'}"
        case AllOf(parts):
            return " ".join(f"({show(part)})" if isinstance(part, AnyOf) else show(part) for part in parts)
        case AnyOf(parts):
            return " OR ".join(f"({show(part)})" if isinstance(part, AllOf) else show(part) for part in parts)


def _held(node: Node) -> str:
    return show(node) if isinstance(node, (Term, In)) else f"({show(node)})"


def _term(term: Term) -> str:
    text = " ".join("-".join(piece) for piece in term.pieces) + ("*" if term.is_beginning else "")
    return f'"{text}"' if len(term.pieces) > 1 or text in OPERATORS else text
