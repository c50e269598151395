"""Dates to try things with: every kind of date that can be held, drawn from the whole calendar or from a few years."""

from __future__ import annotations

from datetime import date
from typing import Final

from hypothesis import settings
from hypothesis import strategies as st

from bot.domain.dates import Dating, Span, from_edtf

TODAY: Final = date(2026, 11, 24)  # a Tuesday
AT_LEISURE: Final = settings(deadline=None)

days = st.dates(date(1000, 1, 1), date(9999, 12, 31))
near_days = st.dates(date(2019, 1, 1), date(2021, 12, 31))
marks = st.sampled_from(["", "", "", "~", "?", "%"])


def _ends(of: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    """EDTF of a day, month or year, marked or not: what can end an interval."""
    day = st.builds(lambda day, mark: f"{day}{mark}", of, marks)
    month = st.builds(lambda day, mark: f"{day:%Y-%m}{mark}", of, marks)
    year = st.builds(lambda day, mark: f"{day:%Y}{mark}", of, marks)
    return st.one_of(day, month, year)


def _single(of: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    season = st.builds(lambda day, code: f"{day:%Y}-{code}", of, st.sampled_from([21, 22, 23, 24, 33, 34, 35, 36]))
    decade = st.builds(lambda day, mark: f"{day:%Y}"[:3] + f"X{mark}", of, marks)
    return st.one_of(_ends(of), _ends(of), season, decade)


def _interval(ends: tuple[str, str]) -> str:
    first, second = ends
    backwards = (lo := from_edtf(first).lo) and (hi := from_edtf(second).hi) and lo > hi
    return f"{second}/{first}" if backwards else f"{first}/{second}"


def _closed(of: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    return st.tuples(_ends(of), _ends(of)).map(_interval)


def _open(of: st.SearchStrategy[date]) -> st.SearchStrategy[str]:
    return st.one_of(_ends(of).map("../{}".format), _ends(of).map("{}/..".format))


edtf_singles = _single(days)
edtf_texts = st.one_of(_single(days), _closed(days), _closed(near_days), _open(days))
datings: st.SearchStrategy[Dating] = edtf_texts.map(from_edtf)
near_datings: st.SearchStrategy[Dating] = st.one_of(_single(near_days), _closed(near_days)).map(from_edtf)


def _span(lo: date | None, hi: date | None) -> Span:
    return Span(hi, lo, "") if lo and hi and lo > hi else Span(lo, hi, "")


spans = st.builds(_span, st.none() | near_days, st.none() | near_days)
