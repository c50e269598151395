"""The entries file: a dossier's entries and vocabulary as one JSON file, in the format "paper-trail/1".

Reading is strict, and finds every problem in one go, each with its place. Nothing is asked of a store here: what an
entry's links mean outside the file, and whether it is on file already, is for the import to find out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.domain.dossiers import SLUG, Term
from bot.domain.entries import MAX_TITLE, clean_line
from bot.domain.entry_json import Problems, from_json
from bot.domain.ids import alias_key
from bot.domain.strict_json import read_json
from bot.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.domain.entries import Draft

FORMAT: Final = "paper-trail/1"
MAX_DATE_TEXT: Final = 200
_FILE_KEYS: Final = ("format", "dossier", "entries", "glossary")
_DOSSIER_KEYS: Final = ("slug", "name")
_TERM_KEYS: Final = ("term", "means", "within", "synonyms")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An entry as the file gives it: where it stands, and what it is, None where it cannot be read.

    `aliases` are those that it claims, as `alias_key` makes them, also where it cannot be read: a link to it is not
    wrong because it is.
    """

    place: str
    draft: Draft | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntriesFile:
    """What a file holds, with all that is wrong with it. `names` tells which entry each alias means, by its index."""

    slug: str
    name: str
    entries: tuple[FileEntry, ...]
    glossary: tuple[Term, ...]
    names: Mapping[str, int]
    problems: tuple[str, ...]


def read_entries_file(raw: bytes) -> EntriesFile:
    """The file that `raw` holds. Raises `BadFile` where it is so wrong that nothing else can be said of it."""
    value = read_json(raw)
    if not isinstance(value, dict):
        raise BadFile(("file: is not an object.",))
    if value.get("format") != FORMAT:
        raise BadFile((f"format: must be “{FORMAT}”.",))
    problems = Problems()
    for key in value:
        if key not in _FILE_KEYS:
            problems.add(key[:200], f"is not known here. Known: {', '.join(_FILE_KEYS)}.")
    slug, name = _dossier(value.get("dossier"), problems)
    entries = tuple(
        _entry(item, f"entries[{index}]", problems) for index, item in enumerate(_list(value, "entries", problems))
    )
    names = _names(entries, problems)
    glossary = _glossary(_list(value, "glossary", problems) if "glossary" in value else [], problems)
    return EntriesFile(slug, name, entries, glossary, names, tuple(problems.found))


def _list(value: Mapping[str, Any], key: str, problems: Problems) -> list[Any]:
    given = value.get(key)
    if not isinstance(given, list):
        problems.add(key, "must be a list.")
        return []
    return given


def _dossier(value: object, problems: Problems) -> tuple[str, str]:
    if not isinstance(value, dict):
        problems.add("dossier", "must be an object with a slug and a name.")
        return "", ""
    problems.unknown_keys("dossier", value, _DOSSIER_KEYS)
    slug = value.get("slug")
    if not isinstance(slug, str) or not SLUG.fullmatch(slug):
        problems.add("dossier.slug", "must be small letters, digits and hyphens, at most 63.")
        slug = ""
    return slug, _line(value.get("name", ""), "dossier.name", problems, required=True)


def _line(value: object, place: str, problems: Problems, *, required: bool = False) -> str:
    if not isinstance(value, str):
        problems.add(place, "must be text.")
        return ""
    line = clean_line(value)
    if required and not line:
        problems.add(place, "is needed.")
    if len(line) > MAX_TITLE:
        problems.add(place, f"has {len(line):,} characters; at most {MAX_TITLE} fit.")
    return line


def _entry(value: object, place: str, problems: Problems) -> FileEntry:
    draft = from_json(value, place, problems)
    if draft is None or not isinstance(value, dict):
        return FileEntry(place, None, _claimed(value))
    pairs = [(link["rel"], link["to"]) for link in value.get("links", ())]
    doubled = next((index for index, pair in enumerate(pairs) if pair in pairs[:index]), None)
    if doubled is not None:
        problems.add(f"{place}.links[{doubled}]", f"is the same as links[{pairs.index(pairs[doubled])}].")
    draft = _tidied(draft, place, problems)
    return FileEntry(place, draft if doubled is None else None, tuple(map(alias_key, draft.aliases)))


def _claimed(value: object) -> tuple[str, ...]:
    """The aliases of an entry that cannot be read."""
    given = value.get("aliases") if isinstance(value, dict) else None
    if not isinstance(given, list):
        return ()
    return tuple(alias_key(clean_line(item)) for item in given if isinstance(item, str))


def _tidied(draft: Draft, place: str, problems: Problems) -> Draft:
    """The draft with clean lines where checking it leaves the text as it is: in its date and in its links."""
    date = draft.date
    if date is not None:
        date = replace(date, text=clean_line(date.text))
        if len(date.text) > MAX_DATE_TEXT:
            problems.add(f"{place}.date_text", f"has {len(date.text):,} characters; at most {MAX_DATE_TEXT} fit.")
    return replace(draft, date=date, links=tuple(replace(link, to=clean_line(link.to)) for link in draft.links))


def _names(entries: tuple[FileEntry, ...], problems: Problems) -> dict[str, int]:
    names: dict[str, int] = {}
    for index, entry in enumerate(entries):
        for alias in entry.aliases:
            if names.setdefault(alias, index) != index:
                first = entries[names[alias]].place
                problems.add(f"{entry.place}.aliases", f"“{alias[:80]}” names {first} already.")
    return names


def _glossary(given: list[Any], problems: Problems) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for index, item in enumerate(given):
        place = f"glossary[{index}]"
        term = _term(item, place, problems)
        if term.term and terms.setdefault(alias_key(term.term), term) is not term:
            problems.add(f"{place}.term", f"“{term.term[:80]}” stands in the glossary already.")
    return tuple(terms.values())


def _term(value: object, place: str, problems: Problems) -> Term:
    if not isinstance(value, dict):
        problems.add(place, "is not an object.")
        return Term("")
    problems.unknown_keys(place, value, _TERM_KEYS)
    synonyms = value.get("synonyms", [])
    if not isinstance(synonyms, list):
        problems.add(f"{place}.synonyms", "must be a list of texts.")
        synonyms = []
    lines = [_line(item, f"{place}.synonyms[{index}]", problems) for index, item in enumerate(synonyms)]
    return Term(
        _line(value.get("term", ""), f"{place}.term", problems, required=True),
        _line(value.get("means", ""), f"{place}.means", problems),
        _line(value.get("within", ""), f"{place}.within", problems),
        tuple(line for line in lines if line),
    )
