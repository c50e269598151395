"""The grammar of a watch's query, read by recursive descent. From the loosest to the tightest:

    any    = all { "OR" all }
    all    = unless { ["AND"] unless }
    unless = ( "-" | "NOT" ) unless | near
    near   = single [ "NEAR/n" single ]
    single = term | field ( term | "(" any ")" ) | "(" any ")"

So `ICE biometric OR clearview` is `(ICE biometric) OR clearview`, and `-ICE NEAR/5 visa` leaves out the two together.
"""

from __future__ import annotations

from typing import Final

from bot.domain.press.query.nodes import AnyOf, In, Near, Node, Term, WatchQuery, all_of, any_of, is_idle, negated
from bot.domain.press.query.refusal import Unreadable
from bot.domain.press.query.tokens import Sort, Token, tokens
from bot.domain.search.query import PLAIN_MARKS
from bot.errors import BadQuery

MAX_LENGTH: Final = 500
MAX_TERMS: Final = 64
MAX_DEPTH: Final = 20

_BEGINS_A_PART: Final = (Sort.NOT, Sort.TERM, Sort.FIELD, Sort.OPEN)
_JOINS: Final = (Sort.OR, Sort.AND, Sort.NEAR)


def parse_watch(text: str) -> WatchQuery:
    """The query that `text` means. Raises `BadQuery`; an `Unreadable` one says at which character, and why."""
    line = " ".join(text.translate(PLAIN_MARKS).split())
    if not line:
        raise BadQuery('Say what to watch for, as in `clearview OR "facial recognition"`.', field="query")
    if len(line) > MAX_LENGTH:
        raise Unreadable(line, MAX_LENGTH, f"a query may have {MAX_LENGTH} characters. Make two watches of it.")
    return WatchQuery(line, _Parser(line).read())


class _Parser:
    """Reads the tokens of one query from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tuple(tokens(text))
        self._next = 0
        self._depth = 0
        self._within_field = False

    def read(self) -> Node:
        self._check_count()
        root = self._any()
        if (rest := self._peek()) is not None:  # only a parenthesis can be left over
            raise Unreadable(self._text, rest.at, "nothing was opened that this could close.", found=rest.text)
        if is_idle(root):
            first = next(token for token in self._tokens if token.sort is Sort.NOT)
            what = "this only leaves things out, so it would match nearly everything. Say what to look for as well."
            raise Unreadable(self._text, first.at, what, found=self._text[first.at :])
        return root

    def _check_count(self) -> None:
        terms = [token for token in self._tokens if token.sort is Sort.TERM]
        if len(terms) > MAX_TERMS:
            what = f"up to {MAX_TERMS} words and phrases fit in one query. Make two watches of it."
            raise Unreadable(self._text, terms[MAX_TERMS].at, what)

    # -- the grammar ------------------------------------------------------------------------------------------

    def _any(self) -> Node:
        parts = [self._all()]
        while self._take(Sort.OR):
            parts.append(self._all())
        return any_of(parts)

    def _all(self) -> Node:
        parts = [self._unless()]
        while self._take(Sort.AND) or self._is_next(*_BEGINS_A_PART):
            parts.append(self._unless())
        return all_of(parts)

    def _unless(self) -> Node:
        if (minus := self._take(Sort.NOT)) is None:
            return self._near()
        self._deeper(minus)
        node = negated(self._unless())
        self._depth -= 1
        return node

    def _near(self) -> Node:
        start = self._peek()
        left = self._single()
        near = self._take(Sort.NEAR)
        if near is None or start is None:
            return left
        following = self._peek()
        right = self._single()
        if (again := self._peek()) is not None and again.sort is Sort.NEAR:
            what = "NEAR joins two things. For three, write `a NEAR/5 b AND b NEAR/5 c`."
            raise Unreadable(self._text, again.at, what, found=again.text)
        return Near(self._side(left, start), self._side(right, following or near), near.within)

    def _side(self, node: Node, token: Token) -> Term | AnyOf:
        """What may stand beside NEAR."""
        if isinstance(node, Term):
            return node
        if isinstance(node, AnyOf) and all(isinstance(part, Term) for part in node.parts):
            return node
        what = "beside NEAR stands a word, a phrase or `(one OR the other)`."
        if isinstance(node, In):
            what = f"write the field before both: `{node.place.value}:(ICE NEAR/5 biometric)`."
        raise Unreadable(self._text, token.at, what, found=token.text)

    def _single(self) -> Node:
        token = self._peek()
        if token is not None and token.sort is Sort.TERM and token.term is not None:
            self._next += 1
            return token.term
        if token is not None and token.sort is Sort.OPEN:
            return self._group(token)
        if token is not None and token.sort is Sort.FIELD and token.place is not None:
            self._next += 1
            return In(token.place, self._in_field(token))
        raise self._missing(token)

    def _group(self, opened: Token) -> Node:
        self._next += 1
        self._deeper(opened)
        node = self._any()
        if self._take(Sort.CLOSE) is None:  # whatever else could stand here was read by `_any`
            raise Unreadable(self._text, opened.at, "the parenthesis that opens here is not closed.")
        self._depth -= 1
        return node

    def _in_field(self, field: Token) -> Node:
        if self._within_field:
            raise Unreadable(self._text, field.at, "this stands within another field already.", found=field.text)
        following = self._peek()
        if following is None or following.sort not in (Sort.TERM, Sort.OPEN):
            raise self._missing(following)
        self._within_field = True
        node = self._single()
        self._within_field = False
        return node

    # -- what the grammar stands on ---------------------------------------------------------------------------

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _is_next(self, *sorts: Sort) -> bool:
        token = self._peek()
        return token is not None and token.sort in sorts

    def _take(self, sort: Sort) -> Token | None:
        token = self._peek()
        if token is None or token.sort is not sort:
            return None
        self._next += 1
        return token

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            what = f"up to {MAX_DEPTH} parentheses may stand within each other."
            raise Unreadable(self._text, token.at, what, found=token.text)

    def _missing(self, token: Token | None) -> Unreadable:
        """What to say where a word should stand and `token` does, or nothing."""
        before = self._tokens[self._next - 1] if self._next else None
        joiner = next((one for one in (token, before) if one is not None and one.sort in (*_JOINS, Sort.NOT)), None)
        word = joiner.text.partition("/")[0].lower() if joiner is not None and joiner.text.isalpha() else ""
        hint = f' To look for the word “{word}” itself, write "{word}".' if word else ""
        if before is None and token is not None:
            return Unreadable(self._text, token.at, f"a word is missing before it.{hint}", found=token.text)
        at = len(self._text) + 1 if token is None else token.at
        what = f"a word is missing.{hint}"
        return Unreadable(self._text, at, what, after=before.text if before is not None else "")
