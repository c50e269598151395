"""The words before a colon: which filters there are, and what may stand after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.kinds import KINDS, Kind
from bot.domain.spelling import did_you_mean
from bot.errors import BadQuery

if TYPE_CHECKING:
    from collections.abc import Iterable

KEYS: Final = {
    "kind": "kind",
    "type": "kind",
    "from": "from",
    "outlet": "from",
    "tag": "tag",
    "flag": "tag",
    "status": "status",
    "watch": "watch",
    "feed": "feed",
    "date": "date",
    "before": "before",
    "after": "after",
    "since": "since",
    "until": "until",
}
DATE_KEYS: Final = ("date", "before", "after", "since", "until")
EXAMPLES: Final = {
    "kind": "kind:memo",
    "from": "from:HSI",
    "outlet": "outlet:Vox",
    "tag": "tag:PIA",
    "flag": 'flag:"First Amendment"',
    "status": "status:new",
    "watch": "watch:3",
    "feed": "feed:Vox",
    "date": "date:2019-06..2020-03",
    "before": "before:2020",
    "after": "after:2019",
    "since": "since:last-week",
    "until": "until:2020-03",
}


def key_named(typed: str) -> str | None:
    """The filter that was meant; None where the word before the colon is a word like any other.

    Raises `BadQuery` for one that is mistyped.
    """
    name = KEYS.get(typed.lower())
    if name is None and (near := did_you_mean(typed, tuple(KEYS))) is not None:
        raise BadQuery(f"There is no filter `{typed[:30]}:`. Did you mean `{near}:`?")
    return name


def example(typed: str) -> str:
    """How that filter is written, value and all."""
    return EXAMPLES.get(typed.lower()) or EXAMPLES[KEYS[typed.lower()]]


def kind_named(typed: str) -> tuple[str, str]:
    """("kinds", "event") or ("types", "memo") for what was typed after `kind:`. Raises `BadQuery`."""
    names = kind_names(KINDS)
    name = " ".join(typed.casefold().replace("-", " ").replace("_", " ").split())
    for spelling in (name, name.removesuffix("s")):
        if spelling in names:
            return names[spelling]
    known = ", ".join(dict.fromkeys(kept for _, kept in names.values()))
    raise BadQuery(f"There is no kind “{typed[:60]}”.{_hint('kind', name, names)} Kinds: {known}.")


def kind_names(kinds: Iterable[Kind]) -> dict[str, tuple[str, str]]:
    """What may stand after `kind:`, each with its sort ("kinds" or "types") and its name."""
    found: dict[str, tuple[str, str]] = {}
    for kind in kinds:
        for spelling in (kind.name, kind.plural, kind.plural.removesuffix("s")):
            found[spelling] = ("kinds", kind.name)
    for kind in kinds:
        for choice in kind.type_field.choices if kind.type_field else ():
            found.setdefault(choice.replace("-", " "), ("types", choice))
    return found


def status_named(typed: str) -> str:
    """The status that was typed after `status:`, of whatever kind has it. Raises `BadQuery`."""
    known = STATUSES
    name = typed.strip().casefold()
    if name in known:
        return name
    raise BadQuery(f"There is no status “{typed[:60]}”.{_hint('status', name, known)} Known: {', '.join(known)}.")


def _hint(key: str, name: str, known: Iterable[str]) -> str:
    near = did_you_mean(name, tuple(known))
    return f" Did you mean `{key}:{near}`?" if near else ""


STATUSES: Final = tuple(
    dict.fromkeys(
        choice for kind in KINDS for field in kind.fields if field.name == "status" for choice in field.choices
    )
)
