"""A small dossier to draw: entries, lists and people as the services give them, all of them made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.dates import Basis, Dating, distance, from_edtf
from bot.domain.dossiers import Dossier
from bot.domain.entries import Draft, Entry, Line, LinkBasis, LinkDraft, LinkedEntry, Quote, Stamp
from bot.domain.entry_json import to_json
from bot.domain.history import Revision
from bot.domain.ids import PublicId
from bot.domain.kinds import EVENT, FINDING, PRESS, QUESTION, RECORD
from bot.domain.people import Asking, Identity, Person, Role
from bot.services.cards import Card, History, Neighbour
from bot.services.people import Roles
from bot.services.search import Results
from bot.services.status import Status
from bot.services.timeline import Around, Between, Events, Gap

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, 5, tzinfo=UTC)
ALICE = Identity("T1", "U1")
BEN = Identity("T1", "U2")
DOSSIER = Dossier(1, "clearview", "ICE and Clearview AI")
HOSTILE = "<!channel> *bold* _x_ ~y~ `z` <@U1> <https://evil.example|bank> & :tada: > "


def dated(edtf: str, basis: Basis = Basis.STATED, text: str = "") -> Dating:
    """A date as the store gives it."""
    return from_edtf(edtf, text=text, basis=basis)


def stamp(hours: int = 0, *, who: Identity = ALICE, name: str = "Alice Moreno", where: str = "C0FOIADESK") -> Stamp:
    """Somebody's doing, some hours ago."""
    return Stamp(who, NOW - timedelta(hours=hours), where, name)


def asking(role: Role = Role.EDITOR) -> Asking:
    """Somebody who asks in a channel."""
    return Asking(Person(ALICE, role, "Alice Moreno"), "C0FOIADESK", DOSSIER)


def linked(rel: str, name: str, title: str, *, out: bool = True, edtf: str = "", inferred: bool = False) -> LinkedEntry:
    """One end of a link; `name` is its id, as in "T-2"."""
    prefix, number = name.split("-")
    basis = LinkBasis.INFERRED if inferred else LinkBasis.STATED
    return LinkedEntry(rel, out, PublicId(prefix, int(number)), title, dated(edtf) if edtf else None, basis)


T1 = Line(PublicId("T", 1), "ICE buys three Clearview AI accounts for the CEIU", dated("2019-06-21"), "purchase", "ICE")
T2 = Line(
    PublicId("T", 2),
    "An internal review calls ICE’s use of Clearview AI privacy sensitive",
    dated("2019-06-27"),
    "review",
    "HSI Cyber Crimes Center",
)
T3 = Line(PublicId("T", 3), "ICE buys more Clearview licenses", dated("2019-09-05"), "purchase", "ICE")
T4 = Line(PublicId("T", 4), "CEIU learns that agents in the field use the tool", dated("2020-02-28"), "memo", "CEIU")
T6 = Line(PublicId("T", 6), "Arrests are discussed in an identity theft case", dated("2020-06"), "arrest", "ICE")
T7 = Line(PublicId("T", 7), "DHS describes wider uses of Clearview", dated("2021-03-04"), "policy", "DHS")
T8 = Line(
    PublicId("T", 8),
    "The Privacy Impact Assessment is issued",
    dated("2020-03-02/2020-06-26", Basis.DERIVED),
    "review",
)
T9 = Line(PublicId("T", 9), "Staff meet the vendor", None)
EVENTS = (T1, T2, T3, T4, T8, T6, T7, T9)

R2 = Line(
    PublicId("R", 2),
    "Internal ICE e-mail thread on the Clearview AI contract proposal",
    dated("2019-06-20"),
    "email thread",
    "ICE",
    ("fn2", "fn3"),
)
R5 = Line(
    PublicId("R", 5),
    "Privacy Threshold Analysis for Clearview AI",
    dated("2019-06-27"),
    "assessment",
    "HSI Cyber Crimes Center",
    ("fn6", "fn7", "fn8", "fn9", "r:pta"),
)
R6 = Line(
    PublicId("R", 6), "Receipt for additional Clearview AI licenses", dated("2019-09-05"), "receipt", "", ("fn10",)
)
R8 = Line(
    PublicId("R", 8),
    "Combined Intelligence Unit memo on “Unattributable Online Browser Licenses”",
    None,
    "memo",
    "Enforcement and Removal Operations, Combined Intelligence Unit",
    ("fn12",),
)
RECORDS = (R6, R2, R5, R8)


def long_line(number: int) -> Line:
    """A line with all that a line can hold."""
    return Line(
        PublicId("R", number),
        "Assessment of State Laws Restricting the Sharing of Vehicle Records with the Department, with Annexes on "
        "Retention, on Audit Logs, and on the Exchange of Facial Photographs between Federal, State, Local, Tribal, "
        "Territorial, International and Foreign Agencies, as Circulated for Comment",
        dated("2020-03-02/2020-06-26", Basis.DERIVED),
        "email thread",
        "Enforcement and Removal Operations, Combined Intelligence Unit, Pacific Enforcement Response Center",
        tuple(f"fn{number + step}" for step in range(8)),
    )


PTA = Entry(
    id=PublicId("R", 5),
    dossier="clearview",
    content=Draft(
        RECORD,
        "Privacy Threshold Analysis for Clearview AI",
        body="The unit describes its pilot of the tool and is told that a Privacy Impact Assessment is needed. Until "
        "then it relies on “interim” safeguards.",
        date=dated("2019-06-27", text="June 27, 2019"),
        tags=("PIA", "safeguards", "SORN"),
        aliases=("fn6", "fn7", "fn8", "fn9", "r:pta"),
        quotes=(
            Quote("ICE’s use of Clearview AI is privacy sensitive, requiring PIA coverage.", "3", "fn7"),
            Quote("provide further transparency on HSI’s use of facial photographs.", "", "fn6"),
        ),
        fields={
            "type": "assessment",
            "unit": "HSI Cyber Crimes Center",
            "recipient": "ICE Office of Privacy",
            "bates": "ICE-000123–ICE-000130",
            "url": "https://records.example.org/foia/clearview/pta.pdf",
        },
        links=(LinkDraft("related", "T-2", LinkBasis.INFERRED),),
    ),
    version=2,
    created=stamp(72),
    changed=stamp(2, who=BEN, name="Ben Okafor"),
    linked=(
        linked("related", "T-2", T2.title, edtf="2019-06-27", inferred=True),
        linked("cites", "F-7", "ICE itself described Clearview as “privacy sensitive”", out=False),
        linked(
            "cites", "F-8", "CEIU piloted Clearview for almost a year without a Privacy Impact Assessment", out=False
        ),
        linked("cites", "F-9", "CEIU relied solely on interim safeguards", out=False),
    ),
)
BARE = Entry(PublicId("R", 8), "clearview", Draft(RECORD, R8.title), 1, stamp(1, name=""), stamp(1, name=""))
EVENT_ENTRY = Entry(
    PublicId("T", 2),
    "clearview",
    Draft(
        EVENT,
        T2.title,
        date=dated("2019-06-27", text="June 27, 2019"),
        quotes=(Quote("ICE’s use of Clearview AI is privacy sensitive, requiring PIA coverage."),),
        fields={"type": "review", "unit": "HSI Cyber Crimes Center"},
    ),
    1,
    stamp(72, name="", where="import"),
    stamp(72, name="", where="import"),
    linked=(linked("related", "R-5", PTA.title, out=False, edtf="2019-06-27", inferred=True),),
)
DERIVED_EVENT = replace(
    EVENT_ENTRY,
    id=PublicId("T", 8),
    content=Draft(EVENT, T8.title, date=T8.date, body="No source gives the day: it lies between two that do."),
    linked=(),
)
PRESS_ENTRY = Entry(
    PublicId("P", 1),
    "clearview",
    Draft(
        PRESS,
        "The world’s scariest facial recognition software, explained",
        date=None,
        tags=("First Amendment", "Fourth Amendment"),
        fields={
            "type": "article",
            "outlet": "Vox",
            "subject": "the DHS–Clearview collaboration",
            "status": "reviewed",
            "reviewer": "CRCL",
            "reviewed_on": "2020-02-11",
            "agency_response": "none",
            "agency_response_text": "DHS did not respond to a request for comment.",
        },
    ),
    1,
    stamp(30),
    stamp(30),
    linked=(linked("mentions", "R-9", "Internal complaints production spreadsheet", out=False),),
)
FINDING_ENTRY = Entry(
    PublicId("F", 24),
    "clearview",
    Draft(
        FINDING,
        "ICE’s use of Clearview was primarily for child exploitation or cybercrime cases",
        fields={"type": "claim", "verdict": "called into question", "claimant": "ICE", "section": "Introduction"},
    ),
    1,
    stamp(30),
    stamp(30),
    linked=(
        linked("called-into-question-by", "R-1", "Harrisburg/York presentation"),
        linked("called-into-question-by", "T-6", T6.title, edtf="2020-06", inferred=True),
    ),
)
QUESTION_ENTRY = Entry(
    PublicId("Q", 1),
    "clearview",
    Draft(
        QUESTION,
        "What does “Darkweb Analytics funding” mean?",
        fields={"about": "the funding of the licenses", "owner": "Ben Okafor", "status": "open"},
    ),
    1,
    stamp(30),
    stamp(30),
    linked=(linked("about", "R-4", "E-mail from the Unit Chief", edtf="2019-06-19"),),
)
OVERFULL = replace(
    PTA,
    id=PublicId("R", 1234),
    version=41,
    content=replace(
        PTA.content,
        title=("A very long title that goes on and on, " * 8)[:299],
        body=("A paragraph of the summary that says a little more than the one before it did. " * 10 + "\n\n") * 14,
        tags=tuple(f"tag number {number}" for number in range(60)),
        aliases=tuple(f"fn{number}" for number in range(1, 40)),
        quotes=tuple(
            Quote(f"Quotation {number}. " + "Words as they stand in the source. " * 12, str(number), f"fn{number}")
            for number in range(1, 31)
        ),
        fields={**PTA.content.fields, "recipient": "A recipient among very many. " * 20},
    ),
    linked=tuple(
        linked("cites", f"F-{number}", f"Finding {number} with a title of an ordinary length, as they have", out=False)
        for number in range(1, 61)
    )
    + PTA.linked[:1],
)
ENTRIES = (PTA, BARE, EVENT_ENTRY, DERIVED_EVENT, PRESS_ENTRY, FINDING_ENTRY, QUESTION_ENTRY, OVERFULL)


def neighbour(entry: Entry, line: Line) -> Neighbour:
    """The event beside a dated entry."""
    assert entry.date is not None
    assert line.date is not None
    return Neighbour(line, distance(entry.date, line.date))


def event_card(entry: Entry = EVENT_ENTRY, before: Line = T1, after: Line = T3) -> Card:
    """An event's card with its neighbours."""
    return Card(entry, True, neighbour(entry, before), neighbour(entry, after))


def results(lines: tuple[Line, ...] = RECORDS, **given: object) -> Results:
    """Search results: the four records, for "clearview contract" unless told otherwise."""
    whole = {"query": "clearview contract", "total": len(lines), "capped": False, "page": 0, **given}
    return Results(lines=lines, **whole)  # type: ignore[arg-type]


def gap(before: Line, after: Line) -> Gap:
    """The stretch between two events."""
    assert before.date is not None
    assert after.date is not None
    return Gap(before, after, distance(before.date, after.date))


def between(first: Line, second: Line, *events: Line) -> Between:
    """Two events and what lies between them."""
    return Between(first, second, gap(first, second).distance, events)


def around(centre: Line, *events: Line) -> Around:
    """An entry and the events near it."""
    return Around(centre, tuple((line, gap(centre, line).distance) for line in events))


def events(lines: tuple[Line, ...] = EVENTS, **given: object) -> Events:
    """One page of the timeline."""
    whole = {"total": len(lines), "page": 0, **given}
    return Events(lines, **whole)  # type: ignore[arg-type]


_FIRST = to_json(PTA.content)
_EDITED = {
    **_FIRST,
    "title": "Privacy Threshold Analysis from the HSI Cyber Crimes Center, for Clearview AI",
    "date": "2019-06-28",
    "date_text": "June 28, 2019",
    "tags": ["PIA", "SORN", "pilot"],
    "quotes": _FIRST["quotes"][:1],
    "fields": {**_FIRST["fields"], "bates": "ICE-000123–ICE-000131", "recipient": ""},
    "links": [{"rel": "cites", "to": "R-2", "basis": "stated"}],
}
HISTORY = History(
    PTA,
    (
        Revision(PTA.id, 4, "undo", stamp(1, who=BEN, name="Ben Okafor"), _EDITED, _FIRST, undoes=3),
        Revision(PTA.id, 3, "edit", stamp(2, who=BEN, name="Ben Okafor", where="D0BEN"), _FIRST, _EDITED),
        Revision(PTA.id, 2, "link", stamp(26), {**_FIRST, "links": []}, _FIRST),
        Revision(PTA.id, 1, "import", stamp(72, name="", where="import"), None, {**_FIRST, "links": []}),
    ),
    0,
    False,
)
DELETED = replace(BARE, version=2, deleted_because="A copy of R-3")
DELETED_HISTORY = History(
    DELETED,
    (
        Revision(BARE.id, 2, "delete", stamp(), to_json(BARE.content), None),
        Revision(BARE.id, 1, "add", stamp(1), None, to_json(BARE.content)),
    ),
    0,
    False,
)
OVERFULL_HISTORY = History(
    OVERFULL,
    tuple(
        Revision(OVERFULL.id, 40 - step, "edit", stamp(step), to_json(PTA.content), to_json(OVERFULL.content))
        for step in range(8)
    ),
    2,
    True,
)
ROLES = Roles(
    (
        Person(ALICE, Role.ADMIN, "Alice Moreno"),
        Person(BEN, Role.EDITOR, "Ben Okafor"),
        Person(Identity("", "U777"), Role.EDITOR),
    ),
    owners_are_admins=False,
)
STATUS = Status(DOSSIER, ((RECORD, 14), (EVENT, 7), (PRESS, 1), (FINDING, 25), (QUESTION, 4)), NOW)
