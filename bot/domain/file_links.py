"""What the links of an entries file lead to: an entry of the file, or one that is on file already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.ids import PublicId, alias_key, read_id

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.entries import Draft
    from bot.domain.entries_file import EntriesFile

Target = int | PublicId
"""An entry of the file by its index, or one on file by its id."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Names that a file's links use and that the file does not give: ids as text, and aliases by their key."""

    ids: frozenset[str]
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean: `in_file` by alias key, the index of an entry; `on_file` by alias key or id as text."""

    in_file: Mapping[str, int]
    on_file: Mapping[str, PublicId]

    def meaning(self, name: str) -> Target | None:
        """What a link's `to` means; the file's own names come first. None where it means nothing."""
        key = alias_key(name)
        if key in self.in_file:
            return self.in_file[key]
        public_id = read_id(name)
        return self.on_file.get(key if public_id is None else str(public_id))


def outside(file: EntriesFile) -> Outside:
    """The names that have to be looked up in the store."""
    names = {link.to for entry in file.entries if entry.draft for link in entry.draft.links}
    unknown = {name for name in names if alias_key(name) not in file.names}
    ids = {name: read_id(name) for name in unknown}
    return Outside(
        frozenset(str(public_id) for public_id in ids.values() if public_id is not None),
        frozenset(alias_key(name) for name, public_id in ids.items() if public_id is None),
    )


def link_problems(file: EntriesFile, names: Names) -> Iterator[str]:
    """What is wrong with the file's links, each with its place."""
    for index, entry in enumerate(file.entries):
        seen: dict[tuple[str, Target], int] = {}
        for position, link in enumerate(entry.draft.links if entry.draft else ()):
            place, target = f"{entry.place}.links[{position}]", names.meaning(link.to)
            if target is None:
                yield f"{place}.to: nothing in the file or in the store is called “{link.to[:80]}”."
            elif target == index:
                yield f"{place}.to: an entry cannot be linked to itself."
            elif seen.setdefault((link.rel, target), position) != position:
                yield f"{place}: leads to the same entry as links[{seen[link.rel, target]}], with the same rel."


def with_ids(draft: Draft, names: Names, ids: Sequence[PublicId]) -> Draft:
    """The draft with public ids in its links. `ids` are those of the file's entries; no link may have a problem."""
    links = []
    for link in draft.links:
        target = names.meaning(link.to)
        links.append(replace(link, to=str(ids[target] if isinstance(target, int) else target)))
    return replace(draft, links=tuple(links))
