"""Rows to values and back. Rows stay inside storage: everything that leaves is a frozen dataclass."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.dates import Basis, Dating, Precision
from bot.domain.entries import Stamp
from bot.domain.ids import PublicId
from bot.domain.people import Identity

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

UNBOUNDED = 10_000_000  # days; wider than any two dates of the calendar lie apart


def date_columns(dating: Dating | None) -> dict[str, Any]:
    """The date columns of `entries` for `dating`. An entry without a date stands at the end of the timeline."""
    if dating is None:
        names = ("date_edtf", "date_text", "date_basis", "date_precision", "date_lo", "date_hi")
        return {**dict.fromkeys(names), "date_order": date.max, "date_width": UNBOUNDED}
    width = (dating.hi - dating.lo).days if dating.lo and dating.hi else UNBOUNDED
    return {
        "date_order": dating.lo or dating.hi or date.max,
        "date_width": width,
        "date_edtf": dating.edtf,
        "date_text": dating.text,
        "date_basis": dating.basis.value,
        "date_precision": dating.precision.value,
        "date_lo": dating.lo,
        "date_hi": dating.hi,
    }


def to_dating(row: RowMapping) -> Dating | None:
    """The date that a row of `entries` holds."""
    if row["date_edtf"] is None:
        return None
    return Dating(
        edtf=row["date_edtf"],
        text=row["date_text"] or "",
        basis=Basis(row["date_basis"]),
        lo=row["date_lo"],
        hi=row["date_hi"],
        precision=Precision(row["date_precision"]),
    )


def to_public_id(text: str) -> PublicId:
    """A stored public id as a value."""
    prefix, number = text.split("-")
    return PublicId(prefix, int(number))


def stamp_columns(prefix: str, stamp: Stamp) -> dict[str, Any]:
    """The columns of a stamp: who, when, where."""
    return {
        f"{prefix}_team": stamp.who.team,
        f"{prefix}_user": stamp.who.user,
        f"{prefix}_name": stamp.name,
        f"{prefix}_where": stamp.where,
        f"{prefix}_at": stamp.at,
    }


def to_stamp(prefix: str, row: RowMapping) -> Stamp:
    """The stamp whose columns begin with `prefix`."""
    return Stamp(
        who=Identity(row[f"{prefix}_team"], row[f"{prefix}_user"]),
        at=row[f"{prefix}_at"],
        where=row[f"{prefix}_where"],
        name=row[f"{prefix}_name"],
    )
