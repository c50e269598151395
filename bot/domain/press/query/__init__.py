"""The language of watches: a query is read into a tree that says what is looked for.

    clearview OR "facial recognition"    ICE NEAR/5 biometric    surveil*    -sports    title:(ICE OR HSI)    outlet:Vox

A word is found as it is written, whatever its case and accents: `surveil` finds neither "surveillance" nor "surveils",
which is what the star is for. `e-mail` and `email` find each other. Words beside each other must all be there; OR is
weaker than that, NEAR is the strongest. Without a field, title and text are looked at. Operators count in any case.
"""

from bot.domain.press.query.nodes import AllOf, AnyOf, In, Near, Node, Not, Term, WatchQuery, show
from bot.domain.press.query.parser import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse_watch
from bot.domain.press.query.refusal import Unreadable
from bot.domain.press.query.tokens import MOST_APART

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_TERMS",
    "MOST_APART",
    "AllOf",
    "AnyOf",
    "In",
    "Near",
    "Node",
    "Not",
    "Term",
    "Unreadable",
    "WatchQuery",
    "parse_watch",
    "show",
]
