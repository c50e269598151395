"""A date in words, as it is shown. Whatever is shown can be typed back and means the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.dates.edtf_text import read_edtf
from bot.domain.dates.model import Basis, Dating, Precision

if TYPE_CHECKING:
    from bot.domain.dates.period import Extent, Period


def show(dating: Dating, *, basis: bool = False) -> str:
    """ "June 27, 2019", "about 2020", "between March 2 and June 26, 2020", "on or before February 11, 2020".

    With `basis` a date that the source does not state says so: "October 2020 or later (derived)".
    """
    shown = in_words(read_edtf(dating.edtf))
    return f"{shown} ({dating.basis.value})" if basis and dating.basis is not Basis.STATED else shown


def in_words(extent: Extent) -> str:
    """An extent as the date of something that happened in it."""
    if extent.start and extent.end and not extent.single:
        start, end = _pair(extent.start, extent.end)
        return f"between {start} and {end}"
    return _open_or_single(extent)


def as_range(extent: Extent) -> str:
    """An extent as a range to look through: "June 2019 to March 2020", "2019 or earlier"."""
    if extent.start and extent.end and not extent.single:
        start, end = _pair(extent.start, extent.end)
        return f"{start} to {end}"
    return _open_or_single(extent)


def _open_or_single(extent: Extent) -> str:
    if extent.single:
        return extent.single.text
    if extent.start:
        return _open(extent.start, "on or after", "or later")
    return _open(extent.end, "on or before", "or earlier") if extent.end else ""


def _open(period: Period, with_day: str, without: str) -> str:
    if period.precision is Precision.DAY:
        return f"{with_day} {period.text}"
    return f"{period.text} {without}"


def _pair(start: Period, end: Period) -> tuple[str, str]:
    """Both ends in words; a year that they share is said once: "March 2", "June 26, 2020"."""
    plain = not start.qualifier and not end.qualifier and start.precision is end.precision
    if plain and start.part and start.year == end.year:
        return start.bare_text.removesuffix(f" {start.year}").removesuffix(","), end.text
    return start.text, end.text
