"""Press items to draw, as the services give them: an ordinary one, one that nobody touched, and one with too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.domain.dates import Basis
from bot.domain.entries import Draft, Entry
from bot.domain.ids import PublicId
from bot.domain.kinds import PRESS, RECORD
from bot.domain.press.feed import Feed
from bot.domain.press.posted import Posted
from bot.domain.press.watch import Hit, Place
from bot.services.press.board import Board, Row, Rows
from bot.services.press.items import Alike, Merged, Note, PressItem, PressLine, PressPage, StoryCopy, Triaged, Why
from tests.unit.views.samples import BEN, DOSSIER, HOSTILE, NOW, PRESS_ENTRY, dated, stamp

VOX = Feed(
    id=3,
    dossier_id=1,
    url="https://www.vox.com/rss/index.xml",
    host="www.vox.com:443",
    added_at=NOW,
    next_at=NOW,
    outlet="Vox",
    site="https://www.vox.com",
)
HOSTILE_FEED = replace(VOX, outlet=HOSTILE * 20, url=f"https://evil.example/{'x' * 1_900}", site="")


def press_entry(number: int, title: str, **fields: str) -> Entry:
    """A press item's entry, as a feed gives it."""
    own = {"type": "article", "outlet": "Vox", "status": "new", "agency_response": "not asked", **fields}
    return Entry(
        PublicId("P", number),
        "clearview",
        Draft(
            PRESS,
            title,
            body="The company’s database of faces is larger than any before it, and the agency will not say how it is"
            " used. Documents obtained by a coalition show more.",
            date=dated("2026-11-23"),
            fields=own,
        ),
        1,
        stamp(2, name="Vox", where="feed"),
        stamp(2, name="Vox", where="feed"),
    )


FACES = Why(
    "Face search",
    (Hit("Clearview", Place.TITLE), Hit("facial recognition", Place.TEXT), Hit("clearview", Place.TITLE)),
    ("First Amendment", "Biometrics"),
)
ICE = Why("ICE and data brokers", (Hit("ICE", Place.TEXT), Hit("surveillance", Place.TITLE)), ("Fourth Amendment",))
NEW = PressItem(
    press_entry(
        4, "Clearview’s database, explained", url="https://www.vox.com/2026/11/clearview", author="A. Reporter"
    ),
    why=(FACES, ICE),
    copies=(
        StoryCopy("Vox", "Clearview’s database, explained", "https://www.vox.com/2026/11/clearview", NOW, "Vox"),
        StoryCopy("AP", "Clearview explained", "https://apnews.com/clearview", NOW, "Google Alerts"),
        StoryCopy("The Hill", "Clearview explained", "https://thehill.com/clearview", NOW),
    ),
    alike=(Alike(PublicId("P", 3), "Clearview AI’s face database explained", "Wired", dated("2026-11-22"), 91.0),),
)
PLAIN = PressItem(press_entry(5, "An opinion on cameras"))
_DONE = press_entry(
    6,
    "DHS will not say how often Clearview was used",
    url="https://www.vox.com/dhs",
    status="reviewed",
    reviewer="Ben Okafor",
    reviewed_on="2026-11-24",
    agency_response="responded",
    agency_response_text="DHS does not comment on law enforcement techniques.",
)
REVIEWED = PressItem(
    replace(_DONE, version=4, content=replace(_DONE.content, tags=("First Amendment", "FOIA"))),
    why=(FACES,),
    notes=(
        Note("Quoted by two senators.", stamp(1)),
        Note("Ask for the letter.", stamp(0, who=BEN, name="Ben Okafor")),
    ),
    triaged=Triaged("reviewed", "Ben Okafor", NOW),
    posted=(Posted("CPRESS", "1.1"),),
)
DISMISSED = replace(
    PLAIN,
    entry=press_entry(5, "An opinion on cameras", status="dismissed"),
    triaged=Triaged("dismissed", "Alice Moreno", NOW, reason="It is about photography"),
)
FROM_FILE = PressItem(PRESS_ENTRY, triaged=Triaged("reviewed", "CRCL", on=dated("2020-02-11")))
GONE = replace(NEW, entry=replace(NEW.entry, deleted_because="the same story as P-3", changed=stamp()))
MERGED = Merged(GONE.entry, replace(PLAIN, entry=press_entry(3, "Clearview AI’s face database explained")))
_TOO_MUCH = press_entry(
    123_456,
    (HOSTILE * 10)[:300],
    url=f"https://evil.example/{'&x=<>' * 300}",
    outlet=HOSTILE * 6,
    author=HOSTILE * 6,
    type="legislation",
    agency_response="declined",
    agency_response_text=HOSTILE * 20,
)
OVERFULL = PressItem(
    replace(
        _TOO_MUCH,
        content=replace(
            _TOO_MUCH.content,
            body=HOSTILE * 120,
            tags=tuple(f"A flag with a name as long as names get to be {number}" for number in range(40)),
            date=dated("2026-11-24", Basis.DERIVED),
        ),
    ),
    why=tuple(
        Why(
            f"{HOSTILE}{number}", tuple(Hit(f"{HOSTILE * 9}{hit}", Place.TEXT) for hit in range(9)), (f"Flag {number}",)
        )
        for number in range(12)
    ),
    copies=tuple(
        StoryCopy(f"{HOSTILE}{number}", HOSTILE * 10, f"https://evil.example/{number}", NOW, HOSTILE)
        for number in range(60)
    ),
    alike=tuple(Alike(PublicId("P", number), HOSTILE * 9, HOSTILE * 3, None, 90.0) for number in range(1, 4)),
    notes=tuple(Note(HOSTILE * 90, stamp(name=HOSTILE * 5)) for _ in range(25)),
    triaged=Triaged("new", HOSTILE * 9, NOW, reason=HOSTILE * 20),
    posted=(Posted("CPRESS", "1.1"),),
)
ITEMS = (NEW, PLAIN, REVIEWED, DISMISSED, FROM_FILE, GONE, OVERFULL)


def press_line(item: PressItem) -> PressLine:
    """The item in a list."""
    return PressLine(
        item.entry.id,
        item.entry.title,
        item.field("url"),
        item.field("outlet"),
        item.field("type"),
        item.entry.date,
        item.status,
        item.entry.content.tags,
        tuple(dict.fromkeys(hit.words for why in item.why for hit in why.hits)),
        len(item.other_outlets),
    )


LINES = tuple(map(press_line, (REVIEWED, PLAIN, NEW)))
COUNTS = (("new", 2), ("reviewed", 1), ("dismissed", 0))


def press_page(lines: tuple[PressLine, ...] = LINES, **given: Any) -> PressPage:
    """One page of the log: three items, the latest, unless told otherwise."""
    whole: dict[str, Any] = {
        "query": "",
        "unfiltered": "",
        "status": "",
        "total": len(lines),
        "capped": False,
        "page": 0,
        "counts": COUNTS,
        "may_edit": True,
        **given,
    }
    return PressPage(lines=lines, **whole)


OVERFULL_PAGE = press_page(
    tuple(replace(press_line(OVERFULL), id=PublicId("P", 900 + number)) for number in range(10)),
    query=HOSTILE * 6,
    unfiltered=HOSTILE * 6,
    status="new",
    total=1_001,
    capped=True,
    page=3,
    counts=(("new", 1_001), ("reviewed", 1_001), ("dismissed", 7)),
    instead_of=HOSTILE * 6,
    elsewhere=((RECORD, 1_001),),
)
BOARD = Board(
    DOSSIER,
    date(2026, 11, 23),
    Row("", 12, 30),
    Rows((Row("Vox", 7, 3), Row("The Hill", 3, 20), Row("", 2, 7))),
    Rows((Row("First Amendment", 5, 1), Row("Biometrics", 0, 2))),
    Rows((Row("Face search", 12, 29),)),
    Rows((Row("new", 9, 0), Row("reviewed", 2, 28), Row("dismissed", 1, 2))),
    to_triage=9,
    owed=2,
)
EMPTY_BOARD = Board(DOSSIER, date(2026, 11, 23), Row("", 0, 0), Rows(()), Rows(()), Rows(()), Rows(()), 0, 0)
_FULL_ROWS = Rows(tuple(Row(f"{HOSTILE * 4}{number}", 1_000_000, 2_000_000) for number in range(8)), 1_000)
OVERFULL_BOARD = replace(
    BOARD,
    dossier=replace(DOSSIER, name=HOSTILE * 9),
    outlets=_FULL_ROWS,
    flags=_FULL_ROWS,
    watches=_FULL_ROWS,
    statuses=_FULL_ROWS,
    to_triage=1_000_000,
)
SINCE = NOW - timedelta(days=1)
