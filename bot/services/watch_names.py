"""What watches are called and where they speak, and which one is meant. Used inside a use case's transaction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.domain.entries import clean_line
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.people import Asking
    from bot.domain.press.watch import Watch
    from storage.transaction import Transaction

MAX_NAME: Final = 100
SHORT_NAME: Final = 60

_CHANNEL: Final = re.compile(r"#?(?P<name>[^\s#@<>&|,:;!?()\"'`*~/\\]{1,80})")
_CHANNEL_ID: Final = re.compile(r"[CG][A-Z0-9]{7,20}")
_QUOTED: Final = re.compile(r"^[“\"](?P<name>[^”\"]+)[”\"]\s*(?P<rest>.*)$", re.DOTALL)
_USUAL: Final = ("", "default", "press", "none", "-")
_HERE: Final = ("here", "this", "this channel")


def watch_named(tx: Transaction, asking: Asking, name: str) -> Watch:
    """The watch that `name` means: its number, its name, or how that begins. Raises `NotFound` or `BadInput`."""
    typed = clean_line(name).strip("“”\"'#.")
    watches = tx.watches.all(asking.dossier.key)
    if typed.isascii() and typed.isdecimal():
        found = [watch for watch in watches if watch.id == int(typed[:9])]
    else:
        found = _called(watches, typed.casefold())
    if len(found) == 1:
        return found[0]
    if found:
        several = ", ".join(f"{watch.id} ({watch.name[:30]})" for watch in found[:5])
        raise BadInput(f"Several watches begin with “{typed[:60]}”: {several}. Say the number.")
    near = did_you_mean(typed, tuple(watch.name for watch in watches)) if typed else None
    hint = f" Did you mean “{near}”?" if near else ""
    raise NotFound(f"There is no watch “{typed[:60]}”.{hint} `/press watch` lists them with their numbers.")


def watch_at_start(tx: Transaction, asking: Asking, text: str) -> tuple[Watch, str]:
    """The watch that `text` begins with, and what comes after it: `2 too many hits`, `Face search too many hits`.

    A name in double quotes, or the longest one that it begins with, else what its first word means.
    """
    typed = text.strip()
    if found := _QUOTED.match(typed):
        return watch_named(tx, asking, found["name"]), found["rest"]
    begun = [
        watch.name
        for watch in tx.watches.all(asking.dossier.key)
        if f"{typed} ".casefold().startswith((f"{watch.name} ".casefold(), f"{watch.name}:".casefold()))
    ]
    name = max(begun, key=len, default=typed.split(maxsplit=1)[0] if typed else "")
    return watch_named(tx, asking, name), typed[len(name) :].strip()


def exactly_named(tx: Transaction, asking: Asking, text: str) -> Watch | None:
    """The watch whose number or whole name the text is; None where it is neither."""
    typed = clean_line(text).strip("#").casefold()
    watches = tx.watches.all(asking.dossier.key)
    return next((watch for watch in watches if typed in (str(watch.id), watch.name.casefold())), None)


def _called(watches: Sequence[Watch], typed: str) -> list[Watch]:
    exactly = [watch for watch in watches if typed in (watch.name.casefold(), watch.query.casefold())]
    return exactly or [watch for watch in watches if typed and watch.name.casefold().startswith(typed)]


def checked_name(name: str, query: str) -> str:
    """What a watch is to be called: without a name, as its query begins."""
    name = clean_line(name)
    if not name:
        return default_name(query)
    if len(name) > MAX_NAME:
        raise BadInput(f"The name has {len(name)} characters; at most {MAX_NAME} fit.", field="name")
    if name.isdecimal():
        raise BadInput("A name needs a letter: a number alone would be taken for a watch’s number.", field="name")
    return name


def default_name(query: str) -> str:
    """What a watch is called that nobody named."""
    return query if len(query) <= SHORT_NAME else f"{query[: SHORT_NAME - 1].rstrip()}…"


def checked_channel(channel: str, *, here: str) -> str:
    """A channel as its id or `#name`; empty for the press channel. Raises `BadInput`."""
    typed = channel.strip()
    if typed.casefold() in _USUAL:
        return ""
    if typed.casefold() in _HERE:
        if not here:
            raise BadInput("There is no channel here. Name one, as in `channel: #press`.", field="channel")
        return here
    if _CHANNEL_ID.fullmatch(typed.lstrip("#")):
        return typed.lstrip("#")
    found = _CHANNEL.fullmatch(typed)
    if found is None:
        raise BadInput(f"“{typed[:60]}” is no channel. Write it like `channel: #press`.", field="channel")
    return f"#{found['name'].lower()}"
