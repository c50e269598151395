"""How far apart two dates are, in days: a number where both are days, else a range and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.dates.model import Dating, Precision
from bot.domain.dates.showing import show


@dataclass(frozen=True, slots=True)
class Distance:
    """The least and the most days that can lie between two dates; `most` is None where there is no bound.

    `order` is 1 if the second date is certainly later, -1 if it is certainly earlier, 0 if both are one day
    or it cannot be known. `exact` says that both are plain days; else `why` says in words what keeps it from
    being exact.
    """

    least: int
    most: int | None
    exact: bool
    why: str
    order: int = 0


def distance(first: Dating, second: Dating) -> Distance:
    """The days from one date to another."""
    ahead, behind = _days(first, second), _days(second, first)
    order = 1 if behind is not None and behind < 0 else -1 if ahead is not None and ahead < 0 else 0
    if order == 1:
        least, most = -(behind or 0), ahead
    elif order == -1:
        least, most = -(ahead or 0), behind
    else:
        least, most = 0, None if ahead is None or behind is None else max(ahead, behind)
    reasons = list(dict.fromkeys(reason for dating in (first, second) if (reason := _inexact(dating))))
    return Distance(least, most, not reasons, " and ".join(reasons), order)


def show_distance(found: Distance, *, because: bool = False) -> str:
    """ "76 days", "346–375 days"; with `because` also why: "346–375 days, because June 2020 has no day"."""
    days = _in_words(found)
    return f"{days}, because {found.why}" if because and found.why else days


def _days(first: Dating, second: Dating) -> int | None:
    """The most days that `second` can be later than `first`, below 0 if it is earlier. None: no bound."""
    return None if first.lo is None or second.hi is None else (second.hi - first.lo).days


def _in_words(found: Distance) -> str:
    least, most = found.least, found.most
    if most is None:
        return f"at least {_count(least)}" if least else "an unknown number of days"
    if least == most:
        plain = _count(least) if least else "the same day"
        return plain if found.exact else f"about {plain}"
    return f"{least:,}–{most:,} days" if least else f"up to {_count(most)}"


def _count(days: int) -> str:
    return "1 day" if days == 1 else f"{days:,} days"


def _inexact(dating: Dating) -> str:
    shown = show(dating)
    if dating.precision is Precision.INTERVAL:
        return f"one date is only known as “{shown}”"
    if dating.precision is Precision.DECADE:
        return f"{shown} have no day"
    if dating.precision is not Precision.DAY:
        return f"{shown} has no day"
    return _doubt(dating, shown.removeprefix("possibly ").removeprefix("about "))


def _doubt(dating: Dating, day: str) -> str:
    doubts = ("approximate",) * dating.approximate + ("uncertain",) * dating.uncertain
    return f"{day} is {' and '.join(doubts)}" if doubts else ""
