"""The words in which the limits are written: one small class for each thing that Slack limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Words:
    """A text object, `plain_text` or `mrkdwn`, that people read: it may be shortened.

    `plain` allows `plain_text` only. `splits` leaves a longer text to be spread over several blocks.
    """

    most: int
    plain: bool = False
    required: bool = False
    splits: bool = False


@dataclass(frozen=True)
class Line:
    """A bare string that people read: it may be shortened.

    `marked` says that Slack reads marks in it; `blank`, that white space alone is a text too.
    """

    most: int
    required: bool = False
    marked: bool = False
    blank: bool = False


@dataclass(frozen=True)
class Token:
    """A bare string that programs read, or that a person typed: never cut, half of it is worse than none."""

    most: int
    required: bool = False


@dataclass(frozen=True)
class Address:
    """A web address. One that Slack would not take leaves out the thing that it is the address of."""

    most: int
    required: bool = False


@dataclass(frozen=True)
class Number:
    """A whole number, brought within its bounds."""

    least: int
    most: int
    required: bool = False


@dataclass(frozen=True)
class Part:
    """An object of the named shape."""

    shape: str
    required: bool = False


@dataclass(frozen=True)
class Kinds:
    """An object whose `type`, one of these, is the name of its shape."""

    kinds: frozenset[str]
    required: bool = False


@dataclass(frozen=True)
class Several:
    """A list of at most `most` things; more are left out, or, with `splits`, spread over several blocks."""

    most: int
    of: Rule
    required: bool = False
    splits: bool = False


@dataclass(frozen=True)
class Shape:
    """What an object may hold. Of each group in `any_of` at least one must be there.

    A field that is not named passes as it is: Slack does not limit it.
    """

    fields: Mapping[str, Rule]
    any_of: tuple[frozenset[str], ...] = ()


Rule = Words | Line | Token | Address | Number | Part | Kinds | Several
