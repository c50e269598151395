"""Apply the table of limits to one object, from the outside in. Nothing here knows a number."""

from __future__ import annotations

import copy
import re
from functools import singledispatch
from itertools import chain
from typing import Any, Final, TypeVar

from handlers.gate.ledger import Ledger
from handlers.gate.limits import SHAPES, TEXT
from handlers.gate.pings import PING, quiet_leaf, speaks_of_everyone, tidy_mrkdwn, without_pings
from handlers.gate.rules import Address, Kinds, Line, Number, Part, Rule, Several, Shape, Token, Words
from handlers.mrkdwn import as_plain
from handlers.plain import sendable, shorten, size

EMPTY: Final = "empty"
TOO_LONG: Final = "too long"
TOO_MANY: Final = "too many"
MISSING: Final = "missing"
WRONG_KIND: Final = "wrong kind"
PLACEHOLDER: Final = "—"
"""What is shown in place of a text that must be there and is empty."""

_T = TypeVar("_T")
_TEXT_KINDS: Final = frozenset({"plain_text", "mrkdwn"})
_ADDRESS: Final = re.compile(r"(?:https?://[^\s<>]+|(?:mailto|tel|slack):[^\s<>]+)")


@singledispatch
def mended(rule: Rule, value: Any, place: str, ledger: Ledger) -> Any:
    """Return `value` as `rule` allows it, always a new object; None when it must be left out.

    `place` says where it is, for errors and the log. Raises `GateError` where mending would change a meaning,
    and in strict mode wherever something would be lost.
    """
    raise TypeError(f"No such rule: {rule!r}")


@mended.register
def _(rule: Words, value: Any, place: str, ledger: Ledger) -> dict[str, Any] | None:
    if not isinstance(value, dict) or value.get("type") not in _TEXT_KINDS:
        ledger.mend(place, WRONG_KIND)
        value = {"type": "plain_text", "text": value if isinstance(value, str) else ""}
    if rule.plain and value["type"] == "mrkdwn":
        ledger.mend(place, WRONG_KIND)
        value = {"type": "plain_text", "text": as_plain(_string(value.get("text")))}
    is_marked = value["type"] == "mrkdwn"
    text = _readable(_string(value.get("text")), is_marked, place, ledger)
    if not text.strip():
        return _instead_of_empty({"type": value["type"], "text": PLACEHOLDER}, rule.required, place, ledger)
    if not rule.splits:
        text = _shortened(text, rule.most, place, ledger)
    flag = "verbatim" if is_marked else "emoji"
    flags = {flag: bool(value[flag])} if value.get(flag) is not None else {}
    if is_marked and speaks_of_everyone(text):
        flags["verbatim"] = True  # else Slack reads "@channel" in it
    return {"type": value["type"], "text": text, **flags}


@mended.register
def _(rule: Line, value: Any, place: str, ledger: Ledger) -> str | None:
    text = sendable(_string(value))
    if rule.marked and (quiet := without_pings(text, ledger.allowed_mentions)) != text:
        ledger.mend(place, PING)
        text = quiet
    if not (text if rule.blank else text.strip()):
        return _instead_of_empty(PLACEHOLDER, rule.required, place, ledger)
    return _shortened(text, rule.most, place, ledger)


@mended.register
def _(rule: Token, value: Any, place: str, ledger: Ledger) -> str | None:
    if not isinstance(value, str) or sendable(value) != value:
        ledger.refuse(place, WRONG_KIND)
    if size(value) > rule.most:
        ledger.refuse(place, TOO_LONG)
    if not value and rule.required:
        ledger.refuse(place, EMPTY)
    return value or None


@mended.register
def _(rule: Address, value: Any, place: str, ledger: Ledger) -> str | None:
    if isinstance(value, str) and size(value) <= rule.most and _ADDRESS.fullmatch(value):
        return value
    ledger.mend(place, "no web address")
    return None


@mended.register
def _(rule: Number, value: Any, place: str, ledger: Ledger) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        ledger.mend(place, WRONG_KIND)
        return None
    within = min(max(value, rule.least), rule.most)
    if within != value:
        ledger.mend(place, "out of bounds")
    return within


@mended.register
def _(rule: Part, value: Any, place: str, ledger: Ledger) -> dict[str, Any] | None:
    if not isinstance(value, dict):
        ledger.mend(place, WRONG_KIND)
        return None
    return mended_object(SHAPES[rule.shape], value, place, ledger)


@mended.register
def _(rule: Kinds, value: Any, place: str, ledger: Ledger) -> dict[str, Any] | None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind not in rule.kinds:
        ledger.mend(place, WRONG_KIND)
        return None
    if kind in _TEXT_KINDS:
        text: dict[str, Any] | None = mended(TEXT, value, place, ledger)
        return text
    spoken = quiet_leaf(value, ledger.allowed_mentions)
    if spoken is not None:
        ledger.mend(place, PING)
        return spoken
    element = mended_object(SHAPES[kind], value, kind, ledger)
    return element and _with_offered_choice(element, kind, ledger)


@mended.register
def _(rule: Several, value: Any, place: str, ledger: Ledger) -> list[Any] | None:
    if not isinstance(value, (list, tuple)):
        ledger.mend(place, WRONG_KIND)
        value = ()
    items = [mended(rule.of, item, place, ledger) for item in value if item is not None]
    kept = [item for item in items if item is not None]
    if len(kept) > rule.most and not rule.splits:
        ledger.mend(place, TOO_MANY)
        kept = kept[: rule.most]
    return kept or None


def mended_object(shape: Shape, value: dict[str, Any], place: str, ledger: Ledger) -> dict[str, Any] | None:
    """Return an object with each field as its rule allows; None when what it cannot do without is missing."""
    result: dict[str, Any] = {}
    for name, inside in value.items():
        rule = shape.fields.get(name)
        item = inside
        if inside is not None:
            at = f"{place}.{name}"
            item = copy.deepcopy(inside) if rule is None else mended(rule, inside, at, ledger)
        if item is not None:
            result[name] = item
    return result if _complete(shape, result, value, place, ledger) else None


def _complete(shape: Shape, result: dict[str, Any], value: dict[str, Any], place: str, ledger: Ledger) -> bool:
    """Tell whether everything required is there, and what an address led to was not left out with it."""
    required = {name for name, rule in shape.fields.items() if getattr(rule, "required", False)}
    lost = {name for name, rule in shape.fields.items() if isinstance(rule, Address) and value.get(name) is not None}
    missing = [name for name in sorted(required | lost) if name not in result]
    missing += ["/".join(sorted(group)) for group in shape.any_of if not group & result.keys()]
    for name in missing:
        ledger.mend(f"{place}.{name}", MISSING)
    return not missing


def _with_offered_choice(element: dict[str, Any], kind: str, ledger: Ledger) -> dict[str, Any]:
    """Return a menu without initial choices that it does not offer: Slack refuses a payload for one."""
    groups = element.get("option_groups", ())
    offered = [*element.get("options", ()), *chain.from_iterable(group["options"] for group in groups)]
    if not offered:
        return element
    chosen = [*element.get("initial_options", ()), *filter(None, [element.get("initial_option")])]
    if all(option in offered for option in chosen):
        return element
    ledger.mend(kind, "initial choice not offered")
    left = [option for option in element.get("initial_options", ()) if option in offered]
    rest = {name: inside for name, inside in element.items() if not name.startswith("initial_option")}
    return {**rest, "initial_options": left} if left else rest


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _readable(text: str, is_marked: bool, place: str, ledger: Ledger) -> str:
    text = sendable(text)
    if not is_marked:
        return without_pings(text)  # Slack does not read plain text; this is a second lock, not a fault
    text, wrong = tidy_mrkdwn(text, ledger.allowed_mentions)
    for fault in sorted(wrong):
        ledger.mend(place, fault)
    return text


def _shortened(text: str, most: int, place: str, ledger: Ledger) -> str:
    if size(text) <= most:
        return text
    ledger.mend(place, TOO_LONG)
    return shorten(text, most)


def _instead_of_empty(placeholder: _T, required: bool, place: str, ledger: Ledger) -> _T | None:
    if not required:
        return None
    ledger.mend(place, EMPTY)
    return placeholder
