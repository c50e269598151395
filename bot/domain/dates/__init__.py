"""Honest dates: EDTF (ISO 8601-2) text with the days it can mean, read as people type them and shown as they
are.

A date that the source gives as "June 2020" sorts and overlaps as a month and is shown as "June 2020"; how far
it lies from another date is a range of days. Nothing here reads a clock: `today` is an argument.
"""

from bot.domain.dates.distance import Distance, distance, show_distance
from bot.domain.dates.edtf_text import from_edtf
from bot.domain.dates.model import (
    Basis,
    Dating,
    Precision,
    Span,
    overlaps,
    sort_key,
    strictly_after,
    strictly_before,
    within,
)
from bot.domain.dates.reading import read_date, read_span
from bot.domain.dates.showing import show

__all__ = [
    "Basis",
    "Dating",
    "Distance",
    "Precision",
    "Span",
    "distance",
    "from_edtf",
    "overlaps",
    "read_date",
    "read_span",
    "show",
    "show_distance",
    "sort_key",
    "strictly_after",
    "strictly_before",
    "within",
]
