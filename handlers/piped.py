"""One line with parts: `https://vox.com/rss | outlet: Vox | flags: First Amendment, Privacy`.

Pure: what comes first is the thing itself, and every part after it has a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.domain.spelling import did_you_mean
from bot.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Piped:
    """What came first, and the named parts by their names in lower case."""

    first: str
    parts: Mapping[str, str]

    def several(self, name: str) -> tuple[str, ...]:
        """A part that holds several things with commas between them."""
        return tuple(item for part in self.parts.get(name, "").split(",") if (item := part.strip()))


def read_piped(text: str, known: Sequence[str], *, bare: Mapping[str, str] | None = None) -> Piped:
    """The line as parts. `known` are the names that parts may have; `bare` gives what a part without a name means.

    Raises `BadInput` with what would be right for a name that is not known, or that is given twice.
    """
    first, *rest = (part.strip() for part in text.split("|"))
    parts: dict[str, str] = {}
    for part in filter(None, rest):
        name, value = _named(part, known, bare or {})
        if name in parts:
            raise BadInput(f"“{name}:” is there twice.", field=name)
        parts[name] = value
    return Piped(first, parts)


def write_piped(piped: Piped) -> str:
    """The line that `read_piped` reads so. A bar within a value becomes one that looks alike."""
    values = [piped.first, *(f"{name}: {value}" for name, value in piped.parts.items() if value)]
    return " | ".join(value.replace("|", "∣") for value in values)


def _named(part: str, known: Sequence[str], bare: Mapping[str, str]) -> tuple[str, str]:
    name, colon, value = part.partition(":")
    name = name.strip().lower()
    if not colon and name in bare:
        return bare[name], name
    if colon and name in known:
        return name, value.strip()
    near = did_you_mean(name, tuple(known))
    hint = f" Did you mean “{near}:”?" if near else ""
    names = ", ".join(f"“{one}:”" for one in known)
    raise BadInput(f"“{part[:60]}” has no name that I know.{hint} A part begins with one of: {names}.")
