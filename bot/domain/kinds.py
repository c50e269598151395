"""The kinds of entry, declared once.

A kind is a prefix, its words and its fields. The store's table, the form, the card, the entries file and the search
filters all follow from what is written here, so a new kind needs one `Kind` here and one table in `storage/tables.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import BadInput

MOST_URL_BYTES = 2_000  # PostgreSQL finds nothing by a longer value than 2,700


class FieldType(StrEnum):
    """How a field is typed in, checked and shown."""

    TEXT = "text"
    LONG = "long"  # several lines
    CHOICE = "choice"  # one of `choices`
    URL = "url"
    DATE = "date"  # EDTF, typed in words
    UNIT = "unit"  # an organisation or a unit of one: `from:` reaches it


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a kind has beyond what every entry has. Values are text; an absent value is no value."""

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    choices: tuple[str, ...] = ()
    hint: str = ""
    in_form: bool = True

    def check(self, value: str) -> str:
        """The value as it is stored, or `BadInput` naming what would be right."""
        value = value.strip()
        if self.type is FieldType.CHOICE and value and value not in self.choices:
            known = ", ".join(self.choices)
            raise BadInput(f"“{value[:60]}” is not a {self.label.lower()} here. Use one of: {known}.", field=self.name)
        if self.type is FieldType.URL and value and not value.startswith(("https://", "http://")):
            raise BadInput("A web address starts with https:// or http://.", field=self.name)
        if self.type is FieldType.URL and len(value.encode()) > MOST_URL_BYTES:
            raise BadInput(
                f"That address is {len(value.encode()):,} bytes long; at most {MOST_URL_BYTES:,} fit.", field=self.name
            )
        return value


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry: `prefix` begins its public ids, `fields` are its own columns in the order of its form."""

    name: str
    prefix: str
    plural: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field:
        """The field of that name; `KeyError` if this kind has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)

    @property
    def with_article(self) -> str:
        """One of them, as in a sentence: `a record`, `an event`, `a press item`."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"

    @property
    def one(self) -> str:
        """What one entry of this kind is called: "press item"."""
        return self.plural.removesuffix("s")

    @property
    def type_field(self) -> Field | None:
        """The field that says what sort of record, event or press item it is, where the kind has one."""
        return next((field for field in self.fields if field.name == "type"), None)


RECORD = Kind(
    "record",
    "R",
    "records",
    (
        Field(
            "type",
            "Kind of record",
            FieldType.CHOICE,
            (
                "email",
                "email thread",
                "memo",
                "presentation",
                "receipt",
                "assessment",
                "spreadsheet",
                "letter",
                "notice",
                "other",
            ),
        ),
        Field("unit", "Who wrote it", FieldType.UNIT, hint="The unit or office, spelled as in the record"),
        Field("recipient", "Who received it"),
        Field("bates", "Bates range", hint="ICE-000123–ICE-000130"),
        Field("url", "Source address", FieldType.URL),
    ),
)
EVENT = Kind(
    "event",
    "T",
    "events",
    (
        Field(
            "type",
            "Kind of event",
            FieldType.CHOICE,
            ("purchase", "review", "memo", "arrest", "policy", "filing", "letter", "other"),
        ),
        Field("unit", "Who acted", FieldType.UNIT),
        Field("url", "Source address", FieldType.URL),
    ),
)
PRESS = Kind(
    "press",
    "P",
    "press items",
    (
        Field(
            "type",
            "Kind of item",
            FieldType.CHOICE,
            ("article", "broadcast", "letter", "statement", "report", "legislation", "complaint"),
        ),
        Field("outlet", "Outlet", FieldType.UNIT),
        Field("author", "Author"),
        Field("url", "Address", FieldType.URL),
        Field("canonical_url", "Canonical address", FieldType.URL, in_form=False),
        Field("archive_url", "Archived copy", FieldType.URL),
        Field("published", "Published", FieldType.DATE, in_form=False),  # the entry's own date, where it is stated
        Field("seen", "First seen", FieldType.DATE, in_form=False),
        Field("subject", "Subject"),
        Field("status", "Status", FieldType.CHOICE, ("new", "reviewed", "dismissed")),
        Field("reviewer", "Reviewed by"),
        Field("reviewed_on", "Reviewed on", FieldType.DATE),
        Field(
            "agency_response",
            "Agency response",
            FieldType.CHOICE,
            ("not asked", "asked", "none", "declined", "responded"),
        ),
        Field("agency_response_text", "What the agency said", FieldType.LONG),
    ),
)
FINDING = Kind(
    "finding",
    "F",
    "findings",
    (
        Field(
            "type",
            "Kind of finding",
            FieldType.CHOICE,
            ("finding", "context", "inference", "conclusion", "demand", "claim"),
        ),
        Field("section", "Section"),
        Field("verdict", "Verdict", hint="In the words of the source, such as “called into question”"),
        Field("claimant", "Who claimed it", FieldType.UNIT),
    ),
)
QUESTION = Kind(
    "question",
    "Q",
    "questions",
    (
        Field("about", "About"),
        Field("owner", "Owner"),
        Field("status", "Status", FieldType.CHOICE, ("open", "answered")),
    ),
)

KINDS: tuple[Kind, ...] = (RECORD, EVENT, PRESS, FINDING, QUESTION)
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
BY_PREFIX: dict[str, Kind] = {kind.prefix: kind for kind in KINDS}
