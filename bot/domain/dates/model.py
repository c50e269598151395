"""A date as honest as its source: what is stated, how finely, and which days it can mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Basis(StrEnum):
    """Where a date comes from."""

    STATED = "stated"
    """The source gives it."""
    DERIVED = "derived"
    """It follows from what sources give, as bounds do."""
    INFERRED = "inferred"
    """An editor concluded it."""


class Precision(StrEnum):
    """How finely a date is given."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    QUARTER = "quarter"
    YEAR = "year"
    DECADE = "decade"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Dating:
    """When something was: a day, a coarser period, or an interval in which it lies.

    `edtf` is canonical EDTF (ISO 8601-2). `text` is how the source or the person wrote it, "" if nobody did.
    `lo` and `hi` are the first and the last possible day, None where that end is open. Approximate dates are
    not widened: how far "about" reaches nobody stated.
    """

    edtf: str
    text: str
    basis: Basis
    lo: date | None
    hi: date | None
    precision: Precision

    @property
    def approximate(self) -> bool:
        """Whether any part of it is marked as approximate ("about")."""
        return "~" in self.edtf or "%" in self.edtf

    @property
    def uncertain(self) -> bool:
        """Whether any part of it is marked as uncertain ("possibly")."""
        return "?" in self.edtf or "%" in self.edtf


@dataclass(frozen=True, slots=True)
class Span:
    """A range to filter by: from `lo` to `hi`, both included, None where it is open. `label` says it in
    words.
    """

    lo: date | None
    hi: date | None
    label: str


def overlaps(dating: Dating, span: Span) -> bool:
    """Whether `dating` may fall into `span`: they share at least one possible day."""
    return not strictly_before(dating, span) and not strictly_after(dating, span)


def within(dating: Dating, span: Span) -> bool:
    """Whether every possible day of `dating` is in `span`."""
    from_below = span.lo is None or (dating.lo is not None and dating.lo >= span.lo)
    from_above = span.hi is None or (dating.hi is not None and dating.hi <= span.hi)
    return from_below and from_above


def strictly_before(dating: Dating, span: Span) -> bool:
    """Whether the whole of `dating` is before `span` begins: before 2020-06 ends on May 31 at the latest."""
    return dating.hi is not None and span.lo is not None and dating.hi < span.lo


def strictly_after(dating: Dating, span: Span) -> bool:
    """Whether the whole of `dating` is after `span` ends: after 2021 begins in 2022."""
    return dating.lo is not None and span.hi is not None and dating.lo > span.hi


def sort_key(dating: Dating | None) -> tuple[date, float, date, str]:
    """The place in a chronological list: by first possible day, finer before coarser, undated last.

    A date that is open at its start stands at its last possible day, where it is known to be over.
    """
    if dating is None:
        return (date.max, float("inf"), date.max, "￿")
    width = (dating.hi - dating.lo).days if dating.lo and dating.hi else float("inf")
    return (dating.lo or dating.hi or date.max, width, dating.hi or date.max, dating.edtf)
