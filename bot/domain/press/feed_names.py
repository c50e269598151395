"""Which feed somebody means: by its number in the list, its address, its outlet, or how its name begins. Pure."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Final

from bot.domain.entries import clean_line
from bot.domain.spelling import did_you_mean
from bot.errors import BadInput, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.domain.press.feed import Feed

SHOWN: Final = 60
NAMED: Final = 5

_NUMBER: Final = re.compile(r"^(?:no\.?\s*|feed\s+)?#?(?P<number>\d{1,9})(?![\w/]|[.:]\d)", re.IGNORECASE)
_QUOTED: Final = re.compile(r"^[“\"„«](?P<name>[^“”\"„«»]+)[”\"“»]")
_ADDRESS: Final = re.compile(
    r"^<?(?P<address>(?:https?://|feed:|localhost\b|\d{1,3}(?:\.\d{1,3}){3})\S*?|\S+\.[a-z]\S*?)>?(?=[,;:|.]?(?:\s|$))",
    re.IGNORECASE,
)
_BECAUSE: Final = re.compile(r"\s+because\s+|\s*\|\s*|:\s+|\s+[–—-]\s+", re.IGNORECASE)
_BEFORE_A_REASON: Final = re.compile(r"^(?:[\s,;:.|–—-]|because\b)+", re.IGNORECASE)


def meant(feeds: Sequence[Feed], typed: str) -> tuple[Feed, str]:
    """The feed that the words name, and what is said after it: `Vox it has moved`, `3: too loud`, `“The Verge” gone`.

    Only a whole name may be followed by something; the beginning of a name stands alone, or before "because". Raises
    `NotFound`, with the name that was most likely meant, and `BadInput` where several feeds fit.
    """
    line = clean_line(typed)
    for find in (_by_quotation, _by_name, _by_number, _by_address, _by_beginning):
        found, rest = find(feeds, line)
        if found:
            return _the_one(found, line), _BEFORE_A_REASON.sub("", rest).strip()
    raise NotFound(
        f"There is no feed “{line[:SHOWN]}”.{_hint(feeds, line)} `/press feeds` lists them with their numbers."
    )


def number_in(typed: str) -> int | None:
    """The number that the words begin with: `3`, `#3`, `feed 3: too loud`."""
    found = _NUMBER.match(clean_line(typed))
    return int(found["number"]) if found else None


Found = tuple[list["Feed"], str]


def _by_quotation(feeds: Sequence[Feed], line: str) -> Found:
    quoted = _QUOTED.match(line)
    if quoted is None:
        return [], ""
    return _called(feeds, quoted["name"].strip().casefold().__eq__), line[quoted.end() :]


def _by_name(feeds: Sequence[Feed], line: str) -> Found:
    """The longest run of first words that is a feed's whole name. A bare number is none: it means the list's."""
    words = line.split()
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).rstrip(",;:|").casefold()
        if not name.isdecimal() and (found := _called(feeds, name.__eq__)):
            return found, " ".join(words[count:])
    return [], ""


def _by_number(feeds: Sequence[Feed], line: str) -> Found:
    number = _NUMBER.match(line)
    if number is None:
        return [], ""
    return [feed for feed in feeds if feed.id == int(number["number"])], line[number.end() :]


def _by_address(feeds: Sequence[Feed], line: str) -> Found:
    given = _ADDRESS.match(line)
    if given is None:
        return [], ""
    address, rest = bare(given["address"]), line[given.end() :]
    for of in (_url_of, _site_of, _host_of):
        if found := [feed for feed in feeds if of(feed) == address]:
            return found, rest
    return [], ""


def _by_beginning(feeds: Sequence[Feed], line: str) -> Found:
    for name, rest in ((line, ""), _before_a_reason(line)):
        folded = name.strip("“”\"'#.,").casefold()
        if folded and (found := _called(feeds, partial(_begins, folded))):
            return found, rest
    return [], ""


def _begins(start: str, name: str) -> bool:
    return name.startswith(start)


def _before_a_reason(line: str) -> tuple[str, str]:
    name, *rest = _BECAUSE.split(line, maxsplit=1)
    return name, "".join(rest)


def _called(feeds: Sequence[Feed], fits: Callable[[str], bool]) -> list[Feed]:
    return [feed for feed in feeds if any(fits(name.casefold()) for name in (feed.outlet, feed.title) if name)]


def bare(url: str) -> str:
    """An address without what people leave out: scheme, `www.`, the usual ports, a slash at the end."""
    rest = re.sub(r"^(?:feed:)?(?:[a-z]+:)?(?://)?(?:www\.)?", "", url.strip().lower())
    host, slash, path = rest.partition("/")
    return f"{re.sub(r':(?:80|443)$', '', host)}{slash}{path}".rstrip("/")


def _url_of(feed: Feed) -> str:
    return bare(feed.url)


def _site_of(feed: Feed) -> str:
    return bare(feed.site)


def _host_of(feed: Feed) -> str:
    return bare(feed.host)


def _the_one(found: Sequence[Feed], line: str) -> Feed:
    if len(found) == 1:
        return found[0]
    several = ", ".join(f"{feed.id} ({feed.name[:SHOWN]})" for feed in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    raise BadInput(f"“{line[:SHOWN]}” fits several feeds: {several}{more}. Say the number.")


def _hint(feeds: Sequence[Feed], line: str) -> str:
    """The name that was most likely meant, whether all was a name or only what stands before the reason."""
    names = {name.casefold(): name for feed in feeds for name in (feed.outlet, feed.title) if name}
    typings = (_before_a_reason(line)[0], line.partition(" ")[0])
    near = next((near for typed in typings if (near := did_you_mean(typed, tuple(names)))), None)
    return f" Did you mean “{names[near][:SHOWN]}”?" if near else ""
