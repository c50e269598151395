"""A small language for the rules of Block Kit: each rule takes a value and its place, and yields problems.

The words of the problems are the ones Slack uses in `response_metadata.messages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Rule = Callable[[Any, str], Iterator["Problem"]]


@dataclass(frozen=True)
class Problem:
    """One thing wrong, and the JSON pointer of where it is."""

    message: str
    pointer: str

    def __str__(self) -> str:
        """Return it as Slack lists it under `errors`."""
        return f"{self.message} [json-pointer:{self.pointer}]"


def string(most: int, least: int = 1) -> Rule:
    """Accept a string of `least` to `most` characters."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str):
            yield Problem("must be a string", at)
        elif len(value) < least:
            yield Problem(f"must be more than {least - 1} characters", at)
        elif len(value) > most:
            yield Problem(f"must be less than {most + 1} characters", at)

    return check


def web_address(most: int) -> Rule:
    """Accept an absolute address of at most `most` characters."""
    fits = string(most)

    def check(value: Any, at: str) -> Iterator[Problem]:
        problems = list(fits(value, at))
        yield from problems
        if problems:
            return
        try:
            parts = urlsplit(value)
        except ValueError:
            yield Problem("invalid url", at)
            return
        wanted = parts.netloc if parts.scheme in {"http", "https"} else parts.scheme and parts.path
        if not wanted or any(character.isspace() for character in value):
            yield Problem("invalid url", at)

    return check


def whole_number(least: int, most: int) -> Rule:
    """Accept an integer between the two, both included."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem("must be an integer", at)
        elif not least <= value <= most:
            yield Problem(f"must be between {least} and {most}", at)

    return check


def flag(value: Any, at: str) -> Iterator[Problem]:
    """Accept true or false."""
    if not isinstance(value, bool):
        yield Problem("must be a boolean", at)


def anything(value: Any, at: str) -> Iterator[Problem]:
    """Accept whatever is there: for fields whose inside Slack does not describe."""
    del value, at
    return iter(())


def one_of(*allowed: str) -> Rule:
    """Accept one of a few words."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if value not in allowed:
            yield Problem(f"must be one of {', '.join(allowed)}", at)

    return check


def matching(fits: Callable[[str], object], message: str) -> Rule:
    """Accept a string for which `fits` holds."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, str) or not fits(value):
            yield Problem(message, at)

    return check


def array(item: Rule, most: int, least: int = 1) -> Rule:
    """Accept a list of `least` to `most` items that each satisfy `item`."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield Problem("must be an array", at)
            return
        if len(value) < least:
            yield Problem(f"no fewer than {least} items allowed", at)
        if len(value) > most:
            yield Problem(f"no more than {most} items allowed", at)
        for index, one in enumerate(value):
            yield from item(one, f"{at}/{index}")

    return check


def shape(required: Mapping[str, Rule], optional: Mapping[str, Rule] | None = None, also: Sequence[Rule] = ()) -> Rule:
    """Accept an object with these fields and no others; `also` holds rules about the object as a whole."""
    known = {**required, **(optional or {})}

    def check(value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield Problem("must be an object", at)
            return
        missing = [name for name in required if value.get(name) is None]
        yield from (Problem(f"missing required field: {name}", at) for name in missing)
        for name, inside in value.items():
            if name not in known:
                yield Problem(f"invalid additional property: {name}", at)
            elif name not in missing:
                yield from known[name](inside, f"{at}/{name}")
        for rule in also:
            yield from rule(value, at)

    return check


def by_type(kinds: Mapping[str, Rule]) -> Rule:
    """Accept an object whose `type` is one of `kinds`, checked by that kind's rule."""

    def check(value: Any, at: str) -> Iterator[Problem]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict):
            yield Problem("must be an object", at)
        elif kind is None:
            yield Problem("missing required field: type", at)
        elif not isinstance(kind, str) or kind not in kinds:
            yield Problem(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from kinds[kind](value, at)

    return check


def some_of(*names: str) -> Rule:
    """Accept an object that has at least one of the named fields."""
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: Any, at: str) -> Iterator[Problem]:
        if all(value.get(name) is None for name in names):
            yield Problem(f"must define either {listed}", at)

    return check


def only_one_of(*names: str) -> Rule:
    """Accept an object that has exactly one of the named fields."""
    listed = " or ".join(f"`{name}`" for name in names)

    def check(value: Any, at: str) -> Iterator[Problem]:
        if sum(value.get(name) is not None for name in names) != 1:
            yield Problem(f"must define exactly one of {listed}", at)

    return check


def listed(value: Any) -> list[Any]:
    """Return `value` if it is a list, else nothing: rules about the whole look at payloads of any form."""
    return value if isinstance(value, list) else []
