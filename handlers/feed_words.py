"""How people write what is about feeds: what to do, with which one, its address, its parts, its pace. Pure."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from bot.domain.press.feed import FeedLog
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput
from bot.services.feed_lines import FAILING, PAUSED, FeedChange
from handlers.language import first_word
from handlers.piped import Piped, read_piped

SHORTEST_MINUTES: Final = 10
LONGEST_MINUTES: Final = 24 * 60
PARTS: Final = ("outlet", "dossier", "log", "flags", "every")
VERBS: Final = ("add", "show", "pause", "resume", "remove", "poll", "set", "import", "export", "help")
LISTS: Final = {"": "", "list": "", "all": "", FAILING: FAILING, "failed": FAILING, PAUSED: PAUSED}

_ALSO: Final = {
    "new": "add",
    "subscribe": "add",
    "open": "show",
    "stop": "pause",
    "start": "resume",
    "unpause": "resume",
    "delete": "remove",
    "rm": "remove",
    "refresh": "poll",
    "check": "poll",
    "fetch": "poll",
    "edit": "set",
    "change": "set",
}
_EVERY: Final = re.compile(r"^(?P<count>\d{1,4}|an?|half an)?\s*(?P<unit>m|mins?|minutes?|h|hrs?|hours?|d|days?)?$")
_AT: Final = {"hourly": 60, "daily": 1_440}
_UNITS: Final = {"m": 1, "h": 60, "d": 1_440}
_ADDRESS: Final = re.compile(r"^<?(?:(?:https?|feed)://\S+|feed:\S+|\S+\.[a-z]{2,}(?:[:/]\S*)?)>?$", re.IGNORECASE)
_NUMBER: Final = re.compile(r"^#?\d{1,9}$")
_UNPIPED: Final = re.compile(rf"[\s,;|]+(?=(?:{'|'.join(PARTS)})\s*:(?!//))", re.IGNORECASE)


def part_of_list(text: str) -> str | None:
    """Which part of the list the words ask for, empty for all of it; None where they ask for something else."""
    return LISTS.get(text.strip().lower().rstrip(".!?"))


def read_order(text: str) -> tuple[str, str]:
    """What to do and the words after it, as in `pause 3 too loud`, also with the number first: `3 pause`.

    What is no verb comes back as it was typed.
    """
    word, rest = first_word(text)
    verb = verb_of(word)
    if verb is None and _NUMBER.match(word):
        second, more = first_word(rest)
        if (turned := verb_of(second)) is not None:
            return turned, f"{word} {more}".strip()
        return ("show", word) if not rest else (word, rest)
    return verb if verb is not None else word, rest


def verb_of(word: str) -> str | None:
    """The verb that a word is or stands for."""
    word = word.lower().rstrip(".,:;!?")
    word = _ALSO.get(word, word)
    return word if word in VERBS else None


def nearest_verb(word: str, rest: str) -> str | None:
    """The verb that was most likely meant: one slip away, begun, or, where an address follows, `add`."""
    word = word.lower()
    near = did_you_mean(word, (*VERBS, *_ALSO))
    if near is not None:
        return _ALSO.get(near, near)
    begun = [verb for verb in VERBS if len(word) > 1 and (verb.startswith(word) or word.startswith(verb))]
    if len(begun) == 1:
        return begun[0]
    return "add" if is_address(first_word(rest)[0]) else None


def is_address(word: str) -> bool:
    """Whether a word is an address of the web, also without its scheme."""
    return bool(_ADDRESS.match(word))


def read_parts(text: str) -> Piped:
    """`https://vox.com/rss | outlet: Vox`; the pipes may be left out. Raises `BadInput` for a part of another name."""
    return read_piped(with_pipes(text), PARTS)


def with_pipes(text: str) -> str:
    """The line with a pipe before each part that has a name."""
    return _UNPIPED.sub(" | ", text)


def read_change(piped: Piped) -> FeedChange:
    """What `| outlet: Vox | log: everything` asks for."""
    parts = piped.parts
    return FeedChange(
        outlet=parts.get("outlet"),
        flags=piped.several("flags") if "flags" in parts else None,
        log=read_log(parts["log"]) if "log" in parts else None,
        every=read_every(parts["every"]) if "every" in parts else None,
        dossier=parts.get("dossier"),
    )


def read_log(text: str) -> FeedLog:
    """`everything` or `matches`. Raises `BadInput`."""
    word = text.strip().lower().rstrip(".")
    if word in ("everything", "all"):
        return FeedLog.EVERYTHING
    if word in ("matches", "match", "what matches"):
        return FeedLog.MATCHES
    raise BadInput("“log:” is “matches” (what a watch finds) or “everything”.", field="log")


def read_every(text: str) -> timedelta:
    """`30 minutes`, `2h`, `hourly`; zero for `auto`, which leaves the pace to the feed's own habits.

    A number alone counts minutes. Raises `BadInput`.
    """
    typed = " ".join(text.lower().rstrip(".").split()).removeprefix("every ")
    if typed in ("auto", "automatic", ""):
        return timedelta()
    minutes = _AT.get(typed) or _minutes(typed)
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise BadInput(
            "“every:” is a pause from 10 minutes to 24 hours, such as “30 minutes”, or “auto” for the feed’s own pace.",
            field="every",
        )
    return timedelta(minutes=minutes)


def _minutes(typed: str) -> int:
    """The minutes in `2 hours`, `an hour`, `45`; 0 for what is no length of time."""
    read = _EVERY.match(typed)
    if read is None or not typed:
        return 0
    count, unit = read["count"] or "1", _UNITS[(read["unit"] or "m")[0]]
    if count.startswith("half"):
        return unit // 2
    return unit * (int(count) if count.isdecimal() else 1)


def web_address(text: str) -> str:
    """An address as people type it: `vox.com/rss` means https. Raises `BadInput` for what is none."""
    typed = text.strip().strip("<>")
    if not typed or re.search(r"\s", typed):
        raise BadInput("Begin with the address: `/press feeds add https://www.vox.com/rss | outlet: Vox`.", field="url")
    return typed if "://" in typed else f"https://{typed}"
