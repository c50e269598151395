"""An entry as JSON, the one shape used by the entries file, by history and by export.

Reading is strict: an unknown key, a wrong type or a value that does not fit is a problem with its place, and every
problem is found in one go. Writing leaves out what is empty, so writing what was read gives the same object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from bot.domain.dates import Basis, Dating, from_edtf
from bot.domain.entries import Draft, LinkBasis, LinkDraft, Quote, checked
from bot.domain.kinds import BY_NAME, FieldType
from bot.errors import BadDate, BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ENTRY_KEYS = (
    "kind",
    "aliases",
    "title",
    "body",
    "date",
    "date_text",
    "date_basis",
    "tags",
    "quotes",
    "fields",
    "links",
)
T = TypeVar("T")
_QUOTE_KEYS = ("text", "page", "alias", "note")
_LINK_KEYS = ("rel", "to", "basis", "note")


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as plain JSON values, without what is empty."""
    date = draft.date
    full: dict[str, Any] = {
        "kind": draft.kind.name,
        "aliases": list(draft.aliases),
        "title": draft.title,
        "body": draft.body,
        "date": date.edtf if date else "",
        "date_text": date.text if date else "",
        "date_basis": date.basis.value if date else "",
        "tags": list(draft.tags),
        "quotes": [_without_empty(_quote(quote)) for quote in draft.quotes],
        "fields": dict(draft.fields),
        "links": [_without_empty(_link(link)) for link in draft.links],
    }
    return _without_empty(full)


def _quote(quote: Quote) -> dict[str, Any]:
    return {"text": quote.text, "page": quote.page, "alias": quote.alias, "note": quote.note}


def _link(link: LinkDraft) -> dict[str, Any]:
    return {"rel": link.rel, "to": link.to, "basis": link.basis.value, "note": link.note}


def _without_empty(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in ("", [], {})}


class Problems:
    """Collects what is wrong, each with its place, so that a person mends a file in one go."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def add(self, place: str, sentence: str) -> None:
        """Note that `sentence` is wrong at `place`."""
        self.found.append(f"{place}: {sentence}")

    def unknown_keys(self, place: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """Note every key of `given` that is not `known`."""
        for key in given:
            if key not in known:
                self.add(f"{place}.{key}"[:200], f"is not known here. Known: {', '.join(known)}.")


def from_json(value: object, place: str, problems: Problems) -> Draft | None:
    """The draft that `value` describes, or None when something is wrong, which `problems` then says."""
    before = len(problems.found)
    if not isinstance(value, dict):
        problems.add(place, "is not an object.")
        return None
    problems.unknown_keys(place, value, _ENTRY_KEYS)
    kind = BY_NAME.get(str(value.get("kind")))
    if kind is None:
        problems.add(f"{place}.kind", f"must be one of: {', '.join(BY_NAME)}.")
        return None
    draft = Draft(
        kind=kind,
        title=_text(value, "title", place, problems),
        body=_text(value, "body", place, problems),
        date=_date(value, place, problems),
        tags=_texts(value, "tags", place, problems),
        aliases=_texts(value, "aliases", place, problems),
        quotes=_objects(value, "quotes", place, problems, _read_quote),
        fields=_fields(value, place, problems),
        links=_objects(value, "links", place, problems, _read_link),
    )
    if len(problems.found) > before:
        return None
    try:
        draft = checked(draft)
        for field in kind.fields:
            if field.type is FieldType.DATE and field.name in draft.fields:
                from_edtf(draft.fields[field.name])
    except BadInput as error:
        own = error.field in {field.name for field in kind.fields}
        part = f".fields.{error.field}" if own else f".{error.field}" if error.field else ""
        problems.add(f"{place}{part}", str(error))
        return None
    return draft


def _text(value: Mapping[str, Any], key: str, place: str, problems: Problems) -> str:
    given = value.get(key, "")
    if not isinstance(given, str):
        problems.add(f"{place}.{key}", "must be text.")
        return ""
    return given


def _texts(value: Mapping[str, Any], key: str, place: str, problems: Problems) -> tuple[str, ...]:
    given = value.get(key, [])
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        problems.add(f"{place}.{key}", "must be a list of texts.")
        return ()
    return tuple(given)


def _date(value: Mapping[str, Any], place: str, problems: Problems) -> Dating | None:
    edtf = _text(value, "date", place, problems)
    text = _text(value, "date_text", place, problems)
    basis = _text(value, "date_basis", place, problems) or Basis.STATED.value
    if basis not in {item.value for item in Basis}:
        problems.add(f"{place}.date_basis", f"must be one of: {', '.join(item.value for item in Basis)}.")
        return None
    if not edtf:
        for key in ("date_text", "date_basis"):
            if value.get(key):
                problems.add(f"{place}.{key}", "needs a date beside it.")
        return None
    try:
        return from_edtf(edtf, text=text, basis=Basis(basis))
    except BadDate as error:
        problems.add(f"{place}.date", str(error))
        return None


def _fields(value: Mapping[str, Any], place: str, problems: Problems) -> dict[str, str]:
    given = value.get("fields", {})
    if not isinstance(given, dict):
        problems.add(f"{place}.fields", "must be an object.")
        return {}
    problems.unknown_keys(f"{place}.fields", given, tuple(field.name for field in BY_NAME[value["kind"]].fields))
    return {key: _text(given, key, f"{place}.fields", problems) for key in given}


def _objects(
    value: Mapping[str, Any],
    key: str,
    place: str,
    problems: Problems,
    read: Callable[[Mapping[str, Any], str, Problems], T],
) -> tuple[T, ...]:
    given = value.get(key, [])
    if not isinstance(given, list):
        problems.add(f"{place}.{key}", "must be a list.")
        return ()
    read_items = []
    for index, item in enumerate(given):
        item_place = f"{place}.{key}[{index}]"
        if isinstance(item, dict):
            read_items.append(read(item, item_place, problems))
        else:
            problems.add(item_place, "is not an object.")
    return tuple(read_items)


def _read_quote(value: Mapping[str, Any], place: str, problems: Problems) -> Quote:
    problems.unknown_keys(place, value, _QUOTE_KEYS)
    text, page, alias, note = (_text(value, key, place, problems) for key in _QUOTE_KEYS)
    if not text.strip():
        problems.add(f"{place}.text", "is needed.")
    return Quote(text, page, alias, note)


def _read_link(value: Mapping[str, Any], place: str, problems: Problems) -> LinkDraft:
    problems.unknown_keys(place, value, _LINK_KEYS)
    rel, to, basis, note = (_text(value, key, place, problems) for key in _LINK_KEYS)
    known = [item.value for item in LinkBasis]
    if basis and basis not in known:
        problems.add(f"{place}.basis", f"must be one of: {', '.join(known)}.")
        basis = ""
    if not to.strip():
        problems.add(f"{place}.to", "is needed.")
    return LinkDraft(rel, to, LinkBasis(basis or LinkBasis.STATED), note)
