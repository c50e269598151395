"""Dates as they are shown."""

from __future__ import annotations

import pytest

from bot.domain.dates import Basis, from_edtf, show


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2019-06-27", "June 27, 2019"),
        ("2020-06", "June 2020"),
        ("2020", "2020"),
        ("201X", "the 2010s"),
        ("2020-22", "summer 2020"),
        ("2019-35", "Q3 2019"),
        ("2020~", "about 2020"),
        ("2020-06?", "possibly June 2020"),
        ("2020%", "possibly about 2020"),
        ("201X~", "about the 2010s"),
        ("2020-03-02/2020-06-26", "between March 2 and June 26, 2020"),
        ("2020-03/2020-06", "between March and June 2020"),
        ("2019-12-30/2020-01-02", "between December 30, 2019 and January 2, 2020"),
        ("2019/2020", "between 2019 and 2020"),
        ("2020/2020-06", "between 2020 and June 2020"),
        ("2020-03~/2020-06", "between about March 2020 and June 2020"),
        ("../2020-02-11", "on or before February 11, 2020"),
        ("../2020-02", "February 2020 or earlier"),
        ("2020-10/..", "October 2020 or later"),
        ("2021-06-30/..", "on or after June 30, 2021"),
        ("2021~/..", "about 2021 or later"),
    ],
)
def test_a_date_is_shown_as_finely_as_it_is_known(edtf: str, shown: str) -> None:
    assert show(from_edtf(edtf)) == shown


@pytest.mark.parametrize(
    ("basis", "shown"),
    [
        (Basis.STATED, "October 2020 or later"),
        (Basis.DERIVED, "October 2020 or later (derived)"),
        (Basis.INFERRED, "October 2020 or later (inferred)"),
    ],
)
def test_a_date_that_no_source_states_can_say_so(basis: Basis, shown: str) -> None:
    dating = from_edtf("2020-10/..", basis=basis)
    assert show(dating, basis=True) == shown
    assert show(dating) == "October 2020 or later"
